package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/configure.md} names every option of both programs, and none that is not there. */
class ConfigurationReferenceIT {

  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]+");
  private static final Set<String> OF_EVERY_COMMAND = Set.of("--help", "--version");

  @Test
  void namesEveryOptionAndNoOther() throws IOException {
    Set<String> real = new TreeSet<>();
    for (String command :
        List.of(
            "run",
            "keys new",
            "keys rotate",
            "keys list",
            "keys add",
            "keys cluster",
            "receipts mint",
            "receipts revoke",
            "torrents add",
            "torrents list",
            "torrents remove",
            "torrents import",
            "torrents deny",
            "torrents allow",
            "torrents denied",
            "ledger verify",
            "dns-records",
            "demo")) {
      real.addAll(options(help(Programs::tracker, command)));
    }
    for (String command :
        List.of("run", "seed", "publish", "load", "load echo", "load hello", "load reach")) {
      real.addAll(options(help(Programs::node, command)));
    }
    real.removeAll(OF_EVERY_COMMAND);
    Path reference = Programs.ROOT.resolve("docs/configure.md");
    assertEquals(real, options(Files.readString(reference)));
  }

  private static String help(Function<String[], Programs.Result> program, String command) {
    return program.apply((command + " --help").split(" ", -1)).orFail();
  }

  private static Set<String> options(String text) {
    return OPTION
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
