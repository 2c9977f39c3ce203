package org.everswarm.tracker.shop.api;

import io.vertx.core.json.DecodeException;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorException;
import java.util.List;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a request that is not as the document describes it. */
final class Explained {

  private static final String PREFIX = "The request is not as the API describes it: ";
  private static final int LENGTH_MAX = 400;

  private Explained() {}

  /** The refusal that a failure is; null if it is the shop's own fault. */
  static @Nullable Problem of(@Nullable Throwable failure) {
    if (failure instanceof Problem problem) {
      return problem;
    }
    if (failure instanceof HttpException http && http.getCause() != null) {
      return of(http.getCause());
    }
    if (failure instanceof SchemaValidationException invalid) {
      return invalid(sentence(invalid.getOutputUnit(), invalid.getMessage()));
    }
    if (failure instanceof ValidatorException invalid) {
      return invalid(String.valueOf(invalid.getMessage()));
    }
    if (failure instanceof DecodeException) {
      return new Problem(Kind.INVALID, "The body is not well-formed JSON.");
    }
    return null;
  }

  private static Problem invalid(String detail) {
    return new Problem(Kind.INVALID, PREFIX + shortened(detail));
  }

  /** The innermost of what is wrong, and where. */
  private static String sentence(OutputUnit output, @Nullable String otherwise) {
    @Nullable List<OutputUnit> errors = output.getErrors();
    if (errors == null || errors.isEmpty()) {
      return String.valueOf(otherwise);
    }
    OutputUnit deepest = errors.get(0);
    for (OutputUnit error : errors) {
      if (depth(error) >= depth(deepest)) {
        deepest = error;
      }
    }
    return location(deepest) + ": " + deepest.getError();
  }

  private static int depth(OutputUnit error) {
    return (int) location(error).chars().filter(c -> c == '/').count();
  }

  private static String location(OutputUnit error) {
    @Nullable String location = error.getInstanceLocation();
    return location == null ? "" : location;
  }

  private static String shortened(String text) {
    return text.length() <= LENGTH_MAX ? text : text.substring(0, LENGTH_MAX) + "…";
  }
}
