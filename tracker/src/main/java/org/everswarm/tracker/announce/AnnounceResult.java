package org.everswarm.tracker.announce;

import java.util.Locale;

/**
 * What became of an announce or a scrape, and what to tell the peer.
 *
 * <p>Only {@link #UNREGISTERED} says "unregistered": Transmission never retries after that word.
 */
public enum AnnounceResult {
  OK("", 0),
  UNREGISTERED("unregistered torrent", 60),
  /** An operator closed the swarm; {@link AnnouncePipeline#denial} knows why. */
  DENIED("this torrent was taken down", 60),
  RECEIPT_MISSING(
      "this torrent needs a receipt: get its .torrent from the shop you bought it in", -1),
  RECEIPT_MALFORMED("the receipt in the tracker URL is damaged: get the .torrent again", -1),
  RECEIPT_UNKNOWN_KEY("the receipt was signed with a key this tracker does not know", 30),
  RECEIPT_FORGED("the receipt is not genuine", -1),
  RECEIPT_EXPIRED("the receipt has expired", -1),
  RECEIPT_REVOKED("the receipt was revoked", -1),
  RECEIPT_OTHER_BUNDLE("the receipt is for another bundle", -1),
  RECEIPT_FROZEN("the receipt is used in too many places: ask the shop for a new one", 60),
  LIMITED("too many requests from your address", 5),
  BUSY("the tracker is busy: try again in a minute", 1),
  MALFORMED("malformed request", -1),
  /** Not for the peer: the signature must be checked before this can be decided. */
  VERIFY("the receipt is being checked: try again in a minute", 1);

  private static final String MISSING_OVER_UDP =
      "this torrent needs a receipt: use the HTTPS or HTTP tracker URL of its .torrent";

  private final String reason;
  private final int retryInMinutes;
  private final String label;

  AnnounceResult(String reason, int retryInMinutes) {
    this.reason = reason;
    this.retryInMinutes = retryInMinutes;
    label = name().toLowerCase(Locale.ROOT);
  }

  /** What to tell the peer, in ASCII, at most 100 characters; empty for {@link #OK}. */
  public String reason() {
    return reason;
  }

  /** The same where it depends on the way the request came: most clients send no BEP 41 data. */
  public String reason(Transport transport) {
    return this == RECEIPT_MISSING && transport == Transport.UDP ? MISSING_OVER_UDP : reason;
  }

  /** When trying again makes sense (BEP 31); -1 for never. */
  public int retryInMinutes() {
    return retryInMinutes;
  }

  /** The value of a metric's label. */
  public String label() {
    return label;
  }
}
