package org.everswarm.tracker.shop.orders;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** Who publishes; read in the caller's transaction. */
public interface Sellers {

  /** What a publisher is called. */
  String name(Handle handle, String publisherId);

  /** The addresses of its owners, to tell of sales. */
  List<String> addresses(Handle handle, String publisherId);
}
