package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.everswarm.protocol.InfoHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program as an announce node runs it: it has nothing of a shop in it, and no secret to sign.
 */
class WithoutShopIT {

  /** What only a shop needs: databases, their drivers and pools, payments, mail. */
  private static final List<String> OF_A_SHOP =
      List.of(
          "org.jdbi.",
          "com.zaxxer.",
          "org.flywaydb.",
          "org.sqlite.",
          "org.postgresql.",
          "com.stripe.",
          "io.vertx.ext.mail.",
          "org.everswarm.tracker.shop.Shop ",
          "org.everswarm.tracker.SigningKeys ");

  private final TrackerProgram program;
  private final Path loaded;

  WithoutShopIT(@TempDir Path directory) {
    program = new TrackerProgram(directory);
    loaded = directory.resolve("classes");
  }

  @Test
  void loadsNoDatabaseAndHasNoPrivateKey() throws Exception {
    Process node = program.start("-Xlog:class+load:file=" + loaded);
    try {
      String hash = new InfoHash(1, 2, 3).hex();
      String film = "{\"infoHash\":\"" + hash + "\",\"name\":\"film\"}";
      assertEquals(200, program.post("/admin/torrents?gate=free", film));
      assertEquals(
          200, program.post("/admin/receipts/revoke", "{\"receiptId\":\"00000000000000aa\"}"));
      String announce =
          "/announce?info_hash="
              + hash.replaceAll("..", "%$0")
              + "&peer_id=-XX0001-000000000001&port=7001&uploaded=0&downloaded=0&left=5&compact=1";
      HttpResponse<String> reply = program.announce(announce);
      assertTrue(reply.body().contains("8:interval"), reply.body());
      assertEquals(200, program.get("/metrics").statusCode());
    } finally {
      node.destroy();
      assertTrue(node.waitFor(60, TimeUnit.SECONDS), "still there after a minute");
    }
    List<String> classes = Files.readAllLines(loaded, StandardCharsets.ISO_8859_1);
    assertTrue(classes.stream().anyMatch(line -> line.contains(" org.everswarm.tracker.Main ")));
    assertTrue(classes.stream().anyMatch(line -> line.contains(".announce.AnnouncePipeline ")));
    assertEquals(
        List.of(),
        classes.stream()
            .filter(line -> OF_A_SHOP.stream().anyMatch(name -> line.contains(" " + name)))
            .toList());
    assertEquals(List.of(), privateKeys());
    assertEquals(List.of(), files().filter(file -> name(file).contains("shop")).toList());
  }

  private List<Path> privateKeys() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path file : files().toList()) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      if (name(file).endsWith(".key") || text.contains("private key")) {
        found.add(file);
      }
    }
    return found;
  }

  private Stream<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(program.data())) {
      return all.filter(Files::isRegularFile).toList().stream();
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
