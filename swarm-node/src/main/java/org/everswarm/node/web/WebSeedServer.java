package org.everswarm.node.web;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.everswarm.node.admission.Denials;
import org.everswarm.node.admission.Receipts;
import org.everswarm.node.store.BundleStore;
import org.everswarm.node.store.DiskPieceReader;
import org.everswarm.node.web.WebAnswer.Granted;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.ReceiptToken;

/**
 * Serves held torrents over HTTP/1.1 to stock clients (BEP 19), the receipt in the path. One
 * instance for each event loop, each with its own connections.
 */
public final class WebSeedServer extends VerticleBase {

  private static final long SWEEP_MILLIS = 250;
  private static final IpAddress NO_ADDRESS = new IpAddress(0, 0);

  private final WebSettings settings;
  private final Receipts receipts;
  private final Denials denials;
  private final ConnectionLimits limits;
  private final InstantSource clock;
  private final WebGate gate;
  private final WebResponder responder;
  private final Map<HttpConnection, WebConnection> connections = new HashMap<>();

  private WebSeedServer(
      WebSettings settings,
      Receipts receipts,
      Denials denials,
      ConnectionLimits limits,
      InstantSource clock,
      WebGate gate,
      WebResponder responder) {
    this.settings = settings;
    this.receipts = receipts;
    this.denials = denials;
    this.limits = limits;
    this.clock = clock;
    this.gate = gate;
    this.responder = responder;
  }

  /** Makes the instances of one web seed; they share its limits and counters. */
  public static Supplier<WebSeedServer> instances(
      WebSettings settings,
      BundleStore store,
      Receipts receipts,
      Denials denials,
      DiskPieceReader reader,
      WebCounters counters,
      InstantSource clock) {
    ConnectionLimits limits =
        new ConnectionLimits(
            counters.openConnections(),
            settings.maxConnections(),
            settings.maxConnectionsPerSource());
    WebGate gate = new WebGate(store, receipts, denials, clock);
    WebResponder responder = new WebResponder(gate, reader, counters, clock);
    return () -> new WebSeedServer(settings, receipts, denials, limits, clock, gate, responder);
  }

  @Override
  public Future<?> start() {
    receipts.onRevoke(
        receiptIds -> context.runOnContext(now -> reset(granted -> isOfAny(granted, receiptIds))));
    denials.onDeny(
        torrents ->
            context.runOnContext(
                now -> reset(granted -> torrents.contains(granted.torrent().infoHash()))));
    vertx.setPeriodic(SWEEP_MILLIS, tick -> sweep());
    return Future.all(settings.binds().stream().map(this::listen).toList());
  }

  private static boolean isOfAny(Granted granted, Set<Long> receiptIds) {
    ReceiptToken receipt = granted.receipt();
    return receipt != null && receiptIds.contains(receipt.receiptId());
  }

  private Future<HttpServer> listen(InetSocketAddress bind) {
    return vertx
        .createHttpServer(options())
        .connectionHandler(this::connected)
        .requestHandler(this::requested)
        .listen(SocketAddress.inetSocketAddress(bind));
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHttp2ClearTextEnabled(false)
        .setMaxInitialLineLength(settings.maxTargetBytes())
        .setMaxHeaderSize(settings.maxTargetBytes())
        .setIdleTimeout((int) settings.idleTimeout().toSeconds())
        .setReuseAddress(true);
  }

  private void connected(HttpConnection connection) {
    IpAddress source = addressOf(connection);
    if (!limits.tryAcquire(source)) {
      connection.close();
      return;
    }
    PipelinedRequests.limit(connection);
    connections.put(connection, new WebConnection(connection, clock.millis()));
    connection.closeHandler(
        closed -> {
          connections.remove(connection);
          limits.release(source);
        });
    connection.exceptionHandler(broken -> connection.close());
  }

  private static IpAddress addressOf(HttpConnection connection) {
    return IpAddress.parse(String.valueOf(connection.remoteAddress().hostAddress()))
        .orElse(NO_ADDRESS);
  }

  private void requested(HttpServerRequest request) {
    WebConnection connection = connections.get(request.connection());
    if (connection != null) {
      connection.requested();
      responder.answer(context, request, connection);
    }
  }

  /**
   * Ends what lives on a receipt that has expired or a torrent that is denied, and what has been
   * idle for too long.
   */
  private void sweep() {
    reset(gate::ended);
    long now = clock.millis();
    long limit = settings.idleTimeout().toMillis();
    for (WebConnection connection : List.copyOf(connections.values())) {
      if (connection.idleLongerThan(limit, now)) {
        connection.cut();
      }
    }
  }

  private void reset(Predicate<Granted> ended) {
    for (WebConnection connection : List.copyOf(connections.values())) {
      Granted granted = connection.granted();
      if (granted != null && ended.test(granted)) {
        connection.reset();
      }
    }
  }
}
