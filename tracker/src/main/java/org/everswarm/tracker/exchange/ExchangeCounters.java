package org.everswarm.tracker.exchange;

/**
 * An {@link Exchange} in numbers, since the node started unless said otherwise.
 *
 * @param changed announces here that others were to know of
 * @param dropped of those, and of records of state, what found its outbox full
 * @param untold announces here that changed a peer more often than a thousand times a second: taken
 *     back, not told
 * @param sentBatches batches taken to be sent
 * @param sentBytes bytes of them
 * @param applied changes from elsewhere that were news
 * @param known changes from elsewhere that were not
 * @param refusedStamps changes from elsewhere whose clock was too far ahead
 * @param malformed batches and pulls that were none
 * @param pulledPeers peers that pulls added
 * @param stops stops kept now for those who are away
 * @param waitingBytes memory taken now by changes that wait to be sent
 */
public record ExchangeCounters(
    long changed,
    long dropped,
    long untold,
    long sentBatches,
    long sentBytes,
    long applied,
    long known,
    long refusedStamps,
    long malformed,
    long pulledPeers,
    long stops,
    long waitingBytes) {}
