"""The engine under test: a Python module with pycrdt's API, `ycpp` or upstream `pycrdt`.

The two count text positions in different units; everything else that the histories use is the same.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import ModuleType
from typing import Any

UNITS = ("unicode", "utf16", "utf8")


def _utf16_length(s: str) -> int:
    return len(s) + sum(c > "\uffff" for c in s)


_MEASURES: dict[str, Callable[[str], int]] = {
    "unicode": len,
    "utf16": _utf16_length,
    "utf8": lambda s: len(s.encode()),
}


class Subject:
    """A module with pycrdt's API, and how it is told the unit of positions."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.module: ModuleType = importlib.import_module(name)
        self.awareness_class: Any = None  # another class in the place of the module's Awareness
        self.upstream = name == "pycrdt"  # it has no choice of unit, nor of topics

    def unit(self, wanted: str) -> str:
        """The unit in which a document made for `wanted` really counts."""
        return "utf8" if self.upstream else wanted

    def new_doc(self, client_id: int, unit: str) -> Any:
        """A document of client `client_id` counting in `unit`, where that can be chosen."""
        if self.upstream:
            return self.module.Doc(client_id=client_id)
        return self.module.Doc(client_id=client_id, offset_kind=unit)

    def new_awareness(self, client_id: int) -> Any:
        """The presence of client `client_id`."""
        make = self.awareness_class or self.module.Awareness
        return make(self.module.Doc(client_id=client_id))

    def measure(self, unit: str) -> Callable[[str], int]:
        """The function that gives a string's length in the unit this subject counts in."""
        return _MEASURES[self.unit(unit)]


def points_in(delta: list[dict[str, Any]], before: str, unit: str) -> list[dict[str, Any]]:
    """`delta` with its lengths in code points of `before`, the text it applies to.

    Raises:
        ValueError: a step ends inside a character, or past the end of the text.
    """
    if unit == "unicode":
        return [dict(step) for step in delta]
    codec, width = ("utf-8", 1) if unit == "utf8" else ("utf-16-le", 2)
    rest = before.encode(codec)
    steps = []
    for step in delta:
        if "insert" in step:
            steps.append(dict(step))
            continue
        key = "retain" if "retain" in step else "delete"
        size = step[key] * width
        if size > len(rest):
            raise ValueError(f"the delta {delta} goes past the end of {before!r}")
        steps.append({**step, key: len(rest[:size].decode(codec))})
        rest = rest[size:]
    return steps
