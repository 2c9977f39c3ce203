package org.everswarm.tracker.shop.ledger;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with the books, a sentence each; the first hundred. */
final class Findings {

  private static final int MAX = 100;

  private final List<String> sentences = new ArrayList<>();

  void add(long seq, String what) {
    add("Entry " + seq + " " + what + ".");
  }

  void add(String sentence) {
    if (sentences.size() < MAX) {
      sentences.add(sentence);
    } else if (sentences.size() == MAX) {
      sentences.add("There is more.");
    }
  }

  List<String> all() {
    return List.copyOf(sentences);
  }
}
