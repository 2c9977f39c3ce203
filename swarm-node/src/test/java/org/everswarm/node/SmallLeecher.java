package org.everswarm.node;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.everswarm.protocol.InfoHash;
import org.everswarm.protocol.PeerId;

/** A peer that wants one block (BEP 3), called or calling, with plain blocking sockets. */
final class SmallLeecher implements AutoCloseable {

  static final int BLOCK_LENGTH = 16 << 10;

  private static final byte[] PROTOCOL =
      "\u0013BitTorrent protocol".getBytes(StandardCharsets.US_ASCII);
  private static final int HANDSHAKE_LENGTH = 68;
  private static final int MESSAGES_BEFORE_GIVING_UP = 100;
  private static final int UNCHOKE = 1;
  private static final int INTERESTED = 2;
  private static final int REQUEST = 6;
  private static final int PIECE = 7;

  private final ServerSocket listening;
  private final InfoHash infoHash;
  private final PeerId peerId;

  SmallLeecher(InfoHash infoHash, PeerId peerId) throws IOException {
    this.listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
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
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), wirePort)) {
      return fetch(socket);
    }
  }

  private int fetch(Socket socket) throws IOException {
    socket.setSoTimeout(5_000);
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    DataInputStream in = new DataInputStream(socket.getInputStream());
    out.write(handshake());
    byte[] theirs = in.readNBytes(HANDSHAKE_LENGTH);
    if (!Arrays.equals(theirs, 28, 48, infoHash.toBytes(), 0, InfoHash.LENGTH)) {
      throw new IOException("no handshake for " + infoHash.hex());
    }
    out.writeInt(1);
    out.writeByte(INTERESTED);
    await(in, UNCHOKE);
    out.writeInt(13);
    out.writeByte(REQUEST);
    out.writeInt(0);
    out.writeInt(0);
    out.writeInt(BLOCK_LENGTH);
    return await(in, PIECE) - 9;
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
