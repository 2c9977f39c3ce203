package org.everswarm.tracker.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.control.Hello;
import org.everswarm.protocol.control.Hold;
import org.everswarm.protocol.control.Register;
import org.everswarm.protocol.control.Registered;
import org.everswarm.protocol.control.Welcome;
import org.everswarm.tracker.FakeSwarmNode;
import org.everswarm.tracker.announce.Access;
import org.everswarm.tracker.registry.Registration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which nodes a coordinator lets in, and for how long. */
class CoordinatorTest extends WithCoordinator {

  CoordinatorTest(@TempDir Path directory) throws IOException {
    super(directory);
  }

  @Test
  void takesNoMoreNodesThanItsLimit() throws Exception {
    try (FakeSwarmNode first = welcomed();
        FakeSwarmNode second = welcomed();
        FakeSwarmNode third = knock()) {
      assertTrue(third.status().contains(" 503 "), third.status());
      assertEquals(2, coordinator.nodes());
      assertEquals(1, Objects.requireNonNull(coordinator.refusals().get("full")).getAsLong());
      assertFalse(first.hasMore() || second.hasMore());
    }
  }

  @Test
  void cutsANodeThatHoldsTooMuch() throws Exception {
    try (FakeSwarmNode node = welcomed()) {
      node.send(new Hold(LongStream.range(0, 4).mapToObj(i -> new InfoHash(i, i, 0)).toList()));
      EOFException cut = assertThrows(EOFException.class, () -> node.receive(Welcome.class));
      assertEquals("too many torrents", cut.getMessage());
    }
  }

  @Test
  void countsATorrentThatIsHeldTwiceOnce() throws Exception {
    try (FakeSwarmNode node = welcomed()) {
      for (int i = 0; i < 4; i++) {
        node.send(new Hold(List.of(FILM, FILM, new InfoHash(8, 8, 8))));
      }
      assertEquals("", register(node, 1));
      assertTrue(coordinator.wanted(1, 2, 3));
    }
  }

  @Test
  void keepsNothingOfHashesThatAreNotRegistered() throws Exception {
    serve(coordinator(Access.REGISTERED, new CoordinatorLimits(2, 2, 3, 2, 4)));
    try (FakeSwarmNode node = welcomed()) {
      for (int frame = 0; frame < 10; frame++) {
        int first = 1000 * frame;
        node.send(
            new Hold(
                LongStream.range(first, first + 1000)
                    .mapToObj(i -> new InfoHash(i, i, 0))
                    .toList()));
      }
      assertEquals("", register(node, 5));
      for (int i = 0; i < 10_000; i++) {
        assertFalse(coordinator.wanted(i, i, 0));
      }
      assertEquals(0, peers.stats().swarms());
      assertFalse(coordinator.wanted(5, 0, 0), "held before it was registered");
      node.send(new Hold(List.of(new InfoHash(5, 0, 0))));
      until(() -> coordinator.wanted(5, 0, 0) && peers.counts(5, 0, 0).seeders() == 1);
    }
  }

  @Test
  void closesTheOldestChannelOfATokenThatOpensAThird() throws Exception {
    serve(coordinator(Access.OPEN, new CoordinatorLimits(3, 2, 3, 2, 4)));
    try (FakeSwarmNode oldest = welcomed();
        FakeSwarmNode older = welcomed()) {
      oldest.send(new Hold(List.of(FILM)));
      older.send(new Hold(List.of(FILM)));
      assertEquals("", register(oldest, 1));
      assertEquals("", register(older, 1));
      try (FakeSwarmNode newest = welcomed();
          FakeSwarmNode another = welcomed(8)) {
        assertEquals("newer channels with this token", reasonOfEnd(oldest));
        assertEquals(3, coordinator.nodes());
        assertEquals("", register(older, 1));
        assertEquals("", register(newest, 1));
        assertEquals("", register(another, 1));
        assertEquals(1, seeders(), "the older channel holds it still");
      }
    }
  }

  @Test
  void refusesToListANodeAtAPortOfOtherServices() throws Exception {
    assertEquals("the wire port must be 1024 or above", refusal(new Hello(1, 1023, List.of(), "")));
    assertEquals("", refusal(new Hello(1, 1024, List.of(), "")));
    assertEquals("", refusal(new Hello(1, 0, List.of(), "")));
  }

