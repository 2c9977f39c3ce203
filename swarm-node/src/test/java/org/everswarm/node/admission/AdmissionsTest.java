package org.everswarm.node.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.control.Admit;
import org.everswarm.protocol.control.Deny;

class AdmissionsTest {

  private static final InfoHash BUNDLE = new InfoHash(1, 2, 3);
  private static final InfoHash OTHER_BUNDLE = new InfoHash(1, 2, 4);
  private static final IpAddress ALICE = IpAddress.ofIpv4(0x0A000001);
  private static final IpAddress BOB = IpAddress.ofIpv4(0x0A000002);

  private long now = 1_000_000;
  private final Receipts receipts = new Receipts(Runnable::run, 1, List.of());
  private final Denials denials = new Denials(infoHash -> true);
  private final Admissions admissions = admissions(100, 10, 4);

  private Admissions admissions(int all, int perReceipt, int holds) {
    return new Admissions(
        new AdmissionLimits(all, perReceipt, holds),
        receipts,
        denials,
        () -> Instant.ofEpochSecond(now));
  }

  private static Admission admission(IpAddress address, int port, long receipt, long until) {
    return new Admission(BUNDLE, new Endpoint(address, port), receipt, until);
  }

  @Example
  void admitsAnyPortOfTheAddressAndTheExactEndpoint() {
    admissions.admit(new Admit(BUNDLE, new Endpoint(ALICE, 6881), 7, now + 60));

    assertTrue(admissions.isAdmitted(BUNDLE, ALICE));
    assertNotNull(admissions.find(BUNDLE, new Endpoint(ALICE, 6881)));
    assertNull(admissions.find(BUNDLE, new Endpoint(ALICE, 6882)));
    assertFalse(admissions.isAdmitted(BUNDLE, BOB));
    assertFalse(admissions.isAdmitted(OTHER_BUNDLE, ALICE));
  }

  @Example
  void anAdmissionEndsInItsLastSecond() {
    admissions.admit(admission(ALICE, 6881, 7, now + 60));

    now += 59;
    assertTrue(admissions.isAdmitted(BUNDLE, ALICE));
    now += 1;
    assertFalse(admissions.isAdmitted(BUNDLE, ALICE));
    admissions.sweep();
    assertEquals(0, admissions.size());
  }

  @Example
  void anAdmissionThatHasEndedIsNotTaken() {
    List<Admission> heard = listen();
    admissions.admit(admission(ALICE, 6881, 7, now));

    assertEquals(0, admissions.size());
    assertEquals(List.of(), heard);
  }

  @Example
  void aRenewalTakesThePlaceOfTheAdmission() {
    admissions.admit(admission(ALICE, 6881, 7, now + 60));
    admissions.admit(admission(ALICE, 6881, 7, now + 600));

    assertEquals(1, admissions.size());
    now += 300;
    assertTrue(admissions.isAdmitted(BUNDLE, ALICE));
  }

  @Example
  void revokingDropsWhatCameWithTheReceiptAndNothingElse() {
    admissions.admit(admission(ALICE, 6881, 7, now + 600));
    admissions.admit(admission(ALICE, 6882, 8, now + 60));
    admissions.admit(admission(BOB, 6881, 7, now + 600));

    receipts.revoke(Revoked.forEver(7L));

    Admission left = admissions.find(BUNDLE, ALICE);
    assertNotNull(left);
    assertEquals(8, left.receiptId());
    assertFalse(admissions.isAdmitted(BUNDLE, BOB));
    assertEquals(1, admissions.size());
  }

  @Example
  void anAdmissionOvertakenByItsRevocationIsRefused() {
    receipts.revoke(Revoked.forEver(7L));
    admissions.admit(admission(ALICE, 6881, 7, now + 600));

    assertFalse(admissions.isAdmitted(BUNDLE, ALICE));
  }

  @Example
  void nobodyIsAdmittedToADeniedTorrentAndWhoWasIsAgainOnceItIsNot() {
    admissions.admit(admission(ALICE, 6881, 7, now + 600));
    denials.take(List.of(new Deny.Word(BUNDLE, 5, "by court order")));
    List<Admission> heard = listen();

    admissions.admit(admission(BOB, 6881, 8, now + 600));

    assertTrue(admissions.isDenied(BUNDLE));
    assertFalse(admissions.isDenied(OTHER_BUNDLE));
    assertFalse(admissions.isAdmitted(BUNDLE, BOB));
    assertEquals(List.of(), heard);
    denials.take(List.of(new Deny.Word(BUNDLE, 6, "")));
    assertFalse(admissions.isDenied(BUNDLE));
    assertTrue(admissions.isAdmitted(BUNDLE, ALICE));
  }

  @Example
  void revocationsToldAgainAreNotPassedOn() {
    List<Long> all = LongStream.rangeClosed(1, 100_000).boxed().toList();
    receipts.revoke(Revoked.forEver(all.subList(0, 99_999)));
    admissions.admit(admission(ALICE, 6881, 100_000, now + 600));
    List<Set<Long>> heard = new ArrayList<>();
    admissions.listen(
        new AdmissionListener() {
          @Override
          public void admitted(Admission admission) {}

          @Override
          public void revoked(Set<Long> receiptIds) {
            heard.add(receiptIds);
          }

          @Override
          public void denied(Set<InfoHash> infoHashes) {}
        });

    receipts.revoke(Revoked.forEver(all));
    receipts.revoke(Revoked.forEver(all));

    assertEquals(List.of(Set.of(100_000L)), heard);
    assertFalse(admissions.isAdmitted(BUNDLE, ALICE));
    admissions.admit(admission(BOB, 6881, 1, now + 600));
    assertFalse(admissions.isAdmitted(BUNDLE, BOB));
  }

