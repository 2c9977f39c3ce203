package org.everswarm.protocol.receipt;

import java.util.Base64;

/**
 * The one-line form of a key in a file: a title, the key's id, its bytes in base64url. Messages
 * never repeat the bytes, which may be secret.
 */
record KeyLine(String title, int length) {

  /** Makes a key of what a line says. */
  interface Maker<K> {
    K key(int keyId, byte[] bytes);
  }

  static void requireId(int keyId) {
    if (keyId < 0 || keyId > 255) {
      throw new IllegalArgumentException("the id of a receipt key is 0 to 255, not " + keyId);
    }
  }

  String format(int keyId, byte[] bytes) {
    return title + " " + keyId + " " + Base64Url.encode(bytes, 0, bytes.length);
  }

  <K> K parse(String line, Maker<K> maker) {
    String text = line.strip();
    if (!text.startsWith(title + " ")) {
      throw new IllegalArgumentException("a key file begins with \"" + title + "\"");
    }
    String[] words = text.substring(title.length() + 1).split(" ", -1);
    if (words.length != 2) {
      throw new IllegalArgumentException(
          "after \"" + title + "\" a key file has the key's id and the key, and nothing else");
    }
    return maker.key(keyId(words[0]), bytes(words[1]));
  }

  private static int keyId(String word) {
    if (!word.matches("0|[1-9][0-9]{0,2}")) {
      throw new IllegalArgumentException("the id of a receipt key is a number from 0 to 255");
    }
    int keyId = Integer.parseInt(word);
    requireId(keyId);
    return keyId;
  }

  private byte[] bytes(String word) {
    byte[] bytes = decoded(word);
    // The last character has spare bits, and the JDK's decoder also takes padding.
    if (bytes.length != length || !Base64Url.encode(bytes, 0, bytes.length).equals(word)) {
      throw new IllegalArgumentException(
          "\"" + title + "\" is followed by an id and " + length + " bytes in base64url");
    }
    return bytes;
  }

  private static byte[] decoded(String word) {
    try {
      return Base64.getUrlDecoder().decode(word);
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }
}
