package org.everswarm.protocol.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.everswarm.protocol.Mutation;
import org.jspecify.annotations.Nullable;

final class ControlMessageFuzzTest {

  @Property(tries = 3000)
  void everyMessageIsReadBack(@ForAll("messages") ControlMessage message) {
    assertEquals(message, ControlMessage.decode(message.encode()));
  }

  @Property(tries = 3000)
  void randomBytesAreNoMessage(@ForAll byte[] frame) {
    decodesOrRefuses(frame);
  }

  @Property(tries = 20_000)
  void damagedMessagesAreReadOrRefused(
      @ForAll("messages") ControlMessage message, @ForAll("mutations") List<Mutation> mutations) {
    decodesOrRefuses(Mutation.all(mutations, message.encode()));
  }

  /** Whatever is accepted says the same when sent on. */
  private static void decodesOrRefuses(byte[] frame) {
    @Nullable ControlMessage message = ControlMessage.decode(frame);
    if (message != null) {
      assertTrue(message.encode().length <= ControlMessage.MAX_FRAME_BYTES);
      assertEquals(message, ControlMessage.decode(message.encode()));
    }
  }

  @Provide
  Arbitrary<ControlMessage> messages() {
    return ControlMessages.any();
  }

  @Provide
  Arbitrary<List<Mutation>> mutations() {
    return Mutation.arbitrary().list().ofMinSize(1).ofMaxSize(3);
  }
}
