package org.everswarm.tracker.shop.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementBuilderFactory;
import org.jdbi.v3.core.statement.StatementContext;
import org.sqlite.SQLiteConnection;

/**
 * Prepares a statement once for each connection of SQLite, whose driver would do so each time it is
 * carried out. Thread-safe; what is kept of a connection belongs to whoever has the connection.
 *
 * <p>Of a connection as many are kept as there are texts, and {@link #KEPT_MAX} at most.
 */
final class KeptStatements implements StatementBuilderFactory {

  private static final int KEPT_MAX = 512;

  private final Map<Connection, StatementBuilder> connections = new ConcurrentHashMap<>();

  @Override
  public StatementBuilder createStatementBuilder(Connection pooled) {
    try {
      Connection connection = pooled.unwrap(SQLiteConnection.class);
      StatementBuilder known = connections.get(connection);
      return known == null ? create(connection) : known;
    } catch (SQLException unusable) {
      return new DefaultStatementBuilder();
    }
  }

  private StatementBuilder create(Connection connection) throws SQLException {
    for (Connection other : List.copyOf(connections.keySet())) {
      if (other.isClosed()) {
        connections.remove(other);
      }
    }
    StatementBuilder builder = new Kept(connection);
    connections.put(connection, builder);
    return builder;
  }

  /** Those of one connection. */
  private static final class Kept extends DefaultStatementBuilder {

    private final Connection connection;
    private final Map<String, PreparedStatement> idle = new HashMap<>();

    /** The texts of those that are in use, as the database got them. */
    private final IdentityHashMap<Statement, String> busy = new IdentityHashMap<>();

    Kept(Connection connection) {
      this.connection = connection;
    }

    /** Not the pool's, which would close what it made when the connection is given back. */
    @Override
    public PreparedStatement create(Connection pooled, String sql, StatementContext context)
        throws SQLException {
      PreparedStatement kept = idle.remove(sql);
      PreparedStatement statement = kept == null ? connection.prepareStatement(sql) : kept;
      busy.put(statement, sql);
      return statement;
    }

    /** The text is told here with the names of parameters, so it is another. */
    @Override
    public void close(Connection pooled, String named, Statement statement) throws SQLException {
      String sql = busy.remove(statement);
      boolean keep = sql != null && idle.size() < KEPT_MAX && !idle.containsKey(sql);
      if (keep && statement instanceof PreparedStatement prepared && !prepared.isClosed()) {
        prepared.clearParameters();
        idle.put(sql, prepared);
      } else {
        statement.close();
      }
    }
  }
}
