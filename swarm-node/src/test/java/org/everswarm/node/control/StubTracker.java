package org.everswarm.node.control;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import java.net.BindException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.everswarm.node.Programs;
import org.everswarm.node.admission.Revoked;
import org.everswarm.protocol.control.ControlMessage;
import org.everswarm.protocol.control.Hello;
import org.everswarm.protocol.control.Register;
import org.everswarm.protocol.control.Registered;
import org.everswarm.protocol.control.Welcome;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.jspecify.annotations.Nullable;

/** The tracker's end of the control channel, for tests: welcomes, confirms, and remembers. */
public final class StubTracker implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final int port;
  private final String token;
  private final List<ReceiptPublicKey> keys;
  private final BlockingQueue<ControlMessage> received = new LinkedBlockingQueue<>();
  private final List<ServerWebSocket> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();
  private volatile boolean closesAtOnce;
  private volatile boolean goingDown;
  private volatile String registrationRefusal = "";
  private @Nullable HttpServer server;

  public StubTracker(String token, List<ReceiptPublicKey> keys) throws Exception {
    this.token = token;
    this.keys = keys;
    this.port = Programs.freePort();
    up();
  }

  /** Listens, on the same port every time, which is free just after the last listener's end. */
  public void up() throws Exception {
    goingDown = false;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try {
        server = listening().get(60, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException taken) {
        if (!(taken.getCause() instanceof BindException) || System.nanoTime() > deadline) {
          throw taken;
        }
        Thread.sleep(5);
      }
    }
  }

  private CompletableFuture<HttpServer> listening() {
    return vertx
        .createHttpServer()
        .webSocketHandshakeHandler(
            handshake -> {
              boolean known =
                  ("Bearer " + token).equals(handshake.headers().get("Authorization"))
                      && handshake.path().equals("/control");
              if (goingDown) {
                handshake.reject(503);
              } else if (known) {
                handshake.accept();
              } else {
                refusals.incrementAndGet();
                handshake.reject(401);
              }
            })
        .webSocketHandler(this::opened)
        .listen(port, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture();
  }

  /** Ends every channel and stops listening. */
  public void down() throws Exception {
    if (server != null) {
      goingDown = true;
      open.forEach(ServerWebSocket::close);
      server.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
      open.clear();
    }
  }

  /** Says good-bye to every node, as a tracker that goes down, and lets none in any more. */
  void sendAway() {
    List<ServerWebSocket> all = List.copyOf(open);
    open.clear();
    closesAtOnce = true;
    all.forEach(socket -> socket.close((short) 1001, "the tracker goes down"));
  }

  private void opened(ServerWebSocket socket) {
    opened.incrementAndGet();
    if (closesAtOnce) {
      socket.close();
      return;
    }
    socket.binaryMessageHandler(
        frame -> {
          ControlMessage message = ControlMessage.decode(frame.getBytes());
          if (message == null) {
            throw new AssertionError("not a control message");
          }
          received.add(message);
          answer(socket, message);
        });
  }

  private void answer(ServerWebSocket socket, ControlMessage message) {
    if (message instanceof Hello) {
      // A node that has gone on to another meanwhile opens a channel, and says nothing there.
      open.add(socket);
      write(socket, new Welcome(1800, keys, Revoked.forEver(666L)));
    } else if (message instanceof Register register) {
      write(socket, new Registered(register.infoHash(), registrationRefusal));
    }
  }

  private static void write(ServerWebSocket socket, ControlMessage message) {
    socket.writeBinaryMessage(Buffer.buffer(message.encode()));
  }

  /** Tells every node. */
  public void send(ControlMessage message) {
    open.forEach(socket -> write(socket, message));
  }

  void sendRaw(byte[] frame) {
    open.forEach(socket -> socket.writeBinaryMessage(Buffer.buffer(frame)));
  }

  /** From now on registrations are answered with this sentence. */
  public void refuseRegistrations(String sentence) {
    registrationRefusal = sentence;
  }

  /** The next message of this kind; others before it are dropped. */
  public <T extends ControlMessage> T next(Class<T> kind) throws InterruptedException {
    while (true) {
      ControlMessage message = received.poll(60, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no " + kind.getSimpleName() + " came");
      }
      if (kind.isInstance(message)) {
        return kind.cast(message);
      }
    }
  }

  /** Whether nothing came that was not asked for yet. */
  boolean quiet() {
    return received.isEmpty();
  }

  /** From now on every channel is closed as soon as it is open, or no more. */
  void closeAtOnce(boolean close) {
    closesAtOnce = close;
  }

  /** Channels open now. */
  int connected() {
    return (int) open.stream().filter(socket -> !socket.isClosed()).count();
  }

  /** Channels opened so far. */
  int opened() {
    return opened.get();
  }

  int refusals() {
    return refusals.get();
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
