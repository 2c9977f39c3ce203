package org.everswarm.tracker;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code torrents import}: registers many torrents on the same terms, a hundred thousand a call.
 */
@Command(
    name = "import",
    description =
        "Registers torrents listed in a file: an info-hash a line, and a name if it has one.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ImportCommand implements Runnable {

  /** Even with the longest names, a call stays within what the node takes: 16 MiB. */
  private static final long CALL_CHARACTERS = 8 << 20;

  private static final int CALL_LINES = 100_000;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private AdminOptions admin = new AdminOptions();

  @Parameters(paramLabel = "FILE", description = "40 hex digits a line, and after a space a name.")
  private Path file = Path.of("");

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

  private long added;
  private long present;

  @Override
  public void run() {
    String path = "/admin/torrents/import?" + TorrentsCommand.terms(gate, bundle);
    AdminClient client = admin.client();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      List<String> call = new ArrayList<>();
      long characters = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (call.size() == CALL_LINES || characters + line.length() > CALL_CHARACTERS) {
          send(client, path, call);
          characters = 0;
        }
        call.add(line);
        characters += line.length() + 1;
      }
      send(client, path, call);
    } catch (IOException unreadable) {
      throw new CommandException(
          file + " cannot be read (" + DataDirectory.reason(unreadable) + ").", unreadable);
    }
    spec.commandLine().getOut().println("added " + added + ", already tracked " + present);
  }

  private void send(AdminClient client, String path, List<String> call) {
    if (!call.isEmpty()) {
      JsonObject result = client.postLines(path, call);
      added += result.getLong("added");
      present += result.getLong("present");
      call.clear();
    }
  }
}
