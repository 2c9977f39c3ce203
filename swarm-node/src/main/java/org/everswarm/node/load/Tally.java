package org.everswarm.node.load;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of one stream's requests. Counting allocates nothing but for the text of an error
 * that was not seen before. Not thread-safe: each thread has its own, and they are added up later.
 */
final class Tally {

  /** Seconds that are told apart: four hours; later ones are not. */
  private static final int SECONDS_MAX = 4 * 3600;

  private static final long NANOS = 1_000_000_000L;

  private final Histogram latency = new Histogram();
  private final ErrorTexts texts = new ErrorTexts();
  private final Map<String, Long> others = new TreeMap<>();
  private final int[] perSecond = new int[SECONDS_MAX];
  private final long startNanos;
  private int second;
  private long requests;
  private long bytes;
  private long full;
  private long items;
  private long errors;
  private long malformed;
  private long lost;
  private long strays;

  /**
   * @param startNanos when the first second began, on the clock of {@link System#nanoTime}
   */
  Tally(long startNanos) {
    this.startNanos = startNanos;
  }

  /** Sets the time of the responses that follow. */
  void tick(long nanos) {
    second = (int) Math.min(Math.max(0, nanos - startNanos) / NANOS, SECONDS_MAX - 1);
  }

  void requested(int count) {
    requests += count;
  }

  /** A response of {@code length} bytes that lists something, {@code count} of it. */
  void answered(long nanos, int length, int count) {
    full++;
    items += count;
    responded(nanos, length);
  }

  /** A response of {@code length} bytes to a request that wants nothing. */
  void acknowledged(long nanos, int length) {
    responded(nanos, length);
  }

  /** A response of {@code length} bytes that tells an error. */
  void refused(long nanos, int length, ErrorTexts.Bytes text, int from, int to) {
    errors++;
    texts.count(text, from, to);
    responded(nanos, length);
  }

  /** A response that cannot be read. */
  void malformed(long nanos, int length) {
    malformed++;
    responded(nanos, length);
  }

  private void responded(long nanos, int length) {
    latency.record(nanos);
    bytes += length;
    perSecond[second]++;
  }

  void lost(int count) {
    lost += count;
  }

  /** A response to what was given up, or to nothing that was asked. */
  void stray() {
    strays++;
  }

  void add(Tally other) {
    latency.add(other.latency);
    for (int i = 0; i < SECONDS_MAX; i++) {
      perSecond[i] += other.perSecond[i];
    }
    requests += other.requests;
    bytes += other.bytes;
    full += other.full;
    items += other.items;
    errors += other.errors;
    malformed += other.malformed;
    lost += other.lost;
    strays += other.strays;
    other.errorTexts().forEach((text, count) -> others.merge(text, count, Long::sum));
  }

  Map<String, Long> errorTexts() {
    Map<String, Long> sums = new TreeMap<>(others);
    texts.addTo(sums);
    return sums;
  }

  Histogram latency() {
    return latency;
  }

  long requests() {
    return requests;
  }

  /** All of them: answers, errors, what cannot be read. */
  long responses() {
    return latency.count();
  }

  long errors() {
    return errors;
  }

  long malformed() {
    return malformed;
  }

  long lost() {
    return lost;
  }

  long strays() {
    return strays;
  }

  double meanBytes() {
    return responses() == 0 ? 0 : (double) bytes / responses();
  }

  /** Peers, or swarms, of a response that lists them. */
  double meanItems() {
    return full == 0 ? 0 : (double) items / full;
  }

  /** Fewest responses in any of the first {@code seconds} seconds; 0 when there is none. */
  long leastPerSecond(int seconds) {
    return Arrays.stream(perSecond, 0, Math.min(seconds, SECONDS_MAX)).min().orElse(0);
  }
}
