package org.everswarm.tracker.cluster;

import com.hazelcast.cluster.Member;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which members have our keys, and who has to go when some have not: the smaller part, and of two
 * equal ones that which is not the eldest member's. Both sides come to the same verdict, so a wrong
 * key file on one node takes that node out and no other. Confined to one thread.
 */
final class Trust {

  private static final Logger LOG = LoggerFactory.getLogger(Trust.class);
  private static final int TOLD_MAX = 1024;

  private final MemberIdentity identity;
  private final ClusterCounters counters;
  private final Set<String> told = new HashSet<>();

  Trust(MemberIdentity identity, ClusterCounters counters) {
    this.identity = identity;
    this.counters = counters;
  }

  boolean trusts(Member member) {
    return member.localMember() || identity.understands(member);
  }

  /**
   * Whether this node may stay.
   *
   * @param members the eldest first
   */
  boolean mayStay(Collection<Member> members) {
    long ours = members.stream().filter(this::trusts).count();
    long others = members.size() - ours;
    return ours > others || (ours == others && trusts(members.iterator().next()));
  }

  /** Says in the log, once for each, which members will have to go. */
  void tellOf(Collection<Member> members) {
    for (Member member : members) {
      if (!trusts(member) && told.size() < TOLD_MAX && told.add(name(member))) {
        counters.refused();
        LOG.warn(
            "the node at {} has another cluster key and is refused: give it a copy of this node's"
                + " --cluster-key file",
            member.getAddress());
      }
    }
  }

  /** Says in the log that this node has to go. */
  void tellOfOurselves(Collection<Member> members) {
    counters.refused();
    LOG.error(
        "refused by the cluster of {} other nodes, whose cluster key is not ours; this node answers"
            + " alone and looks again within a minute: give it a copy of their --cluster-key file"
            + " and start it again if they are right",
        members.size() - 1);
  }

  private static String name(Member member) {
    String instance = MemberIdentity.instanceOf(member);
    return instance == null ? member.getUuid().toString() : instance;
  }
}
