package org.everswarm.tracker.shop.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.accounts.TestAccounts;
import org.everswarm.tracker.shop.accounts.TestAccounts.Signed;
import org.everswarm.tracker.shop.api.ShopClient;
import org.everswarm.tracker.shop.api.TestShop;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class AuditTest {

  private final Database database;
  private final TestAccounts accounts;
  private final TestShop shop;
  private final ShopClient client;

  AuditTest(TestDatabases kind) {
    database = kind.open();
    accounts = new TestAccounts(database);
    shop = new TestShop(accounts.operations());
    client = shop.client();
  }

  @AfterEach
  void close() {
    shop.close();
    database.close();
  }

  private void act(String subject, int times) {
    for (int i = 0; i < times; i++) {
      JsonObject detail = new JsonObject().put("i", i);
      database.update(
          handle -> accounts.audit().record(handle, Actor.OPERATOR, "test.act", subject, detail));
    }
  }

  @Test
  void aPublisherSeesWhatWasDoneToItAndTheOperatorSeesAll() {
    Signed ann = accounts.signUp(client, "ann@studio.example");
    Signed bob = accounts.signUp(client, "bob@studio.example");
    act(ann.publisherId() + "/itm_1", 1);
    act("something else", 1);
    assertEquals(
        List.of("test.act", "publisher.create"), actions(ann.path("/audit"), ann.session()));
    assertEquals(List.of("publisher.create"), actions(bob.path("/audit"), bob.session()));
    assertEquals(
        List.of("test.act", "test.act", "publisher.create", "publisher.create"),
        actions("/operator/audit", TestAccounts.OPERATOR));
    client.get("/operator/audit", ann.session()).expect(401);
    client.get("/operator/audit", null).expect(401);
    client.get("/operator/audit", "").expect(401);
  }

  @Test
  void theLogIsReadInPagesLatestFirst() {
    act("a", 25);
    List<Integer> read = new ArrayList<>();
    String path = "/operator/audit?limit=10";
    boolean more = true;
    while (more) {
      JsonObject page = client.get(path, TestAccounts.OPERATOR).expect(200).json();
      for (Object item : page.getJsonArray("items")) {
        read.add(((JsonObject) item).getJsonObject("detail").getInteger("i"));
      }
      more = page.containsKey("next");
      path = "/operator/audit?limit=10&cursor=" + page.getString("next");
    }
    assertEquals(25, read.stream().distinct().count());
    assertEquals(25, read.size());
  }

  private List<String> actions(String path, String bearer) {
    return client.get(path, bearer).expect(200).json().getJsonArray("items").stream()
        .map(item -> ((JsonObject) item).getString("action"))
        .toList();
  }

  @Test
  void theDatabaseKeepsTheLogAsItIs() {
    act("a", 1);
    for (String sql : List.of("UPDATE audit SET actor = 'x'", "DELETE FROM audit")) {
      JdbiException refused =
          assertThrows(JdbiException.class, () -> database.update(handle -> handle.execute(sql)));
      assertTrue(String.valueOf(refused.getMessage()).contains("append-only"), sql);
    }
    assertFalse(actions("/operator/audit", TestAccounts.OPERATOR).isEmpty());
  }
}
