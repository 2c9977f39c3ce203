package org.everswarm.protocol.bencode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.everswarm.protocol.Mutation;

final class BencodeFuzzTest {

  private static final BencodeReader STRICT =
      new BencodeReader(new BencodeLimits(1 << 16, 32, 10_000, 1 << 16, true));
  private static final BencodeReader LENIENT =
      new BencodeReader(new BencodeLimits(1 << 16, 32, 10_000, 1 << 16, false));

  @Property
  void whatWasWrittenIsReadBack(@ForAll("values") BValue value) throws MalformedBencode {
    assertEquals(value, STRICT.read(BencodeWriter.write(value)));
  }

  @Property(tries = 5000)
  void randomBytesAreReadOrMalformed(@ForAll byte[] bytes) {
    readsOrRefuses(bytes);
  }

  /** Only the alphabet of bencode, so that much of it nests before it breaks. */
  @Property(tries = 20_000)
  void randomBencodeLikeTextIsReadOrMalformed(@ForAll("bencodeLike") String text) {
    readsOrRefuses(text.getBytes(ISO_8859_1));
  }

  @Property(tries = 10_000)
  void mutatedValuesAreReadOrMalformed(
      @ForAll("values") BValue value, @ForAll("mutations") List<Mutation> mutations) {
    readsOrRefuses(Mutation.all(mutations, BencodeWriter.write(value)));
  }

  @Property
  void everyRangeHoldsItsValue(@ForAll("dicts") BValue value) throws MalformedBencode {
    byte[] encoded = BencodeWriter.write(value);
    BDict dict = STRICT.readDict(encoded);
    for (BString key : dict.keys()) {
      BDict.Range range = dict.range(key).orElseThrow();
      byte[] cut = Arrays.copyOfRange(encoded, range.from(), range.to());
      assertEquals(dict.find(key).orElseThrow(), STRICT.read(cut));
    }
  }

  /** What the strict reader takes has one form only: writing it gives the same bytes. */
  private static void readsOrRefuses(byte[] bytes) {
    try {
      LENIENT.read(bytes);
      assertArrayEquals(bytes, BencodeWriter.write(STRICT.read(bytes)));
    } catch (MalformedBencode expected) {
      assertEquals(true, expected.offset() <= bytes.length);
    }
  }

  @Provide
  Arbitrary<BValue> values() {
    return values(4);
  }

  @Provide
  Arbitrary<BValue> dicts() {
    return dictsOf(values(3));
  }

  @Provide
  Arbitrary<String> bencodeLike() {
    return Arbitraries.strings().withChars("ilde0123456789:-a").ofMaxLength(60);
  }

  @Provide
  Arbitrary<List<Mutation>> mutations() {
    return Mutation.arbitrary().list().ofMinSize(1).ofMaxSize(4);
  }

  private static Arbitrary<BValue> values(int depth) {
    Arbitrary<BValue> leaf = Arbitraries.oneOf(integers(), strings());
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<BValue> inner = Arbitraries.lazy(() -> values(depth - 1));
    return Arbitraries.oneOf(leaf, listsOf(inner), dictsOf(inner));
  }

  private static Arbitrary<BValue> integers() {
    return Arbitraries.longs().map(BInt::new);
  }

  private static Arbitrary<BValue> strings() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(30).map(BString::of);
  }

  private static Arbitrary<BValue> listsOf(Arbitrary<BValue> inner) {
    return inner.list().ofMaxSize(4).map(BList::new);
  }

  private static Arbitrary<BValue> dictsOf(Arbitrary<BValue> inner) {
    return Arbitraries.maps(Arbitraries.strings().ofMaxLength(8), inner)
        .ofMaxSize(4)
        .map(BencodeFuzzTest::dict);
  }

  private static BValue dict(Map<String, BValue> entries) {
    BDict.Builder builder = BDict.builder();
    entries.forEach(builder::put);
    return builder.build();
  }
}
