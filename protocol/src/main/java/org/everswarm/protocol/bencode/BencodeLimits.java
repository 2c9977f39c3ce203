package org.everswarm.protocol.bencode;

/**
 * What a {@link BencodeReader} accepts at most.
 *
 * @param maxBytes of the whole input, at most {@value #LONGEST}
 * @param maxDepth of nested lists and dictionaries, at most {@value #DEEPEST}: the reader recurses
 * @param maxElements values and keys in all
 * @param maxStringBytes of one byte string
 * @param sortedKeys whether dictionaries out of key order are refused. Everything else that is not
 *     canonical always is: duplicate keys, leading zeros, {@code -0}, bytes after the value.
 */
public record BencodeLimits(
    int maxBytes, int maxDepth, int maxElements, int maxStringBytes, boolean sortedKeys) {

  /** The depth that is safe on the smallest stack this runs on, with room to spare. */
  public static final int DEEPEST = 256;

  /** The longest input there is. */
  public static final int LONGEST = 1 << 27;

  public BencodeLimits {
    if (maxBytes > LONGEST) {
      throw new IllegalArgumentException("an input has at most " + LONGEST + " bytes");
    }
    if (maxBytes < 1 || maxElements < 1 || maxStringBytes < 0) {
      throw new IllegalArgumentException("a limit must leave room for something");
    }
    if (maxDepth < 0 || maxDepth > DEEPEST) {
      throw new IllegalArgumentException("a depth is 0 to " + DEEPEST + ", not " + maxDepth);
    }
  }
}
