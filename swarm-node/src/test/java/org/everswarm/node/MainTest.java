package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {

  private final Path directory;
  private final NodeFixture node;

  MainTest(@TempDir Path directory) throws Exception {
    this.directory = directory;
    this.node = new NodeFixture(directory);
  }

  @AfterEach
  void close() {
    node.close();
  }

  private static void assertConfigError(String sentencePart, String... args) {
    assertConfigError(Map.of(), sentencePart, args);
  }

  private static void assertConfigError(
      Map<String, String> environment, String sentencePart, String... args) {
    NodeFixture.Outcome outcome = NodeFixture.run(environment, args);
    assertEquals(2, outcome.code(), outcome.err());
    assertEquals(1, outcome.err().strip().lines().count(), outcome.err());
    assertTrue(outcome.err().contains(sentencePart), outcome.err());
  }

  @Test
  void saysInOneSentenceWhatIsWrong() {
    assertConfigError("--tracker is missing", "run");
    assertConfigError("looks like https://", "run", "--tracker", "tracker");
    assertConfigError("--token-file is missing", "run", "--tracker", "http://t");
    assertConfigError(
        "absent cannot be read", "run", "--tracker", "http://t", "--token-file", "absent");
    String junk = node.write("junk", "junk");
    assertConfigError("holds no node token", "run", "--tracker", "http://t", "--token-file", junk);
    String buyer =
        node.write("buyer", node.signer.sign(5, 1, ReceiptSigner.NEVER, ReceiptKind.BUYER).text());
    assertConfigError("holds no node token", "run", "--tracker", "http://t", "--token-file", buyer);
    assertConfigError("HOST:PORT", node.command("run", "--wire", "here"));
    assertConfigError("twice", node.command("run", "--web", "127.0.0.1:1,127.0.0.1:1"));
    assertConfigError("--advertise wants", node.command("run", "--advertise", "me"));
    assertConfigError(
        "--advertise takes 4", node.command("run", "--advertise", "::1,::2,::3,::4,::5"));
    assertConfigError("--wire wants a port", node.command("run", "--wire", "127.0.0.1:80"));
    assertConfigError("--web-url wants", node.command("run", "--web-url", "ftp://x/ws"));
    assertConfigError("cannot be read", node.command("run", "--receipt-key", "absent"));
    assertConfigError("is no receipt public key", node.command("run", "--receipt-key", junk));
    assertConfigError("--event-loops is 1 to", node.command("run", "--event-loops", "0"));
    assertConfigError("Unknown option", node.command("run", "--frobnicate"));
  }

  @Test
  void saysWhatIsWrongWithASeed() throws Exception {
    String file = node.write("film", "content");
    Path empty = Files.createDirectory(directory.resolve("empty"));
    assertConfigError("--gate is missing", node.command("seed", file));
    assertConfigError("paid, email or free", node.command("seed", file, "--gate", "x"));
    assertConfigError(
        "16 hexadecimal", node.command("seed", file, "--gate", "paid", "--bundle", "12"));
    assertConfigError(
        "must not be zero",
        node.command("seed", file, "--gate", "paid", "--bundle", "0000000000000000"));
    assertConfigError(
        "power of two", node.command("seed", file, "--gate", "free", "--piece-length", "20000"));
    assertConfigError("nothing to seed", node.command("seed", empty.toString(), "--gate", "free"));
    assertConfigError("does not exist", node.command("seed", "/absent", "--gate", "free"));
    assertConfigError(
        "--name is missing", node.command("seed", file, empty.toString(), "--gate", "free"));
  }

  @Test
  void saysWhatIsWrongWithALoad() {
    assertConfigError("nothing to load", "load");
    assertConfigError("--i-may-load-this-tracker", "load", "--udp", "192.0.2.1:6969");
    assertConfigError(
        "--i-may-load-this-tracker", "load", "--http", "http://[2001:db8::1]:6969/announce");
    assertConfigError("HOST:PORT", "load", "--udp", "127.0.0.1");
    assertConfigError("announce URL", "load", "--http", "https://127.0.0.1/announce");
    assertConfigError("one tracker", "load", "--udp", "127.0.0.1:1", "--http", "http://127.0.0.1");
    assertConfigError("--peers is 1 to", "load", "--udp", "127.0.0.1:1", "--peers", "0");
    assertConfigError("--scrapes is 0 to 1", "load", "--udp", "127.0.0.1:1", "--scrapes", "2");
    assertConfigError("aquatic or equal", "load", "--distribution", "gamma");
    assertConfigError("--signing-key", "load", "--udp", "127.0.0.1:1", "--forged-rate", "5");
    assertConfigError("127.0.0.0/8", "load", "--udp", "[::1]:1", "--source-addresses", "2");
    assertConfigError("--udp is missing", "load", "echo");
    assertConfigError("--http is missing", "load", "hello");
  }

  @Test
  void namesAPortThatIsTakenBeforeAnyOpens() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertConfigError(
          "--web: cannot listen on " + address,
          node.command(
              "run", "--web", address, "--wire", NodeFixture.loopback(), "--ops", "127.0.0.1:0"));
      assertConfigError(
          Map.of("EVERSWARM_NODE_WIRE", address),
          "--wire: cannot listen on " + address,
          node.command("run"));
      String yaml = node.write("node.yaml", "ops: " + address + "\nwire: [\"127.0.0.1:0\"]\n");
      assertConfigError(
          "--ops: cannot listen on " + address,
          node.command("run", "--config", yaml, "--web", NodeFixture.loopback()));
    }
  }

  @Test
  void readsItsYamlFileStrictly() {
    assertConfigError(
        "'portt', which is no option",
        node.command("run", "--config", node.write("a.yaml", "portt: 1\n")));
    assertConfigError(
        "is not YAML", node.command("run", "--config", node.write("b.yaml", "a: [\n")));
    assertConfigError("cannot be read", node.command("run", "--config", "absent.yaml"));
  }

  @Test
  void theTokenMayComeFromTheEnvironment() {
    assertConfigError(
        Map.of("EVERSWARM_NODE_TOKEN", node.token, "EVERSWARM_NODE_TRACKER", "http://t"),
        "--event-loops",
        "run",
        "--event-loops",
        "0");
  }

  @Test
  void helpsAndNeverPrintsTheToken() {
    NodeFixture.Outcome help =
        NodeFixture.run(Map.of("EVERSWARM_NODE_TOKEN", node.token), "run", "--help");
    assertEquals(0, help.code());
    assertTrue(help.out().contains("--web-url"));
    assertFalse(help.out().contains(node.token));
  }

  @Test
  void oneSocketServesBothFamilies() {
    RunOptions options = new RunOptions();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("o", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
        .parseArgs(node.command("--wire", "0.0.0.0:7000,[::]:7000,[::1]:7001"));
    assertEquals(
        List.of(HostPort.parse("", "0.0.0.0:7000"), HostPort.parse("", "[::1]:7001")),
        NodeConfig.of(options).wire());
  }
}
