package org.everswarm.node.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.everswarm.protocol.metainfo.WebSeedUrls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebTargetTest {

  @Test
  void readsElementNameAndPath() {
    assertEquals(new WebTarget("T", "name", List.of()), WebTarget.parse("/ws/T/name"));
    assertEquals(
        new WebTarget("T", "a b", List.of("ü", "c+d")),
        WebTarget.parse("/ws/T/a%20b/%C3%BC/c+d?some=query"));
    assertEquals(new WebTarget("T", "n", List.of("ü")), WebTarget.parse("/ws/T/n/\u00c3\u00bc"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "",
        "*",
        "/ws",
        "/ws/",
        "/ws/T",
        "/ws/T/",
        "/ws//name",
        "/ws/T/name/",
        "/ws/T//name",
        "/ws/T/../name",
        "/ws/T/name/..",
        "/ws/T/name/%2e%2e/x",
        "/ws/T/name/%2E",
        "/ws/T/na%2fme",
        "/ws/T/na%00me",
        "/ws/T/na%",
        "/ws/T/na%4",
        "/ws/T/na%zz",
        "/ws/T/%FF",
        "/ws/T/%C3",
        "/ws/T/%ED%A0%80",
        "/wss/T/name",
        "/WS/T/name",
        "http://host/ws/T/name",
        "/ws/T/\u1234"
      })
  void refusesWhatNamesNoFile(String target) {
    assertNull(WebTarget.parse(target));
  }

  @Property
  void undoesWhatWebSeedUrlsDo(
      @ForAll @Size(min = 1, max = 5) List<@StringLength(min = 1, max = 20) String> names) {
    List<String> elements = names.stream().filter(WebTargetTest::isName).toList();
    if (elements.isEmpty()) {
      return;
    }
    StringBuilder target = new StringBuilder("/ws/T");
    elements.forEach(name -> target.append('/').append(WebSeedUrls.encode(name)));
    List<String> path = new ArrayList<>(elements.subList(1, elements.size()));
    assertEquals(new WebTarget("T", elements.get(0), path), WebTarget.parse(target.toString()));
  }

  private static boolean isName(String name) {
    return !name.equals(".")
        && !name.equals("..")
        && name.indexOf('/') < 0
        && name.indexOf('\0') < 0
        && name.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
  }

  @Property(tries = 5000)
  void neverThrowsAndNeverLeadsOutside(
      @ForAll @StringLength(max = 60) @CharRange(from = '%', to = '9') String tail) {
    WebTarget target = WebTarget.parse("/ws/" + tail);
    if (target != null) {
      List<String> all = new ArrayList<>(target.path());
      all.add(target.name());
      for (String element : all) {
        assertFalse(element.isEmpty() || element.equals(".") || element.equals(".."));
        assertFalse(element.contains("/") || element.contains("\0"));
      }
    }
  }
}
