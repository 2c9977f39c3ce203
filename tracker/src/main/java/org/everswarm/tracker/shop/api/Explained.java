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

  private static final String UNDECODED = "The request body can't be decoded";
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
      return invalid(sentence(invalid.getOutputUnit(), String.valueOf(invalid.getMessage())));
    }
    if (failure instanceof ValidatorException invalid) {
      String message = String.valueOf(invalid.getMessage());
      return invalid(message.equals(UNDECODED) ? "The body is not well-formed JSON." : message);
    }
    if (failure instanceof DecodeException) {
      return new Problem(Kind.INVALID, "The body is not well-formed JSON.");
    }
    return null;
  }

  private static Problem invalid(String detail) {
    String shown = detail.length() <= LENGTH_MAX ? detail : detail.substring(0, LENGTH_MAX) + "…";
    return new Problem(Kind.INVALID, shown.endsWith(".") ? shown : shown + ".");
  }

  /** What the library says of where it is, and the innermost of what is wrong there. */
  private static String sentence(OutputUnit output, String message) {
    @Nullable List<OutputUnit> errors = output.getErrors();
    if (errors == null || errors.isEmpty()) {
      return message;
    }
    OutputUnit deepest = errors.get(0);
    for (OutputUnit error : errors) {
      if (depth(error) >= depth(deepest)) {
        deepest = error;
      }
    }
    String where = message.split(" Reason:", 2)[0];
    String inside = depth(deepest) == 0 ? "" : location(deepest) + ": ";
    return where + " " + inside + deepest.getError();
  }

  private static int depth(OutputUnit error) {
    return (int) location(error).chars().filter(c -> c == '/').count();
  }

  private static String location(OutputUnit error) {
    @Nullable String location = error.getInstanceLocation();
    return location == null ? "" : location;
  }
}
