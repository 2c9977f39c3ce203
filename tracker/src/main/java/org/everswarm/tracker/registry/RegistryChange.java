package org.everswarm.tracker.registry;

import java.util.Comparator;
import org.everswarm.protocol.InfoHash;
import org.jspecify.annotations.Nullable;

/**
 * What became of a torrent, and when. Of two, all nodes prefer the same one, whichever they hear
 * first: the later; at the same time the removal, then the stricter gate, lest a gate be opened by
 * a coincidence.
 *
 * @param registration null when the torrent was removed
 * @param stampMillis cluster time; 0 from a journal that had none, {@link #CLAIMED} from nobody
 *     with authority
 * @param voidMillis when the torrent was last removed, or given another gate or bundle: what was
 *     said about its peers before is void. 0 for never; not later than the stamp
 */
public record RegistryChange(
    InfoHash infoHash, @Nullable Registration registration, long stampMillis, long voidMillis) {

  /** Earlier than whatever an operator did. */
  public static final long CLAIMED = -1;

  private static final Comparator<Registration> STRICTER =
      Comparator.comparing(Registration::gate)
          .thenComparing(Registration::bundleId, Long::compareUnsigned)
          .thenComparing(Registration::name);

  public RegistryChange {
    if (registration != null && !registration.infoHash().equals(infoHash)) {
      throw new IllegalArgumentException("a registration of another torrent");
    }
    if (stampMillis < CLAIMED) {
      throw new IllegalArgumentException("a time before all times");
    }
    if (voidMillis < 0 || voidMillis > Math.max(0, stampMillis)) {
      throw new IllegalArgumentException("void from before all times, or until later than now");
    }
  }

  /** A torrent that is tracked since, on terms that never were others. */
  public static RegistryChange added(Registration registration, long stampMillis) {
    return added(registration, stampMillis, 0);
  }

  /** A torrent that is tracked since. */
  public static RegistryChange added(Registration registration, long stampMillis, long voidMillis) {
    return new RegistryChange(registration.infoHash(), registration, stampMillis, voidMillis);
  }

  /** A torrent that is tracked no more since. */
  public static RegistryChange removed(InfoHash infoHash, long stampMillis) {
    return new RegistryChange(infoHash, null, stampMillis, Math.max(0, stampMillis));
  }

  /** What is known of a torrent when both are: the one that stands, and the last end of either. */
  RegistryChange join(RegistryChange other) {
    RegistryChange stands = other.beats(this) ? other : this;
    long until = Math.max(voidMillis, other.voidMillis);
    return until <= stands.voidMillis
        ? stands
        : new RegistryChange(infoHash, stands.registration, stands.stampMillis, until);
  }

  /** The same, but now where it is of later than {@code most}. */
  RegistryChange notAfter(long most, long now) {
    return stampMillis <= most
        ? this
        : new RegistryChange(infoHash, registration, now, Math.min(voidMillis, now));
  }

  /** Whether this one stands where both are known; false when they are equal. */
  boolean beats(RegistryChange other) {
    if (stampMillis != other.stampMillis) {
      return stampMillis > other.stampMillis;
    }
    if (registration == null || other.registration == null) {
      return registration == null && other.registration != null;
    }
    return STRICTER.compare(registration, other.registration) > 0;
  }

  /** Whether peers that came under {@code before} have no place under this. */
  boolean ends(@Nullable Registration before) {
    return before != null && (registration == null || !registration.hasTermsOf(before));
  }
}
