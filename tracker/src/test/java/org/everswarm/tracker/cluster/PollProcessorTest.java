package org.everswarm.tracker.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.AbstractMap.SimpleEntry;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.everswarm.tracker.exchange.InstanceId;
import org.everswarm.tracker.exchange.ShardAnswer;
import org.everswarm.tracker.exchange.ShardLog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What many logs answer to one question. */
final class PollProcessorTest {

  private static final InstanceId SELF = new InstanceId(1, 1);
  private static final InstanceId OTHER = new InstanceId(2, 2);
  private static final byte[] BATCH = "sealed".getBytes(StandardCharsets.US_ASCII);

  private final ShardTurn three = new ShardTurn(3, 0);
  private final ShardTurn five = new ShardTurn(5, 0);
  private final ShardLog log = ShardLog.create(77);

  @Test
  void asksAboutTheShardsOfItsTurns() {
    assertEquals(Set.of(3, 5), poll().shards());
  }

  @Test
  void whereNothingWasEverToldThereIsNoAnswer() {
    assertNull(answer(5, null));
  }

  @Test
  void aLogThatIsGoneIsToldOf() {
    five.epoch = log.epoch();
    ShardAnswer gone = known(answer(5, null));
    assertEquals(ShardLog.NO_EPOCH, gone.epoch());
  }

  @Test
  void whatOthersToldComesOnceAndEachShardIsAskedFromWhereItIs() {
    log.exchange(ShardLog.NO_EPOCH, 0, BATCH, OTHER, 1);
    three.epoch = 99;
    three.version = 1;
    ShardAnswer news = known(answer(5, log));
    assertArrayEquals(BATCH, news.batches().get(0));
    five.epoch = news.epoch();
    five.version = news.version();
    assertNull(answer(5, log));
    // Under the other number the same log is another one than was known.
    assertTrue(known(answer(3, log)).missed());
  }

  @Test
  void itsOwnWordsAreNotToldBackButCounted() {
    log.exchange(ShardLog.NO_EPOCH, 0, BATCH, SELF, 1);
    ShardAnswer news = known(answer(5, log));
    assertEquals(List.of(), news.batches());
    assertEquals(1, news.version());
  }

  private static ShardAnswer known(@Nullable ShardAnswer answer) {
    return Objects.requireNonNull(answer);
  }

  private PollProcessor poll() {
    return new PollProcessor(List.of(three, five), SELF, 1);
  }

  private @Nullable ShardAnswer answer(int shard, @Nullable ShardLog kept) {
    return poll().process(new SimpleEntry<>(shard, kept));
  }
}
