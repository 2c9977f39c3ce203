import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Buys at a shop with the sandbox for a processor: order, approval, receipt, personal torrent, and the first announce with it; each
 * connection one purchase after the other, kept alive. Prints tables in Markdown. Run from its source:
 *
 * <p>usage: java ShopLoad.java open URL DATA, which signs a publisher up, puts a bundle up for sale and prints its id;
 *
 * <p>java ShopLoad.java buy URL BUNDLE CONNECTIONS WARM-UP SECONDS [PURCHASES_PER_SECOND]
 */
final class ShopLoad {

  private static final String[] STEPS = {"order", "approval", "paid, then a receipt", "torrent", "first announce"};
  private static final String ATTESTATION =
      "I hold the rights to everything in this bundle and in its later releases, or act for who holds them, and may distribute"
          + " it over BitTorrent.";

  public static void main(String[] args) throws Exception {
    URI shop = URI.create(args[1]);
    if (args[0].equals("open")) {
      System.out.println(open(shop, Path.of(args[2])));
    } else {
      double rate = args.length > 6 ? Double.parseDouble(args[6]) : 0;
      new ShopLoad(shop, args[2], rate).buy(Integer.parseInt(args[3]), Integer.parseInt(args[4]), Integer.parseInt(args[5]));
    }
  }

  // --- the publisher ---

  private static String open(URI shop, Path data) throws Exception {
    try (Line line = new Line(shop)) {
      line.json("POST", "/accounts", "", "{\"email\":\"ann@example.org\"}");
      String code = "";
      for (int i = 0; i < 300 && code.isEmpty(); i++) {
        Thread.sleep(100);
        code = code(data.resolve("mail"));
      }
      String owner =
          line.json(
              "POST",
              "/accounts/confirm",
              "",
              "{\"code\":\"" + code + "\",\"password\":\"correct horse battery\",\"publisherName\":\"Ann's films\"}");
      String session = field(owner, "session");
      String path = "/publishers/" + field(owner, "publisherId") + "/bundles";
      String bundle = field(line.json("POST", path, session, "{\"title\":\"The Film\"}"), "bundleId");
      path += "/" + bundle;
      String item = field(line.json("POST", path + "/items", session, "{\"name\":\"film\",\"gate\":\"PAID\"}"), "itemId");
      String type = "application/x-bittorrent";
      line.send("PUT", path + "/items/" + item + "/torrent", session, type, torrent()).expect(2);
      line.json("PUT", path + "/prices", session, "{\"prices\":[{\"currency\":\"usd\",\"model\":\"FIXED\",\"amountMinor\":600}]}");
      line.json("POST", path + "/publish", session, "{\"attestation\":\"" + ATTESTATION + "\"}");
      return bundle;
    }
  }

