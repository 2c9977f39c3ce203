package org.everswarm.protocol.control;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.everswarm.protocol.receipt.Revocation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ControlMessageTest {

  private static final String HASH = "aaaaaaaaaaaaaaaaaaaa";
  private static final InfoHash INFO_HASH = InfoHash.of(HASH.getBytes(ISO_8859_1));
  private static final IpAddress IPV4 = IpAddress.ofIpv4(0x61626364);

  @Test
  void anAdmissionLooksLikeThisOnTheWire() {
    Admit admit = new Admit(INFO_HASH, new Endpoint(IPV4, 0x6566), -5, 1_700_000_000);
    String frame =
        "d4:hash20:" + HASH + "4:peer6:abcdef7:receipti-5e1:t5:admit5:untili1700000000ee";
    assertEquals(frame, new String(admit.encode(), ISO_8859_1));
    assertEquals(admit, decode(frame));
  }

  @Test
  void aRegistrationLooksLikeThisOnTheWire() {
    Register register = new Register(INFO_HASH, Gate.PAID, 7, "film");
    String frame = "d6:bundlei7e4:gate4:paid4:hash20:" + HASH + "4:name4:film1:t8:registere";
    assertEquals(frame, new String(register.encode(), ISO_8859_1));
    assertEquals(register, decode(frame));
  }

  @Test
  void aRevocationLooksLikeThisOnTheWire() {
    Revoke revoke =
        new Revoke(
            List.of(new Revocation(0x6162636465666768L, 0x696A6B6CL), Revocation.forEver(-1)));
    String frame = "d8:receipts24:abcdefghijkl" + "\u00ff".repeat(12) + "1:t6:revokee";
    assertEquals(frame, new String(revoke.encode(), ISO_8859_1));
    assertEquals(revoke, decode(frame));
  }

  @Test
  void aDenialLooksLikeThisOnTheWire() {
    Deny deny = new Deny(List.of(new Deny.Word(INFO_HASH, 0x6162636465666768L, "by court order")));
    String frame =
        "d6:hashes20:" + HASH + "7:reasonsl14:by court ordere6:stamps8:abcdefgh1:t4:denye";
    assertEquals(frame, new String(deny.encode(), ISO_8859_1));
    assertEquals(deny, decode(frame));
  }

  @Test
  void refusesADenialThatIsNotWhole() {
    assertTrue(decode(denial(HASH, "l1:xe", "aaaaaaaa")) instanceof Deny);
    assertTrue(decode(denial(HASH, "l0:e", "aaaaaaaa")) instanceof Deny);
    assertNull(decode(denial(HASH, "le", "aaaaaaaa")));
    assertNull(decode(denial("", "l1:xe", "aaaaaaaa")));
    assertNull(decode(denial(HASH + HASH, "l1:xe", "aaaaaaaa")));
    assertNull(decode(denial(HASH, "l1:xe", "")));
    assertNull(decode(denial(HASH, "l1:xe", "\u0080aaaaaaa")), "a time before all times");
    assertNull(decode(denial(HASH, "l1: e", "aaaaaaaa")), "says nothing");
    assertNull(decode(denial(HASH, "l1:\ne", "aaaaaaaa")));
    assertNull(decode(denial(HASH, "l201:" + "x".repeat(201) + "e", "aaaaaaaa")));
    assertNull(
        decode(denial(HASH.repeat(201), "l" + "1:x".repeat(201) + "e", "aaaaaaaa".repeat(201))));
  }

  private static String denial(String hashes, String reasons, String stamps) {
    return "d6:hashes"
        + (hashes.length() + ":" + hashes)
        + ("7:reasons" + reasons)
        + ("6:stamps" + stamps.length() + ":" + stamps)
        + "1:t4:denye";
  }

  @Test
  void skipsKeysItDoesNotKnow() {
    assertEquals(
        new Registered(INFO_HASH, ""),
        decode("d4:hash20:" + HASH + "7:refusal0:1:t10:registered1:zi1ee"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "de",
        "le",
        "d1:ti1ee",
        "d1:t0:e",
        "d1:t5:helloe",
        "d1:t6:strange",
        "d1:t7:strangee",
        "d6:hashes0:1:t4:hold",
        "d6:hashes0:1:t4:holdee",
        "d1:t4:hold6:hashes0:e",
        "d6:hashes1:a1:t4:holde",
        "d6:hashesle1:t4:holde",
        "d8:receipts8:aaaaaaaa1:t6:revokee",
        "d8:receipts11:aaaaaaaabbb1:t6:revokee",
        "d4:keysl0:e1:t4:keyse",
        "d4:keysl29:everswarm receipt public key 1e1:t4:keyse",
        "d4:keysli1ee1:t4:keyse",
      })
  void refusesWhatIsNoMessage(String frame) {
    assertNull(decode(frame));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ab", "abcde", "abcdefg", "aaaaaaaaaaaaaaaaaaa"})
  void refusesEndpointsThatAreNeitherSixNorEighteenBytes(String peer) {
    String endpoint = "4:peer" + peer.length() + ":" + peer;
    assertNull(decode("d4:hash20:" + HASH + endpoint + "7:receipti0e1:t5:admit5:untili0ee"));
  }

  @Test
  void refusesAGateThatIsNone() {
    assertNull(decode("d6:bundlei7e4:gate4:PAID4:hash20:" + HASH + "4:name0:1:t8:registere"));
    assertNull(decode("d6:bundlei7e4:gate4:gold4:hash20:" + HASH + "4:name0:1:t8:registere"));
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertTrue(decode(hello("1", "6881")) instanceof Hello);
    assertNull(decode(hello("1", "65536")));
    assertNull(decode(hello("1", "-1")));
    assertNull(decode(hello("1", "4294967297")));
    assertNull(decode(hello("4294967297", "6881")));
    assertNull(decode("d8:intervali-1e4:keysle7:revoked0:1:t7:welcomee"));
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    assertNull(decode("d4:hash20:" + HASH + "7:refusal1:\u00ff1:t10:registerede"));
  }

  @Test
  void everyFullMessageFitsAFrame() {
    List<InfoHash> hashes = Collections.nCopies(ControlMessage.MAX_ITEMS, INFO_HASH);
    List<Revocation> ids =
        LongStream.range(0, ControlMessage.MAX_ITEMS).mapToObj(Revocation::forEver).toList();
    List<ReceiptPublicKey> keys = IntStream.range(0, 256).mapToObj(ControlMessages::key).toList();
    IpAddress ipv6 = IpAddress.parse("2001:db8:1:2:3:4:5:6").orElseThrow();
    List<ControlMessage> full =
        List.of(
            new Hold(hashes),
            new Release(hashes),
            new Revoke(ids),
            new Deny(
                Collections.nCopies(
                    Deny.MAX_WORDS, new Deny.Word(INFO_HASH, Long.MAX_VALUE, "r".repeat(200)))),
            new ReceiptKeys(keys),
            new Welcome(Integer.MAX_VALUE, keys, ids),
            new Hello(1, 65535, Collections.nCopies(16, ipv6), "h".repeat(2048)),
            new Register(INFO_HASH, Gate.EMAIL, Long.MIN_VALUE, "n".repeat(2048)),
            new Registered(INFO_HASH, "r".repeat(2048)));
    for (ControlMessage message : full) {
      assertTrue(message.encode().length <= ControlMessage.MAX_FRAME_BYTES);
      assertEquals(message, ControlMessage.decode(message.encode()));
    }
  }

  @Test
  void refusesToBeMadeTooLarge() {
    List<InfoHash> hashes = Collections.nCopies(1001, INFO_HASH);
    List<Revocation> ids = Collections.nCopies(1001, Revocation.forEver(1));
    List<IpAddress> addresses = Collections.nCopies(17, IPV4);
    String text = "\u00e9".repeat(1024) + "x";
    List<Runnable> tooLarge =
        List.of(
            () -> new Hold(hashes),
            () -> new Release(hashes),
            () -> new Revoke(ids),
            () -> new Deny(Collections.nCopies(201, new Deny.Word(INFO_HASH, 0, "x"))),
            () -> new Deny.Word(INFO_HASH, 0, "x".repeat(201)),
            () -> new Welcome(1, List.of(), ids),
            () -> new Hello(1, 1, addresses, ""),
            () -> new Hello(1, 1, List.of(), text),
            () -> new Register(INFO_HASH, Gate.FREE, 0, text),
            () -> new Registered(INFO_HASH, text));
    for (Runnable make : tooLarge) {
      assertThrows(IllegalArgumentException.class, make::run);
    }
  }

  @Test
  void refusesAFrameOverItsLimitOrWithTooManyHashes() {
    assertNull(decode("d6:hashes20020:" + "h".repeat(20020) + "1:t4:holde"));
    assertNull(ControlMessage.decode(new byte[ControlMessage.MAX_FRAME_BYTES + 1]));
    String padding = "1:z" + ControlMessage.MAX_FRAME_BYTES + ":";
    assertNull(
        decode(
            "d6:hashes0:1:t4:hold" + padding + "z".repeat(ControlMessage.MAX_FRAME_BYTES) + "e"));
  }

  private static String hello(String version, String wirePort) {
    return "d9:addressesle1:t5:hello7:versioni" + version + "e3:web0:4:wirei" + wirePort + "ee";
  }

  private static @Nullable ControlMessage decode(String frame) {
    return ControlMessage.decode(frame.getBytes(ISO_8859_1));
  }
}
