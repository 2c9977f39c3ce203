package org.everswarm.tracker.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.everswarm.tracker.exchange.ClusterClock;
import org.everswarm.tracker.exchange.SharedState;
import org.everswarm.tracker.gate.GateSettings;
import org.everswarm.tracker.gate.ReceiptGate;
import org.everswarm.tracker.gate.Revocations;
import org.everswarm.tracker.registry.Registry;

/** The state of one node with all that it consists of, and what it told. */
final class StateNode implements AutoCloseable {

  static final long HOURS = 490_000;
  static final Instant NOW = Instant.ofEpochSecond(HOURS * 3600 + 1800);

  private static final GateSettings SMALL = new GateSettings(64, 16, 1, 10, 20, 64, 1024, 5, 20);

  final Path directory;
  final Registry registry;
  final Revocations revocations;
  final ReceiptGate gate;
  final MemoryKeys keys = new MemoryKeys();
  final NodeState state;
  final List<byte[]> told = new ArrayList<>();

  StateNode() throws IOException {
    directory = Files.createTempDirectory("state");
    ClusterClock clock = new ClusterClock(InstantSource.fixed(NOW));
    registry = Registry.open(directory.resolve("registry"), clock::stamp);
    revocations = Revocations.open(directory.resolve("revocations"), () -> 0);
    gate = new ReceiptGate(SMALL, revocations, Runnable::run, System::nanoTime, new Random(1));
    state = new NodeState(registry, revocations, gate, keys, clock);
    state.onChange(told::add);
  }

  /** All that it knows, as sets that can be compared. */
  List<Set<?>> all() {
    Set<String> uses = new HashSet<>();
    for (int part = 0; part < SharedState.PARTS; part++) {
      gate.forEachUse(
          part, HOURS, (id, network, hours) -> uses.add(id + " " + network + " " + hours));
    }
    return List.of(
        new HashSet<>(registry.changes()),
        new HashSet<>(registry.denials().list()),
        new HashSet<>(revocations.list()),
        new HashSet<>(keys.keys()),
        uses);
  }

  List<byte[]> copy() {
    List<byte[]> records = new ArrayList<>();
    for (int part = 0; part < SharedState.PARTS; part++) {
      state.forEach(part, records::add);
    }
    return records;
  }

  @Override
  public void close() throws IOException {
    registry.close();
    revocations.close();
    Files.delete(directory.resolve("registry"));
    Files.delete(directory.resolve("revocations"));
    Files.delete(directory);
  }

  /** Keys without files. */
  static final class MemoryKeys implements ReceiptKeys {

    private final List<ReceiptPublicKey> keys = new CopyOnWriteArrayList<>();
    private Consumer<ReceiptPublicKey> listener = key -> {};
    int diskFailures;

    void add(ReceiptPublicKey key) {
      keys.add(key);
      listener.accept(key);
    }

    @Override
    public List<ReceiptPublicKey> keys() {
      return List.copyOf(keys);
    }

    @Override
    public boolean learn(ReceiptPublicKey key) throws IOException {
      if (diskFailures > 0) {
        diskFailures--;
        throw new IOException("disk full");
      }
      if (keys.contains(key)) {
        return true;
      }
      return keys.stream().noneMatch(known -> known.keyId() == key.keyId()) && keys.add(key);
    }

    @Override
    public void onLocalKey(Consumer<ReceiptPublicKey> told) {
      listener = told;
    }
  }
}
