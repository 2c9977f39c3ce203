package org.everswarm.tracker.shop.ledger;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.everswarm.tracker.shop.ledger.Journal.Head;
import org.everswarm.tracker.shop.store.Database;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * Proves the books: the chain of hashes from the first entry to the newest, every entry's balance
 * and every account's, and that the lines of every entry are what follows from what it says.
 *
 * <p>Entries cut off at the end are missed because the newest one's number and hash are kept in a
 * table of their own. Who rewrites that as well, or the whole chain, is found out only by one who
 * noted the head of an earlier report down elsewhere and names it here.
 *
 * <p>Stateless. Reads the ledger twice, as of one moment, in memory that grows with the number of
 * accounts only; the shop may go on meanwhile.
 */
public final class LedgerVerifier {

  private static final String SQLITE = "SQLite";

  /**
   * What was found.
   *
   * @param entries how many entries there are
   * @param head number and hash of the newest, as {@code SEQ:HASH}, to be noted down elsewhere
   * @param findings one sentence each, the first hundred; empty if all is proved
   */
  public record Report(long entries, String head, List<String> findings) {

    public boolean proved() {
      return findings.isEmpty();
    }
  }

  /** Reads and checks everything. */
  public Report verify(Handle handle) {
    return verify(handle, "");
  }

  /**
   * As {@link #verify(Handle)}, and that the chain still has an entry noted down earlier.
   *
   * @param noted the head of an earlier report, or empty
   * @throws IllegalArgumentException if it is none
   */
  public Report verify(Handle handle, String noted) {
    Optional<Head> expected = noted.isEmpty() ? Optional.empty() : Optional.of(parse(noted));
    if (handle.isInTransaction()) {
      return verified(handle, expected);
    }
    return handle.inTransaction(oneMoment(handle), within -> verified(within, expected));
  }

  /** As {@link #verify(Handle, String)}, in a transaction of its own. */
  public Report verify(Database database, String noted) {
    return database.read(handle -> verify(handle, noted));
  }

  /** A transaction that sees one moment and makes no writer try again. */
  private static TransactionIsolationLevel oneMoment(Handle handle) {
    return isSqlite(handle)
        ? TransactionIsolationLevel.SERIALIZABLE
        : TransactionIsolationLevel.REPEATABLE_READ;
  }

  private static boolean isSqlite(Handle handle) {
    try {
      return handle.getConnection().getMetaData().getDatabaseProductName().equals(SQLITE);
    } catch (SQLException unknown) {
      throw new IllegalStateException(unknown);
    }
  }

  private static Report verified(Handle handle, Optional<Head> noted) {
    Findings findings = new Findings();
    ChainCheck chain = new ChainCheck(findings, noted);
    try {
      checkFile(handle, findings);
      SalesCheck payouts = new SalesCheck(findings);
      JournalReader.bySequence(
          handle,
          booked -> {
            chain.check(booked);
            if (booked.entry().orderId().isEmpty()) {
              payouts.checkPayout(booked);
            }
          });
      JournalReader.byOrder(handle, new SalesCheck(findings)::check);
      checkStrays(handle, chain, findings);
      checkHead(handle, chain.last(), findings);
    } catch (JdbiException unreadable) {
      findings.add("The ledger cannot be read: " + reason(unreadable) + ".");
    }
    Head last = chain.last();
    if (noted.isPresent() && noted.get().seq() > last.seq()) {
      findings.add("Entry " + noted.get().seq() + ", which was noted down, is not there.");
    }
    return new Report(chain.entries(), last.seq() + ":" + last.hash(), findings.all());
  }

  private static String reason(JdbiException unreadable) {
    Throwable cause = unreadable.getCause();
    return String.valueOf(cause == null ? unreadable.getMessage() : cause.getMessage())
        .lines()
        .findFirst()
        .orElse("");
  }

  /** Pages and indexes, which SQLite does not check when it reads them. */
  private static void checkFile(Handle handle, Findings findings) {
    if (isSqlite(handle)) {
      handle
          .select("PRAGMA integrity_check(10)")
          .mapTo(String.class)
          .filter(line -> !line.equals("ok"))
          .forEach(line -> findings.add("The file is damaged: " + line + "."));
    }
  }

  private static void checkStrays(Handle handle, ChainCheck chain, Findings findings) {
    long lines = handle.select("SELECT COUNT(*) FROM ledger_line").mapTo(Long.class).one();
    if (lines != chain.lines()) {
      findings.add("There are lines that belong to no entry.");
    }
  }

  private static void checkHead(Handle handle, Head last, Findings findings) {
    List<Head> heads =
        handle
            .select("SELECT seq, hash, booked_at FROM ledger_head WHERE id = 1")
            .map(
                (row, context) ->
                    new Head(row.getLong(1), Journal.text(row, "hash"), row.getLong(3)))
            .list();
    if (heads.size() != 1) {
      findings.add("The newest entry is not kept: ledger_head has no row.");
      return;
    }
    Head head = heads.get(0);
    if (head.seq() > last.seq()) {
      findings.add(
          "The end is cut off: entry " + head.seq() + " was booked, " + last.seq() + " is last.");
    } else if (!head.equals(last)) {
      findings.add("The newest entry is not the one that was kept as such.");
    }
  }

  private static Head parse(String noted) {
    String[] parts = noted.split(":", -1);
    if (parts.length != 2
        || !parts[0].matches("[0-9]{1,18}")
        || !parts[1].matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("A head is the number of an entry, a colon and its hash.");
    }
    return new Head(Long.parseLong(parts[0]), parts[1], 0);
  }
}