  private static String code(Path mail) throws IOException {
    if (!Files.isDirectory(mail)) {
      return "";
    }
    try (Stream<Path> files = Files.list(mail)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".eml")).toList()) {
        Matcher code = Pattern.compile("con_[0-9a-v]{26}").matcher(Files.readString(file));
        if (code.find()) {
          return code.group();
        }
      }
    }
    return "";
  }

  /** Four gigabytes in pieces of a megabyte, private. */
  private static byte[] torrent() throws IOException {
    int pieces = 4096;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String head = "d4:infod6:lengthi" + ((long) pieces << 20) + "e4:name8:film.mp412:piece lengthi1048576e6:pieces" + pieces * 20 + ":";
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    out.write(new byte[pieces * 20]);
    out.write("7:privatei1eee".getBytes(StandardCharsets.ISO_8859_1));
    return out.toByteArray();
  }

  // --- the buyers ---

  private final URI shop;
  private final String bundle;
  private final double rate;
  private final AtomicLong tickets = new AtomicLong();
  private final AtomicLong buyers = new AtomicLong(System.nanoTime() & 0xFFFFFFFFL);
  private volatile boolean counting;
  private volatile boolean over;

  private ShopLoad(URI shop, String bundle, double rate) {
    this.shop = shop;
    this.bundle = bundle;
    this.rate = rate;
  }

  private void buy(int connections, int warmUp, int seconds) throws Exception {
    List<Buyer> all = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      all.add(new Buyer(System.nanoTime()));
    }
    all.forEach(Thread::start);
    Thread.sleep(warmUp * 1000L);
    long start = System.nanoTime();
    counting = true;
    Thread.sleep(seconds * 1000L);
    counting = false;
    double took = (System.nanoTime() - start) / 1e9;
    over = true;
    for (Buyer buyer : all) {
      buyer.join();
    }
    long bought = all.stream().mapToLong(one -> one.bought).sum();
    long errors = all.stream().mapToLong(one -> one.errors).sum();
    System.out.printf("| purchases | a second | errors |%n|---|---|---|%n| %d | %.1f | %d |%n%n", bought, bought / took, errors);
    System.out.printf("| step | p50 | p99 | max |%n|---|---|---|---|%n");
    for (int step = 0; step < STEPS.length; step++) {
      List<long[]> times = new ArrayList<>();
      for (Buyer buyer : all) {
        times.add(Arrays.copyOf(buyer.times[step], buyer.counts[step]));
      }
      long[] sorted = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
      if (sorted.length > 0) {
        System.out.printf(
            "| %s | %.1f ms | %.1f ms | %.1f ms |%n",
            STEPS[step], at(sorted, 0.5) / 1e6, at(sorted, 0.99) / 1e6, sorted[sorted.length - 1] / 1e6);
      }
    }
  }

  private static long at(long[] sorted, double part) {
    return sorted[(int) Math.min(sorted.length - 1, part * sorted.length)];
  }

  private final class Buyer extends Thread {

    final long[][] times = new long[STEPS.length][1024];
    final int[] counts = new int[STEPS.length];
    final long start;
    long bought;
    long errors;
    long began;

    Buyer(long start) {
      this.start = start;
    }

    @Override
    public void run() {
      Line line = null;
      while (!over) {
        try {
          if (rate > 0) {
            long due = start + (long) (tickets.getAndIncrement() * 1e9 / rate) - System.nanoTime();
            if (due > 0) {
              Thread.sleep(due / 1_000_000, (int) (due % 1_000_000));
            }
          }
          line = line == null ? new Line(shop) : line;
          purchase(line);
          if (counting) {
            bought++;
          }
        } catch (IOException | RuntimeException failed) {
          if (errors++ == 0) {
            System.err.println(failed);
          }
          line = null;
        } catch (InterruptedException interrupted) {
          return;
        }
      }
    }

    private void purchase(Line line) throws IOException, InterruptedException {
      String email = "buyer" + buyers.getAndIncrement() + "@example.org";
      begin();
      String placed =
          line.json("POST", "/bundles/" + bundle + "/orders", "", "{\"currency\":\"usd\",\"email\":\"" + email + "\"}");
      end(0);
      String claim = field(placed, "claim");
      String order = field(placed, "id");
      String payUrl = field(placed, "payUrl");
      String payment = payUrl.substring(payUrl.lastIndexOf('/') + 1, payUrl.indexOf('?'));
      begin();
      line.send("POST", "/sandbox/payments/" + payment + "?action=approve", "", "", new byte[0]).expect(2);
      end(1);
      begin();
      // A page that waits would ask once a second; a first look at once is nearly always too early.
      long wait = 50;
      Thread.sleep(wait);
      Answer receipt = line.send("GET", "/orders/" + order + "/receipt", claim, "", new byte[0]);
      while (receipt.status == 409) {
        Thread.sleep(wait);
        wait = Math.min(2 * wait, 200);
        receipt = line.send("GET", "/orders/" + order + "/receipt", claim, "", new byte[0]);
      }
      receipt.expect(2);
      end(2);
      String text = receipt.text();
      String item = text.replaceFirst(".*\"id\":\"(itm_[^\"]*)\".*", "$1");
      begin();
      String path = "/receipts/" + field(text, "number") + "/items/" + item + "/torrent";
      Answer torrent = line.send("GET", path, claim, "", new byte[0]).expect(2);
      end(3);
      begin();
      announce(torrent.text(), field(text, "infoHash"));
      end(4);
    }

    /** On a connection of its own, as a client's first announce is. */
    private void announce(String torrent, String infoHash) throws IOException {
      int at = torrent.indexOf("8:announce") + 10;
      int colon = torrent.indexOf(':', at);
      URI url = URI.create(torrent.substring(colon + 1, colon + 1 + Integer.parseInt(torrent.substring(at, colon))));
      String query =
          "&info_hash=" + infoHash.replaceAll("..", "%$0") + "&peer_id=-XX0001-" + String.format("%012d", buyers.get() % 1000000000000L)
              + "&port=" + (1024 + buyers.get() % 60000) + "&uploaded=0&downloaded=0&left=1&compact=1&event=started";
      try (Line tracker = new Line(url)) {
        Answer answer = tracker.raw("GET", url.getRawPath() + "?" + url.getRawQuery() + query, "", "", new byte[0]).expect(2);
        if (answer.text().contains("failure reason")) {
          throw new IOException("refused: " + answer.text());
        }
      }
    }

    private void begin() {
      began = System.nanoTime();
    }

    private void end(int step) {
      if (counting) {
        if (counts[step] == times[step].length) {
          times[step] = Arrays.copyOf(times[step], 2 * counts[step]);
        }
        times[step][counts[step]++] = System.nanoTime() - began;
      }
    }
  }

  private static String field(String json, String name) {
    int at = json.indexOf("\"" + name + "\":\"");
    if (at < 0) {
      throw new IllegalStateException("no " + name + " in " + json);
    }
    int from = at + name.length() + 4;
    return json.substring(from, json.indexOf('"', from));
  }

  private record Answer(int status, byte[] body) {

    String text() {
      return new String(body, StandardCharsets.ISO_8859_1);
    }

    Answer expect(int hundreds) throws IOException {
      if (status / 100 != hundreds) {
        throw new IOException(status + " " + text());
      }
      return this;
    }
  }

  /** One connection. */
  private static final class Line implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;
    private final String host;

    Line(URI to) throws IOException {
      socket = new Socket(InetAddress.getByName(to.getHost()), to.getPort());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      in = new BufferedInputStream(socket.getInputStream(), 1 << 17);
      host = to.getAuthority();
    }

    String json(String method, String path, String bearer, String body) throws IOException {
      return send(method, path, bearer, "application/json", body.getBytes(StandardCharsets.UTF_8)).expect(2).text();
    }

    Answer send(String method, String path, String bearer, String type, byte[] body) throws IOException {
      return raw(method, "/api/v1" + path, bearer, type, body);
    }

    Answer raw(String method, String path, String bearer, String type, byte[] body) throws IOException {
      StringBuilder head = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ").append(host).append("\r\n");
      if (!bearer.isEmpty()) {
        head.append("Authorization: Bearer ").append(bearer).append("\r\n");
      }
      if (method.equals("POST")) {
        head.append("Idempotency-Key: ").append(UUID.randomUUID()).append("\r\n");
      }
      if (body.length > 0) {
        head.append("Content-Type: ").append(type).append("\r\n");
      }
      if (!method.equals("GET")) {
        head.append("Content-Length: ").append(body.length).append("\r\n");
      }
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      request.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
      request.write(body);
      socket.getOutputStream().write(request.toByteArray());
      int status = Integer.parseInt(line().substring(9, 12));
      int length = 0;
      for (String header = line(); !header.isEmpty(); header = line()) {
        if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
          length = Integer.parseInt(header.substring(15).strip());
        }
      }
      byte[] answer = in.readNBytes(length);
      if (answer.length < length) {
        throw new IOException("cut off");
      }
      return new Answer(status, answer);
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new IOException("closed");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
