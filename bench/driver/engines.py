"""engines.py -- the engines that are compared, and how a runner is started.

Every engine has a runner with the same command line and the same answer; see runners/runner.cpp.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent
ROOT = BENCH.parent
TIMEOUT_S = 600


class RunnerFailed(Exception):
    """A runner ended with an error; the text says which and why."""


@dataclass(frozen=True)
class Engine:
    key: str
    title: str
    unit: str  # what its positions count by default
    least_runs: int  # in one process
    budget_ms: int  # for more runs in it
    command: tuple[str, ...]


@dataclass
class Run:
    """What one process measured."""

    wall_ms: list[float]
    cpu_ms: list[float]
    memory_kb: int | None
    counts: dict[str, int]
    files: dict[str, bytes] = field(repr=False)


def engines(cpp: Path, python: Path, peers: Path, node: str, quick: bool) -> list[Engine]:
    """All engines, in the order of the tables.

    Node gets more time than the others, and never a single run: its compiler needs half a second
    to arrive at the code that it stays with.
    """
    once, often = (1, 50 if quick else 150), (2, 400 if quick else 700)
    runners = BENCH / "runners"
    in_python = str(runners / "runner.py")
    return [
        Engine("cpp", "ycpp C++", "unicode", *once, (str(cpp),)),
        Engine("yjs", "Yjs", "utf16", *often, (node, str(runners / "runner.mjs"))),
        Engine("python", "ycpp Python", "unicode", *once, (str(python), in_python, "ycpp")),
        Engine("pycrdt", "pycrdt", "utf8", *once, (str(peers), in_python, "pycrdt")),
    ]


def call(engine: Engine, *arguments: str) -> str:
    command = [*engine.command, *arguments]
    try:
        process = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S)
    except OSError as error:
        raise RunnerFailed(f"{engine.title} cannot be started: {error}") from None
    except subprocess.TimeoutExpired:
        raise RunnerFailed(f"{engine.title}: {arguments} took over {TIMEOUT_S} s") from None
    if process.returncode != 0:
        raise RunnerFailed(f"{engine.title}: {' '.join(command)}\n{process.stderr.strip()}")
    return process.stdout


def version(engine: Engine) -> dict[str, str]:
    return json.loads(call(engine, "version"))


def run(engine: Engine, workload: str, path: Path) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        arguments = (workload, str(path), folder, str(engine.least_runs), str(engine.budget_ms))
        answer = json.loads(call(engine, *arguments))
        files = {file.name: file.read_bytes() for file in Path(folder).iterdir()}
    return Run(**answer, files=files)
