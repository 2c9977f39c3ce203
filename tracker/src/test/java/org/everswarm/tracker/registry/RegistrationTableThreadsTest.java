package org.everswarm.tracker.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.HashMixer;
import org.everswarm.protocol.InfoHash;
import org.junit.jupiter.api.Test;

class RegistrationTableThreadsTest {

  private static final int STEADY = 50;

  @Test
  void neverMissesWhatIsThereWhileOthersComeAndGo() throws Exception {
    RegistrationTable table = new RegistrationTable(new HashMixer(new SplittableRandom(1)));
    for (int i = 0; i < STEADY; i++) {
      table.put(registration(i), i, 0);
    }
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      Future<Long> found = reader.submit(() -> readUntil(done, table));
      for (int i = STEADY; i < 50_000; i++) {
        table.put(registration(i), i, 0);
        if (i % 3 != 0) {
          table.remove(registration(i).infoHash(), 0);
        }
      }
      done.set(true);
      assertTrue(found.get(60, TimeUnit.SECONDS) > 0);
    } finally {
      reader.shutdownNow();
    }
  }

  private static long readUntil(AtomicBoolean done, RegistrationTable table) {
    long rounds = 0;
    do {
      for (int i = 0; i < STEADY; i++) {
        InfoHash hash = registration(i).infoHash();
        assertEquals(registration(i), table.find(hash.word0(), hash.word1(), hash.word2()));
      }
      rounds++;
    } while (!done.get());
    return rounds;
  }

  private static Registration registration(int number) {
    return new Registration(new InfoHash(number % 7, number, 0), Gate.FREE, 0, "");
  }
}
