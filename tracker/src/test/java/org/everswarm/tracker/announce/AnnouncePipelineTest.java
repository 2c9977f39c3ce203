package org.everswarm.tracker.announce;

import static org.everswarm.tracker.gate.Receipts.BUNDLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.SwarmCounts;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.gate.GateSettings;
import org.everswarm.tracker.gate.ReceiptGate;
import org.everswarm.tracker.gate.Receipts;
import org.everswarm.tracker.gate.Revocations;
import org.everswarm.tracker.registry.Registration;
import org.everswarm.tracker.registry.Registry;
import org.everswarm.tracker.swarm.PeerReply;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.swarm.PeerTableLimits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnouncePipelineTest {

  private static final InfoHash PAID = new InfoHash(1, 1, 1);
  private static final InfoHash FREE = new InfoHash(2, 2, 2);
  private static final InfoHash UNKNOWN = new InfoHash(3, 3, 3);
  private static final long NOW_SECONDS = 490_000L * 3600 + 1234;

  record Admission(
      InfoHash infoHash, Endpoint peer, Gate gate, long receiptId, long notAfterEpochSecond) {}

  private final ReceiptSigner signer = Receipts.signer(1);
  private final List<Admission> admissions = new ArrayList<>();
  private final List<AnnounceResult> outcomes = new ArrayList<>();
  private final PeerTable table = new PeerTable(PeerTableLimits.defaults(), 1);
  private final Registry registry;
  private final Revocations revocations;
  private final ReceiptGate gate;
  private final AnnouncePipeline pipeline;
  private final PeerReply reply;

  AnnouncePipelineTest(@TempDir Path directory) throws IOException {
    registry = Registry.open(directory.resolve("registry"), System::currentTimeMillis);
    registry.add(new Registration(PAID, Gate.PAID, BUNDLE, "film"));
    registry.add(new Registration(FREE, Gate.FREE, 0, "preview"));
    revocations = Revocations.open(directory.resolve("revocations"), () -> 0);
    gate =
        new ReceiptGate(
            GateSettings.defaults(), revocations, Runnable::run, () -> 0, new SplittableRandom(1));
    gate.addKey(signer.publicKey());
    pipeline = pipeline(Access.REGISTERED);
    reply = pipeline.newReply();
  }

  @AfterEach
  void close() throws IOException {
    registry.close();
    revocations.close();
  }

  @Test
  void refusesAnUnknownTorrentUnlessAccessIsOpen() {
    assertEquals(AnnounceResult.UNREGISTERED, pipeline.announce(request(UNKNOWN, null), reply));
    assertEquals(0, table.stats().swarms());

    AnnouncePipeline open = pipeline(Access.OPEN);
    assertEquals(AnnounceResult.OK, open.announce(request(UNKNOWN, null), reply));
    assertEquals(1, reply.leechers);
  }

  @Test
  void refusesADeniedTorrentForItsReasonAndNobodyIsGivenAway() throws IOException {
    announcePaid(1);
    admissions.clear();
    registry.denials().deny(PAID, "court order 7");
    registry.denials().deny(UNKNOWN, "not here");
    ReceiptToken known = Receipts.buyer(signer, 1);

    checkRefused(AnnounceResult.DENIED, request(PAID, known));
    checkRefused(AnnounceResult.DENIED, request(PAID, null));
    checkRefused(AnnounceResult.DENIED, request(UNKNOWN, null));
    assertEquals(AnnounceResult.DENIED, scrape(PAID, known));
    assertEquals("court order 7", pipeline.denial(1, 1, 1));
    AnnouncePipeline open = pipeline(Access.OPEN);
    assertEquals(AnnounceResult.DENIED, open.announce(request(UNKNOWN, null), reply));
    assertEquals(AnnounceResult.OK, open.announce(request(FREE, null), reply));

    registry.denials().allow(PAID);
    assertEquals(AnnounceResult.OK, pipeline.announce(request(PAID, known), reply));
    assertEquals(AnnounceResult.OK, scrape(PAID, known));
    assertEquals("this torrent was taken down", pipeline.denial(1, 1, 1), "a moment later");
  }

  @Test
  void keepsTheGateOfARegisteredTorrentWhenAccessIsOpen() {
    AnnouncePipeline open = pipeline(Access.OPEN);

    assertEquals(AnnounceResult.RECEIPT_MISSING, open.announce(request(PAID, null), reply));
  }

  @Test
  void servesAPaidTorrentAfterTheSignatureWasChecked() {
    ReceiptToken token = Receipts.buyer(signer, 5);
    assertEquals(AnnounceResult.VERIFY, pipeline.announce(request(PAID, token), reply));
    assertEquals(0, table.stats().swarms(), "something changed before the check");
    assertEquals(List.of(), admissions);

    assertTrue(pipeline.verify(token, source(1), outcomes::add));
    assertEquals(List.of(AnnounceResult.OK), outcomes);
    assertEquals(AnnounceResult.OK, pipeline.announce(request(PAID, token), reply));
    assertEquals(1, reply.leechers);
  }

  @Test
  void tellsOfAForgedReceipt() {
    assertTrue(pipeline.verify(Receipts.forged(signer, 5), source(1), outcomes::add));

    assertEquals(List.of(AnnounceResult.RECEIPT_FORGED), outcomes);
  }

  @Test
  void givesNoPeersAndNoAdmissionToAnyRefusedReceipt() throws IOException {
    announcePaid(1);
    admissions.clear();
    ReceiptToken expired = signer.sign(BUNDLE, 6, 490_000, ReceiptKind.BUYER);
    ReceiptToken other = signer.sign(BUNDLE + 1, 7, ReceiptSigner.NEVER, ReceiptKind.BUYER);
    ReceiptToken revoked = Receipts.buyer(signer, 8);
    revocations.revoke(8);
    ReceiptToken strange = Receipts.buyer(Receipts.signer(9), 9);

    checkRefused(AnnounceResult.RECEIPT_MISSING, request(PAID, null));
    checkRefused(AnnounceResult.RECEIPT_EXPIRED, request(PAID, expired));
    checkRefused(AnnounceResult.RECEIPT_OTHER_BUNDLE, request(PAID, other));
    checkRefused(AnnounceResult.RECEIPT_REVOKED, request(PAID, revoked));
    checkRefused(AnnounceResult.RECEIPT_UNKNOWN_KEY, request(PAID, strange));
    AnnounceRequest malformed = request(PAID, null);
    malformed.receiptMalformed = true;
    checkRefused(AnnounceResult.RECEIPT_MALFORMED, malformed);
    assertEquals(1, table.stats().ipv4Peers());
  }

  @Test
  void tellsSwarmNodesOfAnAdmittedBuyerUntilItsReceiptEndsAtTheLatest() {
    announcePaid(3);
    Endpoint peer = new Endpoint(source(3), 6881);
    long usual = NOW_SECONDS + 2 * 1800 + 600;
    assertEquals(List.of(new Admission(PAID, peer, Gate.PAID, 3, usual)), admissions);

    admissions.clear();
    ReceiptToken ending = signer.sign(BUNDLE, 4, 490_001, ReceiptKind.BUYER);
    pipeline.verify(ending, source(1), outcomes::add);
    pipeline.announce(request(PAID, ending), reply);
    assertEquals(490_001L * 3600, admissions.get(0).notAfterEpochSecond);
  }

  @Test
  void tellsSwarmNodesOfFreeTorrentsToo() {
    AnnounceRequest request = request(FREE, Receipts.forged(signer, 1));
    request.receiptMalformed = true;
    assertEquals(AnnounceResult.OK, pipeline.announce(request, reply));

    assertEquals(Gate.FREE, admissions.get(0).gate);
    assertEquals(0, admissions.get(0).receiptId);
  }

  @Test
  void tellsSwarmNodesNothingOfSeedersAndOfWhoStops() {
    AnnounceRequest seeder = request(FREE, null);
    seeder.peer.left = 0;
    pipeline.announce(seeder, reply);
    AnnounceRequest stopping = request(FREE, null);
    stopping.peer.event = AnnounceEvent.STOPPED;
    pipeline.announce(stopping, reply);

    assertEquals(List.of(), admissions);
  }

  @Test
  void tellsSwarmNodesOnlyOfWhatTheyServe() {
    AnnouncePipeline deaf =
        new AnnouncePipeline(
            Access.OPEN,
            registry,
            gate,
            table,
            Admissions.NONE,
            AnnounceSettings.defaults(),
            new IntervalStretch(1800, 0),
            clock());

    assertEquals(AnnounceResult.OK, deaf.announce(request(FREE, null), reply));
    assertEquals(List.of(), admissions);
  }

  @Test
  void warnsAndThenFreezesAReceiptThatIsUsedEverywhere() {
    ReceiptToken token = Receipts.buyer(signer, 5);
    pipeline.verify(token, source(1), outcomes::add);
    for (int network = 1; network <= 25; network++) {
      AnnounceRequest request = request(PAID, token);
      request.peer.address(IpAddress.ofIpv4(network << 8));
      AnnounceResult result = pipeline.announce(request, reply);
      if (network < 5) {
        assertNull(reply.warning);
      } else if (network < 20) {
        assertNotNull(reply.warning);
      }
      AnnounceResult expected = network < 20 ? AnnounceResult.OK : AnnounceResult.RECEIPT_FROZEN;
      assertEquals(expected, result);
    }
    assertEquals(19, table.stats().ipv4Peers());
    assertEquals(19, admissions.size());
  }

  @Test
  void letsAFrozenReceiptsPeerLeave() {
    announcePaid(5);
    ReceiptToken token = Receipts.buyer(signer, 5);
    for (int network = 1; network <= 25; network++) {
      IpAddress source = IpAddress.ofIpv4(network << 8);
      gate.share(token.receiptId(), source.high(), source.low(), 490_000);
    }
    AnnounceRequest stopping = request(PAID, token);
    stopping.peer.address(source(5));
    stopping.peer.event = AnnounceEvent.STOPPED;
    assertEquals(AnnounceResult.OK, pipeline.announce(stopping, reply));
    assertEquals(0, table.stats().ipv4Peers());
  }

  @Test
  void takesOutWhoStopsWhateverItsReceiptIsAndNobodyElse() throws IOException {
    ReceiptToken expired = signer.sign(BUNDLE, 6, 490_000, ReceiptKind.BUYER);
    ReceiptToken revoked = Receipts.buyer(signer, 8);
    revocations.revoke(8);
    checkTakenOut(AnnounceResult.RECEIPT_EXPIRED, expired);
    checkTakenOut(AnnounceResult.RECEIPT_REVOKED, revoked);
    checkTakenOut(AnnounceResult.VERIFY, Receipts.forged(signer, 5));
    checkTakenOut(AnnounceResult.RECEIPT_MISSING, null);
  }

  private void checkTakenOut(AnnounceResult expected, @Nullable ReceiptToken token) {
    announcePaid(3);
    announcePaid(4);
    admissions.clear();
    assertEquals(2, table.stats().ipv4Peers());
    AnnounceRequest stopping = request(PAID, token);
    stopping.peer.event = AnnounceEvent.STOPPED;
    stopping.peer.address(source(3));
    stopping.peer.port = 6882;
    checkRefused(expected, stopping);
    assertEquals(2, table.stats().ipv4Peers(), "another port's peer was taken out");
    stopping.peer.port = 6881;
    checkRefused(expected, stopping);
    assertEquals(1, table.stats().ipv4Peers());
  }

  @Test
  void givesTheUsualNumberOfPeersAndNeverMoreThanTheTransportAllows() {
    for (int host = 1; host <= 250; host++) {
      AnnounceRequest request = request(FREE, null);
      request.peer.address(source(host));
      pipeline.announce(request, reply);
    }
    assertEquals(50, told(Transport.HTTP, -1));
    assertEquals(50, told(Transport.UDP, -1));
    assertEquals(200, told(Transport.HTTP, 9999));
    assertEquals(200, told(Transport.HTTPS, 9999));
    assertEquals(74, told(Transport.UDP, 9999));
    assertEquals(10, told(Transport.UDP, 10));
    assertEquals(0, told(Transport.HTTP, 0));
  }

  @Test
  void spreadsIntervalsOverTheJitter() {
    Set<Integer> intervals = new HashSet<>();
    long sum = 0;
    for (int host = 0; host < 10_000; host++) {
      AnnounceRequest request = request(UNKNOWN, null);
      request.peer.address(source(host));
      pipeline.announce(request, reply);
      assertTrue(Math.abs(reply.intervalSeconds - 1800) <= 180);
      assertEquals(300, reply.minIntervalSeconds);
      intervals.add(reply.intervalSeconds);
      sum += reply.intervalSeconds;
    }
    assertEquals(361, intervals.size());
    assertEquals(1800, sum / 10_000.0, 5);
  }

  @Test
  void tellsCountsToThoseWhoMayJoin() {
    ReceiptToken token = Receipts.buyer(signer, 5);
    assertEquals(AnnounceResult.RECEIPT_MISSING, scrape(PAID, null));
    assertEquals(AnnounceResult.VERIFY, scrape(PAID, token));
    announcePaid(5);
    assertEquals(AnnounceResult.OK, scrape(PAID, token));
    assertEquals(new SwarmCounts(0, 0, 1, 1), pipeline.counts(1, 1, 1));
    assertEquals(AnnounceResult.OK, scrape(FREE, null));
    assertEquals(AnnounceResult.UNREGISTERED, scrape(UNKNOWN, null));
  }

  @Test
  void saysThatItCannotCheckASignature() {
    assertFalse(pipeline.verify(Receipts.buyer(Receipts.signer(9), 1), source(1), outcomes::add));
    assertEquals(List.of(), outcomes);
  }

  private AnnouncePipeline pipeline(Access access) {
    return new AnnouncePipeline(
        access,
        registry,
        gate,
        table,
        (infoHash, peer, how, receiptId, notAfter) ->
            admissions.add(new Admission(infoHash, peer, how, receiptId, notAfter)),
        AnnounceSettings.defaults(),
        new IntervalStretch(1800, 0),
        clock());
  }

  private static java.time.InstantSource clock() {
    return () -> Instant.ofEpochSecond(NOW_SECONDS);
  }

  private void announcePaid(int receiptId) {
    ReceiptToken token = Receipts.buyer(signer, receiptId);
    assertTrue(pipeline.verify(token, source(1), outcomes::add));
    AnnounceRequest request = request(PAID, token);
    request.peer.address(source(receiptId));
    assertEquals(AnnounceResult.OK, pipeline.announce(request, reply));
  }

  private void checkRefused(AnnounceResult expected, AnnounceRequest request) {
    assertEquals(expected, pipeline.announce(request, reply));
    assertEquals(0, reply.count4 + reply.count6 + reply.leechers + reply.seeders);
    assertTrue(reply.intervalSeconds > 0);
    assertEquals(List.of(), admissions);
  }

  private int told(Transport transport, int numWant) {
    AnnounceRequest request = request(FREE, null);
    request.transport = transport;
    request.peer.numWant = numWant;
    request.peer.address(source(999));
    pipeline.announce(request, reply);
    return reply.count4;
  }

  private AnnounceResult scrape(InfoHash hash, @Nullable ReceiptToken token) {
    return pipeline.scrape(hash.word0(), hash.word1(), hash.word2(), token, false);
  }

  private static AnnounceRequest request(InfoHash infoHash, @Nullable ReceiptToken token) {
    AnnounceRequest request = new AnnounceRequest();
    request.transport = Transport.HTTP;
    request.receipt = token;
    request.peer.infoHash(infoHash);
    request.peer.address(source(1));
    request.peer.port = 6881;
    request.peer.left = 100;
    request.peer.numWant = -1;
    request.peer.wantIpv4 = true;
    request.peer.wantIpv6 = true;
    return request;
  }

  private static IpAddress source(int host) {
    return IpAddress.ofIpv4(0x0A00_0000 + host);
  }
}
