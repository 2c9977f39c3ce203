package org.everswarm.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is under {@code dashboards/}: the queries of the Grafana dashboard and the rules. */
final class Dashboards {

  static final Path DIRECTORY = Programs.ROOT.resolve("dashboards");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** Grouping and join clauses name labels, strings and ranges anything: none are metrics. */
  private static final Pattern NO_METRIC =
      Pattern.compile(
          "\\[[^\\]]*]|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");

  private static final Pattern SELECTOR =
      Pattern.compile("\\b([a-zA-Z_:][\\w:]*)\\s*(\\{[^}]*})?(?!\\s*\\(|[\\w:])");

  private static final List<String> KEYWORDS = List.of("and", "or", "unless", "bool", "offset");

  private Dashboards() {}

  /** A query and where it stands, as a test's name. */
  record Query(String place, String expression) {

    @Override
    public String toString() {
      return place + ": " + expression;
    }
  }

  /** Each query of the dashboard, with its variables filled in as "All" and short intervals. */
  static List<Query> dashboardQueries() {
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : json("everswarm.json").get("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(new Query(panel.get("title").asText(), filledIn(target.get("expr").asText())));
      }
    }
    return queries;
  }

  private static String filledIn(String expression) {
    return expression
        .replace("$__rate_interval", "10s")
        .replace("$tracker", ".+")
        .replace("$node", ".+");
  }

  /** What each recording rule records. */
  static List<Query> recordings() {
    return rules("record").stream()
        .map(rule -> new Query("recording rule", rule.get("record").asText()))
        .toList();
  }

  /** The metrics that alerts look at: a healthy alert itself answers nothing. */
  static List<Query> alertSelectors() {
    List<Query> queries = new ArrayList<>();
    for (JsonNode alert : alerts()) {
      for (String selector : selectors(alert.get("expr").asText())) {
        queries.add(new Query(alert.get("alert").asText(), selector));
      }
    }
    return queries;
  }

  static List<String> selectors(String expression) {
    List<String> selectors = new ArrayList<>();
    Matcher matcher = SELECTOR.matcher(NO_METRIC.matcher(expression).replaceAll(" "));
    while (matcher.find()) {
      if (!KEYWORDS.contains(matcher.group(1))) {
        selectors.add(matcher.group());
      }
    }
    return selectors.stream().map(String::trim).distinct().toList();
  }

  static List<JsonNode> alerts() {
    return rules("alert");
  }

  private static List<JsonNode> rules(String kind) {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group : yaml("rules.yaml").get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        if (rule.has(kind)) {
          rules.add(rule);
        }
      }
    }
    return rules;
  }

  static JsonNode json(String file) {
    return read(JSON, file);
  }

  static JsonNode yaml(String file) {
    return read(YAML, file);
  }

  private static JsonNode read(ObjectMapper mapper, String file) {
    try {
      return mapper.readTree(DIRECTORY.resolve(file).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
