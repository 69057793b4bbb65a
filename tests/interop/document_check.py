"""This engine beside Yjs on document histories: everything, byte by byte.

Where they differ, the history is run once more on a Yjs without the behaviours that this engine
does not share on purpose (VARIANTS, and docs/decisions/0001), and must agree with that one to the
byte. The summary counts those histories.
"""

from __future__ import annotations

from typing import Any

from .document_histories import document_history
from .oracle import Difference, compare
from .peers import Runner

History = dict[str, Any]
Log = list[Any]

# What yjs_client.mjs can be told to do otherwise, by the names in the summary.
VARIANTS = {
    "held back by Yjs": {"retry": True},
}


def unordered(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of a client that has waited, without the order in which things came.

    When what was missing arrives, Yjs integrates all that waited anew, as one update; this engine
    lets in what has become ready. The results are equal, but keys of maps, changes in an event, and
    events of a transaction can come in another order.
    """
    if not entry.get("waited"):
        return entry
    return {
        **entry,
        "roots": _sorted_keys(entry["roots"]),
        "events": sorted((_sorted_changes(event) for event in entry["events"]), key=repr),
    }


def _sorted_keys(shown: Any) -> Any:
    if isinstance(shown, list):
        return [_sorted_keys(element) for element in shown]
    if isinstance(shown, dict):
        shown = {key: _sorted_keys(value) for key, value in shown.items()}
        for keyed in ("map", "hook", "attributes"):
            if keyed in shown:
                shown[keyed].sort(key=lambda pair: pair[0])
    return shown


def _sorted_changes(event: list[Any]) -> list[Any]:
    """An event with its changed keys, or one of several events, in a fixed order."""
    kind, number, *rest = event
    if kind == "event":
        return [kind, number, {**rest[0], "keys": sorted(rest[0]["keys"], key=repr)}]
    if kind == "deep":
        told = ({**one, "keys": sorted(one["keys"], key=repr)} for one in rest[0])
        return [kind, number, sorted(told, key=repr)]
    return event


class DocumentCheck:
    """Compares `subject` with `peer` on the histories of one family."""

    def __init__(self, family: str, subject: Runner, peer: Runner) -> None:
        self.family = family
        self.subject = subject
        self.peer = peer
        self.counts = {"histories": 0, "operations": 0, "edits": 0, "updates applied": 0}
        self.counts.update(dict.fromkeys(VARIANTS, 0))

    def generate(self, seed: int) -> History:
        return document_history(self.family, seed)

    def acceptable(self, history: History) -> bool:
        """Any part of a history is a history."""
        return True

    def differences(self, batch: list[History]) -> list[Difference | None]:
        """For each history the first difference, or None."""
        self.subject.submit("document", batch)
        self.peer.submit("document", batch)
        ours = self.subject.collect()
        theirs = self.peer.collect()
        self._count(batch, ours)
        return [self._difference(*case) for case in zip(batch, ours, theirs)]

    def _difference(self, history: History, ours: Log, theirs: Log) -> Difference | None:
        first = compare(history, ours, theirs, unordered)
        if first is None:
            return None
        for name, variant in VARIANTS.items():
            changed = {**history, **variant}
            self.peer.submit("document", [changed])
            (log,) = self.peer.collect()
            if compare(changed, ours, log, unordered) is None:
                self.counts[name] += 1
                return None
        return first

    def _count(self, batch: list[History], logs: list[Log]) -> None:
        self.counts["histories"] += len(batch)
        for history, log in zip(batch, logs):
            self.counts["operations"] += len(history["ops"])
            for op, entry in zip(history["ops"], log):
                self.counts["edits"] += len(op.get("edits", ()))
                self.counts["updates applied"] += op["op"] == "deliver" and bool(entry)
