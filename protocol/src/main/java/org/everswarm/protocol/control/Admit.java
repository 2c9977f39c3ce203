package org.everswarm.protocol.control;

import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.bencode.BDict;

/**
 * A tracker's word that a peer announced with a valid receipt, or to a free swarm.
 *
 * @param peer the address the tracker saw, and the port the peer announced
 * @param receiptId 0 in a free swarm
 * @param untilEpochSecond when the admission ends
 */
public record Admit(InfoHash infoHash, Endpoint peer, long receiptId, long untilEpochSecond)
    implements ControlMessage {

  static final String TYPE = "admit";

  static Admit read(Fields fields) {
    return new Admit(
        fields.infoHash("hash"),
        fields.endpoint("peer"),
        fields.number("receipt"),
        fields.number("until"));
  }

  @Override
  public BDict toDict() {
    return ControlCodec.message(TYPE)
        .put("hash", infoHash.toBytes())
        .put("peer", Packed.endpoint(peer))
        .put("receipt", receiptId)
        .put("until", untilEpochSecond)
        .build();
  }
}
