package org.everswarm.tracker.gate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.receipt.ReceiptVerifier;
import org.everswarm.tracker.registry.Registration;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a receipt opens a torrent's gate.
 *
 * <p>Thread-safe. {@link #decide} never blocks and allocates nothing; signatures are checked on a
 * worker.
 *
 * <p>The cheap questions come first and the signature last: bundle, expiry, revocation, key, the
 * memory of genuine tokens, and only then 50 to 75 microseconds of Ed25519. What is remembered
 * needs no check, so a flood of forged tokens delays newcomers at most, never who is in.
 */
public final class ReceiptGate {

  private static final int KEY_IDS = 256;

  /** How many times what an address may, an IPv4 /24 or IPv6 /48 may. */
  private static final int NETWORK_FACTOR = 4;

  private final Revocations revocations;
  private final AtomicReferenceArray<@Nullable ReceiptVerifier> verifiers =
      new AtomicReferenceArray<>(KEY_IDS);
  private final VerifiedTokens verified;
  private final SharingLimits sharing;
  private final Verifications verifications;
  private final Map<GateDecision, LongAdder> decisions = new EnumMap<>(GateDecision.class);

  /**
   * A gate that knows no key yet.
   *
   * @param worker checks signatures, off the event loops
   * @param nanoClock {@link System#nanoTime}
   * @param random unforeseeable; used here only
   */
  public ReceiptGate(
      GateSettings settings,
      Revocations revocations,
      Executor worker,
      LongSupplier nanoClock,
      RandomGenerator random) {
    this.revocations = revocations;
    verified = new VerifiedTokens(settings.verifiedTokens(), new TokenHash(random));
    sharing =
        new SharingLimits(
            settings.sharingReceipts(),
            settings.sharingWarnNetworks(),
            settings.sharingFreezeNetworks(),
            hash(random));
    verifications =
        new Verifications(settings, shares(settings, random), verified, worker, nanoClock);
    for (GateDecision decision : GateDecision.values()) {
      decisions.put(decision, new LongAdder());
    }
  }

  /** Accepts receipts of one more key. A key id stands for one key for ever. */
  public void addKey(ReceiptPublicKey key) {
    ReceiptVerifier known = verifiers.get(key.keyId());
    if (known != null && !known.key().equals(key)) {
      throw new IllegalArgumentException(
          "there are two receipt keys with id " + key.keyId() + ": give the new one another id");
    }
    verifiers.set(key.keyId(), new ReceiptVerifier(key));
  }

  /** The keys whose receipts are accepted. */
  public List<ReceiptPublicKey> keys() {
    List<ReceiptPublicKey> keys = new ArrayList<>();
    for (int id = 0; id < KEY_IDS; id++) {
      ReceiptVerifier verifier = verifiers.get(id);
      if (verifier != null) {
        keys.add(verifier.key());
      }
    }
    return keys;
  }

  /** The receipts that are void. */
  public Revocations revocations() {
    return revocations;
  }

  /**
   * Decides, but for a signature that is not known. A torrent without a gate admits anyone,
   * whatever they carry.
   */
  public GateDecision decide(
      Registration registration, @Nullable ReceiptToken token, boolean malformed, long epochHours) {
    if (!registration.gate().needsReceipt()) {
      return GateDecision.ADMITTED;
    }
    if (token == null || malformed) {
      return counted(malformed ? GateDecision.MALFORMED : GateDecision.MISSING);
    }
    if (token.kind() == ReceiptKind.SWARM_NODE) {
      // It opens the control channel. Here it would be a receipt for every bundle there is.
      return counted(GateDecision.OTHER_BUNDLE);
    }
    return counted(check(token, registration.bundleId(), epochHours));
  }

  /**
   * Whether the 116 characters in {@code text} from index {@code from} are a receipt whose
   * signature was found genuine; then {@code out} is what it says. Only that: what it opens is for
   * {@link #decide(Registration, KnownReceipt, long)} to say.
   */
  public boolean recall(byte[] text, int from, KnownReceipt out) {
    return verified.recall(text, from, out);
  }

  /** Decides on a receipt that {@link #recall} knew. */
  public GateDecision decide(Registration registration, KnownReceipt receipt, long epochHours) {
    if (!registration.gate().needsReceipt()) {
      return GateDecision.ADMITTED;
    }
    if (receipt.kind == ReceiptKind.SWARM_NODE) {
      return counted(GateDecision.OTHER_BUNDLE);
    }
    return counted(
        admits(
            registration.bundleId(),
            receipt.bundleId,
            receipt.notAfterHours,
            receipt.receiptId,
            receipt.keyId,
            epochHours));
  }

  /** The same for a swarm-node at the control channel: its kind of receipt, and no other. */
  public GateDecision decideNode(@Nullable ReceiptToken token, boolean malformed, long epochHours) {
    if (token == null || malformed) {
      return counted(malformed ? GateDecision.MALFORMED : GateDecision.MISSING);
    }
    if (token.kind() != ReceiptKind.SWARM_NODE) {
      return counted(GateDecision.OTHER_BUNDLE);
    }
    return counted(check(token, 0, epochHours));
  }

  /** Notes that a genuine receipt is used at the address of these words, and judges. */
  public SharingVerdict share(long receiptId, long addressHigh, long addressLow, long epochHours) {
    SharingVerdict verdict = sharing.note(receiptId, addressHigh, addressLow, epochHours);
    if (verdict == SharingVerdict.FROZEN) {
      counted(GateDecision.FROZEN);
    }
    return verdict;
  }

  /**
   * Notes that a receipt was used at another node, within the last day.
   *
   * @return false when it was not within the last day, or is no use at all
   */
  public boolean shareElsewhere(long receiptId, long network, long epochHours, long nowHours) {
    return sharing.merge(receiptId, network, epochHours, nowHours);
  }

  /**
   * Has every use told that other nodes should know, on the thread that asked for its verdict: so
   * the listener must not block. One listener; a network in use is told once in four hours.
   */
  public void onUse(SharingUses listener) {
    sharing.onUse(listener);
  }

  /**
   * Has every receipt told that is used in too many networks, here or at other nodes, perhaps more
   * than once; on the thread that noted it, so the listener must not block. One listener.
   */
  public void onFrozen(LongConsumer listener) {
    sharing.onFrozen(listener);
  }

  /**
   * Tells all uses of the last day, of here and elsewhere, of one part of the receipts: the same
   * receipts for as long as the process lives.
   *
   * @param part 0 to 255
   */
  public void forEachUse(int part, long nowHours, SharingUses out) {
    sharing.forEach(part, nowHours, out);
  }

  /**
   * Has a signature checked, and {@code then} told on the worker whether it is genuine; after that
   * {@link #decide} knows it.
   *
   * @return false when there is no room in the queue, or when this source or its network has sent
   *     too many forged ones; then nobody is told
   */
  public boolean verify(ReceiptToken token, IpAddress source, Consumer<Boolean> then) {
    return verify(token, source, Runnable::run, then);
  }

  /** The same, told on {@code loop}: for several tokens that were checked together, in one task. */
  public boolean verify(
      ReceiptToken token, IpAddress source, Executor loop, Consumer<Boolean> then) {
    return verifications.submit(verifiers.get(token.keyId()), token, source, loop, then);
  }

  /**
   * Whether a source, or its network, goes on sending unknown tokens though it was refused over and
   * over for forged ones. An answer would only cost us its sending.
   */
  public boolean ignores(IpAddress source) {
    return verifications.ignores(source);
  }

  /** How often it was decided so, free torrents not counted. */
  public long decisions(GateDecision decision) {
    LongAdder count = decisions.get(decision);
    return count == null ? 0 : count.sum();
  }

  /** Signatures found genuine. */
  public long genuine() {
    return verifications.genuine();
  }

  /** Signatures found forged. */
  public long forged() {
    return verifications.forged();
  }

  /** Signatures not checked: queue full, or source or network limited. */
  public long shed() {
    return verifications.shed();
  }

  /** Signatures waiting or being checked. */
  public int verificationQueue() {
    return verifications.queued();
  }

  /** Genuine tokens remembered. */
  public int cacheEntries() {
    return verified.size();
  }

  private GateDecision check(ReceiptToken token, long bundleId, long epochHours) {
    GateDecision decision =
        admits(
            bundleId,
            token.bundleId(),
            token.notAfterHours(),
            token.receiptId(),
            token.keyId(),
            epochHours);
    return decision == GateDecision.ADMITTED && !verified.contains(token)
        ? GateDecision.VERIFY
        : decision;
  }

  /** All but the signature. */
  private GateDecision admits(
      long wantedBundle,
      long bundleId,
      long notAfterHours,
      long receiptId,
      int keyId,
      long epochHours) {
    if (bundleId != wantedBundle) {
      return GateDecision.OTHER_BUNDLE;
    }
    if (notAfterHours != ReceiptSigner.NEVER && epochHours >= notAfterHours) {
      return GateDecision.EXPIRED;
    }
    if (revocations.contains(receiptId)) {
      return GateDecision.REVOKED;
    }
    return verifiers.get(keyId) == null ? GateDecision.UNKNOWN_KEY : GateDecision.ADMITTED;
  }

  private GateDecision counted(GateDecision decision) {
    LongAdder count = decisions.get(decision);
    if (count != null) {
      count.increment();
    }
    return decision;
  }

  private static VerificationShares shares(GateSettings settings, RandomGenerator random) {
    return new VerificationShares(
        settings.verificationQueue(),
        new SourceLimiter(
            settings.forgeriesPerMinute() / 60.0,
            settings.forgeryBurst(),
            settings.limitedSources(),
            hash(random)),
        SourceLimiter.ofNetworks(
            NETWORK_FACTOR * settings.forgeriesPerMinute() / 60.0,
            NETWORK_FACTOR * settings.forgeryBurst(),
            settings.limitedSources(),
            hash(random)));
  }

  private static SipHash hash(RandomGenerator random) {
    return new SipHash(random.nextLong(), random.nextLong());
  }
}
