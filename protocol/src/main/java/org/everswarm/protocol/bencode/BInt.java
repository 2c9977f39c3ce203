package org.everswarm.protocol.bencode;

/** A bencoded integer; those beyond 64 bits are refused by the reader. */
public record BInt(long value) implements BValue {}
