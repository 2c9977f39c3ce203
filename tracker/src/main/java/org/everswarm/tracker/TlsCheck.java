package org.everswarm.tracker;

import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.everswarm.tracker.http.TlsFiles;

/** Reads a certificate and its key before any port opens, so that a bad file is told in words. */
final class TlsCheck {

  private TlsCheck() {}

  static void require(TlsFiles files) {
    requireReadable("--tls-cert", files.certificate());
    requireReadable("--tls-key", files.key());
    try {
      SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile()).build();
    } catch (SSLException | IllegalArgumentException unusable) {
      throw new ConfigException(
          "--tls-cert and --tls-key want PEM: a certificate chain in "
              + files.certificate()
              + " and its unencrypted PKCS 8 key in "
              + files.key()
              + ".",
          unusable);
    }
  }

  private static void requireReadable(String option, Path file) {
    if (!Files.isReadable(file)) {
      throw new ConfigException(option + ": " + file + " cannot be read.");
    }
  }
}
