"""results.py -- from the times of many processes to the few figures that are shown.

A process runs its work several times. The median of the later half of the runs is the process's
steady time; the first run is kept apart. A figure is the median of the steady times of all rounds,
and its spread is how far apart the rounds were, as a part of the figure.
"""

from __future__ import annotations

from dataclasses import asdict
from statistics import median

from .cases import Case
from .engines import Run

Figures = dict[str, float | int | None]


def steady(times: list[float]) -> float:
    return median(times[len(times) // 2 :])


def figures(runs: list[Run]) -> Figures:
    """The figures of one engine in one case, from its processes."""
    rounds = [steady(run.wall_ms) for run in runs]
    memory = [run.memory_kb for run in runs if run.memory_kb is not None]
    return {
        "median_ms": median(rounds),
        "min_ms": min(min(run.wall_ms) for run in runs),
        "spread": (max(rounds) - min(rounds)) / median(rounds),
        "first_ms": median(run.wall_ms[0] for run in runs),
        "cpu_ms": median(steady(run.cpu_ms) for run in runs),
        "runs": sum(len(run.wall_ms) for run in runs),
        "memory_kb": median(memory) if memory else None,
    }


def entry(case: Case, runs: dict[str, list[Run]]) -> dict[str, object]:
    """A case as it stands in the results: its figures, and the sizes of what it made."""
    one = next(iter(runs.values()))[0]
    return {
        "group": case.group,
        "workload": case.workload,
        "subject": case.subject,
        "operations": case.operations,
        "sizes": {name: len(content) for name, content in one.files.items()} | one.counts,
        "engines": {key: figures(of_engine) for key, of_engine in runs.items()},
    }


def raw(case: Case, key: str, run: Run) -> dict[str, object]:
    """A process as it stands in the results."""
    record = asdict(run)
    del record["files"], record["counts"]
    return {"case": case.name, "engine": key, **record}
