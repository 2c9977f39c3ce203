package org.everswarm.tracker.swarm;

/** IPv6 peers, three words each: address 128; and unused 32, port 16, minute and flags 16. */
final class Ipv6Peers extends PeerList {

  private static final int STRIDE = 3;

  Ipv6Peers() {
    super(STRIDE);
  }

  @Override
  int find(PeerAnnounce who) {
    long[] peers = words;
    for (int i = 0, n = size(), at = 0; i < n; i++, at += STRIDE) {
      if (peers[at + 1] == who.addressLow
          && peers[at] == who.addressHigh
          && peers[at + 2] >>> 16 == who.port) {
        return i;
      }
    }
    return -1;
  }

  @Override
  void put(int index, PeerAnnounce who, int meta) {
    int at = index * STRIDE;
    words[at] = who.addressHigh;
    words[at + 1] = who.addressLow;
    words[at + 2] = ((long) who.port << 16) | meta;
  }

  @Override
  void copy(int index, int count, PeerReply out, int at) {
    byte[] bytes = out.peers6;
    int to = at * PeerReply.IPV6_LENGTH;
    int end = (index + count) * STRIDE;
    for (int i = index * STRIDE; i < end; i += STRIDE, to += PeerReply.IPV6_LENGTH) {
      ReplyBytes.putLong(bytes, to, words[i]);
      ReplyBytes.putLong(bytes, to + 8, words[i + 1]);
      ReplyBytes.putShort(bytes, to + 16, (short) (words[i + 2] >>> 16));
    }
  }
}
