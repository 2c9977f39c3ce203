package org.everswarm.tracker.shop.api;

/**
 * What carries out the requests of one operationId of the OpenAPI document. Runs on the shop's
 * worker pool and may block; thread-safe.
 */
@FunctionalInterface
public interface Operation {

  /**
   * Carries it out.
   *
   * @throws org.everswarm.tracker.shop.problem.Problem if it is refused
   */
  Reply answer(Call call);

  /** Where it is carried out: where most are, unless it says otherwise. */
  default Lane lane(Lane usual) {
    return usual;
  }
}
