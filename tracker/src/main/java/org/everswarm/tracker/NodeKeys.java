package org.everswarm.tracker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.everswarm.tracker.gate.ReceiptGate;
import org.everswarm.tracker.ops.KeyRing;
import org.everswarm.tracker.state.ReceiptKeys;

/** The receipt keys of a running node: known to its gate, kept in its data directory. */
final class NodeKeys implements KeyRing, ReceiptKeys {

  private final ReceiptGate gate;
  private final ReceiptKeyFiles files;
  private final Runnable changed;
  private final List<Consumer<ReceiptPublicKey>> localListeners = new CopyOnWriteArrayList<>();

  /**
   * @param changed told after each key that is new
   */
  NodeKeys(ReceiptGate gate, ReceiptKeyFiles files, Runnable changed) {
    this.gate = gate;
    this.files = files;
    this.changed = changed;
  }

  /** The keys of a data directory and of other files; two with one id must be one. */
  static List<ReceiptPublicKey> load(ReceiptKeyFiles files, List<Path> others) {
    List<ReceiptPublicKey> keys = new ArrayList<>(files.publicKeys());
    for (Path other : others) {
      ReceiptPublicKey key = ReceiptKeyFiles.readPublic(other);
      if (idTaken(keys, key)) {
        throw new ConfigException(
            "--receipt-key: " + other + " has the id " + key.keyId() + " of another key.");
      }
      if (!keys.contains(key)) {
        keys.add(key);
      }
    }
    return List.copyOf(keys);
  }

  @Override
  public List<ReceiptPublicKey> keys() {
    return gate.keys();
  }

  @Override
  public void add(ReceiptPublicKey key) throws IOException {
    if (!keep(key)) {
      throw new IllegalArgumentException(
          "The node has another key with the id " + key.keyId() + "; keys are never replaced.");
    }
    // Also when it was known: who adds it once more may do so because others do not know it.
    localListeners.forEach(listener -> listener.accept(key));
  }

  @Override
  public boolean learn(ReceiptPublicKey key) throws IOException {
    // Every copy of the state brings all keys: those known cost nothing.
    return gate.keys().contains(key) || keep(key);
  }

  @Override
  public void onLocalKey(Consumer<ReceiptPublicKey> listener) {
    localListeners.add(listener);
  }

  private synchronized boolean keep(ReceiptPublicKey key) throws IOException {
    if (idTaken(gate.keys(), key)) {
      return false;
    }
    files.keep(key);
    if (!gate.keys().contains(key)) {
      gate.addKey(key);
      changed.run();
    }
    return true;
  }

  private static boolean idTaken(List<ReceiptPublicKey> keys, ReceiptPublicKey key) {
    return keys.stream().anyMatch(known -> known.keyId() == key.keyId() && !known.equals(key));
  }
}
