package org.everswarm.tracker.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the nodes of one cluster share, and nobody else knows: an identity that never changes, and
 * one or two secrets. Immutable.
 *
 * <p>The file has two or three lines, {@code everswarm cluster ID} and {@code everswarm cluster key
 * N SECRET}. The first secret seals, all of them open. So a secret is replaced in three rounds of
 * restarts, in each of which the nodes that were restarted and those that were not understand each
 * other: the new one is put behind the old ({@link #withNewKey}), then before it ({@link
 * #withNewKeyFirst}), then the old one is dropped ({@link #withoutOldKey}).
 */
public final class ClusterKey {

  /** Bytes of the identity. */
  private static final int ID_BYTES = 16;

  private static final int KEYS_MAX = 2;
  private static final int KEY_IDS = 256;
  private static final int NAME_BYTES = 16;
  private static final Pattern ID_LINE = Pattern.compile("everswarm cluster ([\\w-]{22})");
  private static final Pattern KEY_LINE =
      Pattern.compile("everswarm cluster key (\\d{1,3}) ([\\w-]{43})");
  private static final byte[] NAME_LABEL =
      "everswarm cluster name v1".getBytes(StandardCharsets.US_ASCII);

  private final byte[] id;
  private final List<ClusterSecret> secrets;

  private ClusterKey(byte[] id, List<ClusterSecret> secrets) {
    this.id = id;
    this.secrets = List.copyOf(secrets);
  }

  /** A new cluster with one key. */
  public static ClusterKey generate(SecureRandom random) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return new ClusterKey(id, List.of(ClusterSecret.generate(0, random)));
  }

  /**
   * Reads a file of {@link #text}.
   *
   * @throws IllegalArgumentException with a sentence for the operator when the file holds no such
   *     text, or when every user of the machine can read it
   */
  public static ClusterKey read(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
        && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
      throw new IllegalArgumentException(
          file + " can be read by every user of this machine; chmod 600 it");
    }
    try {
      return parse(text);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          file + " holds no cluster key: " + malformed.getMessage(), malformed);
    }
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException saying what is wrong, and nothing of a secret
   */
  public static ClusterKey parse(String text) {
    List<String> lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    Matcher first = ID_LINE.matcher(lines.isEmpty() ? "" : lines.get(0));
    if (!first.matches()) {
      throw new IllegalArgumentException(
          "its first line is not 'everswarm cluster <22 characters of base64url>'");
    }
    List<ClusterSecret> secrets = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      secrets.add(secret(line, secrets.size() + 2));
    }
    requireKeys(secrets);
    return new ClusterKey(decode(first.group(1), 1), secrets);
  }

  private static ClusterSecret secret(String line, int number) {
    Matcher matcher = KEY_LINE.matcher(line);
    int keyId = matcher.matches() ? Integer.parseInt(matcher.group(1)) : KEY_IDS;
    if (keyId >= KEY_IDS) {
      throw new IllegalArgumentException(
          "line "
              + number
              + " is not 'everswarm cluster key <0 to 255> <43 characters of base64url>'");
    }
    return new ClusterSecret(keyId, decode(matcher.group(2), number));
  }

  private static byte[] decode(String text, int number) {
    byte[] bytes = Base64.getUrlDecoder().decode(text);
    if (!encode(bytes).equals(text)) {
      throw new IllegalArgumentException("line " + number + " was not copied rightly");
    }
    return bytes;
  }

  private static void requireKeys(List<ClusterSecret> secrets) {
    if (secrets.isEmpty() || secrets.size() > KEYS_MAX) {
      throw new IllegalArgumentException(
          "it has one key, or two while one replaces the other, not " + secrets.size());
    }
    if (secrets.size() == KEYS_MAX && secrets.get(0).id() == secrets.get(1).id()) {
      throw new IllegalArgumentException("its two keys have the same number");
    }
  }

  /** The file. */
  public String text() {
    StringBuilder lines = new StringBuilder("everswarm cluster " + encode(id) + "\n");
    for (ClusterSecret secret : secrets) {
      lines.append("everswarm cluster key ").append(secret.id()).append(' ');
      lines.append(encode(secret.bytes())).append('\n');
    }
    return lines.toString();
  }

  /** First round of a replacement: another key, that opens and does not seal yet. */
  public ClusterKey withNewKey(SecureRandom random) {
    if (secrets.size() > 1) {
      throw new IllegalArgumentException(
          "there are two keys already; end the replacement that was begun first");
    }
    int nextId = (secrets.get(0).id() + 1) % KEY_IDS;
    return new ClusterKey(id, List.of(secrets.get(0), ClusterSecret.generate(nextId, random)));
  }

  /** Second round: the other key of two seals. */
  public ClusterKey withNewKeyFirst() {
    requireTwo();
    return new ClusterKey(id, List.of(secrets.get(1), secrets.get(0)));
  }

  /** Third round: the key that sealed before is gone. */
  public ClusterKey withoutOldKey() {
    requireTwo();
    return new ClusterKey(id, List.of(secrets.get(0)));
  }

  private void requireTwo() {
    if (secrets.size() < KEYS_MAX) {
      throw new IllegalArgumentException("there is one key only; add another first");
    }
  }

  /** The number of the key that seals. */
  public int sealingKeyId() {
    return secrets.get(0).id();
  }

  /** The name under which members find each other: the same for as long as the cluster is. */
  String clusterName() {
    byte[] name = Hkdf.derive(id, new byte[0], NAME_LABEL, NAME_BYTES);
    return "everswarm-" + HexFormat.of().formatHex(name);
  }

  /**
   * Bytes that only this cluster knows, made from the key that seals.
   *
   * @param label what for; another label gives bytes that have nothing to do with these
   */
  public byte[] derive(String label, int bytes) {
    return secrets.get(0).derive(new byte[0], label, bytes);
  }

  /** The same of each key: what other nodes may have used in the middle of a replacement. */
  public List<byte[]> deriveAll(String label, int bytes) {
    return secrets.stream().map(secret -> secret.derive(new byte[0], label, bytes)).toList();
  }

  /** First the one that seals. */
  List<ClusterSecret> secrets() {
    return secrets;
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClusterKey key && text().equals(key.text());
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }

  /** Hides the secrets. */
  @Override
  public String toString() {
    return "ClusterKey " + sealingKeyId();
  }
}
