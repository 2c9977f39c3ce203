package org.everswarm.node.control;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.everswarm.protocol.control.ControlMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A WebSocket to one tracker or another: connects, notices when the other end is gone, and goes on
 * to the next, for ever.
 *
 * <p>A channel that is reset or closed is replaced at once, one that is silent after two seconds; a
 * tracker that does not let this node in within a second is passed over for the next one. So while
 * one of them is well, it is found within three seconds. Confined to its event loop.
 */
final class TrackerLink {

  private static final Logger LOG = LoggerFactory.getLogger(TrackerLink.class);
  private static final long MAX_WAIT_MILLIS = 3_000;
  private static final long REFUSED_WAIT_MILLIS = 15_000;
  private static final long CONNECT_MILLIS = 5_000;
  private static final long CONNECT_FIRST_MILLIS = 1_000;
  private static final long RESOLVE_MILLIS = 30_000;
  private static final int IDLE_SECONDS = 25;

  /** A channel that lasted so long was a good one. */
  private static final long SETTLED_TICKS = 8;

  private static final long TICK_MILLIS = 250;
  private static final long PING_TICKS = 4;
  private static final long SILENT_TICKS = 8;
  private static final long WELCOME_TICKS = 20;
  private static final short POLICY_VIOLATION = 1008;

  /** What becomes of a channel; on the event loop. */
  interface Listener {
    void opened();

    void heard(byte[] frame);

    /** The channel that was open is not any more. */
    void lost();
  }

  private final Vertx vertx;
  private final Supplier<ChannelSettings> configured;
  private final Listener listener;
  private final TrackerTargets targets = new TrackerTargets(InetAddress::getAllByName);
  private final TrackerRotation rotation;
  private final Backoff backoff;
  private final WebSocketClient client;
  private @Nullable WebSocket socket;
  private @Nullable TrackerTarget target;
  private boolean stopping;
  private boolean resolving;
  private boolean retrying;
  private boolean welcomed;
  private long attempt;
  private long openTicks;
  private long silentTicks;
  private int refusals;
  private String complaint = "";

