"""cases.py -- Case: one workload on one input; Inputs: the files that they are given."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import generate, inputs, sessions, wire
from .engines import Engine


@dataclass(frozen=True)
class Case:
    group: str  # a table of the report
    workload: str
    subject: str  # a row of the table
    operations: int
    paths: dict[str, Path]  # unit -> input
    text: str | None = None  # what the text must be in the end, when that is known beforehand
    family: str | None = None  # cases that differ in size only, if this is one of such
    size: int = 0
    once: bool = False  # in the first round only: not for the tables, but to see it grow

    @property
    def name(self) -> str:
        return f"{self.workload} {self.subject}"

    def path(self, engine: Engine) -> Path:
        return self.paths.get(engine.unit, self.paths["unicode"])


class Inputs:
    """Makes input files once, in a folder that is kept between runs. Files of other makers than
    the present ones are not found: the folder has the name of what they are made by."""

    def __init__(self, folder: Path, recorder: Engine):
        made_by = (generate, inputs, sessions, wire)
        source = b"".join(Path(module.__file__).read_bytes() for module in made_by)
        self.folder = folder / hashlib.sha256(source).hexdigest()[:12]
        self.recorder = recorder
        self.folder.mkdir(parents=True, exist_ok=True)

    def _made(self, name: str, write: Callable[[Path], None]) -> Path:
        path = self.folder / name
        if not path.exists():
            started = path.with_suffix(path.suffix + ".part")
            write(started)
            started.rename(path)
        return path

    def edits(self, name: str, make: Callable[[], list[inputs.Edit]]) -> dict[str, Path]:
        """Edits of a text, which may have characters of any width."""

        def write(path: Path, unit: str) -> None:
            inputs.write_edits(path, inputs.in_unit(make(), unit))

        return {
            unit: self._made(f"{name}.{unit}", lambda path, unit=unit: write(path, unit))
            for unit in inputs.UNITS
        }

    def plain(self, name: str, make: Callable[[], list[inputs.Edit]]) -> dict[str, Path]:
        """Edits of ASCII text, or of what is not text: the same in every unit."""
        path = self._made(f"{name}.edits", lambda path: inputs.write_edits(path, make()))
        return {"unicode": path}

    def frames(self, name: str, make: Callable[[], list[bytes]]) -> dict[str, Path]:
        path = self._made(f"{name}.frames", lambda path: inputs.write_frames(path, make()))
        return {"unicode": path}

    def session(self, trace: Path) -> dict[str, Path]:
        def write(path: Path) -> None:
            sessions.write_session(path, *sessions.read_session(trace))

        return {"unicode": self._made(f"{trace.name}.session", write)}

    def recorded(self, name: str, edits: dict[str, Path]) -> tuple[Path, Path]:
        """The update of every edit, and that of the whole document, as the recorder makes them."""
        updates, state = self.folder / f"{name}.updates", self.folder / f"{name}.state"
        if not state.exists():
            source = edits.get(self.recorder.unit, edits["unicode"])
            part = state.with_suffix(".part")
            command = [*self.recorder.command, "record", str(source), str(updates), str(part)]
            subprocess.run(command, check=True)
            part.rename(state)
        return updates, state
