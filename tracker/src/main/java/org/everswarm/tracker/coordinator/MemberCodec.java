package org.everswarm.tracker.coordinator;

import io.vertx.core.buffer.Buffer;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.everswarm.protocol.Endpoint;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.IpAddress;
import org.everswarm.protocol.control.Admit;
import org.everswarm.tracker.coordinator.MemberMessage.Admitted;
import org.everswarm.tracker.coordinator.MemberMessage.Alive;
import org.everswarm.tracker.coordinator.MemberMessage.Ask;
import org.everswarm.tracker.coordinator.MemberMessage.Change;
import org.everswarm.tracker.coordinator.MemberMessage.Changes;
import org.everswarm.tracker.coordinator.MemberMessage.NodeChange;
import org.everswarm.tracker.coordinator.MemberMessage.TorrentChange;
import org.everswarm.tracker.coordinator.MemberMessage.Whole;
import org.jspecify.annotations.Nullable;

/**
 * Messages to buffers and back: version, kind, sender, fields, all big-endian and of fixed size,
 * and then entries up to the end. Strict: what is not exactly a message is none.
 */
final class MemberCodec {

  private static final byte VERSION = 1;
  private static final byte ALIVE = 1;
  private static final byte CHANGES = 2;
  private static final byte ASK = 3;
  private static final byte WHOLE = 4;
  private static final byte ADMITTED = 5;

  /** What the fields before the entries take at most, and one entry. */
  private static final int HEAD_BYTES = 32;

  private static final int ENTRY_BYTES = 54;

  private static final byte TORRENT_GONE = 0;
  private static final byte TORRENT_HERE = 1;
  private static final byte NODE_GONE = 2;
  private static final byte NODE_HERE = 3;

  private MemberCodec() {}

  static Buffer encode(MemberMessage message) {
    ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + ENTRY_BYTES * entries(message));
    out.put(VERSION);
    if (message instanceof Alive alive) {
      out.put(ALIVE).putLong(alive.sender()).putLong(alive.sequence());
    } else if (message instanceof Changes changes) {
      out.put(CHANGES).putLong(changes.sender()).putLong(changes.sequence());
      changes.changes().forEach(change -> put(out, change));
    } else if (message instanceof Ask ask) {
      out.put(ASK).putLong(ask.sender()).putLong(ask.question());
    } else if (message instanceof Whole whole) {
      out.put(WHOLE).putLong(whole.sender()).putLong(whole.question()).putLong(whole.sequence());
      out.putInt(whole.index()).put((byte) (whole.last() ? 1 : 0));
      whole.changes().forEach(change -> put(out, change));
    } else if (message instanceof Admitted admitted) {
      out.put(ADMITTED).putLong(admitted.sender());
      admitted.admits().forEach(admit -> put(out, admit));
    }
    return Buffer.buffer(out.position()).appendBytes(out.array(), 0, out.position());
  }

  private static int entries(MemberMessage message) {
    if (message instanceof Changes changes) {
      return changes.changes().size();
    }
    if (message instanceof Whole whole) {
      return whole.changes().size();
    }
    return message instanceof Admitted admitted ? admitted.admits().size() : 0;
  }

  static @Nullable MemberMessage decode(Buffer buffer) {
    if (buffer.length() > MemberMessage.MAX_BYTES) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(buffer.getBytes());
    try {
      MemberMessage message = in.get() == VERSION ? read(in.get(), in) : null;
      return in.hasRemaining() ? null : message;
    } catch (BufferUnderflowException | IllegalArgumentException malformed) {
      return null;
    }
  }

  private static @Nullable MemberMessage read(byte kind, ByteBuffer in) {
    long sender = in.getLong();
    return switch (kind) {
      case ALIVE -> new Alive(sender, in.getLong());
      case CHANGES -> new Changes(sender, in.getLong(), rest(in, MemberCodec::change));
      case ASK -> new Ask(sender, in.getLong());
      case WHOLE ->
          new Whole(
              sender,
              in.getLong(),
              in.getLong(),
              in.getInt(),
              flag(in),
              rest(in, MemberCodec::change));
      case ADMITTED -> new Admitted(sender, rest(in, MemberCodec::admit));
      default -> null;
    };
  }

  private static <T> List<T> rest(ByteBuffer in, Function<ByteBuffer, T> entry) {
    List<T> entries = new ArrayList<>();
    while (in.hasRemaining()) {
      if (entries.size() == MemberMessage.MAX_ENTRIES) {
        throw new IllegalArgumentException("too many entries");
      }
      entries.add(entry.apply(in));
    }
    return entries;
  }

  private static boolean flag(ByteBuffer in) {
    byte flag = in.get();
    if (flag != 0 && flag != 1) {
      throw new IllegalArgumentException("a flag is 0 or 1");
    }
    return flag == 1;
  }

  private static void put(ByteBuffer out, Change change) {
    if (change instanceof TorrentChange torrent) {
      out.put(torrent.here() ? TORRENT_HERE : TORRENT_GONE);
      put(out, torrent.infoHash());
    } else if (change instanceof NodeChange node) {
      out.put(node.here() ? NODE_HERE : NODE_GONE);
      put(out, node.endpoint());
    }
  }

  private static Change change(ByteBuffer in) {
    byte operation = in.get();
    return switch (operation) {
      case TORRENT_GONE, TORRENT_HERE -> new TorrentChange(infoHash(in), operation == TORRENT_HERE);
      case NODE_GONE, NODE_HERE -> new NodeChange(endpoint(in), operation == NODE_HERE);
      default -> throw new IllegalArgumentException("no such change");
    };
  }

  private static void put(ByteBuffer out, Admit admit) {
    put(out, admit.infoHash());
    put(out, admit.peer());
    out.putLong(admit.receiptId()).putLong(admit.untilEpochSecond());
  }

  private static Admit admit(ByteBuffer in) {
    return new Admit(infoHash(in), endpoint(in), in.getLong(), in.getLong());
  }

  private static void put(ByteBuffer out, InfoHash hash) {
    out.putLong(hash.word0()).putLong(hash.word1()).putInt(hash.word2());
  }

  private static InfoHash infoHash(ByteBuffer in) {
    return new InfoHash(in.getLong(), in.getLong(), in.getInt());
  }

  private static void put(ByteBuffer out, Endpoint endpoint) {
    out.putLong(endpoint.address().high()).putLong(endpoint.address().low());
    out.putShort((short) endpoint.port());
  }

  private static Endpoint endpoint(ByteBuffer in) {
    return new Endpoint(new IpAddress(in.getLong(), in.getLong()), in.getShort() & 0xFFFF);
  }
}
