/*
 * A closed-loop UDP announce load in batches: the workload of aquatic_udp_load_test (connect/announce/scrape 0/100/1
 * without the scrapes): torrents drawn by w(i) = T/P + exp(6.5 - 500 i/T), peers used round robin, event and left rolled
 * per announce (3 in 4 completed with left 0, else started with left 50).
 *
 * usage: udp_load ADDRESS PORT SECONDS [TORRENTS [PEERS [NUMWANT [WINDOW]]]]
 *
 * Every peer announces once before the clock starts, so that the table is full. WINDOW announces are kept in flight on each
 * of four sockets. Prints one line: replies/s, mean reply bytes and peers, errors, lost.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { SOCKETS = 4, BATCH = 64, REPLY = 2048, ANNOUNCE = 98 };

struct peer {
  uint32_t torrent;
  uint16_t port;
};

struct totals {
  uint64_t sent, replies, bytes, peers, errors, lost;
};

static uint64_t state = 0xc3aa8be617b3acceULL;

static uint64_t random64(void) { /* splitmix64 */
  uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static int sockets[SOCKETS];
static uint64_t connection_ids[SOCKETS];
static int in_flight[SOCKETS];
static unsigned char (*hashes)[20];
static struct peer *peers;
static size_t torrents = 1000000, peer_count = 2000000, next_peer;
static uint32_t numwant = 30;
static int window = 64;
static struct totals totals;

static void draw_peers(void) {
  double *cumulative = malloc(torrents * sizeof *cumulative), sum = 0;
  hashes = malloc(torrents * 20);
  for (size_t i = 0; i < torrents; i++) {
    sum += (double)torrents / peer_count + exp(6.5 - 500.0 * i / torrents);
    cumulative[i] = sum;
    for (int k = 0; k < 20; k++) hashes[i][k] = (unsigned char)random64();
  }
  peers = malloc(peer_count * sizeof *peers);
  for (size_t p = 0; p < peer_count; p++) {
    double x = (random64() >> 11) * 0x1p-53 * sum;
    size_t low = 0, high = torrents - 1;
    while (low < high) {
      size_t middle = (low + high) / 2;
      if (cumulative[middle] < x) low = middle + 1;
      else high = middle;
    }
    peers[p] = (struct peer){(uint32_t)low, (uint16_t)(1 + random64() % 65535)};
  }
  free(cumulative);
}

static void put32(unsigned char *at, uint32_t v) {
  v = htobe32(v);
  memcpy(at, &v, 4);
}

static void put64(unsigned char *at, uint64_t v) {
  v = htobe64(v);
  memcpy(at, &v, 8);
}

static void fill_announce(unsigned char *packet, int socket) {
  struct peer *peer = &peers[next_peer];
  int seeder = random64() % 4 != 0;
  memset(packet, 0, ANNOUNCE);
  memcpy(packet, &connection_ids[socket], 8);
  put32(packet + 8, 1);
  put32(packet + 12, (uint32_t)next_peer);
  memcpy(packet + 16, hashes[peer->torrent], 20);
  put64(packet + 56, 50);
  put64(packet + 64, seeder ? 0 : 50);
  put64(packet + 72, 50);
  put32(packet + 80, seeder ? 1 : 2);
  put32(packet + 92, numwant);
  packet[96] = peer->port >> 8;
  packet[97] = peer->port & 0xff;
  next_peer = next_peer + 1 == peer_count ? 0 : next_peer + 1;
}

static void send_some(int s) {
  static unsigned char packets[BATCH][ANNOUNCE];
  static struct mmsghdr messages[BATCH];
  static struct iovec vectors[BATCH];
  int want = window - in_flight[s];
  if (want > BATCH) want = BATCH;
  if (want <= 0) return;
  size_t first = next_peer;
  for (int i = 0; i < want; i++) {
    fill_announce(packets[i], s);
    vectors[i] = (struct iovec){packets[i], ANNOUNCE};
    messages[i].msg_hdr = (struct msghdr){.msg_iov = &vectors[i], .msg_iovlen = 1};
  }
  int sent = sendmmsg(sockets[s], messages, want, MSG_DONTWAIT);
  if (sent < 0) sent = 0;
  next_peer = (first + sent) % peer_count;
  in_flight[s] += sent;
  totals.sent += sent;
}

