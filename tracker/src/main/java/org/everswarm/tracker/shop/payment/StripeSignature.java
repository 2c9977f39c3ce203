package org.everswarm.tracker.shop.payment;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.everswarm.tracker.shop.problem.Problem;
import org.jspecify.annotations.Nullable;

/** Whether a webhook's bytes were signed by Stripe, and lately. */
final class StripeSignature {

  private static final long TOLERANCE_SECONDS = 300;
  private static final int HEADER_MAX = 4096;
  private static final Pattern TIME = Pattern.compile("(?:^|,)t=(\\d{1,18})(?=,|$)");

  private final List<String> secrets;
  private final Clock clock;

  StripeSignature(List<String> secrets, InstantSource clock) {
    this.secrets = List.copyOf(secrets);
    this.clock = new SourceClock(clock);
  }

  /** The body as text, after one of the secrets was found to have signed it. */
  String checked(byte[] body, Map<String, String> headers) {
    @Nullable String header = headers.get("stripe-signature");
    if (header == null || header.length() > HEADER_MAX) {
      throw refused();
    }
    String text = text(body);
    for (String secret : secrets) {
      if (isSigned(text, header, secret)) {
        return text;
      }
    }
    throw refused();
  }

  private boolean isSigned(String text, String header, String secret) {
    try {
      return Webhook.Signature.verifyHeader(text, header, secret, TOLERANCE_SECONDS, clock)
          && !isAhead(header);
    } catch (SignatureVerificationException | RuntimeException notSigned) {
      // The vendor's parser throws all sorts of things at a header that is none.
      return false;
    }
  }

  /** The vendor's check lets the future pass; whoever signs there has a wrong clock. */
  private boolean isAhead(String header) {
    Matcher time = TIME.matcher(header);
    long latest = clock.instant().getEpochSecond() + TOLERANCE_SECONDS;
    return !time.find() || Long.parseLong(time.group(1)) > latest;
  }

  /** Other bytes than UTF-8 would become the same characters, and so be signed too. */
  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException notText) {
      throw refused();
    }
  }

  private static Problem refused() {
    return new Problem(
        Problem.Kind.INVALID,
        "The Stripe-Signature is not one of this body and the last five minutes; check the"
            + " endpoint's signing secret and this machine's clock.");
  }

  private static final class SourceClock extends Clock {

    private final InstantSource source;

    SourceClock(InstantSource source) {
      this.source = source;
    }

    @Override
    public Instant instant() {
      return source.instant();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
