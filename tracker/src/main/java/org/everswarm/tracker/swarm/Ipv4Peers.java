package org.everswarm.tracker.swarm;

/** IPv4 peers, one word each: address 32, port 16, minute and flags 16. */
final class Ipv4Peers extends PeerList {

  Ipv4Peers() {
    super(1);
  }

  @Override
  int find(PeerAnnounce who) {
    long key = key(who);
    long[] peers = words;
    for (int i = 0, n = size(); i < n; i++) {
      if (peers[i] >>> 16 == key) {
        return i;
      }
    }
    return -1;
  }

  @Override
  void put(int index, PeerAnnounce who, int meta) {
    words[index] = (key(who) << 16) | meta;
  }

  @Override
  void copy(int index, int count, PeerReply out, int at) {
    byte[] bytes = out.peers4;
    int to = at * PeerReply.IPV4_LENGTH;
    for (int i = index; i < index + count; i++, to += PeerReply.IPV4_LENGTH) {
      long peer = words[i];
      ReplyBytes.putInt(bytes, to, (int) (peer >>> 32));
      ReplyBytes.putShort(bytes, to + 4, (short) (peer >>> 16));
    }
  }

  private static long key(PeerAnnounce who) {
    return ((who.addressLow & 0xFFFF_FFFFL) << 16) | (who.port & 0xFFFF);
  }
}
