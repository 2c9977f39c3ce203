package org.everswarm.tracker.cluster;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.everswarm.tracker.TestTracker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusCertificatesTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final ClusterKey KEY = ClusterKey.generate(RANDOM);
  private static final long SILENCE_SECONDS = 40;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    TestTracker.await(vertx.close());
  }

  @Test
  void nodesOfOneClusterTalk() {
    assertTrue(talk(KEY, KEY));
  }

  @Test
  void whileAKeyIsReplacedTheyGoOnTalking() {
    ClusterKey both = KEY.withNewKey(RANDOM);
    ClusterKey turned = both.withNewKeyFirst();
    ClusterKey fresh = turned.withoutOldKey();
    assertTrue(talk(KEY, both) && talk(both, KEY));
    assertTrue(talk(both, turned) && talk(turned, both));
    assertTrue(talk(turned, fresh) && talk(fresh, turned));
    assertFalse(talk(KEY, fresh));
  }

  @Test
  void nobodyElseIsHeard() {
    ClusterKey other = ClusterKey.generate(RANDOM);
    assertFalse(talk(KEY, other));
    assertFalse(talk(other, KEY));
    assertFalse(ask(KEY, new NetClientOptions().setSsl(true).setTrustAll(true)));
  }

  private boolean talk(ClusterKey server, ClusterKey client) {
    return ask(
        server,
        new NetClientOptions()
            .setSsl(true)
            .setKeyCertOptions(BusCertificates.own(client, RANDOM, Instant.now()))
            .setTrustOptions(BusCertificates.trusted(client)));
  }

  /** Whether a byte comes back: with TLS 1.3 a client learns late that it was refused. */
  private boolean ask(ClusterKey server, NetClientOptions client) {
    NetServer listening =
        TestTracker.await(
            vertx
                .createNetServer(
                    new NetServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setKeyCertOptions(BusCertificates.own(server, RANDOM, Instant.now()))
                        .setTrustOptions(BusCertificates.trusted(server)))
                .connectHandler(socket -> socket.handler(socket::write))
                .listen());
    Promise<Boolean> answered = Promise.promise();
    // Vert.x closes a client, and its sockets, that nobody refers to any more.
    NetClient asking = vertx.createNetClient(client.setHostnameVerificationAlgorithm(""));
    Future<?> connected =
        asking
            .connect(listening.actualPort(), "127.0.0.1")
            .onFailure(refused -> answered.tryComplete(false))
            .onSuccess(
                socket -> {
                  socket.closeHandler(closed -> answered.tryComplete(false));
                  socket.handler(echo -> answered.tryComplete(true));
                  socket.write("x");
                });
    boolean heard =
        TestTracker.await(
            Future.any(
                    answered.future(),
                    vertx.timer(SILENCE_SECONDS, TimeUnit.SECONDS).map(late -> false))
                .map(any -> answered.future().succeeded() && answered.future().result()));
    TestTracker.await(
        connected.transform(done -> asking.close()).transform(closed -> listening.close()));
    return heard;
  }
}
