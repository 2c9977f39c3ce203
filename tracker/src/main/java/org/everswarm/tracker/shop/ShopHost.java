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
 * @param chores where letters and other work that waits is carried out, beside them
 */
public record ShopHost(
    Swarms swarms,
    Signer signer,
    String operatorToken,
    WorkerExecutor requests,
    WorkerExecutor chores,
    SecureRandom random,
    InstantSource clock) {

  @Override
  public String toString() {
    return "ShopHost";
  }
}
