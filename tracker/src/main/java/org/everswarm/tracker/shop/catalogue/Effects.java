package org.everswarm.tracker.shop.catalogue;

import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.tracker.shop.store.Database;
import org.jdbi.v3.core.Handle;

/**
 * What the swarms are to be told: noted in the transaction that decides it, and carried out after
 * its commit. Thread-safe; blocks.
 *
 * <p>A process may die between the two, so what is noted stays pending until it was carried out,
 * and {@link #carryOut} is to be called at start and every few seconds besides.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Effects {

  public Effects(Database database, Swarms swarms) {}

  /** In the caller's transaction: a torrent is to be tracked on these terms. */
  public void track(Handle h, InfoHash infoHash, Gate gate, long bundleId, String name) {
    throw new UnsupportedOperationException();
  }

  /** In the caller's transaction: a torrent is to be tracked no more. */
  public void untrack(Handle h, InfoHash infoHash) {
    throw new UnsupportedOperationException();
  }

  /** In the caller's transaction: a torrent is to be refused, for a reason that clients show. */
  public void deny(Handle h, InfoHash infoHash, String reason) {
    throw new UnsupportedOperationException();
  }

  /** In the caller's transaction: a torrent is to be refused no more. */
  public void allow(Handle h, InfoHash infoHash) {
    throw new UnsupportedOperationException();
  }

  /** In the caller's transaction: a receipt is to be void for ever. */
  public void revoke(Handle h, long receiptId) {
    throw new UnsupportedOperationException();
  }

  /**
   * Carries out all that is pending. Not to be called within a transaction.
   *
   * @return false if any failed: it stays pending
   */
  public boolean carryOut() {
    throw new UnsupportedOperationException();
  }
}
