package org.everswarm.tracker.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.everswarm.protocol.Gate;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.receipt.ReceiptPublicKey;
import org.everswarm.protocol.receipt.Revocation;
import org.everswarm.tracker.registry.Denial;
import org.everswarm.tracker.registry.Registration;
import org.everswarm.tracker.registry.RegistryChange;
import org.jspecify.annotations.Nullable;

/**
 * Records as bytes, big-endian, each with its kind in the first byte.
 *
 * <table>
 * <caption>after the kind</caption>
 * <tr><td>1</td><td>registration: stamp 8, info-hash 20, gate 1 (0 free, 1 email, 2 paid), bundle
 * 8, peers void before 8, name in UTF-8 to the end</td></tr>
 * <tr><td>2</td><td>removal: stamp 8, info-hash 20</td></tr>
 * <tr><td>3</td><td>revocation: receipt 8, hours since 1970 in which it ends anyway 4</td></tr>
 * <tr><td>4</td><td>receipt key: id 1, key 32</td></tr>
 * <tr><td>5</td><td>use: receipt 8, network 8 of which 49 bits, hours since 1970 4</td></tr>
 * <tr><td>6</td><td>denial: stamp 8, info-hash 20, reason in ASCII to the end; none when it was
 * taken back</td></tr>
 * </table>
 */
final class StateCodec {

  /** The longest record there is: a registration with 1000 characters of three bytes. */
  static final int MAX_BYTES = 46 + 3 * Registration.MAX_NAME_LENGTH;

  private static final byte REGISTRATION = 1;
  private static final byte REMOVAL = 2;
  private static final byte REVOCATION = 3;
  private static final byte KEY = 4;
  private static final byte USE = 5;
  private static final byte DENIAL = 6;

  private static final int NETWORK_BITS = 49;

  private StateCodec() {}

  static byte[] encode(StateRecord record) {
    if (record instanceof StateRecord.Torrent torrent) {
      return encode(torrent.change());
    }
    if (record instanceof StateRecord.Closing closing) {
      return encode(closing.denial());
    }
    if (record instanceof StateRecord.Revoked told) {
      Revocation revocation = told.revocation();
      return ByteBuffer.allocate(13)
          .put(REVOCATION)
          .putLong(revocation.receiptId())
          .putInt((int) revocation.notAfterHours())
          .array();
    }
    if (record instanceof StateRecord.Key told) {
      ReceiptPublicKey key = told.key();
      return ByteBuffer.allocate(2 + ReceiptPublicKey.BYTES)
          .put(KEY)
          .put((byte) key.keyId())
          .put(key.bytes())
          .array();
    }
    StateRecord.Use use = (StateRecord.Use) record;
    return ByteBuffer.allocate(21)
        .put(USE)
        .putLong(use.receiptId())
        .putLong(use.network())
        .putInt((int) use.epochHours())
        .array();
  }

  /** What these bytes say; null when that is nothing that is written here. */
  static @Nullable StateRecord decode(byte[] record) {
    if (record.length > MAX_BYTES) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(record);
    try {
      StateRecord read = read(in);
      return in.hasRemaining() ? null : read;
    } catch (BufferUnderflowException | IllegalArgumentException | CharacterCodingException e) {
      return null;
    }
  }

  private static byte[] encode(RegistryChange change) {
    Registration registration = change.registration();
    byte[] name = registration == null ? new byte[0] : registration.name().getBytes(UTF_8);
    int rest = registration == null ? 0 : 17 + name.length;
    ByteBuffer out =
        ByteBuffer.allocate(29 + rest)
            .put(registration == null ? REMOVAL : REGISTRATION)
            .putLong(change.stampMillis())
            .put(change.infoHash().toBytes());
    if (registration != null) {
      out.put(gate(registration.gate()))
          .putLong(registration.bundleId())
          .putLong(change.voidMillis())
          .put(name);
    }
    return out.array();
  }

  private static byte[] encode(Denial denial) {
    byte[] reason = denial.reason().getBytes(UTF_8);
    return ByteBuffer.allocate(29 + reason.length)
        .put(DENIAL)
        .putLong(denial.stampMillis())
        .put(denial.infoHash().toBytes())
        .put(reason)
        .array();
  }

  private static @Nullable StateRecord read(ByteBuffer in) throws CharacterCodingException {
    return switch (in.get()) {
      case REGISTRATION -> new StateRecord.Torrent(registration(in));
      case REMOVAL -> {
        long stamp = in.getLong();
        yield new StateRecord.Torrent(RegistryChange.removed(infoHash(in), stamp));
      }
      case REVOCATION ->
          new StateRecord.Revoked(
              new Revocation(in.getLong(), Integer.toUnsignedLong(in.getInt())));
      case KEY -> {
        int id = Byte.toUnsignedInt(in.get());
        byte[] key = new byte[ReceiptPublicKey.BYTES];
        in.get(key);
        yield new StateRecord.Key(ReceiptPublicKey.of(id, key));
      }
      case USE -> use(in.getLong(), in.getLong(), Integer.toUnsignedLong(in.getInt()));
      case DENIAL -> new StateRecord.Closing(denial(in));
      default -> null;
    };
  }

  private static Denial denial(ByteBuffer in) throws CharacterCodingException {
    long stamp = in.getLong();
    InfoHash infoHash = infoHash(in);
    return new Denial(infoHash, UTF_8.newDecoder().decode(in).toString(), stamp);
  }

  private static RegistryChange registration(ByteBuffer in) throws CharacterCodingException {
    long stamp = in.getLong();
    InfoHash infoHash = infoHash(in);
    Gate gate = gate(in.get());
    long bundle = in.getLong();
    long until = in.getLong();
    // A new decoder refuses what is no UTF-8.
    String name = UTF_8.newDecoder().decode(in).toString();
    return RegistryChange.added(new Registration(infoHash, gate, bundle, name), stamp, until);
  }

  private static StateRecord.@Nullable Use use(long receiptId, long network, long epochHours) {
    return network >>> NETWORK_BITS == 0
        ? new StateRecord.Use(receiptId, network, epochHours)
        : null;
  }

  private static InfoHash infoHash(ByteBuffer in) {
    return new InfoHash(in.getLong(), in.getLong(), in.getInt());
  }

  private static byte gate(Gate gate) {
    return switch (gate) {
      case FREE -> 0;
      case EMAIL -> 1;
      case PAID -> 2;
    };
  }

  private static Gate gate(byte code) {
    return switch (code) {
      case 0 -> Gate.FREE;
      case 1 -> Gate.EMAIL;
      case 2 -> Gate.PAID;
      default -> throw new IllegalArgumentException("no gate");
    };
  }
}
