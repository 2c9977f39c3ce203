package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.List;
import org.everswarm.protocol.metainfo.Metainfo;
import org.everswarm.protocol.metainfo.MetainfoBuilder;
import org.everswarm.protocol.metainfo.TorrentFileEntry;
import org.everswarm.protocol.receipt.ReceiptKind;
import org.everswarm.protocol.receipt.ReceiptPrivateKey;
import org.everswarm.protocol.receipt.ReceiptSigner;
import org.everswarm.protocol.receipt.ReceiptToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PersonalTorrentTest {

  private static final ReceiptToken TOKEN =
      new ReceiptSigner(ReceiptPrivateKey.generate(1, new SecureRandom()))
          .sign(7, 8, ReceiptSigner.NEVER, ReceiptKind.BUYER);
  private static final String T = TOKEN.text();

  @Test
  void listsHttpFirstAndUdpBeside() throws Exception {
    Metainfo buyers =
        new PersonalTorrent(
                List.of(
                    "udp://t.example:6969/announce", "https://t.example", "http://t.example:80/"),
                List.of())
            .of(film(), TOKEN);
    assertEquals(
        List.of(
            List.of(
                "https://t.example/announce?receipt=" + T,
                "http://t.example:80/announce?receipt=" + T),
            List.of("udp://t.example:6969/announce?receipt=" + T)),
        buyers.announceList());
    Metainfo read = Metainfo.parse(buyers.toBytes());
    assertEquals(buyers.announceList(), read.announceList());
  }

  @Test
  void leavesTheInfoAlone() throws Exception {
    Metainfo film = film();
    Metainfo buyers =
        new PersonalTorrent(List.of("http://t.example"), List.of("http://n.example:6880/ws"))
            .of(film, TOKEN);
    Metainfo read = Metainfo.parse(buyers.toBytes());
    assertEquals(film.infoHash(), read.infoHash());
    assertArrayEquals(film.infoBytes(), read.infoBytes());
  }

  @Test
  void putsTheTokenInThePathOfWebSeeds() {
    PersonalTorrent personal =
        new PersonalTorrent(List.of("http://t.example"), List.of("http://n.example:6880/ws"));
    assertEquals(
        List.of("http://n.example:6880/ws/" + T + "/The%20Film.mkv"),
        personal.of(film(), TOKEN).urlList());
    Metainfo album =
        new MetainfoBuilder("Album", 16384)
            .files(List.of(new TorrentFileEntry(List.of("1.flac"), 10)))
            .pieceHashes(new byte[20])
            .build();
    assertEquals(
        List.of("http://n.example:6880/ws/" + T + "/"), personal.of(album, TOKEN).urlList());
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://t.example, http://n.example/ws",
    "udp://t.example, http://n.example/ws",
    "http://t.example/announce?a=b, http://n.example/ws",
    "not a url, http://n.example/ws",
    "t.example:80, http://n.example/ws",
    "http://t.example, udp://n.example:1/ws",
    "http://t.example, http://n.example/ws?x=y",
  })
  void refusesUrlsThatCannotWork(String tracker, String webSeed) {
    ConfigException refused =
        assertThrows(
            ConfigException.class, () -> new PersonalTorrent(List.of(tracker), List.of(webSeed)));
    assertTrue(String.valueOf(refused.getMessage()).startsWith("--"), refused.getMessage());
  }

  private static Metainfo film() {
    return new MetainfoBuilder("The Film.mkv", 16384)
        .singleFile(10)
        .pieceHashes(new byte[20])
        .build();
  }
}
