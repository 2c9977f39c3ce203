package org.everswarm.tracker.shop;

import java.time.Duration;
import org.everswarm.tracker.shop.api.Call;
import org.everswarm.tracker.shop.api.Operation;
import org.everswarm.tracker.shop.api.Reply;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.everswarm.tracker.shop.store.Outage;

/** An operation that says so when the database is out of reach. */
record WithDatabase(Operation operation) implements Operation {

  private static final Duration AGAIN = Duration.ofSeconds(5);

  @Override
  public Reply answer(Call call) {
    try {
      return operation.answer(call);
    } catch (RuntimeException failed) {
      if (Outage.isIn(failed)) {
        throw new Problem(
            Kind.UNAVAILABLE, "The shop cannot reach its database now; try again soon.", AGAIN);
      }
      throw failed;
    }
  }
}
