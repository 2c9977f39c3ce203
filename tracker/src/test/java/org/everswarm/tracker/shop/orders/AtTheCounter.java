package org.everswarm.tracker.shop.orders;

import io.vertx.core.json.JsonObject;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.AfterEach;

/** By calls of the API alone. */
abstract class AtTheCounter {

  final Counter counter;
  final Till till;

  AtTheCounter(TestDatabases kind) {
    counter = new Counter(kind);
    till = counter.till;
  }

  @AfterEach
  void close() {
    counter.close();
  }

  String refunds(JsonObject placed) {
    return "/publishers/"
        + till.shelf.alice.publisherId()
        + "/sales/"
        + placed.getJsonObject("order").getString("id")
        + "/refunds";
  }

  JsonObject receipt(JsonObject placed, String claim) {
    String order = placed.getJsonObject("order").getString("id");
    return counter.client.get("/orders/" + order + "/receipt", claim).expect(200).json();
  }
}
