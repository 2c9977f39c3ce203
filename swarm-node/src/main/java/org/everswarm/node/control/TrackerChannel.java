package org.everswarm.node.control;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.everswarm.node.admission.Admissions;
import org.everswarm.node.admission.Denials;
import org.everswarm.node.admission.Receipts;
import org.everswarm.node.store.BundleStore;
import org.everswarm.node.store.HeldTorrent;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.control.Admit;
import org.everswarm.protocol.control.ControlMessage;
import org.everswarm.protocol.control.Deny;
import org.everswarm.protocol.control.Hello;
import org.everswarm.protocol.control.Hold;
import org.everswarm.protocol.control.ReceiptKeys;
import org.everswarm.protocol.control.Register;
import org.everswarm.protocol.control.Registered;
import org.everswarm.protocol.control.Release;
import org.everswarm.protocol.control.Revoke;
import org.everswarm.protocol.control.Welcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The channel to a tracker, whichever of them is well: tells it what this node holds, and hears
 * from it who may be served. Reconnects for ever. One instance, confined to its event loop but for
 * what is said to be thread-safe. While it is cut off, what was heard before goes on to hold.
 */
public final class TrackerChannel extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(TrackerChannel.class);

  /** Between pings while much is told: the tracker answers one when it has read so far. */
  private static final int HOLDS_PER_PING = 8;

  private final Supplier<ChannelSettings> configured;
  private final BundleStore store;
  private final Admissions admissions;
  private final Receipts receipts;
  private final Denials denials;
  private final RandomGenerator random;
  private final Registrations registrations = new Registrations();
  private final FreshRegistrations fresh = new FreshRegistrations(System::nanoTime);
  private final Promise<Void> firstWelcome = Promise.promise();
  private volatile boolean connected;
  private @Nullable TrackerLink link;

  /**
   * @param settings asked at every connect, when it is known where this node listens
   */
  public TrackerChannel(
      Supplier<ChannelSettings> settings,
      BundleStore store,
      Admissions admissions,
      Receipts receipts,
      Denials denials,
      RandomGenerator random) {
    this.configured = settings;
    this.store = store;
    this.admissions = admissions;
    this.receipts = receipts;
    this.denials = denials;
    this.random = random;
  }

  /** Completes at the first welcome. Thread-safe. */
  public Future<Void> welcomed() {
    return firstWelcome.future();
  }

  /** Whether the tracker has welcomed this node and the channel is open. Thread-safe. */
  public boolean connected() {
    return connected;
  }

  /**
   * Completes when the tracker tracks a torrent this node holds; fails with {@link
   * RegistrationRefused} when it will not. Outlasts reconnects. Thread-safe.
   */
  public Future<Void> register(HeldTorrent torrent) {
    Future<Void> answer = registrations.await(torrent.infoHash());
    context.runOnContext(
        go -> {
          if (connected) {
            sendRegister(torrent);
          }
        });
    return answer;
  }

  @Override
  public Future<?> start() {
    link = new TrackerLink(vertx, configured, random, new Ends());
    store.onAvailability(this::availabilityChanged);
    link.start();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    connected = false;
    return link == null ? Future.succeededFuture() : link.stop();
  }

  /** What the link tells. */
  private final class Ends implements TrackerLink.Listener {

    @Override
    public void opened() {
      TrackerChannel.this.opened();
    }

    @Override
    public void heard(byte[] frame) {
      TrackerChannel.this.heard(frame);
    }

    @Override
    public void lost() {
      connected = false;
    }
  }

  private void opened() {
    ChannelSettings settings = configured.get();
    send(
        new Hello(
            ControlMessage.VERSION,
            settings.wirePort(),
            settings.advertised(),
            settings.webSeedBase()));
  }

  private void heard(byte[] frame) {
    ControlMessage message = ControlMessage.decode(frame);
    if (message instanceof Admit admit) {
      admissions.admit(admit);
    } else if (message instanceof Revoke revoke) {
      receipts.revoke(revoke.revocations());
    } else if (message instanceof Deny deny) {
      denials.take(deny.words());
    } else if (message instanceof Registered registered) {
      registered(registered);
    } else if (message instanceof ReceiptKeys keys) {
      receipts.useKeys(keys.keys());
    } else if (message instanceof Welcome welcome) {
      welcomed(welcome);
    } else {
      LOG.debug("the tracker sent a message this node does not know");
    }
  }

  private void welcomed(Welcome welcome) {
    receipts.useKeys(welcome.keys());
    receipts.revoke(welcome.revocations());
    TrackerLink open = Objects.requireNonNull(link);
    open.welcomed();
    connected = true;
    firstWelcome.tryComplete();
    List<InfoHash> holding = new ArrayList<>();
    for (HeldTorrent torrent : store.list()) {
      if (!torrent.registered() || fresh.elsewhere(torrent.infoHash(), open.target())) {
        sendRegister(torrent);
      } else if (torrent.available()) {
        holding.add(torrent.infoHash());
      }
    }
    int said = 0;
    for (Hold hold : holds(holding)) {
      send(hold);
      if (++said % HOLDS_PER_PING == 0) {
        open.ping();
      }
    }
    LOG.info("connected to the tracker at {}, {} torrents held", place(open), store.size());
  }

  private static String place(TrackerLink open) {
    TrackerTarget target = open.target();
    return target == null ? "?" : target.tracker().toString();
  }

  /** As many messages as it takes to tell of all. */
  static List<Hold> holds(List<InfoHash> hashes) {
    List<Hold> holds = new ArrayList<>();
    for (int from = 0; from < hashes.size(); from += ControlMessage.MAX_ITEMS) {
      int to = Math.min(hashes.size(), from + ControlMessage.MAX_ITEMS);
      holds.add(new Hold(hashes.subList(from, to)));
    }
    return holds;
  }

  private void sendRegister(HeldTorrent torrent) {
    send(new Register(torrent.infoHash(), torrent.gate(), torrent.bundleId(), torrent.name()));
  }

  private void registered(Registered answer) {
    HeldTorrent torrent = store.find(answer.infoHash());
    if (!answer.refusal().isEmpty()) {
      LOG.warn("the tracker does not track {}: {}", answer.infoHash(), answer.refusal());
      registrations.answered(answer);
    } else if (torrent != null) {
      fresh.add(answer.infoHash(), link == null ? null : link.target());
      if (torrent.available()) {
        send(new Hold(List.of(answer.infoHash())));
      }
      vertx
          .<Void>executeBlocking(() -> remember(torrent), false)
          .onFailure(failure -> LOG.warn("could not remember a registration", failure))
          .onComplete(done -> registrations.answered(answer));
    } else {
      registrations.answered(answer);
    }
  }

  private @Nullable Void remember(HeldTorrent torrent) throws IOException {
    store.registered(torrent);
    return null;
  }

  /** Content came back or vanished; any thread. At a welcome all is told anyway. */
  private void availabilityChanged(HeldTorrent torrent) {
    context.runOnContext(
        go -> {
          if (connected && torrent.registered()) {
            List<InfoHash> one = List.of(torrent.infoHash());
            send(torrent.available() ? new Hold(one) : new Release(one));
          }
        });
  }

  private void send(ControlMessage message) {
    if (link != null) {
      link.send(message);
    }
  }
}
