"""Runs one text history on a module with pycrdt's API and writes down everything observable.

The JavaScript twin is yjs_text.mjs; histories.py describes the operations. A log has one entry for
each operation: a dict of what happened, or None where the operation belongs to a foreign client,
one that lives in another engine and of which only the messages are known. Bytes are base64 so that
logs of all peers compare with ==.
"""

from __future__ import annotations

import traceback
from base64 import b64decode, b64encode
from typing import Any

from .subject import Subject, points_in

History = dict[str, Any]
Entry = dict[str, Any]


def _b64(data: bytes) -> str:
    return b64encode(data).decode()


class _Client:
    """One document, with observers that collect what the current operation caused."""

    def __init__(self, subject: Subject, client_id: int, unit: str) -> None:
        self.unit = subject.unit(unit)
        self.measure = subject.measure(unit)
        self.doc = subject.new_doc(client_id, unit)
        self.text = self.doc.get("t", type=subject.module.Text)
        self.before = ""
        self.cursor = 0
        self.events: list[Entry] = []
        self.deltas: list[list[dict[str, Any]]] = []
        self.subscriptions = [self.text.observe(self._on_text), self.doc.observe(self._on_update)]

    def _on_text(self, event: Any) -> None:
        self.deltas.append(points_in(event.delta, self.before, self.unit))

    def _on_update(self, event: Any) -> None:
        self.events.append(
            {
                "u": _b64(event.update),
                "before": _b64(event.before_state),
                "after": _b64(event.after_state),
                "ds": _b64(event.delete_set),
            }
        )

    def report(self) -> Entry:
        """What happened since the last report, and where that led."""
        text = str(self.text)
        if len(self.text) != self.measure(text):
            raise AssertionError(f"len() is {len(self.text)} for {text!r} in {self.unit}")
        entry = {"events": self.events, "deltas": self.deltas, "text": text, "sv": self.state()}
        self.before = text
        self.events, self.deltas = [], []
        return entry

    def state(self) -> str:
        return _b64(self.doc.get_state())

    def full(self) -> str:
        return _b64(self.doc.get_update())

    def apply(self, payload: str) -> None:
        self.doc.apply_update(b64decode(payload))

    def edit(self, edits: list[list[Any]]) -> None:
        with self.doc.transaction():
            for edit in edits:
                self._edit_once(edit)

    def _edit_once(self, edit: list[Any]) -> None:
        kind, *args = edit
        s = str(self.text)
        cursor = min(self.cursor, len(s))
        if kind == "insert":
            self._insert(s, args[0] % (len(s) + 1), args[1])
        elif kind == "type":
            self._insert(s, cursor, args[0])
        elif kind == "delete":
            start = args[0] % len(s) if s else 0
            self._remove(s, start, min(start + args[1], len(s)))
        elif kind == "backspace":
            self._remove(s, max(0, cursor - args[0]), cursor)
        else:
            raise ValueError(f"unknown edit: {kind}")

    def _insert(self, s: str, point: int, value: str) -> None:
        self.text.insert(self.measure(s[:point]), value)
        self.cursor = point + len(value)

    def _remove(self, s: str, start: int, end: int) -> None:
        self.cursor = start
        if start != end:
            del self.text[self.measure(s[:start]) : self.measure(s[:end])]


class _Run:
    def __init__(self, subject: Subject, history: History) -> None:
        self.subject = subject
        self.unit = history["unit"]
        foreign = history.get("foreign", ())
        self.clients: list[_Client | None] = [
            None if c in foreign else _Client(subject, client_id, self.unit)
            for c, client_id in enumerate(history["clients"])
        ]
        self.messages: dict[int, str | None] = {}

    def step(self, op: Entry, given: Entry) -> Entry | None:
        """The log entry of one operation; `given` is that of the engine that owns its client."""
        client = None
        if "c" in op:
            client = self.clients[op["c"]]
            if client is None:
                if "m" in op:
                    self.messages[op["m"]] = given["m"]
                return None
        return getattr(self, f"_{op['op']}")(op, client, given)

    def _put(self, op: Entry, payload: str | None) -> Entry:
        self.messages[op["m"]] = payload
        return {"m": payload}

    def _edit(self, op: Entry, client: _Client, given: Entry) -> Entry:
        client.edit(op["edits"])
        entry = client.report()
        return {**self._put(op, entry["events"][0]["u"] if entry["events"] else None), **entry}

    def _deliver(self, op: Entry, client: _Client, given: Entry) -> Entry:
        payload = self.messages.get(op["of"])
        if payload is None:
            return {}  # an edit that changed nothing
        client.apply(payload)
        return client.report()

    def _diff(self, op: Entry, client: _Client, given: Entry) -> Entry:
        reader = self.clients[op["for"]]
        sv = given["sv"] if reader is None else reader.state()
        return {**self._put(op, _b64(client.doc.get_update(b64decode(sv)))), "sv": sv}

    def _full(self, op: Entry, client: _Client, given: Entry) -> Entry:
        return self._put(op, client.full())

    def _merge(self, op: Entry, client: None, given: Entry) -> Entry:
        payloads = [self.messages.get(m) for m in op["of"]]
        updates = [b64decode(p) for p in payloads if p is not None]
        if not updates:
            return self._put(op, None)
        return self._put(op, _b64(self.subject.module.merge_updates(*updates)))

    def _update_state(self, op: Entry, client: None, given: Entry) -> Entry:
        payload = self.messages.get(op["of"])
        if payload is None:
            return {}
        return {"sv": _b64(self.subject.module.get_state(b64decode(payload)))}

    def _update_diff(self, op: Entry, client: _Client, given: Entry) -> Entry:
        payload = self.messages.get(op["of"])
        if payload is None:
            return self._put(op, None)
        sv = client.state()
        part = self.subject.module.get_update(b64decode(payload), b64decode(sv))
        return {**self._put(op, _b64(part)), "sv": sv}

    def _restart(self, op: Entry, client: _Client, given: Entry) -> Entry:
        full = client.full()
        fresh = self.clients[op["c"]] = _Client(self.subject, op["id"], self.unit)
        fresh.apply(full)
        return {"full": full, **fresh.report()}

    def _check(self, op: Entry, client: _Client, given: Entry) -> Entry:
        return {"full": client.full(), "text": str(client.text), "sv": client.state()}


def run_text(subject: Subject, history: History) -> list[Entry | None]:
    """One entry for each operation; an operation that raises ends the log with its error."""
    run = _Run(subject, history)
    given = history.get("given")
    log: list[Entry | None] = []
    for i, op in enumerate(history["ops"]):
        try:
            log.append(run.step(op, (given[i] if given else None) or {}))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # upstream's panics are not Exceptions
            log.append({"error": traceback.format_exc()})
            break
    return log
