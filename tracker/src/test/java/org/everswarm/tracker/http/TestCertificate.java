package org.everswarm.tracker.http;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate, made by the JDK's own tool. */
record TestCertificate(TlsFiles files, SSLContext client) {

  private static final char[] PASSWORD = "changeit".toCharArray();

  static TestCertificate create(Path directory) throws Exception {
    Path store = directory.resolve("tls.p12");
    run(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair -alias t -keyalg EC -dname CN=localhost -validity 2 -storetype PKCS12"
            + " -storepass changeit -keystore "
            + store);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    Key key = keys.getKey("t", PASSWORD);
    Certificate certificate = keys.getCertificate("t");
    TlsFiles files =
        new TlsFiles(
            pem(directory.resolve("cert.pem"), "CERTIFICATE", certificate.getEncoded()),
            pem(directory.resolve("key.pem"), "PRIVATE KEY", key.getEncoded()));
    return new TestCertificate(files, trusting(certificate));
  }

  private static SSLContext trusting(Certificate certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("t", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static Path pem(Path file, String what, byte[] der) throws Exception {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
  }

  private static void run(String program, String arguments) throws Exception {
    String[] words = (program + " " + arguments).split(" ");
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError("keytool: " + process.exitValue());
    }
  }
}
