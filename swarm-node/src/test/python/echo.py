"""Datagrams between two network namespaces, to see what their switch does to them.

    echo.py answer ADDRESS          sends every datagram back; prints "ready" when it listens
    echo.py ask ADDRESS COUNT       sends that many, one every 1 ms; waits until 400 ms after the
                                    last, and prints how many came back and the median of their
                                    round trips in milliseconds
"""

import select
import socket
import struct
import sys
import time

PORT = 7007
SPACING_SECONDS = 0.001
PATIENCE_SECONDS = 0.4


def answer(address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind((address, PORT))
        print("ready", flush=True)
        while True:
            datagram, sender = listener.recvfrom(2048)
            listener.sendto(datagram, sender)


def ask(address, count):
    trips = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        for _ in range(count):
            asker.sendto(struct.pack("d", time.monotonic()), (address, PORT))
            collect(asker, SPACING_SECONDS, trips)
        collect(asker, PATIENCE_SECONDS, trips)
    trips.sort()
    print(len(trips), trips[len(trips) // 2] * 1000 if trips else 0)


def collect(asker, seconds, trips):
    end = time.monotonic() + seconds
    while select.select([asker], [], [], max(0, end - time.monotonic()))[0]:
        (sent,) = struct.unpack("d", asker.recv(2048))
        trips.append(time.monotonic() - sent)


if sys.argv[1] == "answer":
    answer(sys.argv[2])
else:
    ask(sys.argv[2], int(sys.argv[3]))
