"""wire.py -- updates and state vectors written by hand, for documents that no single peer made;
awareness updates are read, too.

Only what the benchmarks need: v1 updates of one run of text, one map key or one list of values.
"""

from __future__ import annotations

from dataclasses import dataclass

Id = tuple[int, int]  # client, clock


def var_uint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def string(text: str) -> bytes:
    raw = text.encode()
    return var_uint(len(raw)) + raw


def any_value(value: int | str) -> bytes:
    """A lib0 any: 77 and a string, or 7d and a signed integer, six bits in its first byte."""
    if isinstance(value, str):
        return b"\x77" + string(value)
    first, rest = value & 0x3F, value >> 6
    return b"\x7d" + (bytes([first | 0x80]) + var_uint(rest) if rest else bytes([first]))


@dataclass(frozen=True)
class Item:
    """A run of content in the root `root`, right of `origin` if there is one, or at `key`."""

    id: Id
    content: str | list[int | str]
    root: str = "t"
    origin: Id | None = None
    right_origin: Id | None = None
    key: str | None = None

    def encode(self) -> bytes:
        text = isinstance(self.content, str)
        info = (4 if text else 8) | 0x20 * (self.key is not None)
        info |= 0x80 * (self.origin is not None) | 0x40 * (self.right_origin is not None)
        out = bytes([info])
        for origin in (self.origin, self.right_origin):
            if origin is not None:
                out += var_uint(origin[0]) + var_uint(origin[1])
        if self.origin is None and self.right_origin is None:
            out += b"\x01" + string(self.root)
            if self.key is not None:
                out += string(self.key)
        if isinstance(self.content, str):
            return out + string(self.content)
        return out + var_uint(len(self.content)) + b"".join(map(any_value, self.content))


def update(items: list[Item]) -> bytes:
    """An update of items of different clients, which deletes nothing. The greatest client first."""
    parts = [var_uint(len(items))]
    for item in sorted(items, key=lambda item: -item.id[0]):
        parts += b"\x01", var_uint(item.id[0]), var_uint(item.id[1]), item.encode()
    return b"".join(parts) + b"\x00"


def state_vector(clocks: dict[int, int]) -> bytes:
    parts = [var_uint(len(clocks))]
    for client in sorted(clocks, reverse=True):
        parts += var_uint(client), var_uint(clocks[client])
    return b"".join(parts)


def decode_awareness(data: bytes) -> dict[int, tuple[int, str]]:
    """client -> (clock, JSON) of an awareness update."""
    at = 0

    def number() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    states = {}
    for _ in range(number()):
        client, clock, size = number(), number(), number()
        states[client] = (clock, data[at : at + size].decode())
        at += size
    return states
