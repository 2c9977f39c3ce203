package org.everswarm.tracker.shop.catalogue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.money.Currency;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.text.Texts;
import org.jdbi.v3.core.Handle;

/** What publishers say of their bundles, see {@link Desk}. */
public final class Bundles {

  private static final int BUNDLES_MAX = 2000;
  private static final int CREDITS_MAX = 100;

  private final Desk desk;

  Bundles(Desk desk) {
    this.desk = desk;
  }

  /** What a bundle is to say from now on; what is empty stays. */
  public record Change(
      Optional<String> title, Optional<String> description, Optional<List<Credit>> credits) {}

  /** A new draft. */
  public Bundle create(Actor actor, String title, String description, List<Credit> credits) {
    String line = Texts.line("title", title);
    String about = Texts.description(description);
    String names = Rows.credits(checked(credits));
    long id = desk.ids().nextLong();
    return desk.database()
        .write(
            h -> {
              requireRoom(h, actor.publisherId());
              h.execute(
                  "INSERT INTO bundle (id, publisher_id, title, description, credits, state,"
                      + " created_at) VALUES (?, ?, ?, ?, ?, 'DRAFT', ?)",
                  BundleIds.hex(id),
                  actor.publisherId(),
                  line,
                  about,
                  names,
                  desk.now());
              desk.audit(h, actor, "bundle.create", id, new JsonObject().put("title", line));
              return desk.own(h, actor, id);
            });
  }

  private static List<Credit> checked(List<Credit> credits) {
    if (credits.size() > CREDITS_MAX) {
      throw new Problem(Kind.INVALID, "There may be at most " + CREDITS_MAX + " credits.");
    }
    return credits.stream()
        .map(
            credit ->
                new Credit(
                    Texts.line("role of a credit", credit.role()),
                    Texts.line("name of a credit", credit.name())))
        .toList();
  }

  private static void requireRoom(Handle h, String publisherId) {
    long bundles =
        h.select("SELECT COUNT(*) FROM bundle WHERE publisher_id = ?", publisherId)
            .mapTo(Long.class)
            .one();
    if (bundles >= BUNDLES_MAX) {
      throw new Problem(
          Kind.CONFLICT, "A publisher has at most " + BUNDLES_MAX + " bundles; delete drafts.");
    }
  }

  /** One of the publisher's own. */
  public Bundle get(Handle h, Actor actor, long bundleId) {
    return desk.own(h, actor, bundleId);
  }

  /**
   * The publisher's own, the newest first.
   *
   * @param beforeMillis goes on after the bundle that was created then
   * @param beforeId and has this id
   */
  public List<Bundle> list(
      Handle h, String publisherId, long beforeMillis, String beforeId, int limit) {
    return h.select(
            Rows.BUNDLE
                + "WHERE b.publisher_id = ? AND (b.created_at, b.id) < (?, ?)"
                + " ORDER BY b.created_at DESC, b.id DESC LIMIT ?",
            publisherId,
            beforeMillis,
            beforeId,
            limit)
        .map((row, context) -> Rows.bundle(row))
        .list();
  }

  /** All that are for sale, the newest first; as {@link #list}, by the time of publication. */
  public List<Bundle> live(Handle h, long beforeMillis, String beforeId, int limit) {
    return h.select(
            Rows.BUNDLE
                + "WHERE b.state = 'LIVE' AND (b.published_at, b.id) < (?, ?) AND NOT EXISTS"
                + " (SELECT 1 FROM takedown d WHERE d.bundle_id = b.id AND d.lifted_at IS NULL)"
                + " ORDER BY b.published_at DESC, b.id DESC LIMIT ?",
            beforeMillis,
            beforeId,
            limit)
        .map((row, context) -> Rows.bundle(row))
        .list();
  }

  /** Says something else, unless it has ended. */
  public Bundle change(Actor actor, long bundleId, Change change) {
    Optional<String> title = change.title().map(text -> Texts.line("title", text));
    Optional<String> about = change.description().map(Texts::description);
    Optional<String> credits = change.credits().map(Bundles::checked).map(Rows::credits);
    return desk.database()
        .write(
            h -> {
              requireNotEnded(desk.changeable(h, actor, bundleId));
              h.createUpdate(
                      "UPDATE bundle SET title = COALESCE(:title, title),"
                          + " description = COALESCE(:description, description),"
                          + " credits = COALESCE(:credits, credits) WHERE id = :id")
                  .bind("title", title)
                  .bind("description", about)
                  .bind("credits", credits)
                  .bind("id", BundleIds.hex(bundleId))
                  .execute();
              JsonObject detail = new JsonObject();
              title.ifPresent(text -> detail.put("title", text));
              desk.audit(h, actor, "bundle.change", bundleId, detail);
              return desk.own(h, actor, bundleId);
            });
  }

