package org.everswarm.node.load;

/**
 * Where requests come from.
 *
 * @param workers threads
 * @param sockets UDP sockets of each
 * @param window requests in flight on each socket
 * @param connections HTTP connections of each
 * @param pipeline requests in flight on each connection
 * @param sources addresses they announce from
 * @param forgedSources addresses that forged receipts come from
 */
record LanePlan(
    int workers,
    int sockets,
    int window,
    int connections,
    int pipeline,
    int sources,
    int forgedSources) {

  private static final int WORKERS_MAX = 64;
  private static final int SOCKETS_MAX = 256;
  private static final int CONNECTIONS_MAX = 20_000;
  private static final int PIPELINE_MAX = 16;
  private static final int SOURCES_MAX = 1024;

  /** A thousand sources have no room for as many requests each as one has. */
  private static final int FORGED_CAPACITY = 1 << 17;

  private static final int FORGED_CAPACITY_MIN = 256;

  /** Most announces in flight from each address that forged receipts come from. */
  int forgedCapacity() {
    int share = Math.max(FORGED_CAPACITY_MIN, FORGED_CAPACITY / forgedSources);
    return Math.min(InFlight.CAPACITY_MAX, share);
  }

  static LanePlan of(LoadOptions load, ReceiptOptions receipts) {
    return new LanePlan(
        Limits.within("--workers", load.workers, 1, WORKERS_MAX),
        Limits.within("--sockets", load.sockets, 1, SOCKETS_MAX),
        Limits.within("--window", load.window, 1, InFlight.CAPACITY_MAX - 1),
        Limits.within("--connections", load.connections, 1, CONNECTIONS_MAX),
        Limits.within("--pipeline", load.pipeline, 1, PIPELINE_MAX),
        Limits.within("--source-addresses", load.sources, 1, SOURCES_MAX),
        Limits.within("--forged-sources", receipts.forgedSources, 1, SOURCES_MAX));
  }
}
