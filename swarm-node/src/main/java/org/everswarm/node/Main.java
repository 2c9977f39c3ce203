package org.everswarm.node;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.everswarm.node.load.LoadCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command line of a swarm-node. */
@Command(
    name = "everswarm-node",
    description = "Holds bundles and serves them to those who hold a receipt.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {RunCommand.class, SeedCommand.class, PublishCommand.class, LoadCommand.class},
    footer = {
      "",
      "Every option is also an environment variable, EVERSWARM_NODE_WEB for --web, and",
      "a key of the YAML file that --config names, web for --web. The command line",
      "wins, then the environment.",
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
    PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
    PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
    System.exit(run(args, System.getenv(), out, err));
  }

  /** Runs one command; those that serve return only when they could not start. */
  static int run(String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err) {
    CommandLine line = new CommandLine(new Main()).setOut(out).setErr(err);
    line.setParameterExceptionHandler((exception, a) -> usageError(exception, err));
    line.setExecutionExceptionHandler((exception, command, a) -> failure(exception, err));
    try {
      line.setDefaultValueProvider(OptionDefaults.load(args, environment, fileKeys(line)));
    } catch (ConfigException wrong) {
      return failure(wrong, err);
    }
    return line.execute(args);
  }

  private static Set<String> fileKeys(CommandLine line) {
    return line.getSubcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(command -> command.findOption("--config") != null)
        .flatMap(command -> command.options().stream())
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        .map(OptionDefaults::longName)
        .filter(name -> !name.equals("config"))
        .collect(Collectors.toSet());
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
