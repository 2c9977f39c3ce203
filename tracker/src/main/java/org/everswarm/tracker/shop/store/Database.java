package org.everswarm.tracker.shop.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.everswarm.tracker.shop.store.DatabaseSettings.Postgresql;
import org.everswarm.tracker.shop.store.DatabaseSettings.Sqlite;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfoService;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/**
 * The shop's database. Thread-safe; everything here blocks.
 *
 * <p>Writes are serializable: as if one came after the other, which SQLite does by having one
 * writer, and PostgreSQL by having the loser of a conflict try again. When a write returns, it is
 * on the disk; SQLite brings those there together that wait for each other.
 */
public final class Database implements AutoCloseable {

  private static final int READERS = 8;
  private static final int WRITER_CACHE_KIB = 64 << 10;

  /** A page that changes often is written back once for many changes; a log of some 40 MB. */
  private static final int CHECKPOINT_PAGES = 10_000;

  private static final long MAPPED_BYTES = 1L << 30;
  private static final int POSTGRESQL_CONNECTIONS = 10;
  private static final int TRIES = 50;
  private static final int TRIES_BESIDE_OTHERS = 3;

  /** SQL states of a transaction that PostgreSQL gave up in favour of another. */
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

  /** SQLITE_OPEN_READONLY and SQLITE_OPEN_URI. */
  private static final String SQLITE_READ_ONLY = Integer.toString(0x1 | 0x40);

  private static final long CONNECT_MILLIS = 5000;

  private final HikariDataSource writers;
  private final HikariDataSource readers;
  private final Jdbi writing;
  private final Jdbi reading;

  /** For a database with one writer. */
  private final Optional<GroupCommit> together;

  /** Shared by writers, and one's own who lost to others too often. */
  private final ReadWriteLock turns = new ReentrantReadWriteLock(true);

  private Database(HikariDataSource writers, HikariDataSource readers) {
    this.writers = writers;
    this.readers = readers;
    writing = Jdbi.create(writers);
    reading = Jdbi.create(readers);
    if (writers.getMaximumPoolSize() == 1) {
      writing.setStatementBuilderFactory(new KeptStatements());
      reading.setStatementBuilderFactory(new KeptStatements());
    }
    together =
        writers.getMaximumPoolSize() == 1
            ? Optional.of(new GroupCommit(writing))
            : Optional.empty();
  }

  /**
   * Opens the database and brings its schema up to date.
   *
   * @throws RuntimeException if it cannot be reached, or its schema is a newer version's
   */
  public static Database open(DatabaseSettings settings) {
    if (settings instanceof Sqlite sqlite) {
      HikariDataSource writer = new HikariDataSource(sqlite(sqlite, 1));
      return new Database(migrated(writer, true), new HikariDataSource(sqlite(sqlite, READERS)));
    }
    HikariDataSource all = new HikariDataSource(postgresql((Postgresql) settings));
    return new Database(migrated(all, false), all);
  }

  /**
   * Opens the database as it is, to read it only, while its shop runs or not: nothing is changed,
   * and a copy may be on a disk that takes no writes.
   *
   * @throws RuntimeException if it cannot be reached, or its schema is another version's
   */
  public static Database openReadOnly(DatabaseSettings settings) {
    boolean sqlite = settings instanceof Sqlite;
    HikariConfig config =
        settings instanceof Sqlite file ? sqliteReadOnly(file) : postgresql((Postgresql) settings);
    config.setReadOnly(true);
    HikariDataSource source = new HikariDataSource(config);
    try {
      requireOurs(flyway(source, sqlite));
      return new Database(source, source);
    } catch (RuntimeException unusable) {
      source.close();
      throw unusable;
    }
  }

  private static void requireOurs(Flyway flyway) {
    MigrationInfoService found = flyway.info();
    if (found.pending().length > 0) {
      throw new IllegalStateException(
          "it is an older version's; the shop of this version brings it up to date");
    }
    if (Stream.of(found.all()).anyMatch(one -> !one.getState().isResolved())) {
      throw new IllegalStateException("it is a newer version's");
    }
  }

