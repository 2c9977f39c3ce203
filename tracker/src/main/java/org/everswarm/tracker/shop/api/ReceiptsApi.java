package org.everswarm.tracker.shop.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.accounts.Role;
import org.everswarm.tracker.shop.accounts.Sessions;
import org.everswarm.tracker.shop.catalogue.Torrent;
import org.everswarm.tracker.shop.orders.Subscriptions;
import org.everswarm.tracker.shop.receipts.LostReceipts;
import org.everswarm.tracker.shop.receipts.Opening;
import org.everswarm.tracker.shop.receipts.OwnerReceipts;
import org.everswarm.tracker.shop.receipts.Receipt;
import org.everswarm.tracker.shop.receipts.ReceiptDesk;
import org.everswarm.tracker.shop.receipts.ReceiptView;
import org.everswarm.tracker.shop.receipts.ReceiptView.Part;
import org.everswarm.tracker.shop.receipts.TorrentFile;

/** What holders of receipts do, and who wants to become one by leaving an address. */
public final class ReceiptsApi {

  private static final String LETTER_SENT =
      "If there is something to send to this address, a letter is on its way.";

  private final ReceiptDesk desk;
  private final LostReceipts lost;
  private final OwnerReceipts owners;
  private final Subscriptions subscriptions;
  private final Sessions sessions;

  public ReceiptsApi(
      ReceiptDesk desk,
      LostReceipts lost,
      OwnerReceipts owners,
      Subscriptions subscriptions,
      Sessions sessions) {
    this.desk = desk;
    this.lost = lost;
    this.owners = owners;
    this.subscriptions = subscriptions;
    this.sessions = sessions;
  }

  /** By operationId. */
  public Map<String, Operation> operations() {
    Map<String, Operation> all = new HashMap<>();
    all.put("getReceipt", this::get);
    all.put("getPersonalTorrent", this::torrent);
    all.put("reissueReceipt", this::reissue);
    all.put("sendLostReceipts", this::sendLost);
    all.put("unsubscribe", this::unsubscribe);
    all.put("subscribe", this::subscribe);
    all.put("confirmSubscription", this::confirm);
    all.put("giveOwnerReceipt", this::own);
    return Map.copyOf(all);
  }

  private Reply get(Call call) {
    return Reply.ok(json(desk.view(call.path("number"), call.bearer())));
  }

  private Reply torrent(Call call) {
    TorrentFile file = desk.torrent(call.path("number"), call.bearer(), call.path("itemId"));
    return Reply.file("application/x-bittorrent", file.name(), file.content());
  }

  private Reply reissue(Call call) {
    return Reply.ok(
        new JsonObject().put("claim", desk.reissue(call.path("number"), call.bearer())));
  }

  private Reply sendLost(Call call) {
    lost.send(call.json().getString("email"), call.source());
    return Reply.accepted(new JsonObject().put("message", LETTER_SENT));
  }

  private Reply unsubscribe(Call call) {
    subscriptions.unsubscribe(call.path("number"), call.bearer());
    return Reply.empty();
  }

  private Reply subscribe(Call call) {
    subscriptions.ask(CatalogueApi.bundle(call), call.json().getString("email"), call.source());
    return Reply.accepted(new JsonObject().put("message", LETTER_SENT));
  }

  private Reply confirm(Call call) {
    return Reply.ok(opening(subscriptions.confirm(call.json().getString("code"))));
  }

  private Reply own(Call call) {
    Actor actor = sessions.member(call.bearer(), call.path("publisherId"), Role.EDITOR);
    return Reply.ok(opening(owners.give(actor, CatalogueApi.bundle(call))));
  }

  private static JsonObject opening(Opening opening) {
    return new JsonObject().put("number", opening.receipt().number()).put("claim", opening.claim());
  }

  static JsonObject json(ReceiptView view) {
    Receipt receipt = view.receipt();
    JsonObject json =
        new JsonObject()
            .put("number", receipt.number())
            .put("kind", receipt.kind().name())
            .put("state", receipt.state().name())
            .put("bundleId", BundleIds.hex(receipt.bundleId()))
            .put("title", receipt.title())
            .put("seller", view.seller())
            .put("issuedAt", receipt.issuedAt().toString());
    receipt.orderId().ifPresent(order -> json.put("orderId", order));
    view.expiresAt().ifPresent(at -> json.put("expiresAt", at.toString()));
    view.price()
        .ifPresent(
            price ->
                json.put("currency", price.currency()).put("amountMinor", price.amountMinor()));
    JsonArray items = new JsonArray();
    view.parts().forEach(part -> items.add(json(part)));
    return json.put("items", items);
  }

  private static JsonObject json(Part part) {
    JsonObject json =
        new JsonObject()
            .put("id", part.item().id())
            .put("name", part.item().name())
            .put("gate", part.item().gate().name())
            .put("opened", part.opened());
    part.torrent().ifPresent(torrent -> json.put("torrent", json(torrent)));
    return json;
  }

  private static JsonObject json(Torrent torrent) {
    return new JsonObject()
        .put("infoHash", torrent.infoHash().hex())
        .put("release", torrent.release())
        .put("name", torrent.name())
        .put("sizeBytes", torrent.sizeBytes());
  }
}
