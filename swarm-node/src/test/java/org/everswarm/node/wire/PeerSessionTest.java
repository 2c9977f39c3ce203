package org.everswarm.node.wire;

import static org.everswarm.node.wire.WireFixture.ALICE;
import static org.everswarm.node.wire.WireFixture.FREE;
import static org.everswarm.node.wire.WireFixture.GATED;
import static org.everswarm.node.wire.WireFixture.LENGTH;
import static org.everswarm.node.wire.WireFixture.PIECE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.everswarm.node.wire.FakePeer.Sent;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BencodeWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerSessionTest {

  private static final int BLOCK = BlockRequest.MAX_LENGTH;
  private static final int LAST_PIECE = 20;

  private final WireFixture fixture = new WireFixture();

  @AfterEach
  void everyBufferIsReleased() {
    fixture.close();
    for (MemoryTorrent torrent : List.of(fixture.free, fixture.gated)) {
      torrent.delivered.forEach(bytes -> assertEquals(0, bytes.refCnt()));
    }
    assertEquals(0, fixture.wire.served().taken());
    assertEquals(0, fixture.counters.connections(Direction.INBOUND));
  }

  private Sent piece(BlockRequest block) {
    ByteBuf head = Unpooled.buffer();
    head.writeInt(block.piece()).writeInt(block.begin());
    byte[] bytes = new byte[8];
    head.readBytes(bytes);
    HexFormat hex = HexFormat.of();
    return new Sent(
        MessageId.PIECE, hex.formatHex(bytes) + hex.formatHex(fixture.free.block(block)));
  }

  private static Sent rejected(BlockRequest block) {
    ByteBuf body = Unpooled.buffer();
    body.writeInt(block.piece()).writeInt(block.begin()).writeInt(block.length());
    byte[] bytes = new byte[12];
    body.readBytes(bytes);
    return new Sent(MessageId.REJECT, HexFormat.of().formatHex(bytes));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void servesTheBlocksAskedFor(boolean fast) {
    FakePeer peer = FakePeer.served(fixture, FREE, fast);
    BlockRequest first = new BlockRequest(0, 0, BLOCK);
    BlockRequest odd = new BlockRequest(3, 17, 1_000);
    BlockRequest last = new BlockRequest(LAST_PIECE, 2 * BLOCK, LENGTH % PIECE - 2 * BLOCK);
    peer.request(first, odd, last);

    assertEquals(List.of(piece(first), piece(odd), piece(last)), peer.readMessages());
    assertEquals(first.length() + odd.length() + last.length(), fixture.counters.servedBytes());
  }

  @Test
  void consecutiveBlocksAreReadAsOne() {
    FakePeer peer = FakePeer.served(fixture, FREE, true);
    List<BlockRequest> blocks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      blocks.add(new BlockRequest(i * BLOCK / PIECE, i * BLOCK % PIECE, BLOCK));
    }
    peer.request(blocks.toArray(BlockRequest[]::new));

    assertEquals(blocks.stream().map(this::piece).toList(), peer.readMessages());
    List<Integer> lengths = fixture.free.reads.stream().map(MemoryTorrent.Read::length).toList();
    assertEquals(List.of(8 * BLOCK, 12 * BLOCK), lengths);
  }

  @Test
  void aBlockAskedForTwiceWhileItWaitsIsSentOnce() {
    fixture.free.manual = true;
    FakePeer peer = FakePeer.served(fixture, FREE, true);
    BlockRequest first = new BlockRequest(0, 0, BLOCK);
    BlockRequest waiting = new BlockRequest(5, 0, BLOCK);
    peer.request(first);
    peer.request(waiting, waiting, waiting);
    fixture.free.answer(fixture.free.reads.get(0));
    peer.readMessages();
    fixture.free.answer(fixture.free.reads.get(1));

    assertEquals(List.of(piece(waiting)), peer.readMessages());
  }

  @Test
  void aCancelledBlockIsNotSentButAnswered() {
    fixture.free.manual = true;
    FakePeer peer = FakePeer.served(fixture, FREE, true);
    BlockRequest reading = new BlockRequest(0, 0, BLOCK);
    BlockRequest alsoReading = new BlockRequest(0, BLOCK, BLOCK);
    BlockRequest waiting = new BlockRequest(5, 0, BLOCK);
    peer.request(reading, alsoReading, waiting);
    peer.cancel(waiting);
    peer.cancel(reading);
    assertEquals(List.of(rejected(waiting), rejected(reading)), peer.readMessages());
    fixture.free.answer(fixture.free.reads.get(0));

    assertEquals(List.of(piece(alsoReading)), peer.readMessages());
    assertEquals(1, fixture.free.reads.size());
    peer.cancel(alsoReading);
    assertEquals(List.of(), peer.readMessages());
  }

  @Test
  void aCancelledBlockOfAPeerWithoutTheFastExtensionIsSilentlyDropped() {
    fixture.free.manual = true;
    FakePeer peer = FakePeer.served(fixture, FREE, false);
    peer.request(new BlockRequest(0, 0, BLOCK), new BlockRequest(5, 0, BLOCK));
    peer.cancel(new BlockRequest(5, 0, BLOCK));
    assertEquals(List.of(), peer.readMessages());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "0, 0, 16385",
    "0, 0, -1",
    "0, -1, 16384",
    "0, 65535, 2",
    "0, 2147483647, 16384",
    "21, 0, 16384",
    "-1, 0, 16384",
    "2147483647, 0, 16384",
    "20, 40000, 2"
  })
  void aRequestWithoutSenseIsRejected(int piece, int begin, int length) {
    FakePeer peer = FakePeer.served(fixture, FREE, true);
    BlockRequest senseless = new BlockRequest(piece, begin, length);
    peer.request(senseless);

    assertEquals(List.of(rejected(senseless)), peer.readMessages());
    peer.assertOpen();
    assertEquals(List.of(), fixture.free.reads);
  }

  @Test
  void threeHundredRequestsWithoutSenseAreForgivenAndNotOneMore() {
    FakePeer peer = FakePeer.served(fixture, FREE, false);
    for (int i = 0; i < PeerSession.MAX_INVALID; i++) {
      peer.request(new BlockRequest(99, 0, BLOCK));
    }
    peer.assertOpen();
    peer.request(new BlockRequest(99, 0, BLOCK));
    peer.assertClosed();
    assertEquals(1, fixture.counters.closed(CloseReason.INVALID_REQUESTS));
  }

  @Test
  void twoThousandRequestsWaitAndTheNextIsRejected() {
    fixture.free.manual = true;
    FakePeer peer = FakePeer.served(fixture, FREE, true);
    peer.request(new BlockRequest(20, 0, 1));
    ByteBuf flood = Unpooled.buffer();
    for (int i = 0; i < ExtensionHandshakes.REQUEST_QUEUE; i++) {
      FakePeer.writeBlock(flood, MessageId.REQUEST, new BlockRequest(0, i, 1));
    }
    peer.send(flood);
    assertEquals(List.of(), peer.readMessages());

    BlockRequest excess = new BlockRequest(1, 0, 1);
    peer.request(excess);
    assertEquals(List.of(rejected(excess)), peer.readMessages());
    peer.assertOpen();
  }

  @Test
  void aPeerThatAsksAndDoesNotReadIsReadForOnlySoMuch() {
    FakePeer peer = FakePeer.served(fixture, FREE, true);
    peer.channel.pipeline().addFirst(new StuckOutbound());
    for (int piece = 0; piece < 20; piece++) {
      for (int begin = 0; begin < PIECE; begin += 1024) {
        peer.request(new BlockRequest(piece, begin, 1024));
      }
    }
    long read = fixture.free.reads.stream().mapToLong(MemoryTorrent.Read::length).sum();
    assertTrue(read >= 64 << 10, read + " bytes read");
    assertTrue(read <= 2 << 20, read + " bytes read");

    fixture.pass(60_000);
    peer.assertOpen();
    fixture.pass(250);
    peer.assertClosed();
    assertEquals(1, fixture.counters.closed(CloseReason.STALLED));
  }

  @Test
  void aPeerOfBrokenContentIsRejectedAndThenCutOff() {
    fixture.free.broken = true;
    FakePeer peer = FakePeer.served(fixture, FREE, true);
    BlockRequest block = new BlockRequest(0, 0, BLOCK);
    for (int i = 0; i < 7; i++) {
      peer.request(block);
      assertEquals(List.of(rejected(block)), peer.readMessages());
    }
    peer.request(block);
    peer.assertClosed();
    assertEquals(1, fixture.counters.closed(CloseReason.UNREADABLE));
  }

  @Test
  void aPeerWithoutTheFastExtensionIsCutOffFromBrokenContentAtOnce() {
    fixture.free.broken = true;
    FakePeer peer = FakePeer.served(fixture, FREE, false);
    peer.request(new BlockRequest(0, 0, BLOCK));
    peer.assertClosed();
  }

  /** Frames after the handshake that no honest client sends, and why each ends the connection. */
  @ParameterizedTest
  @CsvSource({
    "FRAME_TOO_LONG, 00100001",
    "FRAME_TOO_LONG, 7fffffff",
    "FRAME_TOO_LONG, ffffffff",
    "FRAME_TOO_LONG, 80000000",
    "BAD_LENGTH, 0000000200ff",
    "BAD_LENGTH, 0000000201ff",
    "BAD_LENGTH, 0000000202ff",
    "BAD_LENGTH, 0000000203ff",
    "BAD_LENGTH, 0000000104",
    "BAD_LENGTH, 000000060400000000ff",
    "BAD_LENGTH, 0000000c06",
    "BAD_LENGTH, 0000000e06",
    "BAD_LENGTH, 0000000108",
    "BAD_LENGTH, 0000000107",
    "BAD_LENGTH, 0000400a07",
    "BAD_LENGTH, 0000000109",
    "BAD_LENGTH, 000000020eff",
    "BAD_LENGTH, 000000020fff",
    "BAD_LENGTH, 000000010d",
    "BAD_LENGTH, 0000000110",
    "BAD_LENGTH, 0000000111",
    "BAD_LENGTH, 0000000114",
    "BAD_BITFIELD, 0000000105",
    "BAD_BITFIELD, 0000000305ffff",
    "BAD_BITFIELD, 0000000505ffffffff",
    "BAD_BITFIELD, 0000000405fffffc",
    "BAD_BITFIELD, 0000000405000001",
    "BAD_PIECE, 000000050400000015",
    "BAD_PIECE, 0000000504ffffffff",
    "BAD_PIECE, 00000005047fffffff",
    "BAD_PIECE, 000000050d00000015",
    "BAD_PIECE, 000000051100000015"
  })
  void aMalformedFrameEndsTheConnection(CloseReason reason, String hex) {
    FakePeer peer = FakePeer.served(fixture, FREE, true);
    peer.send(hex);

    peer.assertClosed();
    assertEquals(1, fixture.counters.closed(reason));
    assertEquals(0, peer.receivedBytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000",
        "0000000100",
        "0000000101",
        "0000000102",
        "0000000103",
        "000000050400000014",
        "0000000309 1ae1",
        "00000001 0a",
        "00000003 ff 0102",
        "00000004 05 ffff00 00000004 05 fffff0 00000001 0e",
        "00000001 0f 00000004 05 fffff8",
        "00000002 14 07",
        "00000006 14 00 6465 6162",
        "00000004 14 00 6465",
        "00000004 14 00 6c65",
        "00000409 07 00000000 00000000"
      })
  void aFrameThatMeansNothingToUsIsPassedOver(String hex) {
    FakePeer peer = FakePeer.served(fixture, FREE, true);
    peer.send(hex);
    if (hex.endsWith("00000000 00000000")) {
      peer.send(Unpooled.buffer().writeZero(0x400));
    }
    BlockRequest block = new BlockRequest(0, 0, 10);
    peer.request(block);

    assertEquals(List.of(piece(block)), peer.readMessages());
  }

  @ParameterizedTest
  @ValueSource(strings = {"000000010e", "000000010f", "000000050d00000000"})
  void fastMessagesNeedTheFastExtension(String hex) {
    FakePeer peer = FakePeer.served(fixture, FREE, false);
    peer.send(hex);
    peer.assertClosed();
    assertEquals(1, fixture.counters.closed(CloseReason.NOT_FAST));
  }

  @Test
  void aMegabyteOfNoMeaningIsPassedOverWithoutBeingKept() {
    FakePeer peer = FakePeer.served(fixture, FREE, true);
    peer.send(Unpooled.buffer().writeInt(1 << 20).writeByte(99));
    for (int i = 0; i < 1023; i++) {
      peer.send(Unpooled.buffer().writeZero(1024));
    }
    peer.send(Unpooled.buffer().writeZero(1023));
    BlockRequest block = new BlockRequest(0, 0, 10);
    peer.request(block);
    assertEquals(List.of(piece(block)), peer.readMessages());
  }

  @ParameterizedTest
  @ValueSource(strings = {"000000010e", "0000000405fffff8"})
  void aPeerThatHasEverythingIsLetGoAfterAWhile(String hex) {
    FakePeer peer = FakePeer.served(fixture, FREE, true);
    peer.send(hex);
    fixture.pass(9_750);
    peer.assertOpen();
    fixture.pass(250);
    peer.assertClosed();
    assertEquals(1, fixture.counters.closed(CloseReason.SEEDER));
  }

  @Test
  void aPeerThatOnlyUploadsIsLetGoAfterAWhile() {
    FakePeer peer = FakePeer.served(fixture, FREE, true);
    peer.send(extension(BDict.builder().put("upload_only", 1).build()));
    fixture.pass(10_000);
    peer.assertClosed();
  }

  @Test
  void aPeerThatNeedsNothingIsLetGoAfterAMinute() {
    FakePeer peer = FakePeer.served(fixture, FREE, true);
    peer.send("000000010f");
    fixture.pass(59_750);
    peer.assertOpen();
    fixture.pass(250);
    peer.assertClosed();
    assertEquals(1, fixture.counters.closed(CloseReason.IDLE));
  }

  @Test
  void anInterestedPeerIsKeptForFiveMinutesAndHearsThatWeAreThere() {
    FakePeer peer = FakePeer.served(fixture, FREE, true);
    peer.send("0000000102");
    int keepAlives = 0;
    for (int i = 0; i < 29; i++) {
      fixture.pass(10_000);
      peer.send("00000000");
      keepAlives += (int) peer.readMessages().stream().filter(m -> m.id() == -1).count();
    }
    peer.assertOpen();
    assertEquals(3, keepAlives);
    fixture.pass(10_000);
    peer.assertClosed();
  }

  @Test
  void aSilentPeerIsLetGoAfterTwoMinutes() {
    FakePeer peer = FakePeer.served(fixture, FREE, true);
    peer.send("0000000102");
    fixture.pass(119_750);
    peer.assertOpen();
    fixture.pass(250);
    peer.assertClosed();
    assertEquals(1, fixture.counters.closed(CloseReason.SILENT));
  }

  @Test
  void aPeerTellsWhereItListens() {
    FakePeer peer = FakePeer.served(fixture, FREE, true);
    Endpoint there = new Endpoint(ALICE.address(), 6881);
    assertTrue(fixture.wire.live().serves(FREE, there));
    peer.send(extension(BDict.builder().put("p", 6882).build()));
    assertFalse(fixture.wire.live().serves(FREE, there));
    assertTrue(fixture.wire.live().serves(FREE, new Endpoint(ALICE.address(), 6882)));
    peer.hangUp();
    assertFalse(fixture.wire.live().serves(FREE, new Endpoint(ALICE.address(), 6882)));
  }

  @Test
  void revokingEndsTheConnectionInTheMiddleOfATransfer() {
    fixture.gated.manual = true;
    FakePeer peer = FakePeer.served(fixture, GATED, true);
    peer.request(new BlockRequest(0, 0, BLOCK), new BlockRequest(9, 0, BLOCK));

    fixture.revoke(7L);

    peer.assertClosed();
    fixture.gated.answer(fixture.gated.reads.get(0));
    assertEquals(0, peer.receivedBytes());
    assertEquals(1, fixture.gated.reads.size());
    assertEquals(1, fixture.counters.closed(CloseReason.ADMISSION_GONE));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDenialCutsTheConnectionOfAGatedAndOfAFreeTorrent(boolean isGated) {
    InfoHash torrent = isGated ? GATED : FREE;
    MemoryTorrent content = isGated ? fixture.gated : fixture.free;
    content.manual = true;
    FakePeer peer = FakePeer.served(fixture, torrent, true);
    fixture.deny(isGated ? FREE : GATED, 1);
    peer.assertOpen();
    peer.request(new BlockRequest(0, 0, BLOCK));

    fixture.deny(torrent, 1);

    peer.assertClosed();
    content.answer(content.reads.get(0));
    assertEquals(0, peer.receivedBytes());
    assertEquals(1, fixture.counters.closed(CloseReason.DENIED));
  }

  @Test
  void anotherReceiptOfTheAddressKeepsTheConnection() {
    FakePeer peer = FakePeer.served(fixture, GATED, true);
    fixture.admit(new Endpoint(ALICE.address(), 6882), 8, 60);
    fixture.revoke(7L);
    peer.assertOpen();

    fixture.revoke(8L);
    peer.assertClosed();
  }

  @Test
  void theEndOfTheAdmissionEndsTheConnectionUnlessItWasRenewed() {
    FakePeer peer = FakePeer.served(fixture, GATED, true);
    fixture.revoke(99L);
    long hour = 3_600_000;
    keepBusy(peer, hour - 60_000);
    fixture.admit(ALICE, 7, 300);
    keepBusy(peer, 270_000);
    peer.assertOpen();
    fixture.pass(60_000);
    peer.assertClosed();
    assertEquals(1, fixture.counters.closed(CloseReason.ADMISSION_GONE));
  }

  private void keepBusy(FakePeer peer, long millis) {
    for (long passed = 0; passed < millis; passed += 30_000) {
      fixture.pass(30_000);
      peer.request(new BlockRequest(0, 0, 1));
      peer.readMessages();
    }
  }

  private static ByteBuf extension(BDict dict) {
    ByteBuf out = Unpooled.buffer();
    WireWriter.extended(out, 0, BencodeWriter.write(dict));
    return out;
  }
}
