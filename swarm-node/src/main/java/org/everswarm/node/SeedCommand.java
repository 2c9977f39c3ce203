package org.everswarm.node;

import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.everswarm.node.control.RegistrationRefused;
import org.everswarm.node.store.ContentTree;
import org.everswarm.node.store.HeldTorrent;
import org.everswarm.protocol.receipt.BundleIds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code seed}: makes a torrent of content, registers it, and serves it with all else held. */
@Command(
    name = "seed",
    description = "Makes a torrent of files, registers it at the tracker, and serves it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class SeedCommand implements Callable<Integer> {

  private static final long REGISTER_SECONDS = 60;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private SeedOptions seed = new SeedOptions();

  @Mixin private RunOptions options = new RunOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    SecureRandom random = new SecureRandom();
    NodeConfig config = NodeConfig.of(options);
    SeedPlan plan = SeedPlan.of(seed, config, random);
    ContentTree content = content(plan);
    if (!seed.noServe) {
      Ports.requireFree(config);
    }
    SwarmNode node = SwarmNode.open(config);
    TorrentMaker maker =
        new TorrentMaker(plan, config, random, InstantSource.system(), spec.commandLine().getErr());
    TorrentMaker.Made made = make(maker, content, node);
    return seed.noServe ? registerOnly(node, made) : serve(node, made, config);
  }

  private int serve(SwarmNode node, TorrentMaker.Made made, NodeConfig config)
      throws InterruptedException {
    NodeLifetime lifetime = new NodeLifetime(node, ServingLock.take(config.data()));
    lifetime.start();
    register(node, made.held());
    tell(made);
    return lifetime.untilTold();
  }

  private int registerOnly(SwarmNode node, TorrentMaker.Made made) throws InterruptedException {
    try {
      NodeLifetime.await(node.startChannel(), REGISTER_SECONDS);
      register(node, made.held());
      tell(made);
      return Main.FINE;
    } finally {
      NodeLifetime.await(node.close(), REGISTER_SECONDS);
    }
  }

  private static ContentTree content(SeedPlan plan) throws IOException {
    try {
      return ContentTree.of(plan.paths());
    } catch (IllegalArgumentException wrong) {
      throw new ConfigException(wrong.getMessage() + ".", wrong);
    }
  }

  private static TorrentMaker.Made make(TorrentMaker maker, ContentTree content, SwarmNode node)
      throws IOException, InterruptedException {
    try {
      return maker.make(content, node.store());
    } catch (CommandException | IOException failed) {
      NodeLifetime.await(node.close(), REGISTER_SECONDS);
      throw failed;
    }
  }

  /** Tells the tracker of a torrent, and waits for its word. */
  static void register(SwarmNode node, HeldTorrent held) throws InterruptedException {
    try {
      NodeLifetime.await(node.register(held), REGISTER_SECONDS);
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RegistrationRefused refused) {
        throw new CommandException("The tracker refuses: " + refused.getMessage(), refused);
      }
      throw failed;
    } catch (CommandException silent) {
      throw new CommandException(
          "The tracker did not answer within "
              + REGISTER_SECONDS
              + " s; the torrent is kept, and run registers it.",
          silent);
    }
  }

  private void tell(TorrentMaker.Made made) {
    PrintWriter out = spec.commandLine().getOut();
    HeldTorrent held = made.held();
    out.println("info-hash  " + held.infoHash());
    out.println("bundle     " + BundleIds.hex(held.bundleId()));
    out.println("gate       " + held.gate().name().toLowerCase(Locale.ROOT));
    out.println("torrent    " + made.file());
    out.flush();
  }
}
