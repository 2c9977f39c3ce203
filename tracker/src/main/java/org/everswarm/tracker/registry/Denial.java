package org.everswarm.tracker.registry;

import java.util.Comparator;
import org.everswarm.protocol.InfoHash;

/**
 * An operator's word that nobody may join a swarm, or that everybody may again whom its gate
 * admits. Of two, all nodes prefer the same one, whichever they hear first: the later; at the same
 * time the refusal.
 *
 * @param reason what clients show: printable ASCII, at most {@value #MAX_REASON_LENGTH} characters;
 *     empty when the refusal was taken back
 * @param stampMillis cluster time
 */
public record Denial(InfoHash infoHash, String reason, long stampMillis) {

  /** Longest reason. */
  public static final int MAX_REASON_LENGTH = 200;

  private static final Comparator<Denial> LATER =
      Comparator.comparingLong(Denial::stampMillis).thenComparing(Denial::reason);

  public Denial {
    if (stampMillis < 0) {
      throw new IllegalArgumentException("a time before all times");
    }
    boolean printable = reason.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    boolean blank = !reason.isEmpty() && reason.isBlank();
    if (!printable || blank || reason.length() > MAX_REASON_LENGTH) {
      throw new IllegalArgumentException(
          "a reason has 1 to " + MAX_REASON_LENGTH + " printable ASCII characters");
    }
  }

  /** Whether the swarm is closed. */
  public boolean inForce() {
    return !reason.isEmpty();
  }

  /** Whether this one stands where both are known; false when they are equal. */
  boolean beats(Denial other) {
    return LATER.compare(this, other) > 0;
  }

  /** The same, but now where it is of later than {@code most}. */
  Denial notAfter(long most, long now) {
    return stampMillis <= most ? this : new Denial(infoHash, reason, now);
  }
}