  @Test
  void refusesANodeThatAdvertisesManyAddresses() throws Exception {
    List<IpAddress> five = Collections.nCopies(5, SOURCE);
    assertEquals("more than 4 advertised addresses", refusal(new Hello(1, 6881, five, "")));
    assertEquals("", refusal(new Hello(1, 6881, five.subList(0, 4), "")));
  }

  private String refusal(Hello hello) throws Exception {
    until(() -> coordinator.nodes() == 0);
    try (FakeSwarmNode node = knock()) {
      node.send(hello);
      node.receive(Welcome.class);
      return "";
    } catch (EOFException end) {
      return String.valueOf(end.getMessage());
    }
  }

  @Test
  void registersNoMoreForANodeThanItsLimitEvenWhenItComesBack() throws Exception {
    try (FakeSwarmNode node = welcomed()) {
      assertEquals("", register(node, 1));
      assertEquals("", register(node, 2));
      assertFalse(register(node, 3).isEmpty());
      assertEquals("", register(node, 2), "one that is known needs no room");
    }
    try (FakeSwarmNode node = welcomed()) {
      assertFalse(register(node, 3).isEmpty());
    }
  }

  @Test
  void whatAnOperatorRemovedIsRefusedUntilAnOperatorAddsItAgain() throws Exception {
    try (FakeSwarmNode node = welcomed()) {
      assertEquals("", register(node, 1));
      registry.remove(new InfoHash(1, 0, 0));
      assertEquals(
          "an operator removed this torrent, and only an operator can add it again",
          register(node, 1));
      registry.add(new Registration(new InfoHash(1, 0, 0), Gate.FREE, 0, "torrent"));
      assertEquals("", register(node, 1));
    }
  }

  private static String register(FakeSwarmNode node, int number) throws IOException {
    node.send(new Register(new InfoHash(number, 0, 0), Gate.FREE, 0, "torrent"));
    return node.receive(Registered.class).refusal();
  }

  @Test
  void cutsANodeThatIsSilent() throws Exception {
    try (FakeSwarmNode node = welcomed()) {
      elapsedSeconds.addAndGet(59);
      Thread.sleep(1500);
      assertEquals(1, coordinator.nodes());
      elapsedSeconds.addAndGet(2);
      assertEquals("silent", reasonOfEnd(node));
      until(
          () ->
              coordinator.nodes()
                  == 0); // The bye may be read before the socket's end is seen here.
    }
  }

  @Test
  void cutsANodeThatSaysNoHello() throws Exception {
    try (FakeSwarmNode node = knock()) {
      until(() -> coordinator.nodes() == 1);
      elapsedSeconds.addAndGet(11);
      assertEquals("no hello", reasonOfEnd(node));
    }
  }

  @Test
  void cutsANodeWhoseTokenExpires() throws Exception {
    elapsedSeconds.set(3590);
    try (FakeSwarmNode node = welcomed()) {
      elapsedSeconds.addAndGet(20);
      assertEquals("expired", reasonOfEnd(node));
    }
  }

  @Test
  void listsSeedersAgainAndAgain() throws Exception {
    try (FakeSwarmNode node = welcomed()) {
      node.send(new Hold(List.of(FILM)));
      for (int round = 0; round < 3; round++) {
        until(() -> seeders() == 1);
        // A second tick may come between the two.
        until(
            () -> {
              expireAll();
              return seeders() == 0;
            });
      }
      until(() -> seeders() == 1);
    }
    until(() -> seeders() == 0);
  }

  @Test
  void keepsTheSeederWhenANodeIsBackBeforeItWasMissed() throws Exception {
    FakeSwarmNode gone = welcomed();
    gone.send(new Hold(List.of(FILM)));
    until(() -> seeders() == 1);
    try (FakeSwarmNode back = welcomed()) {
      back.send(new Hold(List.of(FILM)));
      until(() -> holds(2));
      gone.close();
      until(() -> holds(1));
      assertEquals(1, seeders());
    }
  }

  private void expireAll() {
    int minutes = (int) (NOON.getEpochSecond() / 60) + EXPIRY_MINUTES + 1;
    for (int stripe = 0; stripe < peers.stripes(); stripe++) {
      peers.expire(stripe, minutes, EXPIRY_MINUTES);
    }
  }

  private static String reasonOfEnd(FakeSwarmNode node) {
    EOFException end = assertThrows(EOFException.class, () -> node.receive(Welcome.class));
    return String.valueOf(end.getMessage());
  }
}
