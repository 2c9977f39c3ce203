package org.everswarm.tracker.shop.receipts;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.receipt.GateIds;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.shop.catalogue.Catalogue;
import org.everswarm.tracker.shop.catalogue.Hosts;
import org.everswarm.tracker.shop.catalogue.Item;
import org.everswarm.tracker.shop.catalogue.Torrent;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.receipts.ReceiptView.Part;
import org.jdbi.v3.core.Handle;

/**
 * Writes torrents for holders of receipts: the same info-hash for everybody, today's hosts, and in
 * announce URLs and web seeds a token that opens this item's gate and no other. Thread-safe.
 */
public final class PersonalTorrents {

  private final Catalogue catalogue;
  private final Signer signer;
  private final Supplier<Hosts> hosts;

  /**
   * @param hosts those of today
   */
  public PersonalTorrents(Catalogue catalogue, Signer signer, Supplier<Hosts> hosts) {
    this.catalogue = catalogue;
    this.signer = signer;
    this.hosts = hosts;
  }

  /** The items of the receipt's bundle, and which of them it opens. */
  List<Part> parts(Handle handle, Receipt receipt) {
    List<Torrent> torrents = catalogue.torrents(handle, receipt.bundleId());
    return catalogue.items(handle, receipt.bundleId()).stream()
        .map(item -> new Part(item, ofItem(torrents, item), opens(receipt.kind(), item.gate())))
        .toList();
  }

  /** The newest release of an item, with a token of the receipt. */
  TorrentFile write(Handle handle, Receipt receipt, Token token, String itemId) {
    Part part = part(handle, receipt, itemId);
    Torrent torrent =
        part.torrent()
            .orElseThrow(
                () ->
                    new Problem(
                        Problem.Kind.NOT_FOUND,
                        "The publisher has not put this item up yet; it will be here when it is."));
    Metainfo canonical = catalogue.metainfo(handle, torrent.itemId(), torrent.infoHash());
    Metainfo personal = personal(canonical, receipt, token, part.item().gate());
    return new TorrentFile(torrent.name() + ".torrent", personal.toBytes());
  }

  private Metainfo personal(Metainfo canonical, Receipt receipt, Token token, Gate gate) {
    if (gate == Gate.FREE) {
      return hosts.get().open(canonical);
    }
    ReceiptKind kind =
        receipt.kind() == Receipt.Kind.OWNER ? ReceiptKind.PUBLISHER : ReceiptKind.BUYER;
    ReceiptToken signed =
        signer.sign(GateIds.of(receipt.bundleId(), gate), token.id(), token.notAfterHours(), kind);
    return hosts.get().personal(canonical, signed);
  }

  private Part part(Handle handle, Receipt receipt, String itemId) {
    Part part =
        parts(handle, receipt).stream()
            .filter(one -> one.item().id().equals(itemId))
            .findFirst()
            .orElseThrow(
                () ->
                    new Problem(
                        Problem.Kind.NOT_FOUND, "There is no such item in the receipt's bundle."));
    if (!part.opened()) {
      throw new Problem(
          Problem.Kind.FORBIDDEN,
          "This receipt is for what is behind the e-mail gate; this item must be bought.");
    }
    return part;
  }

  private static Optional<Torrent> ofItem(List<Torrent> torrents, Item item) {
    return torrents.stream().filter(one -> one.itemId().equals(item.id())).findFirst();
  }

  private static boolean opens(Receipt.Kind kind, Gate gate) {
    return kind != Receipt.Kind.EMAIL || gate != Gate.PAID;
  }
}