  /**
   * @param settings asked at every connect
   */
  TrackerLink(
      Vertx vertx, Supplier<ChannelSettings> settings, RandomGenerator random, Listener listener) {
    this.vertx = vertx;
    this.configured = settings;
    this.listener = listener;
    rotation = new TrackerRotation(random);
    backoff = new Backoff(MAX_WAIT_MILLIS, random);
    client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setConnectTimeout((int) CONNECT_MILLIS)
                .setIdleTimeout(IDLE_SECONDS)
                .setMaxFrameSize(ControlMessage.MAX_FRAME_BYTES)
                .setMaxMessageSize(ControlMessage.MAX_FRAME_BYTES));
  }

  void start() {
    tickLater();
    vertx.setPeriodic(RESOLVE_MILLIS, tick -> resolve());
    resolve().onComplete(resolved -> connect());
  }

  Future<Void> stop() {
    stopping = true;
    return client.close();
  }

  /** The other end has answered as a tracker does. */
  void welcomed() {
    welcomed = true;
    refusals = 0;
    complaint = "";
  }

  /** The tracker that this is, or was last, connected to. */
  @Nullable TrackerTarget target() {
    return target;
  }

  void send(ControlMessage message) {
    if (socket != null) {
      socket.writeBinaryMessage(Buffer.buffer(message.encode()));
    }
  }

  /** The answer to this is heard even while the other end has much else to do. */
  void ping() {
    if (socket != null) {
      socket.writePing(Buffer.buffer("everswarm"));
    }
  }

  private Future<Void> resolve() {
    if (resolving || stopping) {
      return Future.succeededFuture();
    }
    resolving = true;
    List<TrackerAddress> trackers = configured.get().trackers();
    return vertx
        .executeBlocking(() -> targets.resolve(trackers), false)
        .onSuccess(rotation::use)
        .onComplete(done -> resolving = false)
        .mapEmpty();
  }

  private void connect() {
    if (stopping || rotation.isEmpty()) {
      return;
    }
    long tried = ++attempt;
    TrackerTarget to = rotation.next();
    target = to;
    vertx.setTimer(patienceMillis(), late -> giveUp(tried));
    // The token may be in a file.
    vertx
        .executeBlocking(configured.get().token()::get, false)
        .compose(token -> newSocket(tried).connect(options(to, token)))
        .onSuccess(opened -> opened(tried, opened))
        .onFailure(failure -> failed(tried, failure));
  }

  /** With others to try, a second in the first round, twice that in the next. */
  private long patienceMillis() {
    long first = rotation.size() == 1 ? CONNECT_MILLIS : CONNECT_FIRST_MILLIS;
    return Math.min(CONNECT_MILLIS, first << backoff.round(rotation.size()));
  }

  private static WebSocketConnectOptions options(TrackerTarget to, String token) {
    TrackerAddress tracker = to.tracker();
    return new WebSocketConnectOptions()
        .setHost(to.host())
        .setPort(tracker.port())
        .setSsl(tracker.tls())
        .setURI(tracker.path())
        .setTimeout(CONNECT_MILLIS)
        .putHeader("Host", tracker.toString())
        .putHeader("Authorization", "Bearer " + token);
  }

  /** Handlers are set before it connects: one that is closed already takes none. */
  private ClientWebSocket newSocket(long tried) {
    ClientWebSocket unconnected = client.webSocket();
    unconnected.binaryMessageHandler(frame -> heard(tried, frame));
    unconnected.pongHandler(pong -> heard(tried));
    unconnected.exceptionHandler(broken -> unconnected.close());
    unconnected.closeHandler(closed -> closed(tried, unconnected.closeStatusCode()));
    return unconnected;
  }

  private void opened(long tried, WebSocket opened) {
    if (tried != attempt || stopping) {
      opened.close();
      return;
    }
    if (opened.isClosed()) {
      closed(tried, opened.closeStatusCode());
      return;
    }
    socket = opened;
    welcomed = false;
    openTicks = 0;
    silentTicks = 0;
    listener.opened();
  }

  private void heard(long tried) {
    if (tried == attempt) {
      silentTicks = 0;
    }
  }

  private void heard(long tried, Buffer frame) {
    if (tried == attempt) {
      silentTicks = 0;
      listener.heard(frame.getBytes());
    }
  }

  /** A periodic timer would make up for a pause of this process with many ticks at once. */
  private void tickLater() {
    vertx.setTimer(
        TICK_MILLIS,
        tick -> {
          tick();
          tickLater();
        });
  }

  /** Counts ticks, not time: a pause of this process is not the other's silence. */
  private void tick() {
    WebSocket open = socket;
    if (open == null) {
      return;
    }
    openTicks++;
    silentTicks++;
    if (silentTicks > SILENT_TICKS || (!welcomed && openTicks > WELCOME_TICKS)) {
      LOG.warn("the tracker at {} is silent", place());
      lost(true);
      open.close();
    } else if (openTicks % PING_TICKS == 1) {
      ping();
    }
  }

  private void closed(long tried, @Nullable Short code) {
    if (tried == attempt) {
      lost(code == null || code != POLICY_VIOLATION);
    }
  }

  private void lost(boolean mayHurry) {
    boolean settled = welcomed && openTicks >= SETTLED_TICKS;
    if (welcomed && !stopping) {
      LOG.warn("the channel to the tracker at {} is closed; connecting again", place());
    }
    attempt++;
    socket = null;
    welcomed = false;
    listener.lost();
    if (settled && mayHurry) {
      backoff.reset();
      connect();
    } else {
      retryAfter(backoff.nextMillis(rotation.size()));
    }
  }

  private void giveUp(long tried) {
    if (tried == attempt && socket == null) {
      unreachable("no answer");
    }
  }

  private void failed(long tried, Throwable failure) {
    if (tried != attempt) {
      return;
    }
    if (failure instanceof UpgradeRejectedException rejected && isOfToken(rejected.getStatus())) {
      refused();
    } else if (failure instanceof UpgradeRejectedException rejected) {
      unreachable("answers " + rejected.getStatus() + " on /control");
    } else {
      unreachable(String.valueOf(failure.getMessage()));
    }
  }

  private static boolean isOfToken(int status) {
    return status == 401 || status == 403;
  }

  /** Trying again soon is no use, once every tracker has said so. */
  private void refused() {
    refusals++;
    complain("the tracker at " + place() + " refuses the node token; see --token-file");
    retryAfter(
        refusals >= rotation.size() ? REFUSED_WAIT_MILLIS : backoff.nextMillis(rotation.size()));
  }

  private void unreachable(String why) {
    complain("no channel to the tracker at " + place() + " (" + why + ")");
    resolve();
    retryAfter(backoff.nextMillis(rotation.size()));
  }

  private void complain(String sentence) {
    if (!sentence.equals(complaint) && !stopping) {
      complaint = sentence;
      LOG.warn("{}; trying again", sentence);
    }
  }

  private String place() {
    return target == null ? "?" : target.tracker().toString();
  }

  private void retryAfter(long millis) {
    attempt++;
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
}
