package org.everswarm.tracker.http;

import static org.everswarm.tracker.TestTracker.FREE;
import static org.everswarm.tracker.TestTracker.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.everswarm.tracker.LogWatch;
import org.everswarm.tracker.TestTracker;
import org.everswarm.tracker.announce.AnnounceResult;
import org.everswarm.tracker.announce.HttpRejection;
import org.everswarm.tracker.announce.Transport;
import org.everswarm.tracker.listen.OpenConnections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpsTest {

  private final OpenConnections connections = new OpenConnections(100, 100);
  private TestTracker tracker;
  private TestCertificate certificate;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    tracker = TestTracker.start(Vertx.vertx(), directory);
    certificate = TestCertificate.create(directory);
  }

  @AfterEach
  void stop() throws Exception {
    tracker.close();
  }

  private InetSocketAddress listen(TlsFiles files) {
    HttpParts parts =
        new HttpParts(
            tracker.pipeline,
            TestTracker.unlimited(),
            connections,
            tracker.counters,
            System::nanoTime);
    HttpSettings settings =
        new HttpSettings(
            TestTracker.address("127.0.0.1", 0),
            Optional.of(files),
            List.of(),
            false,
            HttpLimits.DEFAULT,
            Map.of());
    return await(HttpFrontEnd.deploy(tracker.vertx, 2, settings, parts));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void servesAnnouncesOverTls(String version) throws Exception {
    InetSocketAddress bound = listen(certificate.files());
    SSLSocket socket =
        (SSLSocket)
            certificate
                .client()
                .getSocketFactory()
                .createSocket(bound.getAddress(), bound.getPort());
    socket.setEnabledProtocols(new String[] {version});
    try (HttpClientSocket client = new HttpClientSocket(socket)) {
      assertTrue(client.get(HttpFrontEndTest.announce(FREE, 1)).body().contains("5:peers"));
      assertTrue(client.get(HttpFrontEndTest.announce(FREE, 1)).body().contains("5:peers"));
      assertEquals(version, socket.getSession().getProtocol());
    }
    assertEquals(2, tracker.counters.announces(Transport.HTTPS, true, AnnounceResult.OK));
  }

  @Test
  void whatIsNotTlsIsCountedAndNeverLogged() {
    InetSocketAddress bound = listen(certificate.files());
    try (LogWatch log = new LogWatch()) {
      for (int i = 0; i < 20; i++) {
        try (HttpClientSocket client = new HttpClientSocket("127.0.0.1", bound)) {
          client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
        }
      }
      TestTracker.eventually(() -> tracker.counters.rejections(HttpRejection.MALFORMED) == 20);
      log.assertQuietAndNoLeak();
    }
    assertEquals(0, connections.open());
  }

  @Test
  void aMissingFileFailsTheStartWithASentenceThatNamesIt(@TempDir Path directory) {
    Path missing = directory.resolve("nothing.pem");
    var noKey =
        assertThrows(
            IllegalArgumentException.class,
            () -> listen(new TlsFiles(certificate.files().certificate(), missing)));
    var noCertificate =
        assertThrows(
            IllegalArgumentException.class,
            () -> listen(new TlsFiles(missing, certificate.files().key())));

    assertEquals("Cannot read the TLS key " + missing, noKey.getMessage());
    assertEquals("Cannot read the TLS certificate " + missing, noCertificate.getMessage());
  }

  @Test
  void aFileThatIsNoCertificateFailsTheStartWithASentence(@TempDir Path directory)
      throws Exception {
    Path rubbish = Files.writeString(directory.resolve("rubbish.pem"), "rubbish");
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> listen(new TlsFiles(rubbish, certificate.files().key())));

    assertTrue(failure.toString().contains("Cannot listen on HTTPS 127.0.0.1"), failure.toString());
  }
}
