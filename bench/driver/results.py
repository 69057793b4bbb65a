"""results.py -- from the times of many processes to the few figures that are shown.

A process runs its work several times. The median of the later half of the runs is the process's
steady time; the first run is kept apart. A figure is the median of the steady times of all rounds,
and its spread is how far apart the rounds were, as a part of the figure.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from statistics import median

from .cases import Case
from .engines import Run

ONCE_MS = 2_000  # an engine that takes longer is measured in one round


def steady(times: list[float]) -> float:
    return median(times[len(times) // 2 :])


def middle(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def figures(runs: list[Run]) -> dict[str, object]:
    """The figures of one engine in one case, from its processes."""
    rounds = [steady(run.wall_ms) for run in runs]
    latencies = [run.latency_ns for run in runs if run.latency_ns]
    return {
        "median_ms": median(rounds),
        "min_ms": min(min(run.wall_ms) for run in runs),
        "spread": (max(rounds) - min(rounds)) / median(rounds) if median(rounds) else 0,
        "first_ms": median(run.wall_ms[0] for run in runs),
        "cpu_ms": median(steady(run.cpu_ms) for run in runs),
        "runs": sum(len(run.wall_ms) for run in runs),
        "memory_kb": middle([run.memory_kb for run in runs]),
        "held_kb": middle([run.held_kb for run in runs]),
        "latency_ns": [median(column) for column in zip(*latencies)],
    }


@dataclass
class Measured:
    """A case, the processes that ran it, and why others did not."""

    case: Case
    runs: dict[str, list[Run]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)  # of what the first engine made

    def add(self, key: str, run: Run) -> None:
        self.runs.setdefault(key, []).append(run)
        if not self.sizes:
            self.sizes = {name: len(content) for name, content in run.files.items()} | run.counts

    def slow(self, key: str) -> bool:
        """Whether once is enough: the others need the time more."""
        return bool(self.runs.get(key)) and self.runs[key][0].wall_ms[0] > ONCE_MS

    def forget_files(self) -> None:
        """What was made has been compared; it can be hundreds of megabytes."""
        for runs in self.runs.values():
            runs[-1].files.clear()

    def entry(self) -> dict[str, object]:
        """As it stands in the results: its figures, and the sizes of what it made."""
        case = self.case
        return {
            "group": case.group,
            "workload": case.workload,
            "subject": case.subject,
            "operations": case.operations,
            "family": case.family,
            "size": case.size,
            "once": case.once,
            "sizes": self.sizes,
            "engines": {key: figures(of_engine) for key, of_engine in self.runs.items()},
            "failures": self.failures,
        }


def short(value: object) -> object:
    """The same with floats of six digits: more are noise, and take room."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: short(part) for key, part in value.items()}
    return [short(part) for part in value] if isinstance(value, list) else value


def as_json(document: dict) -> str:
    """With a line for each case."""
    cases = ",\n".join(json.dumps(short(case)) for case in document["cases"])
    rest = json.dumps({key: value for key, value in document.items() if key != "cases"}, indent=1)
    return f'{rest[:-2]},\n "cases": [\n{cases}\n]}}\n'


def raw(case: Case, key: str, run: Run) -> dict[str, object]:
    """A process as it stands in the results."""
    record = asdict(run)
    del record["files"], record["counts"]
    return {"case": case.name, "engine": key, **record}
