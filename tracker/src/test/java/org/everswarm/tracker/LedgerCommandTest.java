package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.everswarm.tracker.shop.ledger.Ledger;
import org.everswarm.tracker.shop.money.FeeTerms;
import org.everswarm.tracker.shop.money.Split;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.DatabaseSettings;
import org.everswarm.tracker.shop.store.DatabaseSettings.Postgresql;
import org.everswarm.tracker.shop.store.DatabaseSettings.Sqlite;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerCommandTest {

  private static final FeeTerms NET = FeeTerms.standard();

  private final Path data;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  LedgerCommandTest(@TempDir Path data) {
    this.data = data;
  }

  @Test
  void provesTheBooksOfTheDataDirectory() {
    sell(new Sqlite(data.resolve("shop.db")), "ord_1");
    assertEquals(0, verify("--data", data.toString()), err::toString);
    String first = out.toString().strip();
    assertTrue(first.matches("proved: 1 entries, head 1:[0-9a-f]{64}"), first);
    String head = first.substring(first.lastIndexOf(' ') + 1);

    sell(new Sqlite(data.resolve("shop.db")), "ord_2");
    assertEquals(0, verify("--data", data.toString(), "--head", head), err::toString);
    String forged = head.substring(0, head.length() - 1) + (head.endsWith("0") ? "1" : "0");
    assertEquals(1, verify("--data", data.toString(), "--head", forged));
    assertEquals("Entry 1 is not the one that was noted down.", lastError());
    assertEquals(2, verify("--data", data.toString(), "--head", "1:xyz"));
  }

  @Test
  void saysWhatIsBroken() {
    Sqlite shop = new Sqlite(data.resolve("shop.db"));
    sell(shop, "ord_1");
    try (Database database = Database.open(shop)) {
      database.update(
          handle -> {
            handle.execute("DROP TRIGGER ledger_line_no_update");
            handle.execute(
                "UPDATE ledger_line SET amount_minor = 499 WHERE account = 'publisher:pub_1'");
          });
    }
    assertEquals(1, verify("--data", data.toString()));
    assertTrue(err.toString().contains("Entry 1 was changed"), err::toString);
    assertTrue(err.toString().contains("Entry 1 does not balance"), err::toString);
  }

  @Test
  void changesNothingWhetherTheShopRunsOrNot() throws IOException {
    Sqlite shop = new Sqlite(data.resolve("shop.db"));
    sell(shop, "ord_1");
    byte[] before = Files.readAllBytes(shop.file());
    assertEquals(0, verify("--data", data.toString()), err::toString);
    assertArrayEquals(before, Files.readAllBytes(shop.file()));
    try (Stream<Path> files = Files.list(data)) {
      assertEquals(List.of(shop.file()), files.toList());
    }
    try (Database running = Database.open(shop)) {
      Split split = Split.of(NET, 600, 0, 47);
      Ledger ledger = new Ledger(InstantSource.system());
      running.write(handle -> ledger.sale(handle, "ord_2", "pub_1", "usd", NET, split));
      assertEquals(0, verify("--data", data.toString()), err::toString);
      assertTrue(out.toString().contains("proved: 2 entries"), out::toString);
    }
  }

  @Test
  void leavesTheDatabaseOfAnotherVersionAlone() {
    Sqlite shop = new Sqlite(data.resolve("shop.db"));
    sell(shop, "ord_1");
    change(shop, "UPDATE flyway_schema_history SET version = '99' WHERE version = '6'");
    assertEquals(2, verify("--data", data.toString()));
    assertTrue(lastError().contains("version's"), err::toString);
    change(shop, "DELETE FROM flyway_schema_history WHERE version = '99'");
    assertEquals(2, verify("--data", data.toString()));
    assertTrue(lastError().contains("an older version's"), err::toString);
    assertEquals(1, change(shop, "DELETE FROM flyway_schema_history WHERE version = '5'"));
  }

  /** As somebody else does; returns how many rows. */
  private static int change(Sqlite shop, String sql) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + shop.file());
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  void provesTheBooksInPostgresql() throws IOException {
    Postgresql shop = (Postgresql) TestDatabases.POSTGRESQL.fresh();
    sell(shop, "ord_1");
    Path password = Files.writeString(data.resolve("password"), shop.password() + "\n");
    List<String> options =
        List.of("--database-url", shop.url(), "--database-password-file", password.toString());
    assertEquals(2, verify(options.toArray(String[]::new)));
    assertEquals("--database-url needs --database-user.", lastError());
    String[] all =
        Stream.concat(options.stream(), Stream.of("--database-user", shop.user()))
            .toArray(String[]::new);
    assertEquals(0, verify(all), err::toString);
  }

  @Test
  void saysWhatToSet() throws IOException {
    assertEquals(2, verify("--data", data.toString()));
    assertTrue(lastError().startsWith("There is no shop database"), err::toString);
    assertEquals(2, verify("--database-url", "jdbc:mysql://localhost/shop"));
    assertEquals(2, verify("--database-url", "jdbc:postgresql://localhost/shop?password=x"));
    assertTrue(lastError().startsWith("--database-url holds no password"), err::toString);
    assertEquals(2, verify("--database-user", "shop"));
    Path empty = Files.createFile(data.resolve("empty"));
    assertEquals(
        2,
        verify(
            "--database-url",
            "jdbc:postgresql://127.0.0.1:1/shop",
            "--database-user",
            "shop",
            "--database-password-file",
            empty.toString()));
    Files.writeString(data.resolve("shop.db"), "this is no database, not at all");
    assertEquals(2, verify("--data", data.toString()));
    assertTrue(lastError().startsWith("The shop's database cannot be used"), err::toString);
  }

  private static void sell(DatabaseSettings settings, String orderId) {
    Ledger ledger = new Ledger(InstantSource.system());
    try (Database database = Database.open(settings)) {
      Split split = Split.of(NET, 600, 0, 47);
      database.write(handle -> ledger.sale(handle, orderId, "pub_1", "usd", NET, split));
    }
  }

  private int verify(String... options) {
    String[] args =
        Stream.concat(Stream.of("ledger", "verify"), Stream.of(options)).toArray(String[]::new);
    return Main.run(args, Map.of(), new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private String lastError() {
    return err.toString().lines().reduce("", (before, line) -> line);
  }
}
