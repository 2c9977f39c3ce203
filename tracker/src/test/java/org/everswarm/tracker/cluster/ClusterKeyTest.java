package org.everswarm.tracker.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClusterKeyTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ID = "everswarm cluster AAECAwQFBgcICQoLDA0ODw\n";
  private static final String KEY =
      "everswarm cluster key 7 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n";
  private static final String OTHER =
      "everswarm cluster key 8 AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n";

  @Test
  void whatIsWrittenIsRead() {
    ClusterKey key = ClusterKey.generate(RANDOM);
    assertEquals(key, ClusterKey.parse(key.text()));
    assertNotEquals(key, ClusterKey.generate(RANDOM));
    ClusterKey two = key.withNewKey(RANDOM);
    assertEquals(two, ClusterKey.parse(two.text()));
  }

  /** Nodes of different versions have to agree on these for ever. */
  @Test
  void whatIsDerivedNeverChanges() {
    ClusterKey key = ClusterKey.parse(ID + KEY);
    assertEquals("everswarm-60b45f64c2470c837e8d802531875127", key.clusterName());
    assertEquals("479dd84d163df178", HexFormat.of().formatHex(key.derive("label", 8)));
  }

  @Test
  void theNameOutlivesTheKeys() {
    ClusterKey old = ClusterKey.generate(RANDOM);
    ClusterKey both = old.withNewKey(RANDOM);
    ClusterKey turned = both.withNewKeyFirst();
    ClusterKey fresh = turned.withoutOldKey();
    Stream.of(both, turned, fresh)
        .forEach(key -> assertEquals(old.clusterName(), key.clusterName()));
    assertEquals(0, both.sealingKeyId());
    assertEquals(1, turned.sealingKeyId());
    assertEquals(1, fresh.sealingKeyId());
    assertFalse(Arrays.equals(old.derive("x", 32), fresh.derive("x", 32)));
    assertArrayEquals(old.derive("x", 32), turned.deriveAll("x", 32).get(1));
  }

  @Test
  void aReplacementGoesStepByStep() {
    ClusterKey one = ClusterKey.generate(RANDOM);
    assertThrows(IllegalArgumentException.class, one::withNewKeyFirst);
    assertThrows(IllegalArgumentException.class, one::withoutOldKey);
    ClusterKey two = one.withNewKey(RANDOM);
    assertThrows(IllegalArgumentException.class, () -> two.withNewKey(RANDOM));
  }

  @Test
  void keyNumbersComeRound() {
    ClusterKey last = ClusterKey.parse(ID + KEY.replace(" 7 ", " 255 "));
    assertEquals(0, last.withNewKey(RANDOM).withNewKeyFirst().sealingKeyId());
  }

  static Stream<String> wrongFiles() {
    return Stream.of(
        "",
        "\n\n",
        "something else",
        ID,
        KEY,
        KEY + ID,
        ID + "everswarm cluster key 256 " + "A".repeat(43),
        ID + "everswarm cluster key 1 " + "A".repeat(42),
        ID + "everswarm cluster key 1 " + "A".repeat(42) + "B",
        "everswarm cluster AAECAwQFBgcICQoLDA0ODz\n" + KEY,
        ID + KEY + KEY,
        ID + KEY + OTHER + OTHER.replace(" 8 ", " 9 "));
  }

  @ParameterizedTest
  @MethodSource("wrongFiles")
  void saysWhatIsWrongAndNoSecret(String text) {
    var refusal = assertThrows(IllegalArgumentException.class, () -> ClusterKey.parse(text));
    assertFalse(String.valueOf(refusal.getMessage()).contains("AAAA"));
    assertFalse(String.valueOf(refusal.getMessage()).contains("AAEC"));
  }

  @Test
  void blankLinesAndWindowsLinesAreFine() {
    assertEquals(
        ClusterKey.parse(ID + KEY), ClusterKey.parse("\n" + (ID + KEY).replace("\n", " \r\n")));
  }

  @Test
  void aFileThatEverybodyReadsIsRefused(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("key");
    Files.writeString(file, ID + KEY);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    var refusal = assertThrows(IllegalArgumentException.class, () -> ClusterKey.read(file));
    assertTrue(String.valueOf(refusal.getMessage()).contains("chmod 600"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertEquals(ClusterKey.parse(ID + KEY), ClusterKey.read(file));
  }

  @Test
  void printsNoSecret() {
    assertEquals("ClusterKey 7", ClusterKey.parse(ID + KEY).toString());
  }

  @Property(tries = 500)
  void aDamagedFileIsRefusedOrAnother(
      @ForAll @IntRange(min = 0, max = 108) int at, @ForAll byte damage) {
    ClusterKey key = ClusterKey.parse(ID + KEY);
    StringBuilder text = new StringBuilder(ID + KEY);
    char before = text.charAt(at);
    text.setCharAt(at, (char) (damage & 0xFF));
    try {
      ClusterKey other = ClusterKey.parse(text.toString());
      assertTrue(
          before == (damage & 0xFF) || !other.equals(key) || Character.isWhitespace(damage & 0xFF));
    } catch (IllegalArgumentException refused) {
      assertTrue(String.valueOf(refused.getMessage()).length() > 10);
    }
  }
}
