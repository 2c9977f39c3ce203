package org.everswarm.tracker.shop.receipts;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.audit.Audit;
import org.everswarm.tracker.shop.catalogue.Bundle;
import org.everswarm.tracker.shop.catalogue.Catalogue;
import org.everswarm.tracker.shop.catalogue.State;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.store.Database;
import org.jdbi.v3.core.Handle;

/** Receipts by which publishers use what they publish: one for each bundle. Thread-safe; blocks. */
public final class OwnerReceipts {

  private final Database database;
  private final Catalogue catalogue;
  private final ReceiptsOffice office;
  private final Claims claims;
  private final Audit audit;

  public OwnerReceipts(
      Database database, Catalogue catalogue, ReceiptsOffice office, Claims claims, Audit audit) {
    this.database = database;
    this.catalogue = catalogue;
    this.office = office;
    this.claims = claims;
    this.audit = audit;
  }

  /** Ends all secrets of a publisher's own receipts: somebody who had them has left. */
  public void endClaims(Handle handle, String publisherId) {
    handle.execute(
        "DELETE FROM claim WHERE subject IN"
            + " (SELECT subject FROM receipt WHERE publisher_id = ? AND kind = ?)",
        publisherId,
        Receipt.Kind.OWNER.name());
  }

  /**
   * The owner's receipt of a bundle, made if it is not there, with a new claim secret.
   *
   * @throws Problem NOT_FOUND if the bundle is not the actor's publisher's; CONFLICT if it is a
   *     draft
   */
  public Opening give(Actor actor, long bundleId) {
    return database.write(
        handle -> {
          Bundle bundle =
              catalogue
                  .find(handle, bundleId)
                  .filter(one -> one.publisherId().equals(actor.publisherId()))
                  .orElseThrow(
                      () -> new Problem(Problem.Kind.NOT_FOUND, "There is no such bundle."));
          if (bundle.state() == State.DRAFT) {
            throw new Problem(
                Problem.Kind.CONFLICT, "A draft has no receipts; publish the bundle first.");
          }
          Receipt receipt =
              office.issue(
                  handle,
                  new Entitlement(
                      Receipt.Kind.OWNER,
                      Optional.empty(),
                      bundleId,
                      actor.publisherId(),
                      bundle.title(),
                      ""));
          audit.record(
              handle,
              actor.accountId(),
              "receipt.owner",
              actor.publisherId() + "/" + BundleIds.hex(bundleId),
              new JsonObject().put("number", receipt.number()));
          return new Opening(receipt, claims.mint(handle, receipt.subject()));
        });
  }
}
