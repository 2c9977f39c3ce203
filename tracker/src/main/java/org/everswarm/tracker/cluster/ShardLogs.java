package org.everswarm.tracker.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.Partition;
import com.hazelcast.partition.PartitionService;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.everswarm.tracker.exchange.Exchange;
import org.everswarm.tracker.exchange.ShardAnswer;
import org.everswarm.tracker.exchange.ShardLog;
import org.jspecify.annotations.Nullable;

/** The logs of all shards, wherever in the cluster they are. Thread-safe; does not block. */
final class ShardLogs {

  private final IMap<Integer, ShardLog> map;
  private final Partition[] partitions;

  ShardLogs(HazelcastInstance member) {
    map = member.getMap(MemberConfig.LOGS);
    PartitionService service = member.getPartitionService();
    partitions =
        IntStream.rangeClosed(0, Exchange.SHARDS)
            .mapToObj(service::getPartition)
            .toArray(Partition[]::new);
  }

  /** Whose a log is; null while that is not settled. */
  @Nullable UUID ownerOf(int shard) {
    Member owner = partitions[shard].getOwner();
    return owner == null ? null : owner.getUuid();
  }

  CompletableFuture<ShardAnswer> exchange(int shard, ExchangeProcessor processor) {
    return map.<ShardAnswer>submitToKey(shard, processor).toCompletableFuture();
  }

  /** One call to each owner of the shards that are asked about; the answers of those with news. */
  CompletableFuture<Map<Integer, ShardAnswer>> poll(PollProcessor processor) {
    return map.<ShardAnswer>submitToKeys(processor.shards(), processor).toCompletableFuture();
  }
}
