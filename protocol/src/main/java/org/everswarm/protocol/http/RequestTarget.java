package org.everswarm.protocol.http;

import java.nio.charset.StandardCharsets;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.jspecify.annotations.Nullable;

/**
 * What a request is for and which receipt it carries, read from a raw HTTP target or from BEP 41
 * URL data. Recognised are {@code /announce}, {@code /announce/RECEIPT}, {@code /RECEIPT/announce}
 * and {@code ?receipt=RECEIPT}, and the same for {@code scrape}; slashes in front and behind do not
 * matter.
 *
 * <p>Mutable, reusable, confined to one thread. Takes any input without an exception.
 *
 * <p>The three forms are those of the trackers that clients were tested with. Two places may repeat
 * one receipt; if they differ, or one is no receipt, the receipt is malformed.
 */
public final class RequestTarget {

  /** What a path asks for. */
  public enum Kind {
    ANNOUNCE,
    SCRAPE,
    OTHER
  }

  private final QueryPairs pairs = new QueryPairs();
  private String text = "";
  private int queryFrom;
  private Kind kind = Kind.OTHER;
  private boolean receiptMalformed;
  private @Nullable ReceiptToken receipt;

  /** Reads a target: path, and query if there is one. */
  public Kind parse(String target) {
    text = target;
    receiptMalformed = false;
    receipt = null;
    int question = target.indexOf('?');
    int pathTo = question < 0 ? target.length() : question;
    queryFrom = question < 0 ? pathTo : question + 1;
    kind = parsePath(pathFrom(target), pathTo);
    parseQuery();
    return kind;
  }

  /** Reads the target in ASCII bytes {@code from} to {@code to}. */
  public Kind parseAscii(byte[] target, int from, int to) {
    return parse(new String(target, from, to - from, StandardCharsets.ISO_8859_1));
  }

  /** What the path asks for. */
  public Kind kind() {
    return kind;
  }

  /** Whether there is a receipt that cannot be read, or more than one. */
  public boolean receiptMalformed() {
    return receiptMalformed;
  }

  /** The receipt; null when there is none or it is malformed. */
  public @Nullable ReceiptToken receipt() {
    return receiptMalformed ? null : receipt;
  }

  /** Sets {@code pairs} to the query. */
  void query(QueryPairs pairs) {
    pairs.reset(text, queryFrom);
  }

  /** Proxies may send the absolute form (RFC 9112, 3.2.2). */
  private static int pathFrom(String target) {
    if (target.startsWith("http://") || target.startsWith("https://")) {
      int path = target.indexOf('/', target.indexOf("//") + 2);
      return path < 0 ? target.length() : path;
    }
    return 0;
  }

  private Kind parsePath(int pathFrom, int pathTo) {
    int from = pathFrom;
    int to = pathTo;
    while (from < to && text.charAt(from) == '/') {
      from++;
    }
    while (to > from && text.charAt(to - 1) == '/') {
      to--;
    }
    int slash = text.indexOf('/', from);
    if (slash < 0 || slash >= to) {
      return kindOf(from, to);
    }
    Kind first = kindOf(from, slash);
    Kind second = kindOf(slash + 1, to);
    if (first != Kind.OTHER) {
      addReceipt(slash + 1, to);
      return first;
    }
    if (second != Kind.OTHER) {
      addReceipt(from, slash);
    }
    return second;
  }

  private Kind kindOf(int from, int to) {
    if (is("announce", from, to)) {
      return Kind.ANNOUNCE;
    }
    return is("scrape", from, to) ? Kind.SCRAPE : Kind.OTHER;
  }

  private boolean is(String word, int from, int to) {
    return to - from == word.length() && text.startsWith(word, from);
  }

  private void parseQuery() {
    query(pairs);
    while (pairs.next()) {
      if (pairs.nameIs("receipt")) {
        addReceipt(pairs.valueFrom(), pairs.valueTo());
      }
    }
  }

  private void addReceipt(int from, int to) {
    ReceiptToken token = ReceiptToken.parse(text, from, to);
    receiptMalformed |= token == null || (receipt != null && !receipt.equals(token));
    receipt = token;
  }
}
