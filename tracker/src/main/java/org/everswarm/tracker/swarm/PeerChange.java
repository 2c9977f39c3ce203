package org.everswarm.tracker.swarm;

/**
 * One change of one peer, as nodes tell it to each other: plain fields, filled again for each.
 *
 * <p>Confined to one thread.
 */
public final class PeerChange {

  /** The peer lacks something. */
  public static final int LEECHER = 1;

  /** A leecher that will fetch no more (BEP 21). */
  public static final int PARTIAL = 2;

  /** The peer's download was counted. */
  public static final int SNATCHED = 4;

  /** The peer has left. */
  public static final int STOPPED = 8;

  /**
   * Only from a table to {@link PeerChanges}: this very announce counted the download. Not for the
   * wire.
   */
  public static final int COUNTED = 16;

  /** Only from a pull: the stamp says no more than the minute. Not for the wire. */
  public static final int MINUTE_ONLY = 32;

  /** Of stamps; tables count in minutes. */
  public static final long MINUTE_MILLIS = 60_000;

  /** Bytes 0 to 7 of the info-hash. */
  public long hash0;

  /** Bytes 8 to 15 of the info-hash. */
  public long hash1;

  /** Bytes 16 to 19 of the info-hash. */
  public int hash2;

  /** The address, IPv4 mapped, as in {@link PeerAnnounce}. */
  public long addressHigh;

  /** See {@link #addressHigh}. */
  public long addressLow;

  /** 1 to 65535. */
  public int port;

  /** {@link #LEECHER}, {@link #PARTIAL}, {@link #SNATCHED}, {@link #STOPPED}. */
  public int flags;

  /** When it happened, in milliseconds since 1970, by the clock that the nodes share. */
  public long stampMillis;
}
