package org.everswarm.protocol.udp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * A datagram to a tracker (BEP 15), as a value: for clients, load and tests. The tracker itself
 * reads in place, with {@link UdpLayout}.
 */
public sealed interface UdpRequest {

  /** What the reply repeats. */
  int transactionId();

  /** Appends the datagram. */
  void encode(ByteBuf out);

  /** Reads a whole datagram and leaves the indexes alone; null when it is malformed. */
  static @Nullable UdpRequest decode(ByteBuf in) {
    int start = in.readerIndex();
    int length = in.readableBytes();
    if (length < UdpLayout.CONNECT_LENGTH) {
      return null;
    }
    return switch (UdpLayout.action(in, start)) {
      case UdpLayout.ACTION_CONNECT -> Connect.decode(in, start);
      case UdpLayout.ACTION_ANNOUNCE -> Announce.decode(in, start, length);
      case UdpLayout.ACTION_SCRAPE -> Scrape.decode(in, start, length);
      default -> null;
    };
  }

  /** Asks for a connection id. */
  record Connect(int transactionId) implements UdpRequest {

    @Override
    public void encode(ByteBuf out) {
      out.writeLong(UdpLayout.PROTOCOL_ID);
      out.writeInt(UdpLayout.ACTION_CONNECT).writeInt(transactionId);
    }

    private static @Nullable Connect decode(ByteBuf in, int start) {
      return UdpLayout.connectionId(in, start) == UdpLayout.PROTOCOL_ID
          ? new Connect(UdpLayout.transactionId(in, start))
          : null;
    }
  }

  /**
   * Tells of itself and asks for peers.
   *
   * @param event an id that names none is read as {@link AnnounceEvent#NONE}
   * @param ip the address it claims; 0 for the one it sends from
   * @param numWant how many peers it wants; negative: as many as the tracker likes
   * @param urlData path and query of the tracker's URL (BEP 41), empty when not sent
   */
  record Announce(
      long connectionId,
      int transactionId,
      InfoHash infoHash,
      PeerId peerId,
      long downloaded,
      long left,
      long uploaded,
      AnnounceEvent event,
      int ip,
      int key,
      int numWant,
      int port,
      String urlData)
      implements UdpRequest {

    @Override
    public void encode(ByteBuf out) {
      out.writeLong(connectionId).writeInt(UdpLayout.ACTION_ANNOUNCE).writeInt(transactionId);
      infoHash.writeTo(out);
      peerId.writeTo(out);
      out.writeLong(downloaded).writeLong(left).writeLong(uploaded).writeInt(event.udpId());
      out.writeInt(ip).writeInt(key).writeInt(numWant).writeShort(port);
      UrlData.write(out, urlData);
    }

    private static @Nullable Announce decode(ByteBuf in, int start, int length) {
      if (length < UdpLayout.ANNOUNCE_LENGTH) {
        return null;
      }
      byte[] url = new byte[length - UdpLayout.ANNOUNCE_LENGTH];
      int urlLength = UrlData.read(in, start + UdpLayout.ANNOUNCE_LENGTH, start + length, url);
      if (urlLength == UrlData.MALFORMED) {
        return null;
      }
      AnnounceEvent event = AnnounceEvent.ofUdpId(UdpLayout.event(in, start));
      return new Announce(
          UdpLayout.connectionId(in, start),
          UdpLayout.transactionId(in, start),
          InfoHash.get(in, start + 16),
          PeerId.get(in, UdpLayout.peerIdIndex(start)),
          UdpLayout.downloaded(in, start),
          UdpLayout.left(in, start),
          UdpLayout.uploaded(in, start),
          event == null ? AnnounceEvent.NONE : event,
          UdpLayout.ip(in, start),
          UdpLayout.key(in, start),
          UdpLayout.numWant(in, start),
          UdpLayout.port(in, start),
          new String(url, 0, urlLength, StandardCharsets.ISO_8859_1));
    }
  }

  /** Asks for the counts of 1 to 74 swarms. */
  record Scrape(long connectionId, int transactionId, List<InfoHash> infoHashes)
      implements UdpRequest {

    public Scrape {
      infoHashes = List.copyOf(infoHashes);
    }

    @Override
    public void encode(ByteBuf out) {
      out.writeLong(connectionId).writeInt(UdpLayout.ACTION_SCRAPE).writeInt(transactionId);
      infoHashes.forEach(hash -> hash.writeTo(out));
    }

    private static @Nullable Scrape decode(ByteBuf in, int start, int length) {
      int count = UdpLayout.scrapeCount(length);
      if (count == 0 || count > UdpLayout.MAX_SCRAPE) {
        return null;
      }
      List<InfoHash> hashes = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        hashes.add(InfoHash.get(in, UdpLayout.scrapeHashIndex(start, i)));
      }
      return new Scrape(
          UdpLayout.connectionId(in, start), UdpLayout.transactionId(in, start), hashes);
    }
  }
}
