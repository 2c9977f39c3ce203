package org.everswarm.tracker.cluster;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PfxOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Certificates by which the event buses of nodes know each other, made anew at each start. Who has
 * the cluster key has the authority's, for it is derived from it; no file, no renewal.
 *
 * <p>While a cluster key is replaced the authorities of both are trusted, and a node's certificate
 * is signed by that of the key that seals.
 */
final class BusCertificates {

  private static final String AUTHORITY_LABEL = "everswarm cluster bus authority v1";
  private static final int SEED_BYTES = 32;
  private static final String ALGORITHM = "Ed25519";
  private static final String UNSUPPORTED = "every Java runtime from 17 has Ed25519";

  /** The stores never leave memory: what they are closed with protects nothing. */
  private static final String PASSWORD = "in memory only";

  private static final Duration SLACK = Duration.ofDays(2);
  private static final Duration LIFE = Duration.ofDays(3650);

  /** The authority's certificate is the same wherever and whenever it is made. */
  private static final Instant EPOCH = Instant.parse("2020-01-01T00:00:00Z");

  private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

  private static final int SERIAL_BITS = 120;

  private BusCertificates() {}

  /** What this node shows: a certificate of its own. */
  static PfxOptions own(ClusterKey key, SecureRandom random, Instant now) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(NamedParameterSpec.ED25519, random);
      KeyPair own = generator.generateKeyPair();
      KeyPair authority = pair(key.derive(AUTHORITY_LABEL, SEED_BYTES));
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  new JcaX509v3CertificateBuilder(
                          name(authority),
                          new BigInteger(SERIAL_BITS, random),
                          Date.from(now.minus(SLACK)),
                          Date.from(now.plus(LIFE)),
                          new X500Principal("CN=everswarm node"),
                          own.getPublic())
                      .build(signer(authority)));
      KeyStore store = emptyStore();
      store.setKeyEntry(
          "node", own.getPrivate(), PASSWORD.toCharArray(), new X509Certificate[] {certificate});
      return options(store);
    } catch (GeneralSecurityException | IOException | OperatorCreationException impossible) {
      throw new IllegalStateException(UNSUPPORTED, impossible);
    }
  }

  /** Whom this node believes. */
  static PfxOptions trusted(ClusterKey key) {
    try {
      KeyStore store = emptyStore();
      for (byte[] seed : key.deriveAll(AUTHORITY_LABEL, SEED_BYTES)) {
        store.setCertificateEntry("authority " + store.size(), authority(pair(seed)));
      }
      return options(store);
    } catch (GeneralSecurityException | IOException | OperatorCreationException impossible) {
      throw new IllegalStateException(UNSUPPORTED, impossible);
    }
  }

  private static PfxOptions options(KeyStore store) throws GeneralSecurityException, IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    store.store(bytes, PASSWORD.toCharArray());
    return new PfxOptions().setValue(Buffer.buffer(bytes.toByteArray())).setPassword(PASSWORD);
  }

  private static X509Certificate authority(KeyPair pair)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    X500Principal name = name(pair);
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.ONE,
                    Date.from(EPOCH),
                    Date.from(NEVER),
                    name,
                    pair.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .build(signer(pair)));
  }

  /** Another for each key: while one is replaced, two authorities are trusted. */
  private static X500Principal name(KeyPair authority) throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(authority.getPublic().getEncoded());
    return new X500Principal("CN=everswarm cluster " + HexFormat.of().formatHex(digest, 0, 8));
  }

  private static KeyPair pair(byte[] seed) throws GeneralSecurityException, IOException {
    KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
    byte[] point = new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
    SubjectPublicKeyInfo info =
        new SubjectPublicKeyInfo(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), point);
    return new KeyPair(
        factory.generatePublic(new X509EncodedKeySpec(info.getEncoded())),
        factory.generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed)));
  }

  private static ContentSigner signer(KeyPair authority) throws OperatorCreationException {
    return new JcaContentSignerBuilder(ALGORITHM).build(authority.getPrivate());
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
