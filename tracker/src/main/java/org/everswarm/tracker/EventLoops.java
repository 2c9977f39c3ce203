package org.everswarm.tracker;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that answer announces. */
final class EventLoops {

  private static final Logger LOG = LoggerFactory.getLogger(EventLoops.class);

  private EventLoops() {}

  /** Vert.x on the system's native transport, or on NIO with a warning. */
  static Vertx open(int count) {
    Transport epoll = Transport.EPOLL;
    boolean available = epoll != null && epoll.available();
    if (!available) {
      LOG.warn("no epoll here: UDP runs on one event loop, one packet at a time");
    }
    return Vertx.builder()
        .with(options(count))
        .withTransport(available ? epoll : Transport.NIO)
        .build();
  }

  /** Nothing is served from files, so no directory is made to cache them. */
  private static VertxOptions options(int count) {
    return new VertxOptions()
        .setEventLoopPoolSize(count)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }
}
