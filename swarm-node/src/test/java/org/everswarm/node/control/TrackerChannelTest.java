package org.everswarm.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.everswarm.node.admission.AdmissionLimits;
import org.everswarm.node.admission.Admissions;
import org.everswarm.node.admission.Denials;
import org.everswarm.node.admission.ReceiptVerdict;
import org.everswarm.node.admission.Receipts;
import org.everswarm.node.admission.Revoked;
import org.everswarm.node.store.BundleStore;
import org.everswarm.node.store.Content;
import org.everswarm.node.store.DiskPieceReader;
import org.everswarm.node.store.HeldTorrent;
import org.everswarm.node.store.ReaderLimits;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.control.Admit;
import org.everswarm.protocol.control.Deny;
import org.everswarm.protocol.control.Hello;
import org.everswarm.protocol.control.Hold;
import org.everswarm.protocol.control.ReceiptKeys;
import org.everswarm.protocol.control.Register;
import org.everswarm.protocol.control.Release;
import org.everswarm.protocol.control.Revoke;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackerChannelTest {

  private static final IpAddress PEER = IpAddress.ofIpv4(0x7F000001);

  private final ReceiptSigner signer =
      new ReceiptSigner(ReceiptPrivateKey.generate(1, new SecureRandom()));
  private final Vertx vertx = Vertx.vertx();
  private final Receipts receipts = new Receipts(Runnable::run, 10, List.of());
  private final Denials denials;
  private final Admissions admissions;
  private final Path directory;
  private final BundleStore store;
  private final StubTracker tracker;

  TrackerChannelTest(@TempDir Path directory) throws Exception {
    this.directory = directory;
    this.store = BundleStore.open(directory.resolve("data"), InstantSource.system());
    this.denials = new Denials(infoHash -> store.find(infoHash) != null);
    this.admissions =
        new Admissions(AdmissionLimits.defaults(), receipts, denials, InstantSource.system());
    this.tracker = new StubTracker("secret", List.of(signer.publicKey()));
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    tracker.close();
    store.close();
  }

  private TrackerChannel channel(String token) throws Exception {
    return channel(() -> token);
  }

  private TrackerChannel channel(Supplier<String> token) throws Exception {
    return channel(token, tracker.url());
  }

  private TrackerChannel channel(Supplier<String> token, String... urls) throws Exception {
    ChannelSettings settings =
        new ChannelSettings(
            Arrays.stream(urls).map(TrackerAddress::parse).toList(),
            token,
            6881,
            List.of(PEER),
            "http://127.0.0.1:6880/ws");
    TrackerChannel channel =
        new TrackerChannel(() -> settings, store, admissions, receipts, denials, new Random(1));
    vertx
        .deployVerticle(channel)
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
    return channel;
  }

  private HeldTorrent hold(String name) throws Exception {
    Content content = Content.file(directory, name, 1000);
    return store.add(content.torrent(), content.path(), Gate.PAID, 77);
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, what);
      Thread.sleep(5);
    }
  }

  @Test
  void saysHelloRegistersWhatIsNewAndTellsWhatItHolds() throws Exception {
    HeldTorrent film = hold("film");
    HeldTorrent old = hold("old");
    store.registered(old);
    TrackerChannel channel = channel("secret");
    assertEquals(
        new Hello(1, 6881, List.of(PEER), "http://127.0.0.1:6880/ws"), tracker.next(Hello.class));
    assertEquals(
        new Register(film.infoHash(), Gate.PAID, 77, "film"), tracker.next(Register.class));
    assertEquals(List.of(old.infoHash()), tracker.next(Hold.class).infoHashes());
    assertEquals(List.of(film.infoHash()), tracker.next(Hold.class).infoHashes());
    await("remembered", film::registered);
    assertTrue(channel.connected());
  }

  @Test
  void whatIsDeniedStaysSoWithoutATrackerAndTheNextOneTellsWhatChanged() throws Exception {
    HeldTorrent film = hold("film");
    HeldTorrent song = hold("song");
    store.registered(film);
    store.registered(song);
    channel("secret");
    tracker.next(Hold.class);
    InfoHash notHeld = new InfoHash(1, 2, 3);
    tracker.send(
        new Deny(
            List.of(
                new Deny.Word(notHeld, 5, "x"), new Deny.Word(film.infoHash(), 5, "a reason"))));
    await("denied", () -> "a reason".equals(denials.reason(film.infoHash())));
    assertEquals(1, denials.size(), "of what it does not hold it keeps nothing");

    tracker.down();
    assertTrue(denials.contains(film.infoHash()));
    tracker.up();
    assertEquals(
        Set.of(film.infoHash(), song.infoHash()),
        Set.copyOf(tracker.next(Hold.class).infoHashes()),
        "so that the tracker knows of what it is to tell");
    tracker.send(
        new Deny(
            List.of(
                new Deny.Word(film.infoHash(), 6, ""), new Deny.Word(song.infoHash(), 4, "y"))));
    await("told", () -> denials.contains(song.infoHash()) && !denials.contains(film.infoHash()));
  }

  @Test
  void tellsOfContentThatVanishesAndComesBack() throws Exception {
    Content content = Content.file(directory, "film", 1000);
    HeldTorrent film = store.add(content.torrent(), content.path(), Gate.PAID, 77);
    store.registered(film);
    channel("secret");
    assertEquals(List.of(film.infoHash()), tracker.next(Hold.class).infoHashes());
    // It is open: somebody asked for it.
    try (DiskPieceReader reader =
        new DiskPieceReader(
            store, UnpooledByteBufAllocator.DEFAULT, new ReaderLimits(1, 1 << 20, 1))) {
      reader.read(film, 0, 1000).get(60, TimeUnit.SECONDS).release();
    }
    Path away = directory.resolve("away");
    Files.move(content.path(), away);
    store.lookAgain();
    assertEquals(List.of(film.infoHash()), tracker.next(Release.class).infoHashes());
    Files.move(away, content.path());
    store.lookAgain();
    assertEquals(List.of(film.infoHash()), tracker.next(Hold.class).infoHashes());
  }

  @Test
  void aRegistrationOfATorrentHeldNoLongerIsAnswered() throws Exception {
    HeldTorrent film = hold("film");
    TrackerChannel channel = channel("secret");
    await("registered", film::registered);
    store.remove(film.infoHash());
    channel.register(film).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Test
  void readsItsTokenOffTheEventLoop() throws Exception {
    AtomicBoolean onEventLoop = new AtomicBoolean();
    TrackerChannel channel =
        channel(
            () -> {
              onEventLoop.set(Context.isOnEventLoopThread());
              return "secret";
            });
    await("connected", channel::connected);
    assertFalse(onEventLoop.get());
  }

  @Test
  void goesOnTryingWhenTheTrackerClosesAtOnce() throws Exception {
    tracker.closeAtOnce(true);
    TrackerChannel channel = channel("secret");
    await("tried again", () -> tracker.opened() >= 3);
    tracker.closeAtOnce(false);
    await("connected", channel::connected);
  }

  @Test
  void tellsNothingOfContentThatIsGone() throws Exception {
    HeldTorrent there = hold("there");
    store.registered(there);
    Content gone = Content.file(directory, "gone", 1000);
    Files.delete(gone.path());
    store.registered(store.add(gone.torrent(), gone.path(), Gate.PAID, 77));
    channel("secret");
    assertEquals(List.of(there.infoHash()), tracker.next(Hold.class).infoHashes());
  }

  @Test
  void hearsWhoMayBeServedAndWhoNotAnyMore() throws Exception {
    HeldTorrent film = hold("film");
    TrackerChannel channel = channel("secret");
    await("connected", channel::connected);
    long until = Instant.now().getEpochSecond() + 100;
    tracker.send(new Admit(film.infoHash(), new Endpoint(PEER, 7000), 5, until));
    await("admitted", () -> admissions.isAdmitted(film.infoHash(), PEER));
    tracker.send(new Revoke(Revoked.forEver(5L)));
    await("revoked", () -> !admissions.isAdmitted(film.infoHash(), PEER));
    ReceiptToken revoked = signer.sign(77, 5, ReceiptSigner.NEVER, ReceiptKind.BUYER);
    ReceiptToken fromTheStart = signer.sign(77, 666, ReceiptSigner.NEVER, ReceiptKind.BUYER);
    ReceiptToken good = signer.sign(77, 6, ReceiptSigner.NEVER, ReceiptKind.BUYER);
    assertEquals(ReceiptVerdict.REVOKED, receipts.check(revoked, 77, 1));
    assertEquals(ReceiptVerdict.REVOKED, receipts.check(fromTheStart, 77, 1));
    assertEquals(ReceiptVerdict.GENUINE, receipts.verify(good, 77, 1).join());
    tracker.send(new ReceiptKeys(List.of()));
    await("keys", () -> receipts.keyCount() == 0);
    assertEquals(ReceiptVerdict.UNKNOWN_KEY, receipts.check(good, 77, 1));
  }

  @Test
  void comesBackAndKeepsWhatItKnew() throws Exception {
    HeldTorrent film = hold("film");
    TrackerChannel channel = channel("secret");
    await("registered", film::registered);
    long until = Instant.now().getEpochSecond() + 100;
    tracker.send(new Admit(film.infoHash(), new Endpoint(PEER, 7000), 5, until));
    await("admitted", () -> admissions.isAdmitted(film.infoHash(), PEER));
    tracker.down();
    await("noticed", () -> !channel.connected());
    Thread.sleep(3000);
    assertTrue(admissions.isAdmitted(film.infoHash(), PEER));
    assertEquals(1, receipts.keyCount());
    tracker.up();
    await("back", channel::connected);
    tracker.next(Hello.class);
    tracker.next(Hold.class);
    tracker.next(Hello.class);
    assertEquals(List.of(film.infoHash()), tracker.next(Hold.class).infoHashes());
    assertTrue(tracker.quiet(), "what is registered is not registered again");
  }

  @Test
  void goesToTheOtherTrackerWhenItsOwnFails() throws Exception {
    HeldTorrent film = hold("film");
    store.registered(film);
    try (StubTracker second = new StubTracker("secret", List.of())) {
      TrackerChannel channel = channel(() -> "secret", tracker.url(), second.url());
      await("connected", () -> tracker.connected() + second.connected() == 1);
      (tracker.connected() == 1 ? tracker : second).next(Hold.class);
      for (int i = 0; i < 3; i++) {
        StubTracker here = tracker.connected() == 1 ? tracker : second;
        StubTracker there = here == tracker ? second : tracker;
        long until = Instant.now().getEpochSecond() + 100;
        here.send(new Admit(film.infoHash(), new Endpoint(PEER, 7000 + i), 5, until));
        await("admitted", () -> admissions.isAdmitted(film.infoHash(), PEER));
        here.down();
        assertEquals(List.of(film.infoHash()), there.next(Hold.class).infoHashes());
        assertTrue(admissions.isAdmitted(film.infoHash(), PEER), "it keeps what it was told");
        here.up();
      }
      await("connected", channel::connected);
    }
  }

  @Test
  void goesElsewhereWhenTheTrackerSendsItAway() throws Exception {
    HeldTorrent film = hold("film");
    store.registered(film);
    try (StubTracker second = new StubTracker("secret", List.of())) {
      channel(() -> "secret", tracker.url(), second.url());
      await("connected", () -> tracker.connected() + second.connected() == 1);
      StubTracker here = tracker.connected() == 1 ? tracker : second;
      StubTracker there = here == tracker ? second : tracker;
      here.sendAway();
      assertEquals(List.of(film.infoHash()), there.next(Hold.class).infoHashes());
    }
  }

  @Test
  void goesElsewhereWhenTheTrackerIsSilent() throws Exception {
    HeldTorrent film = hold("film");
    store.registered(film);
    try (StubTracker second = new StubTracker("secret", List.of());
        Relay first = new Relay(tracker.url());
        Relay other = new Relay(second.url())) {
      channel(() -> "secret", first.url(), other.url());
      await("connected", () -> tracker.connected() + second.connected() == 1);
      boolean atFirst = tracker.connected() == 1;
      StubTracker there = atFirst ? second : tracker;
      assertTrue(there.quiet());
      (atFirst ? first : other).stall();
      assertEquals(List.of(film.infoHash()), there.next(Hold.class).infoHashes());
    }
  }

  @Test
  void aTrackerThatTakesConnectionsAndSaysNothingIsPassedOver() throws Exception {
    try (Relay stalled = new Relay(tracker.url());
        Relay stalledToo = new Relay(tracker.url())) {
      stalled.stall();
      stalledToo.stall();
      TrackerChannel channel =
          channel(() -> "secret", stalled.url(), stalledToo.url(), tracker.url());
      await("connected", channel::connected);
    }
  }

  @Test
  void aTokenThatOneTrackerRefusesIsShownToTheOthers() throws Exception {
    try (StubTracker second = new StubTracker("other", List.of());
        StubTracker third = new StubTracker("another", List.of())) {
      TrackerChannel channel = channel(() -> "secret", second.url(), third.url(), tracker.url());
      await("connected", channel::connected);
    }
  }

  @Test
  void whatWasJustRegisteredIsRegisteredAtTheNextTrackerToo() throws Exception {
    HeldTorrent film = hold("film");
    try (StubTracker second = new StubTracker("secret", List.of())) {
      channel(() -> "secret", tracker.url(), second.url());
      await("registered", film::registered);
      StubTracker here = tracker.connected() == 1 ? tracker : second;
      StubTracker there = here == tracker ? second : tracker;
      here.down();
      assertEquals(film.infoHash(), there.next(Register.class).infoHash());
      assertEquals(List.of(film.infoHash()), there.next(Hold.class).infoHashes());
    }
  }

  @Test
  void aRefusedRegistrationTellsTheTrackersReason() throws Exception {
    HeldTorrent film = hold("film");
    tracker.refuseRegistrations("this tracker tracks no films");
    TrackerChannel channel = channel("secret");
    ExecutionException refused =
        assertThrows(
            ExecutionException.class,
            () ->
                channel
                    .register(film)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS));
    assertInstanceOf(RegistrationRefused.class, refused.getCause());
    assertFalse(film.registered());
  }

  @Test
  void aPauseOfThisProcessIsNotTheTrackersSilence() throws Exception {
    TrackerChannel channel = channel("secret");
    await("connected", channel::connected);
    List<Future<?>> pauses = new ArrayList<>();
    for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
      pauses.add(
          loop.submit(
              () -> {
                Thread.sleep(4000);
                return true;
              }));
    }
    for (Future<?> pause : pauses) {
      pause.get(60, TimeUnit.SECONDS);
    }
    Thread.sleep(1000);
    assertTrue(channel.connected());
    assertEquals(1, tracker.opened());
  }

  @Test
  void aWrongTokenIsTriedAgainSlowly() throws Exception {
    TrackerChannel channel = channel("wrong");
    await("refused", () -> tracker.refusals() == 1);
    Thread.sleep(1500);
    assertEquals(1, tracker.refusals());
    assertFalse(channel.connected());
  }

  @Test
  void noiseFromTheTrackerChangesNothing() throws Exception {
    TrackerChannel channel = channel("secret");
    await("connected", channel::connected);
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      tracker.sendRaw(noise);
    }
    HeldTorrent film = hold("film");
    channel.register(film).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    assertTrue(channel.connected());
  }

  @Test
  void manyTorrentsAreToldInSeveralMessages() {
    List<InfoHash> hashes = LongStream.range(0, 2500).mapToObj(i -> new InfoHash(i, i, 0)).toList();
    List<Hold> holds = TrackerChannel.holds(hashes);
    assertEquals(3, holds.size());
    assertEquals(hashes, holds.stream().flatMap(hold -> hold.infoHashes().stream()).toList());
    assertTrue(holds.stream().allMatch(hold -> hold.encode().length < 64 * 1024));
  }
}
