"""Text: a shared character sequence."""

from __future__ import annotations

from collections.abc import Iterator

from ._base import Sequence
from ._ycpp import TextBase, TextEvent


class Text(Sequence[TextEvent], TextBase):
    """A character sequence that is edited by all who share it.

    It is made free-standing and becomes part of a document with `doc["name"] = text` or
    `doc.get("name", type=Text)`. Before that, almost every method raises RuntimeError.

    Positions and lengths count in the document's offset unit (`Doc(offset_kind=...)`).
    `text[i]`, slices and iteration work on `str(text)`, whose unit is the code point.
    """

    def to_py(self) -> str | None:
        """The text as str; the initial content, or None, before it is part of a document."""
        return str(self) if self.is_integrated else self.prelim

    def clear(self) -> None:
        """Delete everything."""
        del self[:]

    def __getitem__(self, key: int | slice) -> str:
        """The character at an index, or a part, of `str(text)`. O(n)."""
        return str(self)[key]

    def __iter__(self) -> Iterator[str]:
        """The characters of `str(text)`."""
        return iter(str(self))

    def __contains__(self, item: str) -> bool:
        """True if `item` is a part of `str(text)`. O(n)."""
        return item in str(self)
