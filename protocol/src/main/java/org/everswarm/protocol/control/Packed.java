package org.everswarm.protocol.control;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.receipt.Revocation;

/** Hashes, ids and endpoints end to end in one byte string, as {@code pieces} and peers are. */
final class Packed {

  private static final int PORT_BYTES = 2;
  private static final int REVOCATION_BYTES = Long.BYTES + Integer.BYTES;

  private Packed() {}

  static byte[] infoHashes(List<InfoHash> hashes) {
    ByteBuffer out = ByteBuffer.allocate(hashes.size() * InfoHash.LENGTH);
    hashes.forEach(hash -> out.put(hash.toBytes()));
    return out.array();
  }

  static List<InfoHash> infoHashes(byte[] bytes) {
    requireMultiple(bytes, InfoHash.LENGTH);
    List<InfoHash> hashes = new ArrayList<>(bytes.length / InfoHash.LENGTH);
    for (int at = 0; at < bytes.length; at += InfoHash.LENGTH) {
      hashes.add(InfoHash.of(bytes, at));
    }
    return hashes;
  }

  static byte[] ids(List<Long> ids) {
    ByteBuffer out = ByteBuffer.allocate(ids.size() * Long.BYTES);
    ids.forEach(out::putLong);
    return out.array();
  }

  static List<Long> ids(byte[] bytes) {
    requireMultiple(bytes, Long.BYTES);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<Long> ids = new ArrayList<>(bytes.length / Long.BYTES);
    while (in.hasRemaining()) {
      ids.add(in.getLong());
    }
    return ids;
  }

  /** Twelve bytes each: the receipt's id, and the hour in which it ends anyway. */
  static byte[] revocations(List<Revocation> revocations) {
    ByteBuffer out = ByteBuffer.allocate(revocations.size() * REVOCATION_BYTES);
    for (Revocation revocation : revocations) {
      out.putLong(revocation.receiptId()).putInt((int) revocation.notAfterHours());
    }
    return out.array();
  }

  static List<Revocation> revocations(byte[] bytes) {
    requireMultiple(bytes, REVOCATION_BYTES);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<Revocation> revocations = new ArrayList<>(bytes.length / REVOCATION_BYTES);
    while (in.hasRemaining()) {
      revocations.add(new Revocation(in.getLong(), Integer.toUnsignedLong(in.getInt())));
    }
    return revocations;
  }

  static byte[] endpoint(Endpoint endpoint) {
    byte[] address = endpoint.address().toBytes();
    return ByteBuffer.allocate(address.length + PORT_BYTES)
        .put(address)
        .putShort((short) endpoint.port())
        .array();
  }

  static Endpoint endpoint(byte[] bytes) {
    int portAt = Math.max(0, bytes.length - PORT_BYTES);
    IpAddress address = IpAddress.of(Arrays.copyOf(bytes, portAt));
    return new Endpoint(address, ByteBuffer.wrap(bytes).getShort(portAt) & 0xFFFF);
  }

  static int toInt(long number) {
    if (number != (int) number) {
      throw new IllegalArgumentException("a number beyond 32 bits");
    }
    return (int) number;
  }

  private static void requireMultiple(byte[] bytes, int size) {
    if (bytes.length % size != 0) {
      throw new IllegalArgumentException("not a multiple of " + size + " bytes");
    }
  }
}
