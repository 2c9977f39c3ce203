package org.everswarm.tracker.shop.catalogue;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.metainfo.MetainfoBuilder;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.shop.accounts.Actor;
import org.everswarm.tracker.shop.accounts.Role;
import org.everswarm.tracker.shop.audit.Audit;
import org.everswarm.tracker.shop.mail.Outbox;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;
import org.everswarm.tracker.shop.store.TestDatabases;

/** A catalogue with two publishers, and swarms that remember what they were told. */
public final class Shelf implements AutoCloseable {

  private static final Random RANDOM = new Random(5);

  public final Database database;
  public final Told told = new Told();
  public final Effects effects;
  public final Desk desk;
  public final Actor alice = publisher("alice");
  public final Actor bob = publisher("bob");
  public final AtomicLong now = new AtomicLong(1_700_000_000_000L);

  public Shelf(TestDatabases kind) {
    database = kind.open();
    effects = effects(told);
    desk = desk(effects);
    for (Actor actor : List.of(alice, bob)) {
      database.update(
          h -> {
            h.execute(
                "INSERT INTO account (id, email, password, created_at) VALUES (?, ?, 'x', 1)",
                actor.accountId(),
                actor.accountId() + "@example.org");
            h.execute(
                "INSERT INTO publisher (id, name, created_at) VALUES (?, ?, 1)",
                actor.publisherId(),
                actor.accountId());
            h.execute(
                "INSERT INTO member (publisher_id, account_id, role, joined_at)"
                    + " VALUES (?, ?, ?, 1)",
                actor.publisherId(),
                actor.accountId(),
                actor.role().name());
          });
    }
  }

  /** What is carried out on these swarms. */
  public Effects effects(Swarms swarms) {
    return new Effects(database, swarms, () -> Instant.ofEpochMilli(now.get()));
  }

  /** Another desk over the same database. */
  public Desk desk(Effects other) {
    Ids ids = new Ids(new SecureRandom(), this::instant);
    return new Desk(
        database,
        other,
        new Audit(this::instant, ids),
        new Outbox(ids, this::instant),
        ids,
        this::instant);
  }

  private Instant instant() {
    return Instant.ofEpochMilli(now.incrementAndGet());
  }

  private static Actor publisher(String name) {
    String id = "pub_" + "0".repeat(26 - name.length()) + name.replaceAll("[^0-9a-v]", "0");
    return new Actor("acc_" + name, id, Role.OWNER);
  }

  /** An empty draft of Alice's. */
  public Bundle draft() {
    return desk.bundles().create(alice, "Film", "About it.", List.of(new Credit("by", "Alice")));
  }

  /** A bundle of Alice's with an item of each gate, for sale. */
  public Bundle live() {
    Bundle draft = draft();
    for (Gate gate : Gate.values()) {
      Item item = desk.items().add(alice, draft.id(), gate.name(), gate);
      desk.releases().upload(alice, draft.id(), item.id(), torrent(gate.needsReceipt()));
    }
    desk.bundles().setPrices(alice, draft.id(), List.of(fixed("usd", 600)));
    return desk.publication().publish(alice, draft.id(), Publication.ATTESTATION);
  }

  public static Price fixed(String currency, long minor) {
    return new Price(currency, Model.FIXED, minor, 0, 0);
  }

  public List<Item> items(Bundle bundle) {
    return database.read(h -> desk.catalogue().items(h, bundle.id()));
  }

  public Item item(Bundle bundle, Gate gate) {
    return items(bundle).stream().filter(item -> item.gate() == gate).findFirst().orElseThrow();
  }

  public List<Torrent> torrents(Bundle bundle) {
    return database.read(h -> desk.catalogue().torrents(h, bundle.id()));
  }

  public Torrent torrent(Bundle bundle, Gate gate) {
    String item = item(bundle, gate).id();
    return torrents(bundle).stream().filter(t -> t.itemId().equals(item)).findFirst().orElseThrow();
  }

  public State state(Bundle bundle) {
    return database.read(h -> desk.catalogue().find(h, bundle.id()).orElseThrow().state());
  }

  public List<String> audited(String action) {
    return database.read(
        h ->
            h.select("SELECT subject || ' ' || detail FROM audit WHERE action = ?", action)
                .mapTo(String.class)
                .list());
  }

  /** A new .torrent every time, with trackers and more that must not stay. */
  public static byte[] torrent(boolean isPrivate) {
    return metainfo(isPrivate)
        .withTrackers(List.of(List.of("http://elsewhere.example/announce?passkey=secret")))
        .withWebSeeds(List.of("http://elsewhere.example/seed"))
        .withComment("http://elsewhere.example/page")
        .toBytes();
  }

  public static Metainfo metainfo(boolean isPrivate) {
    byte[] hash = new byte[20];
    RANDOM.nextBytes(hash);
    MetainfoBuilder builder =
        new MetainfoBuilder("film", 16 << 10).singleFile(10).pieceHashes(hash);
    return (isPrivate ? builder.privately("us", RANDOM) : builder).build();
  }

  @Override
  public void close() {
    database.close();
  }

  /** Swarms as they were told to be. */
  public static class Told implements Swarms {

    public final Map<String, String> tracked = new TreeMap<>();
    public final Map<String, String> denied = new TreeMap<>();
    public final List<Long> revoked = new ArrayList<>();

    /** How many calls are to fail yet. */
    public int failures;

    /** What is to happen before the next call is carried out. */
    public Optional<Runnable> before = Optional.empty();

    private void called() {
      Optional<Runnable> first = before;
      before = Optional.empty();
      first.ifPresent(Runnable::run);
      if (failures > 0) {
        failures--;
        throw new IllegalStateException("the disk is full, on purpose");
      }
    }

    @Override
    public void track(InfoHash infoHash, Gate gate, long bundleId, String name) {
      called();
      tracked.put(infoHash.hex(), gate + " " + BundleIds.hex(bundleId) + " " + name);
    }

    @Override
    public void deny(InfoHash infoHash, String reason) {
      called();
      denied.put(infoHash.hex(), reason);
    }

    @Override
    public void allow(InfoHash infoHash) {
      called();
      denied.remove(infoHash.hex());
    }

    @Override
    public void revoke(Revocation revocation) {
      called();
      revoked.add(revocation.receiptId());
    }

    @Override
    public int tellAgain(List<Word> words) {
      called();
      return 0;
    }
  }
}
