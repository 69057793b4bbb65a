"""Makes a failing history small: takes out what is not needed for it to fail, greedily."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

History = dict[str, Any]


class _Budget:
    def __init__(self, fails: Callable[[History], bool], attempts: int) -> None:
        self._fails = fails
        self.left = attempts

    def fails(self, history: History) -> bool:
        if self.left == 0:
            return False
        self.left -= 1
        return self._fails(history)


def shrink(history: History, fails: Callable[[History], bool], attempts: int = 3000) -> History:
    """The smallest history found that still `fails`, trying at most `attempts` candidates."""
    budget = _Budget(fails, attempts)
    history = _without_operations(history, budget)
    history = _with_smaller_operations(history, budget)
    history = _with_small_ids(history, budget)
    history = _with_simple_settings(history, budget)
    return _without_operations(history, budget)


def _units(ops: list[Any]) -> list[list[Any]]:
    """Operations that go together: one, and the repetitions that belong to it."""
    units: list[list[Any]] = []
    for op in ops:
        if "again" in op and units:
            units[-1].append(op)
        else:
            units.append([op])
    return units


def _joined(history: History, units: list[list[Any]]) -> History:
    return {**history, "ops": [op for unit in units for op in unit]}


def _without_operations(history: History, budget: _Budget) -> History:
    units = _units(history["ops"])
    size = max(1, len(units) // 2)
    while True:
        removed = False
        start = len(units)
        while start > 0:  # from the end: what comes after the failure goes first
            start = max(0, start - size)
            candidate = units[:start] + units[start + size :]
            if candidate and budget.fails(_joined(history, candidate)):
                units = candidate
                removed = True
        if size > 1:
            size //= 2
        elif not removed:
            return _joined(history, units)


def _with_smaller_operations(history: History, budget: _Budget) -> History:
    i = 0
    while i < len(history["ops"]):
        for smaller in _smaller(history["ops"][i]):
            candidate = {**history, "ops": [*history["ops"][:i], smaller, *history["ops"][i + 1 :]]}
            if budget.fails(candidate):
                history = candidate
                break  # look at this operation once more
        else:
            i += 1
    return history


def _with_small_ids(history: History, budget: _Budget) -> History:
    """Client ids 1, 2, 3 in the order of the old ones, where that still fails."""
    if any("id" in op for op in history["ops"]):
        return history
    ids = {client: rank for rank, client in enumerate(sorted(history["clients"]), 1)}
    candidate = {**history, "clients": [ids[client] for client in history["clients"]]}
    return candidate if budget.fails(candidate) else history


def _with_simple_settings(history: History, budget: _Budget) -> History:
    for simple in ({"unit": "utf16"}, {"gc": [True for _ in history["clients"]]}):
        if simple.keys() <= history.keys() and budget.fails({**history, **simple}):
            history = {**history, **simple}
    return history


def _smaller(op: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for key in ("v2", "raw", "origin"):
        if key in op:
            yield {k: value for k, value in op.items() if k != key}
    merged = op["of"] if op["op"] == "merge" else []
    for j in range(len(merged)):
        yield {**op, "of": [*merged[:j], *merged[j + 1 :]]}
    edits = op.get("edits", [])
    for j, edit in enumerate(edits):
        rest = [*edits[:j], *edits[j + 1 :]]
        if rest:
            yield {**op, "edits": rest}
        for smaller in _smaller_named(edit):
            yield {**op, "edits": [*edits[:j], smaller, *edits[j + 1 :]]}


def _smaller_named(named: list[Any]) -> Iterator[list[Any]]:
    """Of an edit, a step or a pair: something that begins with its name."""
    for k in range(1, len(named)):
        for smaller in _smaller_argument(named[k]):
            yield [*named[:k], smaller, *named[k + 1 :]]


def _smaller_argument(value: Any) -> Iterator[Any]:
    if isinstance(value, str):
        for shorter in (value[: len(value) // 2], value[1:], value[:-1]):
            if shorter and shorter != value:
                yield shorter
        if value != "a" * len(value):
            yield "a" * len(value)
    elif isinstance(value, list):
        for j, element in enumerate(value):
            yield [*value[:j], *value[j + 1 :]]
            is_named = isinstance(element, list) and element and isinstance(element[0], str)
            for smaller in (_smaller_named if is_named else _smaller_argument)(element):
                yield [*value[:j], smaller, *value[j + 1 :]]
    elif isinstance(value, dict):
        if "new" not in value:
            yield 0
        if "object" in value:
            for pairs in _smaller_argument(value["object"]):
                yield {"object": pairs}
    elif isinstance(value, int) and value > 100:
        yield from (0, 1, 2, 3, value % 97)
    elif isinstance(value, int) and value > 1:
        yield from (value // 2, value - 1)


def pretty(history: History) -> str:
    """A history, one operation a line."""
    head = {key: value for key, value in history.items() if key != "ops"}
    lines = [json.dumps(op, ensure_ascii=False) for op in history["ops"]]
    return "\n".join([json.dumps(head), *(f"  {i:3} {line}" for i, line in enumerate(lines))])
