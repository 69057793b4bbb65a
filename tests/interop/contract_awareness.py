"""Upstream pycrdt's Awareness with the differences that this engine's Awareness has on purpose.

The code that runs is upstream's own source with the edits below, so that everything they do not
mention is upstream's behaviour and not a second opinion of it. An edit that no longer finds its
place stops the tests. Upstream escapes JSON to ASCII, and its encoder could not frame anything
else; the encoded bytes are compared with those of y-protocols instead.
"""

from __future__ import annotations

import copy
import inspect
import textwrap
from typing import Any

import pycrdt._awareness as upstream

FORGET_AFTER_TIMEOUTS = 10

# The edits of apply_awareness_update: upstream's text, the text in its place, why.
EDITS = (
    (
        "if client_meta is None and state is not None:",
        "if prev_state is None and state is not None:",
        "A client without a state that gets one is added, also when it left and came back.",
    ),
)


def _edited_apply() -> Any:
    source = textwrap.dedent(inspect.getsource(upstream.Awareness.apply_awareness_update))
    for before, after, _ in EDITS:
        if source.count(before) != 1:
            raise RuntimeError(f"upstream's apply_awareness_update no longer reads {before!r}")
        source = source.replace(before, after)
    scope: dict[str, Any] = {}
    exec(source, vars(upstream), scope)
    return scope["apply_awareness_update"]


class _EndOfRound(Exception):
    """Ends upstream's endless periodic task after one round."""


class UpstreamAwareness(upstream.Awareness):
    """Upstream's Awareness, whose periodic work can be done a round at a time."""

    def _tick(self) -> None:
        slept = False

        async def sleep_once(seconds: float) -> None:
            nonlocal slept
            if slept:
                raise _EndOfRound
            slept = True

        original, upstream.sleep = upstream.sleep, sleep_once
        try:
            self._start().send(None)
        except _EndOfRound:
            pass
        finally:
            upstream.sleep = original


class ContractAwareness(UpstreamAwareness):
    """Upstream's Awareness, edited."""

    apply_awareness_update = _edited_apply()

    def __init__(self, doc: Any) -> None:
        self._departed: dict[int, int] = {}  # client id -> when it was first seen without a state
        super().__init__(doc)

    @property
    def states(self) -> dict[int, dict[str, Any]]:
        """The own id comes first, then arrival order."""
        own = self.client_id
        return dict(sorted(self._states.items(), key=lambda item: item[0] != own))

    def set_local_state_field(self, field: str, value: Any) -> None:
        """Dots descend, and make mappings on the way."""
        state = copy.deepcopy(self.get_local_state())
        if state is None:
            return
        *path, last = field.split(".")
        target = state
        for part in path:
            target = target.setdefault(part, {})
            if not isinstance(target, dict):
                raise TypeError(f"{part} is not a mapping")
        target[last] = value
        self.set_local_state(state)

    def _tick(self) -> None:
        """One round of upstream's periodic task; then clients that left long ago are forgotten."""
        super()._tick()
        now = self._get_time()
        self.note_departures()
        for client_id, since in list(self._departed.items()):
            if now - since >= FORGET_AFTER_TIMEOUTS * self._outdated_timeout:
                del self._departed[client_id]
                del self._meta[client_id]

    def note_departures(self) -> None:
        """Remember since when each known client has had no state. Called after each operation."""
        now = self._get_time()
        for client_id, meta in self._meta.items():
            if client_id == self.client_id or client_id in self._states:
                self._departed.pop(client_id, None)
            elif client_id not in self._departed or meta["lastUpdated"] == now:
                self._departed[client_id] = now
