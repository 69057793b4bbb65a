"""inputs.py -- makes the files that the runners read; runners/cpp/input.h describes them.

Everything is derived from a trace or from a seeded generator, so two runs measure the same work.
"""

from __future__ import annotations

import gzip
import json
import random
import struct
from bisect import bisect_left
from collections.abc import Callable, Iterable
from pathlib import Path

from .wire import var_uint

Edit = tuple[int, int, str]  # position, removed, inserted; one of the last two is empty

# What an engine's positions count -> how many units a character is.
UNITS: dict[str, Callable[[str], int]] = {
    "unicode": lambda character: 1,
    "utf16": lambda character: 1 + (ord(character) > 0xFFFF),
    "utf8": lambda character: len(character.encode()),
}


def read_trace(path: Path) -> tuple[list[Edit], str]:
    """The edits of a recorded session of one writer, in code points, and the text they end in.

    A patch that replaces text is a removal and an insertion: two edits, for every engine alike.
    """
    trace = json.loads(gzip.decompress(path.read_bytes()))
    edits: list[Edit] = []
    if trace["startContent"]:
        edits.append((0, 0, trace["startContent"]))
    for transaction in trace["txns"]:
        for position, removed, inserted in transaction["patches"]:
            if removed:
                edits.append((position, removed, ""))
            if inserted:
                edits.append((position, 0, inserted))
    return edits, trace["endContent"]


def in_unit(edits: Iterable[Edit], unit: str) -> list[Edit]:
    """The same edits with positions and lengths in another unit.

    Keeps the places of the characters that are not one unit wide: O(edits * such characters), and
    text is mostly ASCII.
    """
    width = UNITS[unit]
    places: list[int] = []  # of the wide characters, in code points, ascending
    extra: list[int] = []  # their units beyond the first
    out = []
    for position, removed, inserted in edits:
        start = bisect_left(places, position)
        end = bisect_left(places, position + removed)
        out.append((position + sum(extra[:start]), removed + sum(extra[start:end]), inserted))
        wide = [(i, width(c) - 1) for i, c in enumerate(inserted) if width(c) > 1]
        places[start:] = [position + i for i, _ in wide] + [
            place + len(inserted) - removed for place in places[end:]
        ]
        extra[start:end] = [more for _, more in wide]
    return out


def write_edits(path: Path, edits: list[Edit]) -> None:
    parts = [struct.pack("<I", len(edits))]
    for position, removed, inserted in edits:
        raw = inserted.encode()
        parts += struct.pack("<III", position, removed, len(raw)), raw
    path.write_bytes(b"".join(parts))


def write_frames(path: Path, frames: list[bytes]) -> None:
    parts = [struct.pack("<I", len(frames))]
    for frame in frames:
        parts += struct.pack("<I", len(frame)), frame
    path.write_bytes(b"".join(parts))


def read_frames(path: Path) -> list[bytes]:
    data = path.read_bytes()
    (count,) = struct.unpack_from("<I", data)
    frames, at = [], 4
    for _ in range(count):
        (size,) = struct.unpack_from("<I", data, at)
        frames.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    return frames


# --- awareness ------------------------------------------------------------------------------------


def awareness_update(states: list[tuple[int, int, str]]) -> bytes:
    """An update that carries (client, clock, JSON) triples."""
    parts = [var_uint(len(states))]
    for client, clock, state in states:
        raw = state.encode()
        parts += var_uint(client), var_uint(clock), var_uint(len(raw)), raw
    return b"".join(parts)


def awareness_messages(count: int, moves: bool = True) -> list[bytes]:
    """Each of `count` clients appears, each moves its cursor; then both again for all at once.
    Without moves, the second time only says that they are still there."""
    generator = random.Random(count)
    clients = generator.sample(range(2**32), count)

    def states(clock: int) -> list[tuple[int, int, str]]:
        out = []
        for n, client in enumerate(clients):
            anchor = generator.randrange(1000, 10_000) if moves else 1000 + n % 9000
            user = {"name": f"Writer {n:05}", "color": f"#{n * 7919 % 2**24:06x}"}
            state = {"user": user, "cursor": {"anchor": anchor, "head": anchor + clock * moves}}
            out.append((client, clock, json.dumps(state, separators=(",", ":"))))
        return out

    arrivals, changes = states(1), states(2)
    each = [awareness_update([state]) for state in arrivals + changes]
    return [*each, awareness_update(arrivals), awareness_update(changes)]
