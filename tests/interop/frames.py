"""Length-prefixed JSON frames over pipes: how the tests talk to a peer process."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

_HEAD = struct.Struct(">I")


def write_frame(stream: BinaryIO, value: Any) -> None:
    """Write one frame and flush."""
    body = json.dumps(value, separators=(",", ":")).encode()
    stream.write(_HEAD.pack(len(body)))
    stream.write(body)
    stream.flush()


def read_frame(stream: BinaryIO) -> Any:
    """Read one frame; `None` at the end of the stream.

    Raises:
        EOFError: the stream ends inside a frame.
    """
    head = stream.read(_HEAD.size)
    if not head:
        return None
    if len(head) < _HEAD.size:
        raise EOFError("stream ends inside a frame's head")
    (length,) = _HEAD.unpack(head)
    body = stream.read(length)
    if len(body) < length:
        raise EOFError("stream ends inside a frame")
    return json.loads(body)
