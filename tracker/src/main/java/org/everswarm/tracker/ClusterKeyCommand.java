package org.everswarm.tracker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.function.UnaryOperator;
import org.everswarm.tracker.cluster.ClusterKey;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code keys cluster}: the file that makes tracker nodes one cluster. */
@Command(
    name = "cluster",
    description = "Makes the key file that all nodes of a cluster have a copy of.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "To replace the key, change the file three times, and each time copy it to all",
      "nodes and restart them one after the other: --add, then --turn, then --drop."
    })
final class ClusterKeyCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "The key file.")
  private Path file = Path.of("");

  @ArgGroup private @Nullable Change change;

  /** One step of a replacement. */
  static final class Change {

    @Option(names = "--add", description = "Adds a key that opens, and does not seal yet.")
    private boolean add;

    @Option(names = "--turn", description = "Has the key that was added seal.")
    private boolean turn;

    @Option(names = "--drop", description = "Removes the key that sealed before.")
    private boolean drop;

    UnaryOperator<ClusterKey> step() {
      if (add) {
        return key -> key.withNewKey(new SecureRandom());
      }
      if (turn) {
        return ClusterKey::withNewKeyFirst;
      }
      if (drop) {
        return ClusterKey::withoutOldKey;
      }
      throw new IllegalStateException("one of them was given");
    }
  }

  @Override
  public void run() {
    Change wanted = change;
    try {
      if (wanted == null) {
        create();
      } else {
        replace(wanted.step());
      }
    } catch (FileAlreadyExistsException exists) {
      throw new CommandException("There is a file " + file + " already.", exists);
    } catch (IOException failed) {
      throw new CommandException(
          file + " cannot be used (" + DataDirectory.reason(failed) + ").", failed);
    }
  }

  private void create() throws IOException {
    String text = ClusterKey.generate(new SecureRandom()).text();
    DurableFiles.create(file, text.getBytes(StandardCharsets.US_ASCII), DurableFiles.OWNER_ONLY);
    tell("cluster key 0: " + file);
  }

  private void replace(UnaryOperator<ClusterKey> step) throws IOException {
    ClusterKey next;
    try {
      next = step.apply(ClusterKey.read(file));
    } catch (IllegalArgumentException refused) {
      throw new CommandException("Not done: " + refused.getMessage() + ".", refused);
    }
    DurableFiles.replace(
        file, next.text().getBytes(StandardCharsets.US_ASCII), DurableFiles.OWNER_ONLY);
    tell("key " + next.sealingKeyId() + " seals; copy " + file + " to all nodes and restart them");
  }

  private void tell(String line) {
    spec.commandLine().getOut().println(line);
  }
}
