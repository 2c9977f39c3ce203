package org.everswarm.node.wire;

import static org.everswarm.node.wire.WireFixture.ALICE;
import static org.everswarm.node.wire.WireFixture.FREE;
import static org.everswarm.node.wire.WireFixture.GATED;
import static org.everswarm.node.wire.WireFixture.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.everswarm.node.wire.FakePeer.Sent;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerHandshakeTest {

  private final WireFixture fixture = new WireFixture();

  @AfterEach
  void everythingEnds() {
    fixture.close();
    assertEquals(0, fixture.wire.pending(Direction.INBOUND).taken());
    assertEquals(0, fixture.wire.pending(Direction.OUTBOUND).taken());
    assertEquals(0, fixture.wire.served().taken());
  }

  private long ended(HandshakeResult result) {
    return fixture.counters.handshakes(Direction.INBOUND, result);
  }

  @Test
  void anAdmittedCallerIsAnsweredAtOnce() {
    fixture.admit(new Endpoint(ALICE.address(), 6881), 7, 3_600);
    FakePeer peer = FakePeer.caller(fixture, ALICE);
    peer.send(FakePeer.handshake(GATED, true, true));

    Handshake ours = peer.readHandshake();
    assertEquals(GATED, ours.infoHash());
    assertTrue(ours.fast() && ours.extended());
    assertTrue(
        new String(ours.peerId().toBytes(), StandardCharsets.ISO_8859_1).startsWith("-ES0010-"));
    List<Sent> messages = peer.readMessages();
    assertEquals(
        List.of(MessageId.HAVE_ALL, MessageId.EXTENDED, MessageId.UNCHOKE),
        messages.stream().map(Sent::id).toList());
    String extension =
        "d1:mde4:reqqi2000e11:upload_onlyi1e1:v13:Everswarm 0.16:yourip4:\n\0\0\001e";
    assertEquals("00" + hex(extension), messages.get(1).payload());
    assertEquals(1, ended(HandshakeResult.SERVED));
    assertEquals(1, fixture.counters.connections(Direction.INBOUND));
    assertEquals(0, fixture.wire.pending(Direction.INBOUND).taken());
    assertEquals(0, fixture.wire.pending(Direction.OUTBOUND).taken());
  }

  @Test
  void aCallerWithoutExtensionsGetsABitfield() {
    FakePeer peer = FakePeer.caller(fixture, ALICE);
    peer.send(FakePeer.handshake(FREE, false, false));

    peer.readHandshake();
    assertEquals(
        List.of(new Sent(MessageId.BITFIELD, "fffff8"), new Sent(MessageId.UNCHOKE, "")),
        peer.readMessages());
  }

  @Test
  void aFreeTorrentNeedsNoAdmission() {
    FakePeer peer = FakePeer.caller(fixture, ALICE);
    peer.send(FakePeer.handshake(FREE, true, true));
    assertEquals(FREE, peer.readHandshake().infoHash());
  }

  @Test
  void aDeniedTorrentIsAnsweredToNobodyUntilItIsAllowed() {
    fixture.admit(ALICE, 7, 60);
    for (InfoHash torrent : List.of(GATED, FREE)) {
      fixture.deny(torrent, 1);
      FakePeer peer = FakePeer.caller(fixture, ALICE);
      peer.send(FakePeer.handshake(torrent, true, true));
      peer.assertClosedWithoutAByte();
      fixture.allow(torrent, 2);
      FakePeer later = FakePeer.caller(fixture, ALICE);
      later.send(FakePeer.handshake(torrent, true, true));
      assertEquals(torrent, later.readHandshake().infoHash());
    }
    assertEquals(2, fixture.counters.handshakes(Direction.INBOUND, HandshakeResult.DENIED));
  }

  @Test
  void aCallerThatIsHeldGoesWhenItsTorrentIsDenied() {
    FakePeer peer = FakePeer.caller(fixture, ALICE);
    peer.send(FakePeer.handshake(GATED, true, true));
    peer.assertOpen();

    fixture.deny(FREE, 1);
    peer.assertOpen();
    fixture.deny(GATED, 1);

    peer.assertClosedWithoutAByte();
    assertEquals(0, fixture.admissions.holding());
  }

  @Test
  void aCallerIsHeldUntilItsAdmissionComes() {
    FakePeer peer = FakePeer.caller(fixture, ALICE);
    peer.send(FakePeer.handshake(GATED, true, true));
    fixture.pass(2_750);
    assertEquals(0, peer.receivedBytes());
    assertEquals(1, fixture.admissions.holding());

    fixture.admit(new Endpoint(ALICE.address(), 6881), 7, 3_600);

    assertEquals(GATED, peer.readHandshake().infoHash());
    peer.assertOpen();
    fixture.pass(10_000);
    peer.assertOpen();
    assertEquals(0, fixture.admissions.holding());
  }

  @Test
  void whatAHeldCallerSentIsReadOnceItIsServed() {
    FakePeer peer = FakePeer.caller(fixture, ALICE);
    ByteBuf early = FakePeer.handshake(GATED, true, false);
    BlockRequest block = new BlockRequest(0, 0, 100);
    FakePeer.writeBlock(early, MessageId.REQUEST, block);
    peer.send(early);
    assertEquals(0, peer.receivedBytes());

    fixture.admit(ALICE, 7, 3_600);

    peer.readHandshake();
    List<Sent> messages = peer.readMessages();
    assertEquals(MessageId.PIECE, messages.get(messages.size() - 1).id());
  }

  @Test
  void aCallerWhoseAdmissionDoesNotComeGetsNothing() {
    FakePeer peer = FakePeer.caller(fixture, ALICE);
    peer.send(FakePeer.handshake(GATED, true, true));
    fixture.admit(new Endpoint(IpAddress.ofIpv4(0x0A000002), 6881), 7, 3_600);
    fixture.pass(2_750);
    peer.assertOpen();
    fixture.pass(250);

    peer.assertClosedWithoutAByte();
    assertEquals(1, ended(HandshakeResult.NOT_ADMITTED));
    assertEquals(0, fixture.admissions.holding());
    assertEquals(0, fixture.wire.pending(Direction.INBOUND).taken());
    assertEquals(0, fixture.wire.pending(Direction.OUTBOUND).taken());
  }

  @Test
  void aHeldCallerThatTalksOnIsCutOff() {
    FakePeer peer = FakePeer.caller(fixture, ALICE);
    peer.send(FakePeer.handshake(GATED, true, true).writeZero(256));
    peer.assertOpen();
    peer.send(Unpooled.buffer().writeZero(1));

    peer.assertClosedWithoutAByte();
    assertEquals(1, ended(HandshakeResult.TOO_MUCH));
    assertEquals(0, fixture.admissions.holding());
  }

  @Test
  void anUnknownTorrentIsNotAnswered() {
    FakePeer peer = FakePeer.caller(fixture, ALICE);
    peer.send(FakePeer.handshake(UNKNOWN, true, true));

    peer.assertClosedWithoutAByte();
    assertEquals(1, ended(HandshakeResult.UNKNOWN_TORRENT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "14", "474554202f", "ffffffff", "1342697400", "13626974546f"})
  void anythingButAPlainHandshakeIsCutOffAtItsFirstWrongByte(String hex) {
    FakePeer peer = FakePeer.caller(fixture, ALICE);
    peer.send(hex);

    peer.assertClosedWithoutAByte();
    assertEquals(1, ended(HandshakeResult.NOT_PLAIN));
  }

  @Test
  void aHandshakeMayComeByteByByte() {
    FakePeer peer = FakePeer.caller(fixture, ALICE);
    ByteBuf bytes = FakePeer.handshake(FREE, true, true);
    while (bytes.isReadable()) {
      assertEquals(0, peer.receivedBytes());
      peer.send(bytes.readBytes(1));
    }
    assertEquals(FREE, peer.readHandshake().infoHash());
  }

  @Test
  void aHandshakeThatDripsIsCutOff() {
    FakePeer peer = FakePeer.caller(fixture, ALICE);
    ByteBuf bytes = FakePeer.handshake(FREE, true, true);
    for (int i = 0; i < 11; i++) {
      peer.send(bytes.readBytes(1));
      fixture.pass(250);
    }
    peer.assertOpen();
    fixture.pass(250);

    peer.assertClosedWithoutAByte();
    assertEquals(1, ended(HandshakeResult.SLOW));
  }

  @Test
  void aCallerThatGivesUpLeavesNothingBehind() {
    FakePeer peer = FakePeer.caller(fixture, ALICE);
    peer.send(FakePeer.handshake(GATED, true, true));
    peer.hangUp();

    assertEquals(1, ended(HandshakeResult.ABANDONED));
    assertEquals(0, fixture.admissions.holding());
    assertEquals(0, fixture.wire.pending(Direction.INBOUND).taken());
    assertEquals(0, fixture.wire.pending(Direction.OUTBOUND).taken());
    fixture.admit(ALICE, 7, 3_600);
    assertEquals(0, fixture.wire.served().taken());
  }

  @Test
  void weDoNotServeOurselves() {
    ByteBuf mirror = Unpooled.buffer();
    new Handshake(true, true, FREE, fixture.wire.ourId()).writeTo(mirror);
    FakePeer peer = FakePeer.caller(fixture, ALICE);
    peer.send(mirror);

    peer.assertClosedWithoutAByte();
    assertEquals(1, ended(HandshakeResult.OURSELVES));
  }

  @Test
  void oneAddressIsServedOnlySoOftenAtOnce() {
    WireFixture few = new WireFixture(new WireLimits(10, 2, 10, 10, 1, 1, 60));
    for (int i = 0; i < 2; i++) {
      FakePeer.served(few, FREE, true).assertOpen();
    }
    FakePeer third = FakePeer.caller(few, ALICE);
    third.send(FakePeer.handshake(FREE, true, true));

    third.assertClosedWithoutAByte();
    assertEquals(1, few.counters.handshakes(Direction.INBOUND, HandshakeResult.CROWDED));
    assertEquals(2, few.wire.served().taken());
    few.close();
  }

  @Test
  void aPeerWeCallHearsFromUsFirst() {
    AtomicInteger ended = new AtomicInteger();
    fixture.admit(ALICE, 7, 3_600);
    FakePeer peer = FakePeer.called(fixture, ALICE, GATED, ended::incrementAndGet);
    assertEquals(GATED, peer.readHandshake().infoHash());
    assertEquals(0, ended.get());
    peer.send(FakePeer.handshake(GATED, true, true));

    assertEquals(3, peer.readMessages().size());
    assertEquals(1, ended.get());
    assertEquals(1, fixture.counters.connections(Direction.OUTBOUND));
    assertTrue(fixture.wire.live().serves(GATED, ALICE));
  }

  @Test
  void aPeerWeCallMustAnswerForTheTorrentWeCalledAbout() {
    fixture.admit(ALICE, 7, 3_600);
    FakePeer peer = FakePeer.called(fixture, ALICE, GATED, () -> {});
    peer.readHandshake();
    peer.send(FakePeer.handshake(FREE, true, true));

    peer.assertClosedWithoutAByte();
    assertEquals(1, fixture.counters.handshakes(Direction.OUTBOUND, HandshakeResult.WRONG));
  }

  @Test
  void aPeerWeCallNeedsTheAdmissionOfItsVeryPort() {
    AtomicInteger ended = new AtomicInteger();
    fixture.admit(new Endpoint(ALICE.address(), 6881), 7, 3_600);
    FakePeer peer = FakePeer.called(fixture, ALICE, GATED, ended::incrementAndGet);
    peer.readHandshake();
    peer.send(FakePeer.handshake(GATED, true, true));

    peer.assertClosedWithoutAByte();
    assertEquals(1, ended.get());
  }

  @Test
  void aPeerWeCallHasTenSecondsToAnswer() {
    FakePeer peer = FakePeer.called(fixture, ALICE, FREE, () -> {});
    peer.readHandshake();
    fixture.pass(9_750);
    peer.assertOpen();
    fixture.pass(250);
    peer.assertClosedWithoutAByte();
    assertEquals(1, fixture.counters.handshakes(Direction.OUTBOUND, HandshakeResult.SLOW));
  }

  private static String hex(String latin1) {
    return HexFormat.of().formatHex(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }
}
