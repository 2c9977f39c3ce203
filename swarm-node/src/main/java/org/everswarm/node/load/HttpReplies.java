package org.everswarm.node.load;

import java.nio.ByteBuffer;

/** Finds the responses in what a connection has read, and counts them. Not thread-safe. */
final class HttpReplies {

  private static final int OK = 200;

  private final HttpHead head = new HttpHead();
  private final HttpBody body = new HttpBody();
  private int from;
  private int bodyFrom;
  private int to;

  /**
   * Looks for a whole response at {@code index}.
   *
   * @return where it ends; {@link HttpHead#INCOMPLETE}, or {@link HttpHead#MALFORMED} when it
   *     cannot be one, is too long, or answers nothing
   */
  int next(HttpConnection connection, int index) {
    ByteBuffer in = connection.in();
    int end = in.position();
    if (index == end) {
      return HttpHead.INCOMPLETE;
    }
    bodyFrom = connection.waiting() == 0 ? HttpHead.MALFORMED : head.read(in, index, end);
    if (bodyFrom < 0) {
      return bodyFrom;
    }
    from = index;
    to = bodyFrom + head.bodyLength();
    if (to <= end) {
      return to;
    }
    return to - index > in.capacity() ? HttpHead.MALFORMED : HttpHead.INCOMPLETE;
  }

  /** Counts the response last found; tells whether it is what was asked for. */
  boolean count(HttpConnection connection, int kind, long nanos, Tally tally) {
    int length = to - from;
    if (head.status() != OK) {
      tally.refused(nanos, length, connection.bytes(), head.statusFrom(), head.statusTo());
      return false;
    }
    if (!body.read(connection.in(), bodyFrom, to)) {
      tally.malformed(nanos, length);
      return false;
    }
    if (body.failure()) {
      tally.refused(nanos, length, connection.bytes(), body.failureFrom(), body.failureTo());
      return false;
    }
    if (kind == Requests.STOPPED) {
      tally.acknowledged(nanos, length);
    } else {
      tally.answered(nanos, length, body.items());
    }
    return true;
  }
}
