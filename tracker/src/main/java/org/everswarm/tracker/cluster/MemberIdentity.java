package org.everswarm.tracker.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.MemberAttributeConfig;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a member tells of itself: which process it is, and, without telling them, which keys it has.
 * Immutable.
 *
 * <p>Of each key it shows 128 bits that are made of the key and the process: who has the key can
 * compare, and who has not learns nothing. Two nodes understand each other when each can open what
 * the other seals. This finds a wrong file; it does not keep out who speaks Hazelcast's protocol
 * and means harm, for the cluster's ports are for tracker nodes only.
 */
final class MemberIdentity {

  private static final String INSTANCE = "everswarm.instance";
  private static final String KEYS = "everswarm.keys";

  /** Where Vert.x looks for the name of its node. */
  private static final String VERTX_NODE = "__vertx.nodeId";

  private static final String LABEL = "everswarm cluster key print v1";
  private static final int PRINT_BYTES = 16;
  private static final HexFormat HEX = HexFormat.of();

  private final ClusterKey key;
  private final byte[] instance;

  MemberIdentity(ClusterKey key, byte[] instance) {
    this.key = key;
    this.instance = instance;
  }

  /** The process, as text. */
  String instance() {
    return HEX.formatHex(instance);
  }

  void putInto(MemberAttributeConfig attributes) {
    attributes.setAttribute(INSTANCE, instance());
    attributes.setAttribute(VERTX_NODE, instance());
    attributes.setAttribute(KEYS, String.join(",", prints(instance)));
  }

  /** The process of a member, or null when it is none of ours. */
  static @Nullable String instanceOf(Member member) {
    return member.getAttribute(INSTANCE);
  }

  /** Whether that member and this node open what the other seals. */
  boolean understands(Member member) {
    String other = member.getAttribute(INSTANCE);
    String keys = member.getAttribute(KEYS);
    if (other == null || keys == null || !other.matches("[0-9a-f]{32}")) {
      return false;
    }
    List<String> theirs = List.of(keys.split(",", -1));
    List<String> ours = prints(HEX.parseHex(other));
    return ours.contains(theirs.get(0)) && theirs.contains(ours.get(0));
  }

  private List<String> prints(byte[] of) {
    List<String> prints = new ArrayList<>();
    for (ClusterSecret secret : key.secrets()) {
      prints.add(secret.id() + ":" + HEX.formatHex(secret.derive(of, LABEL, PRINT_BYTES)));
    }
    return prints;
  }
}
