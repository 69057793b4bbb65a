"""Where histories run: in this process, or in a peer process reached through pipes.

A runner takes a batch of histories with `submit` and gives their logs with `collect`. One batch is
under way at a time; submitting the next one before looking at the last one's logs keeps both sides
busy.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Protocol

from .frames import read_frame, write_frame

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

Batch = list[dict[str, Any]]


class PeerUnavailable(Exception):
    """A peer is not installed; the text says how to install it."""


class PeerDied(Exception):
    """A peer process ended in the middle of a batch."""


class Runner(Protocol):
    """Something that runs histories and gives their logs."""

    name: str

    def submit(self, kind: str, batch: Batch) -> None: ...
    def collect(self) -> list[list[Any]]: ...
    def close(self) -> None: ...


class LocalRunner:
    """Runs histories in this process, when their logs are collected."""

    def __init__(self, module: str) -> None:
        from .awareness_executor import run_awareness
        from .document_executor import run_document
        from .executor import run_text
        from .subject import Subject

        self.name = module
        self._subject = Subject(module)
        self._run = {"text": run_text, "document": run_document, "awareness": run_awareness}
        self._pending: tuple[str, Batch] | None = None

    def submit(self, kind: str, batch: Batch) -> None:
        self._pending = (kind, batch)

    def collect(self) -> list[list[Any]]:
        assert self._pending is not None
        (kind, batch), self._pending = self._pending, None
        return [self._run[kind](self._subject, history) for history in batch]

    def close(self) -> None:
        pass


class ProcessRunner:
    """Runs histories in a long-lived process that speaks frames on its standard streams."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self._busy = False
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def submit(self, kind: str, batch: Batch) -> None:
        # The peer is waiting for input here, so this cannot block on its output.
        self._busy = True
        assert self._process.stdin is not None
        try:
            write_frame(self._process.stdin, {"kind": kind, "batch": batch})
        except BrokenPipeError:
            raise PeerDied(f"{self.name} ended with status {self._process.wait()}") from None

    def collect(self) -> list[list[Any]]:
        assert self._process.stdout is not None
        try:
            answer = read_frame(self._process.stdout)
        except EOFError:
            answer = None
        if answer is None:
            raise PeerDied(f"{self.name} ended with status {self._process.wait()}")
        self._busy = False
        return answer["results"]

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        if self._busy:
            self._process.kill()
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()


def node() -> str:
    """The node executable: YCPP_NODE, or the one on the path."""
    found = shutil.which(os.environ.get("YCPP_NODE", "node"))
    if found is None:
        raise PeerUnavailable("node was not found; install it or set YCPP_NODE")
    if not (HERE / "node_modules" / "yjs").is_dir():
        raise PeerUnavailable("Yjs is not installed; run `npm ci` in tests/interop")
    return found


def driver() -> str:
    """The program that drives this engine: YCPP_INTEROP_DRIVER, or the newest one in build/."""
    named = os.environ.get("YCPP_INTEROP_DRIVER")
    built = [Path(named)] if named else ROOT.glob("build/*/tests/interop_driver")
    found = sorted(
        (path for path in built if path.is_file()), key=lambda path: path.stat().st_mtime
    )
    if not found:
        raise PeerUnavailable("interop_driver was not found; build it or set YCPP_INTEROP_DRIVER")
    return str(found[-1])


def peers_python() -> str:
    """The Python that has upstream pycrdt: YCPP_PEERS_PYTHON, or the one of .venv-peers."""
    found = os.environ.get("YCPP_PEERS_PYTHON", str(ROOT / ".venv-peers" / "bin" / "python"))
    if shutil.which(found) is None:
        raise PeerUnavailable(
            f"{found} was not found; run `python3 -m venv .venv-peers && "
            ".venv-peers/bin/pip install pycrdt==0.14.3`, or set YCPP_PEERS_PYTHON"
        )
    return found


def open_runner(name: str) -> Runner:
    """The runner called `name`.

    * `ycpp`: this engine, in this process
    * `ycpp-process`: this engine in a process of its own, for finding what crashes
    * `driver`: this engine without Python, in a process of its own
    * `yjs`: Yjs and y-protocols
    * `pycrdt`: upstream pycrdt
    * `contract`: upstream pycrdt with the deliberate differences of this engine's awareness

    Raises:
        PeerUnavailable: what it needs is not installed.
    """
    if name == "yjs":
        return ProcessRunner(name, [node(), str(HERE / "yjs_peer.mjs")])
    if name == "driver":
        return ProcessRunner(name, [driver()])
    if name in ("pycrdt", "contract"):
        return ProcessRunner(name, [peers_python(), "-m", "tests.interop.pycrdt_peer", name])
    if name == "ycpp-process":
        return ProcessRunner(name, [sys.executable, "-m", "tests.interop.pycrdt_peer", "ycpp"])
    try:
        return LocalRunner(name)
    except ImportError as error:
        raise PeerUnavailable(f"the subject {name} cannot be imported: {error}") from error
