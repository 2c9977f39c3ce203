package org.everswarm.tracker.announce;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.SwarmCounts;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.gate.GateDecision;
import org.everswarm.tracker.gate.KnownReceipt;
import org.everswarm.tracker.gate.ReceiptGate;
import org.everswarm.tracker.gate.SharingVerdict;
import org.everswarm.tracker.registry.Denial;
import org.everswarm.tracker.registry.Registration;
import org.everswarm.tracker.registry.Registry;
import org.everswarm.tracker.swarm.PeerAnnounce;
import org.everswarm.tracker.swarm.PeerReply;
import org.everswarm.tracker.swarm.PeerTable;
import org.everswarm.tracker.swarm.ScrapeCounts;
import org.jspecify.annotations.Nullable;

/**
 * What every announce and scrape goes through, whichever way it came: registry, gate, table, reply.
 *
 * <p>Thread-safe; nothing here blocks. An announce of a torrent that no swarm-node holds allocates
 * nothing, be it free or with a known receipt.
 */
public final class AnnouncePipeline {

  private static final String SHARED =
      "this receipt is used in many places; beyond a household it will be frozen";

  /** An admission outlives two announces that come late, and their journey. */
  private static final int ADMISSION_SPARE_SECONDS = 600;

  private final Access access;
  private final Registry registry;
  private final ReceiptGate gate;
  private final PeerTable table;
  private final Admissions admissions;
  private final AnnounceSettings settings;
  private final IntervalStretch stretch;
  private final InstantSource clock;

  public AnnouncePipeline(
      Access access,
      Registry registry,
      ReceiptGate gate,
      PeerTable table,
      Admissions admissions,
      AnnounceSettings settings,
      IntervalStretch stretch,
      InstantSource clock) {
    this.access = access;
    this.registry = registry;
    this.gate = gate;
    this.table = table;
    this.admissions = admissions;
    this.settings = settings;
    this.stretch = stretch;
    this.clock = clock;
  }

  /** What peers are told, and how much. */
  public AnnounceSettings settings() {
    return settings;
  }

  /** The interval as it is told at this load, on average. */
  public int intervalSeconds() {
    return stretch.apply(settings.intervalSeconds());
  }

  /** The least interval as it is told at this load. */
  public int minIntervalSeconds() {
    return stretch.apply(settings.minIntervalSeconds());
  }

  /** A reply with room for what {@link #announce} may put in. */
  public PeerReply newReply() {
    return new PeerReply(settings.maxPeers());
  }

  /**
   * Answers an announce. The reply's intervals are good whatever the result; its peers and counts
   * if that is OK. Swarm-nodes are told before this returns. On VERIFY nothing else has changed.
   *
   * <p>Who stops is taken out of a registered torrent whatever becomes of its receipt: it can take
   * out nobody but its own address and port, and others would call in vain at who has gone.
   */
  public AnnounceResult announce(AnnounceRequest request, PeerReply reply) {
    PeerAnnounce peer = request.peer;
    long nowSeconds = Math.floorDiv(clock.millis(), 1000L);
    peer.nowMinutes = (int) (nowSeconds / 60);
    Registration registration = registry.find(peer.hash0, peer.hash1, peer.hash2);
    AnnounceResult result = pass(registration, request, reply, nowSeconds / 3600);
    if (result == AnnounceResult.OK) {
      String warning = reply.warning;
      peer.numWant = settings.numWant(request.transport, peer.numWant);
      table.announce(peer, reply);
      reply.warning = warning;
      admit(registration, request, nowSeconds);
    } else {
      if (registration != null && peer.event == AnnounceEvent.STOPPED) {
        table.announce(peer, reply);
      }
      reply.clear();
    }
    reply.intervalSeconds = stretch.apply(settings.intervalSeconds(peer));
    reply.minIntervalSeconds = minIntervalSeconds();
    return result;
  }

  /**
   * Has a signature checked after VERIFY. {@code then} is told on a worker thread: OK, and the
   * announce or scrape is to be made again; or RECEIPT_FORGED.
   *
   * @return false when the tracker cannot: then the answer is BUSY, and nobody is told
   */
  public boolean verify(ReceiptToken token, IpAddress source, Consumer<AnnounceResult> then) {
    return verify(token, source, Runnable::run, then);
  }

  /** The same, told on {@code loop}: for several tokens that were checked together, in one task. */
  public boolean verify(
      ReceiptToken token, IpAddress source, Executor loop, Consumer<AnnounceResult> then) {
    return gate.verify(
        token,
        source,
        loop,
        genuine -> then.accept(genuine ? AnnounceResult.OK : AnnounceResult.RECEIPT_FORGED));
  }

  /**
   * After {@link #verify} was false: whether this source has earned no answer, because it goes on
   * and on with tokens after many forged ones.
   */
  public boolean ignores(IpAddress source) {
    return gate.ignores(source);
  }

  /** Whether a torrent's counts may be told: the gate that is for announces is for these too. */
  public AnnounceResult scrape(
      long hash0, long hash1, int hash2, @Nullable ReceiptToken token, boolean malformed) {
    Registration registration = registry.find(hash0, hash1, hash2);
    if (denied(hash0, hash1, hash2)) {
      return AnnounceResult.DENIED;
    }
    if (registration == null) {
      return unknown();
    }
    long epochHours = Math.floorDiv(clock.millis(), 3_600_000L);
    return result(gate.decide(registration, token, malformed, epochHours));
  }

