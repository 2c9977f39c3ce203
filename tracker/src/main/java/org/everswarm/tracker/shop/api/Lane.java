package org.everswarm.tracker.shop.api;

import io.vertx.core.WorkerExecutor;

/**
 * Where operations are carried out that wait for the same thing, so that when it is slow no others
 * wait. Confined to the server's event loop but for what it is made of.
 */
public final class Lane {

  private final WorkerExecutor worker;
  private final int atMost;
  private int inFlight;

  /**
   * @param atMost carried out or waiting at once; more get 503
   */
  public Lane(WorkerExecutor worker, int atMost) {
    this.worker = worker;
    this.atMost = atMost;
  }

  /** Takes a place if there is one; to be given back by {@link #leave}. */
  boolean enter() {
    if (inFlight >= atMost) {
      return false;
    }
    inFlight++;
    return true;
  }

  void leave() {
    inFlight--;
  }

  WorkerExecutor worker() {
    return worker;
  }

  /** The operation, carried out here. */
  public Operation carrying(Operation operation) {
    return new Operation() {
      @Override
      public Reply answer(Call call) {
        return operation.answer(call);
      }

      @Override
      public Lane lane(Lane usual) {
        return Lane.this;
      }
    };
  }
}
