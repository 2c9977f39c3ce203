package org.everswarm.tracker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.gate.Revocations;
import org.everswarm.tracker.registry.Denial;
import org.everswarm.tracker.registry.Registration;
import org.everswarm.tracker.registry.Registry;
import org.everswarm.tracker.registry.RegistryChange;
import org.everswarm.tracker.shop.catalogue.Swarms;
import org.everswarm.tracker.shop.catalogue.Word;
import org.jspecify.annotations.Nullable;

/** The shop's word to this node's registry, which tells all nodes. Thread-safe. */
final class RegistrySwarms implements Swarms {

  private final Registry registry;
  private final Revocations revocations;

  RegistrySwarms(Registry registry, Revocations revocations) {
    this.registry = registry;
    this.revocations = revocations;
  }

  @Override
  public boolean mayTrack(InfoHash infoHash, Gate gate, long bundleId) {
    Registration present = registry.find(infoHash);
    return present == null || has(present, gate, bundleId);
  }

  @Override
  public void track(InfoHash infoHash, Gate gate, long bundleId, String name) {
    Registration present =
        onDisk(() -> registry.addIfAbsent(new Registration(infoHash, gate, bundleId, name)));
    if (present != null && !has(present, gate, bundleId)) {
      throw new IllegalStateException(
          "torrent " + infoHash + " is tracked already, behind another gate or for another bundle");
    }
  }

  /** A free torrent's bundle opens nothing, so it may be any. */
  private static boolean has(Registration present, Gate gate, long bundleId) {
    return present.gate() == gate && (gate == Gate.FREE || present.bundleId() == bundleId);
  }

  @Override
  public void deny(InfoHash infoHash, String reason) {
    onDisk(
        () -> {
          registry.denials().deny(infoHash, reason);
          return null;
        });
  }

  @Override
  public void allow(InfoHash infoHash) {
    onDisk(() -> registry.denials().allow(infoHash));
  }

  @Override
  public void revoke(Revocation revocation) {
    onDisk(() -> revocations.revoke(List.of(revocation)));
  }

  @Override
  public int tellAgain(List<Word> told) {
    List<RegistryChange> changes = new ArrayList<>();
    List<Denial> denials = new ArrayList<>();
    List<Revocation> revoked = new ArrayList<>();
    for (Word word : told) {
      if (word instanceof Word.Tracked it) {
        changes.add(
            RegistryChange.added(
                new Registration(it.infoHash(), it.gate(), it.bundleId(), it.name()),
                it.atMillis()));
      } else if (word instanceof Word.Denied it) {
        denials.add(new Denial(it.infoHash(), it.reason(), it.atMillis()));
      } else if (word instanceof Word.Allowed it) {
        denials.add(new Denial(it.infoHash(), "", it.atMillis()));
      } else if (word instanceof Word.Revoked it) {
        revoked.add(it.revocation());
      }
    }
    return Objects.requireNonNull(
        onDisk(
            () ->
                revocations.revoke(revoked)
                    + registry.denials().restore(denials)
                    + registry.restore(changes)));
  }

  private interface Work<T> {
    @Nullable T run() throws IOException;
  }

  private static <T> @Nullable T onDisk(Work<T> work) {
    try {
      return work.run();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
