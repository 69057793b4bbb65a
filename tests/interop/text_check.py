"""One engine beside another on text histories: alone, and with clients of both in one history.

One difference from Yjs is on purpose. Yjs can hold back blocks whose dependencies have all arrived,
until some other missing update comes; this engine lets them in at once. A history in which the
engines differ is therefore run once more on a Yjs that retries at once (yjs_text.mjs), and must
agree with that; the summary counts those histories.
"""

from __future__ import annotations

import random
from typing import Any

from .histories import text_history
from .knowledge import is_careful, settled
from .known import meaning
from .oracle import Difference, compare, converged, exact
from .peers import Runner

History = dict[str, Any]
Log = list[Any]


class TextCheck:
    """Compares `subject` with `peer`, byte by byte when `careful` is false, else by meaning."""

    def __init__(self, subject: Runner, peer: Runner, careful: bool, mixed_every: int = 1) -> None:
        self.subject = subject
        self.peer = peer
        self.careful = careful
        self.mixed_every = mixed_every
        self.view = meaning if careful else exact
        self.counts = {
            "histories": 0,
            "mixed": 0,
            "operations": 0,
            "updates applied": 0,
            "bytes": 0,
        }
        if not careful:
            self.counts["held back by Yjs"] = 0

    def generate(self, seed: int) -> History:
        return text_history(seed, self.careful)

    def acceptable(self, history: History) -> bool:
        """Whether a part of a history is one that these engines can be compared on."""
        return not self.careful or is_careful(history)

    def differences(self, batch: list[History]) -> list[Difference | None]:
        """For each history the first difference, or None."""
        theirs, ours = self._both(batch, batch)
        found = [self._compare(*case) for case in zip(batch, ours, theirs)]
        if not self.careful:
            batch = self._retry_differing(batch, ours, theirs, found)
        self._count(batch, ours)
        mixed = [
            i
            for i, history in enumerate(batch)
            if found[i] is None and history["seed"] % self.mixed_every == 0
        ]
        for i, difference in zip(
            mixed, self._mixed([(batch[i], ours[i], theirs[i]) for i in mixed])
        ):
            found[i] = difference
        return found

    def ends_alike(self, history: History) -> Difference | None:
        """None when all clients of the peer end the whole history with one text."""
        self.peer.submit("text", [history])
        return converged(history, self.peer.collect()[0])

    def _retry_differing(
        self,
        batch: list[History],
        ours: list[Log],
        theirs: list[Log],
        found: list[Difference | None],
    ) -> list[History]:
        """Clears what retrying at once explains; gives the batch as it was run in the end."""
        batch = list(batch)
        for i in [i for i, difference in enumerate(found) if difference is not None]:
            retrying = {**batch[i], "retry": True}
            self.peer.submit("text", [retrying])
            (log,) = self.peer.collect()
            if self._compare(retrying, ours[i], log) is None:
                batch[i], theirs[i], found[i] = retrying, log, None
                self.counts["held back by Yjs"] += 1
        return batch

    def _both(self, theirs: list[History], ours: list[History]) -> tuple[list[Log], list[Log]]:
        """The peer works in its process while the subject works here."""
        self.peer.submit("text", theirs)
        self.subject.submit("text", ours)
        own_logs = self.subject.collect()
        return self.peer.collect(), own_logs

    def _compare(self, history: History, ours: Log, theirs: Log) -> Difference | None:
        where = settled(history) if self.careful else None
        return compare(history, ours, theirs, self.view, where)

    def _mixed(self, cases: list[tuple[History, Log, Log]]) -> list[Difference | None]:
        """Runs each history once more on both sides, each with some clients of the other.

        Foreign clients are known by the messages they made in the first run. So the updates of one
        engine are merged, diffed and applied by the other.
        """
        for_peer, for_subject = [], []
        for history, ours, theirs in cases:
            count = len(history["clients"])
            rng = random.Random(history["seed"])
            foreign = sorted(rng.sample(range(count), k=rng.randint(1, count - 1)))
            own = [c for c in range(count) if c not in foreign]
            for_subject.append({**history, "foreign": foreign, "given": _messages(theirs)})
            for_peer.append({**history, "foreign": own, "given": _messages(ours)})
        logs = zip(cases, *self._both(for_peer, for_subject))
        self.counts["mixed"] += len(cases)
        return [
            self._compare(history, mixed_ours, theirs) or self._compare(history, ours, mixed_theirs)
            for (history, ours, theirs), mixed_theirs, mixed_ours in logs
        ]

    def _count(self, batch: list[History], logs: list[Log]) -> None:
        self.counts["histories"] += len(batch)
        for history, log in zip(batch, logs):
            self.counts["operations"] += len(history["ops"])
            for op, entry in zip(history["ops"], log):
                self.counts["updates applied"] += op["op"] == "deliver" and bool(entry)
                self.counts["bytes"] += len(entry.get("m") or "") * 3 // 4


def _messages(log: Log) -> list[dict[str, Any]]:
    """What an engine that sees these clients from outside needs of a log."""
    return [{key: entry[key] for key in ("m", "sv") if key in entry} for entry in log]
