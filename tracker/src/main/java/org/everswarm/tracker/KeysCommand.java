package org.everswarm.tracker;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code keys}: the keys that sign and check receipts, and the one that joins nodes. */
@Command(
    name = "keys",
    description = "Makes, lists and adds receipt keys; makes cluster keys.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      KeysCommand.New.class,
      KeysCommand.Rotate.class,
      KeysCommand.ListKeys.class,
      KeysCommand.Add.class,
      ClusterKeyCommand.class
    })
final class KeysCommand {

  /** Makes a pair in the data directory and tells a running node of its public half. */
  @Command(
      name = "new",
      description = "Makes a key pair; the private half signs receipts and is needed only there.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class New implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private AdminOptions admin = new AdminOptions();

    @Option(
        names = "--key-id",
        paramLabel = "N",
        description = "0 to 255. Default: the lowest that is free")
    private @Nullable Integer keyId;

    @Override
    public void run() {
      ReceiptKeyFiles files = admin.keys();
      int id = keyId == null ? files.freeKeyId().orElseThrow(New::full) : checked(keyId);
      make(files, id, admin, spec.commandLine().getOut());
    }

    private static void make(ReceiptKeyFiles files, int id, AdminOptions admin, PrintWriter out) {
      ReceiptPrivateKey key = ReceiptPrivateKey.generate(id, new SecureRandom());
      write(files, key);
      out.println(
          "receipt key " + id + ": " + files.publicFile(id) + " and " + files.privateFile(id));
      out.println(announce(key.publicKey(), admin));
    }

    private static void write(ReceiptKeyFiles files, ReceiptPrivateKey key) {
      try {
        files.write(key, Instant.now());
      } catch (FileAlreadyExistsException exists) {
        throw new CommandException("There is a key file " + exists.getFile() + " already.", exists);
      } catch (IOException unwritable) {
        throw new CommandException(
            "The key cannot be written (" + DataDirectory.reason(unwritable) + ").", unwritable);
      }
    }

    private static String announce(ReceiptPublicKey key, AdminOptions admin) {
      String later = "A node on this data directory loads it at its next start.";
      if (!admin.hasToken()) {
        return later;
      }
      try {
        admin.client().post("/admin/keys", new JsonObject().put("key", key.line()));
        return "The running node knows it now.";
      } catch (NodeUnreachable notRunning) {
        return later;
      }
    }

    private static int checked(int id) {
      if (id < 0 || id > ReceiptKeyFiles.KEY_ID_MAX) {
        throw new ConfigException("--key-id is 0 to 255, not " + id + ".");
      }
      return id;
    }

    private static CommandException full() {
      return new CommandException("All 255 key ids are in use.");
    }
  }

  /** Makes the pair that a shop signs with from now on. */
  @Command(
      name = "rotate",
      description =
          "Makes a newer key pair, which the shop on this data directory signs with from then on;"
              + " receipts signed before stay good.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class Rotate implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private AdminOptions admin = new AdminOptions();

    @Override
    public void run() {
      ReceiptKeyFiles files = admin.keys();
      int newest = files.newestPrivateKeyId().orElse(0);
      if (newest == ReceiptKeyFiles.KEY_ID_MAX) {
        throw new CommandException("Key " + newest + " is the last there can be.");
      }
      New.make(files, newest + 1, admin, spec.commandLine().getOut());
    }
  }

  /** Lists the keys a running node checks receipts with. */
  @Command(
      name = "list",
      description = "Lists the public keys of a running node.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class ListKeys implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private AdminOptions admin = new AdminOptions();

    @Override
    public void run() {
      JsonArray keys = admin.client().get("/admin/keys").getJsonArray("keys");
      keys.forEach(key -> spec.commandLine().getOut().println(key));
    }
  }

  /** Gives a running node a public key made elsewhere. */
  @Command(
      name = "add",
      description = "Gives a running node a public key; it keeps it.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  static final class Add implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private AdminOptions admin = new AdminOptions();

    @Parameters(paramLabel = "FILE", description = "The public key file.")
    private Path file = Path.of("");

    @Override
    public void run() {
      ReceiptPublicKey key = ReceiptKeyFiles.readPublic(file);
      admin.client().post("/admin/keys", new JsonObject().put("key", key.line()));
      spec.commandLine().getOut().println("receipt key " + key.keyId());
    }
  }
}
