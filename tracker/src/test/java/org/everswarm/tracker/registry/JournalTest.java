package org.everswarm.tracker.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  private static final String HEADER = "everswarm test 1";
  private static final List<String> LINES = List.of("first", "", "third: ä €", "fourth");

  private final Path directory;

  JournalTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void givesBackWhatWasWritten() throws IOException {
    Path file = written();

    assertEquals(LINES, reopen(file));
  }

  @Test
  void survivesBeingCutAtEveryByte() throws IOException {
    byte[] whole = Files.readAllBytes(written());
    for (int length = 0; length <= whole.length; length++) {
      Path cut = directory.resolve("cut");
      Files.write(cut, Arrays.copyOf(whole, length));
      List<String> kept = reopen(cut);
      assertEquals(LINES.subList(0, kept.size()), kept);
      assertEquals(completeLines(whole, length), kept.size());
      checkThatItCanBeWrittenStill(cut, kept);
    }
  }

  @Test
  void dropsATornLastLineFullOfZerosOrGarbage() throws IOException {
    byte[] whole = Files.readAllBytes(written());
    for (byte[] tail : List.of(new byte[100], "0badc0de fifth\n".getBytes(UTF_8))) {
      byte[] torn = Arrays.copyOf(whole, whole.length + tail.length);
      System.arraycopy(tail, 0, torn, whole.length, tail.length);
      Path file = Files.write(directory.resolve("torn"), torn);
      assertEquals(LINES, reopen(file));
      assertEquals(whole.length, Files.size(file));
    }
  }

  @Test
  void refusesAFileThatIsDamagedBeforeItsLastLine() throws IOException {
    byte[] whole = Files.readAllBytes(written());
    // Damage to the line end before the last line makes the two one line, which counts as torn.
    int lastEnd = whole.length - "\nxxxxxxxx fourth\n".length();
    for (int at = 0; at < lastEnd; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Path file = Files.write(directory.resolve("damaged"), damaged);
      IOException refusal = assertThrows(IOException.class, () -> reopen(file));
      assertTrue(
          String.valueOf(refusal.getMessage()).contains(file.toString()), () -> "" + refusal);
      assertTrue(String.valueOf(refusal.getMessage()).contains("line "), () -> "" + refusal);
      assertEquals(whole.length, Files.size(file), "a file we refuse must stay as it is");
    }
  }

  @Test
  void namesTheLineThatItsReaderDoesNotUnderstand() throws IOException {
    Path file = written();

    IOException refusal =
        assertThrows(
            IOException.class,
            () ->
                Journal.open(
                    file,
                    HEADER,
                    line -> {
                      if (line.startsWith("third")) {
                        throw new IllegalArgumentException("no third, please");
                      }
                    }));
    assertEquals(file + ", line 4: no third, please", refusal.getMessage());
    assertEquals(LINES, reopen(file), "the lock was not given up");
  }

  @Test
  void refusesAFileOfAnotherKind() throws IOException {
    Path file = written();

    assertThrows(IOException.class, () -> Journal.open(file, "everswarm other 1", line -> {}));
  }

  @Test
  void refusesAFileThatIsInUse() throws IOException {
    Path file = directory.resolve("journal");
    try (Journal journal = Journal.open(file, HEADER, line -> {})) {
      IOException refusal = assertThrows(IOException.class, () -> reopen(file));
      assertTrue(String.valueOf(refusal.getMessage()).contains("in use"), () -> "" + refusal);
      journal.append("still ours");
    }
    assertEquals(List.of("still ours"), reopen(file));
  }

  @Test
  void putsNewLinesInThePlaceOfTheOld() throws IOException {
    Path file = written();
    try (Journal journal = Journal.open(file, HEADER, line -> {})) {
      journal.rewrite(List.of("only", "two"));
      assertEquals(2, journal.lines());
      journal.append("and one");
      assertThrows(IOException.class, () -> reopen(file), "the new file is not locked");
    }
    assertEquals(List.of("only", "two", "and one"), reopen(file));
    assertFalse(Files.exists(directory.resolve("journal.new")));
  }

  @Test
  void ignoresARewriteThatWasNotFinished() throws IOException {
    Path file = written();
    Files.writeString(directory.resolve("journal.new"), "half a li");

    assertEquals(LINES, reopen(file));
    try (Journal journal = Journal.open(file, HEADER, line -> {})) {
      journal.rewrite(List.of("new"));
    }
    assertEquals(List.of("new"), reopen(file));
  }

  @Test
  void takesNoLineWithAnEndInIt() throws IOException {
    try (Journal journal = Journal.open(directory.resolve("journal"), HEADER, line -> {})) {
      assertThrows(IllegalArgumentException.class, () -> journal.append("one\ntwo"));
    }
  }

  private Path written() throws IOException {
    Path file = directory.resolve("journal");
    try (Journal journal = Journal.open(file, HEADER, line -> {})) {
      for (String line : LINES) {
        journal.append(line);
      }
      assertEquals(LINES.size(), journal.lines());
    }
    return file;
  }

  private static List<String> reopen(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    Journal.open(file, HEADER, lines::add).close();
    return lines;
  }

  private static void checkThatItCanBeWrittenStill(Path file, List<String> kept)
      throws IOException {
    try (Journal journal = Journal.open(file, HEADER, line -> {})) {
      journal.append("more");
    }
    List<String> expected = new ArrayList<>(kept);
    expected.add("more");
    assertEquals(expected, reopen(file));
    Files.delete(file);
  }

  private static int completeLines(byte[] whole, int length) {
    int ends = 0;
    for (int i = 0; i < length; i++) {
      ends += whole[i] == '\n' ? 1 : 0;
    }
    return Math.max(0, ends - 1); // The first is the header.
  }
}
