package org.everswarm.protocol.control;

import java.util.Map;
import java.util.function.Function;
import org.everswarm.protocol.bencode.BDict;
import org.everswarm.protocol.bencode.BencodeLimits;
import org.everswarm.protocol.bencode.BencodeReader;
import org.everswarm.protocol.bencode.MalformedBencode;
import org.jspecify.annotations.Nullable;

/** Frames to messages. Strict: these frames are ours, so anything not canonical is no message. */
final class ControlCodec {

  static final String TYPE = "t";

  private static final BencodeReader READER =
      new BencodeReader(
          new BencodeLimits(
              ControlMessage.MAX_FRAME_BYTES, 3, 1024, ControlMessage.MAX_FRAME_BYTES, true));

  private static final Map<String, Function<Fields, ControlMessage>> BY_TYPE =
      Map.of(
          Hello.TYPE, Hello::read,
          Welcome.TYPE, Welcome::read,
          Hold.TYPE, Hold::read,
          Release.TYPE, Release::read,
          Register.TYPE, Register::read,
          Registered.TYPE, Registered::read,
          Admit.TYPE, Admit::read,
          Revoke.TYPE, Revoke::read,
          Deny.TYPE, Deny::read,
          ReceiptKeys.TYPE, ReceiptKeys::read);

  private ControlCodec() {}

  static @Nullable ControlMessage decode(byte[] frame) {
    try {
      Fields fields = new Fields(READER.readDict(frame));
      Function<Fields, ControlMessage> read = BY_TYPE.get(fields.text(TYPE));
      return read == null ? null : read.apply(fields);
    } catch (MalformedBencode | IllegalArgumentException malformed) {
      return null;
    }
  }

  /** Starts the dictionary of a message. */
  static BDict.Builder message(String type) {
    return BDict.builder().put(TYPE, type);
  }
}
