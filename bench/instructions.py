#!/usr/bin/env python3
"""instructions.py -- counts the instructions of fixed workloads and compares them with a baseline.

    bench/run instructions [--update]

Times on a shared machine differ by more than most mistakes cost; instructions do not. Each workload
runs once under valgrind's callgrind, which counts inside the measured work and nowhere else. A
count may rise by TOLERANCE over the one in instructions.json; a lower one passes, and the message
says to keep it with --update. Counts depend on the compiler, so each has a baseline of its own.

Exits with 1 when a count is too high or has no baseline.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from driver import engines as engine_list
from driver import inputs
from driver.cases import BENCH, Inputs
from driver.engines import ROOT, Engine
from driver.report import table

TOLERANCE = 0.02  # the same binary differs by less than 0.001 between runs
BASELINE = BENCH / "instructions.json"
TRACE = "sveltecomponent"
INSERTS = 3_000
CLIENTS = 1_000


def workloads(files: Inputs) -> list[tuple[str, Path, int]]:
    """(workload, input, operations), small enough for an emulated processor."""
    edits, _ = inputs.read_trace(BENCH / "traces" / f"{TRACE}.json.gz")
    typed = files.edits(TRACE, edits)
    updates, state = files.recorded(f"{TRACE}.cpp", typed)
    scattered = files.edits(f"random-{INSERTS}", inputs.random_inserts(INSERTS))["unicode"]
    awareness = files.frames(f"awareness-{CLIENTS}", inputs.awareness_messages(CLIENTS))["unicode"]
    count = len(edits)
    return [
        ("replay", typed["unicode"], count),
        ("replay-observed", typed["unicode"], count),
        ("replay", scattered, INSERTS),
        ("apply", state, 1),
        ("apply", updates, count),
        ("encode", state, 1),
        ("read", state, 1),
        ("merge", updates, count),
        ("awareness-arrive", awareness, CLIENTS),
        ("awareness-change", awareness, CLIENTS),
        ("awareness-encode", awareness, CLIENTS),
    ]


def instructions(engine: Engine, workload: str, path: Path) -> int:
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder, "profile")
        command = ["valgrind", "--tool=callgrind", "--toggle-collect=ycpp_bench_work"]
        command += [f"--callgrind-out-file={profile}", *engine.command]
        command += [workload, str(path), folder, "1", "0"]
        process = subprocess.run(command, capture_output=True, text=True)
        if process.returncode != 0:
            raise SystemExit(f"instructions: {' '.join(command)}\n{process.stderr}")
        return int(re.search(r"^(?:summary|totals): (\d+)", profile.read_text(), re.M)[1])


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--update"]):
        print(__doc__)
        return 2
    none = Path("not-started")
    runner = ROOT / "build/bench/cmake/bench/runner"
    engine = engine_list.engines(runner, none, none, "node", quick=True)[0]
    compiler = engine_list.version(engine)["host"]
    known = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    baseline = known.get(compiler, {})
    now, rows, failures = {}, [], 0
    for workload, path, operations in workloads(Inputs(ROOT / "build/bench/inputs", engine)):
        name = f"{workload} {path.name}"
        now[name] = instructions(engine, workload, path)
        before = baseline.get(name)
        change = now[name] / before - 1 if before else None
        failed = change is None or change > TOLERANCE
        failures += failed
        cells = [f"{before:,}", f"{change:+.2%}"] if before else ["none", "–"]
        verdict = "NEW" if change is None else "TOO MANY" if failed else "ok"
        if change is not None and change < -TOLERANCE:
            verdict = "fewer: keep with --update"
        each = f"{now[name] / operations:,.0f}"
        rows.append([name, f"{operations:,}", f"{now[name]:,}", each, *cells, verdict])
    print(f"Instructions, {compiler}\n")
    print(table(["workload", "operations", "count", "each", "baseline", "change", ""], rows))
    if arguments:
        BASELINE.write_text(json.dumps({**known, compiler: now}, indent=2) + "\n")
        print(f"\ninstructions: {len(now)} counts are the baseline now")
        return 0
    print(
        f"\ninstructions: {failures} of {len(now)} counts are new or over {TOLERANCE:.0%} too high"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
