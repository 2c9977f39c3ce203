package org.everswarm.node.admission;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.receipt.ReceiptVerifier;
import org.everswarm.protocol.receipt.Revocation;
import org.jspecify.annotations.Nullable;

/**
 * What a node needs to judge a receipt by itself: the public keys, and which receipts are revoked.
 * Thread-safe. A node cut off from its tracker goes on with what it was told.
 */
public final class Receipts {

  private final Executor workers;
  private final VerifiedReceipts verified;
  private final List<ReceiptPublicKey> pinned;

  /** Receipts that are void, each with the hour since 1970 in which it ends anyway. */
  private final Map<Long, Long> revoked = new ConcurrentHashMap<>();

  private final List<Consumer<Set<Long>>> listeners = new CopyOnWriteArrayList<>();
  private volatile Map<Integer, ReceiptVerifier> verifiers;

  /**
   * Signatures are checked on {@code workers}, which should refuse work rather than queue without
   * end; at most {@code maxVerified} receipts found genuine are remembered. The {@code pinned} keys
   * hold whatever the tracker says.
   */
  public Receipts(Executor workers, int maxVerified, List<ReceiptPublicKey> pinned) {
    this.workers = workers;
    this.verified = new VerifiedReceipts(maxVerified);
    this.pinned = List.copyOf(pinned);
    this.verifiers = verifiers(this.pinned);
  }

  /** From now on receipts are verified by these keys and the pinned ones, no others. */
  public synchronized void useKeys(List<ReceiptPublicKey> keys) {
    List<ReceiptPublicKey> all = new ArrayList<>(keys);
    all.addAll(pinned);
    Map<Integer, ReceiptVerifier> before = verifiers;
    verifiers = verifiers(all);
    if (!before.values().stream().allMatch(this::stillUsed)) {
      verified.clear();
    }
  }

  private boolean stillUsed(ReceiptVerifier before) {
    ReceiptVerifier now = verifiers.get(before.key().keyId());
    return now != null && now.key().equals(before.key());
  }

  private static Map<Integer, ReceiptVerifier> verifiers(List<ReceiptPublicKey> keys) {
    Map<Integer, ReceiptVerifier> verifiers = new HashMap<>();
    keys.forEach(key -> verifiers.put(key.keyId(), new ReceiptVerifier(key)));
    return Map.copyOf(verifiers);
  }

  /** How many keys are known. */
  public int keyCount() {
    return verifiers.size();
  }

  /**
   * Revokes receipts until they end anyway. Listeners hear, on this thread, of those that were not
   * revoked yet, all in one: a tracker tells of every one again at each welcome. There are no more
   * than trackers let there be.
   */
  public void revoke(Collection<Revocation> revocations) {
    Set<Long> fresh = new HashSet<>();
    for (Revocation one : revocations) {
      Long before = revoked.putIfAbsent(one.receiptId(), one.notAfterHours());
      if (before == null) {
        fresh.add(one.receiptId());
      } else {
        revoked.merge(one.receiptId(), one.notAfterHours(), Math::max);
      }
    }
    if (!fresh.isEmpty()) {
      Set<Long> told = Collections.unmodifiableSet(fresh);
      listeners.forEach(listener -> listener.accept(told));
    }
  }

  /** Whether a receipt was revoked. */
  public boolean isRevoked(long receiptId) {
    return revoked.containsKey(receiptId);
  }

  /** Forgets those that end anyway, some time after. Takes as long as they are many. */
  public void forget(long epochHours) {
    revoked.values().removeIf(end -> Revocation.isOver(end, epochHours));
  }

  /** How many are revoked. */
  int revokedCount() {
    return revoked.size();
  }

  /**
   * From now on {@code listener} hears the ids of receipts as they are revoked, each once; must not
   * block.
   */
  public void onRevoke(Consumer<Set<Long>> listener) {
    listeners.add(listener);
  }

  /**
   * Judges a receipt for a bundle without checking its signature: null when everything else is well
   * and {@link #verify} must tell. Never blocks.
   */
  public @Nullable ReceiptVerdict check(ReceiptToken token, long bundleId, long epochHours) {
    ReceiptVerdict plain = checkPlain(token, epochHours);
    if (plain != null) {
      return plain;
    }
    if (!verified.contains(token)) {
      return null;
    }
    return token.bundleId() == bundleId ? ReceiptVerdict.GENUINE : ReceiptVerdict.OTHER_BUNDLE;
  }

  /**
   * What can be said without the signature; a forged token may hear it too, as it gives nothing
   * away.
   */
  private @Nullable ReceiptVerdict checkPlain(ReceiptToken token, long epochHours) {
    if (!verifiers.containsKey(token.keyId())) {
      return ReceiptVerdict.UNKNOWN_KEY;
    }
    if (token.kind() == ReceiptKind.SWARM_NODE) {
      return ReceiptVerdict.OTHER_KIND;
    }
    if (token.expiredAt(epochHours)) {
      return ReceiptVerdict.EXPIRED;
    }
    return revoked.containsKey(token.receiptId()) ? ReceiptVerdict.REVOKED : null;
  }

  /**
   * Checks the signature on a worker and then all else; BUSY at once when the workers have too much
   * to do. The future completes on a worker.
   */
  public CompletableFuture<ReceiptVerdict> verify(
      ReceiptToken token, long bundleId, long epochHours) {
    CompletableFuture<ReceiptVerdict> verdict = new CompletableFuture<>();
    try {
      workers.execute(() -> verdict.complete(verifyNow(token, bundleId, epochHours)));
    } catch (RejectedExecutionException full) {
      verdict.complete(ReceiptVerdict.BUSY);
    }
    return verdict;
  }

  private ReceiptVerdict verifyNow(ReceiptToken token, long bundleId, long epochHours) {
    ReceiptVerifier verifier = verifiers.get(token.keyId());
    if (verifier == null) {
      return ReceiptVerdict.UNKNOWN_KEY;
    }
    if (!verifier.verify(token)) {
      return ReceiptVerdict.FORGED;
    }
    verified.add(token);
    ReceiptVerdict rest = check(token, bundleId, epochHours);
    return rest == null ? ReceiptVerdict.BUSY : rest;
  }
}
