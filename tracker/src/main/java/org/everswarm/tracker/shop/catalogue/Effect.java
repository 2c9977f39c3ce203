package org.everswarm.tracker.shop.catalogue;

import io.vertx.core.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.protocol.receipt.Revocation;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The last word on a subject, as {@link Effects} notes it.
 *
 * @param version another one with every word
 */
record Effect(String subject, String version, Word told) {

  /** The kinds of words. */
  enum Action {
    TRACK,
    DENY,
    ALLOW,
    REVOKE
  }

  /** Reads a row of {@code effect}. */
  static Effect read(ResultSet row, StatementContext context) throws SQLException {
    String subject = row.getString("subject");
    return new Effect(subject, row.getString("version"), told(row, name(subject)));
  }

  private static String name(String subject) {
    return subject.substring(subject.indexOf(' ') + 1);
  }

  private static Word told(ResultSet row, String name) throws SQLException {
    Action action = Action.valueOf(row.getString("action"));
    if (action == Action.REVOKE) {
      long receiptId = BundleIds.parse(name).orElseThrow();
      return new Word.Revoked(new Revocation(receiptId, row.getLong("ends_hours")));
    }
    JsonObject detail = new JsonObject(row.getString("detail"));
    InfoHash infoHash = Rows.hash(name);
    long at = row.getLong("noted_at");
    return switch (action) {
      case TRACK ->
          new Word.Tracked(
              infoHash,
              Gate.valueOf(detail.getString("gate")),
              BundleIds.parse(detail.getString("bundle")).orElseThrow(),
              detail.getString("name"),
              at);
      case DENY -> new Word.Denied(infoHash, detail.getString("reason"), at);
      case ALLOW -> new Word.Allowed(infoHash, at);
      case REVOKE -> throw new AssertionError("has no torrent");
    };
  }
}
