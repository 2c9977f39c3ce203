package org.everswarm.protocol.http;

import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.PeerId;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.jspecify.annotations.Nullable;

/**
 * The query of an HTTP announce (BEP 3, 7, 21, 23).
 *
 * <p>Mutable, reusable, confined to one thread. Takes any input without an exception.
 *
 * <p>Clients append their parameters to the query of the tracker's URL, so where one is repeated
 * the last counts, and a URL cannot speak for the client. A second {@code info_hash} is refused. Of
 * addresses only the socket's counts: {@code ip}, {@code ipv4} and {@code ipv6} are ignored.
 */
public final class AnnounceQuery {

  private static final AnnounceEvent[] EVENTS = AnnounceEvent.values();
  private static final int MAX_TRACKER_ID_LENGTH = 64;
  private static final int MAX_PORT = 0xFFFF;
  private static final int ABSENT = -1;

  private final RequestTarget ownTarget = new RequestTarget();
  private final QueryPairs pairs = new QueryPairs();
  private final byte[] id = new byte[InfoHash.LENGTH];

  private RequestTarget target = ownTarget;
  private @Nullable InfoHash infoHash;
  private @Nullable PeerId peerId;
  private int port;
  private long uploaded;
  private long downloaded;
  private long left;
  private int numWant;
  private AnnounceEvent event = AnnounceEvent.NONE;
  private @Nullable String trackerId;

  /** Reads an announce; null if it is fine, else why not, in words for the peer. */
  public @Nullable String parse(String target) {
    ownTarget.parse(target);
    return parse(ownTarget);
  }

  /** Reads an announce whose target was parsed before and is not parsed anew until this is read. */
  public @Nullable String parse(RequestTarget target) {
    reset(target);
    target.query(pairs);
    while (pairs.next()) {
      String refusal = take();
      if (refusal != null) {
        return refusal;
      }
    }
    return missing();
  }

  public InfoHash infoHash() {
    return required(infoHash);
  }

  public PeerId peerId() {
    return required(peerId);
  }

  /** 1 to 65535; also 0 with {@link AnnounceEvent#STOPPED}, of a client that listens no more. */
  public int port() {
    return Math.max(0, port);
  }

  /** Bytes uploaded as it says, clamped; 0 if it does not. */
  public long uploaded() {
    return uploaded;
  }

  /** Bytes downloaded as it says, clamped; 0 if it does not. */
  public long downloaded() {
    return downloaded;
  }

  /** Bytes left as it says, clamped; if it does not, {@link Long#MAX_VALUE}: not a seeder. */
  public long left() {
    return left;
  }

  /** An event of unknown name is none. */
  public AnnounceEvent event() {
    return event;
  }

  /** How many peers it wants; -1 when it does not say, or says no number. */
  public int numWant() {
    return numWant;
  }

  /** The tracker id it repeats, as it is written; null when it has none. */
  public @Nullable String trackerId() {
    return trackerId;
  }

  /** Whether there is a receipt that cannot be read, or more than one. */
  public boolean receiptMalformed() {
    return target.receiptMalformed();
  }

  /** The receipt; null when there is none or it is malformed. */
  public @Nullable ReceiptToken receipt() {
    return target.receipt();
  }

  private void reset(RequestTarget target) {
    this.target = target;
    infoHash = null;
    peerId = null;
    port = ABSENT;
    uploaded = 0;
    downloaded = 0;
    left = Long.MAX_VALUE;
    numWant = ABSENT;
    event = AnnounceEvent.NONE;
    trackerId = null;
  }

  private @Nullable String take() {
    if (pairs.nameIs("info_hash")) {
      return takeInfoHash();
    }
    if (pairs.nameIs("peer_id")) {
      return takePeerId();
    }
    if (pairs.nameIs("port")) {
      return takePort();
    }
    if (pairs.nameIs("event")) {
      event = readEvent();
    } else if (pairs.nameIs("trackerid")) {
      trackerId = readTrackerId();
    } else {
      takeCount();
    }
    return null;
  }

  private void takeCount() {
    if (pairs.nameIs("left")) {
      long count = pairs.count();
      left = count < 0 ? Long.MAX_VALUE : count;
    } else if (pairs.nameIs("uploaded")) {
      uploaded = Math.max(0, pairs.count());
    } else if (pairs.nameIs("downloaded")) {
      downloaded = Math.max(0, pairs.count());
    } else if (pairs.nameIs("numwant")) {
      numWant = (int) Math.min(Integer.MAX_VALUE, pairs.count());
    }
  }

  private @Nullable String takeInfoHash() {
    if (infoHash != null) {
      return "more than one info_hash";
    }
    if (!pairs.bytes(id)) {
      return "invalid info_hash";
    }
    infoHash = InfoHash.of(id);
    return null;
  }

  private @Nullable String takePeerId() {
    if (!pairs.bytes(id)) {
      return "invalid peer_id";
    }
    peerId = PeerId.of(id);
    return null;
  }

  private @Nullable String takePort() {
    long count = pairs.count();
    if (count < 0 || count > MAX_PORT) {
      return "invalid port";
    }
    port = (int) count;
    return null;
  }

  private AnnounceEvent readEvent() {
    for (AnnounceEvent candidate : EVENTS) {
      if (pairs.valueIs(candidate.httpName())) {
        return candidate;
      }
    }
    return AnnounceEvent.NONE;
  }

  private @Nullable String readTrackerId() {
    int length = pairs.valueTo() - pairs.valueFrom();
    return length == 0 || length > MAX_TRACKER_ID_LENGTH ? null : pairs.value();
  }

  private @Nullable String missing() {
    if (infoHash == null) {
      return "missing info_hash";
    }
    if (peerId == null) {
      return "missing peer_id";
    }
    if (port > 0 || event == AnnounceEvent.STOPPED) {
      return null;
    }
    return port == ABSENT ? "missing port" : "invalid port";
  }

  private static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("nothing was parsed, or it was refused");
    }
    return value;
  }
}
