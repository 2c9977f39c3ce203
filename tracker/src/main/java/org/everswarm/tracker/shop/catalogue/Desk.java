package org.everswarm.tracker.shop.catalogue;

import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.accounts.Publishers;
import org.everswarm.tracker.shop.audit.Audit;
import org.everswarm.tracker.shop.mail.Letter;
import org.everswarm.tracker.shop.mail.Outbox;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;
import org.jdbi.v3.core.Handle;

/**
 * Where publishers and operators change the catalogue. Thread-safe; all that it offers blocks, is
 * one transaction each, and throws a {@link Problem} if it is refused: NOT_FOUND for what is
 * another publisher's.
 */
public final class Desk {

  private final Database database;
  private final Effects effects;
  private final Audit audit;
  private final Outbox outbox;
  private final Ids ids;
  private final InstantSource clock;
  private final Catalogue catalogue = new Catalogue();

  public Desk(
      Database database,
      Effects effects,
      Audit audit,
      Outbox outbox,
      Ids ids,
      InstantSource clock) {
    this.database = database;
    this.effects = effects;
    this.audit = audit;
    this.outbox = outbox;
    this.ids = ids;
    this.clock = clock;
  }

  /** To read it. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /** Pictures of bundles. */
  public Covers covers() {
    return new Covers(this);
  }

  /** Bundles and prices. */
  public Bundles bundles() {
    return new Bundles(this);
  }

  /** Items of bundles. */
  public Items items() {
    return new Items(this);
  }

  /** Torrents of items. */
  public Releases releases() {
    return new Releases(this);
  }

  /** From draft to live and on. */
  public Publication publication() {
    return new Publication(this);
  }

  /** The operator's. */
  public Takedowns takedowns() {
    return new Takedowns(this);
  }

  Database database() {
    return database;
  }

  Effects effects() {
    return effects;
  }

  Ids ids() {
    return ids;
  }

  long now() {
    return clock.millis();
  }

  /** The publisher's own bundle. */
  Bundle own(Handle h, Actor actor, long bundleId) {
    return catalogue
        .find(h, bundleId)
        .filter(bundle -> bundle.publisherId().equals(actor.publisherId()))
        .orElseThrow(Catalogue::none);
  }

  /** The publisher's own bundle, if it may be changed. */
  Bundle changeable(Handle h, Actor actor, long bundleId) {
    Bundle bundle = own(h, actor, bundleId);
    catalogue
        .takenDown(h, bundleId)
        .ifPresent(
            reason -> {
              throw new Problem(
                  Kind.CONFLICT,
                  "The bundle was taken down ("
                      + reason
                      + ") and cannot be changed until the operator lifts that.");
            });
    return bundle;
  }

  void audit(Handle h, Actor actor, String action, long bundleId, JsonObject detail) {
    String subject = actor.publisherId() + "/" + BundleIds.hex(bundleId);
    audit.record(h, actor.accountId(), action, subject, detail);
  }

  Audit audit() {
    return audit;
  }

  /** A letter to each of a publisher's owners. */
  void write(Handle h, String publisherId, String subject, String text) {
    for (String owner : Publishers.addresses(h, publisherId)) {
      outbox.send(h, new Letter(owner, subject, text));
    }
  }
}
