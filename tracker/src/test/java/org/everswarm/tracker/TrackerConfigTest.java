package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.everswarm.tracker.announce.Access;
import org.everswarm.tracker.cluster.ClusterKey;
import org.everswarm.tracker.cluster.ClusterSettings;
import org.everswarm.tracker.cluster.JoinTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TrackerConfigTest {

  private final Path directory;

  TrackerConfigTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void hasTheDocumentedDefaults() {
    TrackerConfig config = TrackerConfig.parse();
    assertEquals(address("0.0.0.0:6969"), config.udp().get(0));
    assertTrue(
        List.of(address("[::]:6969")).containsAll(config.udp().subList(1, config.udp().size())));
    assertEquals(List.of(address("0.0.0.0:6969")), config.http());
    assertEquals(List.of(), config.https());
    assertEquals(address("127.0.0.1:9464"), config.ops());
    assertEquals(Access.REGISTERED, config.access());
    assertEquals(Path.of("./data"), config.data());
    assertEquals(Runtime.getRuntime().availableProcessors(), config.eventLoops());
    assertEquals(1800, config.announce().intervalSeconds());
    assertEquals(45, config.peers().expiryMinutes());
  }

  @Test
  void takesRepeatedAddressesOfBothFamilies() {
    TrackerConfig config =
        TrackerConfig.parse("--udp", "127.0.0.1:1", "--udp", "[::1]:2", "--http", "off");
    assertEquals(List.of(address("127.0.0.1:1"), address("[::1]:2")), config.udp());
    assertEquals(List.of(), config.http());
  }

  @Test
  void opensOneTcpSocketForBothFamilies() {
    TrackerConfig config =
        TrackerConfig.parse("--http", "0.0.0.0:1,[::]:1,[::]:2", "--udp", "0.0.0.0:1,[::]:1");
    assertEquals(List.of(address("0.0.0.0:1"), address("[::]:2")), config.http());
    assertEquals(List.of(address("0.0.0.0:1"), address("[::]:1")), config.udp());
  }

  @Test
  void prefersCommandLineToEnvironmentToFileToDefault() throws IOException {
    Path file = directory.resolve("tracker.yaml");
    Files.writeString(
        file, "access: open\nevent-loops: 3\ninterval: 900\nudp: [127.0.0.1:1, 127.0.0.1:2]\n");
    Map<String, String> environment =
        Map.of("EVERSWARM_EVENT_LOOPS", "5", "EVERSWARM_INTERVAL", "1200");
    TrackerConfig config =
        TrackerConfig.parse(
            new String[] {"--config", file.toString(), "--interval", "1500"}, environment);
    assertEquals(1500, config.announce().intervalSeconds());
    assertEquals(5, config.eventLoops());
    assertEquals(Access.OPEN, config.access());
    assertEquals(2, config.udp().size());
    assertEquals(300, config.announce().minIntervalSeconds());
  }

  @Test
  void readsTheFileThatTheEnvironmentNames() throws IOException {
    Path file = directory.resolve("tracker.yaml");
    Files.writeString(file, "proxy-protocol: true\ntrusted-proxy: 10.0.0.0/8\n");
    TrackerConfig config =
        TrackerConfig.parse(new String[0], Map.of("EVERSWARM_CONFIG", file.toString()));
    assertTrue(config.proxyProtocol());
    assertEquals("[10.0.0.0/8]", config.trustedProxies().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--udp nowhere | --udp wants HOST:PORT, such as 0.0.0.0:6969 or [::]:6969, not 'nowhere'.",
        "--http ::1:6969 | --http wants HOST:PORT, such as 0.0.0.0:6969 or [::]:6969, not '::1:6969'.",
        "--ops 127.0.0.1:70000 | --ops wants HOST:PORT, such as 0.0.0.0:6969 or [::]:6969, not '127.0.0.1:70000'.",
        "--access closed | --access is open or registered, not 'closed'.",
        "--event-loops 0 | --event-loops is 1 to 1024, not 0.",
        "--interval 0 | --interval is 1 to 86400 seconds, not 0.",
        "--min-interval 1700 | --min-interval is 1 to 1620 seconds with an --interval of 1800, not 1700.",
        "--max-peers 0 | --max-peers is at least 1, not 0.",
        "--max-swarm-peers 2000001 | --max-swarm-peers is at most 2000000, not 2000001.",
        "--http-source-rate 0 | --http-source-rate is at least 1, not 0.",
        "--https 127.0.0.1:1 | --https needs both --tls-cert and --tls-key.",
        "--proxy-protocol | --proxy-protocol needs --trusted-proxy: whose PROXY header is to be believed?",
        "--udp 127.0.0.1:1,127.0.0.1:1 | 127.0.0.1:1 is given twice; each listener needs its own port.",
        "--ops 0.0.0.0:6969 | 0.0.0.0:6969 is given twice; each listener needs its own port.",
        "--config /nowhere.yaml | --config: /nowhere.yaml cannot be read.",
        "--event-loops many | Invalid value for option '--event-loops': 'many' is not an int",
        "--cluster-bund 1 | Unknown options: '--cluster-bund', '1'",
        "--cluster-bind 1 | --cluster-bind wants HOST:PORT, such as 0.0.0.0:6969 or [::]:6969, not '1'.",
        "--cluster-bind 127.0.0.1:0 | --cluster-bind needs a port other than 0, which other nodes can know.",
        "--cluster-bind 0.0.0.0:7001 | --cluster-bind 0.0.0.0:7001 needs --cluster-public: under which address do other nodes reach this one?",
        "--cluster-bind 127.0.0.1:7001 | --cluster-bind needs --cluster-key: make a file with 'keys cluster FILE' and give every node a copy.",
        "--cluster-bind 127.0.0.1:65535 | --cluster-bind has the last port there is; say --cluster-bus too.",
        "--cluster-bind 127.0.0.1:7001 --cluster-key /nowhere | --cluster-key: /nowhere cannot be read (it does not exist).",
        "--cluster-bind 127.0.0.1:7001 --join one | --join wants HOST:PORT, such as 0.0.0.0:6969 or [::]:6969, not 'one'.",
        "--join 10.0.0.1:7001 | --join needs --cluster-bind: where do other nodes reach this one?",
        "--zone a | --zone needs --cluster-bind: where do other nodes reach this one?",
        "--drain 61 | --drain is 0 to 60 seconds, not 61.",
      })
  void saysWhatIsWrong(String arguments, String sentence) {
    ConfigException wrong =
        assertThrows(ConfigException.class, () -> TrackerConfig.parse(arguments.split(" ")));
    assertEquals(sentence, wrong.getMessage());
  }

  @Test
  void readsWhatMakesANodeOneOfMany() {
    Path key = directory.resolve("cluster.key");
    new CommandLine(new Main()).execute("keys", "cluster", key.toString());
    TrackerConfig config =
        TrackerConfig.parse(
            ("--cluster-bind 127.0.0.1:7001 --join one:7001,[::1]:7002 --join-dns peers --zone a"
                    + " --cluster-key "
                    + key)
                .split(" "));
    ClusterSettings cluster = config.cluster().orElseThrow();
    assertEquals(address("127.0.0.1:7002"), cluster.bus());
    assertEquals(
        List.of(
            new JoinTarget("one", 7001),
            new JoinTarget("::1", 7002),
            new JoinTarget("peers", 7001)),
        cluster.join());
    assertEquals(5, config.peers().refreshMinutes());
    assertEquals(0, TrackerConfig.parse().peers().refreshMinutes());
  }

  @Test
  void aClusterKeyIsReplacedInThreeRounds() throws IOException {
    Path key = directory.resolve("cluster.key");
    CommandLine main = new CommandLine(new Main());
    assertEquals(0, main.execute("keys", "cluster", key.toString()));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
    ClusterKey before = ClusterKey.read(key);
    assertNotEquals(0, new CommandLine(new Main()).execute("keys", "cluster", key.toString()));
    assertEquals(before, ClusterKey.read(key));
    for (String round : List.of("--add", "--turn", "--drop")) {
      assertEquals(
          0, new CommandLine(new Main()).execute("keys", "cluster", round, key.toString()));
    }
    assertEquals(1, ClusterKey.read(key).sealingKeyId());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "colour: red | sets 'colour', which is no option.",
        "config: other.yaml | sets 'config', which is no option.",
        "udp: {a: b} | 'udp' in",
        "udp: [ | is not YAML:",
        "- udp | must be a YAML mapping of option names.",
      })
  void saysWhatIsWrongInTheFile(String yaml, String part) throws IOException {
    Path file = directory.resolve("tracker.yaml");
    Files.writeString(file, yaml);
    ConfigException wrong =
        assertThrows(ConfigException.class, () -> TrackerConfig.parse("--config", file.toString()));
    assertTrue(String.valueOf(wrong.getMessage()).contains(part), wrong.getMessage());
    assertEquals(1, String.valueOf(wrong.getMessage()).lines().count());
  }

  private static InetSocketAddress address(String text) {
    return HostPort.parse("test", text);
  }
}
