package org.everswarm.tracker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.everswarm.protocol.metainfo.MalformedMetainfo;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code receipts mint}: signs a receipt and, on request, writes its buyer's torrent. */
@Command(
    name = "mint",
    description = "Signs a receipt and prints its token; needs the private key, no running node.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class MintCommand implements Runnable {

  private static final long HOURS_PER_DAY = 24;
  private static final int DAYS_MAX = 10_000;
  private static final long SECONDS_PER_HOUR = 3600;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--bundle",
      paramLabel = "HEX",
      description = "The bundle that was bought, 16 hex digits; not for swarm-nodes.")
  private @Nullable String bundle;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "For how long it admits. Default: for ever")
  private @Nullable Integer days;

  @Option(
      names = "--kind",
      paramLabel = "buyer|publisher|swarm-node",
      defaultValue = "buyer",
      description = "Whose it is. Default: ${DEFAULT-VALUE}")
  private String kind = "";

  @Option(
      names = "--signing-key",
      paramLabel = "FILE",
      description = "The private key. Default: the newest in the data directory")
  private @Nullable Path signingKey;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "./data",
      description = "The data directory. Default: ${DEFAULT-VALUE}")
  private Path data = Path.of("data");

  @ArgGroup(exclusive = false, heading = "To write the buyer's own .torrent:%n")
  private @Nullable Torrent torrent;

  /** What {@code --torrent} needs. */
  static final class Torrent {

    @Option(
        names = "--torrent",
        paramLabel = "IN",
        required = true,
        description = "The torrent as published.")
    private Path in = Path.of("");

    @Option(
        names = "--out",
        paramLabel = "OUT",
        required = true,
        description = "Where the buyer's torrent goes.")
    private Path out = Path.of("");

    @Option(
        names = "--tracker",
        paramLabel = "URL",
        required = true,
        description = "Announce URL without receipt, repeatable: http://, https:// or udp://.")
    private List<String> trackers = List.of();

    @Option(
        names = "--web-seed",
        paramLabel = "BASE",
        description = "A swarm-node's web seed base, repeatable, such as http://HOST:6880/ws.")
    private List<String> webSeeds = List.of();
  }

  @Override
  public void run() {
    ReceiptKind receiptKind = checkedKind();
    long bundleId = bundleId(receiptKind);
    long notAfterHours = notAfterHours();
    Torrent wanted = torrent;
    Metainfo published = wanted == null ? null : read(wanted.in);
    ReceiptSigner signer = new ReceiptSigner(key());
    ReceiptToken token =
        signer.sign(bundleId, new SecureRandom().nextLong(), notAfterHours, receiptKind);
    if (wanted != null && published != null) {
      PersonalTorrent personal = new PersonalTorrent(wanted.trackers, wanted.webSeeds);
      write(wanted.out, personal.of(published, token).toBytes());
    }
    spec.commandLine().getOut().println(token.text());
  }

  private ReceiptKind checkedKind() {
    try {
      return ReceiptKind.valueOf(kind.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException unknown) {
      throw new ConfigException(
          "--kind is buyer, publisher or swarm-node, not '" + kind + "'.", unknown);
    }
  }

  private long bundleId(ReceiptKind receiptKind) {
    boolean forNode = receiptKind == ReceiptKind.SWARM_NODE;
    if (bundle == null && !forNode) {
      throw new ConfigException("--bundle HEX says what the receipt is for; it is missing.");
    }
    long id = bundle == null ? 0 : BundleOption.parse(bundle);
    if (forNode != (id == 0)) {
      throw new ConfigException(
          forNode
              ? "A swarm-node's token is for every bundle; leave --bundle out."
              : "No bundle has the id 0; --bundle HEX says what the receipt is for.");
    }
    return id;
  }

  private long notAfterHours() {
    if (days == null) {
      return ReceiptSigner.NEVER;
    }
    // Less than none makes an expired receipt, to see what its buyer will see.
    if (days < -DAYS_MAX || days > DAYS_MAX) {
      throw new ConfigException("--days is at most " + DAYS_MAX + ", not " + days + ".");
    }
    return Instant.now().getEpochSecond() / SECONDS_PER_HOUR + days * HOURS_PER_DAY;
  }

  private ReceiptPrivateKey key() {
    if (signingKey != null) {
      return ReceiptKeyFiles.readPrivate(signingKey);
    }
    ReceiptKeyFiles files = new ReceiptKeyFiles(data.resolve("keys"));
    int id =
        files
            .newestPrivateKeyId()
            .orElseThrow(
                () ->
                    new ConfigException(
                        "There is no private receipt key in "
                            + data.resolve("keys")
                            + "; make one with keys new, or name --signing-key."));
    return ReceiptKeyFiles.readPrivate(files.privateFile(id));
  }

  private static Metainfo read(Path file) {
    try {
      return Metainfo.parse(Files.readAllBytes(file));
    } catch (IOException unreadable) {
      throw new CommandException(
          file + " cannot be read (" + DataDirectory.reason(unreadable) + ").", unreadable);
    } catch (MalformedMetainfo malformed) {
      throw new CommandException(file + " is no torrent: " + malformed.getMessage(), malformed);
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      // Whoever has the file has the receipt.
      DurableFiles.replace(file, content, DurableFiles.OWNER_ONLY);
    } catch (IOException unwritable) {
      throw new CommandException(
          file + " cannot be written (" + DataDirectory.reason(unwritable) + ").", unwritable);
    }
  }
}
