package org.everswarm.protocol.udp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.IpAddress;

/** Peers as address and port, 6 or 18 bytes each (BEP 15). */
final class CompactPeers {

  private CompactPeers() {}

  static int length(boolean ipv6) {
    return ipv6 ? UdpLayout.PEER6_LENGTH : UdpLayout.PEER4_LENGTH;
  }

  static void write(ByteBuf out, Endpoint peer, boolean ipv6) {
    IpAddress address = peer.address();
    if (ipv6) {
      out.writeLong(address.high()).writeLong(address.low());
    } else {
      out.writeInt(address.ipv4());
    }
    out.writeShort(peer.port());
  }

  /** Reads all of {@code in}, which holds whole peers. */
  static List<Endpoint> read(ByteBuf in, boolean ipv6) {
    List<Endpoint> peers = new ArrayList<>();
    while (in.isReadable()) {
      IpAddress address =
          ipv6 ? new IpAddress(in.readLong(), in.readLong()) : IpAddress.ofIpv4(in.readInt());
      peers.add(new Endpoint(address, in.readUnsignedShort()));
    }
    return peers;
  }
}