static int receive_some(int s) {
  static unsigned char replies[BATCH][REPLY];
  static struct mmsghdr messages[BATCH];
  static struct iovec vectors[BATCH];
  for (int i = 0; i < BATCH; i++) {
    vectors[i] = (struct iovec){replies[i], REPLY};
    messages[i].msg_hdr = (struct msghdr){.msg_iov = &vectors[i], .msg_iovlen = 1};
  }
  int n = recvmmsg(sockets[s], messages, BATCH, MSG_DONTWAIT, NULL);
  for (int i = 0; i < n; i++) {
    uint32_t action;
    memcpy(&action, replies[i], 4);
    totals.replies++;
    totals.bytes += messages[i].msg_len;
    if (be32toh(action) != 1) totals.errors++;
    else if (messages[i].msg_len > 20) totals.peers += (messages[i].msg_len - 20) / 6;
  }
  if (n > 0) in_flight[s] -= n < in_flight[s] ? n : in_flight[s];
  return n > 0 ? n : 0;
}

static void wait_for_any(void) {
  struct pollfd fds[SOCKETS];
  for (int s = 0; s < SOCKETS; s++) fds[s] = (struct pollfd){sockets[s], POLLIN, 0};
  if (poll(fds, SOCKETS, 100) == 0) { /* nothing for 100 ms: what is in flight was dropped */
    for (int s = 0; s < SOCKETS; s++) {
      totals.lost += in_flight[s];
      in_flight[s] = 0;
    }
  }
}

static void turn(void) {
  int received = 0;
  for (int s = 0; s < SOCKETS; s++) {
    send_some(s);
    received += receive_some(s);
  }
  if (!received) wait_for_any();
}

static int connect_socket(int s, const char *address, int port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, address, &to.sin_addr);
  int fd = socket(AF_INET, SOCK_DGRAM, 0), buffer = 8000000;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  if (connect(fd, (struct sockaddr *)&to, sizeof to)) return -1;
  unsigned char request[16], reply[16];
  put64(request, 0x41727101980ULL);
  put32(request + 8, 0);
  put32(request + 12, s);
  struct pollfd poll_fd = {fd, POLLIN, 0};
  for (int attempt = 0; attempt < 20; attempt++) {
    if (send(fd, request, 16, 0) == 16 && poll(&poll_fd, 1, 250) == 1 && recv(fd, reply, 16, 0) == 16) {
      memcpy(&connection_ids[s], reply + 8, 8);
      sockets[s] = fd;
      return 0;
    }
  }
  return -1;
}

int main(int argc, char **argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: udp_load ADDRESS PORT SECONDS [TORRENTS [PEERS [NUMWANT [WINDOW]]]]\n");
    return 2;
  }
  double seconds = atof(argv[3]);
  if (argc > 4) torrents = strtoul(argv[4], NULL, 10);
  if (argc > 5) peer_count = strtoul(argv[5], NULL, 10);
  if (argc > 6) numwant = strtoul(argv[6], NULL, 10);
  if (argc > 7) window = atoi(argv[7]);
  draw_peers();
  for (int s = 0; s < SOCKETS; s++) {
    if (connect_socket(s, argv[1], atoi(argv[2]))) {
      fprintf(stderr, "no answer from %s port %s\n", argv[1], argv[2]);
      return 1;
    }
  }
  while (totals.sent < peer_count) turn();
  totals = (struct totals){0};
  double start = now(), elapsed;
  do {
    for (int i = 0; i < 64; i++) turn();
  } while ((elapsed = now() - start) < seconds);
  printf("%.0f replies/s, %.1f bytes and %.2f peers a reply, %lu errors, %lu lost\n", totals.replies / elapsed,
         (double)totals.bytes / totals.replies, (double)totals.peers / totals.replies, totals.errors, totals.lost);
  return 0;
}
