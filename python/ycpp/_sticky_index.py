"""StickyIndex: a position that stays where it is while others edit."""

from __future__ import annotations

import json
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from ._ycpp import StickyPosition, Transaction

if TYPE_CHECKING:
    from ._base import Sequence


class Assoc(IntEnum):
    """The neighbour that a sticky index stays with."""

    AFTER = 0
    BEFORE = -1


class StickyIndex:
    """A position that means the same place in every copy of the document, whatever others edit.

    It is what a cursor or a comment refers to: it stays next to the element after it
    (`Assoc.AFTER`), or next to the one before it. Bytes and JSON are those of Yjs's relative
    positions. Made by `text.sticky_index(5)`, or decoded from what a peer has sent.
    """

    __slots__ = ("_position", "_sequence")

    def __init__(self, position: StickyPosition, sequence: Sequence | None = None) -> None:
        self._position = position
        self._sequence = sequence

    @classmethod
    def new(cls, sequence: Sequence, index: int, assoc: Assoc = Assoc.AFTER) -> StickyIndex:
        """The position `index` of a text or array. O(log n).

        Args:
            sequence: The text or array.
            index: From 0 to its length, in the document's offset unit.
            assoc: The neighbour that the position stays with.

        Raises:
            IndexError: `index` is negative or past the end.
            ValueError: `index` is inside a character.
            RuntimeError: `sequence` is not part of a document.
        """
        before = Assoc(assoc) is Assoc.BEFORE
        return cls(StickyPosition.at(sequence, index, before), sequence)

    @classmethod
    def decode(cls, data: bytes, sequence: Sequence | None = None) -> StickyIndex:
        """The position that `encode` gave the bytes of, here or at a peer.

        Args:
            data: The bytes.
            sequence: The text or array it is in; without it, `get_index` needs a transaction.

        Raises:
            ValueError: The bytes are not a position.
        """
        return cls(StickyPosition.decode(data), sequence)

    @classmethod
    def from_json(cls, data: dict[str, Any], sequence: Sequence | None = None) -> StickyIndex:
        """The position that `to_json` gave the content of, here or at a peer.

        Args:
            data: That content.
            sequence: The text or array it is in; without it, `get_index` needs a transaction.

        Raises:
            ValueError: `data` is not a position.
        """
        return cls(StickyPosition.from_json(json.dumps(data)), sequence)

    def get_index(self, transaction: Transaction | None = None) -> int:
        """Where the position is now, in the document's offset unit. O(log n).

        Args:
            transaction: One of the document in question, for a position without a sequence.

        Raises:
            RuntimeError: There is neither a transaction nor a sequence.
            ValueError: The document does not know the place: the update that made it has not
                arrived, or it was forgotten, or it is in another sequence.
        """
        if transaction is not None:
            return self._position.index(transaction._document)
        if self._sequence is None:
            raise RuntimeError("No transaction available")
        return self._position.index_in(self._sequence)

    @property
    def assoc(self) -> Assoc:
        """The neighbour that the position stays with."""
        return Assoc.BEFORE if self._position.is_before else Assoc.AFTER

    def encode(self) -> bytes:
        """The position as bytes, for peers."""
        return self._position.encode()

    def to_json(self) -> dict[str, Any]:
        """The position as JSON, for peers: `assoc`, and what it is relative to.

        That is an element (`item`), a root by its name (`tname`), or a nested shared type (`type`).
        """
        members: dict[str, Any] = json.loads(self._position.to_json())
        if "item" in members:
            members.pop("tname", None)
            members.pop("type", None)
        return members

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StickyIndex):
            return NotImplemented
        return self.encode() == other.encode()

    def __hash__(self) -> int:
        return hash(self.encode())

    def __repr__(self) -> str:
        return f"StickyIndex({self.to_json()})"
