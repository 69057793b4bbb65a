#!/usr/bin/env python3
"""run.py -- measures this engine beside Yjs and pycrdt, checks the work, and writes the report.

`bench/run` sets everything up and starts this; README.md says how it measures and why.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from driver import engines as engine_list
from driver import machine, results
from driver.cases import Case, Inputs, make_cases
from driver.check import check
from driver.engines import BENCH, ROOT, Engine, Run, RunnerFailed
from driver.report import write_report

ENVIRONMENT = "YCPP_BENCH_TRACES"  # paths of more traces, as in PATH


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("traces", nargs="*", type=Path, help=f"more traces to replay; also from ${ENVIRONMENT}")
    add("--quick", action="store_true", help="a minute: fewer traces, sizes and rounds")
    add("--rounds", type=int, help="processes per engine and case (5; quick 2)")
    add("--only", default="", metavar="TEXT", help="cases with TEXT in their name")
    add("--engines", default="cpp,yjs,python,pycrdt", help="a selection, by comma")
    add("--reference", action="store_true", help="keep the results as bench/results/")
    add("--runner", type=Path, default=ROOT / "build/bench/cmake/bench/runner")
    add("--python", type=Path, default=ROOT / ".venv/bin/python")
    add("--peers", type=Path, default=ROOT / ".venv-peers/bin/python")
    add("--node", default="node")
    options = parser.parse_args(arguments)
    options.traces += map(Path, filter(None, os.environ.get(ENVIRONMENT, "").split(os.pathsep)))
    options.rounds = options.rounds or (2 if options.quick else 5)
    return options


def selected(options: argparse.Namespace) -> list[Engine]:
    keys = options.engines.split(",")
    paths = (options.runner, options.python, options.peers, options.node)
    all_engines = engine_list.engines(*paths, quick=options.quick)
    if unknown := set(keys) - {engine.key for engine in all_engines}:
        raise SystemExit(f"bench: no such engine: {', '.join(sorted(unknown))}")
    return [engine for engine in all_engines if engine.key in keys]


def measure(cases: list[Case], engines: list[Engine], rounds: int) -> dict:
    """Runs everything, round by round, so that a noisy minute of the machine hits all alike."""
    runs: dict[str, dict[str, list[Run]]] = {case.name: {} for case in cases}
    errors: list[str] = []
    notes: dict[str, None] = {}
    raw = []
    for number in range(rounds):
        started = time.monotonic()
        for case in cases:
            taking_part = [engine for engine in engines if engine.key in case.engines]
            turn = number % max(1, len(taking_part))  # nobody is always first
            now = {}
            for engine in taking_part[turn:] + taking_part[:turn]:
                run = engine_list.run(engine, case.workload, case.path(engine))
                now[engine.key] = run
                raw.append({"round": number, **results.raw(case, engine.key, run)})
            for engine in taking_part:
                runs[case.name].setdefault(engine.key, []).append(now[engine.key])
            if now:
                found, noted = check(case, now)
                errors += found
                notes.update(dict.fromkeys(noted))
        print(f"round {number + 1} of {rounds}: {time.monotonic() - started:.0f} s", flush=True)
    entries = [results.entry(case, runs[case.name]) for case in cases if runs[case.name]]
    return {"cases": entries, "errors": errors, "notes": list(notes), "raw": raw}


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    engines = selected(options)
    started = time.monotonic()
    try:
        document: dict = {
            "machine": machine.describe(),
            "rounds": options.rounds,
            "engines": {engine.key: engine_list.version(engine) for engine in engines},
        }
        # The updates that all engines are given are those of Yjs, if it takes part.
        recorder = next((engine for engine in engines if engine.key == "yjs"), engines[0])
        files = Inputs(ROOT / "build/bench/inputs", recorder)
        cases = make_cases(files, options.traces, options.quick)
        cases = [case for case in cases if options.only in case.name]
        document |= measure(cases, engines, options.rounds)
    except RunnerFailed as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    document["seconds"] = round(time.monotonic() - started)
    folder = BENCH / "results" if options.reference else ROOT / "build/bench/results"
    folder.mkdir(parents=True, exist_ok=True)
    kept = {key: value for key, value in document.items() if key != "raw" or not options.reference}
    (folder / "results.json").write_text(json.dumps(kept, indent=1) + "\n")
    print(write_report(document, folder))
    for error in document["errors"]:
        print(f"WRONG: {error}", file=sys.stderr)
    print(f"bench: {document['seconds']} s; the report is {folder.relative_to(ROOT)}/README.md")
    return 1 if document["errors"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
