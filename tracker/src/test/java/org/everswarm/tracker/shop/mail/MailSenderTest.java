package org.everswarm.tracker.shop.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.everswarm.tracker.FreePorts;
import org.everswarm.tracker.shop.mail.MailSettings.Destination;
import org.everswarm.tracker.shop.mail.MailSettings.Folder;
import org.everswarm.tracker.shop.mail.MailSettings.Login;
import org.everswarm.tracker.shop.mail.MailSettings.Security;
import org.everswarm.tracker.shop.mail.MailSettings.Smtp;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.Ids;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Letters from the outbox to another program's mail server, or into a folder. */
class MailSenderTest {

  private final Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final WorkerExecutor worker = vertx.createSharedWorkerExecutor("mail", 2);
  private final Database database = TestDatabases.SQLITE.open();
  private final MailCounters counters = new MailCounters();
  private volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private final Outbox outbox = new Outbox(new Ids(new SecureRandom(), () -> now), () -> now);

  MailSenderTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    database.close();
  }

  private MailSender sender(Destination destination) {
    MailSender sender =
        new MailSender(
            new MailSettings("shop@tracker.example", destination),
            database,
            worker,
            () -> now,
            counters);
    vertx.deployVerticle(sender).toCompletionStage().toCompletableFuture().join();
    return sender;
  }

  private void send(Letter letter) {
    database.update(handle -> outbox.send(handle, letter));
  }

  private static Letter hello() {
    return new Letter("reader@mail.example", "Hello", "A text.\n.\n..and dots\n");
  }

  private static Letter full() {
    return new Letter(
        "reader@mail.example",
        "Ihre Quittung für „Äther & Öl“ – eine sehr lange Überschrift 🎬🎬🎬🎬🎬🎬🎬🎬🎬🎬",
        "Grüße\n.\nFrom here\n" + "https://shop.example/" + "x".repeat(300) + "\n");
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    while (!condition.getAsBoolean()) {
      assertTrue(Instant.now().isBefore(end), "waited in vain");
      Thread.sleep(10);
    }
  }

  private static GreenMail server(int port, String protocol) {
    ServerSetup setup = new ServerSetup(port, "localhost", protocol);
    setup.setServerStartupTimeout(60_000);
    GreenMail server = new GreenMail(setup);
    server.start();
    return server;
  }

  private static Smtp plain(int port) {
    return new Smtp("localhost", port, Security.NONE, Optional.empty(), Optional.empty());
  }

  private static String raw(MimeMessage message) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    message.writeTo(bytes);
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  private static void assertFull(MimeMessage message) throws Exception {
    Letter letter = full();
    assertEquals(letter.subject(), message.getSubject());
    assertEquals("shop@tracker.example", message.getFrom()[0].toString());
    assertEquals("reader@mail.example", message.getAllRecipients()[0].toString());
    assertTrue(message.getMessageID().matches("<mai_[0-9a-v]{26}@tracker\\.example>"));
    assertEquals("auto-generated", message.getHeader("Auto-Submitted")[0]);
    assertEquals(Instant.parse("2026-11-21T10:00:00Z"), message.getSentDate().toInstant());
    String text = (String) message.getContent();
    assertEquals(letter.text().strip(), text.replace("\r\n", "\n").strip());
  }

  @Test
  void aLetterArrivesAsItWasWritten() throws Exception {
    GreenMail server = server(0, "smtp");
    try {
      send(full());
      send(hello());
      sender(plain(server.getSmtp().getPort()));
      until(() -> counters.sent() == 2);
      MimeMessage[] received = server.getReceivedMessages();
      assertEquals(2, received.length);
      MimeMessage first = received[0].getSubject().equals("Hello") ? received[1] : received[0];
      MimeMessage other = received[0].getSubject().equals("Hello") ? received[0] : received[1];
      assertFull(first);
      assertEquals("A text.\r\n.\r\n..and dots", raw(other).split("\r\n\r\n", 2)[1].strip());
    } finally {
      server.stop();
    }
  }

  @Test
  void aLetterWaitsWhileTheServerIsAway() throws Exception {
    int port = FreePorts.next();
    send(hello());
    MailSender sender = sender(plain(port));
    until(() -> counters.failed() == 1);
    GreenMail server = server(port, "smtp");
    try {
      sender.wake();
      now = now.plus(Duration.ofMinutes(1));
      sender.wake();
      until(() -> counters.sent() == 1);
      assertEquals(1, server.getReceivedMessages().length);
      assertEquals(0, counters.givenUp());
    } finally {
      server.stop();
    }
  }

  @Test
  void whatComesLaterIsSentToo() throws Exception {
    GreenMail server = server(0, "smtp");
    try {
      sender(plain(server.getSmtp().getPort()));
      for (int i = 1; i <= 25; i++) {
        send(new Letter("reader" + i + "@mail.example", "Letter " + i, ""));
      }
      until(() -> counters.sent() == 25);
      assertEquals(25, server.getReceivedMessages().length);
    } finally {
      server.stop();
    }
  }

  @Test
  void aReaderWhoDoesNotExistKeepsNobodyWaiting() throws Exception {
    RefusingServer server = new RefusingServer(vertx, "550 5.1.1 no such user");
    send(hello());
    sender(plain(server.port()));
    until(() -> counters.givenUp() == 1);
    assertEquals(1, counters.failed());
    assertEquals(0, counters.sent());
  }

  @Test
  void aServerThatIsBusyIsAskedAgain() throws Exception {
    RefusingServer server = new RefusingServer(vertx, "451 4.7.1 greylisted");
    send(hello());
    MailSender sender = sender(plain(server.port()));
    until(() -> counters.failed() == 1);
    now = now.plus(Duration.ofMinutes(1));
    sender.wake();
    until(() -> counters.failed() == 2);
    assertEquals(0, counters.givenUp());
  }

  @Test
  void nothingIsSaidWithoutTlsWhenItIsWanted() throws Exception {
    RefusingServer server = new RefusingServer(vertx, "250 ok");
    send(hello());
    Login login = new Login("shop", "password");
    sender(
        new Smtp(
            "localhost", server.port(), Security.STARTTLS, Optional.of(login), Optional.empty()));
    until(() -> counters.failed() == 1);
    assertTrue(server.heard().stream().noneMatch(line -> line.matches("(?i)(MAIL|AUTH|RCPT).*")));
  }

  @Test
  void tlsAndALoginWork() throws Exception {
    TestAuthority authority = TestAuthority.create(directory, "localhost");
    GreenMail server = tlsServer(authority);
    try {
      server.setUser("shop@tracker.example", "shop", "password");
      Smtp smtp =
          new Smtp(
              "localhost",
              server.getSmtps().getPort(),
              Security.TLS,
              Optional.of(new Login("shop", "password")),
              Optional.of(authority.pem()));
      send(full());
      sender(smtp);
      until(() -> counters.sent() + counters.failed() == 1);
      assertEquals(1, counters.sent());
      assertFull(server.getReceivedMessages()[0]);
    } finally {
      server.stop();
    }
  }

  @Test
  void aServerThatIsNotWhoItShouldBeGetsNothing() throws Exception {
    TestAuthority other = TestAuthority.create(directory, "mail.example");
    GreenMail server = tlsServer(other);
    try {
      int port = server.getSmtps().getPort();
      send(hello());
      sender(new Smtp("localhost", port, Security.TLS, Optional.empty(), Optional.of(other.pem())));
      until(() -> counters.failed() == 1);
      send(hello());
      sender(new Smtp("localhost", port, Security.TLS, Optional.empty(), Optional.empty()));
      until(() -> counters.failed() == 2);
      assertEquals(0, server.getReceivedMessages().length);
    } finally {
      server.stop();
    }
  }

  private GreenMail tlsServer(TestAuthority authority) {
    System.setProperty("greenmail.tls.keystore.file", authority.store().toString());
    System.setProperty("greenmail.tls.keystore.password", TestAuthority.PASSWORD);
    return server(0, "smtps");
  }

  @Test
  void aFolderGetsOneFileForTheOwnersEyes() throws Exception {
    Path folder = directory.resolve("mail");
    send(full());
    sender(new Folder(folder));
    until(() -> counters.sent() == 1);
    List<Path> files = files(folder);
    assertEquals(1, files.size());
    Path file = files.get(0);
    assertTrue(
        file.getFileName().toString().matches("20261121T100000Z-mai_[0-9a-v]{26}\\.eml"),
        file.toString());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
    byte[] content = Files.readAllBytes(file);
    assertFalse(
        new String(content, StandardCharsets.ISO_8859_1)
            .replace("\r\n", "")
            .matches("(?s).*[\r\n].*"));
    assertFull(
        new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(content)));
  }

  /** As after a crash between the file and the row. */
  @Test
  void aLetterThatIsDeliveredAgainIsTheSameFile() throws Exception {
    Path folder = directory.resolve("mail");
    FolderDelivery delivery = new FolderDelivery(worker, folder, "shop@tracker.example");
    QueuedLetter letter = new QueuedLetter("mai_1", now, 1, hello());
    for (int i = 0; i < 2; i++) {
      delivery.deliver(letter).toCompletionStage().toCompletableFuture().get();
    }
    assertEquals(1, files(folder).size());
  }

  @Test
  void aFolderThatCannotBeWrittenIsTriedAgain() throws Exception {
    Path folder = directory.resolve("mail");
    Files.writeString(folder, "in the way");
    send(hello());
    MailSender sender = sender(new Folder(folder));
    until(() -> counters.failed() == 1);
    Files.delete(folder);
    now = now.plus(Duration.ofMinutes(1));
    sender.wake();
    until(() -> counters.sent() == 1);
    assertEquals(1, files(folder).size());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
