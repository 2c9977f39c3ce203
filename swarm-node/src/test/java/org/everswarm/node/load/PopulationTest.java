package org.everswarm.node.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PopulationTest {

  private static final int TORRENTS = 1_000_000;
  private static final int PEERS = 2_000_000;

  private static int[] peersByTorrent(Population population, int torrents) {
    int[] counts = new int[torrents];
    for (int peer = 0; peer < population.peers(); peer++) {
      counts[population.torrent(peer)]++;
    }
    return counts;
  }

  @Test
  void isThatOfAquatic() {
    Population population = Population.draw(Distribution.AQUATIC, TORRENTS, PEERS, 1, 7);
    int[] counts = peersByTorrent(population, TORRENTS);
    double top = (double) IntStream.range(0, 1_000).map(i -> counts[i]).sum() / PEERS;
    long alive = IntStream.of(counts).filter(count -> count > 0).count();
    long alone = IntStream.of(counts).filter(count -> count == 1).count();
    assertEquals(0.286, top, 0.003);
    assertEquals(429_190.0, (double) alive, 2_000.0);
    assertEquals(0.73, (double) alone / alive, 0.01);
    assertEquals(727.0, counts[0], 120.0);
  }

  @Test
  void isEqualWhenToldSo() {
    Population population = Population.draw(Distribution.EQUAL, 200, 20_000, 4, 7);
    assertTrue(IntStream.of(peersByTorrent(population, 200)).allMatch(count -> count == 100));
  }

  @Test
  void isTheSameForTheSameSeed() {
    Population one = Population.draw(Distribution.AQUATIC, 1_000, 5_000, 2, 7);
    Population same = Population.draw(Distribution.AQUATIC, 1_000, 5_000, 2, 7);
    for (int peer = 0; peer < 5_000; peer++) {
      assertEquals(one.torrent(peer), same.torrent(peer));
      assertEquals(one.port(peer), same.port(peer));
    }
  }

  @Property(tries = 50)
  void noTwoPeersOfATorrentShareAddressAndPort(
      @ForAll @IntRange(min = 1, max = 50) int torrents,
      @ForAll @IntRange(min = 1, max = 40_000) int peers,
      @ForAll @IntRange(min = 1, max = 7) int sources,
      @ForAll long seed) {
    Population population = Population.draw(Distribution.AQUATIC, torrents, peers, sources, seed);
    Set<Long> seen = new HashSet<>();
    for (int source = 0; source < sources; source++) {
      for (int peer = population.from(source); peer < population.from(source + 1); peer++) {
        assertTrue(population.port(peer) >= 1);
        long identity = ((long) source << 40) | ((long) population.torrent(peer) << 16);
        assertTrue(seen.add(identity | population.port(peer)));
      }
    }
    assertEquals(peers, seen.size());
  }

  @Test
  void givesEachPortOfAnAddressOnceAndThenNoMore() {
    Population full = Population.draw(Distribution.EQUAL, 1, 2 * Population.PORTS, 2, 7);
    assertEquals(
        Population.PORTS, IntStream.range(0, Population.PORTS).map(full::port).distinct().count());
    UsageException refused =
        assertThrows(
            UsageException.class,
            () -> Population.draw(Distribution.EQUAL, 1, Population.PORTS + 1, 1, 7));
    assertTrue(String.valueOf(refused.getMessage()).contains("--source-addresses"));
  }
}
