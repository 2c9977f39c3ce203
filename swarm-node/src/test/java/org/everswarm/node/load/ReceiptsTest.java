package org.everswarm.node.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.receipt.ReceiptVerifier;
import org.junit.jupiter.api.Test;

class ReceiptsTest {

  private static final long BUNDLE = 0x5EA50FFEEDF00DL;
  private static final ReceiptPrivateKey KEY = ReceiptPrivateKey.generate(3, new SecureRandom());

  private final Receipts receipts = Receipts.mint(KEY, BUNDLE, 50, 7);
  private final ByteBuf out = Unpooled.buffer(Receipts.LENGTH);

  private ReceiptToken token() {
    String text = out.toString(0, Receipts.LENGTH, StandardCharsets.US_ASCII);
    return Objects.requireNonNull(ReceiptToken.parse(text), "it is well formed");
  }

  private static boolean genuine(ReceiptToken token) {
    return new ReceiptVerifier(KEY.publicKey()).verify(token);
  }

  @Test
  void areGenuineAndDistinct() {
    Set<Long> ids = new HashSet<>();
    for (int peer = 0; peer < receipts.count(); peer++) {
      receipts.write(out, 0, peer);
      assertTrue(genuine(token()));
      assertEquals(BUNDLE, token().bundleId());
      assertTrue(ids.add(token().receiptId()));
    }
    receipts.write(out, 0, 50);
    assertTrue(ids.contains(token().receiptId()), "peers share them");
  }

  @Test
  void forgedOnesAreWellFormedNewAndNotGenuine() {
    SplitMix random = new SplitMix(7);
    Set<Long> ids = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      receipts.writeForged(out, 0, random);
      assertFalse(genuine(token()));
      assertEquals(BUNDLE, token().bundleId());
      assertEquals(KEY.keyId(), token().keyId());
      assertTrue(ids.add(token().receiptId()));
    }
  }
}
