package org.everswarm.tracker.shop.api;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.everswarm.tracker.shop.api.ShopClient.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Operations that wait for something else are in nobody's way but their own. */
class LaneTest {

  private static final int AT_MOST = 20;

  private final Vertx vertx = Vertx.vertx();
  private final WorkerExecutor slow = vertx.createSharedWorkerExecutor("slow", 2);
  private final CountDownLatch open = new CountDownLatch(1);
  private final TestShop shop = new TestShop(operations());

  private Map<String, Operation> operations() {
    Map<String, Operation> all = new HashMap<>();
    all.put("listBundles", new Lane(slow, AT_MOST).carrying(this::waitOpen));
    all.put("listPublishers", call -> nothing());
    return all;
  }

  private Reply waitOpen(Call call) {
    try {
      assertTrue(open.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException ended) {
      throw new AssertionError(ended);
    }
    return nothing();
  }

  private static Reply nothing() {
    return Reply.ok(new JsonObject().put("items", new JsonArray()));
  }

  @AfterEach
  void close() {
    open.countDown();
    shop.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void whenOneIsFullItAloneRefuses() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_MOST + 10);
    try {
      List<Future<Answer>> asked =
          Stream.generate(() -> threads.submit(() -> shop.client().get("/bundles", null)))
              .limit(AT_MOST + 10)
              .toList();
      Waiting.until(() -> asked.stream().filter(Future::isDone).count(), done -> done == 10);
      for (Future<Answer> refused : asked.stream().filter(Future::isDone).toList()) {
        refused.get().expect(503);
      }
      for (int i = 0; i < 50; i++) {
        shop.client().get("/publishers", null).expect(200);
      }
      open.countDown();
      Waiting.until(() -> asked.stream().allMatch(Future::isDone), done -> done);
      shop.client().get("/bundles", null).expect(200);
    } finally {
      threads.shutdown();
    }
  }
}
