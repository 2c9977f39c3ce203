package org.everswarm.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TrackerTargetsTest {

  private static final TrackerAddress PLAIN = TrackerAddress.parse("http://t.example:6969");
  private static final TrackerAddress TLS = TrackerAddress.parse("https://s.example");

  private final Map<String, InetAddress[]> names = new HashMap<>();
  private final TrackerTargets targets = new TrackerTargets(this::resolve);

  private InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = names.get(host);
    if (addresses == null) {
      throw new UnknownHostException(host);
    }
    return addresses;
  }

  private void name(String host, String... addresses) throws UnknownHostException {
    InetAddress[] all = new InetAddress[addresses.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = InetAddress.getByName(addresses[i]);
    }
    names.put(host, all);
  }

  private List<String> hosts(TrackerAddress... trackers) {
    return targets.resolve(List.of(trackers)).stream().map(TrackerTarget::host).toList();
  }

  @Test
  void everyAddressBehindANameIsATarget() throws Exception {
    name("t.example", "192.0.2.2", "192.0.2.1", "2001:db8::1");
    name("s.example", "192.0.2.8", "192.0.2.9");
    assertEquals(
        List.of("192.0.2.1", "192.0.2.2", "2001:db8:0:0:0:0:0:1", "s.example", "s.example"),
        hosts(PLAIN, TLS));
  }

  @Test
  void aNameThatCannotBeResolvedKeepsWhatItHad() throws Exception {
    assertEquals(List.of("t.example"), hosts(PLAIN), "it may be later");
    name("t.example", "192.0.2.1");
    assertEquals(List.of("192.0.2.1"), hosts(PLAIN));
    names.clear();
    assertEquals(List.of("192.0.2.1"), hosts(PLAIN));
    name("t.example", "192.0.2.2");
    assertEquals(List.of("192.0.2.2"), hosts(PLAIN));
  }

  @Test
  void goesAroundThroughAllFromAnywhere() throws Exception {
    name("t.example", "192.0.2.1", "192.0.2.2", "192.0.2.3");
    List<TrackerTarget> all = targets.resolve(List.of(PLAIN));
    List<TrackerTarget> firsts = new ArrayList<>();
    for (int seed = 0; seed < 50; seed++) {
      TrackerRotation rotation = new TrackerRotation(new Random(seed));
      rotation.use(all);
      List<TrackerTarget> round = Stream.generate(rotation::next).limit(3).toList();
      assertEquals(
          all.stream().collect(Collectors.toSet()), round.stream().collect(Collectors.toSet()));
      rotation.use(targets.resolve(List.of(PLAIN)));
      assertEquals(round.get(0), rotation.next(), "it goes on where it was");
      firsts.add(round.get(0));
    }
    assertEquals(3, firsts.stream().distinct().count());
  }
}
