package org.everswarm.tracker.swarm;

import org.everswarm.protocol.AnnounceEvent;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;

/**
 * One announce as the table reads it: plain fields, filled again for every packet.
 *
 * <p>Confined to one event loop. Mutable so that an announce costs no allocation.
 */
public final class PeerAnnounce {

  /** Bytes 0 to 7 of the info-hash. */
  public long hash0;

  /** Bytes 8 to 15 of the info-hash. */
  public long hash1;

  /** Bytes 16 to 19 of the info-hash. */
  public int hash2;

  /** The address as observed, in {@link IpAddress} form: IPv4 is mapped. */
  public long addressHigh;

  /** See {@link #addressHigh}. */
  public long addressLow;

  /** The port that was announced. A peer with port 0 is answered, and not listed. */
  public int port;

  /** The event of this announce. */
  public AnnounceEvent event = AnnounceEvent.NONE;

  /** Bytes left to fetch; 0 makes a seeder. */
  public long left;

  /** Peers wanted, both families together; 0 or less for none. */
  public int numWant;

  /** Whether IPv4 peers are of use in the reply. */
  public boolean wantIpv4;

  /** Whether IPv6 peers are of use in the reply. */
  public boolean wantIpv6;

  /** The time, in minutes since any fixed moment. */
  public int nowMinutes;

  /** Sets the info-hash. */
  public void infoHash(InfoHash infoHash) {
    hash0 = infoHash.word0();
    hash1 = infoHash.word1();
    hash2 = infoHash.word2();
  }

  /** The info-hash, as a new value. */
  public InfoHash infoHash() {
    return new InfoHash(hash0, hash1, hash2);
  }

  /** Sets the address. */
  public void address(IpAddress address) {
    addressHigh = address.high();
    addressLow = address.low();
  }

  /** The address, as a new value. */
  public IpAddress address() {
    return new IpAddress(addressHigh, addressLow);
  }

  boolean isIpv4() {
    return IpAddress.isIpv4(addressHigh, addressLow);
  }

  boolean isSeeder() {
    return left == 0;
  }

  boolean isPartialSeed() {
    return left != 0 && event == AnnounceEvent.PAUSED;
  }
}
