package org.everswarm.node.admission;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.control.Deny;
import org.jspecify.annotations.Nullable;

/**
 * Which torrents nobody is served, as trackers told it, and why. Thread-safe; nothing blocks. A
 * node cut off from its tracker goes on with what it was told.
 *
 * <p>Kept are those of torrents that are held, so they are no more than these. A torrent that comes
 * later is told to the tracker, which says then whether it is denied.
 */
public final class Denials {

  private final Predicate<InfoHash> held;
  private final Map<InfoHash, Deny.Word> inForce = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<Consumer<Set<InfoHash>>> listeners =
      new CopyOnWriteArrayList<>();

  /**
   * @param held whether a torrent is held
   */
  public Denials(Predicate<InfoHash> held) {
    this.held = held;
  }

  /**
   * Takes in a tracker's last words. An earlier one than is known has no effect: after a reconnect,
   * a tracker may not have heard yet what another one told. Listeners hear, on this thread, of
   * those that are denied now and were not.
   */
  public void take(Collection<Deny.Word> words) {
    Set<InfoHash> fresh = new HashSet<>();
    for (Deny.Word word : words) {
      InfoHash infoHash = word.infoHash();
      if (held.test(infoHash) && change(word) && word.inForce()) {
        fresh.add(infoHash);
      }
    }
    if (!fresh.isEmpty()) {
      Set<InfoHash> told = Set.copyOf(fresh);
      listeners.forEach(listener -> listener.accept(told));
    }
  }

  /** Whether this word is news. */
  private synchronized boolean change(Deny.Word word) {
    Deny.Word before = inForce.get(word.infoHash());
    if (before != null && before.stampMillis() >= word.stampMillis()) {
      return false;
    }
    if (word.inForce()) {
      inForce.put(word.infoHash(), word);
    } else {
      inForce.remove(word.infoHash());
    }
    return true;
  }

  /** Why nobody is served a torrent; null when nothing is against it. */
  public @Nullable String reason(InfoHash infoHash) {
    Deny.Word word = inForce.get(infoHash);
    return word == null ? null : word.reason();
  }

  /** Whether nobody is served a torrent. */
  public boolean contains(InfoHash infoHash) {
    return inForce.containsKey(infoHash);
  }

  /** How many there are. */
  public int size() {
    return inForce.size();
  }

  /** From now on {@code listener} hears which torrents are denied; must not block. */
  public void onDeny(Consumer<Set<InfoHash>> listener) {
    listeners.add(listener);
  }
}
