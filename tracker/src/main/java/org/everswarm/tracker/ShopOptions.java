package org.everswarm.tracker;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.everswarm.tracker.listen.Cidr;
import org.everswarm.tracker.shop.ShopSettings;
import org.everswarm.tracker.shop.catalogue.Hosts;
import org.everswarm.tracker.shop.receipts.ReceiptTerms;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code run} that make a node a shop. */
final class ShopOptions {

  private static final int DAYS_MAX = 36_500;
  private static final int DAYS = 730;

  @Option(
      names = "--shop",
      paramLabel = "HOST:PORT",
      description = "Where the shop's API is. Default: no shop")
  @Nullable String shop;

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description =
          "Under which address people find the shop, such as https://shop.example. Default: http"
              + " and --shop")
  @Nullable String baseUrl;

  @Option(
      names = "--shop-tracker",
      paramLabel = "URL",
      split = ",",
      hideParamSyntax = true,
      description = "An announce URL for the shop's torrents, repeatable; one is needed.")
  List<String> trackers = List.of();

  @Option(
      names = "--shop-web-seed",
      paramLabel = "URL",
      split = ",",
      hideParamSyntax = true,
      description = "A base of web seeds for them, such as https://HOST:PORT/ws, repeatable.")
  List<String> webSeeds = List.of();

  @Option(
      names = "--receipt-days",
      paramLabel = "N",
      description =
          "How long a receipt lasts that nobody uses; used ones are prolonged. Default: " + DAYS)
  @Nullable Integer receiptDays;

  @Mixin ShopDatabaseOptions database = new ShopDatabaseOptions();

  @Mixin MailOptions mail = new MailOptions();

  @Mixin PaymentOptions payment = new PaymentOptions();

  /** The settings of a shop, or nothing for a node without one. */
  Optional<ShopSettings> settings(Path data, List<Cidr> trustedProxies) {
    String bindText = shop;
    if (bindText == null) {
      requireNone();
      return Optional.empty();
    }
    InetSocketAddress bind = HostPort.parse("--shop", bindText);
    return Optional.of(
        new ShopSettings(
            bind,
            trustedProxies,
            base(bind),
            hosts(),
            terms(),
            database.settings(data),
            mail.settings(data),
            payment.settings()));
  }

  private void requireNone() {
    List<String> given = new ArrayList<>();
    add(given, "--base-url", baseUrl);
    add(given, "--shop-tracker", trackers.isEmpty() ? null : trackers);
    add(given, "--shop-web-seed", webSeeds.isEmpty() ? null : webSeeds);
    add(given, "--receipt-days", receiptDays);
    if (!given.isEmpty()) {
      throw new ConfigException(given.get(0) + " needs --shop: where is the shop's API to be?");
    }
  }

  private static void add(List<String> given, String option, @Nullable Object value) {
    if (value != null) {
      given.add(option);
    }
  }

  private URI base(InetSocketAddress bind) {
    String text = baseUrl;
    if (text != null) {
      return base(text);
    }
    if (bind.getPort() == 0 || bind.getAddress().isAnyLocalAddress()) {
      throw new ConfigException(
          "--shop "
              + HostPort.format(bind)
              + " needs --base-url: under which address do people find the shop?");
    }
    return URI.create("http://" + HostPort.format(bind));
  }

  private static URI base(String text) {
    URI url = url("--base-url", text);
    boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!web
        || url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      throw new ConfigException(
          "--base-url is a URL such as https://shop.example, not '" + text + "'.");
    }
    return url;
  }

  private Hosts hosts() {
    if (trackers.isEmpty()) {
      throw new ConfigException(
          "--shop needs --shop-tracker: where are the shop's torrents announced?");
    }
    try {
      return new Hosts(trackers.stream().map(ShopOptions::announceUrl).toList(), webSeeds);
    } catch (IllegalArgumentException refused) {
      throw new ConfigException(
          "--shop-tracker, --shop-web-seed: " + refused.getMessage() + ".", refused);
    }
  }

  /** A URL without a path is that of a tracker, whose path everybody knows. */
  private static URI announceUrl(String text) {
    URI url = url("--shop-tracker", text);
    String path = url.getRawPath();
    boolean bare = path == null || path.isEmpty() || path.equals("/");
    return bare && url.getRawAuthority() != null ? url.resolve("/announce") : url;
  }

  private static URI url(String option, String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException malformed) {
      throw new ConfigException(option + ": '" + text + "' is no URL.", malformed);
    }
  }

  private ReceiptTerms terms() {
    Integer days = receiptDays;
    if (days == null) {
      return ReceiptTerms.standard();
    }
    if (days < 1 || days > DAYS_MAX) {
      throw new ConfigException("--receipt-days is 1 to " + DAYS_MAX + ", not " + days + ".");
    }
    return new ReceiptTerms(Duration.ofDays(days));
  }
}
