package org.everswarm.node.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.everswarm.protocol.Gate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskPieceReaderTest {

  private static final ReaderLimits LIMITS =
      new ReaderLimits(4, 2L * PieceReader.MAX_READ_BYTES, 1000);

  private final Path directory;
  private final BundleStore store;
  private final DiskPieceReader reader;

  DiskPieceReaderTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    store = BundleStore.open(directory.resolve("data"), InstantSource.system());
    reader = new DiskPieceReader(store, PooledByteBufAllocator.DEFAULT, LIMITS);
  }

  @AfterEach
  void nothingIsLeft() {
    reader.close();
    store.close();
    assertEquals(0, reader.bytesInFlight());
  }

  private HeldTorrent hold(Content content) throws IOException {
    return store.add(content.torrent(), content.path(), Gate.FREE, 0);
  }

  private byte[] read(HeldTorrent torrent, long offset, int length) throws Exception {
    ByteBuf run = reader.read(torrent, offset, length).get(60, TimeUnit.SECONDS);
    try {
      return ByteBufUtil.getBytes(run);
    } finally {
      assertTrue(run.release());
    }
  }

  private @Nullable Throwable failure(HeldTorrent torrent, long offset, int length) {
    return assertThrows(ExecutionException.class, () -> read(torrent, offset, length)).getCause();
  }

  private static void overwrite(Path file, long at, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), at);
    }
  }

  @Test
  void readsAcrossPiecesAndFiles() throws Exception {
    Content content = Content.directory(directory, "many", 10_000, 50_000, 0, 1, 40_000);
    HeldTorrent torrent = hold(content);
    assertArrayEquals(content.bytes(), read(torrent, 0, content.bytes().length));
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      int from = random.nextInt(content.bytes().length);
      int length = 1 + random.nextInt(content.bytes().length - from);
      assertArrayEquals(content.slice(from, length), read(torrent, from, length));
    }
  }

  @Test
  void refusesRangesOutsideTheContent() throws Exception {
    HeldTorrent torrent = hold(Content.file(directory, "f", 1000));
    assertInstanceOf(IllegalArgumentException.class, failure(torrent, -1, 1));
    assertInstanceOf(IllegalArgumentException.class, failure(torrent, 0, 0));
    assertInstanceOf(IllegalArgumentException.class, failure(torrent, 999, 2));
    assertInstanceOf(IllegalArgumentException.class, failure(torrent, Long.MAX_VALUE, 1));
    assertInstanceOf(
        IllegalArgumentException.class, failure(torrent, 0, PieceReader.MAX_READ_BYTES + 1));
  }

  @Test
  void neverServesAPieceThatIsNotWhatTheTorrentSays() throws Exception {
    Content content = Content.file(directory, "f", 5 * Content.PIECE);
    byte[] bad = content.bytes().clone();
    bad[2 * Content.PIECE + 5] ^= 1;
    Content.write(content.path(), bad);
    HeldTorrent torrent = hold(content);
    assertInstanceOf(ContentUnavailable.class, failure(torrent, 2 * Content.PIECE, 1));
    assertInstanceOf(ContentUnavailable.class, failure(torrent, 0, 3 * Content.PIECE));
    assertArrayEquals(content.slice(0, 100), read(torrent, 0, 100));
    assertEquals(1, reader.unverifiedPieces());
    assertArrayEquals(new byte[] {(byte) 0b1101_1000}, torrent.bitfield());
  }

  @Test
  void servesAPieceAgainOnceItsFileIsMended() throws Exception {
    Content content = Content.file(directory, "f", Content.PIECE);
    byte[] bad = content.bytes().clone();
    bad[0] ^= 1;
    Files.write(content.path(), bad);
    HeldTorrent torrent = hold(content);
    assertInstanceOf(ContentUnavailable.class, failure(torrent, 0, 1));
    assertFalse(torrent.complete());
    Content.write(content.path(), content.bytes());
    assertArrayEquals(content.bytes(), read(torrent, 0, Content.PIECE));
    assertTrue(torrent.complete());
  }

  @Test
  void hashesAgainWhenAFileChangedInPlace() throws Exception {
    Content content = Content.file(directory, "f", 3 * Content.PIECE);
    HeldTorrent torrent = hold(content);
    assertArrayEquals(content.bytes(), read(torrent, 0, 3 * Content.PIECE));
    overwrite(content.path(), Content.PIECE, new byte[] {1, 2, 3, 4});
    assertInstanceOf(ContentUnavailable.class, failure(torrent, Content.PIECE, 4));
    assertArrayEquals(content.slice(0, 10), read(torrent, 0, 10));
  }

  @Test
  void seesTwoChangesWithinOneTickOfTheClock() throws Exception {
    Content content = Content.file(directory, "f", Content.PIECE);
    for (int i = 0; i < 20; i++) {
      Files.write(content.path(), content.bytes());
      HeldTorrent torrent = hold(content);
      assertArrayEquals(content.slice(0, 4), read(torrent, 0, 4));
      overwrite(content.path(), 0, new byte[] {1, 2, 3, 4});
      assertInstanceOf(ContentUnavailable.class, failure(torrent, 0, 4));
    }
  }

  @Test
  void survivesAFileThatIsCutDeletedOrReplaced() throws Exception {
    Content content = Content.file(directory, "f", 3 * Content.PIECE);
    HeldTorrent torrent = hold(content);
    assertArrayEquals(content.bytes(), read(torrent, 0, 3 * Content.PIECE));
    try (FileChannel channel = FileChannel.open(content.path(), StandardOpenOption.WRITE)) {
      channel.truncate(Content.PIECE);
    }
    assertInstanceOf(ContentUnavailable.class, failure(torrent, 2 * Content.PIECE, 4));
    assertFalse(torrent.available());
    Files.delete(content.path());
    assertInstanceOf(ContentUnavailable.class, failure(torrent, 0, 4));
    Path other = Content.write(directory.resolve("other"), Content.random("x", 3 * Content.PIECE));
    Files.move(other, content.path(), StandardCopyOption.ATOMIC_MOVE);
    assertInstanceOf(ContentUnavailable.class, failure(torrent, 0, 4));
    Content.write(content.path(), content.bytes());
    assertArrayEquals(content.bytes(), read(torrent, 0, 3 * Content.PIECE));
  }

  @Test
  void servesNoWrongByteWhileAWriterRages() throws Exception {
    Content content = Content.file(directory, "f", 8 * Content.PIECE);
    HeldTorrent torrent = hold(content);
    AtomicBoolean done = new AtomicBoolean();
    byte[] noise = Content.random("noise", Content.PIECE);
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              Random random = new Random(2);
              while (!done.get()) {
                long at = (long) random.nextInt(8) * Content.PIECE;
                try {
                  overwrite(content.path(), at, noise);
                  overwrite(content.path(), at, content.slice(at, Content.PIECE));
                  Thread.sleep(1 + random.nextInt(8));
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }
            });
    Random random = new Random(3);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    while (System.nanoTime() < end) {
      int from = random.nextInt(7 * Content.PIECE);
      try {
        assertArrayEquals(content.slice(from, 1000), read(torrent, from, 1000));
      } catch (ExecutionException unavailable) {
        assertInstanceOf(ContentUnavailable.class, unavailable.getCause());
      }
    }
    done.set(true);
    writer.get(60, TimeUnit.SECONDS);
  }

  @Test
  void waitsWhileTheBudgetIsSpentAndGoesOnWhenBuffersAreReleased() throws Exception {
    Content content = Content.file(directory, "f", PieceReader.MAX_READ_BYTES);
    HeldTorrent torrent = hold(content);
    ByteBuf first = reader.read(torrent, 0, PieceReader.MAX_READ_BYTES).get(60, TimeUnit.SECONDS);
    ByteBuf second = reader.read(torrent, 0, PieceReader.MAX_READ_BYTES).get(60, TimeUnit.SECONDS);
    CompletableFuture<ByteBuf> third = reader.read(torrent, 0, 16);
    assertThrows(TimeoutException.class, () -> third.get(200, TimeUnit.MILLISECONDS));
    ByteBuf slice = first.retainedSlice(0, 16);
    first.release();
    assertThrows(TimeoutException.class, () -> third.get(100, TimeUnit.MILLISECONDS));
    slice.release();
    third.get(60, TimeUnit.SECONDS).release();
    second.release();
    assertEquals(0, reader.bytesInFlight());
  }

  @Test
  void aCancelledReadIsDroppedAndLeavesNothingBehind() throws Exception {
    Content content = Content.file(directory, "f", PieceReader.MAX_READ_BYTES);
    HeldTorrent torrent = hold(content);
    List<CompletableFuture<ByteBuf>> reads = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      reads.add(reader.read(torrent, 0, PieceReader.MAX_READ_BYTES));
    }
    for (CompletableFuture<ByteBuf> read : reads) {
      if (!read.cancel(false)) {
        read.get().release();
      }
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (reader.bytesInFlight() > 0 && System.nanoTime() < end) {
      Thread.sleep(5);
    }
    assertEquals(0, reader.bytesInFlight());
  }

  @Test
  void refusesReadsBeyondTheQueue() throws Exception {
    ReaderLimits narrow = new ReaderLimits(1, PieceReader.MAX_READ_BYTES, 2);
    Content content = Content.file(directory, "f", PieceReader.MAX_READ_BYTES);
    HeldTorrent torrent = hold(content);
    try (DiskPieceReader small =
        new DiskPieceReader(store, PooledByteBufAllocator.DEFAULT, narrow)) {
      ByteBuf held = small.read(torrent, 0, PieceReader.MAX_READ_BYTES).get();
      CompletableFuture<ByteBuf> one = small.read(torrent, 0, 1);
      CompletableFuture<ByteBuf> two = small.read(torrent, 0, 1);
      CompletableFuture<ByteBuf> three = small.read(torrent, 0, 1);
      assertTrue(three.isCompletedExceptionally());
      held.release();
      one.get(60, TimeUnit.SECONDS).release();
      two.get(60, TimeUnit.SECONDS).release();
    }
  }

  @Test
  void givesTheFileItselfOnlyWhenAllOfTheRangeIsVerified() throws Exception {
    Content content = Content.directory(directory, "d", 40_000, 40_000);
    HeldTorrent torrent = hold(content);
    assertNull(reader.verifiedRange(torrent, 40_000, 40_000).get());
    read(torrent, 40_000, 20_000);
    assertNull(reader.verifiedRange(torrent, 40_000, 40_000).get());
    read(torrent, 40_000, 40_000);
    try (VerifiedRange range = reader.verifiedRange(torrent, 50_000, 30_000).get()) {
      assertNotNull(range);
      assertEquals(10_000, range.position());
      assertTrue(range.unchanged());
      overwrite(directory.resolve("d/sub/f1"), 0, new byte[] {9});
      assertFalse(range.unchanged());
    }
    assertNull(reader.verifiedRange(torrent, 50_000, 30_000).get());
  }

  @Test
  void findsFilesByTheirPaths() throws Exception {
    HeldTorrent many = hold(Content.directory(directory, "d", 40_000, 50_000));
    TorrentFiles files = reader.files(many).get();
    assertEquals(new TorrentFiles.Place(1, 40_000, 50_000), files.find(List.of("sub", "f1")));
    assertNull(files.find(List.of("f1")));
    assertNull(files.find(List.of("..", "d", "f0")));
    HeldTorrent one = hold(Content.file(directory, "f", 10));
    assertEquals(new TorrentFiles.Place(0, 0, 10), reader.files(one).get().find(List.of()));
  }
}
