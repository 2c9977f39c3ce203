package org.everswarm.node.control;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.LinkedHashMap;
import java.util.Map;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.control.Registered;
import org.jspecify.annotations.Nullable;

/** Who waits for the tracker's word on which torrent. Thread-safe. */
final class Registrations {

  private final Map<InfoHash, Promise<Void>> waiting = new LinkedHashMap<>();

  /** Completes when the tracker tracks the torrent; fails with its sentence when it will not. */
  synchronized Future<Void> await(InfoHash infoHash) {
    return waiting.computeIfAbsent(infoHash, unknown -> Promise.promise()).future();
  }

  void answered(Registered answer) {
    Promise<Void> promise = take(answer.infoHash());
    if (promise == null) {
      return;
    }
    if (answer.refusal().isEmpty()) {
      promise.complete();
    } else {
      promise.fail(new RegistrationRefused(answer.refusal()));
    }
  }

  private synchronized @Nullable Promise<Void> take(InfoHash infoHash) {
    return waiting.remove(infoHash);
  }
}
