package org.everswarm.protocol.udp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The path and query that a client appends to a UDP announce (BEP 41), in pieces of at most 255
 * bytes among options of other kinds.
 *
 * <p>Stateless; reading allocates nothing.
 */
public final class UrlData {

  /** What {@link #read} answers to options that are cut off or longer than the room for them. */
  public static final int MALFORMED = -1;

  private static final int END_OF_OPTIONS = 0;
  private static final int NOP = 1;
  private static final int URL_DATA = 2;
  private static final int MAX_PIECE_LENGTH = 255;

  private UrlData() {}

  /**
   * Concatenates the URL data among the options from index {@code from} to {@code to} into {@code
   * out} and tells its length: 0 when there is none, {@link #MALFORMED} when an option is cut off
   * or {@code out} is too short. Options end early at an end marker: aria2 sends two zero bytes.
   */
  public static int read(ByteBuf in, int from, int to, byte[] out) {
    int length = 0;
    int at = from;
    while (at < to) {
      int option = in.getByte(at++);
      if (option == END_OF_OPTIONS) {
        break;
      }
      if (option == NOP) {
        continue;
      }
      int size = at < to ? in.getUnsignedByte(at++) : Integer.MAX_VALUE;
      if (size > to - at || (option == URL_DATA && size > out.length - length)) {
        return MALFORMED;
      }
      if (option == URL_DATA) {
        copy(in, at, out, length, size);
        length += size;
      }
      at += size;
    }
    return length;
  }

  /** Where Netty has no Unsafe, {@code getBytes} makes a buffer each time. */
  private static void copy(ByteBuf in, int from, byte[] out, int to, int length) {
    if (in.isReadOnly() || in.nioBufferCount() != 1) {
      in.getBytes(from, out, to, length);
    } else {
      in.internalNioBuffer(from, length).get(out, to, length);
    }
  }

  /**
   * Appends options that carry {@code pathAndQuery}, a byte a character; nothing when it is empty.
   */
  public static void write(ByteBuf out, String pathAndQuery) {
    byte[] bytes = pathAndQuery.getBytes(StandardCharsets.ISO_8859_1);
    for (int from = 0; from < bytes.length; from += MAX_PIECE_LENGTH) {
      int length = Math.min(MAX_PIECE_LENGTH, bytes.length - from);
      out.writeByte(URL_DATA).writeByte(length).writeBytes(bytes, from, length);
    }
  }
}