  @Example
  void whoWaitsIsCalledAsSoonAsTheAdmissionArrives() {
    List<Admission> heard = new ArrayList<>();
    assertNotNull(admissions.hold(BUNDLE, ALICE, heard::add));
    assertEquals(List.of(), heard);

    admissions.admit(admission(BOB, 6881, 7, now + 60));
    assertEquals(List.of(), heard);

    Admission word = admission(ALICE, 6881, 7, now + 60);
    admissions.admit(word);
    assertEquals(List.of(word), heard);
    assertEquals(0, admissions.holding());

    admissions.admit(word);
    assertEquals(1, heard.size());
  }

  @Example
  void whoIsAdmittedAlreadyDoesNotWait() {
    Admission word = admission(ALICE, 6881, 7, now + 60);
    admissions.admit(word);
    List<Admission> heard = new ArrayList<>();

    assertNotNull(admissions.hold(BUNDLE, ALICE, heard::add));

    assertEquals(List.of(word), heard);
    assertEquals(0, admissions.holding());
  }

  @Example
  void whoHasStoppedWaitingIsNotCalled() {
    List<Admission> heard = new ArrayList<>();
    Hold hold = admissions.hold(BUNDLE, ALICE, heard::add);
    assertNotNull(hold);
    hold.close();
    hold.close();

    admissions.admit(admission(ALICE, 6881, 7, now + 60));
    assertEquals(List.of(), heard);
    assertEquals(0, admissions.holding());
  }

  @Example
  void onlySoManyWait() {
    for (int i = 0; i < 4; i++) {
      assertNotNull(admissions.hold(BUNDLE, ALICE, heard -> {}));
    }
    assertNull(admissions.hold(BUNDLE, ALICE, heard -> {}));
  }

  @Example
  void peersOfFreeTorrentsAreHeardOfAndNotKept() {
    List<Admission> heard = listen();
    Admission free = admission(ALICE, 6881, Admission.NO_RECEIPT, now + 60);
    admissions.admit(free);

    assertEquals(List.of(free), heard);
    assertEquals(0, admissions.size());
    assertFalse(admissions.isAdmitted(BUNDLE, ALICE));
  }

  @Example
  void theFirstToEndMakesRoom() {
    Admissions few = admissions(3, 3, 1);
    few.admit(admission(ALICE, 1, 1, now + 400));
    few.admit(admission(ALICE, 2, 2, now + 100));
    few.admit(admission(ALICE, 3, 3, now + 300));
    few.admit(admission(ALICE, 4, 4, now + 200));

    assertEquals(List.of(4L, 3L, 1L), few.list().stream().map(Admission::receiptId).toList());
  }

  @Example
  void oneReceiptDoesNotPushOutTheOthers() {
    Admissions few = admissions(10, 2, 1);
    few.admit(admission(BOB, 1, 8, now + 10));
    for (int port = 1; port <= 50; port++) {
      few.admit(admission(ALICE, port, 7, now + 1000 + port));
    }

    assertTrue(few.isAdmitted(BUNDLE, BOB));
    assertEquals(3, few.size());
  }

  private List<Admission> listen() {
    List<Admission> heard = new ArrayList<>();
    admissions.listen(
        new AdmissionListener() {
          @Override
          public void admitted(Admission admission) {
            heard.add(admission);
          }

          @Override
          public void revoked(Set<Long> receiptIds) {}

          @Override
          public void denied(Set<InfoHash> infoHashes) {}
        });
    return heard;
  }

  private record Step(int kind, int address, int port, int receipt, int seconds) {}

  /** The whole against a plain map, with limits too wide to matter. */
  @Property(tries = 300)
  void agreesWithAPlainMap(@ForAll @Size(max = 80) List<Integer> seeds) {
    Receipts known = new Receipts(Runnable::run, 1, List.of());
    Admissions wide =
        new Admissions(
            new AdmissionLimits(10_000, 10_000, 10),
            known,
            denials,
            () -> Instant.ofEpochSecond(now));
    Map<List<Object>, Long> model = new HashMap<>();
    List<Integer> gone = new ArrayList<>();
    for (int seed : seeds) {
      Step step = step(seed);
      Endpoint peer = new Endpoint(IpAddress.ofIpv4(step.address()), step.port());
      long receipt = step.receipt();
      if (step.kind() == 0) {
        known.revoke(Revoked.forEver(receipt));
        gone.add(step.receipt());
        model.keySet().removeIf(key -> key.get(1).equals(receipt));
      } else if (step.kind() == 1) {
        now += step.seconds();
      } else if (step.seconds() > 0 && !gone.contains(step.receipt())) {
        wide.admit(new Admission(BUNDLE, peer, receipt, now + step.seconds()));
        model.put(List.of(peer, receipt), now + step.seconds());
      }
      assertAgrees(wide, model, peer);
    }
  }

  private void assertAgrees(Admissions wide, Map<List<Object>, Long> model, Endpoint peer) {
    model.values().removeIf(until -> until <= now);
    wide.sweep();
    assertEquals(model.size(), wide.size());
    boolean exact = model.keySet().stream().anyMatch(key -> key.get(0).equals(peer));
    boolean address =
        model.keySet().stream()
            .anyMatch(key -> ((Endpoint) key.get(0)).address().equals(peer.address()));
    assertEquals(exact, wide.find(BUNDLE, peer) != null);
    assertEquals(address, wide.isAdmitted(BUNDLE, peer.address()));
  }

  private static Step step(int seed) {
    Random random = new Random(seed);
    return new Step(
        random.nextInt(10),
        random.nextInt(4),
        random.nextInt(3),
        1 + random.nextInt(4),
        random.nextInt(51));
  }
}
