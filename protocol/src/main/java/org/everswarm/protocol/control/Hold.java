package org.everswarm.protocol.control;

import java.util.List;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.bencode.BDict;

/** What a swarm-node serves from now on, beside what it told before. */
public record Hold(List<InfoHash> infoHashes) implements ControlMessage {

  static final String TYPE = "hold";

  public Hold {
    infoHashes = List.copyOf(infoHashes);
    Bounds.size(infoHashes, MAX_ITEMS);
  }

  static Hold read(Fields fields) {
    return new Hold(fields.infoHashes("hashes"));
  }

  @Override
  public BDict toDict() {
    return ControlCodec.message(TYPE).put("hashes", Packed.infoHashes(infoHashes)).build();
  }
}
