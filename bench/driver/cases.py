"""cases.py -- what is measured: which workload on which input, and by which engines.

A new case is one entry in `make_cases`; a new workload is a class in each runner as well.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from . import inputs
from .engines import BENCH, Engine, call

ALL = ("cpp", "yjs", "python", "pycrdt")
CLIENTS = 10_000
DOCUMENTS = 1_000

# Single-writer traces that are shipped, the quick ones first.
SHIPPED = (
    "sveltecomponent",
    "rustcode",
    "friendsforever_flat",
    "clownschool_flat",
    "json-crdt-patch",
    "json-crdt-blog-post",
    "seph-blog1",
)


@dataclass(frozen=True)
class Case:
    group: str  # a table of the report
    workload: str
    subject: str  # a row of the table
    operations: int
    paths: dict[str, Path]  # unit -> input
    engines: tuple[str, ...] = ALL
    text: str | None = None  # what the text must be in the end, when that is known beforehand

    @property
    def name(self) -> str:
        return f"{self.workload} {self.subject}"

    def path(self, engine: Engine) -> Path:
        return self.paths.get(engine.unit, self.paths["unicode"])


class Inputs:
    """Makes input files once, in a folder that is kept between runs."""

    def __init__(self, folder: Path, recorder: Engine):
        self.folder = folder
        self.recorder = recorder
        folder.mkdir(parents=True, exist_ok=True)

    def edits(self, name: str, edits: list[inputs.Edit]) -> dict[str, Path]:
        paths = {}
        for unit in inputs.UNITS:
            paths[unit] = self.folder / f"{name}.{unit}"
            inputs.write_edits(paths[unit], inputs.in_unit(edits, unit))
        return paths

    def recorded(self, name: str, edits: dict[str, Path]) -> tuple[Path, Path]:
        """The update of every edit, and that of the whole document, as the recorder makes them."""
        updates, state = self.folder / f"{name}.updates", self.folder / f"{name}.state"
        source = edits[self.recorder.unit]
        stamp = self.folder / f"{name}.recorded"
        digest = hashlib.sha256(source.read_bytes() + repr(self.recorder).encode()).hexdigest()
        if not stamp.exists() or stamp.read_text() != digest:
            call(self.recorder, "record", str(source), str(updates), str(state))
            stamp.write_text(digest)
        return updates, state

    def frames(self, name: str, frames: list[bytes]) -> dict[str, Path]:
        path = self.folder / name
        inputs.write_frames(path, frames)
        return {"unicode": path}


def is_sequential(path: Path) -> bool:
    return json.loads(gzip.decompress(path.read_bytes())).get("kind") != "concurrent"


def traces(given: list[Path], quick: bool) -> list[Path]:
    """The traces to replay, the one that documents are made of first."""
    for path in given:
        if not path.is_file() or not is_sequential(path):
            raise SystemExit(f"bench: {path} is not a trace of one writer")
    shipped = [BENCH / "traces" / f"{name}.json.gz" for name in SHIPPED]
    if quick:
        shipped = shipped[:2]
    elif not given:
        shipped.insert(0, shipped.pop())  # the longest
    return given + [path for path in shipped if path.name not in {p.name for p in given}]


def trace_cases(
    files: Inputs, path: Path, engines: tuple[str, ...], rank: int, quick: bool
) -> list[Case]:
    """Typing, of any trace; of the first few also what is done with the document it makes."""
    name = path.name.removesuffix(".json.gz")
    edits, text = inputs.read_trace(path)
    count = len(edits)
    paths = files.edits(name, edits)
    cases = [
        Case("typing", "replay", name, count, paths, engines, text),
        Case("typing", "replay-observed", name, count, paths, engines, text),
    ]
    if rank >= (1 if quick else 3):
        return cases
    updates, state = files.recorded(name, paths)
    document = {"unicode": state}
    for workload in ("apply", "encode", "read"):
        known = None if workload == "encode" else text
        cases.append(Case("document", workload, name, 1, document, ALL, known))
    if rank > 0:
        return cases
    some = inputs.read_frames(updates)[: 2_000 if quick else 10_000]
    merged = files.frames(f"{name}.merge", some)
    return cases + [
        Case("updates", "apply", f"{name}, one by one", count, {"unicode": updates}, ALL, text),
        Case("updates", "merge", f"{name}, first {len(some):,}", len(some), merged),
    ]


def growth_cases(files: Inputs, quick: bool) -> list[Case]:
    """Inserts at random places of a growing text; an engine stops where it takes seconds."""
    sizes = [1_000, 10_000] if quick else [1_000, 3_000, 10_000, 30_000, 100_000, 300_000]
    most = {"cpp": 1_000_000, "python": 1_000_000, "yjs": 100_000, "pycrdt": 10_000}
    cases = []
    for size in sizes:
        paths = files.edits(f"random-{size}", inputs.random_inserts(size))
        able = tuple(key for key in ALL if size <= most[key])
        cases.append(Case("growth", "replay", f"{size:,} random inserts", size, paths, able))
    return cases


def awareness_cases(files: Inputs) -> list[Case]:
    paths = files.frames(f"awareness-{CLIENTS}", inputs.awareness_messages(CLIENTS))
    subject = f"{CLIENTS:,} clients"
    steps = ("arrive", "change", "arrive-batch", "change-batch", "encode")
    return [Case("awareness", f"awareness-{step}", subject, CLIENTS, paths) for step in steps]


def create_case(files: Inputs) -> Case:
    paths = files.frames(f"create-{DOCUMENTS}", [b""] * DOCUMENTS)
    return Case("document", "create", f"{DOCUMENTS:,} empty documents", DOCUMENTS, paths)


def make_cases(files: Inputs, given: list[Path], quick: bool) -> list[Case]:
    cases = []
    for n, path in enumerate(traces(given, quick)):
        long = quick and path in given  # pycrdt takes seconds, more than a quick run has
        engines = tuple(key for key in ALL if not (long and key == "pycrdt"))
        cases += trace_cases(files, path, engines, rank=n, quick=quick)
    cases.append(create_case(files))
    return cases + growth_cases(files, quick) + awareness_cases(files)
