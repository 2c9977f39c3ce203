package org.everswarm.tracker.shop.accounts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Who belongs to a publisher, in the caller's transaction. */
final class Members {

  private static final String SELECT =
      "SELECT account_id, email, role, joined_at FROM member"
          + " JOIN account ON account.id = member.account_id WHERE publisher_id = ?";

  private Members() {}

  static void add(Handle handle, String publisherId, String accountId, Role role, long now) {
    handle.execute(
        "INSERT INTO member (publisher_id, account_id, role, joined_at) VALUES (?, ?, ?, ?)",
        publisherId,
        accountId,
        role.name(),
        now);
  }

  static Optional<Role> role(Handle handle, String publisherId, String accountId) {
    return handle
        .select(
            "SELECT role FROM member WHERE publisher_id = ? AND account_id = ?",
            publisherId,
            accountId)
        .map((row, context) -> Role.valueOf(row.getString("role")))
        .findOne();
  }

  static int count(Handle handle, String publisherId) {
    return handle
        .select("SELECT COUNT(*) FROM member WHERE publisher_id = ?", publisherId)
        .mapTo(Integer.class)
        .one();
  }

  static List<Member> list(Handle handle, String publisherId, String after, int limit) {
    return handle
        .select(
            SELECT + " AND account_id > ? ORDER BY account_id LIMIT ?", publisherId, after, limit)
        .map(Members::member)
        .list();
  }

  static Member find(Handle handle, String publisherId, String accountId) {
    return handle
        .select(SELECT + " AND account_id = ?", publisherId, accountId)
        .map(Members::member)
        .one();
  }

  private static Member member(ResultSet row, StatementContext context) throws SQLException {
    return new Member(
        row.getString("account_id"),
        row.getString("email"),
        Role.valueOf(row.getString("role")),
        row.getLong("joined_at"));
  }

  static List<String> ownersAddresses(Handle handle, String publisherId) {
    return handle
        .select(
            "SELECT email FROM member JOIN account ON account.id = member.account_id"
                + " WHERE publisher_id = ? AND role = ? ORDER BY joined_at, email",
            publisherId,
            Role.OWNER.name())
        .mapTo(String.class)
        .list();
  }

  /**
   * Gives a member another role; its API tokens that may more than it are revoked.
   *
   * @throws Problem CONFLICT if nobody would own the publisher any more
   */
  static void setRole(Handle handle, String publisherId, String accountId, Role role, long now) {
    if (role != Role.OWNER) {
      refuseIfLastOwner(handle, publisherId, accountId);
    }
    handle.execute(
        "UPDATE member SET role = ? WHERE publisher_id = ? AND account_id = ?",
        role.name(),
        publisherId,
        accountId);
    for (Role higher : Role.values()) {
      if (!role.includes(higher)) {
        handle.execute(
            "UPDATE api_token SET revoked_at = ? WHERE publisher_id = ? AND made_by = ?"
                + " AND role = ? AND revoked_at IS NULL",
            now,
            publisherId,
            accountId,
            higher.name());
      }
    }
  }

  /**
   * Removes a member, and revokes the API tokens that it made.
   *
   * @throws Problem CONFLICT if nobody would own the publisher any more
   */
  static void remove(Handle handle, String publisherId, String accountId, long now) {
    refuseIfLastOwner(handle, publisherId, accountId);
    handle.execute(
        "DELETE FROM member WHERE publisher_id = ? AND account_id = ?", publisherId, accountId);
    handle.execute(
        "UPDATE api_token SET revoked_at = ? WHERE publisher_id = ? AND made_by = ?"
            + " AND revoked_at IS NULL",
        now,
        publisherId,
        accountId);
  }

  private static void refuseIfLastOwner(Handle handle, String publisherId, String accountId) {
    int others =
        handle
            .select(
                "SELECT COUNT(*) FROM member WHERE publisher_id = ? AND role = ?"
                    + " AND account_id <> ?",
                publisherId,
                Role.OWNER.name(),
                accountId)
            .mapTo(Integer.class)
            .one();
    if (others == 0) {
      throw new Problem(
          Kind.CONFLICT, "The publisher needs an owner: make another member its owner first.");
    }
  }
}
