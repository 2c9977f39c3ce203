package org.everswarm.tracker.swarm;

/**
 * IPv6 peers, three words each: address 128; and unused 32, port 16, minute and flags 16. Two to a
 * line.
 */
final class Ipv6Peers extends PeerList {

  private static final int STRIDE = 3;

  Ipv6Peers() {
    super(STRIDE, 1, 1);
  }

  @Override
  int find(PeerAnnounce who) {
    RankIndex index = index();
    if (index != null) {
      return index.find(hash(who), this, who);
    }
    if (isMarked()) {
      return findMarked(mark(who.addressHigh, who.addressLow, who.port), who);
    }
    for (int rank = 0; rank < size; rank++) {
      seek(rank);
      if (isHere(who)) {
        return rank;
      }
    }
    return ABSENT;
  }

  @Override
  boolean isHere(PeerAnnounce who) {
    return words[at + 1] == who.addressLow
        && words[at] == who.addressHigh
        && words[at + 2] >>> 16 == who.port;
  }

  @Override
  int markHere() {
    return mark(words[at], words[at + 1], words[at + 2] >>> 16);
  }

  @Override
  long hashHere() {
    return hash(words[at], words[at + 1], (int) (words[at + 2] >>> 16));
  }

  @Override
  long hash(PeerAnnounce who) {
    return hash(who.addressHigh, who.addressLow, who.port);
  }

  @Override
  void write(PeerAnnounce who, int meta) {
    words[at] = who.addressHigh;
    words[at + 1] = who.addressLow;
    words[at + 2] = ((long) who.port << 16) | meta;
  }

  @Override
  void copyHere(int count, PeerReply out, int to) {
    byte[] bytes = out.peers6;
    int end = at + count * STRIDE;
    int byteAt = to * PeerReply.IPV6_LENGTH;
    for (int i = at; i < end; i += STRIDE, byteAt += PeerReply.IPV6_LENGTH) {
      ReplyBytes.putLong(bytes, byteAt, words[i]);
      ReplyBytes.putLong(bytes, byteAt + 8, words[i + 1]);
      ReplyBytes.putShort(bytes, byteAt + 16, (short) (words[i + 2] >>> 16));
    }
  }

  @Override
  int writeTo(SwarmBuffer out, int to) {
    int byteAt = to;
    for (int rank = 0; rank < size; rank++, byteAt += 2 * Long.BYTES + Integer.BYTES) {
      seek(rank);
      writeHere(out, byteAt);
    }
    return byteAt;
  }

  @Override
  void writeHere(SwarmBuffer out, int to) {
    out.setLong(to, words[at]);
    out.setLong(to + 8, words[at + 1]);
    out.setInt(to + 16, (int) words[at + 2]);
  }

  private static int mark(long high, long low, long port) {
    return (int) (((high + 31 * low + port) * 0x9E37_79B9_7F4A_7C15L) >>> 56);
  }

  private long hash(long high, long low, int port) {
    return table().peerMixer().mix(high, low, port);
  }
}
