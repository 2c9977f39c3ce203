package org.everswarm.tracker.shop.receipts;

/**
 * A .torrent as its holder saves it.
 *
 * @param name with its ending
 * @param content a receipt in itself: not for logs
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record TorrentFile(String name, byte[] content) {

  @Override
  public String toString() {
    return "TorrentFile";
  }
}
