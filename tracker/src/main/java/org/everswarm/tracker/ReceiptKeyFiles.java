package org.everswarm.tracker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptPublicKey;

/**
 * The receipt keys of a data directory: {@code receipt-<id>.pub} and, only where receipts are
 * signed, {@code receipt-<id>.key}.
 */
final class ReceiptKeyFiles {

  static final int KEY_ID_MAX = 255;
  private static final int FILE_BYTES_MAX = 4096;

  /** Begins the second line of a private key, which nothing else reads. */
  private static final String MADE = "made ";

  private final Path directory;

  ReceiptKeyFiles(Path directory) {
    this.directory = directory;
  }

  Path publicFile(int keyId) {
    return directory.resolve("receipt-" + keyId + ".pub");
  }

  Path privateFile(int keyId) {
    return directory.resolve("receipt-" + keyId + ".key");
  }

  /** Every public key of the directory, by ascending id. */
  List<ReceiptPublicKey> publicKeys() {
    List<ReceiptPublicKey> keys = new ArrayList<>();
    for (int id = 0; id <= KEY_ID_MAX; id++) {
      Path file = publicFile(id);
      if (Files.exists(file)) {
        ReceiptPublicKey key = readPublic(file);
        if (key.keyId() != id) {
          throw new ConfigException(
              "The receipt key file " + file + " holds key " + key.keyId() + "; rename it.");
        }
        keys.add(key);
      }
    }
    return List.copyOf(keys);
  }

  /** The highest id whose private key is here. */
  OptionalInt newestPrivateKeyId() {
    for (int id = KEY_ID_MAX; id >= 0; id--) {
      if (Files.exists(privateFile(id))) {
        return OptionalInt.of(id);
      }
    }
    return OptionalInt.empty();
  }

  /** The lowest id from 1 that no file here uses. */
  OptionalInt freeKeyId() {
    for (int id = 1; id <= KEY_ID_MAX; id++) {
      if (!Files.exists(privateFile(id)) && !Files.exists(publicFile(id))) {
        return OptionalInt.of(id);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * Writes a new pair, or nothing; the private half is for the owner only, and says when it was
   * made. The public one comes first: a private one without it would sign what no node accepts.
   */
  void write(ReceiptPrivateKey key, Instant madeAt) throws IOException {
    Path publicFile = publicFile(key.publicKey().keyId());
    DurableFiles.createDirectory(directory);
    DurableFiles.createLine(publicFile, key.publicKey().line(), DurableFiles.READABLE);
    try {
      DurableFiles.createLine(
          privateFile(key.publicKey().keyId()),
          key.line() + "\n" + MADE + madeAt,
          DurableFiles.OWNER_ONLY);
    } catch (IOException unwritten) {
      Files.deleteIfExists(publicFile);
      throw unwritten;
    }
  }

  /** Keeps a public key; one that is here already stays. */
  void keep(ReceiptPublicKey key) throws IOException {
    DurableFiles.createDirectory(directory);
    try {
      DurableFiles.createLine(publicFile(key.keyId()), key.line(), DurableFiles.READABLE);
    } catch (FileAlreadyExistsException exists) {
      if (!readPublic(publicFile(key.keyId())).equals(key)) {
        throw exists;
      }
    }
  }

  static ReceiptPublicKey readPublic(Path file) {
    return read(file, "public", ReceiptPublicKey::parseLine);
  }

  static ReceiptPrivateKey readPrivate(Path file) {
    return read(file, "private", ReceiptPrivateKey::parseLine);
  }

  /** When a private key was made: as it says, or else when its file was written. */
  Instant madeAt(int keyId) {
    Path file = privateFile(keyId);
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1)
          .lines()
          .filter(line -> line.startsWith(MADE))
          .findFirst()
          .map(line -> Instant.parse(line.substring(MADE.length())))
          .orElse(Files.getLastModifiedTime(file).toInstant());
    } catch (IOException | DateTimeParseException unreadable) {
      throw new ConfigException("The receipt key file " + file + " cannot be read.", unreadable);
    }
  }

  private static <T> T read(Path file, String kind, Function<String, T> parse) {
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new ConfigException("The receipt key file " + file + " holds no " + kind + " key.");
      }
      return parse.apply(singleLine(file));
    } catch (IOException unreadable) {
      throw new ConfigException(
          "The receipt key file "
              + file
              + " cannot be read ("
              + DataDirectory.reason(unreadable)
              + ").",
          unreadable);
    } catch (IllegalArgumentException malformed) {
      throw new ConfigException(
          "The receipt key file " + file + " holds no " + kind + " key: " + malformed.getMessage(),
          malformed);
    }
  }

  private static String singleLine(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
  }
}
