package org.everswarm.tracker.snapshot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {

  private static final long MINUTE = 29_000_000;

  @TempDir private Path directory = Path.of("");

  @Test
  void whatWasWrittenIsRead() throws IOException {
    List<byte[]> blocks = List.of(block(1), block(100_000), block(3 << 20));
    write(blocks);
    try (SnapshotReader reader = SnapshotReader.open(file())) {
      assertEquals(MINUTE, reader.epochMinute());
      for (byte[] block : blocks) {
        assertArrayEquals(block, bytes(Objects.requireNonNull(reader.next())));
      }
      assertNull(reader.next());
    }
  }

  @Test
  void onlyItsOwnerMayReadIt() throws IOException {
    write(List.of(block(10)));
    assertEquals(
        PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file()));
  }

  @Test
  void anUnfinishedSnapshotLeavesTheLastOneInPlace() throws IOException {
    write(List.of(block(10)));
    byte[] before = Files.readAllBytes(file());
    try (SnapshotWriter writer = SnapshotWriter.begin(file(), MINUTE + 1)) {
      writer.write(ByteBuffer.wrap(block(20)));
    }
    assertArrayEquals(before, Files.readAllBytes(file()));
    assertFalse(Files.exists(directory.resolve("peers.new")));
  }

  @Test
  void aLeftoverOfACrashIsWrittenOver() throws IOException {
    Files.write(directory.resolve("peers.new"), block(1 << 20));
    write(List.of(block(10)));
    assertFalse(Files.exists(directory.resolve("peers.new")));
    assertEquals(1, read().size());
  }

  @Test
  void everyCutAndEveryFlippedBitIsNoticedAndWhatStandsBeforeIsRead() throws IOException {
    List<byte[]> blocks = List.of(block(40), block(50), block(60));
    write(blocks);
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = new byte[length];
      System.arraycopy(whole, 0, cut, 0, length);
      assertDamagedAfterAPrefixOf(blocks, cut);
    }
    // Not in the minute, which nothing protects, nor in the length and checksum of the empty block.
    for (int at = SnapshotFile.HEAD_BYTES; at < whole.length - 8; at++) {
      byte[] flipped = whole.clone();
      flipped[at] ^= (byte) (1 << (at % 8));
      assertDamagedAfterAPrefixOf(blocks, flipped);
    }
  }

  @Test
  void aFileOfAnotherKindIsRefusedByItsName() throws IOException {
    Files.writeString(file(), "everswarm registry 1\nand much more than a head");
    IOException refused = assertThrows(IOException.class, () -> SnapshotReader.open(file()));
    assertTrue(String.valueOf(refused.getMessage()).contains("peers is no snapshot"));
  }

  private void assertDamagedAfterAPrefixOf(List<byte[]> blocks, byte[] content) throws IOException {
    Files.write(file(), content);
    List<byte[]> got = new ArrayList<>();
    assertThrows(
        IOException.class,
        () -> {
          try (SnapshotReader reader = SnapshotReader.open(file())) {
            for (ByteBuffer next = reader.next(); next != null; next = reader.next()) {
              got.add(bytes(next));
            }
          }
        });
    for (int i = 0; i < got.size(); i++) {
      assertArrayEquals(blocks.get(i), got.get(i));
    }
  }

  private void write(List<byte[]> blocks) throws IOException {
    try (SnapshotWriter writer = SnapshotWriter.begin(file(), MINUTE)) {
      for (byte[] block : blocks) {
        writer.write(ByteBuffer.wrap(block));
      }
      assertEquals(Files.size(directory.resolve("peers.new")) + 8, writer.commit());
    }
  }

  private List<byte[]> read() throws IOException {
    List<byte[]> blocks = new ArrayList<>();
    try (SnapshotReader reader = SnapshotReader.open(file())) {
      for (ByteBuffer next = reader.next(); next != null; next = reader.next()) {
        blocks.add(bytes(next));
      }
    }
    return blocks;
  }

  private Path file() {
    return directory.resolve("peers");
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static byte[] block(int length) {
    byte[] block = new byte[length];
    new Random(length).nextBytes(block);
    return block;
  }
}
