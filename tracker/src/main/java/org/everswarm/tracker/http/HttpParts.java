package org.everswarm.tracker.http;

import java.util.function.LongSupplier;
import org.everswarm.tracker.announce.AnnouncePipeline;
import org.everswarm.tracker.announce.TrafficCounters;
import org.everswarm.tracker.gate.SourceLimiter;
import org.everswarm.tracker.listen.OpenConnections;

/**
 * What HTTP listeners work with. Shared by all of them.
 *
 * @param requests limits the requests of a client
 * @param connections counts and limits connections
 * @param nanoClock {@link System#nanoTime}
 */
public record HttpParts(
    AnnouncePipeline pipeline,
    SourceLimiter requests,
    OpenConnections connections,
    TrafficCounters counters,
    LongSupplier nanoClock) {}
