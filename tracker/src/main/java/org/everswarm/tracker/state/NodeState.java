package org.everswarm.tracker.state;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.exchange.ClusterClock;
import org.everswarm.tracker.exchange.SharedState;
import org.everswarm.tracker.gate.ReceiptGate;
import org.everswarm.tracker.gate.Revocations;
import org.everswarm.tracker.registry.Denial;
import org.everswarm.tracker.registry.Registry;
import org.everswarm.tracker.registry.RegistryChange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all nodes know besides peers: torrents, removals and denials (the last change counts), void
 * receipts until they end anyway, receipt keys (they only become more), and in which networks a
 * receipt was used in which hour of the last day.
 *
 * <p>Thread-safe. {@link #apply} and {@link #forEach} block, on the disk and for as long as there
 * are many records; they belong on a worker.
 *
 * <p>All of it may be told in any order and any number of times. A record that is no record, or of
 * a time that the clock refuses, is counted and left out; the others of its batch count.
 */
public final class NodeState implements SharedState {

  private static final Logger log = LoggerFactory.getLogger(NodeState.class);
  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

  private final Registry registry;
  private final Revocations revocations;
  private final ReceiptGate gate;
  private final ReceiptKeys keys;
  private final ClusterClock clock;

  private final LongAdder malformed = new LongAdder();
  private final LongAdder ahead = new LongAdder();
  private final LongAdder otherKeys = new LongAdder();
  private final LongAdder unwritten = new LongAdder();

  /** Ids of keys that another node has another key for; at most 256. */
  private final Set<Integer> disputedIds = ConcurrentHashMap.newKeySet();

  public NodeState(
      Registry registry,
      Revocations revocations,
      ReceiptGate gate,
      ReceiptKeys keys,
      ClusterClock clock) {
    this.registry = registry;
    this.revocations = revocations;
    this.gate = gate;
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public void onChange(Consumer<byte[]> told) {
    Consumer<StateRecord> tell = record -> told.accept(StateCodec.encode(record));
    registry.onLocalChange(change -> tell.accept(new StateRecord.Torrent(change)));
    registry.denials().onLocalChange(denial -> tell.accept(new StateRecord.Closing(denial)));
    revocations.onLocalRevoke(one -> tell.accept(new StateRecord.Revoked(one)));
    keys.onLocalKey(key -> tell.accept(new StateRecord.Key(key)));
    gate.onUse((id, network, hours) -> tell.accept(new StateRecord.Use(id, network, hours)));
  }

  @Override
  public void apply(List<byte[]> records) {
    List<RegistryChange> changes = new ArrayList<>();
    List<Denial> denials = new ArrayList<>();
    List<Revocation> voided = new ArrayList<>();
    List<ReceiptPublicKey> told = new ArrayList<>();
    long nowHours = nowHours();
    for (byte[] bytes : records) {
      StateRecord record = StateCodec.decode(bytes);
      if (record instanceof StateRecord.Torrent torrent) {
        changes.add(torrent.change());
      } else if (record instanceof StateRecord.Closing closing) {
        denials.add(closing.denial());
      } else if (record instanceof StateRecord.Revoked revoked) {
        voided.add(revoked.revocation());
      } else if (record instanceof StateRecord.Key key) {
        told.add(key.key());
      } else if (record instanceof StateRecord.Use use) {
        gate.shareElsewhere(use.receiptId(), use.network(), use.epochHours(), nowHours);
      } else {
        malformed.increment();
      }
    }
    // Void receipts first: what cuts a connection waits for nothing else.
    write("revocations", voided.size(), () -> revocations.merge(voided));
    denials.removeIf(denial -> isAhead(denial.stampMillis()));
    write("denials", denials.size(), () -> registry.denials().merge(denials));
    told.forEach(key -> write("a receipt key", 1, () -> learn(key)));
    changes.removeIf(change -> isAhead(change.stampMillis()));
    write("torrents", changes.size(), () -> registry.merge(changes));
  }

  @Override
  public void forEach(int part, Consumer<byte[]> out) {
    Consumer<StateRecord> tell = record -> out.accept(StateCodec.encode(record));
    revocations.forEach(part, one -> tell.accept(new StateRecord.Revoked(one)));
    keys.keys().stream()
        .filter(key -> key.keyId() % PARTS == part)
        .forEach(key -> tell.accept(new StateRecord.Key(key)));
    registry.denials().list(part).forEach(denial -> tell.accept(new StateRecord.Closing(denial)));
    registry.changes(part).forEach(change -> tell.accept(new StateRecord.Torrent(change)));
    gate.forEachUse(
        part,
        nowHours(),
        (id, network, hours) -> tell.accept(new StateRecord.Use(id, network, hours)));
  }

  /** Records that were none. */
  public long malformed() {
    return malformed.sum();
  }

  /** Changes and denials of torrents with a stamp too far ahead of the clock here. */
  public long ahead() {
    return ahead.sum();
  }

  /** Receipt keys told whose id another key has here. */
  public long otherKeys() {
    return otherKeys.sum();
  }

  /** Records that the disk did not take; they come again when this node next asks for all. */
  public long unwritten() {
    return unwritten.sum();
  }

  private long nowHours() {
    return clock.stamp() / HOUR_MILLIS;
  }

  private boolean isAhead(long stampMillis) {
    // A claim has no time, and an old file none that is known.
    boolean refused = stampMillis > 0 && !clock.observe(stampMillis);
    if (refused) {
      ahead.increment();
    }
    return refused;
  }

  private void learn(ReceiptPublicKey key) throws IOException {
    if (keys.learn(key)) {
      return;
    }
    otherKeys.increment();
    if (disputedIds.add(key.keyId())) {
      log.warn(
          "another node has another receipt key with id {}: the one here stays. Receipts of the"
              + " other are refused here until it gets an id of its own",
          key.keyId());
    }
  }

  private void write(String what, int records, DiskWork work) {
    if (records == 0) {
      return;
    }
    try {
      work.run();
    } catch (IOException failed) {
      unwritten.add(records);
      log.error("{} told by another node could not be written down", what, failed);
    }
  }

  @FunctionalInterface
  private interface DiskWork {
    void run() throws IOException;
  }
}
