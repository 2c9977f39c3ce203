package org.everswarm.protocol.control;

import java.util.ArrayList;
import java.util.List;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BList;

/**
 * A tracker's last word on whether anybody may be served these torrents. The later of two words on
 * one torrent counts, whichever comes first.
 */
public record Deny(List<Word> words) implements ControlMessage {

  /** Torrents in one message; whoever has more sends several. */
  public static final int MAX_WORDS = 200;

  /** Longest reason. */
  public static final int MAX_REASON_LENGTH = 200;

  static final String TYPE = "deny";

  /**
   * The word on one torrent.
   *
   * @param stampMillis when it was said, by the clock of the trackers
   * @param reason what whoever asks is shown, in printable ASCII; empty when the torrent may be
   *     served again
   */
  public record Word(InfoHash infoHash, long stampMillis, String reason) {

    public Word {
      Bounds.require(stampMillis >= 0, "a time before all times");
      Bounds.require(reason.length() <= MAX_REASON_LENGTH, "a reason too long");
      Bounds.require(reason.chars().allMatch(c -> c >= ' ' && c < 0x7F), "not a reason");
      Bounds.require(reason.isEmpty() || !reason.isBlank(), "a reason that says nothing");
    }

    /** Whether nobody may be served. */
    public boolean inForce() {
      return !reason.isEmpty();
    }
  }

  public Deny {
    words = List.copyOf(words);
    Bounds.size(words, MAX_WORDS);
  }

  static Deny read(Fields fields) {
    List<InfoHash> hashes = fields.infoHashes("hashes");
    List<Long> stamps = fields.ids("stamps");
    List<String> reasons = fields.texts("reasons");
    Bounds.require(
        hashes.size() == stamps.size() && hashes.size() == reasons.size(), "a word is missing");
    Bounds.size(hashes, MAX_WORDS);
    List<Word> words = new ArrayList<>(hashes.size());
    for (int i = 0; i < hashes.size(); i++) {
      words.add(new Word(hashes.get(i), stamps.get(i), reasons.get(i)));
    }
    return new Deny(words);
  }

  @Override
  public BDict toDict() {
    return ControlCodec.message(TYPE)
        .put("hashes", Packed.infoHashes(words.stream().map(Word::infoHash).toList()))
        .put("stamps", Packed.ids(words.stream().map(Word::stampMillis).toList()))
        .put("reasons", BList.ofTexts(words.stream().map(Word::reason).toList()))
        .build();
  }
}
