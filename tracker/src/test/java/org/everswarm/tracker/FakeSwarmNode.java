package org.everswarm.tracker;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.everswarm.protocol.control.ControlMessage;

/**
 * The other end of a control channel on a plain blocking socket, so that a test sees what is there
 * and what is not: on loopback, bytes that were written are available at once.
 */
public final class FakeSwarmNode implements AutoCloseable {

  private static final int BINARY = 0x82;
  private static final int CLOSE = 0x88;
  private static final int PING = 0x89;
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final String status;

  private FakeSwarmNode(InetSocketAddress tracker, String token) throws IOException {
    socket.connect(tracker);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    String request =
        "GET /control HTTP/1.1\r\nHost: tracker\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n")
            + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    status = readHead();
  }

  /** Asks for a channel; {@link #status} tells what came of it. */
  public static FakeSwarmNode knock(InetSocketAddress tracker, String token) throws IOException {
    return new FakeSwarmNode(tracker, token);
  }

  /** The status line of the answer. */
  public String status() {
    return status;
  }

  public void send(ControlMessage message) throws IOException {
    sendFrame(BINARY, message.encode());
  }

  /** A frame of any kind; clients mask, and a mask of zeros is one. */
  public void sendFrame(int head, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(head);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else {
      frame.write(0x80 | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    }
    frame.write(new byte[4]);
    frame.write(payload);
    socket.getOutputStream().write(frame.toByteArray());
  }

  /** Whether something has arrived that was not read yet. */
  public boolean hasMore() throws IOException {
    return in.available() > 0;
  }

  public <T extends ControlMessage> T receive(Class<T> type) throws IOException {
    return assertInstanceOf(type, receive());
  }

  /** The next message of a type; others before it are passed over. */
  public <T extends ControlMessage> T next(Class<T> type) throws IOException {
    ControlMessage message = receive();
    while (!type.isInstance(message)) {
      message = receive();
    }
    return type.cast(message);
  }

  /** The next message; fails with {@link EOFException} when the tracker closes. */
  private ControlMessage receive() throws IOException {
    while (true) {
      int head = in.readUnsignedByte();
      byte[] payload = new byte[length()];
      in.readFully(payload);
      if (head == CLOSE) {
        throw new EOFException(new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
      }
      if (head != PING) {
        return Objects.requireNonNull(ControlMessage.decode(payload));
      }
    }
  }

  private int length() throws IOException {
    int length = in.readUnsignedByte();
    return length == 126 ? in.readUnsignedShort() : length;
  }

  private String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.substring(0, head.indexOf("\r\n"));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
