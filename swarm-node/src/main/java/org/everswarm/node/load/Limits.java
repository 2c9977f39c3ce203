package org.everswarm.node.load;

/** Checks options against their limits. */
final class Limits {

  private Limits() {}

  static int within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new UsageException(option + " is " + least + " to " + most + ", not " + value + ".");
    }
    return value;
  }

  static double within(String option, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new UsageException("%s is %.0f to %.0f, not %s.".formatted(option, least, most, value));
    }
    return value;
  }
}
