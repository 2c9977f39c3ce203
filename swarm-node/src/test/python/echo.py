"""Datagrams between two network namespaces, to see what their switch does to them.

    echo.py answer ADDRESS          sends every datagram back; prints "ready" when it listens
    echo.py ask ADDRESS COUNT       sends that many, one every 1 ms; waits until all are back, or
                                    none came for 3 s, and prints how many came back and the
                                    shortest of their round trips in milliseconds
"""

import select
import socket
import struct
import sys
import time

PORT = 7007
SPACING_SECONDS = 0.001
PATIENCE_SECONDS = 3


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
        while len(trips) < count:
            before = len(trips)
            collect(asker, PATIENCE_SECONDS, trips, count)
            if len(trips) == before:
                break
    print(len(trips), min(trips) * 1000 if trips else 0)


def collect(asker, seconds, trips, enough=sys.maxsize):
    end = time.monotonic() + seconds
    while len(trips) < enough and select.select([asker], [], [], max(0, end - time.monotonic()))[0]:
        (sent,) = struct.unpack("d", asker.recv(2048))
        trips.append(time.monotonic() - sent)


if sys.argv[1] == "answer":
    answer(sys.argv[2])
else:
    ask(sys.argv[2], int(sys.argv[3]))
