/*
 * The yardstick: answers every datagram with REPLY_BYTES bytes, in batches, and does nothing else.
 * What it reaches on one core is what the kernel lets any UDP server on that core reach.
 *
 * usage: udp_echo ADDRESS PORT REPLY_BYTES
 *
 * A 16-byte request (BEP 15 connect) gets 16 bytes, so that a load generator can begin.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { BATCH = 64, DATAGRAM = 1536 };

static unsigned char in[BATCH][DATAGRAM], out[BATCH][DATAGRAM];

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: udp_echo ADDRESS PORT REPLY_BYTES\n");
    return 2;
  }
  size_t reply_bytes = strtoul(argv[3], NULL, 10);
  if (reply_bytes < 16 || reply_bytes > DATAGRAM) {
    fprintf(stderr, "REPLY_BYTES is 16 to %d\n", DATAGRAM);
    return 2;
  }
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2]))};
  inet_pton(AF_INET, argv[1], &at.sin_addr);
  int fd = socket(AF_INET, SOCK_DGRAM, 0), buffer = 4 << 20;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  if (bind(fd, (struct sockaddr *)&at, sizeof at)) {
    perror("bind");
    return 1;
  }
  static struct mmsghdr messages[BATCH];
  static struct iovec vectors[BATCH];
  static struct sockaddr_in from[BATCH];
  for (;;) {
    for (int i = 0; i < BATCH; i++) {
      vectors[i] = (struct iovec){in[i], DATAGRAM};
      messages[i].msg_hdr = (struct msghdr){
          .msg_name = &from[i], .msg_namelen = sizeof from[i], .msg_iov = &vectors[i], .msg_iovlen = 1};
    }
    int n = recvmmsg(fd, messages, BATCH, MSG_WAITFORONE, NULL);
    for (int i = 0; i < n; i++) {
      memcpy(out[i], in[i] + 8, 8); /* action and transaction id */
      vectors[i] = (struct iovec){out[i], messages[i].msg_len == 16 ? 16 : reply_bytes};
    }
    for (int sent = 0; sent < n;) {
      int k = sendmmsg(fd, messages + sent, n - sent, 0);
      if (k <= 0) break;
      sent += k;
    }
  }
}
