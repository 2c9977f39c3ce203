package org.everswarm.tracker.shop;

import io.vertx.core.WorkerExecutor;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.everswarm.tracker.shop.catalogue.Swarms;
import org.everswarm.tracker.shop.receipts.Signer;

/**
 * What a shop needs of the node it runs on.
 *
 * @param operatorToken the secret that makes a caller the operator
 * @param requests where requests are carried out
 * @param payments where the payment processor is called, which may take its time
 * @param webhooks where the processor's word is taken, which may take a look at the processor
 * @param chores where letters and other work that waits is carried out, beside them
 */
public record ShopHost(
    Swarms swarms,
    Signer signer,
    String operatorToken,
    WorkerExecutor requests,
    WorkerExecutor payments,
    WorkerExecutor webhooks,
    WorkerExecutor chores,
    SecureRandom random,
    InstantSource clock) {

  @Override
  public String toString() {
    return "ShopHost";
  }
}
