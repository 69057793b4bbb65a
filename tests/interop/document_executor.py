"""Runs one document history on a module with pycrdt's API and writes down what users see.

Engines of two makers write different items for the same edit, so two of them that run one history
side by side part sooner or later, and rightly. Here one is the author of all messages; the other
runs with `given`, the author's log. It does each edit in a copy of the document, for comparison,
and then takes the author's update in its place.

An entry has what is visible, and the events of roots: `["event" or "deep", root, kind of type,
path, what changed]`. document_edits.py describes the edits, of which this knows those that upstream
has.
"""

from __future__ import annotations

import traceback
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from .subject import Subject

History = dict[str, Any]
Entry = dict[str, Any]
Shown = Any

KINDS = {"text": "Text", "array": "Array", "map": "Map"}


def _b64(data: bytes) -> str:
    return b64encode(data).decode()


class _Client:
    """One document, with observers that collect what the current operation caused."""

    def __init__(self, subject: Subject, history: History, client_id: int) -> None:
        self._module = subject.module
        self._classes = {kind: getattr(subject.module, name) for kind, name in KINDS.items()}
        self._measure = subject.measure(history["unit"])
        self.doc = subject.new_doc(client_id, history["unit"])
        self._roots = [
            self.doc.get(name, type=self._classes[kind]) for name, kind in history["roots"]
        ]
        self._events: list[Any] = []
        for n, root in enumerate(self._roots):
            root.observe(partial(self._note_one, n))
            if self._kind(root) != "text":  # upstream fails when a text is observed deeply
                root.observe_deep(partial(self._note, "deep", n))

    def _note_one(self, root: int, event: Any) -> None:
        self._note("event", root, [event])

    def _note(self, what: str, root: int, events: Iterable[Any]) -> None:
        for event in events:
            told = [what, root, self._kind(event.target), list(event.path)]
            if self._kind(event.target) == "map":
                self._events.append([*told, self._show_keys(event.keys)])
            else:
                self._events.append([*told, [self._show_step(step) for step in event.delta]])

    def _kind(self, value: Any) -> str | None:
        for kind, cls in self._classes.items():
            if isinstance(value, cls):
                return kind
        return None

    def _show(self, value: Any, nested: Callable[[str, Any], Shown]) -> Shown:
        kind = self._kind(value)
        if kind is not None:
            return nested(kind, value)
        if isinstance(value, dict):
            pairs = ([key, self._show(inner, nested)] for key, inner in value.items())
            return {"object": sorted(pairs, key=lambda pair: pair[0])}
        if isinstance(value, list):
            return [self._show(element, nested) for element in value]
        return value

    def _show_kind(self, value: Any) -> Shown:
        return self._show(value, lambda kind, _: {"type": kind})

    def _show_keys(self, keys: dict[str, Any]) -> Shown:
        return [
            [
                key,
                change["action"],
                *(self._show_kind(change.get(f"{at}Value")) for at in ("old", "new")),
            ]
            for key, change in sorted(keys.items())
        ]

    def _show_step(self, step: dict[str, Any]) -> Shown:
        attributes = self._show_kind(step.get("attributes") or {})
        (what,) = step.keys() - {"attributes"}
        value = step[what]
        return [what, value if isinstance(value, str) else self._show_kind(value), attributes]

    def _tree(self, kind: str, value: Any) -> Shown:
        if kind == "text":
            return {
                "text": [
                    [self._show_kind(run), self._show_kind(marks or {})]
                    for run, marks in value.diff()
                ]
            }
        if kind == "array":
            return {"array": [self._show(element, self._tree) for element in value]}
        return {"map": [[key, self._show(value[key], self._tree)] for key in sorted(value)]}

    def report(self) -> Entry:
        """What happened since the last report, and where that led."""
        events, self._events = self._events, []
        return {"events": events, "roots": [self._show(root, self._tree) for root in self._roots]}

    def state(self) -> str:
        return _b64(self.doc.get_state())

    def full(self) -> str:
        return _b64(self.doc.get_update())

    def apply(self, payload: str) -> None:
        self.doc.apply_update(b64decode(payload))

    def edit(self, edits: list[list[Any]]) -> str | None:
        """Does the edits of one transaction; returns its update."""
        updates: list[bytes] = []
        subscription = self.doc.observe(lambda event: updates.append(event.update))
        with self.doc.transaction():
            for kind, at, *args in edits:
                getattr(self, f"_{kind}")(at, *args)
        self.doc.unobserve(subscription)
        return _b64(updates[0]) if updates and updates[0] != b"\0\0" else None

    def _choose(self, at: int, kind: str) -> Any:
        """One of the live types of a kind, in document order with keys sorted."""
        found: list[Any] = []
        ahead = list(reversed(self._roots))
        while ahead:
            value = ahead.pop()
            found += [value] if self._kind(value) == kind else []
            if self._kind(value) == "array":
                inside = list(value)
            else:
                is_map = self._kind(value) == "map"
                inside = [value[key] for key in sorted(value)] if is_map else []
            ahead += [inner for inner in reversed(inside) if self._kind(inner)]
        return found[at % len(found)]

    def _widths(self, text: Any) -> list[int]:
        """The widths of what a position in a text can stand between."""
        widths: list[int] = []
        for run, _ in text.diff():
            widths += [self._measure(c) for c in run] if isinstance(run, str) else [1]
        return widths

    def _place(self, text: Any, where: int) -> int:
        widths = self._widths(text)
        return sum(widths[: where % (len(widths) + 1)])

    def _range(self, text: Any, where: int, count: int) -> tuple[int, int]:
        widths = self._widths(text)
        start = where % len(widths) if widths else 0
        return sum(widths[:start]), sum(widths[: start + count])

    def _insert(self, at: int, where: int, value: str, pairs: list[Any] | None) -> None:
        text = self._choose(at, "text")
        place = self._place(text, where)
        if pairs is None:
            text.insert(place, value)
        else:
            text.insert(place, value, dict(pairs))

    def _embed(self, at: int, where: int, value: Shown, pairs: list[Any] | None) -> None:
        text = self._choose(at, "text")
        text.insert_embed(self._place(text, where), self._read(value), dict(pairs or ()))

    def _format(self, at: int, where: int, count: int, pairs: list[Any]) -> None:
        text = self._choose(at, "text")
        start, stop = self._range(text, where, count)
        if start < stop:
            text.format(start, stop, dict(pairs))

    def _erase(self, at: int, where: int, count: int) -> None:
        text = self._choose(at, "text")
        start, stop = self._range(text, where, count)
        if start < stop:
            del text[start:stop]

    def _read(self, shown: Shown) -> Any:
        if isinstance(shown, list):
            return [self._read(element) for element in shown]
        if isinstance(shown, dict):
            if "new" in shown:
                return self._classes[shown["new"]]()
            return {key: self._read(value) for key, value in shown["object"]}
        return shown

    def _put(self, at: int, where: int, contents: list[Shown]) -> None:
        array = self._choose(at, "array")
        index = where % (len(array) + 1)
        for n, content in enumerate(contents):
            array.insert(index + n, self._read(content))

    def _push(self, at: int, values: list[Shown]) -> None:
        self._choose(at, "array").extend([self._read(value) for value in values])

    def _remove(self, at: int, where: int, count: int) -> None:
        array = self._choose(at, "array")
        if len(array):
            start = where % len(array)
            del array[start : min(start + count, len(array))]

    def _set(self, at: int, key: str, content: Shown) -> None:
        self._choose(at, "map")[key] = self._read(content)

    def _unset(self, at: int, key: str) -> None:
        self._choose(at, "map").pop(key, None)

    def _clear(self, at: int) -> None:
        self._choose(at, "map").clear()


