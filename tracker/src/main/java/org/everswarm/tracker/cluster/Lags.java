package org.everswarm.tracker.cluster;

/** Told when the logs cannot give what a member lacks, so that it is pulled. Any thread. */
interface Lags {

  /** Changes of any member since {@code sinceMillis} may be missing. */
  void missed(long sinceMillis);

  /** Changes that one process could not send, since a minute since 1970. */
  void lost(String instance, int sinceMinutes);

  /** Each shard was exchanged at least once. */
  void firstRound();
}
