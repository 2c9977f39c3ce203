package org.everswarm.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.jspecify.annotations.Nullable;

/**
 * The token that lets this node in at its tracker. Read anew at every connect, so that a token
 * renewed in its file needs no restart. Thread-safe; never printed.
 */
final class NodeToken {

  private static final String HOW = "; make one with: receipts mint --kind swarm-node";

  private static final int MAX_BYTES = 1024;

  private final @Nullable Path file;
  private volatile String last;

  private NodeToken(@Nullable Path file, String token) {
    this.file = file;
    this.last = token;
  }

  static NodeToken of(@Nullable String token, @Nullable Path file) {
    if (file != null) {
      return new NodeToken(file, read(file));
    }
    if (token == null) {
      throw new ConfigException(
          "--token-file is missing: give the file that holds this node's token" + HOW + ".");
    }
    return new NodeToken(null, checked(token, "--token"));
  }

  private static String read(Path file) {
    try {
      byte[] bytes = readAtMost(file, MAX_BYTES);
      return checked(new String(bytes, StandardCharsets.US_ASCII), "--token-file: " + file);
    } catch (IOException unreadable) {
      throw new ConfigException("--token-file: " + file + " cannot be read.", unreadable);
    }
  }

  private static byte[] readAtMost(Path file, int most) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(most);
    }
  }

  private static String checked(String text, String where) {
    ReceiptToken token = ReceiptToken.parse(text.strip());
    if (token == null || token.kind() != ReceiptKind.SWARM_NODE) {
      throw new ConfigException(where + " holds no node token" + HOW + ".");
    }
    return token.text();
  }

  /** The token as it is now, or as it was last when the file cannot be read any more. */
  String text() {
    if (file != null) {
      try {
        last = read(file);
      } catch (ConfigException kept) {
        return last;
      }
    }
    return last;
  }

  @Override
  public String toString() {
    return "NodeToken";
  }
}
