package org.everswarm.tracker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.everswarm.tracker.exchange.ShardLog;

/** The log of a shard on its way to another member. */
final class ShardLogSerializer implements StreamSerializer<ShardLog> {

  @Override
  public int getTypeId() {
    return ClusterSerializers.SHARD_LOG_TYPE;
  }

  @Override
  public void write(ObjectDataOutput out, ShardLog log) throws IOException {
    out.writeByteArray(log.toBytes());
  }

  @Override
  public ShardLog read(ObjectDataInput in) throws IOException {
    byte[] bytes = in.readByteArray();
    if (bytes == null) {
      throw new IOException("no log where one should be");
    }
    return ShardLog.read(ByteBuffer.wrap(bytes));
  }
}
