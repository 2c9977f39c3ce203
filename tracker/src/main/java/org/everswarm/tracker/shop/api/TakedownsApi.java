package org.everswarm.tracker.shop.api;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.accounts.Sessions;
import org.everswarm.tracker.shop.catalogue.Desk;
import org.everswarm.tracker.shop.catalogue.Takedown;
import org.everswarm.tracker.shop.catalogue.Takedowns;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Database;

/** What the operator takes down, and gives back. */
public final class TakedownsApi {

  private final Database database;
  private final Takedowns takedowns;
  private final Sessions sessions;

  public TakedownsApi(Database database, Desk desk, Sessions sessions) {
    this.database = database;
    this.takedowns = desk.takedowns();
    this.sessions = sessions;
  }

  /** By operationId. */
  public Map<String, Operation> operations() {
    return Map.of("listTakedowns", this::list, "takeDown", this::take, "liftTakedown", this::lift);
  }

  private Reply list(Call call) {
    sessions.operator(call.bearer());
    CreatedAt after = CreatedAt.of(call);
    List<Takedown> found =
        database.read(h -> takedowns.list(h, after.millis(), after.id(), Cursor.limit(call) + 1));
    return Reply.ok(
        Cursor.page(
            call,
            found,
            CatalogueJson::takedown,
            takedown -> CreatedAt.keys(takedown.createdAt(), takedown.id())));
  }

  private Reply take(Call call) {
    sessions.operator(call.bearer());
    JsonObject body = call.json();
    String bundle = body.getString("bundleId");
    String hash = body.getString("infoHash");
    String reason = body.getString("reason");
    if ((bundle == null) == (hash == null)) {
      throw new Problem(Kind.INVALID, "Name either a bundleId or an infoHash.");
    }
    Takedown taken =
        bundle != null
            ? takedowns.takeBundle(BundleIds.parse(bundle).orElseThrow(), reason)
            : takedowns.takeTorrent(InfoHash.fromHex(hash).orElseThrow(), reason);
    return Reply.created(json(taken));
  }

  private Reply lift(Call call) {
    sessions.operator(call.bearer());
    return Reply.ok(json(takedowns.lift(call.path("takedownId"))));
  }

  private JsonObject json(Takedown takedown) {
    return CatalogueJson.takedown(takedown).put("inForce", takedowns.inForce(takedown));
  }
}
