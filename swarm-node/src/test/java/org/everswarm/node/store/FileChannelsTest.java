package org.everswarm.node.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileChannelsTest {

  private final Path directory;

  FileChannelsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private Path file(int number) {
    return Content.write(directory.resolve("f" + number), new byte[] {1});
  }

  private static FileStamp stamp(Path file) {
    FileStamp stamp = FileStamp.of(file);
    assertNotNull(stamp);
    return stamp;
  }

  @Test
  void closesTheLongestUnusedAndNeverOneInUse() throws IOException {
    try (FileChannels channels = new FileChannels(3)) {
      Path kept = file(0);
      FileChannels.Lease held = channels.lease(kept, stamp(kept));
      for (int i = 1; i < 10; i++) {
        channels.lease(file(i), stamp(directory.resolve("f" + i))).close();
      }
      assertEquals(3, channels.size());
      assertTrue(held.channel().isOpen());
      held.close();
      assertTrue(held.channel().isOpen());
    }
  }

  @Test
  void opensMoreThanTheLimitWhenAllAreInUseAndShrinksAfterwards() throws IOException {
    try (FileChannels channels = new FileChannels(2)) {
      List<FileChannels.Lease> leases = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        leases.add(channels.lease(file(i), stamp(directory.resolve("f" + i))));
      }
      assertEquals(5, channels.size());
      leases.forEach(FileChannels.Lease::close);
      assertEquals(2, channels.size());
    }
  }

  @Test
  void aDroppedFileStaysOpenForThoseWhoReadIt() throws IOException {
    try (FileChannels channels = new FileChannels(2)) {
      Path file = file(0);
      FileChannels.Lease one = channels.lease(file, stamp(file));
      FileChannels.Lease two = channels.lease(file, stamp(file));
      assertSame(one.channel(), two.channel());
      channels.drop(file, stamp(file));
      one.close();
      assertTrue(two.channel().isOpen());
      two.close();
      assertFalse(two.channel().isOpen());
    }
  }
}
