package org.everswarm.node.load;

/**
 * What is asked.
 *
 * @param peers who asks
 * @param hashes of the torrents they are in
 * @param numWant peers that each announce asks for
 * @param scrapes share of requests that are scrapes
 * @param scrapeHashes most info-hashes in a scrape, 1 to 74
 * @param stopped share of announces by which a peer leaves and another takes its place
 * @param receipts what peers show; none: an ungated load
 * @param seed of all that is drawn
 */
record Workload(
    Population peers,
    InfoHashes hashes,
    int numWant,
    double scrapes,
    int scrapeHashes,
    double stopped,
    Receipts receipts,
    long seed) {

  /** The same without scrapes, and without peers that leave. */
  Workload announcesOnly() {
    return new Workload(peers, hashes, numWant, 0, scrapeHashes, 0, receipts, seed);
  }
}
