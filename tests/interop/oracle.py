"""Decides whether two engines did the same with one history, and says where they first differ.

Beside Yjs every byte counts. Beside upstream pycrdt the same documents may be written differently:
known.py lists how, and only what it lists is forgiven.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Log = list[Any]
View = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Difference:
    """The first place where two logs of one history disagree."""

    seed: int
    index: int  # of the operation; -1 for the history as a whole
    op: dict[str, Any]
    field: str
    ours: Any
    theirs: Any

    def __str__(self) -> str:
        op = json.dumps(self.op, ensure_ascii=False)
        return "\n".join(
            (
                f"seed {self.seed}, operation {self.index}: {op}",
                f"  {self.field} differs",
                f"    ours:   {_show(self.ours)}",
                f"    theirs: {_show(self.theirs)}",
            )
        )


def _show(value: Any) -> str:
    if isinstance(value, str) and value.startswith("Traceback"):
        return "\n      ".join(value.splitlines())
    return json.dumps(value, ensure_ascii=False)


def exact(entry: dict[str, Any]) -> dict[str, Any]:
    """The view beside Yjs: everything, byte by byte."""
    return entry


def _viewed(view: View, entry: dict[str, Any]) -> dict[str, Any]:
    try:
        return view(entry)
    except (ValueError, IndexError) as malformed:
        return {**entry, "error": f"{type(malformed).__name__}: {malformed}"}


def compare(
    history: dict[str, Any], ours: Log, theirs: Log, view: View, where: list[bool] | None = None
) -> Difference | None:
    """The first difference of two logs, looked at through `view`; None when there is none.

    Where one log has None, the operation belonged to a foreign client and there is nothing to
    compare; neither is there where `where` is false. An error is always a difference, also when
    both have one.
    """
    for i, op in enumerate(history["ops"]):
        if i >= len(ours) or i >= len(theirs):
            return Difference(history["seed"], i, op, "log", len(ours), len(theirs))
        mine, other = ours[i], theirs[i]
        if mine is None or other is None:
            continue
        if "error" not in mine and "error" not in other:
            if where is not None and not where[i]:
                continue
            if mine == other:
                continue
            mine, other = _viewed(view, mine), _viewed(view, other)
            if mine == other:
                continue
        for field in sorted(mine.keys() | other.keys(), key=lambda name: (name != "error", name)):
            if field == "error" or mine.get(field) != other.get(field):
                return Difference(history["seed"], i, op, field, mine.get(field), other.get(field))
    return None


def converged(history: dict[str, Any], log: Log) -> Difference | None:
    """None when the checks that end a history found one text and one state."""
    checks = log[-len(history["clients"]) :]
    ends = [(entry["text"], entry["sv"]) for entry in checks if entry is not None]
    for end in ends:
        if end != ends[0]:
            return Difference(history["seed"], -1, {}, "text and state at the end", end, ends[0])
    return None
