package org.everswarm.protocol.control;

import java.util.Base64;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.Revocation;

/** Messages to test with, of every kind. */
final class ControlMessages {

  private ControlMessages() {}

  static Arbitrary<ControlMessage> any() {
    return Arbitraries.oneOf(
        List.of(
            hello(),
            welcome(),
            register(),
            registered(),
            admit(),
            hashes().map(Hold::new),
            hashes().map(Release::new),
            revocations().map(Revoke::new),
            words().map(Deny::new),
            keys().map(ReceiptKeys::new)));
  }

  /** A public key of any id; the same id has the same key. */
  static ReceiptPublicKey key(int keyId) {
    byte[] seed = new byte[32];
    new Random(keyId).nextBytes(seed);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(seed);
    return ReceiptPrivateKey.parseLine("everswarm receipt private key " + keyId + " " + text)
        .publicKey();
  }

  private static Arbitrary<ControlMessage> hello() {
    return Combinators.combine(
            Arbitraries.integers(), ports(), addresses().list().ofMaxSize(16), texts())
        .as(Hello::new);
  }

  private static Arbitrary<ControlMessage> welcome() {
    return Combinators.combine(Arbitraries.integers().greaterOrEqual(0), keys(), revocations())
        .as(Welcome::new);
  }

  private static Arbitrary<ControlMessage> register() {
    return Combinators.combine(hash(), Arbitraries.of(Gate.class), Arbitraries.longs(), texts())
        .as(Register::new);
  }

  private static Arbitrary<ControlMessage> registered() {
    return Combinators.combine(hash(), texts()).as(Registered::new);
  }

  private static Arbitrary<ControlMessage> admit() {
    Arbitrary<Endpoint> peers = Combinators.combine(addresses(), ports()).as(Endpoint::new);
    return Combinators.combine(hash(), peers, Arbitraries.longs(), Arbitraries.longs())
        .as(Admit::new);
  }

  private static Arbitrary<Integer> ports() {
    return Arbitraries.integers().between(0, 65535);
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.strings().withCharRange(' ', '\u3000').ofMaxLength(100);
  }

  private static Arbitrary<InfoHash> hash() {
    return Arbitraries.bytes().array(byte[].class).ofSize(20).map(InfoHash::of);
  }

  private static Arbitrary<List<InfoHash>> hashes() {
    return hash().list().ofMaxSize(20);
  }

  private static Arbitrary<List<Revocation>> revocations() {
    return Combinators.combine(
            Arbitraries.longs(), Arbitraries.longs().between(0, ReceiptSigner.NEVER))
        .as(Revocation::new)
        .list()
        .ofMaxSize(20);
  }

  private static Arbitrary<List<Deny.Word>> words() {
    Arbitrary<String> reasons =
        Arbitraries.strings().withCharRange('!', '~').withChars(' ').ofMaxLength(200);
    return Combinators.combine(
            hash(),
            Arbitraries.longs().greaterOrEqual(0),
            reasons.filter(reason -> reason.isEmpty() || !reason.isBlank()))
        .as(Deny.Word::new)
        .list()
        .ofMaxSize(20);
  }

  private static Arbitrary<List<ReceiptPublicKey>> keys() {
    List<ReceiptPublicKey> some = List.of(key(0), key(1), key(255));
    return Arbitraries.of(some).list().ofMaxSize(3);
  }

  private static Arbitrary<IpAddress> addresses() {
    return Arbitraries.of(4, 16)
        .flatMap(size -> Arbitraries.bytes().array(byte[].class).ofSize(size))
        .map(IpAddress::of);
  }
}