  /** Without a log beside it nobody writes to it, and then SQLite needs no lock files there. */
  private static HikariConfig sqliteReadOnly(Sqlite settings) {
    Path file = settings.file().toAbsolutePath();
    boolean still = !Files.exists(file.resolveSibling(file.getFileName() + "-wal"));
    HikariConfig config = sqlite(settings, READERS);
    config.setJdbcUrl("jdbc:sqlite:" + file.toUri() + (still ? "?immutable=1" : ""));
    Properties pragmas = config.getDataSourceProperties();
    pragmas.remove("journal_mode");
    pragmas.remove("synchronous");
    pragmas.setProperty("open_mode", SQLITE_READ_ONLY);
    return config;
  }

  private static HikariConfig sqlite(Sqlite settings, int connections) {
    Properties pragmas = new Properties();
    pragmas.setProperty("journal_mode", "WAL");
    pragmas.setProperty("synchronous", "FULL");
    pragmas.setProperty("foreign_keys", "true");
    pragmas.setProperty("busy_timeout", "5000");
    pragmas.setProperty("wal_autocheckpoint", Integer.toString(CHECKPOINT_PAGES));
    pragmas.setProperty("mmap_size", Long.toString(MAPPED_BYTES));
    // What a group of writes would need to undo one of them, else a file of its own.
    pragmas.setProperty("temp_store", "MEMORY");
    pragmas.setProperty("transaction_mode", connections == 1 ? "IMMEDIATE" : "DEFERRED");
    if (connections == 1) {
      // Readers' caches end with every write, so a larger one is for the writer only.
      pragmas.setProperty("cache_size", "-" + WRITER_CACHE_KIB);
    }
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:sqlite:" + settings.file().toAbsolutePath());
    config.setDataSourceProperties(pragmas);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(1);
    config.setMaxLifetime(0);
    config.setPoolName("shop-sqlite-" + connections);
    return config;
  }

  private static HikariConfig postgresql(Postgresql settings) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(POSTGRESQL_CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.setPoolName("shop-postgresql");
    return config;
  }

  private static HikariDataSource migrated(HikariDataSource source, boolean sqlite) {
    flyway(source, sqlite).migrate();
    return source;
  }

  /** The same files for both, and what only one can say in a folder of its own. */
  private static Flyway flyway(HikariDataSource source, boolean sqlite) {
    String folder = "classpath:org/everswarm/tracker/shop/migrations";
    return Flyway.configure()
        .dataSource(source)
        .locations(folder + "/common", folder + (sqlite ? "/sqlite" : "/postgresql"))
        .placeholders(Map.of("bytes", sqlite ? "BLOB" : "BYTEA"))
        .load();
  }

  /** Reads; what is read in one call may be of different moments. */
  public <T> T read(HandleCallback<T, RuntimeException> work) {
    return reading.withHandle(work);
  }

  /**
   * Writes all or nothing. The work may be run more than once, so it touches nothing but the handle
   * it gets, and throws nothing that it does not want to undo everything.
   */
  public <T> T write(HandleCallback<T, RuntimeException> work) {
    return together.isPresent() ? together.get().write(work) : writeBesideOthers(work);
  }

  private <T> T writeBesideOthers(HandleCallback<T, RuntimeException> work) {
    for (int tries = 1; ; tries++) {
      Lock turn = tries <= TRIES_BESIDE_OTHERS ? turns.readLock() : turns.writeLock();
      turn.lock();
      try {
        return writing.inTransaction(TransactionIsolationLevel.SERIALIZABLE, work);
      } catch (RuntimeException failed) {
        if (tries == TRIES || !isConflict(failed)) {
          throw failed;
        }
      } finally {
        turn.unlock();
      }
    }
  }

  private static boolean isConflict(RuntimeException failed) {
    for (@Nullable Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && CONFLICTS.contains(String.valueOf(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  /** As {@link #write}, with nothing to return. */
  public void update(HandleConsumer<RuntimeException> work) {
    write(
        handle -> {
          work.useHandle(handle);
          return true;
        });
  }

  @Override
  public void close() {
    together.ifPresent(GroupCommit::close);
    readers.close();
    writers.close();
  }
}
