package org.everswarm.tracker.shop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.everswarm.tracker.shop.api.References;
import org.everswarm.tracker.shop.api.ShopClient.Answer;
import org.everswarm.tracker.shop.store.OnBothDatabases;
import org.everswarm.tracker.shop.store.TestDatabases;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Every operation of the document that is served, with something hostile in each place: taken or
 * refused as the document says, never a failure of ours. What the answers are like is checked by
 * the client.
 */
@OnBothDatabases
class HostileRequestsTest {

  private static final String HERE = "@here@";
  private static final String KEY = "a key that is new for each request";
  private static final int MIXED = 8;

  /** What ends what all others need: asked for by strangers only. */
  private static final Set<String> ENDING =
      Set.of("logOut", "pauseBundle", "endBundle", "reissueReceipt");

  private static final List<String> JSON_VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "0.5",
          "1e3",
          "1e400",
          "-0.0",
          "2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "1" + "0".repeat(900),
          "[]",
          "{}",
          "[null]",
          "[[[[]]]]",
          "{\"$ref\":\"#\"}",
          "{\"a\":1,\"a\":2}",
          "\"\"",
          "\" \"",
          "\"\\u0000\"",
          "\"\\\\u0000\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\u202e\ufeff\"",
          "\"\\n\\r\\t\\u007f\\u0085\\u2028\"",
          "\"" + "\ud83d\ude00".repeat(60) + "\"",
          "\"" + "a".repeat(20_001) + "\"",
          "\"' OR 1=1; DROP TABLE account --\"",
          "\"<script>alert(1)</script>\"",
          "\"=cmd|' /C calc'!A0\"",
          "\"a@b.example\\r\\nBcc: c@d.example\"",
          "\"%00%0d%0a..%2f{{7*7}}${jndi:ldap://x}\"",
          "\"a@" + "b".repeat(200) + "\"",
          "\"a..b@c..d\"",
          "\"" + "a".repeat(65) + "@b.example\"",
          "\"usd\"",
          "\"ZZZ\"",
          "\"FREE\"",
          "\"con_00000000000000000000000000\"",
          "\"0000000000000000\"");

  /** As they stand in a URL. */
  private static final List<String> URL_VALUES =
      List.of(
          "",
          "0",
          "-1",
          "1e9",
          "99999999999999999999",
          "2000-01",
          "2999-12",
          "%00",
          "%0d%0a",
          "%20",
          "%25",
          "%ff",
          "%ed%a0%80",
          "%2f",
          "%27%20OR%201=1--",
          "%3Cscript%3E",
          "%22",
          "null",
          "a".repeat(600),
          "AAAA",
          "eyJhIjoxfQ",
          cursor("[\"1\",\"\\u0000\"]"),
          cursor("[\"1\",\"\\ud800\"]"),
          cursor("[\"1\",\"'\"]"),
          cursor("[\"-9223372036854775808\",\"a\"]"),
          cursor("[\"9223372036854775808\",\"a\"]"),
          cursor("[\"1\"]"),
          cursor("[1,2]"),
          "0000000000000000",
          "pub_00000000000000000000000000",
          "ES-0000-0000-0000");

  private static String cursor(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static final List<String> HEADER_VALUES =
      List.of("", " ", "a b", "é", "'", "\"", "=1+1", "a".repeat(256), "t=1,v1=00", "t=a,v1=", ",");

  private static final List<String> BODIES =
      List.of(
          "",
          "{",
          "null",
          "[]",
          "0",
          "\"\"",
          "{}",
          "{}{}",
          "\ufeff{}",
          "{\"\":{}}",
          "{'a':1}",
          "{\"a\":NaN}",
          "[".repeat(30_000),
          "{\"a\":".repeat(10_000),
          "[".repeat(900) + "]".repeat(900),
          "{\"a\":" + "9".repeat(60_000) + "}",
          "d4:infod6:lengthi-1eee",
          "d4:info" + "l".repeat(20_000) + "e",
          "\u0000",
          "a=b&c=d");

  private static final List<String> TYPES =
      List.of(
          "text/xml",
          "application/json; charset=utf-16",
          "application/json;;;",
          "multipart/form-data; boundary=a",
          "application/x-www-form-urlencoded",
          "image/*",
          "a",
          "/");

  private final RunningShop shop;
  private final JsonObject document;
  private final Random random = new Random(6);
  private long sent;
  private final List<String> faults = new ArrayList<>();

  HostileRequestsTest(TestDatabases kind) {
    shop = new RunningShop(kind);
    document = shop.client().get("/openapi.json", null).expect(200).json();
  }

  @AfterEach
  void close() {
    shop.close();
  }

  /** A request before it is sent; {@code path} still has its parameters' names. */
  private record Draft(
      String method,
      String path,
      Map<String, String> inPath,
      Map<String, String> inQuery,
      Map<String, String> headers,
      @Nullable String bearer,
      String body) {

    Draft with(Map<String, String> otherPath, Map<String, String> otherQuery) {
      return new Draft(method, path, otherPath, otherQuery, headers, bearer, body);
    }

    Draft with(String name, String header) {
      return new Draft(method, path, inPath, inQuery, put(headers, name, header), bearer, body);
    }

    Draft with(String otherBody) {
      return new Draft(method, path, inPath, inQuery, headers, bearer, otherBody);
    }

    Draft by(@Nullable String secret) {
      return new Draft(method, path, inPath, inQuery, headers, secret, body);
    }

    String target() {
      String target = path;
      for (Map.Entry<String, String> one : inPath.entrySet()) {
        target = target.replace("{" + one.getKey() + "}", one.getValue());
      }
      List<String> query = new ArrayList<>();
      inQuery.forEach((name, value) -> query.add(name + "=" + value));
      return query.isEmpty() ? target : target + "?" + String.join("&", query);
    }

    private static Map<String, String> put(Map<String, String> map, String name, String value) {
      Map<String, String> changed = new HashMap<>(map);
      changed.put(name, value);
      return changed;
    }
  }

  @Test
  void nothingHostileMakesTheShopFail() {
    int operations = 0;
    for (Map.Entry<String, Object> path : document.getJsonObject("paths")) {
      JsonObject item = (JsonObject) path.getValue();
      for (String method : List.of("get", "put", "post", "patch", "delete")) {
        @Nullable JsonObject operation = item.getJsonObject(method);
        if (operation != null) {
          operations++;
          attack(method, path.getKey(), item, operation);
        }
      }
    }
    assertTrue(operations > 50, "the whole document");
    assertTrue(faults.isEmpty(), () -> String.join("\n", faults));
  }

  private void attack(String method, String path, JsonObject item, JsonObject operation) {
    List<JsonObject> parameters = new ArrayList<>();
    for (JsonObject holder : List.of(item, operation)) {
      for (Object one : holder.getJsonArray("parameters", new JsonArray())) {
        parameters.add(resolved((JsonObject) one));
      }
    }
    Draft valid = valid(method.toUpperCase(Locale.ROOT), path, parameters, operation);
    List<Draft> hostile = new ArrayList<>();
    secrets(valid, hostile);
    for (JsonObject parameter : parameters) {
      parameter(valid, parameter.getString("in"), parameter.getString("name"), hostile);
    }
    body(valid, operation, hostile);
    for (int i = 0; i < MIXED; i++) {
      hostile.add(mixed(hostile));
    }
    hostile.forEach(this::send);
  }

  private void secrets(Draft valid, List<Draft> into) {
    for (String secret : List.of("", "'", "ses_", "key_%00", "clm_" + "0".repeat(26), "a b c")) {
      into.add(valid.by(secret));
    }
    into.add(valid.by(null));
    into.add(valid.by("a".repeat(5000)));
  }

  private void parameter(Draft valid, String in, String name, List<Draft> into) {
    if (in.equals("header")) {
      HEADER_VALUES.forEach(value -> into.add(valid.with(name, value)));
      return;
    }
    for (String value : URL_VALUES) {
      into.add(
          in.equals("path")
              ? valid.with(Draft.put(valid.inPath(), name, value), valid.inQuery())
              : valid.with(valid.inPath(), Draft.put(valid.inQuery(), name, value)));
    }
  }

  private void body(Draft valid, JsonObject operation, List<Draft> into) {
    @Nullable JsonObject body = operation.getJsonObject("requestBody");
    if (body == null) {
      into.add(valid.with("{\"a\":1}").with("Content-Type", "application/json"));
      return;
    }
    BODIES.forEach(text -> into.add(valid.with(text)));
    TYPES.forEach(type -> into.add(valid.with("Content-Type", type)));
    into.add(valid.with(valid.body().replaceFirst("\\{", "{\"email\":1,\"title\":1,\"name\":1,")));
    into.add(valid.with(valid.body() + valid.body()));
    @Nullable JsonObject json = body.getJsonObject("content").getJsonObject("application/json");
    if (json != null && valid.body().startsWith("{")) {
      for (String place : places(new JsonObject(valid.body()))) {
        JSON_VALUES.forEach(value -> into.add(valid.with(place.replace('"' + HERE + '"', value))));
      }
    }
  }

  /** The same object as often as it has values, each time with another one marked. */
  private static List<String> places(JsonObject object) {
    List<String> places = new ArrayList<>();
    for (String name : object.fieldNames()) {
      places.add(object.copy().put(name, HERE).encode());
      @Nullable Object value = object.getValue(name);
      if (value instanceof JsonArray array && array.getValue(0) instanceof JsonObject inside) {
        for (String place : places(inside)) {
          JsonArray one = new JsonArray().add(new JsonObject(place));
          places.add(object.copy().put(name, one).encode());
        }
      }
    }
    return places;
  }

  /** The parameters of one, the body of another, the secret of a third. */
  private Draft mixed(List<Draft> hostile) {
    Draft one = hostile.get(random.nextInt(hostile.size()));
    Draft body = hostile.get(random.nextInt(hostile.size()));
    Draft more = hostile.get(random.nextInt(hostile.size()));
    Map<String, String> headers = new HashMap<>(one.headers());
    headers.putAll(more.headers());
    return new Draft(
        one.method(),
        one.path(),
        one.inPath(),
        more.inQuery(),
        headers,
        random.nextInt(8) == 0 ? more.bearer() : one.bearer(),
        body.body());
  }

  private void send(Draft draft) {
    Map<String, String> headers = new HashMap<>(draft.headers());
    sent++;
    headers.replaceAll((name, value) -> value.equals(KEY) ? "request-number-" + sent : value);
    headers.put("X-Forwarded-For", "10." + random.nextInt(256) + ".0." + random.nextInt(256));
    if (draft.bearer() != null) {
      headers.put("Authorization", "Bearer " + draft.bearer());
    }
    String text = draft.body().replace("eve@", "eve" + sent + "@");
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    try {
      Answer answer =
          shop.client().send(draft.method(), draft.target(), null, headers, Buffer.buffer(body));
      if (answer.status() >= 500 || answer.status() == 429) {
        faults.add(shown(draft) + " -> " + answer.status() + " " + answer.body());
      }
    } catch (AssertionError undescribed) {
      faults.add(shown(draft) + " -> " + undescribed.getMessage());
    }
  }

  private static String shown(Draft draft) {
    String all = draft.method() + " " + draft.target() + " " + draft.headers() + " " + draft.body();
    return all.length() < 600 ? all : all.substring(0, 600) + "…";
  }

  private Draft valid(
      String method, String path, List<JsonObject> parameters, JsonObject operation) {
    Map<String, String> inPath = new HashMap<>();
    Map<String, String> inQuery = new HashMap<>();
    Map<String, String> headers = new HashMap<>();
    for (JsonObject parameter : parameters) {
      String name = parameter.getString("name");
      switch (parameter.getString("in")) {
        case "path" -> inPath.put(name, shop.known(name).orElseThrow());
        case "header" -> headers.put(name, KEY);
        default -> {
          if (parameter.getBoolean("required", false)) {
            inQuery.put(name, String.valueOf(example(name, parameter.getJsonObject("schema"))));
          }
        }
      }
    }
    String body = "";
    @Nullable JsonObject described = operation.getJsonObject("requestBody");
    if (described != null) {
      JsonObject content = described.getJsonObject("content");
      String type = content.fieldNames().iterator().next();
      headers.put("Content-Type", type);
      Object example = example("body", content.getJsonObject(type).getJsonObject("schema"));
      body = example.toString();
    }
    return new Draft(method, path, inPath, inQuery, headers, bearer(operation).orElse(null), body);
  }

  private Optional<String> bearer(JsonObject operation) {
    JsonArray security = operation.getJsonArray("security");
    return security.isEmpty() || ENDING.contains(operation.getString("operationId"))
        ? Optional.empty()
        : shop.known(security.getJsonObject(0).fieldNames().iterator().next());
  }

  private Object example(String name, JsonObject given) {
    JsonObject schema = resolved(given);
    JsonArray choices = schema.getJsonArray("enum", new JsonArray());
    if (!choices.isEmpty()) {
      return choices.getValue(0);
    }
    return switch (schema.getString("type")) {
      case "object" -> {
        JsonObject object = new JsonObject();
        for (Map.Entry<String, Object> one : schema.getJsonObject("properties", new JsonObject())) {
          object.put(one.getKey(), example(one.getKey(), (JsonObject) one.getValue()));
        }
        yield object;
      }
      case "array" -> new JsonArray().add(example(name, schema.getJsonObject("items")));
      case "integer" -> Math.max(1, schema.getLong("minimum", 1L));
      case "boolean" -> true;
      default -> text(name);
    };
  }

  private String text(String name) {
    return switch (name) {
      case "email" -> "eve@example.org";
      case "code" -> "con_" + "0".repeat(26);
      case "infoHash" -> "1".repeat(40);
      default -> shop.known(name).orElse("some words of it");
    };
  }

  private JsonObject resolved(JsonObject maybeReference) {
    return References.resolved(document, maybeReference);
  }
}
