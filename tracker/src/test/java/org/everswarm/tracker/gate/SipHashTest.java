package org.everswarm.tracker.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Against the vectors of the reference implementation: key 00..0f, input 00, 01, 02 ... */
class SipHashTest {

  private final SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

  @Test
  void hashesOneTwoAndThreeWordsAsTheReferenceDoes() {
    long word0 = 0x0706050403020100L;
    long word1 = 0x0f0e0d0c0b0a0908L;
    long word2 = 0x1716151413121110L;

    assertEquals(0x93f5f5799a932462L, hash.hash(word0));
    assertEquals(0x3f2acc7f57c29bdbL, hash.hash(word0, word1));
    assertEquals(0xb8ad50c6f649af94L, hash.hash(word0, word1, word2));
  }
}
