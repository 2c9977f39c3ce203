package org.everswarm.tracker.swarm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.IpAddress;

/** Reads packed replies. */
final class Replies {

  private Replies() {}

  static List<Endpoint> peers(PeerReply reply) {
    List<Endpoint> peers = new ArrayList<>();
    read(reply.peers4, reply.count4, 4, peers);
    read(reply.peers6, reply.count6, 16, peers);
    return peers;
  }

  private static void read(byte[] packed, int count, int addressLength, List<Endpoint> into) {
    for (int i = 0; i < count; i++) {
      int at = i * (addressLength + 2);
      int end = at + addressLength;
      int port = (packed[end] & 0xFF) << 8 | (packed[end + 1] & 0xFF);
      into.add(new Endpoint(IpAddress.of(Arrays.copyOfRange(packed, at, end)), port));
    }
  }
}
