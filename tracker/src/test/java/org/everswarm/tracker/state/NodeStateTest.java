package org.everswarm.tracker.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.exchange.SharedState;
import org.everswarm.tracker.gate.SharingVerdict;
import org.everswarm.tracker.registry.Denial;
import org.everswarm.tracker.registry.Registration;
import org.everswarm.tracker.registry.RegistryChange;
import org.junit.jupiter.api.Test;

class NodeStateTest {

  private static final long HOURS = StateNode.HOURS;
  private static final Registration FILM =
      new Registration(new InfoHash(1, 2, 3), Gate.PAID, 7, "film");

  private static final List<ReceiptPublicKey> KEYS = List.of(key(1), key(2), key(3));

  @Test
  void whatIsDoneAtOneNodeIsSoAtTheOtherAndIsNotToldBack() throws IOException {
    try (StateNode one = new StateNode();
        StateNode other = new StateNode()) {
      List<Long> cut = new ArrayList<>();
      List<InfoHash> ended = new ArrayList<>();
      other.revocations.onRevoke(told -> told.forEach(word -> cut.add(word.receiptId())));
      other.registry.onEnd(ended::add);
      one.state.onChange(told -> other.state.apply(List.of(told)));
      ReceiptPublicKey key = key(1);

      one.registry.add(FILM);
      one.revocations.revoke(42);
      one.keys.add(key);
      assertEquals(FILM, other.registry.find(FILM.infoHash()));
      assertEquals(List.of(42L), cut, "live connections are cut");
      assertEquals(List.of(key), other.keys.keys());

      one.registry.remove(FILM.infoHash());
      assertNull(other.registry.find(FILM.infoHash()));
      assertEquals(List.of(FILM.infoHash()), ended, "its swarm is dropped");

      List<Denial> denied = new ArrayList<>();
      other.registry.denials().onDenied(denied::add);
      one.registry.denials().deny(FILM.infoHash(), "court order");
      assertEquals(one.registry.denials().list(), denied, "its swarm is dropped");
      assertEquals(denied.get(0), other.registry.denials().find(FILM.infoHash()));
      one.registry.denials().allow(FILM.infoHash());
      assertNull(other.registry.denials().find(FILM.infoHash()));
      assertEquals(List.of(), other.told);
    }
  }

  @Test
  void aReceiptThatIsUsedInTooManyNetworksIsFrozenAtEveryNode() throws IOException {
    try (StateNode one = new StateNode();
        StateNode other = new StateNode()) {
      one.state.onChange(told -> other.state.apply(List.of(told)));
      other.state.onChange(told -> one.state.apply(List.of(told)));
      for (int network = 1; network <= 20; network++) {
        SharingVerdict due =
            network < 5
                ? SharingVerdict.FINE
                : network < 20 ? SharingVerdict.WARN : SharingVerdict.FROZEN;
        StateNode seen = network % 2 == 0 ? one : other;
        assertEquals(due, share(seen, 9, network));
      }
      assertEquals(SharingVerdict.FROZEN, share(one, 9, 1));
      assertEquals(SharingVerdict.FROZEN, share(other, 9, 2));
      assertEquals(SharingVerdict.FINE, share(one, 8, 2));
    }
  }

  @Test
  void aNewNodeHasAllAfterOneCopyAndTellsItOn() throws IOException {
    try (StateNode old = new StateNode();
        StateNode fresh = new StateNode();
        StateNode third = new StateNode()) {
      old.registry.add(FILM);
      old.registry.add(new Registration(new InfoHash(9, 9, 9), Gate.FREE, 0, ""));
      old.registry.remove(new InfoHash(9, 9, 9));
      old.revocations.revoke(42);
      old.registry.denials().deny(FILM.infoHash(), "court order");
      old.registry.denials().deny(new InfoHash(9, 9, 9), "a mistake");
      old.registry.denials().allow(new InfoHash(9, 9, 9));
      old.keys.add(key(1));
      share(old, 9, 1);
      fresh.state.apply(old.copy());
      assertEquals(old.all(), fresh.all());
      third.state.apply(fresh.copy());
      assertEquals(old.all(), third.all());
      assertEquals(0, fresh.state.malformed() + fresh.state.ahead() + fresh.state.unwritten());
    }
  }

