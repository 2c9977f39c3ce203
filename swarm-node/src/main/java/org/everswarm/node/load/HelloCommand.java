package org.everswarm.node.load;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code load hello}: what Vert.x lets any HTTP server on it reach. */
@Command(
    name = "hello",
    description = "A bare Vert.x server of canned replies: the yardstick of an HTTP tracker.",
    sortOptions = false)
final class HelloCommand implements Callable<Integer> {

  private static final int LOOPS_MAX = 64;
  private static final int START_SECONDS = 30;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--help", usageHelp = true, description = "Show this and leave.")
  boolean help;

  @Option(names = "--http", paramLabel = "HOST:PORT", description = "Where to listen. Needed.")
  @Nullable String http;

  @Option(
      names = "--reply-bytes",
      paramLabel = "N",
      defaultValue = "150",
      description = "Length of a reply's body. Default: ${DEFAULT-VALUE}")
  int replyBytes;

  @Option(
      names = "--event-loops",
      paramLabel = "N",
      defaultValue = "1",
      description = "Event loop threads. Default: ${DEFAULT-VALUE}")
  int eventLoops;

  @Override
  public Integer call() throws InterruptedException {
    try {
      return serve();
    } catch (UsageException wrong) {
      throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private int serve() throws InterruptedException {
    Limits.within("--reply-bytes", replyBytes, HttpHello.BYTES_MIN, HttpHello.BYTES_MAX);
    Limits.within("--event-loops", eventLoops, 1, LOOPS_MAX);
    if (http == null) {
      throw new UsageException("--http is missing: where to listen.");
    }
    Target listen = Target.listen(http);
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(eventLoops));
    try {
      HttpHello.start(vertx, listen.address(), replyBytes, eventLoops)
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(START_SECONDS, TimeUnit.SECONDS)
          .join();
    } catch (CompletionException failed) {
      spec.commandLine().getErr().println("It cannot listen: " + failed.getMessage());
      return 1;
    }
    spec.commandLine().getErr().println("ready");
    new CountDownLatch(1).await();
    return 0;
  }
}
