package org.everswarm.tracker.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.everswarm.tracker.TestTracker;

/** A socket that speaks HTTP to the letter the test wants, in ISO 8859-1. */
final class HttpClientSocket implements AutoCloseable {

  private static final int WAIT_MILLIS = 60_000;

  /** What came back. Header names are in lower case. */
  record Response(int status, Map<String, String> headers, String body) {}

  private final Socket socket;

  HttpClientSocket(String local, InetSocketAddress server) {
    this(connected(local, server));
  }

  HttpClientSocket(Socket socket) {
    this.socket = socket;
  }

  private static Socket connected(String local, InetSocketAddress server) {
    try {
      Socket socket = new Socket();
      socket.bind(TestTracker.address(local, 0));
      socket.setSoTimeout(WAIT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.connect(server);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Response get(String target) {
    send("GET " + target + " HTTP/1.1\r\nHost: tracker\r\n\r\n");
    return response();
  }

  void send(String text) {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next response with as much of a body as its length says. */
  Response response() {
    return response(true);
  }

  /** The next response to HEAD. */
  Response head() {
    return response(false);
  }

  private Response response(boolean body) {
    String statusLine = line();
    Map<String, String> headers = new TreeMap<>();
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Response(
        Integer.parseInt(statusLine.substring(9, 12)), headers, body ? text(length) : "");
  }

  private String line() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = read(); b != '\n'; b = read()) {
      if (b < 0) {
        throw new AssertionError("closed after: " + line);
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }

  private String text(int length) {
    try {
      return new String(socket.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int read() {
    try {
      InputStream in = socket.getInputStream();
      return in.read();
    } catch (SocketException reset) {
      return -1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the server closes the connection and sends nothing before. */
  boolean closed() {
    return read() < 0;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
