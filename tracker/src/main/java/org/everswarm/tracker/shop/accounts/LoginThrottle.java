package org.everswarm.tracker.shop.accounts;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.gate.SipHash;
import org.everswarm.tracker.gate.SourceLimiter;
import org.everswarm.tracker.shop.problem.Problem;
import org.everswarm.tracker.shop.problem.Problem.Kind;

/**
 * How often a password may be tried. Thread-safe; memory is fixed; forgets all at a restart.
 *
 * <p>Limits go by source, by account, and by the pair of both. Only failures count. Where somebody
 * logged in before, the account's limit does not hold, so strangers who try its password from many
 * places do not lock its owner out there; from elsewhere the owner gets in by a password reset,
 * which no failure hinders.
 *
 * <p>Accounts that do not exist are limited like those that do.
 */
public final class LoginThrottle {

  private static final int TABLE = 1 << 16;
  private static final int FAMILIAR_MAX = 10_000;
  private static final double PER_MINUTE = 1 / 60.0;

  private static final int PAIR_BURST = 5;
  private static final int ACCOUNT_BURST = 20;
  private static final int SOURCE_BURST = 30;

  private final LongSupplier nanoClock;
  private final SipHash hash;
  private final SourceLimiter pairs;
  private final SourceLimiter accounts;
  private final SourceLimiter sources;
  private final Map<Long, Boolean> familiar = new Familiar();

  /**
   * @param random a cryptographic one
   */
  public LoginThrottle(LongSupplier nanoClock, RandomGenerator random) {
    this.nanoClock = nanoClock;
    hash = new SipHash(random.nextLong(), random.nextLong());
    pairs = new SourceLimiter(PER_MINUTE, PAIR_BURST, TABLE, hash);
    accounts = new SourceLimiter(2 * PER_MINUTE, ACCOUNT_BURST, TABLE, hash);
    sources = new SourceLimiter(6 * PER_MINUTE, SOURCE_BURST, TABLE, hash);
  }

  /**
   * Counts an attempt before its password is checked.
   *
   * @throws Problem TOO_MANY_REQUESTS if there were too many
   */
  void attempt(String email, IpAddress source) {
    long now = nanoClock.getAsLong();
    long pair = pair(email, source);
    if (!sources.tryAcquire(source, now)
        || !pairs.tryAcquire(pair, 0, now)
        || (!isFamiliar(pair) && !accounts.tryAcquire(account(email), 0, now))) {
      throw new Problem(
          Kind.TOO_MANY_REQUESTS,
          "There were too many failed log-ins; wait a minute, or set a new password by e-mail.");
    }
  }

  /** Takes back an attempt whose password was right. */
  void succeeded(String email, IpAddress source) {
    long pair = pair(email, source);
    sources.giveBack(source);
    pairs.giveBack(new IpAddress(pair, 0));
    if (!isFamiliar(pair)) {
      accounts.giveBack(new IpAddress(account(email), 0));
    }
    synchronized (familiar) {
      familiar.put(pair, true);
    }
  }

  private boolean isFamiliar(long pair) {
    synchronized (familiar) {
      return familiar.get(pair) != null;
    }
  }

  private long account(String email) {
    return pair(email, new IpAddress(0, 0));
  }

  /** A key of 64 bits for an account and a source, an IPv6 /64 being one; never 0. */
  private long pair(String email, IpAddress source) {
    long digits = Long.parseUnsignedLong(Secrets.hash(email).substring(0, 16), 16);
    return hash.hash(digits, source.high(), source.isIpv4() ? source.low() : 0) | 1;
  }

  /** The sources of the last log-ins, by account and source. */
  private static final class Familiar extends LinkedHashMap<Long, Boolean> {

    private static final long serialVersionUID = 1;

    Familiar() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
      return size() > FAMILIAR_MAX;
    }
  }
}
