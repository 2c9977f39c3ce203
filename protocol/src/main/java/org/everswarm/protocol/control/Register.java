package org.everswarm.protocol.control;

import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.bencode.BDict;

/**
 * A swarm-node asks the tracker to take on a torrent. Known ones keep their gate and bundle.
 *
 * @param bundleId 0 for none
 */
public record Register(InfoHash infoHash, Gate gate, long bundleId, String name)
    implements ControlMessage {

  static final String TYPE = "register";

  public Register {
    Bounds.text(name);
  }

  static Register read(Fields fields) {
    return new Register(
        fields.infoHash("hash"), fields.gate("gate"), fields.number("bundle"), fields.text("name"));
  }

  @Override
  public BDict toDict() {
    return ControlCodec.message(TYPE)
        .put("hash", infoHash.toBytes())
        .put("gate", Fields.gateName(gate))
        .put("bundle", bundleId)
        .put("name", name)
        .build();
  }
}
