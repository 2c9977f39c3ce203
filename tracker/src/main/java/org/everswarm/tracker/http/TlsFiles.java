package org.everswarm.tracker.http;

import java.nio.file.Path;

/**
 * Where a listener's certificate is.
 *
 * @param certificate PEM, the server's own certificate first, then its chain
 * @param key PEM, unencrypted
 */
public record TlsFiles(Path certificate, Path key) {}
