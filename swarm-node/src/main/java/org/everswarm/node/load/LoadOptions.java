package org.everswarm.node.load;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a tracker is loaded: target, loop, time, report; as given. */
final class LoadOptions {

  @Option(names = "--udp", paramLabel = "HOST:PORT", description = "Load this UDP tracker.")
  @Nullable String udp;

  @Option(names = "--http", paramLabel = "URL", description = "Load this HTTP tracker instead.")
  @Nullable String http;

  @Option(
      names = "--i-may-load-this-tracker",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Needed for a tracker that is not on this machine's loopback.")
  boolean allowed;

  @Option(
      names = "--fill",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Report the filling of the table, and end there unless there is a --duration.")
  boolean fill;

  @Option(
      names = "--no-fill",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      description = "Do not announce each peer before the clock starts.")
  boolean noFill;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      description = "How long to measure. Default: 30")
  @Nullable Double duration;

  @Option(
      names = "--warmup",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "Load that is not counted before that. Default: ${DEFAULT-VALUE}")
  double warmup;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads. Default: ${DEFAULT-VALUE}")
  int workers;

  @Option(
      names = "--sockets",
      paramLabel = "N",
      defaultValue = "4",
      description = "UDP sockets of each worker. Default: ${DEFAULT-VALUE}")
  int sockets;

  @Option(
      names = "--window",
      paramLabel = "N",
      defaultValue = "64",
      description = "Announces in flight on each UDP socket. Default: ${DEFAULT-VALUE}")
  int window;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "64",
      description = "HTTP connections of each worker. Default: ${DEFAULT-VALUE}")
  int connections;

  @Option(
      names = "--pipeline",
      paramLabel = "N",
      defaultValue = "1",
      description = "Announces in flight on each HTTP connection. Default: ${DEFAULT-VALUE}")
  int pipeline;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Open loop: announces a second, whatever the answers do.")
  @Nullable Double rate;

  @Option(
      names = "--source-addresses",
      paramLabel = "N",
      defaultValue = "1",
      description = "Loopback addresses to announce from. Default: ${DEFAULT-VALUE}")
  int sources;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the report as JSON; - for standard output, in place of the table.")
  @Nullable Path json;
}