  /** Why a torrent's announces are {@link AnnounceResult#DENIED}, to be shown as it is. */
  public String denial(long hash0, long hash1, int hash2) {
    Denial denial = registry.denials().find(hash0, hash1, hash2);
    // It may have been taken back in this moment.
    return denial == null ? AnnounceResult.DENIED.reason() : denial.reason();
  }

  /**
   * Reads a torrent's swarm into the caches, for an announce to come: see {@link PeerTable#touch}.
   *
   * @return any number, to be kept somewhere
   */
  public long touch(long hash0, long hash1, int hash2) {
    return table.touch(hash0, hash1, hash2);
  }

  /** What a permitted scrape tells. */
  public SwarmCounts counts(long hash0, long hash1, int hash2) {
    return table.counts(hash0, hash1, hash2);
  }

  /** Writes what a permitted scrape tells, without making anything. */
  public void counts(long hash0, long hash1, int hash2, ScrapeCounts out) {
    table.counts(hash0, hash1, hash2, out);
  }

  private AnnounceResult pass(
      @Nullable Registration registration,
      AnnounceRequest request,
      PeerReply reply,
      long epochHours) {
    reply.warning = null;
    if (denied(request.peer.hash0, request.peer.hash1, request.peer.hash2)) {
      return AnnounceResult.DENIED;
    }
    if (registration == null) {
      return unknown();
    }
    AnnounceResult result = decide(registration, request, epochHours);
    boolean counts =
        registration.gate().needsReceipt() && request.peer.event != AnnounceEvent.STOPPED;
    if (result == AnnounceResult.OK && counts) {
      PeerAnnounce peer = request.peer;
      SharingVerdict verdict =
          gate.share(request.admitted.receiptId(), peer.addressHigh, peer.addressLow, epochHours);
      reply.warning = verdict == SharingVerdict.WARN ? SHARED : null;
      return verdict == SharingVerdict.FROZEN ? AnnounceResult.RECEIPT_FROZEN : result;
    }
    return result;
  }

  /** What the gate says; when that is OK, and there is a gate, the receipt is in the request. */
  private AnnounceResult decide(
      Registration registration, AnnounceRequest request, long epochHours) {
    if (registration.gate().needsReceipt() && request.receiptAt >= 0) {
      if (gate.recall(request.receiptText, request.receiptAt, request.admitted)) {
        return result(gate.decide(registration, request.admitted, epochHours));
      }
      request.readReceipt();
    }
    ReceiptToken token = request.receipt;
    AnnounceResult result =
        result(gate.decide(registration, token, request.receiptMalformed, epochHours));
    if (result == AnnounceResult.OK && token != null) {
      request.admitted.set(token);
    }
    return result;
  }

  private boolean denied(long hash0, long hash1, int hash2) {
    return registry.denials().find(hash0, hash1, hash2) != null;
  }

  private AnnounceResult unknown() {
    return access == Access.OPEN ? AnnounceResult.OK : AnnounceResult.UNREGISTERED;
  }

  private void admit(
      @Nullable Registration registration, AnnounceRequest request, long nowSeconds) {
    PeerAnnounce peer = request.peer;
    boolean fetches = peer.left != 0 && peer.event != AnnounceEvent.STOPPED;
    if (!fetches || !admissions.wanted(peer.hash0, peer.hash1, peer.hash2)) {
      return;
    }
    Endpoint endpoint = new Endpoint(peer.address(), peer.port);
    long until = nowSeconds + 2L * intervalSeconds() + ADMISSION_SPARE_SECONDS;
    if (registration == null || !registration.gate().needsReceipt()) {
      admissions.admitted(peer.infoHash(), endpoint, Gate.FREE, 0, until);
    } else {
      KnownReceipt receipt = request.admitted;
      long end = Math.min(until, notAfterEpochSecond(receipt));
      admissions.admitted(peer.infoHash(), endpoint, registration.gate(), receipt.receiptId(), end);
    }
  }

  private static long notAfterEpochSecond(KnownReceipt receipt) {
    long hours = receipt.notAfterHours();
    return hours == ReceiptSigner.NEVER ? Long.MAX_VALUE : hours * 3600;
  }

  private static AnnounceResult result(GateDecision decision) {
    return switch (decision) {
      case ADMITTED -> AnnounceResult.OK;
      case VERIFY -> AnnounceResult.VERIFY;
      case MISSING -> AnnounceResult.RECEIPT_MISSING;
      case MALFORMED -> AnnounceResult.RECEIPT_MALFORMED;
      case OTHER_BUNDLE -> AnnounceResult.RECEIPT_OTHER_BUNDLE;
      case EXPIRED -> AnnounceResult.RECEIPT_EXPIRED;
      case REVOKED -> AnnounceResult.RECEIPT_REVOKED;
      case UNKNOWN_KEY -> AnnounceResult.RECEIPT_UNKNOWN_KEY;
      case FROZEN -> AnnounceResult.RECEIPT_FROZEN;
    };
  }
}
