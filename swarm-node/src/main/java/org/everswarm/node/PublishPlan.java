package org.everswarm.node;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.everswarm.node.store.ContentTree;
import org.jspecify.annotations.Nullable;

/**
 * What {@code publish} is to put up, checked. Immutable.
 *
 * @param prices as the shop wants them
 */
record PublishPlan(
    ShopClient shop,
    Optional<String> publisher,
    String title,
    String description,
    JsonObject prices,
    PublishParts parts,
    Optional<Path> cover) {

  private static final int TOKEN_BYTES_MAX = 1024;

  /** A {@link ConfigException} says what is wrong. */
  static PublishPlan of(PublishOptions options) throws IOException {
    String title = given("--title", options.title, "what is the bundle called?");
    URI shop = given("--shop", options.shop, "where is the shop?");
    Path tokenFile =
        given("--shop-token-file", options.tokenFile, "which file holds your API token?");
    if (!options.draft && !options.rights) {
      throw new ConfigException(
          "--i-hold-the-rights is missing: say so, if it is so, or prepare a --draft.");
    }
    if (!"http".equals(shop.getScheme()) && !"https".equals(shop.getScheme())) {
      throw new ConfigException("--shop is a URL such as https://shop.example.");
    }
    PublishParts parts = PublishParts.of(content(options), options.free, options.email);
    return new PublishPlan(
        new ShopClient(shop, token(tokenFile)),
        Optional.ofNullable(options.publisher),
        title,
        options.description,
        prices(options, parts.paid()),
        parts,
        Optional.ofNullable(options.cover));
  }

  /** Whether the token goes over a network where others can read it. */
  boolean isOpenToReaders() {
    return shop.isOpenToReaders();
  }

  private static <T> T given(String option, @Nullable T value, String question) {
    if (value == null) {
      throw new ConfigException(option + " is missing: " + question);
    }
    return value;
  }

  private static ContentTree content(PublishOptions options) throws IOException {
    try {
      return ContentTree.of(List.of(options.directory));
    } catch (IllegalArgumentException wrong) {
      throw new ConfigException(wrong.getMessage() + ".", wrong);
    }
  }

  private static String token(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(TOKEN_BYTES_MAX), StandardCharsets.UTF_8).strip();
      if (text.matches("[!-~]+")) {
        return text;
      }
    } catch (IOException unreadable) {
      throw new ConfigException("--shop-token-file: " + file + " cannot be read.", unreadable);
    }
    throw new ConfigException("--shop-token-file: " + file + " must hold one token.");
  }

  private static JsonObject prices(PublishOptions options, boolean paid) {
    JsonArray prices = new JsonArray();
    String text = options.price;
    if (text != null) {
      prices.add(price(options, Amounts.minor("--price", text, options.currency)));
    } else if (paid) {
      throw new ConfigException("--price is missing: some files are neither --free nor --email.");
    }
    return new JsonObject().put("prices", prices);
  }

  private static JsonObject price(PublishOptions options, long minor) {
    JsonObject price = new JsonObject().put("currency", options.currency.toLowerCase(Locale.ROOT));
    String suggested = options.suggested;
    if (options.payWhatYouWant) {
      price.put("model", "PAY_WHAT_YOU_WANT").put("minimumMinor", minor);
      return suggested == null
          ? price
          : price.put("suggestedMinor", Amounts.minor("--suggested", suggested, options.currency));
    }
    if (suggested != null) {
      throw new ConfigException("--suggested needs --pay-what-you-want.");
    }
    return minor == 0
        ? price.put("model", "FREE")
        : price.put("model", "FIXED").put("amountMinor", minor);
  }
}
