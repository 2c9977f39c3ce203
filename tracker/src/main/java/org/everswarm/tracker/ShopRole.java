package org.everswarm.tracker;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.everswarm.tracker.gate.ReceiptGate;
import org.everswarm.tracker.ops.KeyRing;
import org.everswarm.tracker.shop.Shop;
import org.everswarm.tracker.shop.ShopHost;
import org.everswarm.tracker.shop.ShopSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shop of a node that has one: opened with the node's start, closed after its ports. */
final class ShopRole {

  private static final Logger LOG = LoggerFactory.getLogger(ShopRole.class);

  /** As many as the database has connections, and some that compute meanwhile. */
  private static final int REQUEST_THREADS = 16;

  /** Orders and refunds, which wait for the processor: at 0.4 s each, 80 begin in a second. */
  private static final int PAYMENT_THREADS = 32;

  /** The database takes one after the other anyway; some wait for the processor's answer. */
  private static final int WEBHOOK_THREADS = 8;

  /** Effects, and letters into a folder: each of these is a moment's work. */
  private static final int CHORE_THREADS = 4;

  private static final long LONGEST_MINUTES = 2;

  private final ShopSettings settings;
  private final DataDirectory data;
  private final KeyRing ring;
  private final ReceiptGate gate;
  private volatile @Nullable Shop shop;

  ShopRole(ShopSettings settings, DataDirectory data, KeyRing ring, ReceiptGate gate) {
    this.settings = settings;
    this.data = data;
    this.ring = ring;
    this.gate = gate;
  }

  /** Opens the database and the port; fails with a {@link ConfigException} for either. */
  Future<Void> start(Vertx vertx, MeterRegistry metrics) {
    WorkerExecutor chores = pool(vertx, "everswarm-shop-chores", CHORE_THREADS);
    return chores
        .executeBlocking(() -> open(vertx, chores, metrics))
        .compose(opened -> deploy(vertx, opened))
        .onSuccess(deployed -> gate.onFrozen(receiptId -> freeze(chores, receiptId)));
  }

  private static WorkerExecutor pool(Vertx vertx, String name, int threads) {
    return vertx.createSharedWorkerExecutor(name, threads, LONGEST_MINUTES, TimeUnit.MINUTES);
  }

  private Shop open(Vertx vertx, WorkerExecutor chores, MeterRegistry metrics) {
    SecureRandom random = new SecureRandom();
    SigningKeys keys = SigningKeys.open(data.keys(), ring, System::nanoTime, random);
    ShopHost host =
        new ShopHost(
            new RegistrySwarms(data.registry(), data.revocations()),
            keys,
            data.adminToken().text(),
            pool(vertx, "everswarm-shop", REQUEST_THREADS),
            pool(vertx, "everswarm-shop-payments", PAYMENT_THREADS),
            pool(vertx, "everswarm-shop-webhooks", WEBHOOK_THREADS),
            chores,
            random,
            InstantSource.system());
    Shop opened = open(host);
    shop = opened;
    opened.bind(metrics, () -> keys.ageSeconds(InstantSource.system()));
    return opened;
  }

  private Shop open(ShopHost host) {
    try {
      return Shop.open(settings, host);
    } catch (IllegalArgumentException | ConfigException wrong) {
      throw wrong;
    } catch (RuntimeException unreachable) {
      throw new ConfigException(
          "The shop's database cannot be opened: " + reason(unreachable) + ".", unreachable);
    }
  }

  /** The gate has refused it already; now its buyer is told, and may issue it anew. */
  private void freeze(WorkerExecutor chores, long receiptId) {
    Shop opened = shop;
    if (opened != null) {
      chores
          .executeBlocking(Executors.callable(() -> opened.freeze(receiptId)), false)
          .onFailure(failed -> LOG.error("a receipt could not be frozen in the shop yet", failed));
    }
  }

  /** The first line of the innermost cause, which is the database's own word. */
  private static String reason(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null && innermost.getCause() != innermost) {
      innermost = innermost.getCause();
    }
    String line = String.valueOf(innermost.getMessage()).lines().findFirst().orElse("").strip();
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  private static Future<Void> deploy(Vertx vertx, Shop opened) {
    Future<Void> all = Future.succeededFuture();
    for (Deployable verticle : opened.verticles()) {
      all = all.compose(before -> vertx.deployVerticle(verticle)).mapEmpty();
    }
    return all;
  }

  /** Where the API is, with the port that was bound. */
  InetSocketAddress address() {
    Shop opened = shop;
    if (opened == null) {
      throw new IllegalStateException("not started");
    }
    return new InetSocketAddress(settings.bind().getAddress(), opened.actualPort());
  }

  /** After the verticles are gone. */
  void close() {
    Shop opened = shop;
    if (opened != null) {
      opened.close();
    }
  }
}
