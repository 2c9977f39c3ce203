package org.everswarm.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was said on a network, as a {@link FaultySwitch} recorded it, and what can be read in it.
 */
final class Recording {

  private static final int PREFIX = Integer.BYTES;

  private final byte[] bytes;
  private final Map<Integer, List<Secret>> secrets = new HashMap<>();

  /** Bytes that must not be there, and what they are. */
  private record Secret(String name, ByteBuffer bytes) {}

  Recording(Path file) {
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int length() {
    return bytes.length;
  }

  /** Will look for these bytes, at least six. */
  Recording lookFor(String name, byte[] secret) {
    int prefix = ByteBuffer.wrap(secret).getInt();
    secrets
        .computeIfAbsent(prefix, key -> new ArrayList<>())
        .add(new Secret(name, ByteBuffer.wrap(secret)));
    return this;
  }

  /** Will look for this text, at least six characters of ASCII. */
  Recording lookFor(String name, String secret) {
    return lookFor(name, secret.getBytes(StandardCharsets.US_ASCII));
  }

  /** The names of what was found. */
  List<String> found() {
    List<String> found = new ArrayList<>();
    int prefix = 0;
    for (int end = 0; end < bytes.length; end++) {
      prefix = (prefix << Byte.SIZE) | (bytes[end] & 0xFF);
      int at = end + 1 - PREFIX;
      if (at >= 0) {
        for (Secret secret : secrets.getOrDefault(prefix, List.of())) {
          if (isAt(at, secret.bytes)) {
            found.add(secret.name + " at byte " + at);
          }
        }
      }
    }
    return found;
  }

  private boolean isAt(int at, ByteBuffer secret) {
    int length = secret.remaining();
    return at + length <= bytes.length && secret.equals(ByteBuffer.wrap(bytes, at, length));
  }
}
