package org.everswarm.tracker.shop.receipts;

import java.time.Duration;
import java.time.InstantSource;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.shop.problem.Problem;

/**
 * How often receipts are fetched, replaced and asked for. Thread-safe; kept in memory, so a restart
 * is generous. Nobody is locked out: who waits as long as the answer says may go on.
 */
public final class Limits {

  private static final int KEYS = 100_000;
  private static final String ALL = "all";

  private final Allowance fetches;
  private final Allowance reissues;
  private final Allowance letters;
  private final Allowance freeOrders;
  private final Allowance freeOrdersToOne;
  private final Allowance allFreeOrders;
  private final Allowance orders;
  private final Allowance allLetters;

  public Limits(InstantSource clock) {
    fetches = new Allowance(60, Duration.ofSeconds(10), KEYS, clock);
    reissues = new Allowance(3, Duration.ofHours(8), KEYS, clock);
    letters = new Allowance(10, Duration.ofMinutes(1), KEYS, clock);
    orders = new Allowance(300, Duration.ofSeconds(1), KEYS, clock);
    freeOrders = new Allowance(100, Duration.ofSeconds(1), KEYS, clock);
    freeOrdersToOne = new Allowance(3, Duration.ofHours(8), KEYS, clock);
    allFreeOrders = new Allowance(5000, Duration.ofMillis(20), 1, clock);
    allLetters = new Allowance(1000, Duration.ofMillis(100), 1, clock);
  }

  /** Before a torrent is fetched by whoever has shown the receipt's claim secret. */
  void fetch(String number) {
    require(fetches.take(number), "This receipt has fetched many torrents just now.");
  }

  /** Before a token is replaced: with a new one for each network, a freeze would mean nothing. */
  void reissue(String number) {
    require(reissues.take(number), "This receipt was reissued three times just now.");
  }

  /** Before a letter is sent to an address that somebody unknown names. */
  public void letter(IpAddress source) {
    require(letters.take(network(source)), "Your network has asked for many letters just now.");
    require(allLetters.take(ALL), "The shop was asked for many letters just now.");
  }

  /**
   * Before an order, which makes the payment processor work and keeps an address. A machine's own
   * are not counted.
   */
  public void order(IpAddress source) {
    if (!isLoopback(source)) {
      require(orders.take(network(source)), "Your network has made many orders just now.");
    }
  }

  private static boolean isLoopback(IpAddress source) {
    return source.isIpv4() ? source.ipv4() >>> 24 == 127 : source.high() == 0 && source.low() == 1;
  }

  /** Before a free order, which sends a letter and costs nobody anything. */
  public void freeOrder(IpAddress source, String email) {
    require(freeOrders.take(network(source)), "Your network has made many free orders just now.");
    require(freeOrdersToOne.take(email), "This address has had many free orders just now.");
    require(allFreeOrders.take(ALL), "The shop has had many free orders just now.");
  }

  private static void require(Duration wait, String otherwise) {
    if (!wait.isZero()) {
      long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
      throw new Problem(
          Problem.Kind.TOO_MANY_REQUESTS,
          otherwise + " Ask again in " + seconds + " seconds.",
          Duration.ofSeconds(seconds));
    }
  }

  /** The /24 of an IPv4 address, the /48 of an IPv6 one. */
  private static String network(IpAddress source) {
    return source.isIpv4()
        ? "4:" + (source.ipv4() >>> 8)
        : "6:" + Long.toHexString(source.high() >>> 16);
  }
}
