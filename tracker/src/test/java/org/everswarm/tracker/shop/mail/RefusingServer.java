package org.everswarm.tracker.shop.mail;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server that says no to readers, in words of the test's choice. */
final class RefusingServer {

  private final NetServer server;
  private final String toReaders;
  private final List<String> heard = new CopyOnWriteArrayList<>();

  RefusingServer(Vertx vertx, String toReaders) {
    this.toReaders = toReaders;
    server =
        vertx
            .createNetServer()
            .connectHandler(this::connected)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  int port() {
    return server.actualPort();
  }

  /** All that clients said. */
  List<String> heard() {
    return List.copyOf(heard);
  }

  private void connected(NetSocket socket) {
    socket.write("220 mail.example\r\n");
    socket.handler(RecordParser.newDelimited("\r\n", line -> answer(socket, line.toString())));
  }

  private void answer(NetSocket socket, String line) {
    heard.add(line);
    if (line.startsWith("RCPT")) {
      socket.write(toReaders + "\r\n");
    } else if (line.startsWith("EHLO")) {
      socket.write("250-mail.example\r\n250 SIZE 20000000\r\n");
    } else {
      socket.write(line.startsWith("QUIT") ? "221 bye\r\n" : "250 ok\r\n");
    }
  }
}
