package org.everswarm.tracker.shop.catalogue;

import java.time.InstantSource;
import java.util.List;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.shop.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the swarms at a start all that they were told before and that counts yet: a data directory
 * may be new, or older than the database. A page at a time; what fails is tried again from there.
 * Not thread-safe; blocks.
 *
 * <p>Of what the database and the registry know of a torrent the later counts, so a database that
 * was brought back from a copy undoes nothing that was decided since; void stays void.
 */
public final class Retelling {

  private static final Logger LOG = LoggerFactory.getLogger(Retelling.class);
  private static final long MILLIS_PER_HOUR = 3_600_000;
  private static final int PAGE = 500;

  private final Database database;
  private final Swarms swarms;
  private final InstantSource clock;
  private String after = "";
  private long told;
  private long news;
  private boolean done;

  public Retelling(Database database, Swarms swarms, InstantSource clock) {
    this.database = database;
    this.swarms = swarms;
    this.clock = clock;
  }

  /**
   * Tells the next page.
   *
   * @return whether there is more to tell
   */
  public boolean next() {
    if (done) {
      return false;
    }
    List<Effect> page = page();
    if (!page.isEmpty()) {
      news += swarms.tellAgain(page.stream().map(Effect::told).toList());
      told += page.size();
      after = page.get(page.size() - 1).subject();
    }
    done = page.size() < PAGE;
    if (done && news > 0) {
      LOG.info("of {} words of the shop {} were news to the registry", told, news);
    }
    return !done;
  }

  private List<Effect> page() {
    return database.read(
        h ->
            h.select(
                    "SELECT * FROM effect WHERE pending = 0 AND subject > ?"
                        + " AND (ends_hours IS NULL OR ends_hours > ?) ORDER BY subject LIMIT "
                        + PAGE,
                    after,
                    lastOver())
                .map(Effect::read)
                .list());
  }

  /**
   * Drops what nobody need know any more, some at a time: receipts that are void and have ended.
   *
   * @return how many
   */
  public int forget() {
    return database.write(
        h ->
            h.execute(
                "DELETE FROM effect WHERE subject IN (SELECT subject FROM effect"
                    + " WHERE pending = 0 AND ends_hours <= ? LIMIT "
                    + PAGE
                    + ")",
                lastOver()));
  }

  /** The last end of a receipt whose revocation is over. */
  private long lastOver() {
    return clock.millis() / MILLIS_PER_HOUR - Revocation.MARGIN_HOURS;
  }
}
