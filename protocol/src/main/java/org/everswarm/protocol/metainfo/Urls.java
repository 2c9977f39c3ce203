package org.everswarm.protocol.metainfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.everswarm.protocol.bencode.BList;
import org.everswarm.protocol.bencode.BString;
import org.everswarm.protocol.bencode.BValue;

/** Trackers (BEP 3, 12) and web seeds (BEP 19) of a .torrent. Empty strings and tiers are none. */
final class Urls {

  private Urls() {}

  /** The tiers of {@code announce-list}, or else {@code announce} alone. */
  static List<List<String>> trackers(Fields top) throws MalformedMetainfo {
    List<List<String>> tiers = new ArrayList<>();
    if (top.has("announce-list")) {
      for (BValue tier : top.list("announce-list")) {
        addTier(tiers, strings(Fields.as(tier, BList.class, "a tier of 'announce-list'")));
      }
    }
    if (tiers.isEmpty()) {
      addTier(tiers, announce(top));
    }
    requireCount(tiers.stream().mapToInt(List::size).sum());
    return List.copyOf(tiers);
  }

  /** {@code url-list}, which is a list or a single string. */
  static List<String> webSeeds(Fields top) throws MalformedMetainfo {
    Optional<BValue> value = top.find("url-list");
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof BString single) {
      return present(bounded(single));
    }
    List<String> urls = strings(Fields.as(value.get(), BList.class, "'url-list'"));
    requireCount(urls.size());
    return urls;
  }

  /** Refuses, as our own fault, what {@link Metainfo#parse} would refuse or drop. */
  static void requireWritable(List<String> urls) {
    if (urls.size() > MetainfoLimits.MAX_URLS) {
      throw new IllegalArgumentException("more than " + MetainfoLimits.MAX_URLS + " URLs");
    }
    for (String url : urls) {
      if (url.isEmpty() || !url.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
        throw new IllegalArgumentException("a URL is printable ASCII without spaces");
      }
      if (url.length() > MetainfoLimits.MAX_URL_LENGTH) {
        throw new IllegalArgumentException("a URL is too long");
      }
    }
  }

  private static List<String> announce(Fields top) throws MalformedMetainfo {
    Optional<BValue> value = top.find("announce");
    return value.isEmpty()
        ? List.of()
        : present(bounded(Fields.as(value.get(), BString.class, "'announce'")));
  }

  private static void addTier(List<List<String>> tiers, List<String> tier) {
    if (!tier.isEmpty()) {
      tiers.add(tier);
    }
  }

  private static List<String> strings(BList list) throws MalformedMetainfo {
    List<String> strings = new ArrayList<>();
    for (BValue value : list.values()) {
      strings.addAll(present(bounded(Fields.as(value, BString.class, "a URL"))));
    }
    return List.copyOf(strings);
  }

  private static String bounded(BString url) throws MalformedMetainfo {
    if (url.length() > MetainfoLimits.MAX_URL_LENGTH) {
      throw new MalformedMetainfo("a URL is too long");
    }
    return url.text();
  }

  private static List<String> present(String url) {
    return url.isBlank() ? List.of() : List.of(url);
  }

  private static void requireCount(int urls) throws MalformedMetainfo {
    if (urls > MetainfoLimits.MAX_URLS) {
      throw new MalformedMetainfo("there are more than " + MetainfoLimits.MAX_URLS + " URLs");
    }
  }
}
