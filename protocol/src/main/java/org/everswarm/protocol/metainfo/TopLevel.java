package org.everswarm.protocol.metainfo;

import java.util.List;
import java.util.Optional;

/** What may differ from buyer to buyer: all that stands beside {@code info}. */
record TopLevel(List<List<String>> trackers, List<String> webSeeds, Optional<String> comment) {

  static TopLevel of(Fields top) throws MalformedMetainfo {
    return new TopLevel(
        Urls.trackers(top), Urls.webSeeds(top), top.text("comment").filter(c -> !c.isEmpty()));
  }

  TopLevel withTrackers(List<List<String>> tiers) {
    List<List<String>> kept =
        tiers.stream().filter(tier -> !tier.isEmpty()).map(List::copyOf).toList();
    Urls.requireWritable(kept.stream().flatMap(List::stream).toList());
    return new TopLevel(kept, webSeeds, comment);
  }

  TopLevel withWebSeeds(List<String> urls) {
    Urls.requireWritable(urls);
    return new TopLevel(trackers, List.copyOf(urls), comment);
  }

  TopLevel withComment(String text) {
    return new TopLevel(trackers, webSeeds, Optional.of(text).filter(c -> !c.isEmpty()));
  }
}