  static void requireNotEnded(Bundle bundle) {
    if (bundle.state() == State.ENDED) {
      throw new Problem(Kind.CONFLICT, "The bundle has ended; nothing but releases can be added.");
    }
  }

  /** Deletes a draft with all that is in it. */
  public void delete(Actor actor, long bundleId) {
    desk.database()
        .update(
            h -> {
              if (desk.changeable(h, actor, bundleId).state() != State.DRAFT) {
                throw new Problem(
                    Kind.CONFLICT, "Only a draft can be deleted; end a bundle that was published.");
              }
              requireNeverTakenDown(h, bundleId);
              h.execute("DELETE FROM bundle WHERE id = ?", BundleIds.hex(bundleId));
              desk.audit(h, actor, "bundle.delete", bundleId, new JsonObject());
            });
  }

  /** What the operator did is not for a publisher to delete. */
  private static void requireNeverTakenDown(Handle h, long bundleId) {
    boolean was =
        h.select("SELECT 1 FROM takedown WHERE bundle_id = ?", BundleIds.hex(bundleId))
            .mapTo(Integer.class)
            .findFirst()
            .isPresent();
    if (was) {
      throw new Problem(
          Kind.CONFLICT, "The operator took this draft down once, so it stays as it is.");
    }
  }

  /** Puts these prices in the place of all others; orders that were made keep theirs. */
  public List<Price> setPrices(Actor actor, long bundleId, List<Price> prices) {
    requireGood(prices);
    return desk.database()
        .write(
            h -> {
              Bundle bundle = desk.changeable(h, actor, bundleId);
              requireNotEnded(bundle);
              boolean paid =
                  desk.catalogue().items(h, bundleId).stream()
                      .anyMatch(item -> item.gate() == Gate.PAID);
              if (paid && prices.isEmpty() && bundle.state() != State.DRAFT) {
                throw new Problem(
                    Kind.CONFLICT, "A bundle with a PAID item needs a price; pause it instead.");
              }
              h.execute("DELETE FROM price WHERE bundle_id = ?", BundleIds.hex(bundleId));
              prices.forEach(price -> insert(h, bundleId, price));
              desk.audit(h, actor, "bundle.prices", bundleId, detail(prices));
              return desk.catalogue().prices(h, bundleId);
            });
  }

  private static JsonObject detail(List<Price> prices) {
    JsonArray all = new JsonArray();
    prices.forEach(
        price ->
            all.add(
                String.join(
                    " ",
                    price.currency(),
                    price.model().name(),
                    Long.toString(price.amountMinor()),
                    Long.toString(price.minimumMinor()),
                    Long.toString(price.suggestedMinor()))));
    return new JsonObject().put("prices", all);
  }

  private static void insert(Handle h, long bundleId, Price price) {
    h.execute(
        "INSERT INTO price (bundle_id, currency, model, amount_minor, minimum_minor,"
            + " suggested_minor) VALUES (?, ?, ?, ?, ?, ?)",
        BundleIds.hex(bundleId),
        price.currency(),
        price.model().name(),
        price.amountMinor(),
        price.minimumMinor(),
        price.suggestedMinor());
  }

  private static void requireGood(List<Price> prices) {
    Set<String> currencies = new HashSet<>();
    for (Price price : prices) {
      if (!currencies.add(price.currency())) {
        throw new Problem(Kind.INVALID, "There may be one price in each currency.");
      }
      try {
        check(Currency.of(price.currency()), price);
      } catch (IllegalArgumentException refused) {
        throw new Problem(Kind.INVALID, String.valueOf(refused.getMessage()));
      }
    }
  }

  private static void check(Currency currency, Price price) {
    for (long minor :
        new long[] {price.amountMinor(), price.minimumMinor(), price.suggestedMinor()}) {
      if (minor < 0) {
        throw new IllegalArgumentException("An amount must not be negative.");
      }
      currency.checkPrice(minor);
    }
    boolean fixed = price.model() == Model.FIXED;
    boolean open = price.model() == Model.PAY_WHAT_YOU_WANT;
    if (fixed != price.amountMinor() > 0) {
      throw new IllegalArgumentException(
          "amountMinor belongs to FIXED alone, and must be more than 0; for nothing, say FREE.");
    }
    if (!open && (price.minimumMinor() != 0 || price.suggestedMinor() != 0)) {
      throw new IllegalArgumentException(
          "minimumMinor and suggestedMinor belong to PAY_WHAT_YOU_WANT alone.");
    }
    if (price.suggestedMinor() < price.minimumMinor()) {
      throw new IllegalArgumentException("suggestedMinor must not be less than minimumMinor.");
    }
  }
}
