package org.everswarm.node;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.everswarm.node.store.HeldTorrent;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.protocol.receipt.GateIds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code publish}: from a folder of files to a bundle that is for sale, and served. */
@Command(
    name = "publish",
    description = "Makes a bundle of a directory at a shop, sells it, and serves it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class PublishCommand implements Callable<Integer> {

  private static final long CLOSE_SECONDS = 60;

  /** The words that the shop asks for; --i-hold-the-rights stands for them. */
  private static final String ATTESTATION =
      "I hold the rights to everything in this bundle and in its later releases, or act for who"
          + " holds them, and may distribute it over BitTorrent.";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private PublishOptions publish = new PublishOptions();

  @Mixin private RunOptions options = new RunOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    NodeConfig config = NodeConfig.of(options);
    PublishPlan plan = PublishPlan.of(publish);
    if (plan.isOpenToReaders()) {
      PrintWriter err = spec.commandLine().getErr();
      err.println("warning: --shop is plain HTTP, so others on the way can read your API token.");
      err.flush();
    }
    if (!publish.noServe) {
      Ports.requireFree(config);
    }
    ShopDesk desk = ShopDesk.open(plan);
    SwarmNode node = SwarmNode.open(config);
    List<HeldTorrent> held = new ArrayList<>();
    try {
      for (PublishParts.Part part : plan.parts().parts()) {
        held.add(add(part, desk, config, node));
      }
      desk.finish(publish.draft ? "" : ATTESTATION);
      ownReceipt(desk);
    } catch (CommandException | ConfigException | IOException failed) {
      NodeLifetime.await(node.close(), CLOSE_SECONDS);
      throw failed;
    }
    return publish.noServe ? leave(node, held) : serve(node, held, config);
  }

  /** Makes the torrent of one gate, and the shop's item of it. */
  private HeldTorrent add(PublishParts.Part part, ShopDesk desk, NodeConfig config, SwarmNode node)
      throws IOException, InterruptedException {
    SecureRandom random = new SecureRandom();
    SeedPlan plan =
        new SeedPlan(
            List.of(publish.directory),
            part.gate(),
            GateIds.of(desk.bundleId(), part.gate()),
            part.name(),
            0,
            null,
            config.announceUrls());
    TorrentMaker.Made made =
        new TorrentMaker(plan, config, random, InstantSource.system(), spec.commandLine().getErr())
            .make(part.content(), node.store());
    desk.add(part, Files.readAllBytes(made.file()));
    tell("torrent", made.file() + " (" + part.gate().name().toLowerCase(Locale.ROOT) + ")");
    return made.held();
  }

  /** What a buyer gets, for the publisher to try. */
  private void ownReceipt(ShopDesk desk) throws IOException, InterruptedException {
    tell("bundle", BundleIds.hex(desk.bundleId()));
    if (publish.draft) {
      return;
    }
    tell("page", desk.page());
    ShopDesk.OwnReceipt receipt = desk.ownReceipt();
    tell("receipt", receipt.number());
    for (ShopDesk.OwnTorrent torrent : receipt.torrents()) {
      Path file = Path.of(fileName(torrent.name()) + ".mine.torrent").toAbsolutePath();
      Files.write(file, torrent.content());
      tell("yours", file.toString());
    }
  }

  /** A name that the shop gives stays in this directory. */
  static String fileName(String told) {
    String safe = told.replaceAll("[/\\\\:\\p{Cntrl}]", "_");
    return safe.startsWith(".") ? "_" + safe : safe;
  }

  private void tell(String what, String value) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-10s %s%n", what, value);
    out.flush();
  }

  private static int leave(SwarmNode node, List<HeldTorrent> held) throws InterruptedException {
    try {
      NodeLifetime.await(node.startChannel(), CLOSE_SECONDS);
      for (HeldTorrent torrent : held) {
        SeedCommand.register(node, torrent);
      }
      return Main.FINE;
    } finally {
      NodeLifetime.await(node.close(), CLOSE_SECONDS);
    }
  }

  private static int serve(SwarmNode node, List<HeldTorrent> held, NodeConfig config)
      throws InterruptedException {
    NodeLifetime lifetime = new NodeLifetime(node, ServingLock.take(config.data()));
    lifetime.start();
    for (HeldTorrent torrent : held) {
      SeedCommand.register(node, torrent);
    }
    return lifetime.untilTold();
  }
}
