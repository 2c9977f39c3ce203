package org.everswarm.tracker.swarm;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.HashMixer;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.SwarmCounts;

/**
 * All swarms of this node: who is in them, and who is told to whom.
 *
 * <p>Thread-safe, by a lock for each of 4096 stripes of the hash space; nothing here waits for
 * anything but such a lock, or for the few cycles in which a line is taken or given back.
 *
 * <p>All peers and swarms lie in {@link Lines}, arrays of 8 MiB that are made as they are needed;
 * an IPv4 peer takes 8 bytes of a line, a swarm of up to three a line of 64. So an announce
 * allocates nothing, but when an array has to be made: those 8 MiB, a stripe's slots, or what a
 * swarm of more than 560 IPv4 (140 IPv6) peers has beside its lines.
 *
 * <p>A peer is an address and a port (BEP 23), in one family: a client with two addresses is two
 * peers (BEP 7). Peers that fetch no more, seeders and partial seeds (BEP 21), are told of leechers
 * only. A peer that leaves and comes back is a new one, so a download may count again.
 */
public final class PeerTable {

  /** The oldest that a peer can be told to be, in minutes: half the range of its clock. */
  public static final int MAX_AGE_MINUTES = PeerList.MAX_AGE_MINUTES;

  private static final int STRIPE_BITS = 12;

  /** Peers of one swarm that are merged before announces have their turn, some 0.2 ms. */
  private static final int MERGED_AT_ONCE = 2048;

  /** What the stripes share. */
  final TableParts parts;

  private final HashMixer mixer;
  private final Stripe[] stripes = new Stripe[1 << STRIPE_BITS];
  private PeerChanges changes = PeerChanges.NONE;
  private PeerTerms terms = PeerTerms.NONE;

