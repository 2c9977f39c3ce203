package org.everswarm.tracker.cluster;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.everswarm.tracker.exchange.InstanceId;
import org.everswarm.tracker.exchange.ShardAnswer;
import org.everswarm.tracker.exchange.ShardLog;
import org.jspecify.annotations.Nullable;

/**
 * Asks the logs of many shards for news, on the threads of their partitions. Where there is none
 * the answer is nothing at all.
 *
 * <p>It changes no log, so backups are spared. Its fields are not written to after it was made or
 * read, for it is shared between threads.
 */
final class PollProcessor
    implements EntryProcessor<Integer, ShardLog, ShardAnswer>, IdentifiedDataSerializable {

  private static final long serialVersionUID = 1;

  /** Ascending. */
  private int[] shards;

  private long[] epochs;
  private long[] versions;
  private long callerHigh;
  private long callerLow;
  private long nowMillis;

  /** To be read. */
  PollProcessor() {
    this(List.of(), new InstanceId(0, 0), 0);
  }

  /** A question about these, by ascending shard, to each log from where its turn is on. */
  PollProcessor(List<ShardTurn> turns, InstanceId caller, long nowMillis) {
    shards = turns.stream().mapToInt(turn -> turn.shard).toArray();
    epochs = turns.stream().mapToLong(turn -> turn.epoch).toArray();
    versions = turns.stream().mapToLong(turn -> turn.version).toArray();
    callerHigh = caller.high();
    callerLow = caller.low();
    this.nowMillis = nowMillis;
  }

  Set<Integer> shards() {
    Set<Integer> all = new TreeSet<>();
    Arrays.stream(shards).forEach(all::add);
    return all;
  }

  @Override
  public @Nullable ShardAnswer process(Map.Entry<Integer, ShardLog> entry) {
    int i = Arrays.binarySearch(shards, entry.getKey());
    ShardLog log = entry.getValue();
    if (log == null) {
      return epochs[i] == ShardLog.NO_EPOCH ? null : ExchangeProcessor.NO_LOG;
    }
    if (log.epoch() == epochs[i] && log.version() == versions[i]) {
      return null;
    }
    InstanceId caller = new InstanceId(callerHigh, callerLow);
    return log.exchange(epochs[i], versions[i], null, caller, nowMillis);
  }

  @Override
  public @Nullable EntryProcessor<Integer, ShardLog, ShardAnswer> getBackupProcessor() {
    return null;
  }

  @Override
  public int getFactoryId() {
    return ClusterSerializers.FACTORY_ID;
  }

  @Override
  public int getClassId() {
    return ClusterSerializers.POLL;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeIntArray(shards);
    out.writeLongArray(epochs);
    out.writeLongArray(versions);
    out.writeLong(callerHigh);
    out.writeLong(callerLow);
    out.writeLong(nowMillis);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    shards = Objects.requireNonNull(in.readIntArray());
    epochs = Objects.requireNonNull(in.readLongArray());
    versions = Objects.requireNonNull(in.readLongArray());
    callerHigh = in.readLong();
    callerLow = in.readLong();
    nowMillis = in.readLong();
  }
}
