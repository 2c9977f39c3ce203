package org.everswarm.node;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** libtorrent, the engine of qBittorrent and Deluge, one session a download. */
record Libtorrent(Path python, AtomicInteger nextHost) implements StockClient {

  private static final Path SCRIPT =
      Programs.ROOT.resolve("swarm-node/src/test/resources/libtorrent_client.py");

  static Libtorrent onThisMachine() {
    Path python = Path.of("/usr/bin/python3");
    if (!python.toFile().exists()
        || Programs.run(List.of(python.toString(), "-c", "import libtorrent"), 20).exitCode()
            != 0) {
      Programs.unavailable("Python has no libtorrent; Debian's python3-libtorrent has it");
    }
    return new Libtorrent(python, new AtomicInteger(2));
  }

  /** Each session has a loopback address of its own: to libtorrent one address is one peer. */
  @Override
  public Download download(Path torrent, Path directory) {
    String listen = "127.0.0." + nextHost.getAndIncrement() + ":" + Programs.freePort();
    List<String> command =
        List.of(
            python.toString(), SCRIPT.toString(), torrent.toString(), directory.toString(), listen);
    return new Aria2.Running(RunningProgram.start(command, directory.resolve("libtorrent.log")));
  }
}
