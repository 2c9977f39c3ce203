package org.everswarm.node;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.everswarm.node.PeerBook.Peer;
import org.everswarm.node.PeerBook.Told;
import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.PeerId;
import org.everswarm.protocol.udp.UdpReply;
import org.everswarm.protocol.udp.UdpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A steady load of UDP announces: peers that come, stay, complete and stop, each time at a node
 * drawn at random, with connection ids that any node gave. A request is repeated once after half a
 * second; a node that does not answer that either is a failure unless it is known to be down, and
 * the client goes on to another. On a thread of its own.
 */
final class PeerLoad implements AutoCloseable {

  private static final long REPEAT_MILLIS = 500;
  private static final long GIVE_UP_MILLIS = 10_000;
  private static final long RENEW_SECONDS = 60;
  private static final int TICK_MILLIS = 4;
  private static final int FAILURES_KEPT = 20;

  private final PeerBook book;
  private final List<ClusterHost> nodes;
  private final int port;
  private final boolean anyHostWillDo;
  private final Random random = new Random(7);
  private final Map<IpAddress, Client> clients = new HashMap<>();
  private final Map<Integer, Question> asked = new HashMap<>();
  private final Set<Integer> down = ConcurrentHashMap.newKeySet();
  private final List<String> failures = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "peer-load");

  private int nextTransaction = 1;
  private double perSecond;
  private long quietNanos;
  private double due;
  private long answered;
  private long repeated;
  private long movedOn;
  private long slowestNanos;
  private volatile boolean closed;

  /** An address that peers announce from, and its connection id, which is good on every node. */
  private static final class Client {

    private final DatagramChannel socket;
    private long connectionId;
    private boolean connected;
    private long renewAt;
    private boolean renewing;

    Client(DatagramChannel socket) {
      this.socket = socket;
      this.renewAt = System.nanoTime();
    }
  }

  /** A request under way: of a peer, or for a connection id. */
  private static final class Question {

    private final Client client;
    private final @Nullable Peer peer;
    private final Told told;
    private final AnnounceEvent event;
    private final long begun = System.nanoTime();
    private final List<Integer> tried = new ArrayList<>();
    private int node;
    private long sent;
    private boolean repeated;

    Question(Client client, @Nullable Peer peer, Told told, AnnounceEvent event) {
      this.client = client;
      this.peer = peer;
      this.told = told;
      this.event = event;
    }
  }

  /**
   * Starts, at no rate yet, but with the observers of all swarms.
   *
   * @param addresses the test's own addresses, as in the book
   * @param anyHostWillDo whether clients know all hosts and go on to the next one by themselves:
   *     then a round has failed only when none of them answers
   */
  PeerLoad(
      PeerBook book,
      List<ClusterHost> nodes,
      int port,
      List<IpAddress> addresses,
      boolean anyHostWillDo) {
    this.book = book;
    this.nodes = nodes;
    this.port = port;
    this.anyHostWillDo = anyHostWillDo;
    try {
      for (IpAddress address : addresses) {
        DatagramChannel socket = DatagramChannel.open();
        socket.bind(new InetSocketAddress(address.toInetAddress(), 0));
        socket.configureBlocking(false);
        clients.put(address, new Client(socket));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread.setDaemon(true);
    thread.start();
  }

  /** So many announces a second from now on. */
  void rate(int announcesPerSecond) {
    synchronized (book) {
      perSecond = announcesPerSecond;
    }
  }

  /** A peer says nothing for so long after it was answered, and then what it has to say. */
  void quiet(long millis) {
    synchronized (book) {
      quietNanos = TimeUnit.MILLISECONDS.toNanos(millis);
    }
  }

  /** Clients do not ask this node from now on; whoever waits for it asks another. */
  void down(ClusterHost node) {
    down.add(node.number());
  }

  /** Clients ask it again. */
  void up(ClusterHost node) {
    down.remove(node.number());
  }

  /** These died: see {@link PeerBook#lost}. */
  void lost(List<ClusterHost> dead, long nanos) {
    synchronized (book) {
      dead.forEach(this::down);
      book.lost(dead.stream().map(ClusterHost::number).toList(), nanos);
    }
  }

  /** Announces no more, and waits until all is answered; fails when a request was not. */
  void pause() {
    rate(0);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (waiting() > 0 && System.nanoTime() < deadline) {
      assertContent();
      RunningProgram.sleepMillis(10);
    }
    assertContent();
  }

  /** Returns when so many questions have no answer yet. */
  void awaitWaiting(int least) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (waiting() < least) {
      assertTrue(System.nanoTime() < deadline, () -> "only " + waiting() + " wait");
      RunningProgram.sleepMillis(TICK_MILLIS);
    }
  }

  private int waiting() {
    synchronized (book) {
      return asked.size();
    }
  }

  /** Fails when a request was not answered, or answered with an error. */
  void assertContent() {
    synchronized (book) {
      assertEquals(List.of(), failures, this::toString);
    }
  }

  @Override
  public String toString() {
    synchronized (book) {
      return "%d answers, %d asked twice, %d at another node, slowest %d ms, %d live peers"
          .formatted(
              answered,
              repeated,
              movedOn,
              TimeUnit.NANOSECONDS.toMillis(slowestNanos),
              book.live());
    }
  }

  private void run() {
    try {
      ByteBuffer buffer = ByteBuffer.allocate(2_048);
      while (!closed) {
        synchronized (book) {
          receive(buffer);
          renew();
          repeat();
          announce();
        }
        Thread.sleep(TICK_MILLIS);
      }
    } catch (IOException | RuntimeException e) {
      synchronized (book) {
        failures.add("the load itself failed: " + e);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void renew() throws IOException {
    for (Client client : clients.values()) {
      if (!client.renewing && System.nanoTime() - client.renewAt > 0) {
        client.renewing = true;
        ask(new Question(client, null, Told.NOTHING, AnnounceEvent.NONE));
      }
    }
  }

  private void announce() throws IOException {
    if (!clients.values().stream().allMatch(client -> client.connected)) {
      return;
    }
    due = Math.min(due + perSecond * TICK_MILLIS / 1_000, 100);
    for (; due >= 1; due--) {
      PeerBook.Swarm swarm = book.swarms().get(random.nextInt(PeerBook.SWARMS));
      boolean ipv6 = random.nextInt(3) == 0;
      Peer observer = swarm.observer(ipv6);
      if (!observer.isLive()) {
        announce(observer, Told.LEECHING, AnnounceEvent.STARTED);
      } else {
        announce(swarm.peers().get(random.nextInt(swarm.peers().size())));
      }
    }
  }

  private void announce(Peer peer) throws IOException {
    if (!peer.isLive()) {
      announce(peer, peer.isComplete() ? Told.SEEDING : Told.LEECHING, AnnounceEvent.STARTED);
      return;
    }
    int choice = random.nextInt(100);
    if (choice < 30) {
      announce(peer, Told.STOPPED, AnnounceEvent.STOPPED);
    } else if (choice < 40 && !peer.isComplete()) {
      announce(peer, Told.SEEDING, AnnounceEvent.COMPLETED);
    } else {
      announce(peer, peer.told(), AnnounceEvent.NONE);
    }
  }

  private void announce(Peer peer, Told told, AnnounceEvent event) throws IOException {
    if (!peer.isBusy() && peer.quietNanos() >= quietNanos) {
      peer.busy();
      Client client = requireNonNull(clients.get(peer.endpoint().address()));
      ask(new Question(client, peer, told, event));
    }
  }

  /** Sends it to a node that is up and was not asked yet; to one asked before when all were. */
  private void ask(Question question) throws IOException {
    List<ClusterHost> able = new ArrayList<>(nodes);
    able.removeIf(node -> down.contains(node.number()));
    List<ClusterHost> fresh = new ArrayList<>(able);
    fresh.removeIf(node -> question.tried.contains(node.number()));
    List<ClusterHost> choice = fresh.isEmpty() ? able : fresh;
    question.node = choice.get(random.nextInt(choice.size())).number();
    question.tried.add(question.node);
    question.repeated = false;
    int transaction = nextTransaction++;
    asked.put(transaction, question);
    send(question, transaction);
  }

  private void send(Question question, int transaction) throws IOException {
    question.sent = System.nanoTime();
    ClusterHost node = nodes.get(question.node - 1);
    Peer peer = question.peer;
    boolean ipv6 = !IpAddress.of(localAddress(question.client)).isIpv4();
    InetSocketAddress to = new InetSocketAddress(ipv6 ? node.address6() : node.address(), port);
    UdpRequest request =
        peer == null
            ? new UdpRequest.Connect(transaction)
            : announcement(question.client.connectionId, transaction, peer, question);
    try {
      question.client.socket.send(ByteBuffer.wrap(UdpAnnouncer.bytes(request)), to);
    } catch (IOException unreachable) {
      // As if it were lost: the node or its address is gone, and the repetition will tell.
    }
  }

  private static InetAddress localAddress(Client client) throws IOException {
    return ((InetSocketAddress) client.socket.getLocalAddress()).getAddress();
  }

  private static UdpRequest announcement(
      long connectionId, int transaction, Peer peer, Question question) {
    return new UdpRequest.Announce(
        connectionId,
        transaction,
        peer.infoHash(),
        new PeerId(1, 2, peer.endpoint().port()),
        0,
        question.told == Told.SEEDING || peer.told() == Told.SEEDING ? 0 : 1_000,
        0,
        question.event,
        0,
        9,
        10,
        peer.endpoint().port(),
        "");
  }

  private void receive(ByteBuffer buffer) throws IOException {
    for (Client client : clients.values()) {
      boolean ipv6 = !IpAddress.of(localAddress(client)).isIpv4();
      while (client.socket.receive(buffer.clear()) != null) {
        UdpReply reply = UdpReply.decode(Unpooled.wrappedBuffer(buffer.flip()), ipv6);
        Question question = reply == null ? null : asked.remove(reply.transactionId());
        if (reply != null && question != null) {
          answered(question, reply);
        }
      }
    }
  }

  private void answered(Question question, UdpReply reply) {
    answered++;
    slowestNanos = Math.max(slowestNanos, System.nanoTime() - question.begun);
    Peer peer = question.peer;
    if (reply instanceof UdpReply.ConnectReply connected && peer == null) {
      question.client.connectionId = connected.connectionId();
      question.client.connected = true;
      question.client.renewing = false;
      question.client.renewAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(RENEW_SECONDS);
    } else if (reply instanceof UdpReply.AnnounceReply && peer != null) {
      peer.told(question.told, question.node);
    } else {
      failed("node " + question.node + " answered " + reply);
    }
  }

  private void repeat() throws IOException {
    long now = System.nanoTime();
    List<Question> elsewhere = new ArrayList<>();
    Iterator<Map.Entry<Integer, Question>> all = asked.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Integer, Question> entry = all.next();
      Question question = entry.getValue();
      long silentMillis = TimeUnit.NANOSECONDS.toMillis(now - question.sent);
      boolean isDown = down.contains(question.node);
      if (question.repeated
          && silentMillis > (isDown || anyHostWillDo ? REPEAT_MILLIS : GIVE_UP_MILLIS)) {
        all.remove();
        elsewhere.add(question);
        judge(question, isDown);
      } else if (!question.repeated && silentMillis > REPEAT_MILLIS) {
        question.repeated = true;
        repeated++;
        send(question, entry.getKey());
      }
    }
    for (Question question : elsewhere) {
      movedOn++;
      ask(question);
    }
  }

  /** A question that its node did not answer, asked twice. */
  private void judge(Question question, boolean isDown) {
    if (anyHostWillDo && question.tried.size() >= nodes.size()) {
      failed("none of " + question.tried + " answered");
      question.tried.clear();
    } else if (!anyHostWillDo && !isDown) {
      failed("node " + question.node + " did not answer, asked twice");
    }
  }

  private void failed(String what) {
    if (failures.size() < FAILURES_KEPT) {
      failures.add(what + " (at " + System.currentTimeMillis() % 1_000_000 + ")");
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(60_000);
      for (Client client : clients.values()) {
        client.socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("interrupted", e);
    }
  }
}
