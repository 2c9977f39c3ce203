package org.everswarm.tracker.gate;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.registry.Registration;
import org.jspecify.annotations.Nullable;

/** Lets receipts in. Thread-safe. */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class ReceiptGate {

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
      RandomGenerator random) {}

  /** Accepts receipts of one more key. */
  public void addKey(ReceiptPublicKey key) {
    throw new UnsupportedOperationException();
  }

  /** The keys whose receipts are accepted. */
  public List<ReceiptPublicKey> keys() {
    throw new UnsupportedOperationException();
  }

  /** The receipts that are void. */
  public Revocations revocations() {
    throw new UnsupportedOperationException();
  }

  /** Decides without the signature, unless that is known. Never blocks. */
  public GateDecision decide(
      Registration registration, @Nullable ReceiptToken token, boolean malformed, long epochHours) {
    throw new UnsupportedOperationException();
  }

  /** The same for a swarm-node's token at the control channel: any bundle, kind swarm-node only. */
  public GateDecision decideNode(@Nullable ReceiptToken token, boolean malformed, long epochHours) {
    throw new UnsupportedOperationException();
  }

  /** Notes that a genuine receipt is used at {@code source}, and judges. */
  public SharingVerdict share(ReceiptToken token, IpAddress source, long epochHours) {
    throw new UnsupportedOperationException();
  }

  /** Checks a signature on the worker; false when it cannot be, and then nobody is called. */
  public boolean verify(ReceiptToken token, IpAddress source, Consumer<Boolean> then) {
    throw new UnsupportedOperationException();
  }

  /** How often it was decided so. */
  public long decisions(GateDecision decision) {
    throw new UnsupportedOperationException();
  }

  /** Signatures found genuine. */
  public long genuine() {
    throw new UnsupportedOperationException();
  }

  /** Signatures found forged. */
  public long forged() {
    throw new UnsupportedOperationException();
  }

  /** Signatures not checked: queue full, or source limited. */
  public long shed() {
    throw new UnsupportedOperationException();
  }

  /** Signatures waiting or being checked. */
  public int verificationQueue() {
    throw new UnsupportedOperationException();
  }

  /** Genuine tokens remembered. */
  public int cacheEntries() {
    throw new UnsupportedOperationException();
  }
}