class _Run:
    def __init__(self, subject: Subject, history: History) -> None:
        self.subject = subject
        self.history = history
        self.ids = list(history["clients"])
        self.clients = [self.create(client_id) for client_id in self.ids]
        self.messages: dict[int, str | None] = {}

    def create(self, client_id: int) -> _Client:
        return _Client(self.subject, self.history, client_id)

    def step(self, op: Entry, given: Entry | None) -> Entry:
        """The log entry of one operation; `given` is that of the author."""
        client = self.clients[op["c"]] if "c" in op else None
        entry = getattr(self, f"_{op['op']}")(op, client, given)
        if "m" in op:
            self.messages[op["m"]] = (entry if given is None else given)["m"]
        return entry

    def _edit(self, op: Entry, client: _Client, given: Entry | None) -> Entry:
        if given is None:
            return {"m": client.edit(op["edits"]), **client.report()}
        copy = self.create(self.ids[op["c"]])
        copy.apply(client.full())
        copy.report()
        entry = {"m": copy.edit(op["edits"]), **copy.report()}
        if given["m"] is not None:
            client.apply(given["m"])
            client.report()
        return entry

    def _deliver(self, op: Entry, client: _Client, given: Entry | None) -> Entry:
        payload = self.messages.get(op["of"])
        if payload is None:
            return {}
        client.apply(payload)
        return {**client.report(), "sv": client.state()}

    def _diff(self, op: Entry, client: _Client, given: Entry | None) -> Entry:
        sv = self.clients[op["for"]].state()
        return {"m": _b64(client.doc.get_update(b64decode(sv)))}

    def _full(self, op: Entry, client: _Client, given: Entry | None) -> Entry:
        return {"m": client.full()}

    def _merge(self, op: Entry, client: None, given: Entry | None) -> Entry:
        payloads = [self.messages.get(m) for m in op["of"]]
        updates = [b64decode(payload) for payload in payloads if payload is not None]
        return {"m": _b64(self.subject.module.merge_updates(*updates)) if updates else None}

    def _update_state(self, op: Entry, client: None, given: Entry | None) -> Entry:
        payload = self.messages.get(op["of"])
        if payload is None:
            return {}
        return {"sv": _b64(self.subject.module.get_state(b64decode(payload)))}

    def _update_diff(self, op: Entry, client: _Client, given: Entry | None) -> Entry:
        payload = self.messages.get(op["of"])
        if payload is None:
            return {"m": None}
        state = b64decode(client.state())
        return {"m": _b64(self.subject.module.get_update(b64decode(payload), state))}

    def _restart(self, op: Entry, client: _Client, given: Entry | None) -> Entry:
        full = client.full()
        self.ids[op["c"]] = op["id"]
        fresh = self.clients[op["c"]] = self.create(op["id"])
        fresh.apply(full)
        return {**fresh.report(), "sv": fresh.state()}

    def _check(self, op: Entry, client: _Client, given: Entry | None) -> Entry:
        return {**client.report(), "sv": client.state()}


def run_document(subject: Subject, history: History) -> list[Entry]:
    """One entry for each operation; an operation that raises ends the log with its error."""
    log: list[Entry] = []
    try:
        run = _Run(subject, history)
        for i, op in enumerate(history["ops"]):
            log.append(run.step(op, history["given"][i] if "given" in history else None))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # upstream's panics are not Exceptions
        log.append({"error": traceback.format_exc()})
    return log
