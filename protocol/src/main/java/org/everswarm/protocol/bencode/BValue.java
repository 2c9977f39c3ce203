package org.everswarm.protocol.bencode;

/** A bencoded value (BEP 3): integer, byte string, list or dictionary. All are immutable. */
public sealed interface BValue permits BInt, BString, BList, BDict {}
