package org.everswarm.node.control;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.everswarm.node.admission.Admissions;
import org.everswarm.node.admission.Receipts;
import org.everswarm.node.store.BundleStore;
import org.everswarm.node.store.HeldTorrent;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.control.Admit;
import org.everswarm.protocol.control.ControlMessage;
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
 * The channel to a tracker: tells it what this node holds, and hears from it who may be served.
 * Reconnects for ever. One instance, confined to its event loop but for what is said to be
 * thread-safe. While it is cut off, what was heard before goes on to hold.
 */
public final class TrackerChannel extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(TrackerChannel.class);
  private static final long MAX_WAIT_MILLIS = 3_000;
  private static final long REFUSED_WAIT_MILLIS = 15_000;
  private static final long CONNECT_MILLIS = 5_000;
  private static final long PING_MILLIS = 10_000;
  private static final int SILENCE_SECONDS = 25;

  private final Supplier<ChannelSettings> configured;
  private final BundleStore store;
  private final Admissions admissions;
  private final Receipts receipts;
  private final Backoff backoff;
  private final Registrations registrations = new Registrations();
  private final Promise<Void> firstWelcome = Promise.promise();
  private volatile boolean connected;
  private @Nullable WebSocketClient client;
  private @Nullable WebSocket socket;
  private boolean stopping;
  private boolean retrying;
  private String complaint = "";

  /**
   * @param settings asked at every connect, when it is known where this node listens
   */
  public TrackerChannel(
      Supplier<ChannelSettings> settings,
      BundleStore store,
      Admissions admissions,
      Receipts receipts,
      RandomGenerator random) {
    this.configured = settings;
    this.store = store;
    this.admissions = admissions;
    this.receipts = receipts;
    this.backoff = new Backoff(MAX_WAIT_MILLIS, random);
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
    client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setConnectTimeout((int) CONNECT_MILLIS)
                .setIdleTimeout(SILENCE_SECONDS)
                .setMaxFrameSize(ControlMessage.MAX_FRAME_BYTES)
                .setMaxMessageSize(ControlMessage.MAX_FRAME_BYTES));
    store.onAvailability(this::availabilityChanged);
    vertx.setPeriodic(PING_MILLIS, tick -> ping());
    connect();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    connected = false;
    return client == null ? Future.succeededFuture() : client.close();
  }

  private TrackerAddress tracker() {
    return configured.get().tracker();
  }

  private void connect() {
    if (stopping || client == null) {
      return;
    }
    ChannelSettings settings = configured.get();
    // The token may be in a file.
    vertx
        .executeBlocking(settings.token()::get, false)
        .compose(token -> newSocket().connect(options(settings.tracker(), token)))
        .onSuccess(this::opened)
        .onFailure(this::failed);
  }

  private static WebSocketConnectOptions options(TrackerAddress tracker, String token) {
    return new WebSocketConnectOptions()
        .setHost(tracker.host())
        .setPort(tracker.port())
        .setSsl(tracker.tls())
        .setURI(tracker.path())
        .setTimeout(CONNECT_MILLIS)
        .putHeader("Authorization", "Bearer " + token);
  }

  /** Handlers are set before it connects: one that is closed already takes none. */
  private ClientWebSocket newSocket() {
    ClientWebSocket unconnected = Objects.requireNonNull(client).webSocket();
    unconnected.binaryMessageHandler(frame -> heard(frame.getBytes()));
    unconnected.exceptionHandler(broken -> unconnected.close());
    unconnected.closeHandler(closed -> lost());
    return unconnected;
  }

  private void opened(WebSocket opened) {
    if (opened.isClosed()) {
      lost();
      return;
    }
    socket = opened;
    ChannelSettings settings = configured.get();
    send(
        new Hello(
            ControlMessage.VERSION,
            settings.wirePort(),
            settings.advertised(),
            settings.webSeedBase()));
  }

  private void lost() {
    socket = null;
    if (connected && !stopping) {
      LOG.warn("the channel to the tracker at {} is closed; reconnecting", tracker());
    }
    connected = false;
    retryAfter(backoff.nextMillis());
  }

  private void failed(Throwable failure) {
    boolean refused = failure instanceof UpgradeRejectedException;
    String sentence = refused ? refusal(failure) : unreachable(failure);
    if (!sentence.equals(complaint) && !stopping) {
      complaint = sentence;
      LOG.warn("{}; trying again", sentence);
    }
    retryAfter(refused ? REFUSED_WAIT_MILLIS : backoff.nextMillis());
  }

  private String refusal(Throwable failure) {
    int status = ((UpgradeRejectedException) failure).getStatus();
    return status == 401 || status == 403
        ? "the tracker at " + tracker() + " refuses the node token; see --token-file"
        : "the tracker at " + tracker() + " answers " + status + " on /control";
  }

  private String unreachable(Throwable failure) {
    return "no channel to the tracker at " + tracker() + " (" + failure.getMessage() + ")";
  }

  private void retryAfter(long millis) {
    if (!stopping && !retrying) {
      retrying = true;
      vertx.setTimer(
          millis,
          now -> {
            retrying = false;
            connect();
          });
    }
  }

  private void ping() {
    if (socket != null) {
      socket.writePing(Buffer.buffer("everswarm"));
    }
  }

  private void heard(byte[] frame) {
    ControlMessage message = ControlMessage.decode(frame);
    if (message instanceof Admit admit) {
      admissions.admit(admit);
    } else if (message instanceof Revoke revoke) {
      receipts.revoke(revoke.receiptIds());
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
    receipts.revoke(welcome.revokedReceiptIds());
    backoff.reset();
    complaint = "";
    connected = true;
    firstWelcome.tryComplete();
    List<InfoHash> holding = new ArrayList<>();
    for (HeldTorrent torrent : store.list()) {
      if (!torrent.registered()) {
        sendRegister(torrent);
      } else if (torrent.available()) {
        holding.add(torrent.infoHash());
      }
    }
    holds(holding).forEach(this::send);
    LOG.info("connected to the tracker at {}, {} torrents held", tracker(), store.size());
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
    if (socket != null) {
      socket.writeBinaryMessage(Buffer.buffer(message.encode()));
    }
  }
}
