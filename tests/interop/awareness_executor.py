"""Runs one awareness history on a module with pycrdt's API; yjs_awareness.mjs is its twin.

Each instance reads the time through its attribute `_get_time`, which is replaced by the `now` of
the operation at hand; one round of its periodic work is `_tick()`. A log has one entry for each
operation: the events of the instance that it was done to, and that instance's states and metadata
afterwards.
"""

from __future__ import annotations

import copy
import traceback
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from .subject import Subject

TOPICS = {"change", "update"}


def _plain(value: Any) -> Any:
    """A copy made of plain dicts and lists."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


class _Run:
    def __init__(self, subject: Subject, history: dict[str, Any]) -> None:
        self.now = history["start"]
        self.given = history.get("given")
        self.events: list[Any] = []
        self.messages: dict[int, str | None] = {}
        self.instances = [self._instance(subject, client_id) for client_id in history["clients"]]

    def _instance(self, subject: Subject, client_id: int) -> Any:
        awareness = subject.new_awareness(client_id)
        awareness._get_time = lambda: self.now
        # All engines do this, so that times and clocks start alike.
        awareness.set_local_state({})
        if subject.upstream:
            awareness.observe(self._on_event)
        else:
            awareness.observe(self._on_event, topics=TOPICS)
        return awareness

    def _on_event(self, topic: str, event: tuple[dict[str, list[int]], Any]) -> None:
        changes, origin = event
        self.events.append([topic, _plain(changes), origin])

    def step(self, i: int, op: dict[str, Any]) -> dict[str, Any]:
        self.now = op["now"]
        self.events = []
        awareness = self.instances[op["c"]]
        try:
            entry = getattr(self, f"_{op['op']}")(awareness, op, i)
        except TypeError:
            entry = {"refused": True}
        if hasattr(awareness, "note_departures"):
            awareness.note_departures()
        return {
            **entry,
            "events": self.events,
            "states": [[client_id, _plain(state)] for client_id, state in awareness.states.items()],
            "meta": [[client_id, _plain(meta)] for client_id, meta in awareness.meta.items()],
        }

    def _set(self, awareness: Any, op: dict[str, Any], i: int) -> dict[str, Any]:
        awareness.set_local_state(copy.deepcopy(op["state"]))
        return {}

    def _field(self, awareness: Any, op: dict[str, Any], i: int) -> dict[str, Any]:
        awareness.set_local_state_field(op["field"], copy.deepcopy(op["value"]))
        return {}

    def _remove(self, awareness: Any, op: dict[str, Any], i: int) -> dict[str, Any]:
        awareness.remove_awareness_states(op["ids"], op["origin"])
        return {}

    def _encode(self, awareness: Any, op: dict[str, Any], i: int) -> dict[str, Any]:
        self.messages[op["m"]] = None
        made = b64encode(awareness.encode_awareness_update(op["ids"])).decode()
        # In a second run the other engine's bytes take the place of the own ones.
        self.messages[op["m"]] = self.given[i] if self.given else made
        return {"m": made}

    def _apply(self, awareness: Any, op: dict[str, Any], i: int) -> dict[str, Any]:
        payload = op["payload"] if "payload" in op else self.messages.get(op["of"])
        if payload is not None:
            awareness.apply_awareness_update(b64decode(payload), op["origin"])
        return {}

    def _tick(self, awareness: Any, op: dict[str, Any], i: int) -> dict[str, Any]:
        awareness._tick()
        return {}


def run_awareness(subject: Subject, history: dict[str, Any]) -> list[dict[str, Any]]:
    """One entry for each operation; an operation that fails ends the log with its error."""
    run = _Run(subject, history)
    log = []
    for i, op in enumerate(history["ops"]):
        try:
            log.append(run.step(i, op))
        except Exception:
            log.append({"error": traceback.format_exc()})
            break
    return log
