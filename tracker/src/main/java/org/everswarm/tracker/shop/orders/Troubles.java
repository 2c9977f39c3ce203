package org.everswarm.tracker.shop.orders;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.everswarm.tracker.shop.audit.Audit;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.text.Texts;

/**
 * What a person must look at, because no rule decides it: what processors said and nothing came of,
 * and money that should have gone back and did not. Thread-safe; blocks.
 */
public final class Troubles {

  private final Database database;
  private final Audit audit;

  public Troubles(OrderParts parts) {
    database = parts.database();
    audit = parts.audit();
  }

  /** Events that nothing came of and nobody has dismissed, the newest first. */
  public List<KeptEvent> events(Page page) {
    return database.read(handle -> EventBook.kept(handle, page));
  }

  /** Refunds that the processor refused, or took on in vain, the newest first. */
  public List<Refund> refunds(Page page) {
    return database.read(handle -> MoneyBook.inVain(handle, page));
  }

  /**
   * Takes an event off the list, for the operator has settled what it is about. Nothing else will
   * come of it.
   *
   * @param text what was done about it
   * @throws Problem NOT_FOUND if the list has no such event
   */
  public void dismiss(String processor, String eventId, String text) {
    String note = Texts.note("note", text);
    database.update(
        handle -> {
          if (!EventBook.dismiss(handle, processor, eventId, note)) {
            throw new Problem(Kind.NOT_FOUND, "No such event waits for the operator.");
          }
          audit.record(
              handle,
              "operator",
              "payment-event.dismiss",
              processor + "/" + eventId,
              new JsonObject().put("note", note));
        });
  }
}
