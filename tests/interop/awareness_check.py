"""One engine's awareness beside another's: alone, and fed with the other's encoded updates."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from typing import Any

from .awareness_histories import awareness_history
from .oracle import Difference, Log, compare
from .peers import Runner
from .wire import awareness_entries

History = dict[str, Any]
Entry = dict[str, Any]


def beside_pycrdt(entry: Entry) -> Entry:
    """Everything, the order of states included.

    Metadata also speaks of clients that left and came back, which has no order to promise; and JSON
    text counts by what it says, because Python and JavaScript print numbers differently.
    """
    view = dict(entry)
    if "meta" in view:
        view["meta"] = sorted(view["meta"])
    if "m" in view:
        entries = awareness_entries(b64decode(view["m"]))
        view["m"] = [(client, clock, json.loads(text)) for client, clock, text in entries]
    return view


def beside_yjs(entry: Entry) -> Entry:
    """Bytes, states and metadata. y-protocols tells a client that comes back as updated, hence no
    events; and it keeps no order that anyone could rely on."""
    view = {key: value for key, value in entry.items() if key != "events"}
    if "states" in view:
        view["states"] = sorted(view["states"])
        view["meta"] = sorted(view["meta"])
    return view


class AwarenessCheck:
    """Compares `subject` with `peer`: y-protocols for bytes, or upstream pycrdt for `events`."""

    def __init__(self, subject: Runner, peer: Runner, events: bool) -> None:
        self.subject = subject
        self.peer = peer
        self.short = not events
        self.view: Callable[[Entry], Entry] = beside_pycrdt if events else beside_yjs
        self.counts = {"histories": 0, "operations": 0, "events": 0, "updates encoded": 0}

    def generate(self, seed: int) -> History:
        return awareness_history(seed, self.short)

    def acceptable(self, history: History) -> bool:
        return True

    def differences(self, batch: list[History]) -> list[Difference | None]:
        """For each history the first difference, or None."""
        theirs, ours = self._both(batch, batch)
        found = [compare(h, mine, other, self.view) for h, mine, other in zip(batch, ours, theirs)]
        self._count(ours)
        # Once more, each engine hearing what the other encoded in the place of its own bytes.
        alike = [i for i, difference in enumerate(found) if difference is None]
        for_peer = [{**batch[i], "given": _encoded(ours[i])} for i in alike]
        for_subject = [{**batch[i], "given": _encoded(theirs[i])} for i in alike]
        for i, crossed_peer, crossed_subject in zip(alike, *self._both(for_peer, for_subject)):
            found[i] = compare(batch[i], crossed_subject, theirs[i], self.view) or compare(
                batch[i], ours[i], crossed_peer, self.view
            )
        return found

    def _both(self, theirs: list[History], ours: list[History]) -> tuple[list[Log], list[Log]]:
        self.peer.submit("awareness", theirs)
        self.subject.submit("awareness", ours)
        own_logs = self.subject.collect()
        return self.peer.collect(), own_logs

    def _count(self, logs: list[Log]) -> None:
        self.counts["histories"] += len(logs)
        for log in logs:
            self.counts["operations"] += len(log)
            for entry in log:
                self.counts["events"] += len(entry.get("events", ()))
                self.counts["updates encoded"] += "m" in entry


def _encoded(log: Log) -> list[str | None]:
    """What each operation encoded."""
    return [entry.get("m") for entry in log]
