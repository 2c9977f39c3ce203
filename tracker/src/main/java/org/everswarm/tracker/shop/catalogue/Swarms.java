package org.everswarm.tracker.shop.catalogue;

import java.util.List;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.Revocation;

/**
 * The swarms of this node's cluster: what the shop has to tell them. Thread-safe; blocks on the
 * disk. When a method returns, the change will survive; it is in force on every node within a
 * second. All may be said again without effect.
 *
 * <p>A method throws {@link java.io.UncheckedIOException} when the disk fails: then nothing is
 * promised. Nobody but {@link Effects} calls this: what is not written in the database first can be
 * lost.
 */
public interface Swarms {

  /**
   * Whether a torrent can be tracked on these terms: it is not tracked on others, which somebody
   * else gave it. Does not block.
   */
  default boolean mayTrack(InfoHash infoHash, Gate gate, long bundleId) {
    return true;
  }

  /**
   * Tracks a torrent on these terms. Throws {@link IllegalStateException} if it is tracked on
   * others: whoever publishes a torrent must not open a gate that somebody else put before it.
   *
   * @param bundleId what a receipt must name, see {@link org.everswarm.protocol.receipt.GateIds}
   */
  void track(InfoHash infoHash, Gate gate, long bundleId, String name);

  /**
   * Refuses everybody, tracked or not.
   *
   * @param reason what clients show: 1 to 200 printable ASCII characters
   */
  void deny(InfoHash infoHash, String reason);

  /** Takes a refusal back. */
  void allow(InfoHash infoHash);

  /** Voids a receipt until it ends anyway. */
  void revoke(Revocation revocation);

  /**
   * Takes in again what was told before, as of then: in effect only where nothing is known that was
   * said later, by whomever. So whatever was lost since comes back, and nothing that was decided
   * since is undone. Waits for the disk a few times, and not at all when nothing is new.
   *
   * @return how many had an effect
   */
  int tellAgain(List<Word> told);
}
