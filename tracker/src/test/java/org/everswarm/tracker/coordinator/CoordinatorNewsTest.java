package org.everswarm.tracker.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.control.Admit;
import org.everswarm.protocol.control.Deny;
import org.everswarm.protocol.control.Hold;
import org.everswarm.protocol.control.Register;
import org.everswarm.protocol.control.Registered;
import org.everswarm.protocol.control.Revoke;
import org.everswarm.protocol.control.Welcome;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.FakeSwarmNode;
import org.everswarm.tracker.announce.Access;
import org.everswarm.tracker.registry.Denial;
import org.everswarm.tracker.registry.Registration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a coordinator tells its nodes, and what not. */
class CoordinatorNewsTest extends WithCoordinator {

  private static final Endpoint PEER = new Endpoint(IpAddress.ofIpv4(0x7F000001), 7001);

  CoordinatorNewsTest(@TempDir Path directory) throws IOException {
    super(directory);
  }

  @Test
  void dropsAdmissionsForANodeThatDoesNotKeepUpAndNeverBlocks() throws Exception {
    try (FakeSwarmNode node = welcomed()) {
      node.send(new Hold(List.of(FILM)));
      until(() -> holds(1));
      for (int i = 0; i < 1_000_000 && coordinator.admissionsDropped() == 0; i++) {
        coordinator.admitted(FILM, PEER, Gate.PAID, i, 4200);
      }
      assertTrue(coordinator.admissionsDropped() > 0);
      assertEquals(new Admit(FILM, PEER, 0, 4200), node.receive(Admit.class));
    }
  }

  @Test
  void sendsManyRevocationsInFramesThatFit() throws Exception {
    for (long id = 101; id <= 2600; id++) {
      revocations.revoke(id);
    }
    try (FakeSwarmNode node = knock()) {
      node.send(HELLO);
      int told = node.receive(Welcome.class).revocations().size();
      while (told < 2500) {
        told += node.receive(Revoke.class).revocations().size();
      }
      assertEquals(2500, told);
    }
  }

  @Test
  void passesOnWhatAnotherTrackerVoidedInFramesThatFit() throws Exception {
    try (FakeSwarmNode node = welcomed()) {
      revocations.merge(LongStream.rangeClosed(101, 2600).mapToObj(Revocation::forEver).toList());
      List<Integer> frames = new ArrayList<>();
      for (int told = 0; told < 2500; told += frames.get(frames.size() - 1)) {
        frames.add(node.receive(Revoke.class).revocations().size());
      }
      assertEquals(List.of(1000, 1000, 500), frames);
    }
  }

  @Test
  void tellsEveryNodeWhatIsDeniedAndWhenItIsAllowedWhoeverSaidSo() throws Exception {
    InfoHash song = new InfoHash(4, 5, 6);
    try (FakeSwarmNode node = welcomed()) {
      registry.denials().deny(FILM, "by court order");
      Deny.Word denied = onlyWord(node);
      assertEquals("by court order", denied.reason());
      registry.denials().merge(List.of(new Denial(song, "told by another tracker", 7)));
      assertEquals(new Deny.Word(song, 7, "told by another tracker"), onlyWord(node));
      registry.denials().allow(FILM);
      Deny.Word allowed = onlyWord(node);
      assertEquals("", allowed.reason());
      assertTrue(allowed.stampMillis() > denied.stampMillis());
    }
  }

  @Test
  void tellsTheLastWordOnWhatANodeHoldsOrBringsTrackedOrNot() throws Exception {
    serve(coordinator(Access.REGISTERED, new CoordinatorLimits(2, 2, 3, 2, 4)));
    InfoHash lifted = new InfoHash(4, 5, 6);
    registry.add(new Registration(new InfoHash(7, 8, 9), Gate.FREE, 0, "free"));
    registry.denials().merge(List.of(new Denial(FILM, "x", 7), new Denial(lifted, "", 8)));
    try (FakeSwarmNode node = welcomed()) {
      node.send(new Hold(List.of(FILM, new InfoHash(7, 8, 9), lifted)));
      assertEquals(
          List.of(new Deny.Word(FILM, 7, "x"), new Deny.Word(lifted, 8, "")),
          node.receive(Deny.class).words());
      node.send(new Register(FILM, Gate.FREE, 0, "film"));
      assertEquals(new Deny.Word(FILM, 7, "x"), onlyWord(node));
      node.receive(Registered.class);
    }
  }

  @Test
  void tellsOfManyDenialsAtOnceThoseOfWhatANodeHolds() throws Exception {
    try (FakeSwarmNode node = welcomed()) {
      node.send(new Hold(List.of(FILM)));
      until(() -> holds(1));
      List<Denial> many = new ArrayList<>(List.of(new Denial(FILM, "x", 7)));
      LongStream.range(0, 10_000)
          .forEach(i -> many.add(new Denial(new InfoHash(i, 0, 0), "y".repeat(200), 7)));
      registry.denials().merge(many);
      assertEquals(new Deny.Word(FILM, 7, "x"), onlyWord(node));
    }
  }

  @Test
  void listsTheHoldersOfATorrentAgainAsSoonAsItIsAllowed() throws Exception {
    serve(
        new Coordinator(
            new CoordinatorSettings(
                Access.OPEN, 1800, 1_000_000, new CoordinatorLimits(2, 2, 20_000, 2, 1000)),
            gate,
            registry,
            peers,
            worker,
            () -> NOON,
            () -> 0));
    List<InfoHash> hashes =
        LongStream.range(0, 10_000).mapToObj(i -> new InfoHash(i, i, 0)).toList();
    registry.denials().merge(hashes.stream().map(hash -> new Denial(hash, "x", 1)).toList());
    registry.denials().deny(FILM, "x");
    try (FakeSwarmNode node = welcomed()) {
      // So many that its turn in the round of all is minutes away.
      for (int frame = 0; frame < 10; frame++) {
        node.send(new Hold(hashes.subList(1000 * frame, 1000 * frame + 1000)));
      }
      node.send(new Hold(List.of(FILM)));
      until(() -> holds(1));
      assertEquals(0, seeders());
      registry.denials().allow(FILM);
      until(() -> seeders() == 1);
    }
  }

  private static Deny.Word onlyWord(FakeSwarmNode node) throws IOException {
    List<Deny.Word> words = node.receive(Deny.class).words();
    assertEquals(1, words.size());
    return words.get(0);
  }

  @Test
  void wantsAdmissionsOnlyForWhatIsHeld() throws Exception {
    assertFalse(coordinator.wanted(1, 2, 3));
    try (FakeSwarmNode node = welcomed()) {
      assertFalse(coordinator.wanted(1, 2, 3));
      node.send(new Hold(List.of(FILM)));
      until(() -> coordinator.wanted(1, 2, 3));
    }
    until(() -> !coordinator.wanted(1, 2, 3));
  }
}
