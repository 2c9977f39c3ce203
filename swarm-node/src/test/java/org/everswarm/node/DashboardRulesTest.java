package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Prometheus rules: promtool accepts them, and each alert is seen to fire and to be quiet. */
final class DashboardRulesTest {

  private static final Pattern ALERT_NAME = Pattern.compile("alertname=\"(\\w+)\"");
  private static final Pattern TEMPLATE = Pattern.compile("\\{\\{(.*?)}}");
  private static final Pattern KNOWN_TEMPLATE =
      Pattern.compile(
          "\\$labels\\.(instance|protocol)|\\$value \\| humanize(Percentage|Duration)?");

  @ParameterizedTest
  @MethodSource("checks")
  void promtoolAccepts(List<String> check) {
    Path promtool = Programs.require("promtool", "Debian's prometheus has it");

    List<String> command =
        Stream.of(
                Stream.of(promtool.toString()),
                check.stream().limit(check.size() - 1),
                Stream.of(Dashboards.DIRECTORY.resolve(check.get(check.size() - 1)).toString()))
            .flatMap(part -> part)
            .toList();
    Programs.run(command, 60).orFail();
  }

  static Stream<List<String>> checks() {
    return Stream.of(
        List.of("check", "rules", "rules.yaml"),
        List.of("check", "config", "prometheus.yaml"),
        List.of("test", "rules", "rules_test.yaml"));
  }

  @Test
  void eachAlertIsTestedFiringAndQuiet() {
    Set<String> firing = new TreeSet<>();
    Set<String> quiet = new TreeSet<>();
    for (JsonNode test : Dashboards.yaml("rules_test.yaml").get("tests")) {
      for (JsonNode check : test.get("promql_expr_test")) {
        Matcher name = ALERT_NAME.matcher(check.get("expr").asText());
        if (name.find()) {
          (check.get("exp_samples").isEmpty() ? quiet : firing).add(name.group(1));
        }
      }
    }
    Set<String> alerts = new TreeSet<>();
    Dashboards.alerts().forEach(alert -> alerts.add(alert.get("alert").asText()));

    assertFalse(alerts.isEmpty());
    assertEquals(alerts, firing);
    assertEquals(alerts, quiet);
  }

  @Test
  void eachAlertSaysWhatItMeansAndWhatToDo() {
    for (JsonNode alert : Dashboards.alerts()) {
      String name = alert.get("alert").asText();
      assertTrue(
          Set.of("critical", "warning").contains(alert.at("/labels/severity").asText()), name);
      for (String annotation : List.of("summary", "description", "runbook")) {
        String text = alert.at("/annotations/" + annotation).asText();
        assertFalse(text.isBlank(), name + " has no " + annotation);
        Matcher template = TEMPLATE.matcher(text);
        while (template.find()) {
          String inside = template.group(1).trim();
          assertTrue(KNOWN_TEMPLATE.matcher(inside).matches(), name + " has {{ " + inside + " }}");
        }
      }
    }
  }
}
