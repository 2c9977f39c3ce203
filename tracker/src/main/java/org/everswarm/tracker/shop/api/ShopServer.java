package org.everswarm.tracker.shop.api;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.net.InetSocketAddress;
import java.util.Map;

/** The shop's REST API over HTTP. Confined to its event loop; operations run on the worker. */
public final class ShopServer extends VerticleBase {

  private final InetSocketAddress bind;
  private final Map<String, Operation> operations;
  private final WorkerExecutor worker;

  /**
   * @param operations by operationId: one for each of the OpenAPI document, and no other
   */
  public ShopServer(
      InetSocketAddress bind, Map<String, Operation> operations, WorkerExecutor worker) {
    this.bind = bind;
    this.operations = Map.copyOf(operations);
    this.worker = worker;
  }

  @Override
  public Future<?> start() {
    throw new UnsupportedOperationException(bind + " " + operations.keySet() + worker);
  }
}
