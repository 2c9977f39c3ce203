package org.everswarm.tracker.swarm;

/** IPv4 peers, one word each: address 32, port 16, minute and flags 16. Eight to a line. */
final class Ipv4Peers extends PeerList {

  Ipv4Peers() {
    super(1, 3, 3);
  }

  @Override
  int find(PeerAnnounce who) {
    RankIndex index = index();
    if (index != null) {
      return index.find(hash(who), this, who);
    }
    long key = key(who);
    if (isMarked()) {
      return findMarked(mark(key), who);
    }
    int run;
    for (int rank = 0; rank < size; rank += run) {
      run = Math.min(run(rank), size - rank);
      seek(rank);
      int found = find(key, words, at, run);
      if (found >= 0) {
        return rank + found;
      }
    }
    return ABSENT;
  }

  @Override
  boolean isHere(PeerAnnounce who) {
    return words[at] >>> 16 == key(who);
  }

  @Override
  int markHere() {
    return mark(words[at] >>> 16);
  }

  @Override
  long hashHere() {
    return hash(words[at] >>> 16);
  }

  @Override
  long hash(PeerAnnounce who) {
    return hash(key(who));
  }

  @Override
  void write(PeerAnnounce who, int meta) {
    words[at] = (key(who) << 16) | meta;
  }

  @Override
  void copyHere(int count, PeerReply out, int to) {
    byte[] bytes = out.peers4;
    long[] peers = words;
    int end = at + count;
    int byteAt = to * PeerReply.IPV4_LENGTH;
    for (int i = at; i < end; i++, byteAt += PeerReply.IPV4_LENGTH) {
      // The two bytes too many belong to the next peer, or to nobody.
      ReplyBytes.putLong(bytes, byteAt, peers[i]);
    }
  }

  @Override
  int writeTo(SwarmBuffer out, int to) {
    int byteAt = to;
    int run;
    for (int rank = 0; rank < size; rank += run) {
      run = Math.min(run(rank), size - rank);
      seek(rank);
      for (int i = at; i < at + run; i++, byteAt += Long.BYTES) {
        out.setLong(byteAt, words[i]);
      }
    }
    return byteAt;
  }

  @Override
  void writeHere(SwarmBuffer out, int to) {
    out.setLong(to, words[at]);
  }

  private long hash(long key) {
    return table().peerMixer().mix(key, 0, 0);
  }

  private static int mark(long key) {
    return (int) ((key * 0x9E37_79B9_7F4A_7C15L) >>> 56);
  }

  private static int find(long key, long[] words, int at, int count) {
    for (int i = 0; i < count; i++) {
      if (words[at + i] >>> 16 == key) {
        return i;
      }
    }
    return ABSENT;
  }

  private static long key(PeerAnnounce who) {
    return ((who.addressLow & 0xFFFF_FFFFL) << 16) | (who.port & 0xFFFF);
  }
}
