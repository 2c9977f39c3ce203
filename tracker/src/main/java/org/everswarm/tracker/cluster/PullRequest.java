package org.everswarm.tracker.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a member for one chunk of what it has; runs there, on a worker. The answer is sealed, with
 * {@link #context}; it is empty when the other could not give one. See {@link PullAnswers}.
 */
final class PullRequest
    implements Callable<byte[]>, HazelcastInstanceAware, IdentifiedDataSerializable {

  private static final Logger LOG = LoggerFactory.getLogger(PullRequest.class);
  private static final byte[] NOTHING = new byte[0];

  private int kind;
  private long since;
  private int cursor;
  private @Nullable HazelcastInstance here;

  /** To be read. */
  PullRequest() {}

  /**
   * A request.
   *
   * @param since minutes of {@link PullKind#PEERS}, milliseconds of {@link PullKind#STOPS}
   * @param cursor 0, or what the answer before said
   */
  PullRequest(PullKind kind, long since, int cursor) {
    this.kind = kind.code;
    this.since = since;
    this.cursor = cursor;
  }

  /** For what an answer to a request of that kind is sealed. */
  static String context(PullKind kind) {
    return "pull " + kind;
  }

  @Override
  public byte[] call() {
    HazelcastInstance instance = here;
    Object found = instance == null ? null : instance.getUserContext().get(NodeContext.KEY);
    PullKind asked = PullKind.of(kind);
    if (!(found instanceof NodeContext context) || asked == null) {
      return NOTHING;
    }
    try {
      byte[] plain = new PullAnswers(context).answer(asked, since, cursor);
      return context.seal().seal(context(asked), plain);
    } catch (RuntimeException failed) {
      LOG.error("another node could not be told what it asked for", failed);
      return NOTHING;
    }
  }

  @Override
  public void setHazelcastInstance(HazelcastInstance instance) {
    here = instance;
  }

  @Override
  public int getFactoryId() {
    return ClusterSerializers.FACTORY_ID;
  }

  @Override
  public int getClassId() {
    return ClusterSerializers.PULL;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeByte(kind);
    out.writeLong(since);
    out.writeInt(cursor);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    kind = in.readUnsignedByte();
    since = in.readLong();
    cursor = in.readInt();
  }
}
