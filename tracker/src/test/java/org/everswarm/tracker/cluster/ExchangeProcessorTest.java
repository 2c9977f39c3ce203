package org.everswarm.tracker.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.AbstractMap.SimpleEntry;
import java.util.Map;
import org.everswarm.tracker.exchange.InstanceId;
import org.everswarm.tracker.exchange.ShardAnswer;
import org.everswarm.tracker.exchange.ShardLog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExchangeProcessorTest {

  private static final InstanceId SELF = new InstanceId(1, 1);

  @Test
  void whatIsNoLogIsReplacedByOne() {
    Map.Entry<Integer, Object> entry = new SimpleEntry<>(7, "what a stranger put there");

    assertEquals(ShardLog.NO_EPOCH, exchange(entry, null).epoch());
    ShardAnswer answer = exchange(entry, new byte[] {1});

    assertEquals(1, answer.version());
    assertInstanceOf(ShardLog.class, entry.getValue());
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // as Hazelcast does, which knows no types
  private static ShardAnswer exchange(Map.Entry entry, byte @Nullable [] sealed) {
    return new ExchangeProcessor(77, 3, sealed, SELF, 1, 99).process(entry);
  }
}
