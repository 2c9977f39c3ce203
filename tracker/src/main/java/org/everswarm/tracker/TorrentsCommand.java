package org.everswarm.tracker;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.BundleIds;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code torrents}: what a running node tracks. */
@Command(
    name = "torrents",
    description = "Adds, lists, removes and closes the torrents a running node tracks.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      TorrentsCommand.Add.class,
      ImportCommand.class,
      TorrentsCommand.ListTorrents.class,
      TorrentsCommand.Remove.class,
      DenialCommands.Deny.class,
      DenialCommands.Allow.class,
      DenialCommands.ListDenied.class
    })
final class TorrentsCommand {

  /** Registers one torrent. */
  @Command(
      name = "add",
      description = "Registers a torrent; it is on disk when this returns.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class Add implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private AdminOptions admin = new AdminOptions();

    @Parameters(paramLabel = "FILE|HASH", description = "A .torrent file, or an info-hash in hex.")
    private String torrent = "";

    @Option(
        names = "--gate",
        required = true,
        paramLabel = "free|email|paid",
        description = "Who may join.")
    private String gate = "";

    @Option(
        names = "--bundle",
        paramLabel = "HEX",
        description = "The bundle whose receipts admit, 16 hex digits; needed unless free.")
    private @Nullable String bundle;

    @Option(
        names = "--name",
        paramLabel = "NAME",
        description = "What to call a torrent that is given by its info-hash.")
    private String name = "";

    @Override
    public void run() {
      String query = "?" + terms(gate, bundle);
      Optional<InfoHash> hash = InfoHash.fromHex(torrent);
      AdminClient client = admin.client();
      JsonObject added =
          hash.isPresent()
              ? client.post("/admin/torrents" + query, byHash(hash.get()))
              : client.postTorrent("/admin/torrents" + query, readTorrent(Path.of(torrent)));
      spec.commandLine().getOut().println(line(added));
    }

    private JsonObject byHash(InfoHash hash) {
      return new JsonObject().put("infoHash", hash.hex()).put("name", name);
    }

    private static byte[] readTorrent(Path file) {
      try {
        return Files.readAllBytes(file);
      } catch (IOException unreadable) {
        throw new CommandException(
            file + " cannot be read (" + DataDirectory.reason(unreadable) + ").", unreadable);
      }
    }
  }

  /** Lists every registered torrent. */
  @Command(
      name = "list",
      description = "Lists what is tracked: info-hash, gate, bundle, name.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class ListTorrents implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private AdminOptions admin = new AdminOptions();

    @Override
    public void run() {
      admin
          .client()
          .get("/admin/torrents")
          .getJsonArray("torrents")
          .forEach(torrent -> spec.commandLine().getOut().println(line((JsonObject) torrent)));
    }
  }

  /** Stops tracking one torrent. */
  @Command(
      name = "remove",
      description = "Stops tracking a torrent and forgets its peers.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class Remove implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private AdminOptions admin = new AdminOptions();

    @Parameters(paramLabel = "HASH", description = "The info-hash, 40 hex digits.")
    private String hash = "";

    @Override
    public void run() {
      InfoHash infoHash = infoHash(hash);
      admin.client().delete("/admin/torrents/" + infoHash.hex());
      spec.commandLine().getOut().println("removed " + infoHash.hex());
    }
  }

  static InfoHash infoHash(String hex) {
    return InfoHash.fromHex(hex)
        .orElseThrow(() -> new ConfigException("An info-hash is 40 hex digits."));
  }

  /** {@code --gate} and {@code --bundle} as the admin API wants them. */
  static String terms(String gate, @Nullable String bundle) {
    try {
      String known = Gate.valueOf(gate.toUpperCase(Locale.ROOT)).name().toLowerCase(Locale.ROOT);
      long bundleId = bundle == null ? 0 : BundleOption.parse(bundle);
      return "gate=" + known + "&bundle=" + BundleIds.hex(bundleId);
    } catch (IllegalArgumentException unknown) {
      throw new ConfigException("--gate is free, email or paid, not '" + gate + "'.", unknown);
    }
  }

  private static String line(JsonObject torrent) {
    return String.join(
        "  ",
        torrent.getString("infoHash"),
        String.format(Locale.ROOT, "%-5s", torrent.getString("gate")),
        torrent.getString("bundle"),
        torrent.getString("name"));
  }
}
