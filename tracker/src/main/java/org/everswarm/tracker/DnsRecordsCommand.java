package org.everswarm.tracker;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dns-records}: the TXT record that tells clients a host's tracker ports (BEP 34). */
@Command(
    name = "dns-records",
    description = "Prints the DNS TXT record that names the tracker's ports (BEP 34).",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class DnsRecordsCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "HOST", description = "The name clients announce to.")
  private String host = "";

  @Option(
      names = "--https",
      paramLabel = "HOST:PORT",
      split = ",",
      hideParamSyntax = true,
      description = "As for run.")
  private List<String> https = List.of();

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      split = ",",
      hideParamSyntax = true,
      defaultValue = "0.0.0.0:6969",
      description = "As for run. Default: ${DEFAULT-VALUE}")
  private List<String> http = List.of();

  @Option(
      names = "--udp",
      paramLabel = "HOST:PORT",
      split = ",",
      hideParamSyntax = true,
      defaultValue = "0.0.0.0:6969",
      description = "As for run. Default: ${DEFAULT-VALUE}")
  private List<String> udp = List.of();

  @Override
  public void run() {
    Set<String> ports = new LinkedHashSet<>();
    // The order is the order of preference, and only TCP carries every client's receipt.
    add(ports, "TCP", "--https", https);
    add(ports, "TCP", "--http", http);
    add(ports, "UDP", "--udp", udp);
    String value = ports.isEmpty() ? "DENY ALL" : String.join(" ", ports);
    String name = host.endsWith(".") ? host : host + ".";
    spec.commandLine().getOut().println(name + " IN TXT \"BITTORRENT " + value + "\"");
  }

  private static void add(Set<String> ports, String kind, String option, List<String> addresses) {
    TrackerConfig.addresses(option, addresses)
        .forEach(address -> ports.add(kind + ":" + address.getPort()));
  }
}
