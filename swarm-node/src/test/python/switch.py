"""An Ethernet switch in user space whose cables can be cut, slowed and made lossy.

    switch.py [--record FILE.pcap] NAMESPACE...

Makes a TAP device named "cluster0" in each network namespace, with the hardware address
02:00:00:00:00:NN, and forwards frames among them: for kernels that cannot spoil a network
themselves (sch_netem). Namespaces are numbered from 1 in the order given. Prints "ready", then
reads commands, one a line, and prints "ok" once each is in force, or "error" and what is wrong:

    cut 1,2 3,4,5      nothing passes between these two sets of namespaces, either way
    lose 1 2 100       of the frames from 1 to 2 that many per cent are lost; not of those from 2 to 1
    loss 5             of all frames that many per cent are lost
    delay 200          every frame arrives so many milliseconds late
    heal               none of the above any more

Loss and delay are per frame and per way. Ends when its input ends, and the devices with it. Needs
root; nothing but Python 3.
"""

import collections
import ctypes
import fcntl
import gc
import os
import random
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TAP = 0x0002
IFF_NO_PI = 0x1000
SIOCSIFHWADDR = 0x8924
ARPHRD_ETHER = 1
CLONE_NEWNET = 0x40000000
DEVICE = b"cluster0"
LONGEST_FRAME = 65536
FRAMES_IN_A_ROW = 64  # from one device, before the others have their turn


def enter(namespace):
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/run/netns/" + namespace) as target:
        if libc.setns(target.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "cannot enter " + namespace)


def open_tap(namespace, number):
    """A TAP device belongs to the namespace that /dev/net/tun was opened in."""
    enter(namespace)
    tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    request = struct.pack("16sH22x", DEVICE, IFF_TAP | IFF_NO_PI)
    fcntl.ioctl(tap, TUNSETIFF, request)
    address = bytes([2, 0, 0, 0, 0, number])
    fcntl.ioctl(tap, SIOCSIFHWADDR, struct.pack("16sH6s8x", DEVICE, ARPHRD_ETHER, address))
    return tap


class Cables:
    """What becomes of a frame on its way from one namespace to another."""

    def __init__(self, count):
        self.count = count
        self.random = random.Random(1)
        self.heal()

    def heal(self):
        self.lost = {}  # (from, to) -> share of frames lost, where any
        self.seconds = 0.0

    def passes(self, source, target):
        share = self.lost.get((source, target))
        return share is None or self.random.random() >= share

    def obey(self, line):
        words = line.split()
        if words[:1] == ["cut"] and len(words) == 3:
            self.cut(self.numbers(words[1]), self.numbers(words[2]))
        elif words[:1] == ["lose"] and len(words) == 4:
            self.lose(self.numbers(words[1]), self.numbers(words[2]), float(words[3]) / 100)
        elif words[:1] == ["loss"] and len(words) == 2:
            everyone = range(self.count)
            self.lose(everyone, everyone, float(words[1]) / 100)
        elif words[:1] == ["delay"] and len(words) == 2:
            self.seconds = float(words[1]) / 1000
        elif words == ["heal"]:
            self.heal()
        else:
            raise ValueError("no such command: " + line)

    def numbers(self, text):
        numbers = [int(word) - 1 for word in text.split(",")]
        if any(number not in range(self.count) for number in numbers):
            raise ValueError("no such namespace in " + text)
        return numbers

    def cut(self, some, others):
        self.lose(some, others, 1)
        self.lose(others, some, 1)

    def lose(self, sources, targets, share):
        for source in sources:
            for target in targets:
                self.lost[source, target] = share


class Recording:
    """A capture file of all that the nodes sent, lost frames included."""

    def __init__(self, path):
        self.file = open(path, "wb", buffering=1 << 20) if path else None
        if self.file:
            self.file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, LONGEST_FRAME, 1))

    def add(self, frame):
        if self.file:
            now = time.time()
            seconds = int(now)
            micros = int((now - seconds) * 1e6)
            self.file.write(struct.pack("<IIII", seconds, micros, len(frame), len(frame)) + frame)

    def flush(self):
        if self.file:
            self.file.flush()


class Switch:
    def __init__(self, taps, recording):
        self.taps = taps
        self.cables = Cables(len(taps))
        self.recording = recording
        self.where = {}  # hardware address -> number of the namespace it was last heard in
        self.late = collections.deque()  # (when due, target, frame), in the order sent

    def run(self):
        poll = select.epoll()
        sources = {tap: number for number, tap in enumerate(self.taps)}
        for descriptor in [*self.taps, sys.stdin.fileno()]:
            poll.register(descriptor, select.EPOLLIN)
        while True:
            for descriptor, _ in poll.poll(self.patience()):
                if descriptor in sources:
                    self.receive(sources[descriptor])
                elif not self.command():
                    return
            self.deliver_due()

    def patience(self):
        """How long to sleep: until the next late frame is due; for ever (-1) without any."""
        return max(0.0, self.late[0][0] - time.monotonic()) if self.late else -1

    def receive(self, source):
        for _ in range(FRAMES_IN_A_ROW):
            try:
                frame = os.read(self.taps[source], LONGEST_FRAME)
            except BlockingIOError:
                return
            self.recording.add(frame)
            self.where[frame[6:12]] = source
            target = self.where.get(frame[0:6])
            for number in range(len(self.taps)) if target is None else [target]:
                if number != source and self.cables.passes(source, number):
                    self.send(number, frame)

    def send(self, target, frame):
        if self.cables.seconds or self.late:
            self.late.append((time.monotonic() + self.cables.seconds, target, frame))
        else:
            self.deliver(target, frame)

    def deliver_due(self):
        while self.late and self.late[0][0] <= time.monotonic():
            _, target, frame = self.late.popleft()
            self.deliver(target, frame)

    def deliver(self, target, frame):
        try:
            os.write(self.taps[target], frame)
        except OSError:
            pass  # its queue is full or the device is down: the frame is lost, as on any wire

    def command(self):
        """Obeys one line; whether there was one. The test sends the next after the answer."""
        line = sys.stdin.readline()
        if not line:
            return False
        self.recording.flush()
        try:
            self.cables.obey(line.strip())
            print("ok", flush=True)
        except ValueError as wrong:
            print("error", wrong, flush=True)
        return True


def main(arguments):
    record = None
    if arguments[:1] == ["--record"]:
        record, arguments = arguments[1], arguments[2:]
    taps = [open_tap(name, number) for number, name in enumerate(arguments, start=1)]
    gc.disable()  # nothing here makes cycles
    print("ready", flush=True)
    recording = Recording(record)
    Switch(taps, recording).run()
    recording.flush()


main(sys.argv[1:])
