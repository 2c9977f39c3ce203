package org.everswarm.tracker;

import io.vertx.core.json.JsonObject;
import org.everswarm.protocol.InfoHash;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code torrents deny}, {@code allow} and {@code denied}: swarms that an operator closed. */
final class DenialCommands {

  private DenialCommands() {}

  /** Closes one swarm. */
  @Command(
      name = "deny",
      description = "Refuses everybody who announces a torrent, on all nodes, for a reason.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class Deny implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private AdminOptions admin = new AdminOptions();

    @Parameters(paramLabel = "HASH", description = "The info-hash, 40 hex digits.")
    private String hash = "";

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "What clients show: at most 200 printable ASCII characters.")
    private String reason = "";

    @Override
    public void run() {
      InfoHash infoHash = TorrentsCommand.infoHash(hash);
      admin
          .client()
          .put("/admin/denials/" + infoHash.hex(), new JsonObject().put("reason", reason));
      spec.commandLine().getOut().println("denied " + infoHash.hex());
    }
  }

  /** Opens one swarm again. */
  @Command(
      name = "allow",
      description = "Takes a denial back; who may announce is as it was before.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class Allow implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private AdminOptions admin = new AdminOptions();

    @Parameters(paramLabel = "HASH", description = "The info-hash, 40 hex digits.")
    private String hash = "";

    @Override
    public void run() {
      InfoHash infoHash = TorrentsCommand.infoHash(hash);
      admin.client().delete("/admin/denials/" + infoHash.hex());
      spec.commandLine().getOut().println("allowed " + infoHash.hex());
    }
  }

  /** Lists every closed swarm. */
  @Command(
      name = "denied",
      description = "Lists what is denied: info-hash, reason.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class ListDenied implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private AdminOptions admin = new AdminOptions();

    @Override
    public void run() {
      admin
          .client()
          .get("/admin/denials")
          .getJsonArray("denials")
          .forEach(denial -> print((JsonObject) denial));
    }

    private void print(JsonObject denial) {
      spec.commandLine()
          .getOut()
          .println(denial.getString("infoHash") + "  " + denial.getString("reason"));
    }
  }
}
