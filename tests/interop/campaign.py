"""Runs a check over many seeds, stops at the first difference and makes it small."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from .oracle import Difference
from .shrink import pretty, shrink

History = dict[str, Any]
BATCH = 50


class Check(Protocol):
    """A way of comparing a subject with a peer."""

    counts: dict[str, int]

    def generate(self, seed: int) -> History: ...
    def acceptable(self, history: History) -> bool: ...
    def differences(self, batch: list[History]) -> list[Difference | None]: ...


@dataclass
class Outcome:
    """What a campaign did, and what it found."""

    name: str
    seeds: range
    counts: dict[str, int]
    seconds: float = 0.0
    differences: int = 0
    report: str = field(default="", repr=False)

    def __str__(self) -> str:
        counts = ", ".join(f"{count:,} {what}" for what, count in self.counts.items())
        return (
            f"{self.name}: seeds {self.seeds.start}..{self.seeds.stop - 1}, {counts}, "
            f"{self.differences} differences, {self.seconds:.1f} s"
        )


def run_campaign(
    name: str, check: Check, seeds: range, progress: Callable[[str], None] | None = None
) -> Outcome:
    """Compare on the histories of `seeds`, up to the first that differs."""
    outcome = Outcome(name, seeds, check.counts)
    begin = time.monotonic()
    for start in range(seeds.start, seeds.stop, BATCH):
        batch = [check.generate(seed) for seed in range(start, min(start + BATCH, seeds.stop))]
        failed = [
            (history, difference)
            for history, difference in zip(batch, check.differences(batch))
            if difference is not None
        ]
        outcome.seconds = time.monotonic() - begin
        if failed:
            outcome.differences = len(failed)
            outcome.counts = dict(check.counts)  # without the attempts to shrink
            outcome.report = explain(name, check, *failed[0])
            break
        if progress is not None and start // BATCH % 20 == 19:
            progress(str(outcome))
    return outcome


def explain(name: str, check: Check, history: History, difference: Difference) -> str:
    """The difference, the smallest history that shows one, and how to see it again."""

    def differs(candidate: History) -> bool:
        if not check.acceptable(candidate):
            return False
        found = check.differences([candidate])[0]
        return found is not None and (found.field == "error") == (difference.field == "error")

    small = shrink(history, differs)
    smallest = check.differences([small])[0]
    return "\n".join(
        [
            f"{name}: {difference}",
            f"again: python -m tests.interop.run {name} --seed {history['seed']}",
            f"shrunk from {len(history['ops'])} to {len(small['ops'])} operations:",
            pretty(small),
            str(smallest),
        ]
    )