  @Test
  void whoReadsPartByPartMissesNothingWhateverComesAndGoesMeanwhile() throws IOException {
    try (StateNode node = new StateNode()) {
      long before = StateNode.NOW.toEpochMilli() - 10;
      List<RegistryChange> many = new ArrayList<>();
      for (int i = 0; i < 3000; i++) {
        InfoHash hash = new InfoHash(i, 0, 0);
        many.add(
            i % 3 == 0
                ? RegistryChange.removed(hash, before)
                : RegistryChange.added(new Registration(hash, Gate.FREE, 0, ""), before));
      }
      node.registry.merge(many);
      node.revocations.merge(LongStream.range(0, 1000).mapToObj(Revocation::forEver).toList());
      KEYS.forEach(node.keys::add);
      for (int i = 0; i < 20; i++) {
        share(node, i, 1);
      }
      List<byte[]> stays = node.copy();
      stays.removeIf(record -> isTorrentBelow(record, 1000));
      assertEquals(2000 + 1000 + 3 + 20, stays.size());

      Set<ByteBuffer> read = new HashSet<>();
      for (int part = 0; part < SharedState.PARTS; part++) {
        node.state.forEach(part, record -> read.add(ByteBuffer.wrap(record)));
        List<RegistryChange> turn = new ArrayList<>();
        for (int i = part; i < 1000; i += SharedState.PARTS) {
          InfoHash hash = new InfoHash(i, 0, 0);
          turn.add(
              i % 2 == 0
                  ? RegistryChange.removed(hash, before + 1)
                  : RegistryChange.added(new Registration(hash, Gate.FREE, 0, ""), before + 1));
        }
        for (int i = 0; i < 20; i++) {
          InfoHash fresh = new InfoHash(part, 1, i);
          turn.add(RegistryChange.added(new Registration(fresh, Gate.FREE, 0, ""), before + 1));
        }
        node.registry.merge(turn);
        node.revocations.revoke(10_000 + part);
        if (part % 64 == 0) {
          share(node, 10_000 + part, 1);
        }
      }
      for (byte[] record : stays) {
        assertTrue(read.contains(ByteBuffer.wrap(record)), () -> StateCodec.decode(record) + "");
      }
    }
  }

  private static boolean isTorrentBelow(byte[] record, int number) {
    return StateCodec.decode(record) instanceof StateRecord.Torrent torrent
        && torrent.change().infoHash().word0() < number;
  }

  @Test
  void keepsItsKeyAndCountsWhenAnotherIsToldWithTheSameId() throws IOException {
    try (StateNode one = new StateNode();
        StateNode other = new StateNode()) {
      ReceiptPublicKey here = key(1);
      one.keys.add(here);
      other.keys.add(key(1));
      other.keys.add(key(2));
      one.state.apply(other.copy());
      one.state.apply(other.copy());
      assertEquals(2, one.state.otherKeys());
      assertEquals(2, one.keys.keys().size());
      assertTrue(one.keys.keys().contains(here));
    }
  }

  @Test
  void leavesOutAChangeOfTheFutureAndTakesTheRestOfItsBatch() throws IOException {
    try (StateNode node = new StateNode()) {
      long now = StateNode.NOW.toEpochMilli();
      node.state.apply(
          List.of(
              encode(RegistryChange.added(FILM, now + 3_600_000)),
              StateCodec.encode(new StateRecord.Revoked(Revocation.forEver(5))),
              encode(RegistryChange.removed(new InfoHash(8, 8, 8), now + 1000))));
      assertNull(node.registry.find(FILM.infoHash()));
      assertEquals(1, node.registry.changes().size());
      assertTrue(node.revocations.contains(5));
      assertEquals(1, node.state.ahead());
      node.registry.add(FILM);
      node.state.apply(List.of(encode(RegistryChange.removed(FILM.infoHash(), now + 999))));
      assertEquals(FILM, node.registry.find(FILM.infoHash()), "later than all it has seen");
    }
  }

