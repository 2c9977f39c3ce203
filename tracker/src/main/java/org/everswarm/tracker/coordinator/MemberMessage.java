package org.everswarm.tracker.coordinator;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.control.Admit;
import org.jspecify.annotations.Nullable;

/**
 * What coordinators of one cluster tell each other over its event bus, each in one buffer of at
 * most {@link #MAX_BYTES}. Immutable.
 *
 * <p>Each coordinator numbers its changes; who has missed one, or has just come, asks for the
 * whole. Nothing is said twice on the chance that it was lost.
 */
sealed interface MemberMessage {

  int MAX_BYTES = 64 * 1024;

  /** Entries of one message; the largest admission has 54 bytes, so that all fit. */
  int MAX_ENTRIES = 1024;

  /** Who says it: drawn anew each time a coordinator joins. */
  long sender();

  /** The message in a buffer, or null when it is none. */
  static @Nullable MemberMessage decode(Buffer buffer) {
    return MemberCodec.decode(buffer);
  }

  default Buffer encode() {
    return MemberCodec.encode(this);
  }

  /** Something a coordinator has from now on, or no more. */
  sealed interface Change {
    boolean here();
  }

  /** A torrent that some swarm-node there holds. */
  record TorrentChange(InfoHash infoHash, boolean here) implements Change {}

  /** An endpoint of a swarm-node that is connected there. */
  record NodeChange(Endpoint endpoint, boolean here) implements Change {}

  /**
   * Said every second.
   *
   * @param sequence the number of the sender's last changes
   */
  record Alive(long sender, long sequence) implements MemberMessage {}

  /** What has changed since the changes numbered one less. */
  record Changes(long sender, long sequence, List<Change> changes) implements MemberMessage {
    public Changes {
      changes = List.copyOf(changes);
      requireFits(changes.size());
    }
  }

  /**
   * Asks the one addressed for all it has.
   *
   * @param question comes back in the answer
   */
  record Ask(long sender, long question) implements MemberMessage {}

  /**
   * A part of all the sender has, as it is at some time after the changes numbered {@code
   * sequence}: those that follow may be in already, and do no harm again.
   *
   * @param index from 0
   * @param last whether this part is the last one
   */
  record Whole(
      long sender, long question, long sequence, int index, boolean last, List<Change> changes)
      implements MemberMessage {
    public Whole {
      changes = List.copyOf(changes);
      requireFits(changes.size());
    }
  }

  /** Peers that announced at the sender and may be served. */
  record Admitted(long sender, List<Admit> admits) implements MemberMessage {
    public Admitted {
      admits = List.copyOf(admits);
      requireFits(admits.size());
    }
  }

  private static void requireFits(int entries) {
    if (entries > MAX_ENTRIES) {
      throw new IllegalArgumentException("too many entries for one message: " + entries);
    }
  }
}