  /**
   * An empty table.
   *
   * @param seed random, so that nobody can foresee where a swarm lies
   */
  public PeerTable(PeerTableLimits limits, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    mixer = new HashMixer(random);
    Memory memory = new Memory(limits.maxBytes());
    parts =
        new TableParts(
            limits,
            new Room(limits.maxPeers()),
            new Room(limits.maxSwarms()),
            memory,
            new Lines(memory),
            new HashMixer(random));
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = new Stripe(parts, random.nextLong());
    }
  }

  /**
   * Whom to tell of changes that announces make: once, before the first of them. Of what {@link
   * #restore} brings nobody is told.
   */
  public void report(PeerChanges to) {
    if (changes != PeerChanges.NONE) {
      throw new IllegalStateException("somebody is told of changes already");
    }
    changes = to;
  }

  /**
   * Whom to ask which words from elsewhere are void: once, before the first of them. Of announces
   * nobody is asked.
   */
  public void keepOut(PeerTerms ended) {
    terms = ended;
  }

  /**
   * Answers an announce, then takes it in. The reply never has the announcer among its peers; its
   * counts include it. Who stops gets no peers and is forgotten. A peer with port 0 cannot be
   * reached, so it is answered and not listed.
   *
   * @return false when there was no room to keep a newcomer; the reply is good nevertheless
   */
  public boolean announce(PeerAnnounce in, PeerReply out) {
    out.clear();
    long hash = mixer.mix(in.hash0, in.hash1, in.hash2);
    int told = stripe(hash).announce(hash, in, out);
    if ((told & Stripe.TOLD) != 0) {
      changes.changed(in, told & ~Stripe.TOLD);
    }
    return (told & Stripe.REFUSED) == 0;
  }

  /**
   * Reads what an announce or a scrape of a swarm will read first, so that it is near by then.
   * Worth its while when several are to come: the waits for memory are then for all of them at
   * once, where the announces themselves, each under its lock, wait one after another.
   *
   * <p>Takes no lock. What is read may be out of date, and means nothing.
   *
   * @return any number, to be kept somewhere, lest the reading be optimised away
   */
  public long touch(long hash0, long hash1, int hash2) {
    long hash = mixer.mix(hash0, hash1, hash2);
    return stripe(hash).touch(hash);
  }

  /** The same, before a change is merged. */
  public long touchForMerge(PeerChange in) {
    return touch(in.hash0, in.hash1, in.hash2)
        + terms.voidBefore(in.hash0, in.hash1, in.hash2, true);
  }

  /** Writes what a scrape tells of a swarm. */
  public void counts(long hash0, long hash1, int hash2, ScrapeCounts out) {
    long hash = mixer.mix(hash0, hash1, hash2);
    stripe(hash).counts(hash, hash0, hash1, hash2, out);
  }

  /** What a scrape tells of a swarm, as a new value. */
  public SwarmCounts counts(long hash0, long hash1, int hash2) {
    ScrapeCounts counts = new ScrapeCounts();
    counts(hash0, hash1, hash2, counts);
    return counts.toSwarmCounts();
  }

  /**
   * Forgets a swarm and all its peers. Whom this table took in without knowing that the swarm had
   * ended, others may have taken in on its word: they are told that these peers have left.
   *
   * @param endedMillis when it ended, in milliseconds since 1970
   */
  public void remove(InfoHash infoHash, long endedMillis, int nowMinutes) {
    long hash = mixer.mix(infoHash.word0(), infoHash.word1(), infoHash.word2());
    SwarmBuffer late = new SwarmBuffer();
    int since = (int) (endedMillis / PeerChange.MINUTE_MILLIS);
    stripe(hash).remove(hash, infoHash, since, nowMinutes, late);
    SwarmRecord record = SwarmRecord.pulled(late.written(), nowMinutes);
    if (changes != PeerChanges.NONE && record.next()) {
      PeerChange peer = new PeerChange();
      PeerAnnounce left = new PeerAnnounce();
      left.infoHash(infoHash);
      left.event = AnnounceEvent.STOPPED;
      left.nowMinutes = nowMinutes;
      while (record.hasMorePeers()) {
        record.nextPeer(peer);
        left.addressHigh = peer.addressHigh;
        left.addressLow = peer.addressLow;
        left.port = peer.port;
        changes.changed(left, PeerChange.STOPPED);
      }
    }
  }

  /** How many calls of {@link #expire} or {@link #save} make a round. */
  public int stripes() {
    return stripes.length;
  }

  /**
   * Drops the silent peers of one stripe, and its swarms that have neither peers nor a download
   * count worth keeping. A silent peer is told to others until this was called for its stripe, so a
   * round should take a minute or less. The stripe answers nobody meanwhile: some 10 ns a peer.
   *
   * @param maxAgeMinutes a peer unheard of for longer is dropped; 1 to {@value #MAX_AGE_MINUTES}
   * @return how many peers were dropped
   */
  public int expire(int stripe, int nowMinutes, int maxAgeMinutes) {
    PeerTableLimits.requireAge(maxAgeMinutes);
    return stripes[stripe].expire(nowMinutes, maxAgeMinutes);
  }

  /**
   * Appends the swarms of one stripe to a buffer, those without peers too. The stripe answers
   * nobody meanwhile. The bytes are good for {@link #restore} into any table.
   *
   * @return how many swarms were written
   */
  public int save(int stripe, SwarmBuffer out) {
    return stripes[stripe].save(out);
  }

  /**
   * Takes in swarms that were saved, between the announces that others make. Of a peer that is in
   * the table already, what was heard last is kept. Peers older than {@code maxAgeMinutes} are left
   * out, and those that are void ({@link #keepOut}); newcomers beyond the limits are refused, and
   * counted as such.
   *
   * <p>The clock of a peer has 14 bits: what was saved more than {@value #MAX_AGE_MINUTES} minutes
   * ago can be mistaken for new, and is not to be restored.
   *
   * @param records from position to limit; left as it is
   * @param shared whether other tables have these swarms, and tell of them too: then a swarm's
   *     downloads become the greater of its own and those saved. Else they are added to what was
   *     counted here, so nothing should be restored twice
   * @return how many peers were added
   * @throws MalformedSwarmException when a record is not one; those before it are restored
   */
  public long restore(ByteBuffer records, int nowMinutes, int maxAgeMinutes, boolean shared) {
    PeerTableLimits.requireAge(maxAgeMinutes);
    SwarmRecord record = new SwarmRecord(records, nowMinutes, maxAgeMinutes);
    Swarm swarm = new Swarm();
    long added = 0;
    while (record.next()) {
      long hash = mixer.mix(record.hash0, record.hash1, record.hash2);
      added += stripe(hash).merge(hash, record, terms, shared, swarm);
    }
    return added;
  }

  /**
   * Takes in a change from elsewhere, if it is not void ({@link #keepOut}) and that is what the
   * arbiter wants.
   *
   * @param in how a peer is now, or that it has left
   * @param nowMinutes minutes since 1970, as those of announces and of stamps
   * @return what the arbiter said, if it was asked; a newcomer beyond the limits is refused all the
   *     same, and counted as such
   */
  public int merge(PeerChange in, int nowMinutes, PeerArbiter arbiter, PeerMerge merge) {
    long hash = mixer.mix(in.hash0, in.hash1, in.hash2);
    return stripe(hash).merge(hash, in, nowMinutes, terms, arbiter, merge);
  }

  /**
   * Appends the swarms of one stripe to a buffer, with those peers that were heard of since, for
   * {@link #merge} into the table of another node. The stripe answers nobody meanwhile.
   *
   * @param sinceMinutes minutes since 1970, or 0 for all, swarms without peers too
   * @return how many swarms were written
   */
  public int save(int stripe, int sinceMinutes, int nowMinutes, SwarmBuffer out) {
    return stripes[stripe].save(sinceMinutes, nowMinutes, out);
  }

  /**
   * Adds to peers that {@link #save(int, int, int, SwarmBuffer)} wrote at which millisecond they
   * were heard of. Takes no lock.
   *
   * @param from where in the buffer they begin; to its end
   */
  public static void stamp(SwarmBuffer saved, int from, int nowMinutes, PeerStamps stamps) {
    SwarmRecord record = SwarmRecord.pulled(saved.from(from), nowMinutes);
    PeerChange peer = new PeerChange();
    while (record.next()) {
      record.writeMillis(stamps, peer);
    }
  }

  /**
   * Takes in swarms of another node, between the announces that others make. Of every peer that is
   * not void ({@link #keepOut}) the arbiter is asked; a swarm's downloads become the greater of its
   * own, once its peers are in, and theirs. Newcomers beyond the limits are refused, and counted as
   * such.
   *
   * @param records from position to limit; left as it is
   * @return how many peers were added
   * @throws MalformedSwarmException when a record is not one; those before it are taken in
   */
  public long merge(ByteBuffer records, int nowMinutes, PeerArbiter arbiter, PeerMerge merge) {
    SwarmRecord record = SwarmRecord.pulled(records, nowMinutes);
    long added = 0;
    while (record.next()) {
      long hash = mixer.mix(record.hash0, record.hash1, record.hash2);
      Stripe stripe = stripe(hash);
      do {
        added += stripe.merge(hash, record, MERGED_AT_ONCE, terms, arbiter, merge);
      } while (record.hasMorePeers());
    }
    return added;
  }

  /** What the table may grow to. */
  public PeerTableLimits limits() {
    return parts.limits();
  }

  /** The table in numbers. Takes each lock once, for a few cycles; looks at no swarm. */
  public PeerTableStats stats() {
    StatsSum sum = new StatsSum();
    for (Stripe stripe : stripes) {
      stripe.addTo(sum);
    }
    return sum.toStats();
  }

  private Stripe stripe(long hash) {
    return stripes[(int) (hash >>> (64 - STRIPE_BITS))];
  }
}
