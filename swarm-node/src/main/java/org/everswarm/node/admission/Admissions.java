package org.everswarm.node.admission;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.control.Admit;
import org.jspecify.annotations.Nullable;

/**
 * Who may be served what, as trackers told it: (info-hash, address, port) with the receipt that it
 * came with and the time until which it holds. Thread-safe; nothing blocks; listeners and those who
 * wait are called on the thread that brings the news, outside of any lock.
 *
 * <p>Everything is bounded by {@link AdmissionLimits}. A free torrent's peers are not kept, since
 * they need no admission and anyone could push buyers out with them; listeners still hear of them.
 */
public final class Admissions {

  private final AdmissionLimits limits;
  private final InstantSource clock;
  private final AdmissionIndex index = new AdmissionIndex();
  private final HoldQueue holds = new HoldQueue();
  private final Receipts receipts;
  private final Denials denials;
  private final List<AdmissionListener> listeners = new CopyOnWriteArrayList<>();

  /**
   * Admissions are refused, and dropped, once {@code receipts} knows of a revocation. Those to a
   * torrent that is denied are refused; the ones that were there before count again when it is not
   * any more.
   */
  public Admissions(
      AdmissionLimits limits, Receipts receipts, Denials denials, InstantSource clock) {
    this.limits = limits;
    this.receipts = receipts;
    this.denials = denials;
    this.clock = clock;
    receipts.onRevoke(this::revoked);
    denials.onDeny(denied -> listeners.forEach(listener -> listener.denied(denied)));
  }

  /** From now on {@code listener} hears of every admission and revocation. */
  public void listen(AdmissionListener listener) {
    listeners.add(listener);
  }

  /** Takes in a tracker's word. */
  public void admit(Admit word) {
    admit(new Admission(word.infoHash(), word.peer(), word.receiptId(), word.untilEpochSecond()));
  }

  /** Takes in an admission, or renews the one of the same torrent, endpoint and receipt. */
  public void admit(Admission admission) {
    if (isDenied(admission.infoHash())) {
      return;
    }
    List<Consumer<Admission>> waiting = List.of();
    if (admission.receiptId() != Admission.NO_RECEIPT) {
      synchronized (this) {
        if (!accept(admission)) {
          return;
        }
        waiting = holds.take(admission.infoHash(), admission.peer().address());
      }
    }
    waiting.forEach(then -> then.accept(admission));
    listeners.forEach(listener -> listener.admitted(admission));
  }

  private boolean accept(Admission admission) {
    long now = nowEpochSecond();
    index.removeEndedBy(now);
    if (admission.untilEpochSecond() <= now || receipts.isRevoked(admission.receiptId())) {
      return false;
    }
    index.add(admission);
    index.removeFirstOf(admission.receiptId(), limits.admissionsPerReceipt());
    index.removeFirst(limits.admissions());
    return true;
  }

  private void revoked(Set<Long> receiptIds) {
    synchronized (this) {
      receiptIds.forEach(index::removeAllOf);
    }
    listeners.forEach(listener -> listener.revoked(receiptIds));
  }

  /** The live admission that lasts longest of those for a torrent and address, or null. */
  public synchronized @Nullable Admission find(InfoHash infoHash, IpAddress address) {
    return live(index.lastOf(infoHash, address));
  }

  /** The live admission that lasts longest of those for a torrent and endpoint, or null. */
  public synchronized @Nullable Admission find(InfoHash infoHash, Endpoint peer) {
    return live(index.lastOf(infoHash, peer));
  }

  /** Whether nobody may be served a torrent, be it free and whoever was admitted. */
  public boolean isDenied(InfoHash infoHash) {
    return denials.contains(infoHash);
  }

  /** Whether a peer at {@code address}, whatever its port, may be served. */
  public boolean isAdmitted(InfoHash infoHash, IpAddress address) {
    return find(infoHash, address) != null;
  }

  /**
   * Calls {@code then} once an admission for this torrent and address is there: at once if it is
   * already. The caller closes the hold when it has waited long enough.
   *
   * @return null when too many are waiting
   */
  public @Nullable Hold hold(InfoHash infoHash, IpAddress address, Consumer<Admission> then) {
    Admission already;
    synchronized (this) {
      already = find(infoHash, address);
      if (already == null) {
        return holds.size() >= limits.holds() ? null : enqueue(infoHash, address, then);
      }
    }
    then.accept(already);
    return () -> {};
  }

  private Hold enqueue(InfoHash infoHash, IpAddress address, Consumer<Admission> then) {
    holds.add(infoHash, address, then);
    return () -> {
      synchronized (this) {
        holds.remove(infoHash, address, then);
      }
    };
  }

  /** Forgets what has ended; {@link #admit} does so too, so this only frees memory earlier. */
  public synchronized void sweep() {
    index.removeEndedBy(nowEpochSecond());
  }

  /** Admissions kept at the moment. */
  public synchronized int size() {
    return index.size();
  }

  /** Those who wait for an admission at the moment. */
  public synchronized int holding() {
    return holds.size();
  }

  /** Every admission kept, those that end first first. */
  synchronized List<Admission> list() {
    return new ArrayList<>(index.inOrderOfEnd());
  }

  private @Nullable Admission live(@Nullable Admission admission) {
    return admission == null || admission.untilEpochSecond() <= nowEpochSecond() ? null : admission;
  }

  private long nowEpochSecond() {
    return clock.instant().getEpochSecond();
  }
}
