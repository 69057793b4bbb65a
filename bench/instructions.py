#!/usr/bin/env python3
"""instructions.py -- counts the instructions of fixed workloads and compares them with a baseline.

    bench/run instructions [--update]

Times on a shared machine differ by more than most mistakes cost; instructions do not. Each workload
runs once under valgrind's callgrind, which counts inside the measured work and nowhere else. A
count may rise by TOLERANCE over the one in instructions.json; a lower one passes, and the message
says to keep it with --update. Counts depend on the compiler, so each has a baseline of its own, and
where there is none nothing is counted.

Exits with 1 when a count is too high or has no baseline among those of its compiler.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from driver import engines as engine_list
from driver import generate, inputs, wire
from driver.cases import Inputs
from driver.engines import BENCH, ROOT, Engine
from driver.suite import WRITER, Trace
from driver.tables import table

TOLERANCE = 0.02  # the same binary differs by less than 0.001 between runs
BASELINE = BENCH / "instructions.json"
TRACE = "sveltecomponent"
K = 1_000


def of_trace(files: Inputs) -> list[tuple[str, Path, int]]:
    trace = Trace(files, BENCH / "traces" / f"{TRACE}.json.gz")
    typed, updates, state = trace.paths["unicode"], trace.updates, trace.state
    lacking = wire.state_vector({WRITER: trace.clock() - 10})
    behind = trace.with_state("diff", lambda: [lacking])["unicode"]
    some = files.frames(f"{TRACE}.some", lambda: inputs.read_frames(updates)[: 5 * K])["unicode"]
    count = len(trace.edits)
    return [
        ("replay", typed, count),
        ("replay-one", typed, count),
        ("replay-observed", typed, count),
        ("replay-observed-v2", typed, count),
        ("apply", state, 1),
        ("apply-v2", state, 1),
        ("apply", some, 5 * K),
        ("encode", state, 1),
        ("encode-v2", state, 1),
        ("read", state, 1),
        ("diff", behind, 100),
        ("diff-update", behind, 1),
        ("merge", some, 5 * K),
        ("merge-v2", some, 5 * K),
    ]


def of_generated(files: Inputs) -> list[tuple[str, Path, int]]:
    def edits(name: str, made: list[inputs.Edit]) -> Path:
        return files.plain(f"count-{name}", lambda: made)["unicode"]

    anywhere = edits("random", generate.random_inserts(3 * K))
    keys = edits("keys", generate.keys(3 * K, of=100))
    formats = edits("formats", generate.formats(2 * K, 200))
    spot = files.frames("count-spot", lambda: generate.same_spot(300))["unicode"]
    people = files.frames("count-awareness", lambda: inputs.awareness_messages(K))["unicode"]
    depth = files.frames("count-nest", lambda: [b""] * K)["unicode"]
    return [
        ("replay", anywhere, 3 * K),
        ("array-push", anywhere, 3 * K),
        ("array-push-one", anywhere, 3 * K),
        ("array-insert", anywhere, 3 * K),
        ("array-get", anywhere, 3 * K),
        ("map-set", keys, 3 * K),
        ("map-get", keys, 3 * K),
        ("format", formats, 200),
        ("undo-record", anywhere, 3 * K),
        ("undo-undo", anywhere, 3 * K),
        ("undo-redo", anywhere, 3 * K),
        ("nest-make", depth, K),
        ("apply", spot, 300),
        ("awareness-arrive", people, K),
        ("awareness-change", people, K),
        ("awareness-encode", people, K),
        ("awareness-expire", people, K),
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


def judged(name: str, count: int, operations: int, before: int | None) -> tuple[list[str], bool]:
    """A row of the table, and whether it is a failure."""
    row = [name, f"{operations:,}", f"{count:,}", f"{count / operations:,.0f}"]
    if before is None:
        return [*row, "none", "–", "NEW"], True
    change = count / before - 1
    verdict = "TOO MANY" if change > TOLERANCE else "ok"
    if change < -TOLERANCE:
        verdict = "fewer: keep with --update"
    return [*row, f"{before:,}", f"{change:+.2%}", verdict], change > TOLERANCE


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--update"]):
        print(__doc__)
        return 2
    none = Path("not-started")
    runner = ROOT / "build/bench/cmake/bench/runner"
    engine = engine_list.engines(runner, none, none, none, "node", quick=True)[0]
    compiler = engine_list.version(engine)["host"]
    known = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    baseline = known.get(compiler, {})
    if not baseline and not arguments:
        print(f"instructions: not counted: there is no baseline for {compiler}")
        return 0
    files = Inputs(ROOT / "build/bench/inputs", engine)
    now, rows, failures = {}, [], 0
    for workload, path, operations in of_trace(files) + of_generated(files):
        name = f"{workload} {path.name}"
        now[name] = instructions(engine, workload, path)
        row, failed = judged(name, now[name], operations, baseline.get(name))
        rows.append(row)
        failures += failed
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