  @Test
  void aBatchWhoseKeyCannotBeWrittenCountsOtherwise() throws IOException {
    try (StateNode one = new StateNode();
        StateNode other = new StateNode()) {
      one.registry.add(FILM);
      one.keys.add(key(1));
      other.keys.diskFailures = 1;
      other.state.apply(one.copy());
      assertEquals(1, other.state.unwritten());
      assertEquals(FILM, other.registry.find(FILM.infoHash()));
      other.state.apply(one.copy());
      assertEquals(one.all(), other.all());
    }
  }

  @Property(tries = 100)
  void nodesThatHearOfEachOtherInAnyOrderKnowTheSame(
      @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 999) Integer> deeds,
      @ForAll Random random)
      throws IOException {
    try (StateNode one = new StateNode();
        StateNode other = new StateNode();
        StateNode third = new StateNode()) {
      List<StateNode> nodes = List.of(one, other, third);
      List<byte[]> wire = new ArrayList<>();
      for (int deed : deeds) {
        act(nodes.get(deed % 3), deed / 3);
        if (random.nextInt(4) == 0) {
          nodes.get(random.nextInt(3)).state.apply(nodes.get(random.nextInt(3)).told);
        }
      }
      nodes.forEach(node -> wire.addAll(node.told));
      for (StateNode node : nodes) {
        List<byte[]> heard = new ArrayList<>(wire);
        heard.addAll(wire.subList(0, wire.size() / 2));
        Collections.shuffle(heard, random);
        int cut = random.nextInt(heard.size() + 1);
        node.state.apply(heard.subList(0, cut));
        node.state.apply(heard.subList(cut, heard.size()));
      }
      assertEquals(one.all(), other.all());
      assertEquals(one.all(), third.all());
      assertEquals(0, one.state.malformed());
    }
  }

  @Property(tries = 500)
  void whatIsNoRecordIsCountedAndNeverThrown(
      @ForAll @Size(max = 10) List<@Size(max = 60) byte[]> records) throws IOException {
    try (StateNode node = new StateNode()) {
      node.state.apply(records);
      long known =
          node.registry.changes().size()
              + node.registry.denials().list().size()
              + node.revocations.size()
              + node.state.ahead();
      assertTrue(known <= records.size() - node.state.malformed());
      node.state.apply(List.of(StateCodec.encode(new StateRecord.Revoked(Revocation.forEver(77)))));
      assertTrue(node.revocations.contains(77), "still working");
    }
  }

  private static void act(StateNode node, int deed) throws IOException {
    InfoHash hash = new InfoHash(deed / 9 % 4, 0, 0);
    switch (deed % 9) {
      case 7 -> node.registry.denials().deny(hash, "reason " + deed % 5);
      case 8 -> node.registry.denials().allow(hash);
      case 0, 1 -> node.registry.add(new Registration(hash, Gate.PAID, 1 + deed % 5, "x"));
      case 2 -> node.registry.claim(new Registration(hash, Gate.FREE, 0, "claimed"));
      case 3 -> node.registry.remove(hash);
      case 4 -> node.revocations.revoke(List.of(new Revocation(deed / 9, deed % 7)));
      case 5 -> share(node, deed / 9 % 3, deed / 27 % 15);
      default -> addKey(node, KEYS.get(deed % KEYS.size()));
    }
  }

  private static void addKey(StateNode node, ReceiptPublicKey key) {
    if (!node.keys.keys().contains(key)) {
      node.keys.add(key);
    }
  }

  private static SharingVerdict share(StateNode node, long receiptId, int network) {
    IpAddress source = IpAddress.ofIpv4(0x0A00_0001 + (network << 8));
    return node.gate.share(receiptId, source.high(), source.low(), HOURS);
  }

  private static byte[] encode(RegistryChange change) {
    return StateCodec.encode(new StateRecord.Torrent(change));
  }

  private static ReceiptPublicKey key(int id) {
    return ReceiptPrivateKey.generate(id, new SecureRandom()).publicKey();
  }
}
