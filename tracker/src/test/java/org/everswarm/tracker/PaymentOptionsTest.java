package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.everswarm.tracker.shop.payment.PaymentSettings;
import org.everswarm.tracker.shop.payment.PaymentSettings.Sandbox;
import org.everswarm.tracker.shop.payment.PaymentSettings.Stripe;
import org.everswarm.tracker.shop.payment.ProcessorFees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class PaymentOptionsTest {

  private final Path directory;

  PaymentOptionsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private static PaymentSettings settings(String... args) {
    PaymentOptions options = new PaymentOptions();
    new CommandLine(
            CommandSpec.create().addMixin("payment", CommandSpec.forAnnotatedObject(options)))
        .parseArgs(args);
    return options.settings();
  }

  private static void refuses(String part, String... args) {
    String sentence = assertThrows(ConfigException.class, () -> settings(args)).toString();
    assertTrue(sentence.contains(part), sentence);
    assertTrue(sentence.matches(".*[.?]"), sentence);
    assertFalse(sentence.contains("hidden"), sentence);
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content).toString();
  }

  @Test
  void somebodyMustBeNamed() {
    refuses("--payment");
    refuses("'cash'", "--payment", "cash");
  }

  @Test
  void theSandboxNeedsNothingElse() {
    assertEquals(new Sandbox(ProcessorFees.usual(), false), settings("--payment", "sandbox"));
    assertEquals(
        new Sandbox(ProcessorFees.usual(), true),
        settings("--payment", "sandbox", "--sandbox-disorder"));
    refuses("--payment stripe", "--payment", "sandbox", "--stripe-key-file", "x");
    refuses("--payment stripe", "--payment", "sandbox", "--stripe-webhook-secret-file", "x");
  }

  @Test
  void stripeNeedsItsSecrets() throws IOException {
    String key = file("key", "sk_test_hidden0123\n");
    String secrets = file("secrets", "\n whsec_hidden0001 \nwhsec_hidden0002\n");
    Stripe stripe =
        (Stripe)
            settings(
                "--payment",
                "stripe",
                "--stripe-key-file",
                key,
                "--stripe-webhook-secret-file",
                secrets);
    assertEquals("sk_test_hidden0123", stripe.apiKey());
    assertEquals(List.of("whsec_hidden0001", "whsec_hidden0002"), stripe.webhookSecrets());
    assertEquals(URI.create("https://api.stripe.com"), stripe.apiBase());
    assertFalse(stripe.toString().contains("hidden"));

    refuses("needs --stripe-key-file", "--payment", "stripe");
    refuses("needs --stripe-key-file", "--payment", "stripe", "--stripe-key-file", key);
    refuses("--sandbox-disorder", "--payment", "stripe", "--sandbox-disorder");
    stripeRefuses("begins with sk_", file("wrong", "pk_test_hidden0123"), secrets);
    stripeRefuses("one line", file("two", "sk_test_hidden0123\nsk_test_hidden0124"), secrets);
    stripeRefuses("is empty", file("none", " \n"), secrets);
    stripeRefuses("does not exist", directory.resolve("absent").toString(), secrets);
    stripeRefuses("too long", file("long", "x".repeat(5000)), secrets);
    stripeRefuses("whsec_", key, file("bad", "whsec_hidden0001\nhidden"));
    refuses(
        "--stripe-api",
        "--payment",
        "stripe",
        "--stripe-key-file",
        key,
        "--stripe-webhook-secret-file",
        secrets,
        "--stripe-api",
        "ftp://x");
  }

  private static void stripeRefuses(String part, String key, String secrets) {
    refuses(
        part,
        "--payment",
        "stripe",
        "--stripe-key-file",
        key,
        "--stripe-webhook-secret-file",
        secrets);
  }

  @Test
  void feesAreGivenByCurrency() {
    assertEquals(
        new ProcessorFees(150, Map.of("eur", 25L, "jpy", 0L), Map.of("usd", 1L)),
        settings(
                "--payment=sandbox",
                "--payment-fee-basis-points=150",
                "--payment-fee-fixed=eur=25,jpy=0",
                "--dispute-fee=usd=1")
            .fees());
    for (String wrong :
        List.of(
            "usd",
            "usd=",
            "usd=-1",
            "usd=0.3",
            "USD=1",
            "zzz=1",
            "usd=1,usd=2",
            "usd=9999999999")) {
      refuses("--payment-fee-fixed", "--payment=sandbox", "--payment-fee-fixed=" + wrong);
      refuses("--dispute-fee", "--payment=sandbox", "--dispute-fee=" + wrong);
    }
    refuses("0 to 10000", "--payment=sandbox", "--payment-fee-basis-points=10001");
    refuses("0 to 10000", "--payment=sandbox", "--payment-fee-basis-points=-1");
  }
}
