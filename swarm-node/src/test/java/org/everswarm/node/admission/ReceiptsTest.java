package org.everswarm.node.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.everswarm.protocol.receipt.Revocation;
import org.junit.jupiter.api.Test;

class ReceiptsTest {

  private static final long BUNDLE = 77;
  private static final long NOW = 500_000;

  private final ReceiptPrivateKey key = ReceiptPrivateKey.generate(1, new SecureRandom());
  private final ReceiptPrivateKey pinned = ReceiptPrivateKey.generate(9, new SecureRandom());
  private final ReceiptSigner signer = new ReceiptSigner(key);
  private final AtomicInteger verifications = new AtomicInteger();
  private final Receipts receipts =
      new Receipts(
          work -> {
            verifications.incrementAndGet();
            work.run();
          },
          4,
          List.of(pinned.publicKey()));

  private ReceiptToken token(long id) {
    return signer.sign(BUNDLE, id, NOW + 10, ReceiptKind.BUYER);
  }

  private ReceiptVerdict judge(ReceiptToken token, long bundle, long hours) {
    ReceiptVerdict known = receipts.check(token, bundle, hours);
    return known == null ? receipts.verify(token, bundle, hours).join() : known;
  }

  @Test
  void judges() {
    receipts.useKeys(List.of(key.publicKey()));
    assertEquals(ReceiptVerdict.GENUINE, judge(token(1), BUNDLE, NOW));
    assertEquals(ReceiptVerdict.OTHER_BUNDLE, judge(token(1), BUNDLE + 1, NOW));
    assertEquals(ReceiptVerdict.EXPIRED, judge(token(1), BUNDLE, NOW + 12));
    assertEquals(
        ReceiptVerdict.OTHER_KIND,
        judge(signer.sign(0, 5, ReceiptSigner.NEVER, ReceiptKind.SWARM_NODE), 0, NOW));
    assertEquals(
        ReceiptVerdict.GENUINE,
        judge(signer.sign(BUNDLE, 6, ReceiptSigner.NEVER, ReceiptKind.PUBLISHER), BUNDLE, NOW));
    receipts.revoke(Revoked.forEver(1L));
    assertEquals(ReceiptVerdict.REVOKED, judge(token(1), BUNDLE, NOW));
  }

  @Test
  void acceptsNoMutatedToken() {
    receipts.useKeys(List.of(key.publicKey()));
    byte[] genuine = new byte[ReceiptToken.BYTES];
    token(1).copyTo(genuine, 0);
    Random random = new Random(4);
    for (int i = 0; i < 2000; i++) {
      byte[] mutated = genuine.clone();
      mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(mutated);
      ReceiptToken token = ReceiptToken.parse(text);
      if (token != null) {
        assertNotEquals(ReceiptVerdict.GENUINE, judge(token, token.bundleId(), NOW));
      }
    }
  }

  @Test
  void checksASignatureOnce() {
    receipts.useKeys(List.of(key.publicKey()));
    ReceiptToken token = token(1);
    assertNull(receipts.check(token, BUNDLE, NOW));
    judge(token, BUNDLE, NOW);
    judge(token, BUNDLE, NOW);
    assertEquals(1, verifications.get());
    for (long id = 2; id <= 5; id++) {
      judge(token(id), BUNDLE, NOW);
    }
    judge(token, BUNDLE, NOW);
    assertEquals(6, verifications.get(), "only four are remembered");
  }

  @Test
  void aKeyThatIsTakenBackTakesItsReceiptsWithIt() {
    receipts.useKeys(List.of(key.publicKey()));
    assertEquals(ReceiptVerdict.GENUINE, judge(token(1), BUNDLE, NOW));
    receipts.useKeys(List.of());
    assertEquals(ReceiptVerdict.UNKNOWN_KEY, judge(token(1), BUNDLE, NOW));
    ReceiptPrivateKey other = ReceiptPrivateKey.generate(1, new SecureRandom());
    receipts.useKeys(List.of(other.publicKey()));
    assertEquals(ReceiptVerdict.FORGED, judge(token(1), BUNDLE, NOW));
  }

  @Test
  void pinnedKeysHoldWhateverTheTrackerSays() {
    ReceiptToken token = new ReceiptSigner(pinned).sign(BUNDLE, 1, NOW + 1, ReceiptKind.BUYER);
    assertEquals(ReceiptVerdict.GENUINE, judge(token, BUNDLE, NOW));
    receipts.useKeys(List.of(ReceiptPrivateKey.generate(9, new SecureRandom()).publicKey()));
    assertEquals(ReceiptVerdict.GENUINE, judge(token, BUNDLE, NOW));
    assertEquals(1, receipts.keyCount());
  }

  @Test
  void forgetsARevocationWellAfterTheReceiptHasEndedAndNeverBefore() {
    receipts.useKeys(List.of(key.publicKey()));
    ReceiptToken token = token(1);
    long end = token.notAfterHours();
    receipts.revoke(List.of(new Revocation(1, end), Revocation.forEver(2), new Revocation(3, end)));
    receipts.revoke(List.of(new Revocation(1, end - 5), new Revocation(3, end + 1)));
    long over = end + Revocation.MARGIN_HOURS;
    receipts.forget(over - 1);
    assertEquals(3, receipts.revokedCount());
    assertEquals(ReceiptVerdict.REVOKED, judge(token, BUNDLE, end - 1));
    receipts.forget(over);
    assertEquals(2, receipts.revokedCount(), "signed anew, one lasts longer");
    assertEquals(ReceiptVerdict.EXPIRED, judge(token, BUNDLE, over));
    receipts.forget(over + 1);
    assertEquals(1, receipts.revokedCount());
    assertTrue(receipts.isRevoked(2));
  }

  @Test
  void listenersHearOfARevocationOnce() {
    List<Set<Long>> heard = new ArrayList<>();
    receipts.onRevoke(heard::add);
    receipts.revoke(Revoked.forEver(3L));
    receipts.revoke(Revoked.forEver(3L, 4L, 5L, 4L));
    receipts.revoke(Revoked.forEver(5L, 3L));
    assertEquals(List.of(Set.of(3L), Set.of(4L, 5L)), heard);
  }

  @Test
  void isBusyWhenItsWorkersAre() {
    Receipts full =
        new Receipts(
            work -> {
              throw new RejectedExecutionException();
            },
            4,
            List.of(key.publicKey()));
    assertEquals(ReceiptVerdict.BUSY, full.verify(token(1), BUNDLE, NOW).join());
  }

  @Test
  void reasonsAreShortAsciiSentences() {
    for (ReceiptVerdict verdict : ReceiptVerdict.values()) {
      assertTrue(verdict.reason().length() < 100);
      assertTrue(verdict.reason().chars().allMatch(c -> c >= ' ' && c <= '~'));
    }
  }
}
