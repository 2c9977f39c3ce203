package org.everswarm.tracker.swarm;

import org.everswarm.protocol.HashMixer;

/**
 * What the stripes of a table share. Thread-safe.
 *
 * @param peers how many peers there may be, and are
 * @param swarms how many swarms there may be, and are
 * @param peerMixer hashes peers for the indexes of large lists
 */
record TableParts(
    PeerTableLimits limits,
    Room peers,
    Room swarms,
    Memory memory,
    Lines lines,
    HashMixer peerMixer) {}
