package org.everswarm.node.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a web seed request asks for: {@code /ws/ELEMENT/NAME[/PATH…]}.
 *
 * @param element what opens the gate: a receipt token, or an info-hash in hexadecimal
 * @param name of the torrent
 * @param path of the file below it; none in a single-file torrent
 */
record WebTarget(String element, String name, List<String> path) {

  private static final String PREFIX = "/ws/";
  private static final int MAX_ELEMENTS = 34;

  WebTarget {
    path = List.copyOf(path);
  }

  /** Reads a raw request target; null for any that names no file, however it is written. */
  static @Nullable WebTarget parse(String target) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    if (!path.startsWith(PREFIX)) {
      return null;
    }
    List<String> elements = new ArrayList<>();
    for (String raw : path.substring(PREFIX.length()).split("/", -1)) {
      String element = elements.size() < MAX_ELEMENTS ? decode(raw) : null;
      if (element == null || !isName(element)) {
        return null;
      }
      elements.add(element);
    }
    return elements.size() < 2
        ? null
        : new WebTarget(elements.get(0), elements.get(1), elements.subList(2, elements.size()));
  }

  private static boolean isName(String element) {
    return !element.isEmpty()
        && !element.equals(".")
        && !element.equals("..")
        && element.indexOf('/') < 0
        && element.indexOf('\0') < 0;
  }

  /** Undoes percent-encoding of UTF-8, some of it raw maybe; null when it is not that. */
  private static @Nullable String decode(String raw) {
    ByteBuffer bytes = ByteBuffer.allocate(raw.length());
    for (int at = 0; at < raw.length(); at++) {
      char c = raw.charAt(at);
      if (c == '%') {
        int high = at + 2 < raw.length() ? Character.digit(raw.charAt(at + 1), 16) : -1;
        int low = at + 2 < raw.length() ? Character.digit(raw.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        bytes.put((byte) (high << 4 | low));
        at += 2;
      } else if (c <= 0xFF) {
        bytes.put((byte) c);
      } else {
        return null;
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }
}
