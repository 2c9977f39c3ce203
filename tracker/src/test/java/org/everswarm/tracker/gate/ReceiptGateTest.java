package org.everswarm.tracker.gate;

import static org.everswarm.tracker.gate.Receipts.BUNDLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.registry.Registration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptGateTest {

  private static final long NOW_HOURS = 490_000;
  private static final IpAddress SOURCE = IpAddress.ofIpv4(0x0A00_0001);
  private static final IpAddress ELSEWHERE = IpAddress.ofIpv4(0x0A00_0002);
  private static final Registration PAID =
      new Registration(new InfoHash(1, 2, 3), Gate.PAID, BUNDLE, "film");
  private static final Registration FREE =
      new Registration(new InfoHash(4, 5, 6), Gate.FREE, 0, "preview");

  private final GateSettings settings = new GateSettings(1000, 8, 1, 60, 3, 100, 100, 5, 20);
  private final Deque<Runnable> worker = new ArrayDeque<>();
  private final List<Boolean> outcomes = new ArrayList<>();
  private final ReceiptSigner signer = Receipts.signer(7);
  private final Revocations revocations;
  private final ReceiptGate gate;
  private long nanos;

  ReceiptGateTest(@TempDir Path directory) throws IOException {
    revocations = Revocations.open(directory.resolve("revocations"), () -> 0);
    gate =
        new ReceiptGate(settings, revocations, worker::add, () -> nanos, new SplittableRandom(1));
    gate.addKey(signer.publicKey());
  }

  @AfterEach
  void close() throws IOException {
    revocations.close();
  }

  @Test
  void admitsAGenuineReceiptOnceItsSignatureWasChecked() {
    ReceiptToken token = Receipts.buyer(signer, 1);
    assertEquals(GateDecision.VERIFY, decide(token));
    assertEquals(GateDecision.VERIFY, decide(token));
    assertTrue(check(token));

    assertEquals(GateDecision.ADMITTED, decide(token));
    assertEquals(1, gate.genuine());
    assertEquals(1, gate.cacheEntries());
  }

  @Test
  void neverAdmitsAForgedReceipt() {
    ReceiptToken forged = Receipts.forged(signer, 1);
    assertFalse(check(forged));

    assertEquals(GateDecision.VERIFY, decide(forged));
    assertEquals(1, gate.forged());
    assertEquals(0, gate.cacheEntries());
  }

  @Test
  void refusesWhatIsMissingOrMalformed() {
    assertEquals(GateDecision.MISSING, gate.decide(PAID, null, false, NOW_HOURS));
    assertEquals(GateDecision.MALFORMED, gate.decide(PAID, null, true, NOW_HOURS));
    ReceiptToken token = Receipts.buyer(signer, 1);
    check(token);
    assertEquals(GateDecision.MALFORMED, gate.decide(PAID, token, true, NOW_HOURS));
  }

  @Test
  void letsAnyoneIntoAFreeTorrentWhateverTheyCarry() throws IOException {
    revocations.revoke(1);
    ReceiptToken revoked = Receipts.forged(signer, 1);
    assertEquals(GateDecision.ADMITTED, gate.decide(FREE, null, false, NOW_HOURS));
    assertEquals(GateDecision.ADMITTED, gate.decide(FREE, null, true, NOW_HOURS));
    assertEquals(GateDecision.ADMITTED, gate.decide(FREE, revoked, false, NOW_HOURS));
  }

  @Test
  void refusesAnotherBundlesReceiptEvenOfThePublisher() {
    for (ReceiptKind kind : List.of(ReceiptKind.BUYER, ReceiptKind.PUBLISHER)) {
      ReceiptToken other = signer.sign(BUNDLE + 1, 1, ReceiptSigner.NEVER, kind);
      check(other);
      assertEquals(GateDecision.OTHER_BUNDLE, decide(other));
    }
  }

  @Test
  void admitsAPublisherToItsBundleAndASwarmNodeToNone() {
    ReceiptToken publisher = signer.sign(BUNDLE, 1, ReceiptSigner.NEVER, ReceiptKind.PUBLISHER);
    ReceiptToken node = signer.sign(0, 2, ReceiptSigner.NEVER, ReceiptKind.SWARM_NODE);
    check(publisher);
    check(node);

    assertEquals(GateDecision.ADMITTED, decide(publisher));
    assertEquals(GateDecision.OTHER_BUNDLE, decide(node));
  }

  @Test
  void refusesAReceiptFromTheHourItEnds() {
    ReceiptToken token = signer.sign(BUNDLE, 1, NOW_HOURS + 1, ReceiptKind.BUYER);
    check(token);

    assertEquals(GateDecision.ADMITTED, gate.decide(PAID, token, false, NOW_HOURS));
    assertEquals(GateDecision.EXPIRED, gate.decide(PAID, token, false, NOW_HOURS + 1));
  }

  @Test
  void refusesARevokedReceiptThoughItWasAdmittedBefore() throws IOException {
    ReceiptToken token = Receipts.buyer(signer, 1);
    check(token);
    assertEquals(GateDecision.ADMITTED, decide(token));
    revocations.revoke(1);

    assertEquals(GateDecision.REVOKED, decide(token));
  }

  @Test
  void refusesAReceiptOfAKeyItDoesNotKnow() {
    ReceiptToken token = Receipts.buyer(Receipts.signer(8), 1);

    assertEquals(GateDecision.UNKNOWN_KEY, decide(token));
    assertFalse(gate.verify(token, SOURCE, outcomes::add));
  }

  @Test
  void asksTheCheapQuestionsFirst() throws IOException {
    revocations.revoke(1);
    ReceiptSigner stranger = Receipts.signer(8);
    assertEquals(
        GateDecision.OTHER_BUNDLE,
        decide(stranger.sign(BUNDLE + 1, 1, NOW_HOURS, ReceiptKind.BUYER)));
    assertEquals(
        GateDecision.EXPIRED, decide(stranger.sign(BUNDLE, 1, NOW_HOURS, ReceiptKind.BUYER)));
    assertEquals(
        GateDecision.REVOKED, decide(stranger.sign(BUNDLE, 1, NOW_HOURS + 1, ReceiptKind.BUYER)));
    assertEquals(
        GateDecision.UNKNOWN_KEY,
        decide(stranger.sign(BUNDLE, 2, NOW_HOURS + 1, ReceiptKind.BUYER)));
  }

  @Test
  void opensTheControlChannelToSwarmNodesOnly() {
    ReceiptToken node = signer.sign(0, 2, ReceiptSigner.NEVER, ReceiptKind.SWARM_NODE);
    ReceiptToken buyer = Receipts.buyer(signer, 1);
    check(node);
    check(buyer);

    assertEquals(GateDecision.ADMITTED, gate.decideNode(node, false, NOW_HOURS));
    assertEquals(GateDecision.OTHER_BUNDLE, gate.decideNode(buyer, false, NOW_HOURS));
    assertEquals(GateDecision.MISSING, gate.decideNode(null, false, NOW_HOURS));
    assertEquals(GateDecision.MALFORMED, gate.decideNode(null, true, NOW_HOURS));
  }

  @Test
  void acceptsSeveralKeysAtOnceButNotTwoOfOneId() {
    ReceiptSigner next = Receipts.signer(8);
    gate.addKey(next.publicKey());
    gate.addKey(signer.publicKey());
    assertTrue(check(Receipts.buyer(signer, 1)));
    assertTrue(check(Receipts.buyer(next, 2)));
    assertEquals(List.of(signer.publicKey(), next.publicKey()), gate.keys());

    assertThrows(IllegalArgumentException.class, () -> gate.addKey(Receipts.signer(7).publicKey()));
  }

  @Test
  void limitsASourceThatForgesBeforeCheckingItsSignatures() {
    for (int i = 0; i < 3; i++) {
      assertTrue(gate.verify(Receipts.forged(signer, i), SOURCE, outcomes::add));
    }
    runWorker();
    assertFalse(gate.verify(Receipts.forged(signer, 9), SOURCE, outcomes::add));
    assertEquals(3, gate.forged());
    assertEquals(1, gate.shed());

    assertTrue(check(Receipts.buyer(signer, 1), ELSEWHERE), "another source pays");
    nanos += 2_000_000_000L;
    assertTrue(gate.verify(Receipts.forged(signer, 9), SOURCE, outcomes::add));
  }

  @Test
  void aSourceThatForgedHasNoMoreWaitingThanItMayStillForge() {
    check(Receipts.forged(signer, 1));
    assertTrue(gate.verify(Receipts.forged(signer, 2), SOURCE, outcomes::add));
    assertTrue(gate.verify(Receipts.forged(signer, 3), SOURCE, outcomes::add));
    assertFalse(gate.verify(Receipts.forged(signer, 4), SOURCE, outcomes::add));
  }

  @Test
  void ignoresASourceThatAsksOnAndOnAfterForgeries() {
    for (int i = 0; i < 3; i++) {
      gate.verify(Receipts.forged(signer, i), SOURCE, outcomes::add);
    }
    runWorker();
    assertFalse(gate.ignores(SOURCE), "refused is not yet ignored");
    for (int i = 0; i < 9; i++) {
      assertFalse(gate.verify(Receipts.forged(signer, i), SOURCE, outcomes::add));
    }
    assertTrue(gate.ignores(SOURCE));
    assertFalse(gate.ignores(ELSEWHERE));

    nanos += 3_000_000_000L;
    assertFalse(gate.ignores(SOURCE));
  }

  @Test
  void tellsALoopItsVerdictsInOneTask() {
    List<Runnable> loop = new ArrayList<>();
    List<Runnable> otherLoop = new ArrayList<>();
    Executor one = loop::add;
    Executor other = otherLoop::add;
    gate.verify(Receipts.buyer(signer, 1), SOURCE, one, outcomes::add);
    gate.verify(Receipts.buyer(signer, 2), SOURCE, other, outcomes::add);
    gate.verify(Receipts.forged(signer, 3), SOURCE, one, outcomes::add);
    runWorker();
    assertEquals(List.of(), outcomes);

    loop.forEach(Runnable::run);
    assertEquals(List.of(true, false), outcomes);
    assertEquals(1, loop.size());
    assertEquals(1, otherLoop.size());
  }

  @Test
  void admitsVerifiedReceiptsFromASourceThatForges() {
    ReceiptToken token = Receipts.buyer(signer, 1);
    check(token);
    for (int i = 2; i < 20; i++) {
      gate.verify(Receipts.forged(signer, i), SOURCE, outcomes::add);
    }
    assertEquals(GateDecision.ADMITTED, decide(token));
  }

  @Test
  void doesNotLimitASourceOfManyGenuineReceipts() {
    for (int receipt = 0; receipt < 50; receipt++) {
      assertTrue(check(Receipts.buyer(signer, receipt)));
    }
  }

  @Test
  void queuesABoundedNumberOfChecks() {
    for (int i = 0; i < 8; i++) {
      assertTrue(gate.verify(Receipts.buyer(signer, i), network(i), outcomes::add));
    }
    assertEquals(8, gate.verificationQueue());
    for (int i = 0; i < 10; i++) {
      assertFalse(gate.verify(Receipts.buyer(signer, 9), network(9), outcomes::add));
    }
    assertEquals(10, gate.shed());
    runWorker();
    assertEquals(8, outcomes.size());
    assertEquals(0, gate.verificationQueue());
    assertTrue(check(Receipts.buyer(signer, 9), network(9)), "being refused must cost nothing");
  }

  @Test
  void saysSoWhenTheWorkerTakesNoMore() {
    ReceiptGate closed =
        new ReceiptGate(
            settings,
            revocations,
            check -> {
              throw new RejectedExecutionException();
            },
            () -> 0,
            new SplittableRandom(1));
    closed.addKey(signer.publicKey());

    assertFalse(closed.verify(Receipts.buyer(signer, 1), SOURCE, outcomes::add));
    assertEquals(0, closed.verificationQueue());
  }

  @Test
  void freezesAReceiptThatTooManyNetworksUse() {
    ReceiptToken buyer = Receipts.buyer(signer, 1);
    for (int network = 0; network < 20; network++) {
      share(buyer, IpAddress.ofIpv4(network << 8));
    }
    assertEquals(SharingVerdict.FROZEN, share(buyer, SOURCE));
    assertEquals(2, gate.decisions(GateDecision.FROZEN));
  }

  @Test
  void countsWhatItDecides() {
    decide(null);
    decide(null);
    gate.decide(FREE, null, false, NOW_HOURS);

    assertEquals(2, gate.decisions(GateDecision.MISSING));
    assertEquals(0, gate.decisions(GateDecision.ADMITTED));
  }

  private GateDecision decide(@org.jspecify.annotations.Nullable ReceiptToken token) {
    return gate.decide(PAID, token, false, NOW_HOURS);
  }

  private static IpAddress network(int number) {
    return IpAddress.ofIpv4(number << 8);
  }

  private boolean check(ReceiptToken token) {
    return check(token, SOURCE);
  }

  private boolean check(ReceiptToken token, IpAddress source) {
    outcomes.clear();
    assertTrue(gate.verify(token, source, outcomes::add));
    assertEquals(List.of(), outcomes, "it was checked on the caller's thread");
    runWorker();
    assertEquals(1, outcomes.size());
    return outcomes.get(0);
  }

  private void runWorker() {
    while (!worker.isEmpty()) {
      worker.remove().run();
    }
  }

  private SharingVerdict share(ReceiptToken token, IpAddress source) {
    return gate.share(token.receiptId(), source.high(), source.low(), NOW_HOURS);
  }
}
