package org.everswarm.node.control;

/**
 * One place to connect to: a tracker, and one of its addresses.
 *
 * @param host an address; with TLS the name, which the certificate is for
 */
record TrackerTarget(TrackerAddress tracker, String host) {}
