package org.everswarm.tracker.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The whole promise in small: a tracker node and a swarm-node as two processes on loopback, a
 * bundle with a free preview and a gated part, a receipt, and the torrents to try it with. All of
 * it is done with the commands that an operator has; Ctrl-C ends both processes.
 */
@Command(
    name = "demo",
    description = "Sell something on this machine: tracker, swarm-node, bundle, receipt, torrents.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

  private static final String BUNDLE = "00000000000de300";
  private static final int SONG_SECONDS = 180;
  private static final int PREVIEW_SECONDS = 15;
  private static final int PREVIEW_BYTES_MAX = 4 << 20;
  private static final String HOST = "127.0.0.1";

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The file to sell (default: a song made on the spot).")
  @Nullable Path file;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where the demo works (default: ${DEFAULT-VALUE}).")
  Path dir = Path.of("demo");

  @Option(
      names = "--node-jar",
      paramLabel = "FILE",
      description = "The swarm-node's program (default: the one built beside this one).")
  @Nullable Path nodeJar;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path node = nodeJar != null ? nodeJar : builtNodeJar();
    if (!Files.isReadable(node)) {
      throw usage(node + " is missing: run mvn package or set --node-jar");
    }
    if (file != null && (!Files.isReadable(file) || !Files.isRegularFile(file))) {
      throw usage("--file " + file + " cannot be read as a file: set it to what to sell");
    }
    Programs programs = new Programs(dir);
    Runtime.getRuntime().addShutdownHook(new Thread(programs::stop, "demo-stop"));
    FileChannel lock = lockedDirectory();
    try {
      demonstrate(programs, node, Ports.free());
      return 0;
    } catch (IOException e) {
      if (!programs.stopping()) {
        spec.commandLine().getErr().println(e.getMessage());
      }
      return 1;
    } finally {
      programs.stop();
      lock.close();
    }
  }

  /** One demo at a time works in a directory; the other would write over its torrents. */
  private FileChannel lockedDirectory() {
    try {
      Files.createDirectories(dir);
      Set<StandardOpenOption> open = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileChannel channel = FileChannel.open(dir.resolve("lock"), open);
      if (channel.tryLock() == null) {
        channel.close();
        throw usage("a demo works in " + dir + " already: end it, or set --dir to another");
      }
      return channel;
    } catch (IOException e) {
      throw usage("--dir " + dir + " cannot be written: set it to a directory that can");
    }
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private static Path builtNodeJar() {
    return Programs.ownJar().resolve("../../../swarm-node/target/everswarm-node.jar").normalize();
  }

  private void demonstrate(Programs programs, Path nodeJar, Ports ports)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Everswarm: a paid swarm on this machine. Making the bundle ...");
    out.flush();
    forgetTheLastDemo();
    Path film = film();
    Path preview = preview(film);
    Status status = new Status(http(ports.trackerOps()), http(ports.nodeOps()));
    startTracker(programs, ports, status);
    startNode(programs, nodeJar, ports, status, film, preview);
    writeBuyersTorrent(programs, ports);
    new Guide(dir, ports, film).print(out);
    watch(programs, status, out);
  }

  private void startTracker(Programs programs, Ports ports, Status status)
      throws IOException, InterruptedException {
    Path jar = Programs.ownJar();
    programs.run(jar, "tracker", List.of("keys", "new", "--data", in("tracker")));
    List<String> mint = List.of("receipts", "mint", "--kind", "swarm-node");
    String nodeToken = programs.run(jar, "tracker", and(mint, "--data", in("tracker")));
    writeSecret(dir.resolve("node-token"), nodeToken);
    List<String> run = new ArrayList<>(List.of("run", "--data", in("tracker")));
    run.addAll(List.of("--udp", HOST + ":" + ports.announce()));
    run.addAll(List.of("--http", HOST + ":" + ports.announce()));
    run.addAll(List.of("--ops", HOST + ":" + ports.trackerOps()));
    programs.start(jar, "tracker", run, () -> status.ready(http(ports.trackerOps())));
  }

  private void startNode(
      Programs programs, Path jar, Ports ports, Status status, Path film, Path preview)
      throws IOException, InterruptedException {
    List<String> seedPreview = seed(ports, preview, "free", in("preview.torrent"));
    seedPreview.add("--no-serve");
    programs.run(jar, "swarm-node", seedPreview);
    List<String> seedFilm = seed(ports, film, "paid", in("no-receipt.torrent"));
    programs.start(jar, "swarm-node", seedFilm, () -> status.ready(http(ports.nodeOps())));
  }

  private List<String> seed(Ports ports, Path content, String gate, String torrent) {
    List<String> args = new ArrayList<>(List.of("seed", content.toString()));
    args.addAll(List.of("--gate", gate, "--bundle", BUNDLE, "--out", torrent));
    args.addAll(List.of("--announce", announceUrl(ports), "--announce", udpUrl(ports)));
    args.addAll(List.of("--tracker", http(ports.announce()).toString()));
    args.addAll(List.of("--token-file", in("node-token"), "--data", in("node")));
    args.addAll(List.of("--wire", HOST + ":" + ports.wire()));
    args.addAll(List.of("--web", HOST + ":" + ports.web()));
    args.addAll(List.of("--ops", HOST + ":" + ports.nodeOps()));
    return args;
  }

  private static void writeSecret(Path file, String secret) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, secret);
  }

  /** The buyer's torrent is the one without a receipt, with a receipt. */
  private void writeBuyersTorrent(Programs programs, Ports ports)
      throws IOException, InterruptedException {
    List<String> mint = new ArrayList<>(List.of("receipts", "mint", "--bundle", BUNDLE));
    mint.addAll(List.of("--days", "30", "--data", in("tracker")));
    mint.addAll(List.of("--torrent", in("no-receipt.torrent"), "--out", in("buyer.torrent")));
    mint.addAll(List.of("--tracker", announceUrl(ports), "--tracker", udpUrl(ports)));
    mint.addAll(List.of("--web-seed", http(ports.web()) + "/ws"));
    programs.run(Programs.ownJar(), "tracker", mint);
  }

  private void watch(Programs programs, Status status, PrintWriter out)
      throws IOException, InterruptedException {
    boolean terminal = Help.Ansi.AUTO.enabled();
    String last = "";
    while (programs.allAlive()) {
      String line = status.line();
      if (terminal) {
        out.print("\r\033[K" + line);
      } else if (!line.equals(last)) {
        out.println(line);
      }
      out.flush();
      last = line;
      TimeUnit.SECONDS.sleep(1);
    }
    throw new IOException("a program has ended: see the logs in " + dir);
  }

  private Path film() throws IOException {
    if (file != null) {
      return file.toAbsolutePath();
    }
    Path song = Files.createDirectories(dir.resolve("bundle")).resolve("song.wav");
    Media.write(song, SONG_SECONDS);
    return song.toAbsolutePath();
  }

  private Path preview(Path film) throws IOException {
    Path preview =
        Files.createDirectories(dir.resolve("bundle")).resolve("preview-" + film.getFileName());
    if (file == null) {
      Media.write(preview, PREVIEW_SECONDS);
    } else {
      try (InputStream in = Files.newInputStream(film)) {
        Files.write(preview, in.readNBytes(PREVIEW_BYTES_MAX));
      }
    }
    return preview.toAbsolutePath();
  }

  /** Removes what an earlier demo made, and nothing that a client put there. */
  private void forgetTheLastDemo() throws IOException {
    for (String made : List.of("tracker", "node", "bundle", "tracker.log", "swarm-node.log")) {
      Path path = dir.resolve(made);
      if (Files.exists(path)) {
        try (Stream<Path> tree = Files.walk(path)) {
          for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(each);
          }
        }
      }
    }
  }

  private static List<String> and(List<String> args, String... more) {
    List<String> all = new ArrayList<>(args);
    all.addAll(List.of(more));
    return all;
  }

  private String in(String name) {
    return dir.resolve(name).toString();
  }

  private static String announceUrl(Ports ports) {
    return http(ports.announce()) + "/announce";
  }

  private static String udpUrl(Ports ports) {
    return "udp://" + HOST + ":" + ports.announce() + "/announce";
  }

  private static URI http(int port) {
    return URI.create("http://" + HOST + ":" + port);
  }
}
