package org.everswarm.tracker.http;

import org.everswarm.protocol.http.RequestTarget;
import org.everswarm.tracker.announce.AnnouncePipeline;
import org.jspecify.annotations.Nullable;

/** What one loop of a listener can be asked. Confined to it. */
final class HttpQuestions {

  private final HttpAnnounces announces;
  private final HttpScrapes scrapes;
  private final RequestTarget target = new RequestTarget();

  HttpQuestions(AnnouncePipeline pipeline, HttpTally tally) {
    HttpRefusals refusals = new HttpRefusals(pipeline);
    this.announces = new HttpAnnounces(pipeline, refusals, tally);
    this.scrapes = new HttpScrapes(pipeline, refusals, tally);
  }

  /** Reads a target; null when it is neither an announce nor a scrape. */
  @Nullable HttpQuestion read(String uri) {
    return switch (target.parse(uri)) {
      case ANNOUNCE -> announces;
      case SCRAPE -> scrapes;
      case OTHER -> null;
    };
  }

  /** What was read last. */
  RequestTarget target() {
    return target;
  }
}
