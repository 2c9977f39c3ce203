package org.everswarm.tracker;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.everswarm.tracker.shop.money.Currency;
import org.everswarm.tracker.shop.payment.PaymentSettings;
import org.everswarm.tracker.shop.payment.PaymentSettings.Sandbox;
import org.everswarm.tracker.shop.payment.PaymentSettings.Stripe;
import org.everswarm.tracker.shop.payment.ProcessorFees;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code run} that say who takes the buyers' money. */
final class PaymentOptions {

  private static final int BASIS_POINTS_MAX = 10_000;
  private static final long FEE_MAX = 1_000_000_000;
  private static final Pattern STRIPE_KEY = Pattern.compile("(sk|rk)_[!-~]{8,250}");
  private static final Pattern STRIPE_SECRET = Pattern.compile("whsec_[!-~]{8,250}");
  private static final Pattern DIGITS = Pattern.compile("\\d{1,10}");

  @Option(
      names = "--payment",
      paramLabel = "sandbox|stripe",
      description = "Who takes the buyers' money; with sandbox nobody, and anyone may approve.")
  @Nullable String payment;

  @Option(
      names = "--sandbox-disorder",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description = "The sandbox's events come late, twice and in any order.")
  boolean sandboxDisorder;

  @Option(
      names = "--stripe-key-file",
      paramLabel = "FILE",
      description = "Secret key (sk_…) or restricted key (rk_…): the file's only line.")
  @Nullable Path stripeKeyFile;

  @Option(
      names = "--stripe-webhook-secret-file",
      paramLabel = "FILE",
      description = "Signing secrets (whsec_…) of the webhook, one per line; two while it changes.")
  @Nullable Path stripeWebhookSecretFile;

  @Option(
      names = "--stripe-api",
      paramLabel = "URL",
      hidden = true,
      defaultValue = "https://api.stripe.com",
      description = "Where Stripe's API is.")
  String stripeApi = "";

  @Option(
      names = "--payment-fee-basis-points",
      paramLabel = "N",
      description = "The processor's share until it says so, in 0.01 %%. Default: 290")
  @Nullable Integer feeBasisPoints;

  @Option(
      names = "--payment-fee-fixed",
      paramLabel = "CURRENCY=MINOR",
      split = ",",
      hideParamSyntax = true,
      description = "What it keeps of each payment besides. Default: usd=30,eur=25,gbp=20")
  List<String> feeFixed = List.of();

  @Option(
      names = "--dispute-fee",
      paramLabel = "CURRENCY=MINOR",
      split = ",",
      hideParamSyntax = true,
      description = "What it takes for a dispute. Default: usd=1500,eur=2000,gbp=2000")
  List<String> disputeFee = List.of();

  /** What they mean, for a node that has a shop. */
  PaymentSettings settings() {
    if (payment == null) {
      throw new ConfigException(
          "--shop needs --payment: stripe, or sandbox to try things out with play money.");
    }
    return switch (payment) {
      case "sandbox" -> sandbox();
      case "stripe" -> stripe();
      default ->
          throw new ConfigException("--payment is sandbox or stripe, not '" + payment + "'.");
    };
  }

  private PaymentSettings sandbox() {
    List<String> given = new ArrayList<>();
    if (stripeKeyFile != null) {
      given.add("--stripe-key-file");
    }
    if (stripeWebhookSecretFile != null) {
      given.add("--stripe-webhook-secret-file");
    }
    if (!given.isEmpty()) {
      throw new ConfigException(given.get(0) + " needs --payment stripe.");
    }
    return new Sandbox(fees(), sandboxDisorder);
  }

  private PaymentSettings stripe() {
    if (sandboxDisorder) {
      throw new ConfigException("--sandbox-disorder needs --payment sandbox.");
    }
    if (stripeKeyFile == null || stripeWebhookSecretFile == null) {
      throw new ConfigException(
          "--payment stripe needs --stripe-key-file and --stripe-webhook-secret-file.");
    }
    String key = SecretFile.line("--stripe-key-file", stripeKeyFile);
    if (!STRIPE_KEY.matcher(key).matches()) {
      throw new ConfigException(
          "--stripe-key-file: " + stripeKeyFile + " must hold a key that begins with sk_ or rk_.");
    }
    List<String> secrets =
        SecretFile.lines("--stripe-webhook-secret-file", stripeWebhookSecretFile);
    if (!secrets.stream().allMatch(secret -> STRIPE_SECRET.matcher(secret).matches())) {
      throw new ConfigException(
          "--stripe-webhook-secret-file: every line of "
              + stripeWebhookSecretFile
              + " must begin with whsec_.");
    }
    return new Stripe(fees(), key, secrets, api());
  }

  private URI api() {
    if (!stripeApi.matches("https?://[A-Za-z0-9.-]+(:\\d{1,5})?")) {
      throw new ConfigException("--stripe-api wants a URL such as https://api.stripe.com.");
    }
    return URI.create(stripeApi);
  }

  private ProcessorFees fees() {
    ProcessorFees usual = ProcessorFees.usual();
    int basisPoints = feeBasisPoints == null ? usual.basisPoints() : feeBasisPoints;
    if (basisPoints < 0 || basisPoints > BASIS_POINTS_MAX) {
      throw new ConfigException("--payment-fee-basis-points is 0 to 10000.");
    }
    return new ProcessorFees(
        basisPoints,
        feeFixed.isEmpty() ? usual.fixedMinor() : amounts("--payment-fee-fixed", feeFixed),
        disputeFee.isEmpty() ? usual.disputeMinor() : amounts("--dispute-fee", disputeFee));
  }

  private static Map<String, Long> amounts(String option, List<String> texts) {
    Map<String, Long> amounts = new HashMap<>();
    for (String text : texts) {
      String[] sides = text.split("=", -1);
      if (sides.length != 2
          || Currency.find(sides[0]).isEmpty()
          || !DIGITS.matcher(sides[1]).matches()
          || Long.parseLong(sides[1]) > FEE_MAX
          || amounts.put(sides[0], Long.valueOf(sides[1])) != null) {
        throw new ConfigException(
            option
                + " wants each currency once, such as usd=30, in minor units; not '"
                + text
                + "'.");
      }
    }
    return amounts;
  }
}
