"""sessions.py -- recorded sessions of several writers, as steps that engines can replay.

A transaction of a trace names those that it was made upon. Each writer has a copy of the document,
which must hold these and their ancestors and nothing else when the transaction is made: so before
it, the copy receives what it lacks. A writer who went on from an earlier state, as people do who
have two windows, gets another copy.
"""

from __future__ import annotations

import gzip
import json
import struct
from pathlib import Path

from .inputs import Edit

Step = tuple[int, list[int], list[Edit]]  # copy, steps whose updates it receives before, edits


def read_session(path: Path) -> tuple[int, list[Step]]:
    """The number of copies, and the steps. Characters beyond ASCII become `?`, so that a position
    is the same number for every engine."""
    trace = json.loads(gzip.decompress(path.read_bytes()))
    steps: list[Step] = []
    ancestors: list[int] = []  # per transaction a set of transactions, as the bits of a number
    copies: list[tuple[int, int]] = []  # writer, what the copy has, likewise
    for n, transaction in enumerate(trace["txns"]):
        upon = 0
        for parent in transaction["parents"]:
            upon |= ancestors[parent] | 1 << parent
        ancestors.append(upon)
        agent = transaction["agent"]
        able = [i for i, (writer, has) in enumerate(copies) if writer == agent and not has & ~upon]
        if not able:
            able = [len(copies)]
            copies.append((agent, 0))
        copy = able[-1]
        received = ones(upon & ~copies[copy][1])
        edits = [(at, removed, ascii_only(text)) for at, removed, text in transaction["patches"]]
        steps.append((copy, received, edits))
        copies[copy] = agent, upon | 1 << n
    everything = (1 << len(steps)) - 1
    rest = [(copy, ones(everything & ~has), []) for copy, (_, has) in enumerate(copies)]
    return len(copies), steps + rest


def ones(bits: int) -> list[int]:
    """The places of the bits that are set, ascending."""
    out = []
    while bits:
        lowest = bits & -bits
        out.append(lowest.bit_length() - 1)
        bits ^= lowest
    return out


def ascii_only(text: str) -> str:
    return text.encode("ascii", "replace").decode()


def write_session(path: Path, copies: int, steps: list[Step]) -> None:
    parts = [struct.pack("<II", copies, len(steps))]
    for copy, received, edits in steps:
        parts.append(struct.pack(f"<II{len(received)}I", copy, len(received), *received))
        parts.append(struct.pack("<I", len(edits)))
        for position, removed, inserted in edits:
            raw = inserted.encode()
            parts += struct.pack("<III", position, removed, len(raw)), raw
    path.write_bytes(b"".join(parts))
