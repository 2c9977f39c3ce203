package org.everswarm.tracker.shop.problem;

import java.time.Duration;

/**
 * A request that is refused, in a sentence that says what to change. The caller's fault: thrown
 * without a stack trace, answered as RFC 9457 problem details, never logged.
 */
public final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Kind kind;
  private final Duration retryAfter;

  /** What sort of refusal, and its HTTP status. */
  public enum Kind {
    INVALID(400, "The request is not valid"),
    UNAUTHENTICATED(401, "Nobody is signed in"),
    FORBIDDEN(403, "This is not allowed"),
    NOT_FOUND(404, "There is no such thing"),
    WRONG_METHOD(405, "This cannot be done to it"),
    CONFLICT(409, "This contradicts what is there"),
    GONE(410, "This is over"),
    TOO_LARGE(413, "This is too large"),
    WRONG_MEDIA_TYPE(415, "This is of the wrong type"),
    TOO_MANY_REQUESTS(429, "This is asked too often"),
    UNAVAILABLE(503, "This cannot be done now");

    private final int status;
    private final String title;

    Kind(int status, String title) {
      this.status = status;
      this.title = title;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }

    /** The same for every problem of this kind. */
    public String title() {
      return title;
    }
  }

  /**
   * @param sentence says what to change; shown to the caller, so it holds no secret
   */
  public Problem(Kind kind, String sentence) {
    this(kind, sentence, Duration.ZERO);
  }

  /**
   * @param retryAfter when the same may be asked again; zero says nothing about it
   */
  public Problem(Kind kind, String sentence, Duration retryAfter) {
    super(sentence, null, false, false);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  public Kind kind() {
    return kind;
  }

  /** When the same may be asked again, for the header Retry-After; zero if that is not known. */
  public Duration retryAfter() {
    return retryAfter;
  }

  /** The sentence. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
