package org.everswarm.node;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.PeerId;

/** A peer that wants one block (BEP 3), called or calling, with plain blocking sockets. */
final class SmallLeecher implements AutoCloseable {

  static final int BLOCK_LENGTH = 16 << 10;

  private static final byte[] PROTOCOL =
      "\u0013BitTorrent protocol".getBytes(StandardCharsets.US_ASCII);
  private static final int HANDSHAKE_LENGTH = 68;
  private static final int MESSAGES_BEFORE_GIVING_UP = 100;
  private static final int ASKED_AT_A_TIME = 200;
  private static final int UNCHOKE = 1;
  private static final int INTERESTED = 2;
  private static final int REQUEST = 6;
  private static final int PIECE = 7;

  private final InetAddress address;
  private final ServerSocket listening;
  private final InfoHash infoHash;
  private final PeerId peerId;

  SmallLeecher(InfoHash infoHash, PeerId peerId) throws IOException {
    this(InetAddress.getLoopbackAddress(), infoHash, peerId);
  }

  /** At another address of the loopback device. */
  SmallLeecher(InetAddress address, InfoHash infoHash, PeerId peerId) throws IOException {
    this.address = address;
    this.listening = new ServerSocket(0, 10, address);
    this.infoHash = infoHash;
    this.peerId = peerId;
  }

  /** The port to announce. */
  int port() {
    return listening.getLocalPort();
  }

  /** Takes a call and one block over it; how many bytes, 0 when nobody called in time. */
  int fetchWhenCalled(int limitMillis) throws IOException {
    listening.setSoTimeout(limitMillis);
    try (Socket socket = listening.accept()) {
      return fetch(socket);
    } catch (SocketTimeoutException nobodyCalled) {
      return 0;
    }
  }

  /** Calls a peer and takes one block; how many bytes. */
  int fetchFrom(int wirePort) throws IOException {
    try (Socket socket = call(wirePort)) {
      return fetch(socket);
    }
  }

  /**
   * Calls a peer and takes the same block every ten milliseconds, asking for many at a time, until
   * the peer hangs up.
   *
   * @param fetched is told after each block how many bytes it had
   */
  void fetchUntilCut(int wirePort, IntConsumer fetched) throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(address, 0));
      // What has arrived is read to its end, whatever the peer does: let it be little.
      socket.setReceiveBufferSize(BLOCK_LENGTH);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), wirePort));
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      begin(socket, out, in);
      for (int i = 1; i < ASKED_AT_A_TIME; i++) {
        ask(out);
      }
      while (true) {
        fetched.accept(block(out, in));
        RunningProgram.sleepMillis(10);
      }
    } catch (EOFException | SocketException hungUp) {
      // That is what it was waiting for.
    }
  }

  private Socket call(int wirePort) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), wirePort, address, 0);
  }

  private int fetch(Socket socket) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    DataInputStream in = new DataInputStream(socket.getInputStream());
    begin(socket, out, in);
    return block(out, in);
  }

  private void begin(Socket socket, DataOutputStream out, DataInputStream in) throws IOException {
    socket.setSoTimeout(60_000);
    out.write(handshake());
    byte[] theirs = in.readNBytes(HANDSHAKE_LENGTH);
    if (theirs.length < HANDSHAKE_LENGTH
        || !Arrays.equals(theirs, 28, 48, infoHash.toBytes(), 0, InfoHash.LENGTH)) {
      throw new IOException("no handshake for " + infoHash.hex());
    }
    out.writeInt(1);
    out.writeByte(INTERESTED);
    await(in, UNCHOKE);
  }

  private static int block(DataOutputStream out, DataInputStream in) throws IOException {
    ask(out);
    return await(in, PIECE) - 9;
  }

  private static void ask(DataOutputStream out) throws IOException {
    out.writeInt(13);
    out.writeByte(REQUEST);
    out.writeInt(0);
    out.writeInt(0);
    out.writeInt(BLOCK_LENGTH);
  }

  private byte[] handshake() {
    byte[] handshake = Arrays.copyOf(PROTOCOL, HANDSHAKE_LENGTH);
    System.arraycopy(infoHash.toBytes(), 0, handshake, 28, InfoHash.LENGTH);
    System.arraycopy(peerId.toBytes(), 0, handshake, 48, PeerId.LENGTH);
    return handshake;
  }

  /** Skips messages up to the first of a kind; its length. */
  private static int await(DataInputStream in, int kind) throws IOException {
    for (int i = 0; i < MESSAGES_BEFORE_GIVING_UP; i++) {
      int length = in.readInt();
      if (length == 0) {
        continue;
      }
      int id = in.readUnsignedByte();
      in.skipNBytes(length - 1L);
      if (id == kind) {
        return length;
      }
    }
    throw new IOException("no message of kind " + kind);
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
