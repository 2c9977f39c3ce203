package org.everswarm.tracker;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How an admin command finds the running node and shows that it may give orders. */
final class AdminOptions {

  @Option(
      names = "--ops",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9464",
      description = "The node's ops address. Default: ${DEFAULT-VALUE}")
  private String ops = "";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "./data",
      description = "The node's data directory. Default: ${DEFAULT-VALUE}")
  private Path data = Path.of("data");

  @Option(
      names = "--admin-token-file",
      paramLabel = "FILE",
      description = "The admin token. Default: admin-token in the data directory")
  private @Nullable Path adminTokenFile;

  Path data() {
    return data;
  }

  ReceiptKeyFiles keys() {
    return new ReceiptKeyFiles(data.resolve("keys"));
  }

  /** Whether there is a token to show; without one no node was ever started on this directory. */
  boolean hasToken() {
    return Files.exists(tokenFile());
  }

  AdminClient client() {
    Path file = tokenFile();
    if (!Files.exists(file)) {
      throw new ConfigException(
          "There is no admin token at " + file + "; name the node's --data or --admin-token-file.");
    }
    return new AdminClient(HostPort.parse("--ops", ops), AdminToken.read(file));
  }

  private Path tokenFile() {
    return adminTokenFile == null ? data.resolve(AdminToken.FILE_NAME) : adminTokenFile;
  }
}
