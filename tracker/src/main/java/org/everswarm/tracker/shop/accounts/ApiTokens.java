package org.everswarm.tracker.shop.accounts;

import io.vertx.core.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import org.everswarm.tracker.shop.audit.Audit;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;
import org.everswarm.tracker.shop.text.Texts;

/**
 * Secrets by which programs act for a publisher, without a person's password. Thread-safe; blocks.
 */
public final class ApiTokens {

  private static final int VALID_MAX = 100;

  private final Database database;
  private final InstantSource clock;
  private final Ids ids;
  private final Audit audit;

  public ApiTokens(Database database, InstantSource clock, Ids ids, Audit audit) {
    this.database = database;
    this.clock = clock;
    this.ids = ids;
    this.audit = audit;
  }

  /**
   * A new token.
   *
   * @param secret shown this once
   */
  public record Made(ApiToken token, String secret) {

    @Override
    public String toString() {
      return token.toString();
    }
  }

  /**
   * Makes a token.
   *
   * @param actor an owner
   * @throws Problem CONFLICT if the publisher has too many
   */
  public Made make(Actor actor, String label, Role role, Duration validity) {
    String name = Texts.name(label);
    return database.write(
        handle -> {
          long now = clock.millis();
          int valid =
              handle
                  .select(
                      "SELECT COUNT(*) FROM api_token WHERE publisher_id = ? AND expires_at > ?"
                          + " AND revoked_at IS NULL",
                      actor.publisherId(),
                      now)
                  .mapTo(Integer.class)
                  .one();
          if (valid >= VALID_MAX) {
            throw new Problem(
                Kind.CONFLICT, "There are " + VALID_MAX + " valid API tokens: revoke some first.");
          }
          String secret = ids.next(Sessions.TOKEN);
          ApiToken token =
              new ApiToken(
                  ids.next("tok"),
                  name,
                  role,
                  actor.accountId(),
                  now,
                  now + validity.toMillis(),
                  OptionalLong.empty());
          handle.execute(
              "INSERT INTO api_token"
                  + " (id, hash, publisher_id, name, role, made_by, created_at, expires_at)"
                  + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
              token.id(),
              Secrets.hash(secret),
              actor.publisherId(),
              name,
              role.name(),
              token.madeBy(),
              now,
              token.expiresAt());
          audit.record(
              handle,
              actor.accountId(),
              "api-token.make",
              actor.publisherId() + "/" + token.id(),
              new JsonObject().put("name", name).put("role", role.name()));
          return new Made(token, secret);
        });
  }

  /** Those of a publisher whose id is greater than {@code after}, revoked ones too. */
  public List<ApiToken> list(String publisherId, String after, int limit) {
    return database.read(
        handle ->
            handle
                .select(
                    "SELECT id, name, role, made_by, created_at, expires_at, revoked_at"
                        + " FROM api_token WHERE publisher_id = ? AND id > ? ORDER BY id LIMIT ?",
                    publisherId,
                    after,
                    limit)
                .map((row, context) -> token(row))
                .list());
  }

  private static ApiToken token(ResultSet row) throws SQLException {
    long revokedAt = row.getLong("revoked_at");
    OptionalLong revoked = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(revokedAt);
    return new ApiToken(
        row.getString("id"),
        row.getString("name"),
        Role.valueOf(row.getString("role")),
        row.getString("made_by"),
        row.getLong("created_at"),
        row.getLong("expires_at"),
        revoked);
  }

  /**
   * Makes a token worthless, for good.
   *
   * @throws Problem NOT_FOUND if the publisher has no such token
   */
  public void revoke(Actor actor, String tokenId) {
    database.update(
        handle -> {
          boolean known =
              handle
                  .select(
                      "SELECT 1 FROM api_token WHERE id = ? AND publisher_id = ?",
                      tokenId,
                      actor.publisherId())
                  .mapTo(Integer.class)
                  .findOne()
                  .isPresent();
          if (!known) {
            throw new Problem(Kind.NOT_FOUND, "The publisher has no such API token.");
          }
          int revoked =
              handle.execute(
                  "UPDATE api_token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
                  clock.millis(),
                  tokenId);
          if (revoked > 0) {
            audit.record(
                handle,
                actor.accountId(),
                "api-token.revoke",
                actor.publisherId() + "/" + tokenId,
                new JsonObject());
          }
        });
  }
}
