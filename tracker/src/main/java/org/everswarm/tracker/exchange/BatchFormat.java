package org.everswarm.tracker.exchange;

import org.everswarm.tracker.swarm.PeerChange;

/**
 * A batch, big-endian, without gaps.
 *
 * <pre>
 * 1  version, 1
 * 1  flags: 1 the sender lost something, 2 records of state instead of peers
 * 4  if it lost something: the minute since 1970 from which on to pull from it
 *
 * of peers:
 * 8  base: the least stamp in the batch, milliseconds since 1970
 *    and to the end, for each of some swarms:
 *    20  info-hash
 *    2   number of changes, not 0
 *        and each of them:
 *        1      flags of {@link PeerChange}, and 16 for IPv6
 *        1 - 7  stamp less base: seven bits a byte, the least first; all bytes but the last have
 *               their high bit set
 *        4, 16  address
 *        2      port
 *
 * of state, to the end, for each record:
 * 2  length, 1 to 16384
 *    the record
 * </pre>
 */
final class BatchFormat {

  static final int VERSION = 1;

  static final int LOST = 1;
  static final int STATE = 2;

  static final int IPV6 = 16;

  /** Longest header. */
  static final int MOST_HEAD_BYTES = 14;

  static final int SWARM_BYTES = 22;

  /** Longest change: flags, stamp, address, port. */
  static final int MOST_CHANGE_BYTES = 1 + 7 + 16 + 2;

  static final int MOST_STAMP_BITS = 49;

  static final int LENGTH_BYTES = 2;

  private BatchFormat() {}
}
