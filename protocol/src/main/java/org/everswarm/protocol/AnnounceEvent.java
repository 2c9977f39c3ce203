package org.everswarm.protocol;

import org.jspecify.annotations.Nullable;

/** What an announce tells beside the client's progress (BEP 3, 15 and 21). */
public enum AnnounceEvent {
  NONE(0, ""),
  COMPLETED(1, "completed"),
  STARTED(2, "started"),
  STOPPED(3, "stopped"),
  /** A partial seed: it has what it wants and will fetch no more (BEP 21). */
  PAUSED(4, "paused");

  private static final AnnounceEvent[] BY_UDP_ID = values();

  private final int udpId;
  private final String httpName;

  AnnounceEvent(int udpId, String httpName) {
    this.udpId = udpId;
    this.httpName = httpName;
  }

  /** The event of a BEP 15 packet, or null when the id names none. */
  public static @Nullable AnnounceEvent ofUdpId(int id) {
    return id >= 0 && id < BY_UDP_ID.length ? BY_UDP_ID[id] : null;
  }

  /** The id in a BEP 15 packet. */
  public int udpId() {
    return udpId;
  }

  /** The value of {@code event=} in a query; empty for {@link #NONE}. */
  public String httpName() {
    return httpName;
  }
}
