package org.everswarm.tracker.http;

import io.netty.buffer.ByteBuf;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.http.RequestTarget;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.tracker.announce.AnnounceResult;
import org.jspecify.annotations.Nullable;

/** Announces or scrapes. Confined to one event loop; remembers what it was asked last. */
interface HttpQuestion {

  /**
   * Decides. On {@link AnnounceResult#VERIFY} nothing has changed, and it is to be asked again when
   * {@link #receipt} has been checked.
   */
  AnnounceResult ask(RequestTarget target, IpAddress client);

  /** The receipt of what was asked last; null without a good one. */
  @Nullable ReceiptToken receipt();

  /** Appends the body of the answer to what was asked last, when that became of it. */
  void write(ByteBuf out, AnnounceResult result);

  void count(boolean ipv4, AnnounceResult result, long nanos);
}
