package org.everswarm.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.everswarm.node.PublishParts.Part;
import org.everswarm.node.store.ContentTree;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.metainfo.TorrentFileEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishPartsTest {

  private final Path film;

  PublishPartsTest(@TempDir Path directory) {
    film = directory.resolve("film");
  }

  @BeforeEach
  void aFilmWithATrailerAndABooklet() throws IOException {
    for (String file :
        List.of("film.mkv", "preview/trailer.mkv", "preview/still.jpg", "book.pdf")) {
      Path path = film.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, file);
    }
  }

  private PublishParts parts(List<String> free, List<String> email) throws IOException {
    return PublishParts.of(ContentTree.of(List.of(film)), free, email);
  }

  private static Map<Gate, List<String>> files(PublishParts parts) {
    return parts.parts().stream()
        .collect(
            Collectors.toMap(
                Part::gate,
                part ->
                    part.content().entries().stream()
                        .map(entry -> String.join("/", entry.path()))
                        .sorted()
                        .toList()));
  }

  @Test
  void filesThatAreOneOnSomeSystemsAreToldApartBeforeAnythingIsHashed() {
    for (List<String> twins :
        List.of(List.of("caf\u00e9.mkv", "cafe\u0301.mkv"), List.of("Film.mkv", "film.MKV"))) {
      List<TorrentFileEntry> entries =
          twins.stream().map(name -> new TorrentFileEntry(List.of(name), 1)).toList();
      List<Path> paths = List.of(film.resolve("1"), film.resolve("2"));
      ContentTree both = new ContentTree("film", false, entries, paths, 0);
      ConfigException refused =
          assertThrows(ConfigException.class, () -> PublishParts.of(both, List.of(), List.of()));
      assertTrue(String.valueOf(refused.getMessage()).contains(twins.get(1)), refused::toString);
    }
  }

  @Test
  void eachFileIsBehindTheGateThatIsNamedForItAndTheRestIsPaidFor() throws IOException {
    PublishParts parts = parts(List.of("preview/*"), List.of("*.pdf"));
    assertEquals(
        Map.of(
            Gate.FREE,
            List.of("preview/still.jpg", "preview/trailer.mkv"),
            Gate.EMAIL,
            List.of("book.pdf"),
            Gate.PAID,
            List.of("film.mkv")),
        files(parts));
    assertTrue(parts.paid());
  }

  @Test
  void aFileThatTwoPatternsNameIsAsOpenAsEitherSays() throws IOException {
    PublishParts parts = parts(List.of("book.pdf"), List.of("**.pdf", "preview/*"));
    assertEquals(List.of("book.pdf"), files(parts).get(Gate.FREE));
  }

  @Test
  void withoutPatternsAllIsPaidForUnderTheDirectorysName() throws IOException {
    PublishParts parts = parts(List.of(), List.of());
    assertEquals(List.of("film"), parts.parts().stream().map(Part::name).toList());
    assertEquals(4, parts.parts().get(0).content().files().size());
  }

  @Test
  void noTwoPartsShareAName() throws IOException {
    PublishParts parts = parts(List.of("preview/*"), List.of("*.pdf"));
    assertEquals(
        List.of("film", "film (email)", "film (free)"),
        parts.parts().stream().map(Part::name).sorted().toList());
  }

  @Test
  void whenAllIsFreeNothingIsPaidFor() throws IOException {
    assertFalse(parts(List.of("**"), List.of()).paid());
  }

  @Test
  void aPatternThatNamesNoFileIsRefusedByItsOption() {
    ConfigException refused =
        assertThrows(ConfigException.class, () -> parts(List.of(), List.of("previews/*")));
    assertEquals("--email 'previews/*' names no file.", refused.getMessage());
    assertThrows(ConfigException.class, () -> parts(List.of("[a"), List.of()));
  }
}
