package org.everswarm.protocol.control;

import java.util.List;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.bencode.BDict;

/** What a swarm-node no longer serves. */
public record Release(List<InfoHash> infoHashes) implements ControlMessage {

  static final String TYPE = "release";

  public Release {
    infoHashes = List.copyOf(infoHashes);
    Bounds.size(infoHashes, MAX_ITEMS);
  }

  static Release read(Fields fields) {
    return new Release(fields.infoHashes("hashes"));
  }

  @Override
  public BDict toDict() {
    return ControlCodec.message(TYPE).put("hashes", Packed.infoHashes(infoHashes)).build();
  }
}
