package org.everswarm.tracker.udp;

import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.everswarm.tracker.announce.AnnouncePipeline;
import org.everswarm.tracker.announce.TrafficCounters;
import org.everswarm.tracker.gate.SourceLimiter;

/**
 * What UDP listeners work with. Shared by all of them.
 *
 * @param connects limits connect requests, whose source may be a lie
 * @param requests limits announces and scrapes, whose source has proven itself
 * @param clock dates connection ids
 * @param nanoClock {@link System#nanoTime}
 */
public record UdpParts(
    AnnouncePipeline pipeline,
    ConnectionKey key,
    SourceLimiter connects,
    SourceLimiter requests,
    TrafficCounters counters,
    InstantSource clock,
    LongSupplier nanoClock) {}
