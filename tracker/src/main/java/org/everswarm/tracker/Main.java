package org.everswarm.tracker;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.everswarm.tracker.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command line of a tracker node. */
@Command(
    name = "everswarm-tracker",
    description = "Runs a BitTorrent tracker whose gated swarms need a receipt.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCommand.class,
      KeysCommand.class,
      ReceiptsCommand.class,
      TorrentsCommand.class,
      LedgerCommand.class,
      DnsRecordsCommand.class,
      DemoCommand.class
    },
    footer = {
      "",
      "Every option is also an environment variable, EVERSWARM_UDP for --udp, and a",
      "key of the YAML file that --config names, udp for --udp. The command line wins,",
      "then the environment.",
      "Exit codes: 0 fine, 1 ran into trouble, 2 bad usage or configuration."
    })
public final class Main {

  /** Exit code: nothing went wrong. */
  static final int FINE = 0;

  /** Exit code: the command was right, and something else failed. */
  static final int TROUBLE = 1;

  /** Exit code: one sentence on standard error says what to set. */
  static final int BAD_CONFIGURATION = 2;

  /** Runs one command and leaves with its exit code. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(args, System.getenv(), out, err));
  }

  /** Runs one command; {@code run} returns when the node is down. */
  static int run(String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
    CommandLine line = new CommandLine(new Main()).setOut(out).setErr(err);
    line.setParameterExceptionHandler((exception, a) -> usageError(exception, err));
    line.setExecutionExceptionHandler((exception, command, a) -> failure(exception, err));
    try {
      line.setDefaultValueProvider(OptionDefaults.load(args, environment));
    } catch (ConfigException wrong) {
      return failure(wrong, err);
    }
    return line.execute(args);
  }

  private static int usageError(ParameterException exception, PrintWriter err) {
    err.println(exception.getMessage());
    return BAD_CONFIGURATION;
  }

  private static int failure(Exception exception, PrintWriter err) {
    if (exception instanceof ConfigException) {
      err.println(exception.getMessage());
      return BAD_CONFIGURATION;
    }
    if (exception instanceof CommandException) {
      err.println(exception.getMessage());
      return TROUBLE;
    }
    exception.printStackTrace(err);
    return TROUBLE;
  }
}
