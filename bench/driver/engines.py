"""engines.py -- the engines that are compared, and how a runner is started and stopped.

Every engine has a runner with the same command line and the same answer, which
runners/cpp/runner.cpp tells. A runner that takes too long, or too much memory, is ended: that is a
result like any other.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent
ROOT = BENCH.parent
LIMIT_S = 15
LIMIT_GB = 6
TITLES = {
    "cpp": "ycpp C++",
    "yjs": "Yjs",
    "yrs": "yrs",
    "loro": "Loro",
    "diamond": "diamond-types",
    "python": "ycpp Python",
    "pycrdt": "pycrdt",
}
OURS = ("cpp", "python")
# Who is comparable with whom, because they are used from the same language or as directly.
RIVALS = {"cpp": ("yjs", "yrs", "loro", "diamond"), "python": ("pycrdt",)}


class RunnerFailed(Exception):
    """A runner ended with an error, or had to be ended; the text says why."""


@dataclass(frozen=True)
class Engine:
    key: str
    unit: str  # what its positions count by default
    budget_ms: int  # for more runs than one, in a process
    command: tuple[str, ...]

    @property
    def title(self) -> str:
        return TITLES[self.key]


@dataclass
class Run:
    """What one process measured."""

    wall_ms: list[float]
    cpu_ms: list[float]
    memory_kb: int | None  # by how much the peak rose in the first run
    held_kb: int | None  # the same at its end
    latency_ns: list[int]  # median, 99 %, 99.9 %, greatest; if single operations were timed
    counts: dict[str, int]
    files: dict[str, bytes] = field(repr=False)


def engines(cpp: Path, rust: Path, python: Path, peers: Path, node: str, quick: bool):
    """All engines, in the order of the tables. Node gets more time than the others: its compiler
    needs half a second to arrive at the code that it stays with."""
    short, long = (20, 150) if quick else (80, 500)
    in_python = str(BENCH / "runners/python/runner.py")
    in_node = str(BENCH / "runners/node/runner.mjs")
    return [
        Engine("cpp", "unicode", short, (str(cpp),)),
        Engine("yjs", "utf16", long, (node, "--expose-gc", in_node)),
        Engine("yrs", "utf8", short, (str(rust), "yrs")),
        Engine("loro", "unicode", short, (str(rust), "loro")),
        Engine("diamond", "unicode", short, (str(rust), "diamond-types")),
        Engine("python", "unicode", short, (str(python), in_python, "ycpp")),
        Engine("pycrdt", "utf8", short, (str(peers), in_python, "pycrdt")),
    ]


def resident_gb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/statm").read_text()
    except OSError:
        return 0
    return int(status.split()[1]) * 4096 / 2**30


def end(process: subprocess.Popen) -> None:
    process.kill()
    process.communicate()


def message(errors: str) -> str:
    """What a runner printed in one line: the last that names an error, or the last."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()] or ["no message"]
    named = [line for line in lines if re.match(r"[\w.]*(Error|Exception)\b|.*panicked", line)]
    return (named or lines)[-1][:120]


def call(engine: Engine, *arguments: str, limit_s: float = LIMIT_S) -> str:
    pipe = subprocess.PIPE
    try:
        command = [*engine.command, *arguments]
        process = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True)
    except OSError as error:
        raise RunnerFailed(f"cannot be started: {error}") from None
    started = time.monotonic()
    while True:
        try:
            output, errors = process.communicate(timeout=0.2)
            break
        except subprocess.TimeoutExpired:
            if time.monotonic() - started > limit_s:
                end(process)
                raise RunnerFailed(f"did not finish in {limit_s:.0f} s") from None
            if resident_gb(process.pid) > LIMIT_GB:
                end(process)
                raise RunnerFailed(f"took over {LIMIT_GB} GB") from None
    if process.returncode < 0:
        raise RunnerFailed(f"died of {signal.Signals(-process.returncode).name}")
    if process.returncode != 0:
        raise RunnerFailed(f"failed: {message(errors)}")
    return output


def version(engine: Engine) -> dict[str, str]:
    return json.loads(call(engine, "version"))


def workloads(engine: Engine) -> set[str]:
    """The names of those that its runner knows: no engine does everything."""
    return set(call(engine, "list").split())


def run(engine: Engine, workload: str, path: Path, limit_s: float = LIMIT_S) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        arguments = (workload, str(path), folder, "1", str(engine.budget_ms))
        answer = json.loads(call(engine, *arguments, limit_s=limit_s))
        files = {file.name: file.read_bytes() for file in Path(folder).iterdir()}
    return Run(**answer, files=files)
