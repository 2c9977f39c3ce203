package org.everswarm.node.load;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.everswarm.protocol.receipt.BundleIds;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code load}: announces to a tracker as fast as it can be done, and says how that went. */
@Command(
    name = "load",
    description = "Loads a BitTorrent tracker and reports how it fared.",
    subcommands = {EchoCommand.class, HelloCommand.class, ReachCommand.class},
    sortOptions = false)
public final class LoadCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--help", usageHelp = true, description = "Show this and leave.")
  boolean help;

  @Mixin private LoadOptions load = new LoadOptions();

  @Mixin private WorkloadOptions workload = new WorkloadOptions();

  @Mixin private ReceiptOptions receipts = new ReceiptOptions();

  @Override
  public Integer call() throws InterruptedException {
    try {
      return run(LoadPlan.of(load, workload, receipts));
    } catch (UsageException wrong) {
      throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    } catch (LoadException failed) {
      spec.commandLine().getErr().println(failed.getMessage());
      return 1;
    } catch (IOException failed) {
      spec.commandLine().getErr().println("The load failed: " + failed.getMessage() + ".");
      return 1;
    }
  }

  private int run(LoadPlan plan) throws IOException, InterruptedException {
    InfoHashes hashes = new InfoHashes(workload.seed, plan.torrents());
    if (workload.writeHashes != null) {
      hashes.writeTo(workload.writeHashes);
    }
    Target target = plan.target();
    if (target == null) {
      return withoutTarget();
    }
    Population peers =
        Population.draw(
            plan.distribution(),
            plan.torrents(),
            plan.peers(),
            plan.lanes().sources(),
            workload.seed);
    Lanes lanes = new Lanes(target, plan.lanes(), workload(plan, peers, hashes));
    Report report = new LoadRun(plan, lanes).run();
    report(report);
    if (report.isInVain()) {
      throw new LoadException(
          "Not one request was answered but with an error: see that the tracker is there, and"
              + " tracks these torrents (--access open, or each registered).");
    }
    return 0;
  }

  private int withoutTarget() {
    if (workload.writeHashes == null) {
      throw new UsageException("There is nothing to load: give --udp or --http.");
    }
    return 0;
  }

  private Workload workload(LoadPlan plan, Population peers, InfoHashes hashes) {
    return new Workload(
        peers,
        hashes,
        Limits.within("--numwant", workload.numWant, 0, 1_000),
        Limits.within("--scrapes", workload.scrapes, 0, 1),
        Limits.within("--scrape-hashes", workload.scrapeHashes, 1, 74),
        Limits.within("--stopped", workload.stopped, 0, 1),
        receipts(plan),
        workload.seed);
  }

  private Receipts receipts(LoadPlan plan) {
    Path file = receipts.signingKey;
    if (file == null && plan.forgedRate() > 0) {
      throw new UsageException("--forged-rate wants --signing-key: what is forged is a receipt.");
    }
    if (file == null) {
      return Receipts.none();
    }
    if (receipts.bundle == null) {
      throw new UsageException("--signing-key wants --bundle: what the receipts are for.");
    }
    int count = plan.flashCrowd() ? plan.peers() : receipts.receipts;
    Limits.within("--receipts", count, 1, Receipts.COUNT_MAX);
    return Receipts.mint(key(file), bundle(receipts.bundle), count, workload.seed);
  }

  private static long bundle(String hex) {
    return BundleIds.parse(hex)
        .orElseThrow(() -> new UsageException("--bundle wants 16 hexadecimal digits."));
  }

  private static ReceiptPrivateKey key(Path file) {
    try {
      return ReceiptPrivateKey.parseFile(Files.readString(file));
    } catch (IOException unreadable) {
      throw new UsageException("--signing-key: " + file + " cannot be read.");
    } catch (IllegalArgumentException malformed) {
      throw new UsageException("--signing-key: " + malformed.getMessage() + ".");
    }
  }

  private void report(Report report) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path json = load.json;
    boolean stdout = json != null && json.toString().equals("-");
    if (json != null && !stdout) {
      Files.writeString(json, report.json() + "\n");
    }
    out.println(stdout ? report.json() : report.markdown());
    out.flush();
  }
}
