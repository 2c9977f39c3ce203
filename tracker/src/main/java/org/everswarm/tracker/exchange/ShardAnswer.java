package org.everswarm.tracker.exchange;

import java.util.List;

/**
 * What a member gets from an exchange.
 *
 * @param epoch names this log; another one means that the former was lost, with what it had
 * @param version the newest batch, to ask from the next time
 * @param batches those after what was asked from, oldest first, without the caller's own; the
 *     arrays are the log's, not to be written to
 * @param missed whether batches that the caller never got have gone already: it must pull
 */
public record ShardAnswer(long epoch, long version, List<byte[]> batches, boolean missed) {}
