package org.everswarm.node;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.everswarm.node.control.StubTracker;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;

/** A tracker's stub, a token it takes, and the command line of a node run in this process. */
final class NodeFixture implements AutoCloseable {

  final ReceiptSigner signer = new ReceiptSigner(ReceiptPrivateKey.generate(1, new SecureRandom()));
  final String token = signer.sign(0, 1, ReceiptSigner.NEVER, ReceiptKind.SWARM_NODE).text();
  final Path directory;
  final Path tokenFile;
  final StubTracker tracker;

  NodeFixture(Path directory) throws Exception {
    this.directory = directory;
    this.tokenFile = Files.writeString(directory.resolve("token"), token + "\n");
    this.tracker = new StubTracker(token, List.of(signer.publicKey()));
  }

  /** What a command that ended left. */
  record Outcome(int code, String out, String err) {}

  static Outcome run(Map<String, String> environment, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(args, environment, new PrintWriter(out), new PrintWriter(err));
    return new Outcome(code, out.toString(), err.toString());
  }

  /** The command with what every node needs. */
  String[] command(String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--tracker", tracker.url(), "--token-file", tokenFile.toString()));
    all.addAll(List.of("--data", directory.resolve("data").toString()));
    return all.toArray(String[]::new);
  }

  static String loopback() {
    return "127.0.0.1:" + Programs.freePort();
  }

  String write(String name, String text) {
    try {
      return Files.writeString(directory.resolve(name), text).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    tracker.close();
  }
}
