package org.everswarm.tracker.shop.api;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jdbi.v3.core.ConnectionException;
import org.jspecify.annotations.Nullable;

/** Tells whether a failure is that of a database which is away or has too much to do. */
final class Outage {

  /** Of SQLSTATE: connection, resources, operator's intervention, conflicts without an end. */
  private static final Set<String> CLASSES = Set.of("08", "53", "57", "40");

  private static final int SQLITE_BUSY = 5;

  private Outage() {}

  static boolean is(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectionException
          || cause instanceof SQLTransientException
          || cause instanceof SQLRecoverableException
          || (cause instanceof SQLException sql && is(sql))) {
        return true;
      }
    }
    return false;
  }

  private static boolean is(SQLException failure) {
    @Nullable String state = failure.getSQLState();
    return state == null
        ? (failure.getErrorCode() & 0xFF) == SQLITE_BUSY
        : state.length() > 2 && CLASSES.contains(state.substring(0, 2));
  }
}
