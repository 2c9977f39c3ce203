package org.everswarm.tracker.cluster;

import org.jspecify.annotations.Nullable;

/** What a member may ask another for. */
enum PullKind {
  /** Whether the other is ready, and what its clock says. */
  STATUS(0),
  /** Who has left. */
  STOPS(1),
  /** Who is there. */
  PEERS(2),
  /** Registrations, revocations, keys. */
  STATE(3);

  /** What it is called on the wire. */
  final int code;

  PullKind(int code) {
    this.code = code;
  }

  static @Nullable PullKind of(int code) {
    for (PullKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    return null;
  }
}
