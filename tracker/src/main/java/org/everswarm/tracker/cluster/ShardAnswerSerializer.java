package org.everswarm.tracker.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.everswarm.tracker.exchange.ShardAnswer;

/** The answer of an exchange on its way to the caller. */
final class ShardAnswerSerializer implements StreamSerializer<ShardAnswer> {

  @Override
  public int getTypeId() {
    return ClusterSerializers.SHARD_ANSWER_TYPE;
  }

  @Override
  public void write(ObjectDataOutput out, ShardAnswer answer) throws IOException {
    out.writeLong(answer.epoch());
    out.writeLong(answer.version());
    out.writeBoolean(answer.missed());
    out.writeInt(answer.batches().size());
    for (byte[] batch : answer.batches()) {
      out.writeByteArray(batch);
    }
  }

  @Override
  public ShardAnswer read(ObjectDataInput in) throws IOException {
    long epoch = in.readLong();
    long version = in.readLong();
    boolean missed = in.readBoolean();
    int count = in.readInt();
    List<byte[]> batches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] batch = in.readByteArray();
      if (batch == null) {
        throw new IOException("an answer lacks a batch");
      }
      batches.add(batch);
    }
    return new ShardAnswer(epoch, version, batches, missed);
  }
}
