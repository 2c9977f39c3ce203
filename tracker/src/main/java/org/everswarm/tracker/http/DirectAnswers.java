package org.everswarm.tracker.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.everswarm.protocol.IpAddress;
import org.everswarm.tracker.announce.AnnounceResult;
import org.everswarm.tracker.gate.SourceLimiter;
import org.everswarm.tracker.listen.TrustedProxies;
import org.jspecify.annotations.Nullable;

/**
 * Answers plain announces and scrapes before they become requests of Vert.x, whose objects for one
 * cost more than the announce. Everything that is in any way special is left to Vert.x, and is
 * answered there with the same bytes. Confined to one event loop.
 */
final class DirectAnswers {

  private static final byte[] HEAD =
      "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: "
          .getBytes(StandardCharsets.US_ASCII);
  private static final int LENGTH_DIGITS = 10;
  private static final int HEAD_ROOM = HEAD.length + LENGTH_DIGITS + 4;
  private static final int BUFFER_BYTES = 1024;

  private final HttpQuestions questions;
  private final TrustedProxies proxies;
  private final SourceLimiter limiter;
  private final LongSupplier nanoClock;
  private final boolean shadowed;

  DirectAnswers(
      HttpSettings settings, HttpParts parts, TrustedProxies proxies, HttpQuestions questions) {
    this.questions = questions;
    this.proxies = proxies;
    this.limiter = parts.requests();
    this.nanoClock = parts.nanoClock();
    this.shadowed =
        settings.mounts().keySet().stream().anyMatch(path -> questions.read(path) != null);
  }

  /** The whole response, or null when Vert.x is to have the request. */
  @Nullable ByteBuf answer(HttpRequest request, ClientConnection from, ByteBufAllocator allocator) {
    HttpQuestion question = isPlain(request) && !shadowed ? questions.read(request.uri()) : null;
    if (question == null) {
      return null;
    }
    long now = nanoClock.getAsLong();
    IpAddress client = client(request.headers(), from);
    boolean limited = !limiter.tryAcquire(client, now);
    AnnounceResult result =
        limited ? AnnounceResult.LIMITED : question.ask(questions.target(), client);
    if (result == AnnounceResult.VERIFY) {
      limiter.giveBack(client);
      return null;
    }
    ByteBuf response = response(question, result, allocator);
    from.answered(now);
    question.count(client.isIpv4(), result, limited ? 0 : nanoClock.getAsLong() - now);
    return response;
  }

  /** GET, without a body, on a connection that stays. */
  private static boolean isPlain(HttpRequest request) {
    HttpHeaders headers = request.headers();
    if (!request.method().equals(HttpMethod.GET)
        || !request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        || !request.decoderResult().isSuccess()
        || headers.contains(HttpHeaderNames.CONTENT_LENGTH)
        || headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        || HttpRequests.hasKeyBody(headers::contains)) {
      return false;
    }
    for (String connection : headers.getAll(HttpHeaderNames.CONNECTION)) {
      if (!AsciiString.contentEqualsIgnoreCase(connection, HttpHeaderValues.KEEP_ALIVE)) {
        return false;
      }
    }
    return true;
  }

  private IpAddress client(HttpHeaders headers, ClientConnection from) {
    return from.proxy
        ? proxies.client(from.peer, headers.getAll(HttpRequests.FORWARDED_FOR))
        : from.peer;
  }

  /** Head and body in one piece: the body first, since the head tells its length. */
  private static ByteBuf response(
      HttpQuestion question, AnnounceResult result, ByteBufAllocator allocator) {
    ByteBuf out = allocator.directBuffer(BUFFER_BYTES);
    boolean written = false;
    try {
      out.writerIndex(HEAD_ROOM);
      question.write(out, result);
      writeHead(out);
      written = true;
      return out;
    } finally {
      if (!written) {
        out.release();
      }
    }
  }

  private static void writeHead(ByteBuf out) {
    int at = HEAD_ROOM - 4;
    out.setInt(at, '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n');
    int rest = out.writerIndex() - HEAD_ROOM;
    do {
      out.setByte(--at, '0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    at -= HEAD.length;
    out.setBytes(at, HEAD);
    out.readerIndex(at);
  }
}
