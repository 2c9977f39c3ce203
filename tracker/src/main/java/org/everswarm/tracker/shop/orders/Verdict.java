package org.everswarm.tracker.shop.orders;

/**
 * What came of an event.
 *
 * @param note for the operator; empty if there is nothing to say
 */
record Verdict(Outcome outcome, String note) {

  /** As it is kept in the database. */
  enum Outcome {
    APPLIED,
    /** Nothing was left to do. */
    WITHOUT_EFFECT,
    /** Of a payment or order that is not known (yet); applied when it becomes known. */
    UNKNOWN,
    /** The same, of so little weight that nobody needs to look at it if it never becomes known. */
    EARLY,
    /** For the operator to decide. */
    KEPT,
    /** By the operator. */
    DISMISSED
  }

  static Verdict applied() {
    return new Verdict(Outcome.APPLIED, "");
  }

  static Verdict applied(String note) {
    return new Verdict(Outcome.APPLIED, note);
  }

  static Verdict withoutEffect(String note) {
    return new Verdict(Outcome.WITHOUT_EFFECT, note);
  }

  static Verdict unknown(String note) {
    return new Verdict(Outcome.UNKNOWN, note);
  }

  static Verdict early(String note) {
    return new Verdict(Outcome.EARLY, note);
  }

  /** Whether it is to be judged again when more is known. */
  boolean waits() {
    return outcome == Outcome.UNKNOWN || outcome == Outcome.EARLY;
  }

  static Verdict kept(String note) {
    return new Verdict(Outcome.KEPT, note);
  }
}
