package org.everswarm.tracker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** The secret that admin commands show a running node; its file is for the owner only. */
record AdminToken(String text) {

  static final String FILE_NAME = "admin-token";
  private static final int RANDOM_BYTES = 32;
  private static final int LENGTH_MIN = 16;
  private static final int LENGTH_MAX = 512;

  /** Reads the token of a data directory, making one first if there is none. */
  static AdminToken readOrCreate(Path dataDirectory) throws IOException {
    Path file = dataDirectory.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      byte[] random = new byte[RANDOM_BYTES];
      new SecureRandom().nextBytes(random);
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
      DurableFiles.createLine(file, text, DurableFiles.OWNER_ONLY);
    }
    return read(file);
  }

  /** Reads a token file. */
  static AdminToken read(Path file) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    } catch (IOException unreadable) {
      throw new ConfigException("The admin token file " + file + " cannot be read.", unreadable);
    }
    boolean printable = text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    if (text.length() < LENGTH_MIN || text.length() > LENGTH_MAX || !printable) {
      throw new ConfigException(
          "The admin token file " + file + " must hold one word of 16 to 512 ASCII characters.");
    }
    return new AdminToken(text);
  }

  @Override
  public String toString() {
    return "AdminToken";
  }
}
