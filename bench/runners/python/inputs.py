"""inputs.py -- reads the files described in input.h."""

import struct
from pathlib import Path


class File:
    def __init__(self, path):
        self.data = Path(path).read_bytes()
        self.at = 0

    def u32(self):
        self.at += 4
        return int.from_bytes(self.data[self.at - 4 : self.at], "little")

    def frame(self):
        size = self.u32()
        self.at += size
        return self.data[self.at - size : self.at]

    def edit(self):
        position, removed, size = struct.unpack_from("<III", self.data, self.at)
        self.at += 12 + size
        return position, removed, self.data[self.at - size : self.at].decode()

    def list(self, read):
        return [read() for _ in range(self.u32())]


def read_frames(path):
    file = File(path)
    return file.list(file.frame)


def read_edits(path):
    """(position, removed, inserted); one of the last two is empty."""
    file = File(path)
    return file.list(file.edit)


def read_session(path):
    """The number of writers, and steps: writer, steps whose updates it gets, edits."""
    file = File(path)
    agents = file.u32()
    return agents, file.list(lambda: (file.u32(), file.list(file.u32), file.list(file.edit)))


class Messages:
    """Two frames for every client, new and changed, then two for all clients at once."""

    def __init__(self, path):
        frames = read_frames(path)
        middle = len(frames) // 2 - 1
        self.arrivals = frames[:middle]
        self.changes = frames[middle:-2]
        self.all_arrive = frames[-2:-1]
        self.all_change = frames[-1:]
