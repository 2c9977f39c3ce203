package org.everswarm.tracker.shop.store;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Tells a database that is not there from a fault of the program. */
public final class Outage {

  private static final int DEPTH_MAX = 20;

  /** SQLSTATE classes: connection, resources, the operator's intervention, the system. */
  private static final Set<String> STATES = Set.of("08", "53", "57", "58");

  private static final Set<SQLiteErrorCode> CODES =
      Set.of(
          SQLiteErrorCode.SQLITE_BUSY,
          SQLiteErrorCode.SQLITE_CANTOPEN,
          SQLiteErrorCode.SQLITE_FULL,
          SQLiteErrorCode.SQLITE_IOERR,
          SQLiteErrorCode.SQLITE_READONLY);

  private Outage() {}

  /** Whether a failure says that the database is out of reach, and may be back later. */
  public static boolean isIn(Throwable failure) {
    @Nullable Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEPTH_MAX; depth++) {
      if (cause instanceof SQLException sql && isOutage(sql)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static boolean isOutage(SQLException failure) {
    if (failure instanceof SQLiteException sqlite) {
      return CODES.stream().anyMatch(code -> (sqlite.getResultCode().code & 0xFF) == code.code);
    }
    String state = failure.getSQLState();
    return failure instanceof SQLTransientConnectionException
        || failure instanceof SQLNonTransientConnectionException
        || (state != null && state.length() == 5 && STATES.contains(state.substring(0, 2)));
  }
}
