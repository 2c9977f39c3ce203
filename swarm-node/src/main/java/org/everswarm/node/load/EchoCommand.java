package org.everswarm.node.load;

import java.io.IOException;
import java.net.Inet6Address;
import java.util.concurrent.Callable;
import org.everswarm.protocol.datagram.DatagramBatch;
import org.everswarm.protocol.datagram.NativeSocket;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code load echo}: what this machine lets any UDP server reach. */
@Command(
    name = "echo",
    description = "Answers every datagram with a canned reply: the yardstick of a UDP tracker.",
    sortOptions = false)
final class EchoCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--help", usageHelp = true, description = "Show this and leave.")
  boolean help;

  @Option(names = "--udp", paramLabel = "HOST:PORT", description = "Where to listen. Needed.")
  @Nullable String udp;

  @Option(
      names = "--reply-bytes",
      paramLabel = "N",
      defaultValue = "150",
      description = "Length of a reply; connect requests get 16 bytes. Default: ${DEFAULT-VALUE}")
  int replyBytes;

  @Override
  public Integer call() {
    try {
      serve();
      return 0;
    } catch (UsageException wrong) {
      throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    } catch (IOException failed) {
      spec.commandLine().getErr().println("It cannot listen: " + failed.getMessage() + ".");
      return 1;
    }
  }

  private void serve() throws IOException {
    Limits.within("--reply-bytes", replyBytes, UdpEcho.REPLY_BYTES_MIN, UdpEcho.REPLY_BYTES_MAX);
    if (udp == null) {
      throw new UsageException("--udp is missing: where to listen.");
    }
    Target listen = Target.udp(udp);
    boolean ipv6 = listen.address().getAddress() instanceof Inet6Address;
    try (NativeSocket socket = NativeSocket.open(ipv6)) {
      socket.receiveBuffer(UdpEcho.BUFFER_BYTES);
      socket.bind(listen.address());
      DatagramBatch batch =
          DatagramBatch.server(socket.fd(), ipv6, UdpEcho.BATCH, UdpEcho.SLOT_BYTES);
      UdpEcho echo = new UdpEcho(batch, replyBytes);
      spec.commandLine().getErr().println("ready");
      while (!Thread.currentThread().isInterrupted()) {
        echo.turn();
      }
    }
  }
}
