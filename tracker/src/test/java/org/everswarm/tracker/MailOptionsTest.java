package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.everswarm.tracker.shop.mail.MailSettings;
import org.everswarm.tracker.shop.mail.MailSettings.Folder;
import org.everswarm.tracker.shop.mail.MailSettings.Login;
import org.everswarm.tracker.shop.mail.MailSettings.Security;
import org.everswarm.tracker.shop.mail.MailSettings.Smtp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class MailOptionsTest {

  private static final Path DATA = Path.of("data");

  private final Path directory;

  MailOptionsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static MailSettings settings(String... args) {
    MailOptions options = new MailOptions();
    new CommandLine(CommandSpec.create().addMixin("mail", CommandSpec.forAnnotatedObject(options)))
        .parseArgs(args);
    return options.settings(DATA);
  }

  private static Smtp smtp(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--mail-from=shop@example.org");
    return (Smtp) settings(all.toArray(String[]::new)).destination();
  }

  private static void refuses(String part, String... args) {
    String sentence = assertThrows(ConfigException.class, () -> settings(args)).toString();
    assertTrue(sentence.contains(part), sentence);
    assertTrue(sentence.matches(".*[.?]"), sentence);
    assertFalse(sentence.contains("hidden"), sentence);
  }

  @Test
  void lettersGoIntoAFolderOfTheDataDirectory() {
    assertEquals(
        new MailSettings("everswarm@localhost", new Folder(DATA.resolve("mail"))), settings());
    assertEquals(
        new MailSettings("shop@example.org", new Folder(Path.of("elsewhere"))),
        settings("--mail-folder=elsewhere", "--mail-from=shop@example.org"));
    refuses("needs --smtp", "--smtp-user=shop");
    refuses("needs --smtp", "--smtp-security=tls");
    refuses("needs --smtp", "--smtp-password-file=x");
    refuses("needs --smtp", "--smtp-ca=x");
  }

  @Test
  void orToAServerWithTlsUnlessSaidOtherwise() {
    assertEquals(
        new Smtp("mail.example.org", 587, Security.STARTTLS, Optional.empty(), Optional.empty()),
        smtp("--smtp=mail.example.org:587"));
    assertEquals(Security.TLS, smtp("--smtp=mail.example.org:465").security());
    assertEquals(Security.NONE, smtp("--smtp=127.0.0.1:25", "--smtp-security=none").security());
    assertEquals("::1", smtp("--smtp=[::1]:25").host());
    refuses("--mail-from", "--smtp=mail.example.org:25");
    refuses("such as shop@example.org", "--smtp=mail.example.org:25", "--mail-from=Shop <a@b>");
    refuses("HOST:PORT", "--smtp=mail.example.org", "--mail-from=a@b.example");
    refuses("other than 0", "--smtp=mail.example.org:0", "--mail-from=a@b.example");
    refuses(
        "starttls, tls or none", "--smtp=a:25", "--smtp-security=ssl", "--mail-from=a@b.example");
    refuses("one of them", "--smtp=a:25", "--mail-folder=x", "--mail-from=a@b.example");
    refuses("cannot be read", "--smtp=a:25", "--smtp-ca=absent", "--mail-from=a@b.example");
  }

  @Test
  void aPasswordNeverGoesInTheOpen() throws IOException {
    String file = Files.writeString(directory.resolve("password"), "hidden words\n").toString();
    Smtp smtp = smtp("--smtp=a:25", "--smtp-user=shop", "--smtp-password-file=" + file);
    assertEquals(Optional.of(new Login("shop", "hidden words")), smtp.login());
    assertFalse(smtp.toString().contains("hidden"));
    refuses(
        "for all to read",
        "--smtp=a:25",
        "--smtp-security=none",
        "--smtp-user=shop",
        "--smtp-password-file=" + file,
        "--mail-from=a@b.example");
    refuses("together", "--smtp=a:25", "--smtp-user=shop", "--mail-from=a@b.example");
    refuses("together", "--smtp=a:25", "--smtp-password-file=" + file, "--mail-from=a@b.example");
  }
}
