package org.everswarm.tracker.swarm;

abstract class PeerList {
  static final int MAX_AGE_MINUTES = 8191;
}
