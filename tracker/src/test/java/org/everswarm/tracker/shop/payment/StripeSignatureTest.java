package org.everswarm.tracker.shop.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.everswarm.tracker.shop.payment.StripeBooks.Signed;
import org.everswarm.tracker.shop.problem.Problem;

class StripeSignatureTest {

  private static final long NOW = Instant.parse("2026-11-21T10:00:00Z").getEpochSecond();
  private static final String BODY = "{\"id\":\"evt_1\",\"title\":\"Ü 🎬\"}";

  private final StripeSignature signature =
      new StripeSignature(List.of("whsec_new", "whsec_old"), () -> Instant.ofEpochSecond(NOW));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void refuses(byte[] body, Map<String, String> headers) {
    Problem problem = assertThrows(Problem.class, () -> signature.checked(body, headers));
    assertEquals(Problem.Kind.INVALID, problem.kind());
  }

  private static Signed signed(String secret, long at) {
    return StripeBooks.sign(BODY, secret, at);
  }

  @Example
  void takesWhatAnyOfTheSecretsSigned() {
    for (String secret : List.of("whsec_new", "whsec_old")) {
      Signed signed = signed(secret, NOW);
      assertEquals(BODY, signature.checked(signed.bytes(), signed.headers()));
    }
  }

  @Example
  void takesAHeaderOfSeveralSignaturesAsWhileASecretIsChanged() {
    String old = signed("whsec_gone", NOW).header().replaceAll("t=\\d+,", "");
    String header = signed("whsec_new", NOW).header() + "," + old + ",v0=abc,x";
    assertEquals(BODY, signature.checked(bytes(BODY), Map.of("stripe-signature", header)));
  }

  @Example
  void refusesAForgedOne() {
    Signed forged = signed("whsec_guess", NOW);
    refuses(forged.bytes(), forged.headers());
    refuses(bytes(BODY), Map.of());
    refuses(bytes(BODY), Map.of("stripe-signature", "t=" + NOW));
    refuses(bytes(BODY), Map.of("stripe-signature", "t=" + NOW + ",v1="));
    String onlyOldScheme = signed("whsec_new", NOW).header().replace("v1=", "v0=");
    refuses(bytes(BODY), Map.of("stripe-signature", onlyOldScheme));
  }

  @Example
  void refusesAReplayAfterFiveMinutes() {
    Signed last = signed("whsec_new", NOW - 300);
    assertEquals(BODY, signature.checked(last.bytes(), last.headers()));
    Signed late = signed("whsec_new", NOW - 301);
    refuses(late.bytes(), late.headers());
  }

  @Example
  void refusesAReplayWhoseTimeWasChanged() {
    String header = signed("whsec_new", NOW - 4000).header();
    String renewed = header.replaceAll("t=\\d+", "t=" + NOW);
    refuses(bytes(BODY), Map.of("stripe-signature", renewed));
  }

  @Example
  void refusesWhatIsSignedAheadOfTime() {
    Signed ahead = signed("whsec_new", NOW + 301);
    refuses(ahead.bytes(), ahead.headers());
  }

  @Property
  void refusesATruncatedBody(@ForAll @IntRange(max = 30) int length) {
    Signed signed = signed("whsec_new", NOW);
    refuses(Arrays.copyOf(signed.bytes(), length), signed.headers());
  }

  @Property
  void refusesABodyWithOneBitOfAnother(@ForAll @IntRange(max = 34 * 8) int bit) {
    Signed signed = signed("whsec_new", NOW);
    byte[] body = signed.bytes();
    body[(bit / 8) % body.length] ^= (byte) (1 << (bit % 8));
    refuses(body, signed.headers());
  }

  /** Decoded carelessly, other bytes would become the same text. */
  @Example
  void refusesBytesThatAreNoText() {
    String replaced = "{\"id\":\"\uFFFD\"}";
    Signed signed = StripeBooks.sign(replaced, "whsec_new", NOW);
    assertEquals(replaced, signature.checked(signed.bytes(), signed.headers()));
    byte[] other = bytes("{\"id\":\"?\"}");
    other[7] = (byte) 0xFF;
    refuses(other, signed.headers());
  }

  @Property
  void refusesAnyHeaderAndNeverBreaks(@ForAll String header) {
    refuses(bytes(BODY), Map.of("stripe-signature", header));
    refuses(bytes(BODY), Map.of("stripe-signature", "t=" + header + ",v1=" + header));
    refuses(bytes(BODY), Map.of("stripe-signature", "t," + header));
  }
}
