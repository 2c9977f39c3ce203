package org.everswarm.protocol.control;

import java.util.List;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BList;
import org.everswarm.protocol.bencode.BString;
import org.everswarm.protocol.bencode.BValue;

/**
 * A swarm-node's first message.
 *
 * @param version of the messages it speaks
 * @param wirePort where it takes peer connections
 * @param advertised its addresses; empty: that of the socket
 * @param webSeedBase what its web seed URLs begin with, as {@code http://host:port/ws}; may be
 *     empty
 */
public record Hello(int version, int wirePort, List<IpAddress> advertised, String webSeedBase)
    implements ControlMessage {

  static final String TYPE = "hello";

  public Hello {
    advertised = List.copyOf(advertised);
    Bounds.require(wirePort >= 0 && wirePort <= 0xFFFF, "a port is 0 to 65535");
    Bounds.size(advertised, Bounds.MAX_ADDRESSES);
    Bounds.text(webSeedBase);
  }

  static Hello read(Fields fields) {
    return new Hello(
        fields.integer("version"),
        fields.integer("wire"),
        fields.byteStrings("addresses").stream().map(IpAddress::of).toList(),
        fields.text("web"));
  }

  @Override
  public BDict toDict() {
    List<BValue> addresses =
        advertised.stream().<BValue>map(address -> BString.of(address.toBytes())).toList();
    return ControlCodec.message(TYPE)
        .put("version", version)
        .put("wire", wirePort)
        .put("addresses", new BList(addresses))
        .put("web", webSeedBase)
        .build();
  }
}
