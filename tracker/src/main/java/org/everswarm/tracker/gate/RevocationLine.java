package org.everswarm.tracker.gate;

import java.util.OptionalLong;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.Revocation;

/**
 * A revocation as a line of the journal: the receipt in 16 hexadecimal digits, and the hour since
 * 1970 in which it ends anyway, or {@code never}.
 */
final class RevocationLine {

  private static final String NEVER = "never";

  private RevocationLine() {}

  static String write(Revocation revocation) {
    long end = revocation.notAfterHours();
    return BundleIds.hex(revocation.receiptId())
        + " "
        + (end == ReceiptSigner.NEVER ? NEVER : Long.toString(end));
  }

  /** Reads what {@link #write} writes, and nothing else. */
  static Revocation read(String line) {
    int space = line.indexOf(' ');
    OptionalLong id = space < 0 ? OptionalLong.empty() : BundleIds.parse(line.substring(0, space));
    if (id.isPresent()) {
      Revocation read = new Revocation(id.getAsLong(), end(line, line.substring(space + 1)));
      if (write(read).equals(line)) {
        return read;
      }
    }
    throw noRevocation(line);
  }

  private static long end(String line, String word) {
    if (word.equals(NEVER)) {
      return ReceiptSigner.NEVER;
    }
    if (!word.matches("0|[1-9][0-9]{0,9}") || Long.parseLong(word) >= ReceiptSigner.NEVER) {
      throw noRevocation(line);
    }
    return Long.parseLong(word);
  }

  private static IllegalArgumentException noRevocation(String line) {
    return new IllegalArgumentException("\"" + line + "\" is no revocation");
  }
}
