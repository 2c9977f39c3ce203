package org.everswarm.node.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.everswarm.protocol.Gate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleStoreTest {

  private static final long BUNDLE = 0xABCD_0000_1234_5678L;

  private final Path directory;

  BundleStoreTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private BundleStore open() throws IOException {
    return BundleStore.open(directory.resolve("data"), InstantSource.system());
  }

  @Test
  void remembersWhatItHolds() throws IOException {
    Content content = Content.directory(directory, "film", 40_000, 50_000);
    try (BundleStore store = open()) {
      store.add(content.torrent(), content.path(), Gate.PAID, BUNDLE);
    }
    try (BundleStore store = open()) {
      HeldTorrent held = store.find(content.torrent().infoHash());
      assertNotNull(held);
      assertSame(held, store.findByName(BUNDLE, "film"));
      assertNull(store.findByName(BUNDLE + 1, "film"));
      assertEquals(List.of(held), store.named("film"));
      assertEquals(Gate.PAID, held.gate());
      assertEquals(90_000, held.totalLength());
      assertEquals(6, held.pieceCount());
      assertEquals(90_000 - 5 * Content.PIECE, held.pieceSize(5));
      assertTrue(held.complete());
      assertFalse(held.registered());
      assertArrayEquals(content.torrent().toBytes(), store.metainfo(held).toBytes());
    }
  }

  @Test
  void addingAgainKeepsTheTimeItWasAdded() throws IOException {
    Content content = Content.file(directory, "f", 1000);
    Instant first = Instant.ofEpochSecond(1_000_000);
    try (BundleStore store =
        BundleStore.open(directory.resolve("data"), InstantSource.fixed(first))) {
      store.add(content.torrent(), content.path(), Gate.FREE, 0);
    }
    try (BundleStore store = open()) {
      HeldTorrent again = store.add(content.torrent(), content.path(), Gate.FREE, 0);
      assertEquals(1_000_000, again.addedEpochSecond());
      assertEquals(1, store.size());
    }
  }

  @Test
  void remembersThatATrackerConfirmedATorrent() throws IOException {
    Content content = Content.file(directory, "f", 1000);
    try (BundleStore store = open()) {
      HeldTorrent held = store.add(content.torrent(), content.path(), Gate.FREE, 0);
      store.registered(held);
      assertTrue(held.registered());
    }
    try (BundleStore store = open()) {
      assertTrue(store.list().get(0).registered());
    }
  }

  @Test
  void aMissingFileLeavesTheRest() throws IOException {
    Content content = Content.directory(directory, "d", 4 * Content.PIECE, Content.PIECE);
    Content other = Content.file(directory, "other", 1000);
    try (BundleStore store = open()) {
      store.add(content.torrent(), content.path(), Gate.FREE, 0);
      store.add(other.torrent(), other.path(), Gate.FREE, 0);
    }
    Files.delete(directory.resolve("d/sub/f1"));
    Files.delete(other.path());
    try (BundleStore store = open()) {
      HeldTorrent held = store.find(content.torrent().infoHash());
      assertNotNull(held);
      assertTrue(held.available());
      assertFalse(held.complete());
      assertArrayEquals(new byte[] {(byte) 0b1111_0000}, held.bitfield());
      HeldTorrent gone = store.find(other.torrent().infoHash());
      assertNotNull(gone);
      assertFalse(gone.available());
    }
  }

  @Test
  void damagedRecordsLeaveTheRest() throws IOException {
    Content good = Content.file(directory, "good", 1000);
    Content bad = Content.file(directory, "bad", 1000);
    Content lost = Content.file(directory, "lost", 1000);
    try (BundleStore store = open()) {
      for (Content content : List.of(good, bad, lost)) {
        store.add(content.torrent(), content.path(), Gate.FREE, 0);
      }
    }
    Path records = directory.resolve("data/torrents");
    Files.writeString(records.resolve(bad.torrent().infoHash() + ".json"), "{\"version\":1");
    Files.writeString(records.resolve("junk.json"), "[]");
    Files.writeString(records.resolve("empty.json"), "{}");
    Files.delete(records.resolve(lost.torrent().infoHash() + ".torrent"));
    try (BundleStore store = open()) {
      assertEquals(1, store.size());
      assertNotNull(store.find(good.torrent().infoHash()));
    }
  }

  @Test
  void refusesASecondTorrentOfTheSameNameAndBundle() throws IOException {
    Content one = Content.file(directory.resolve("a"), "f", 1000);
    Content two = Content.file(directory.resolve("b"), "f", 2000);
    try (BundleStore store = open()) {
      store.add(one.torrent(), one.path(), Gate.PAID, BUNDLE);
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> store.add(two.torrent(), two.path(), Gate.PAID, BUNDLE));
      assertTrue(String.valueOf(refused.getMessage()).contains("--name"));
      store.add(two.torrent(), two.path(), Gate.PAID, BUNDLE + 1);
      assertEquals(2, store.named("f").size());
    }
  }

  @Test
  void removingLeavesNoTrace() throws IOException {
    Content content = Content.file(directory, "f", 1000);
    try (BundleStore store = open()) {
      store.add(content.torrent(), content.path(), Gate.FREE, 0);
      store.remove(content.torrent().infoHash());
      assertNull(store.find(content.torrent().infoHash()));
      assertEquals(List.of(), store.named("f"));
    }
    try (Stream<Path> left = Files.list(directory.resolve("data/torrents"))) {
      assertEquals(List.of(), left.toList());
    }
    assertTrue(Files.exists(content.path()));
  }
}
