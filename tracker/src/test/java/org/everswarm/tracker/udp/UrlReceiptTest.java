package org.everswarm.tracker.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.SecureRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.everswarm.protocol.http.RequestTarget;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.udp.UrlData;

class UrlReceiptTest {

  private static final String TOKEN =
      new ReceiptSigner(ReceiptPrivateKey.generate(1, new SecureRandom()))
          .sign(1, 2, 3, ReceiptKind.BUYER)
          .text();
  private static final String[] FORMS = {
    "/announce?receipt=%s",
    "?receipt=%s",
    "/announce/%s",
    "/%s/announce",
    "/scrape/%s",
    "//%s",
    "%s"
  };

  private final UrlReceipt url = new UrlReceipt();

  @Example
  void leavesTheIssuedFormsUnread() {
    for (int form = 0; form < 4; form++) {
      read(String.format(FORMS[form], TOKEN));
      assertTrue(url.at() > 0, FORMS[form]);
    }
  }

  @Property
  void findsWhatTheFullParseFinds(
      @ForAll @IntRange(max = 6) int form,
      @ForAll @IntRange(max = 115) int at,
      @ForAll @StringLength(max = 3) @CharRange(from = '!', to = '~') String instead) {
    String damaged =
        TOKEN.substring(0, at) + instead + TOKEN.substring(Math.min(116, at + instead.length()));
    assertSameAsFullParse(String.format(FORMS[form], damaged));
    assertSameAsFullParse(String.format(FORMS[form], TOKEN) + instead);
  }

  @Property
  void separatorsAnywhereMeanWhatTheyMean(
      @ForAll @IntRange(max = 6) int form,
      @ForAll @IntRange(max = 115) int at,
      @ForAll @IntRange(max = 5) int which) {
    char[] characters = TOKEN.toCharArray();
    characters[at] = "/?&=#%".charAt(which);
    assertSameAsFullParse(String.format(FORMS[form], new String(characters)));
  }

  private void assertSameAsFullParse(String text) {
    RequestTarget full = new RequestTarget();
    full.parse(text);
    read(text);
    ReceiptToken receipt = url.receipt();
    boolean malformed = url.malformed();
    if (url.at() >= 0) {
      receipt = ReceiptToken.parseAscii(url.text(), url.at(), url.at() + 116);
      malformed = receipt == null;
    }
    assertEquals(full.receipt(), receipt, text);
    assertEquals(full.receiptMalformed(), malformed, text);
  }

  private void read(String text) {
    ByteBuf in = Unpooled.buffer();
    UrlData.write(in, text);
    url.read(in, 0, in.writerIndex());
  }
}
