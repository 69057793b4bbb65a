"""The messages that peers exchange about a document: what stands on the wire, and its parts."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from ._ycpp import _read_frame, _read_var_uint
from ._ycpp import create_awareness_message as create_awareness_message
from ._ycpp import create_sync_message as create_sync_message
from ._ycpp import create_sync_step1_message as create_sync_step1_message
from ._ycpp import create_sync_step2_message as create_sync_step2_message
from ._ycpp import create_update_message as create_update_message
from ._ycpp import handle_sync_message as handle_sync_message
from ._ycpp import read_message as read_message
from ._ycpp import write_message as write_message
from ._ycpp import write_var_uint as write_var_uint


class YMessageType(IntEnum):
    """The first byte of a message: what it is about."""

    SYNC = 0
    """The document: a YSyncMessageType follows."""
    AWARENESS = 1
    """Presence: an awareness update with its length in front follows."""
    AUTH = 2
    """Whether the peer has access."""
    QUERY_AWARENESS = 3
    """Asks for the presence of all clients; nothing follows."""


class YSyncMessageType(IntEnum):
    """The second byte of a SYNC message. Bytes with their length in front follow."""

    SYNC_STEP1 = 0
    """The state vector of the sender, who asks for what it lacks."""
    SYNC_STEP2 = 1
    """The update that answers SYNC_STEP1."""
    SYNC_UPDATE = 2
    """An update, as it happens."""


def create_message(data: bytes, msg_type: int) -> bytes:
    """A SYNC message of the type `msg_type` around `data`."""
    return bytes([YMessageType.SYNC, msg_type]) + write_message(data)


class Encoder:
    """Writes numbers and strings as they stand on the wire."""

    stream: list[bytes]
    """What was written so far, in pieces."""

    def __init__(self) -> None:
        self.stream = []

    def write_var_uint(self, num: int) -> None:
        """Write a number.

        Raises:
            ValueError: It is negative or above 2**53 - 1.
        """
        self.stream.append(write_var_uint(num))

    def write_var_string(self, text: str) -> None:
        """Write a string: its length in bytes, then UTF-8.

        Raises:
            ValueError: It has half of a surrogate pair.
        """
        self.stream.append(write_message(text.encode()))

    def to_bytes(self) -> bytes:
        """All that was written."""
        return b"".join(self.stream)


class Decoder:
    """Reads numbers, strings and messages from bytes, one after the other."""

    def __init__(self, stream: bytes) -> None:
        """
        Args:
            stream: Any bytes-like object; read from its beginning.
        """
        self.stream = stream
        self.length = len(stream)
        """How many bytes are left."""
        self.i0 = 0
        """Where the next byte is."""

    def _advance(self, i1: int) -> None:
        self.length -= i1 - self.i0
        self.i0 = i1

    def read_var_uint(self) -> int:
        """Read a number.

        Raises:
            RuntimeError: Nothing is left.
            IndexError: It is cut off.
            ValueError: It is above 2**53 - 1.
        """
        if self.length <= 0:
            raise RuntimeError("Y protocol error")
        number, end = _read_var_uint(self.stream, self.i0)
        self._advance(end)
        return number

    def read_message(self) -> bytes | None:
        """Read bytes with their length in front; None when nothing is left.

        Raises:
            ValueError: They are cut off; the message says where. Nothing is read.
        """
        if self.length <= 0:
            return None
        message, end = _read_frame(self.stream, self.i0)
        self._advance(end)
        return message

    def read_messages(self) -> Iterator[bytes]:
        """Read bytes with their length in front until nothing is left.

        Raises:
            ValueError: As `read_message`.
        """
        while (message := self.read_message()) is not None:
            yield message

    def read_var_string(self) -> str:
        """Read a string; empty when nothing is left.

        Raises:
            ValueError: It is cut off, or not UTF-8.
        """
        return (self.read_message() or b"").decode()
