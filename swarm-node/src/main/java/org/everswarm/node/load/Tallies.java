package org.everswarm.node.load;

/** A tally of each stream. Not thread-safe. */
final class Tallies {

  private final Tally announces;
  private final Tally scrapes;
  private final Tally forged;

  Tallies(long startNanos) {
    announces = new Tally(startNanos);
    scrapes = new Tally(startNanos);
    forged = new Tally(startNanos);
  }

  Tally of(Stream stream) {
    return switch (stream) {
      case ANNOUNCES -> announces;
      case SCRAPES -> scrapes;
      case FORGED -> forged;
    };
  }

  /** Sets the time of the responses that follow. */
  void tick(long nanos) {
    announces.tick(nanos);
    scrapes.tick(nanos);
    forged.tick(nanos);
  }

  void add(Tallies other) {
    announces.add(other.announces);
    scrapes.add(other.scrapes);
    forged.add(other.forged);
  }
}
