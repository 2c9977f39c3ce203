package org.everswarm.protocol.control;

import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.bencode.BDict;

/**
 * The tracker's answer to {@link Register}.
 *
 * @param refusal a sentence why not; empty when the torrent is tracked
 */
public record Registered(InfoHash infoHash, String refusal) implements ControlMessage {

  static final String TYPE = "registered";

  public Registered {
    Bounds.text(refusal);
  }

  static Registered read(Fields fields) {
    return new Registered(fields.infoHash("hash"), fields.text("refusal"));
  }

  @Override
  public BDict toDict() {
    return ControlCodec.message(TYPE)
        .put("hash", infoHash.toBytes())
        .put("refusal", refusal)
        .build();
  }
}
