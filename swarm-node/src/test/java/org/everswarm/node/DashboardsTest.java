package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The dashboard as a document: what Grafana needs of it, and what a reader does. */
final class DashboardsTest {

  private static final int GRID_WIDTH = 24;

  @Test
  void panelsHaveUniqueIdsTitlesThatExplainAndAPlaceOfTheirOwn() {
    Set<Integer> ids = new HashSet<>();
    Set<String> cells = new HashSet<>();
    for (JsonNode panel : Dashboards.json("everswarm.json").get("panels")) {
      String title = panel.get("title").asText();
      assertTrue(ids.add(panel.get("id").asInt()), title);
      assertTrue("row".equals(panel.get("type").asText()) || panel.has("description"), title);
      JsonNode grid = panel.get("gridPos");
      int right = grid.get("x").asInt() + grid.get("w").asInt();
      assertTrue(right <= GRID_WIDTH, title);
      for (int x = grid.get("x").asInt(); x < right; x++) {
        for (int y = 0; y < grid.get("h").asInt(); y++) {
          assertTrue(cells.add(x + "," + (grid.get("y").asInt() + y)), title + " overlaps");
        }
      }
    }
    assertTrue(ids.size() > 10);
  }

  @Test
  void everyPanelAsksTheChosenDataSource() {
    for (JsonNode panel : Dashboards.json("everswarm.json").get("panels")) {
      for (JsonNode target : panel.path("targets")) {
        assertEquals("${datasource}", target.at("/datasource/uid").asText());
      }
    }
  }

  @Test
  void everyVariableThatAQueryUsesIsDeclared() {
    Set<String> declared = new TreeSet<>();
    for (JsonNode variable : Dashboards.json("everswarm.json").at("/templating/list")) {
      declared.add(variable.get("name").asText());
    }

    assertEquals(Set.of("datasource", "node", "tracker"), declared);
    assertFalse(Dashboards.dashboardQueries().isEmpty());
    for (Dashboards.Query query : Dashboards.dashboardQueries()) {
      assertFalse(query.expression().contains("$"), query::toString);
    }
  }

  @Test
  void selectorsOfAnExpressionAreItsMetricsAlone() {
    assertEquals(
        List.of("a:b{x=\"y\", z!=\"by\"}", "c_total"),
        Dashboards.selectors(
            "sum by (le, job) (rate(a:b{x=\"y\", z!=\"by\"}[5m])) > 0.5\n  and on () max(c_total) == 0"));
  }
}
