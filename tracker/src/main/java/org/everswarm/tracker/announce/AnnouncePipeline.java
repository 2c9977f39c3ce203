package org.everswarm.tracker.announce;

import java.time.InstantSource;
import java.util.function.Consumer;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.SwarmCounts;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.gate.ReceiptGate;
import org.everswarm.tracker.registry.Registry;
import org.everswarm.tracker.swarm.PeerReply;
import org.everswarm.tracker.swarm.PeerTable;
import org.jspecify.annotations.Nullable;

/** Registry, gate, table, reply. Thread-safe. */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"})
public final class AnnouncePipeline {

  private final AnnounceSettings settings;

  public AnnouncePipeline(
      Access access,
      Registry registry,
      ReceiptGate gate,
      PeerTable table,
      Admissions admissions,
      AnnounceSettings settings,
      InstantSource clock) {
    this.settings = settings;
  }

  /** What peers are told, and how much. */
  public AnnounceSettings settings() {
    return settings;
  }

  /** A reply with room for what {@link #announce} may put in. */
  public PeerReply newReply() {
    return new PeerReply(settings.maxPeers());
  }

  /** Answers an announce. Never blocks; on VERIFY nothing has changed. Intervals are set always. */
  public AnnounceResult announce(AnnounceRequest request, PeerReply reply) {
    throw new UnsupportedOperationException();
  }

  /**
   * Has a signature checked: then OK (announce again), or RECEIPT_FORGED, is given on a worker
   * thread. False: answer BUSY.
   */
  public boolean verify(ReceiptToken token, IpAddress source, Consumer<AnnounceResult> then) {
    throw new UnsupportedOperationException();
  }

  /** Whether this torrent's counts may be told; if OK, {@link #counts} are. Same gate. */
  public AnnounceResult scrape(
      long hash0, long hash1, int hash2, @Nullable ReceiptToken token, boolean malformed) {
    throw new UnsupportedOperationException();
  }

  /** What a permitted scrape tells. */
  public SwarmCounts counts(long hash0, long hash1, int hash2) {
    throw new UnsupportedOperationException();
  }
}
