package org.everswarm.tracker.cluster;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import org.jspecify.annotations.Nullable;

/** Makes what members send each other, by number: no class is ever looked up by a name. */
final class ClusterSerializers implements DataSerializableFactory {

  static final int FACTORY_ID = 0x45565357;
  static final int EXCHANGE = 1;
  static final int PULL = 2;

  /** Numbers of types that are serialised from outside. */
  static final int SHARD_LOG_TYPE = 1001;

  static final int SHARD_ANSWER_TYPE = 1002;

  @Override
  public @Nullable IdentifiedDataSerializable create(int classId) {
    return switch (classId) {
      case EXCHANGE -> new ExchangeProcessor();
      case PULL -> new PullRequest();
      default -> null;
    };
  }
}
