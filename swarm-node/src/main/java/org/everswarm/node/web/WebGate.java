package org.everswarm.node.web;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.everswarm.node.admission.Denials;
import org.everswarm.node.admission.ReceiptVerdict;
import org.everswarm.node.admission.Receipts;
import org.everswarm.node.store.BundleStore;
import org.everswarm.node.store.HeldTorrent;
import org.everswarm.node.web.WebAnswer.Granted;
import org.everswarm.node.web.WebAnswer.Refused;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.jspecify.annotations.Nullable;

/**
 * Decides who gets what by web seed: anyone what is free, by info-hash; the holder of a receipt
 * what its bundle has, by the receipt. Thread-safe, never blocks. Without a genuine receipt nobody
 * learns which gated names there are.
 */
final class WebGate {

  private static final int SECONDS_PER_HOUR = 3600;

  private final BundleStore store;
  private final Receipts receipts;
  private final Denials denials;
  private final InstantSource clock;

  WebGate(BundleStore store, Receipts receipts, Denials denials, InstantSource clock) {
    this.store = store;
    this.receipts = receipts;
    this.denials = denials;
    this.clock = clock;
  }

  /** Completes at once, or on a worker when a signature must be checked first. */
  CompletableFuture<WebAnswer> decide(WebTarget target) {
    Optional<InfoHash> infoHash = InfoHash.fromHex(target.element());
    if (infoHash.isPresent()) {
      return CompletableFuture.completedFuture(free(infoHash.get(), target.name()));
    }
    ReceiptToken token = ReceiptToken.parse(target.element());
    if (token == null) {
      return CompletableFuture.completedFuture(Refused.RECEIPT_MALFORMED);
    }
    ReceiptVerdict known = receipts.check(token, token.bundleId(), epochHours());
    if (known != null) {
      return CompletableFuture.completedFuture(judged(known, token, target.name()));
    }
    return receipts
        .verify(token, token.bundleId(), epochHours())
        .thenApply(verdict -> judged(verdict, token, target.name()));
  }

  private WebAnswer free(InfoHash infoHash, String name) {
    HeldTorrent held = store.find(infoHash);
    if (held == null || !held.name().equals(name)) {
      return Refused.NOT_FOUND;
    }
    return held.gate().needsReceipt() ? Refused.RECEIPT_MISSING : unlessDenied(held, null);
  }

  private WebAnswer unlessDenied(HeldTorrent held, @Nullable ReceiptToken token) {
    String reason = denials.reason(held.infoHash());
    return reason == null ? new Granted(held, token) : Refused.denied(reason);
  }

  private WebAnswer judged(ReceiptVerdict verdict, ReceiptToken token, String name) {
    if (verdict != ReceiptVerdict.GENUINE) {
      return Refused.of(verdict);
    }
    HeldTorrent held = store.findByName(token.bundleId(), name);
    if (held != null) {
      return unlessDenied(held, token);
    }
    return store.named(name).isEmpty()
        ? Refused.NOT_FOUND
        : Refused.of(ReceiptVerdict.OTHER_BUNDLE);
  }

  /** Whether what was granted has ended since. */
  boolean ended(Granted granted) {
    if (denials.contains(granted.torrent().infoHash())) {
      return true;
    }
    ReceiptToken receipt = granted.receipt();
    if (receipt == null) {
      return false;
    }
    ReceiptVerdict verdict = receipts.check(receipt, receipt.bundleId(), epochHours());
    return verdict != null && verdict != ReceiptVerdict.GENUINE;
  }

  private long epochHours() {
    return clock.instant().getEpochSecond() / SECONDS_PER_HOUR;
  }
}
