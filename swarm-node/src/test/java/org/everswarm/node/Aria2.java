package org.everswarm.node;

import java.nio.file.Path;
import java.util.List;

/** aria2, one process a download. */
record Aria2(Path program, Host host) implements StockClient {

  static Aria2 onThisMachine() {
    return new Aria2(Programs.require("aria2c", "Debian's aria2 has it"), Host.loopback());
  }

  @Override
  public Download download(Path torrent, Path directory) {
    List<String> command =
        List.of(
            program.toString(),
            "--dir=" + directory,
            "--listen-port=" + Programs.freePort(),
            "--enable-dht=false",
            "--enable-dht6=false",
            "--bt-enable-lpd=false",
            "--seed-ratio=0",
            "--file-allocation=none",
            "--console-log-level=info",
            "--summary-interval=0",
            "--no-conf=true",
            torrent.toString());
    return new Running(RunningProgram.start(host.command(command), directory.resolve("aria2.log")));
  }

  /** The process is the download. */
  record Running(RunningProgram process) implements Download {

    @Override
    public String log() {
      return process.output();
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
