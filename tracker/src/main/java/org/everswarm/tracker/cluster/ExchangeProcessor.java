package org.everswarm.tracker.cluster;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.everswarm.tracker.exchange.InstanceId;
import org.everswarm.tracker.exchange.ShardAnswer;
import org.everswarm.tracker.exchange.ShardLog;
import org.jspecify.annotations.Nullable;

/**
 * One exchange with the log of one shard, on the thread of its partition.
 *
 * <p>Runs again on the backup, so all it depends on is in its fields; they are not written to after
 * it was made or read, for it is shared between threads. Who has nothing to add changes nothing,
 * and the backup is spared. The log comes into being with the first batch.
 */
final class ExchangeProcessor
    implements EntryProcessor<Integer, ShardLog, ShardAnswer>, IdentifiedDataSerializable {

  private static final long serialVersionUID = 1;

  private static final ShardAnswer NO_LOG = new ShardAnswer(ShardLog.NO_EPOCH, 0, List.of(), false);

  private long epoch;
  private long since;
  private byte @Nullable [] sealed;
  private long callerHigh;
  private long callerLow;
  private long nowMillis;
  private long seed;

  /** To be read. */
  ExchangeProcessor() {}

  /**
   * An exchange.
   *
   * @param epoch the log the caller knows
   * @param since the newest batch it has of that
   * @param sealed what it has to tell
   * @param seed random, to name the log if this makes it
   */
  ExchangeProcessor(
      long epoch,
      long since,
      byte @Nullable [] sealed,
      InstanceId caller,
      long nowMillis,
      long seed) {
    this.epoch = epoch;
    this.since = since;
    this.sealed = sealed;
    this.callerHigh = caller.high();
    this.callerLow = caller.low();
    this.nowMillis = nowMillis;
    this.seed = seed;
  }

  @Override
  public ShardAnswer process(Map.Entry<Integer, ShardLog> entry) {
    // What a stranger with the key put there is no log, and is no reason to stop telling.
    Object kept = entry.getValue();
    ShardLog log = kept instanceof ShardLog one ? one : null;
    if (log == null) {
      if (sealed == null) {
        return NO_LOG;
      }
      log = ShardLog.create(seed);
    }
    ShardAnswer answer =
        log.exchange(epoch, since, sealed, new InstanceId(callerHigh, callerLow), nowMillis);
    if (sealed != null) {
      entry.setValue(log);
    }
    return answer;
  }

  @Override
  public @Nullable EntryProcessor<Integer, ShardLog, ShardAnswer> getBackupProcessor() {
    return sealed == null ? null : this;
  }

  @Override
  public int getFactoryId() {
    return ClusterSerializers.FACTORY_ID;
  }

  @Override
  public int getClassId() {
    return ClusterSerializers.EXCHANGE;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeLong(epoch);
    out.writeLong(since);
    out.writeByteArray(sealed);
    out.writeLong(callerHigh);
    out.writeLong(callerLow);
    out.writeLong(nowMillis);
    out.writeLong(seed);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    epoch = in.readLong();
    since = in.readLong();
    sealed = in.readByteArray();
    callerHigh = in.readLong();
    callerLow = in.readLong();
    nowMillis = in.readLong();
    seed = in.readLong();
  }
}
