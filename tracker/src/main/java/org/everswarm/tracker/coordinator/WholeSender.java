package org.everswarm.tracker.coordinator;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.tracker.coordinator.MemberMessage.Change;
import org.everswarm.tracker.coordinator.MemberMessage.NodeChange;
import org.everswarm.tracker.coordinator.MemberMessage.TorrentChange;
import org.everswarm.tracker.coordinator.MemberMessage.Whole;

/**
 * Tells another coordinator all that is here: a stripe every few milliseconds, and no faster than
 * it reads. Confined to the event loop of the cluster.
 */
final class WholeSender {

  private static final long PACE_MILLIS = 2;

  private final long self;
  private final Holders holders;
  private final Supplier<Set<Endpoint>> endpoints;
  private final LongSupplier sequence;

  /**
   * @param endpoints of the swarm-nodes that are connected here
   * @param sequence the number of the last changes that were told
   */
  WholeSender(
      long self, Holders holders, Supplier<Set<Endpoint>> endpoints, LongSupplier sequence) {
    this.self = self;
    this.holders = holders;
    this.endpoints = endpoints;
    this.sequence = sequence;
  }

  /** Answers a question; whatever else this member has asked is answered no further. */
  void answer(Vertx vertx, Member member, long question) {
    member.answering(question);
    List<Change> nodes =
        endpoints.get().stream().<Change>map(node -> new NodeChange(node, true)).toList();
    Run run = new Run(vertx, member, question, sequence.getAsLong());
    run.send(nodes);
    run.next(0);
  }

  /** One answer. */
  private final class Run {

    private final Vertx vertx;
    private final Member member;
    private final long question;
    private final long asOf;
    private int index;

    Run(Vertx vertx, Member member, long question, long asOf) {
      this.vertx = vertx;
      this.member = member;
      this.question = question;
      this.asOf = asOf;
    }

    void next(int stripe) {
      if (member.answering() != question) {
        return;
      }
      if (stripe == holders.stripes()) {
        part(List.of(), true);
        return;
      }
      boolean room = member.keepsUp();
      if (room) {
        send(torrents(stripe));
      }
      vertx.setTimer(PACE_MILLIS, later -> next(room ? stripe + 1 : stripe));
    }

    private List<Change> torrents(int stripe) {
      List<Change> changes = new ArrayList<>();
      for (InfoHash hash : holders.held(stripe)) {
        changes.add(new TorrentChange(hash, true));
      }
      return changes;
    }

    void send(List<Change> changes) {
      for (int from = 0; from < changes.size(); from += MemberMessage.MAX_ENTRIES) {
        int to = Math.min(changes.size(), from + MemberMessage.MAX_ENTRIES);
        part(changes.subList(from, to), false);
      }
    }

    /** A part that finds no room is missed by the other, which asks again. */
    private void part(List<Change> changes, boolean last) {
      member.send(new Whole(self, question, asOf, index, last, changes).encode());
      index++;
    }
  }
}
