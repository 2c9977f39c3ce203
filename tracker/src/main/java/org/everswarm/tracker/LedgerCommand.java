package org.everswarm.tracker;

import java.nio.file.Files;
import java.nio.file.Path;
import org.everswarm.tracker.shop.ledger.LedgerVerifier;
import org.everswarm.tracker.shop.store.Database;
import org.everswarm.tracker.shop.store.DatabaseSettings;
import org.everswarm.tracker.shop.store.DatabaseSettings.Sqlite;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ledger}: the shop's books. */
@Command(
    name = "ledger",
    description = "Proves the shop's books.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = LedgerCommand.Verify.class)
final class LedgerCommand {

  /** Reads all of the ledger and says what is wrong with it. */
  @Command(
      name = "verify",
      description = {
        "Proves the shop's books, running or not, and changes nothing: that nothing was changed or cut out, that every",
        "entry and every account balances, and that all follows from what was sold and given back.",
        "Prints how many entries there are and the head, SEQ:HASH, to be noted down elsewhere.",
        "Exit codes: 0 proved, 1 broken, a sentence for each finding on standard error."
      },
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class Verify implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ShopDatabaseOptions options = new ShopDatabaseOptions();

    @Option(
        names = "--data",
        paramLabel = "DIR",
        defaultValue = "./data",
        description = "The data directory. Default: ${DEFAULT-VALUE}")
    private Path data = Path.of("data");

    @Option(
        names = "--head",
        paramLabel = "SEQ:HASH",
        description = "The head that was printed earlier: an end rewritten since then shows.")
    private String head = "";

    @Override
    public void run() {
      DatabaseSettings settings = options.settings(data);
      if (settings instanceof Sqlite sqlite && !Files.exists(sqlite.file())) {
        throw new ConfigException(
            "There is no shop database " + sqlite.file() + "; name --data or --database-url.");
      }
      try (Database database = ShopDatabaseOptions.openReadOnly(settings)) {
        LedgerVerifier.Report report = new LedgerVerifier().verify(database, head);
        if (!report.proved()) {
          throw new CommandException(String.join(System.lineSeparator(), report.findings()));
        }
        spec.commandLine()
            .getOut()
            .println("proved: " + report.entries() + " entries, head " + report.head());
      } catch (IllegalArgumentException notAHead) {
        throw new ConfigException("--head: " + notAHead.getMessage(), notAHead);
      }
    }
  }
}
