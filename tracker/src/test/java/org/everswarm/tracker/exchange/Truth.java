package org.everswarm.tracker.exchange;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.everswarm.tracker.swarm.PeerChange;

/** What all tables should be once all is told: too simple to be wrong. */
final class Truth {

  private static final int STATE = PeerChange.LEECHER | PeerChange.PARTIAL | PeerChange.STOPPED;

  record Word(long stampMillis, int state) {}

  private final Map<String, Word> latest = new HashMap<>();
  private final Map<String, Set<String>> counted = new HashMap<>();

  /** Reads what a node tells; how many changes. */
  int hear(Node.Batch batch) {
    BatchReader reader = new BatchReader(batch.shard(), batch.bytes().duplicate());
    PeerChange change = new PeerChange();
    int changes = 0;
    while (reader.next(change)) {
      hear(change);
      changes++;
    }
    return changes;
  }

  private void hear(PeerChange in) {
    String peer = Node.name(in);
    Word word = new Word(in.stampMillis, in.flags & STATE);
    latest.merge(peer, word, Truth::later);
    if ((in.flags & PeerChange.SNATCHED) != 0) {
      String swarm = Node.name(in.hash0, in.hash1, in.hash2);
      counted.computeIfAbsent(swarm, s -> new HashSet<>()).add(peer);
    }
  }

  private static Word later(Word a, Word b) {
    if (a.stampMillis != b.stampMillis) {
      return a.stampMillis > b.stampMillis ? a : b;
    }
    return a.state > b.state ? a : b;
  }

  /** As {@link Node#contents} has it, but that no peer is marked as counted. */
  Map<String, Integer> contents() {
    Map<String, Integer> contents = new HashMap<>();
    latest.forEach(
        (peer, word) -> {
          if ((word.state & PeerChange.STOPPED) == 0) {
            contents.put(peer, word.state);
          }
        });
    counted.forEach((swarm, peers) -> contents.put(swarm + " downloads", peers.size()));
    return contents;
  }

  /** What a node has, to be compared with {@link #contents}. */
  static Map<String, Integer> unmarked(Node node) {
    Map<String, Integer> contents = node.contents();
    contents.replaceAll(
        (name, value) -> name.endsWith("downloads") ? value : value & ~PeerChange.SNATCHED);
    return contents;
  }

  static ByteBuffer copy(ByteBuffer bytes) {
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
    copy.put(bytes.duplicate()).flip();
    return copy;
  }
}
