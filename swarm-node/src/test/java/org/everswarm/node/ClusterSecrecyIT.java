package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.everswarm.protocol.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others on the network of a cluster can read, and who gets in. */
class ClusterSecrecyIT {

  private static final String BUNDLE = "00000000c0ffee11";

  private final Path directory;

  ClusterSecrecyIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void nothingThatNodesTellEachOtherIsInClear() {
    Path file = directory.resolve("network.pcap");
    String token;
    PeerBook book;
    try (ClusterUnderLoad all = new ClusterUnderLoad.Builder(directory).recording(file).start()) {
      TrackerProcess first = all.cluster().process(all.host(1));
      token = first.mint(BUNDLE, 1);
      String sold = "5e110000000000000000000000000000000005e1";
      first.admin(
          "torrents", "add", sold, "--gate", "paid", "--bundle", BUNDLE, "--name", "s3cr3t");
      first.revoke(token);
      all.announceFor(5);
      all.agree(all.hosts(1, 2, 3), 5);
      String list = all.cluster().process(all.host(3)).admin("torrents", "list");
      assertTrue(list.contains(sold), list);
      book = all.book();
    }
    Recording recording = new Recording(file);
    assertTrue(recording.length() > 1_000_000, () -> recording.length() + " bytes");
    assertEquals(List.of(), withSecrets(recording, book, token).found());
    // It would have been found: members greet each other in clear.
    assertNotEquals(List.of(), new Recording(file).lookFor("cluster name", "everswarm-").found());
  }

  private static Recording withSecrets(Recording recording, PeerBook book, String token) {
    for (PeerBook.Swarm swarm : book.swarms()) {
      recording.lookFor("info-hash", swarm.infoHash().toBytes());
      recording.lookFor("info-hash in hexadecimal", swarm.infoHash().hex());
    }
    for (PeerBook.Peer peer : book.peers()) {
      recording.lookFor("address and port of a peer", compact(peer.endpoint()));
    }
    String address = book.peers().get(0).endpoint().toString();
    recording.lookFor("address of a peer in text", address.substring(0, address.lastIndexOf(':')));
    byte[] raw = Base64.getUrlDecoder().decode(token);
    recording.lookFor("receipt", token.substring(0, 40));
    recording.lookFor("receipt's signature", token.substring(70));
    recording.lookFor("receipt id", ByteBuffer.allocate(8).put(raw, 10, 8).array());
    recording.lookFor("name of a torrent", "s3cr3t".getBytes(StandardCharsets.US_ASCII));
    return recording;
  }

  private static byte[] compact(Endpoint peer) {
    byte[] address = peer.toSocketAddress().getAddress().getAddress();
    return ByteBuffer.allocate(address.length + Short.BYTES)
        .put(address)
        .putShort((short) peer.port())
        .array();
  }

  @Test
  void aNodeWithAnotherKeyIsRefusedAndToldSoAndDoesNoHarm() {
    try (ClusterUnderLoad all =
        new ClusterUnderLoad.Builder(directory).strangersMachine().start()) {
      ClusterHost stranger = all.host(4);
      all.cluster().launchStranger(stranger);
      all.announceFor(3);
      all.cluster().awaitReady(List.of(stranger));
      all.cluster()
          .await(
              "both sides say why",
              30,
              () -> says(all, 4, "refused by") && says(all, 1, "is refused: give it a copy"));
      all.announceFor(3);
      all.cluster().awaitMembers(all.hosts(1, 2, 3), 3, 1);
      assertEquals(1, all.cluster().metric(stranger, "everswarm_cluster_members"));
      all.agree(all.hosts(1, 2, 3), 5);
      assertEquals(0, all.cluster().metric(stranger, "everswarm_swarms"));
    }
  }

  private static boolean says(ClusterUnderLoad all, int number, String sentence) {
    return all.cluster().process(all.host(number)).output().contains(sentence);
  }
}
