package org.everswarm.node.wire;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.everswarm.protocol.InfoHash;

/** A small leecher on a plain socket. */
final class SocketPeer implements AutoCloseable {

  static final int PATIENCE_MILLIS = 60_000;

  final Socket socket;
  final DataInputStream in;

  SocketPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(socket.getInputStream());
  }

  static SocketPeer connect(InetAddress address, int port) throws IOException {
    return new SocketPeer(new Socket(address, port));
  }

  void send(ByteBuf bytes) throws IOException {
    byte[] array = new byte[bytes.readableBytes()];
    bytes.readBytes(array);
    socket.getOutputStream().write(array);
  }

  void sendHandshake(InfoHash infoHash, boolean fast) throws IOException {
    send(FakePeer.handshake(infoHash, fast, true));
  }

  Handshake readHandshake() throws IOException {
    Handshake read = Handshake.read(Unpooled.wrappedBuffer(in.readNBytes(Handshake.LENGTH)));
    if (read == null) {
      throw new IOException("the connection ended before a handshake");
    }
    return read;
  }

  /** The frame of the next message that is no keep-alive: id and payload. */
  byte[] readFrame() throws IOException {
    int length = in.readInt();
    return length == 0 ? readFrame() : in.readNBytes(length);
  }

  /** Reads on until a message with this id. */
  byte[] readUntil(int id) throws IOException {
    byte[] frame = readFrame();
    while (frame[0] != id) {
      frame = readFrame();
    }
    return frame;
  }

  void request(BlockRequest block) throws IOException {
    ByteBuf out = Unpooled.buffer();
    FakePeer.writeBlock(out, MessageId.REQUEST, block);
    send(out);
  }

  /** Asks for everything, {@code depth} blocks at a time, once unchoked. */
  byte[] download(MemoryTorrent torrent, int depth) throws IOException {
    readUntil(MessageId.UNCHOKE);
    byte[] content = new byte[torrent.content.length];
    Queue<BlockRequest> missing = blocks(torrent);
    int outstanding = 0;
    while (outstanding > 0 || !missing.isEmpty()) {
      while (outstanding < depth && !missing.isEmpty()) {
        request(missing.remove());
        outstanding++;
      }
      ByteBuf piece = Unpooled.wrappedBuffer(readUntil(MessageId.PIECE)).skipBytes(1);
      long offset = piece.readInt() * torrent.pieceLength() + piece.readInt();
      piece.readBytes(content, (int) offset, piece.readableBytes());
      outstanding--;
    }
    return content;
  }

  private static Queue<BlockRequest> blocks(MemoryTorrent torrent) {
    Queue<BlockRequest> blocks = new ArrayDeque<>();
    for (int at = 0; at < torrent.content.length; at += BlockRequest.MAX_LENGTH) {
      int piece = (int) (at / torrent.pieceLength());
      int begin = (int) (at % torrent.pieceLength());
      int length = Math.min(BlockRequest.MAX_LENGTH, torrent.content.length - at);
      blocks.add(new BlockRequest(piece, begin, length));
    }
    return blocks;
  }

  /** Bytes received until the other end closes. */
  long readToEnd() throws IOException {
    byte[] chunk = new byte[1 << 16];
    long all = 0;
    try {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        all += n;
      }
    } catch (SocketException reset) {
      // A close with bytes of ours unread is a reset.
      return all;
    }
    return all;
  }

  /** Fails if a byte comes, or the end, within two ticks of the wire's timer. */
  void assertSilent() throws IOException {
    socket.setSoTimeout(600);
    assertThrows(SocketTimeoutException.class, in::read);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
