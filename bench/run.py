#!/usr/bin/env python3
"""run.py -- measures this engine beside its peers, checks the work, and writes the report.

`bench/run` sets everything up and starts this; README.md says how it measures and why.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from driver import engines as engine_list
from driver import machine
from driver.cases import Case, Inputs
from driver.check import check
from driver.engines import BENCH, LIMIT_S, OURS, ROOT, TITLES, Engine, RunnerFailed
from driver.report import write_report
from driver.results import Measured, as_json, raw, steady
from driver.suite import make_cases

ENVIRONMENT = "YCPP_BENCH_TRACES"  # paths of more traces, as in PATH
QUICK_LIMIT_S = 6
OUR_LIMIT_S = 120
MOST_RUNS_RAW = 50  # of the times of a process, in what is kept


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("traces", nargs="*", type=Path, help=f"more traces to replay; also from ${ENVIRONMENT}")
    add("--quick", action="store_true", help="two minutes: fewer traces, sizes and rounds")
    add("--rounds", type=int, help="processes per engine and case (3; quick 1)")
    add("--only", default="", metavar="TEXT", help="cases with TEXT in their group or name")
    add("--engines", default=",".join(TITLES), help="a selection, by comma")
    add("--reference", action="store_true", help="keep the results as bench/results/")
    add("--report", action="store_true", help="only write the page of the last results again")
    add("--runner", type=Path, default=ROOT / "build/bench/cmake/bench/runner")
    add("--rust", type=Path, default=ROOT / "build/bench/rust/release/ycpp-bench-rust")
    add("--python", type=Path, default=ROOT / ".venv/bin/python")
    add("--peers", type=Path, default=ROOT / ".venv-peers/bin/python")
    add("--node", default="node")
    options = parser.parse_args(arguments)
    options.traces += map(Path, filter(None, os.environ.get(ENVIRONMENT, "").split(os.pathsep)))
    options.rounds = options.rounds or (1 if options.quick else 3)
    return options


class Bench:
    """A run: which engines take part, what they have done so far, and what went wrong."""

    def __init__(self, options: argparse.Namespace):
        self.options = options
        self.limit_s = QUICK_LIMIT_S if options.quick else LIMIT_S
        self.absent: dict[str, str] = {}
        self.engines: list[Engine] = []
        self.knows: dict[str, set[str]] = {}
        self.versions: dict[str, dict[str, str]] = {}
        self.errors: list[str] = []
        self.notes: dict[str, dict[str, None]] = {}
        self.raw: list[dict] = []
        self.rounds = 0
        self.latest: dict[tuple, tuple[int, float]] = {}  # in a family: size, ms
        self.find_engines()

    def find_engines(self) -> None:
        options = self.options
        paths = options.runner, options.rust, options.python, options.peers, options.node
        keys = options.engines.split(",")
        if unknown := set(keys) - set(TITLES):
            raise SystemExit(f"bench: no such engine: {', '.join(sorted(unknown))}")
        for engine in engine_list.engines(*paths, quick=options.quick):
            if engine.key not in keys:
                continue
            try:
                self.versions[engine.key] = engine_list.version(engine)
                self.knows[engine.key] = engine_list.workloads(engine)
                self.engines.append(engine)
            except RunnerFailed as error:
                if engine.key in OURS:
                    raise SystemExit(f"bench: {engine.title} {error}") from None
                self.absent[engine.key] = str(error)
                print(f"bench: without {engine.title}: it {error}", flush=True)

    def limit(self, case: Case, engine: Engine) -> float:
        """Seconds until a process is ended; less where all that is wanted is to see it grow. This
        engine has to finish."""
        if engine.key in OURS:
            return OUR_LIMIT_S
        return min(self.limit_s, QUICK_LIMIT_S) if case.once else self.limit_s

    def too_long(self, case: Case, engine: Engine) -> str | None:
        """Why an engine is not started: it would, even if its time were linear, be ended."""
        size, ms = self.latest.get((case.family, case.workload, engine.key), (0, 0.0))
        if not 0 < size < case.size:
            return None
        if ms == float("inf"):
            return f"not started: see {size:,}"
        if ms * case.size / size > 500 * self.limit(case, engine):
            return f"not started: took {ms / 1000:.1f} s for {size:,}"
        return None

    def attempt(self, measured: Measured, engine: Engine):
        case = measured.case
        reason = self.too_long(case, engine)
        if reason is None:
            try:
                path, limit_s = case.path(engine), self.limit(case, engine)
                run = engine_list.run(engine, case.workload, path, limit_s)
                measured.add(engine.key, run)
                self.raw.append({"round": self.rounds, **raw(case, engine.key, run)})
                self.raw[-1]["wall_ms"] = run.wall_ms[-MOST_RUNS_RAW:]
                self.raw[-1]["cpu_ms"] = run.cpu_ms[-MOST_RUNS_RAW:]
                if case.family:
                    place = case.family, case.workload, engine.key
                    self.latest[place] = case.size, steady(run.wall_ms)
                return run
            except RunnerFailed as error:
                reason = str(error)
        measured.failures[engine.key] = reason
        if engine.key in OURS:
            self.errors.append(f"{case.name}: {engine.title} {reason}")
        if case.family:  # nor any greater size
            self.latest[case.family, case.workload, engine.key] = case.size, float("inf")
        return None

    def measure(self, measured: Measured) -> None:
        """One case by every engine in turn, so that a noisy minute hits all alike."""
        case = measured.case
        able = [e for e in self.engines if case.workload in self.knows[e.key]]
        able = [e for e in able if e.key not in measured.failures and not measured.slow(e.key)]
        turn = self.rounds % max(1, len(able))  # nobody is always first
        runs = {e.key: self.attempt(measured, e) for e in able[turn:] + able[:turn]}
        errors, notes = check(case, {key: run for key, run in runs.items() if run})
        self.errors += errors
        for what, where in notes:
            self.notes.setdefault(what, {})[where] = None
        measured.forget_files()

    def round(self, cases: list[Measured], save: Callable[[], None]) -> None:
        """Every case; what is known is saved after every group of them."""
        now = [m for m in cases if self.rounds == 0 or not m.case.once]
        for group, members in groupby(now, key=lambda measured: measured.case.group):
            started = time.monotonic()
            for measured in members:
                self.measure(measured)
            save()
            seconds = time.monotonic() - started
            print(f"round {self.rounds + 1}, {group}: {seconds:.0f} s", flush=True)
        self.rounds += 1

    def document(self, cases: list[Measured]) -> dict:
        return {
            "rounds": self.rounds,
            "engines": self.versions,
            "absent": self.absent,
            "cases": [measured.entry() for measured in cases if measured.runs],
            "errors": sorted(set(self.errors)),
            "notes": {what: list(where) for what, where in self.notes.items()},
            "limits": {"seconds": self.limit_s, "gigabytes": engine_list.LIMIT_GB},
        }


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    folder = BENCH / "results" if options.reference else ROOT / "build/bench/results"
    if options.report:
        write_report(json.loads((folder / "results.json").read_text()), folder)
        return 0
    started = time.monotonic()
    described = machine.describe()
    bench = Bench(options)
    # The updates that all engines are given are checked to be those of Yjs where they are made.
    files = Inputs(ROOT / "build/bench/inputs", bench.engines[0])
    cases = make_cases(files, options.traces, options.quick)
    cases = [case for case in cases if options.only in f"{case.group} {case.name}"]
    print(f"{len(cases)} cases, {len(bench.engines)} engines, inputs made", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    measured = [Measured(case) for case in cases]

    def known() -> dict:
        document = {"machine": described, **bench.document(measured)}
        document["seconds"] = round(time.monotonic() - started)
        return document

    def save() -> None:
        (folder / "results.json").write_text(as_json(known()))

    for _ in range(options.rounds):
        bench.round(measured, save)
        save()
    document = known()
    write_report(document, folder)
    if not options.reference:
        lines = "".join(json.dumps(record) + "\n" for record in bench.raw)
        (folder / "raw.jsonl").write_text(lines)
    print((folder / "README.md").read_text() if options.only or options.quick else "")
    for error in document["errors"]:
        print(f"WRONG: {error}", file=sys.stderr)
    print(f"bench: {document['seconds']} s; the report is {folder.relative_to(ROOT)}/README.md")
    return 1 if document["errors"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
