package org.everswarm.node;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Shows on standard error how far hashing is: a bar that moves on a terminal, a line every tenth
 * elsewhere. Thread-safe.
 */
final class Progress {

  private static final int WIDTH = 30;
  private static final double MIB = 1 << 20;

  private final PrintWriter out;
  private final boolean terminal;
  private final String name;
  private final long total;
  private final long startNanos = System.nanoTime();
  private long done;
  private int shown = -1;

  Progress(PrintWriter out, boolean terminal, String name, long total) {
    this.out = out;
    this.terminal = terminal;
    this.name = name;
    this.total = total;
  }

  /** Whether standard error is a terminal; where that cannot be known, plain lines will do. */
  static boolean onTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException notLinux) {
      return false;
    }
  }

  synchronized void add(long bytes) {
    done += bytes;
    int steps = terminal ? 100 : 10;
    int step = (int) (total == 0 ? steps : done * steps / total);
    if (step != shown) {
      shown = step;
      show(step * 100 / steps);
    }
  }

  private void show(int percent) {
    String text =
        String.format(
            Locale.ROOT,
            "hashing %s %s %3d%% %.1f of %.1f MiB, %.0f MiB/s",
            name,
            bar(percent),
            percent,
            done / MIB,
            total / MIB,
            done / MIB / Math.max(1e-9, (System.nanoTime() - startNanos) / 1e9));
    if (terminal) {
      out.print("\r" + text + (done == total ? "\n" : ""));
    } else {
      out.println(text);
    }
    out.flush();
  }

  private static String bar(int percent) {
    int filled = percent * WIDTH / 100;
    return "[" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "]";
  }
}
