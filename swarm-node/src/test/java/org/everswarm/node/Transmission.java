package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Transmission, one daemon a download. It throws away loopback peers that a tracker names, so its
 * host is a namespace whose addresses after the first are the clients'.
 */
record Transmission(Path daemon, Path remote, Host.Namespace host, AtomicInteger nextAddress)
    implements StockClient {

  private static final int RPC_PORT = 9091;

  static Transmission on(Host.Namespace host) {
    String from = "Debian's transmission-daemon and transmission-cli have it";
    return new Transmission(
        Programs.require("transmission-daemon", from),
        Programs.require("transmission-remote", from),
        host,
        new AtomicInteger());
  }

  @Override
  public Download download(Path torrent, Path directory) {
    List<String> addresses = host.addresses();
    String address = addresses.get(1 + nextAddress.getAndIncrement() % (addresses.size() - 1));
    Path config = settings(directory, address);
    RunningProgram process =
        RunningProgram.start(
            host.command(List.of(daemon.toString(), "-f", "-g", config.toString())),
            directory.resolve("transmission.log"));
    add(torrent, address + ":" + RPC_PORT, process);
    return new Running(process);
  }

  private static Path settings(Path directory, String address) {
    String settings =
        """
        {"bind-address-ipv4": "%s", "rpc-bind-address": "%s", "rpc-port": %d,
         "rpc-whitelist-enabled": false, "rpc-host-whitelist-enabled": false,
         "dht-enabled": false, "lpd-enabled": false, "pex-enabled": false, "utp-enabled": false,
         "port-forwarding-enabled": false, "peer-port": %d, "download-dir": "%s"}
        """
            .formatted(address, address, RPC_PORT, Programs.freePort(), directory);
    try {
      Path config = Files.createDirectories(directory.resolve("config"));
      Files.writeString(config.resolve("settings.json"), settings);
      return config;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(Path torrent, String rpc, RunningProgram process) {
    List<String> command = host.command(List.of(remote.toString(), rpc, "-a", torrent.toString()));
    for (int attempt = 0; attempt < 50; attempt++) {
      if (Programs.run(command, 10).exitCode() == 0) {
        return;
      }
      RunningProgram.sleepMillis(200);
    }
    fail("the daemon took no torrent\n" + process.output());
  }

  /** The daemon is the download; its log goes to its output. */
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
