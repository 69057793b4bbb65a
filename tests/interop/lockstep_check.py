"""This engine beside upstream pycrdt on document histories: visible state and events.

Each engine is the author of half of the histories, and the other follows it; see
document_executor.py.
"""

from __future__ import annotations

from typing import Any

from .document_histories import FAMILIES, document_history
from .knowledge import is_careful, settled
from .known import is_stuck, meaning_of_document, panicked
from .oracle import Difference, compare
from .peers import Runner

History = dict[str, Any]
Log = list[Any]


class LockstepCheck:
    """Compares `subject` with `peer` on histories of one family."""

    def __init__(self, family: str, subject: Runner, peer: Runner) -> None:
        self.family = family
        self.subject = subject
        self.peer = peer
        self.counts = {"histories": 0, "operations": 0, "edits": 0, "updates applied": 0}
        self.counts["panics of pycrdt"] = 0
        self.counts["stuck in pycrdt"] = 0

    def generate(self, seed: int) -> History:
        return {**document_history(self.family, seed, careful=True), "unit": "utf8"}

    def acceptable(self, history: History) -> bool:
        """Whether a part of a history is one that these engines can be compared on."""
        return is_careful(history)

    def differences(self, batch: list[History]) -> list[Difference | None]:
        """For each history the first difference, or None."""
        found: list[Difference | None] = [None] * len(batch)
        for author, follower, turn in (
            (self.subject, self.peer, 0),
            (self.peer, self.subject, 1),
        ):
            chosen = [i for i, history in enumerate(batch) if history["seed"] % 2 == turn]
            histories = [batch[i] for i in chosen]
            author.submit("document", histories)
            written = author.collect()
            follower.submit("document", [self._given(*case) for case in zip(histories, written)])
            for i, history, log, followed in zip(chosen, histories, written, follower.collect()):
                ours, theirs = (log, followed) if turn == 0 else (followed, log)
                found[i] = self._compare(history, ours, theirs)
                self._count(history, ours)
        return found

    def _given(self, history: History, written: Log) -> History:
        """The history for the follower; where there is one client, it follows nobody."""
        if FAMILIES[self.family].alone:
            return history
        return {**history, "given": [{"m": entry.get("m")} for entry in written]}

    def _compare(self, history: History, ours: Log, theirs: Log) -> Difference | None:
        where = settled(history)
        if panicked(theirs):
            self.counts["panics of pycrdt"] += 1
            told = len(theirs) - 1
            history, ours, theirs = {**history, "ops": history["ops"][:told]}, ours, theirs[:told]
        found = compare(history, ours, theirs, meaning_of_document, where)
        if (
            found is not None
            and found.index >= 0
            and is_stuck(ours[found.index], theirs[found.index])
        ):
            self.counts["stuck in pycrdt"] += 1
            return None
        return found

    def _count(self, history: History, log: Log) -> None:
        self.counts["histories"] += 1
        self.counts["operations"] += len(history["ops"])
        for op, entry in zip(history["ops"], log):
            self.counts["edits"] += len(op.get("edits", ()))
            self.counts["updates applied"] += op["op"] == "deliver" and bool(entry)
