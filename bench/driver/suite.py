"""suite.py -- what is measured. A new case is an entry here; a new workload is a class in each
runner as well.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from . import generate, inputs, wire
from .cases import Case, Inputs
from .engines import BENCH
from .inputs import Edit
from .sessions import ascii_only

WRITER = 2_000_000_011  # who makes all edits, in every engine

# Single-writer traces that are shipped, the longest first.
SHIPPED = (
    "seph-blog1",
    "sveltecomponent",
    "rustcode",
    "friendsforever_flat",
    "clownschool_flat",
    "json-crdt-patch",
    "json-crdt-blog-post",
)


def is_sequential(path: Path) -> bool:
    return json.loads(gzip.decompress(path.read_bytes())).get("kind") != "concurrent"


def traces(given: list[Path], quick: bool) -> list[Path]:
    """The traces to replay, the one that documents are made of first."""
    for path in given:
        if not path.is_file() or not is_sequential(path):
            raise SystemExit(f"bench: {path} is not a trace of one writer")
    names = SHIPPED[1:2] if quick else SHIPPED
    shipped = [BENCH / "traces" / f"{name}.json.gz" for name in names]
    return given + [path for path in shipped if path.name not in {p.name for p in given}]


class Trace:
    """A recorded session of one writer, and what was made of it."""

    def __init__(self, files: Inputs, path: Path):
        self.files = files
        self.name = path.name.removesuffix(".json.gz")
        self.edits, self.text = inputs.read_trace(path)
        self.paths = files.edits(self.name, lambda: self.edits)
        self.updates, self.state = files.recorded(self.name, self.paths)

    def clock(self) -> int:
        return sum(len(inserted.encode("utf-16-le")) // 2 for _, _, inserted in self.edits)

    def with_state(self, what: str, make: Callable[[], list[bytes]]) -> dict[str, Path]:
        """The document as one update, and more frames."""
        return self.files.frames(
            f"{self.name}.{what}", lambda: inputs.read_frames(self.state) + make()
        )


def typing(trace: Trace, longest: bool) -> Iterator[Case]:
    workloads = ["replay", "replay-observed"]
    if longest:
        workloads += ["replay-observed-v2", "replay-one"]
    for workload in workloads:
        yield Case("typing", workload, trace.name, len(trace.edits), trace.paths, trace.text)


def document(trace: Trace, longest: bool) -> Iterator[Case]:
    """What is done with the document that a trace made."""
    one = {"unicode": trace.state}
    for workload in ("apply", "apply-v2", "encode", "encode-v2", "read"):
        text = None if workload.startswith("encode") else trace.text
        yield Case("document", workload, trace.name, 1, one, text)
    if not longest:
        return
    clock = trace.clock()
    behind = trace.with_state("diff", lambda: [wire.state_vector({WRITER: clock - 10})])
    typed = trace.with_state(
        "keys", lambda: list(generate.keystrokes(1000, 7, (WRITER, clock - 1)))
    )
    yield Case("document", "state-vector", trace.name, 100, one)
    yield Case("document", "diff", f"{trace.name}, 10 edits", 100, behind)
    yield Case("document", "diff-update", trace.name, 1, behind)
    yield Case("document", "apply-rest", f"{trace.name}, 1,000 keys", 1000, typed)


def small_updates(trace: Trace, quick: bool) -> Iterator[Case]:
    """The update of every edit: `all` of them, or the first."""
    count = len(trace.edits)
    every = {"unicode": trace.updates}
    yield Case("updates", "apply-together", f"{trace.name}, all", count, every, trace.text)
    for workload in ("apply", "apply-v2"):
        yield Case("updates", workload, f"{trace.name}, one by one", count, every, trace.text)
    for workload in ("merge", "merge-v2"):
        yield Case("updates", workload, f"{trace.name}, all", count, every, trace.text)

    def first(size: int, what: str, order: Callable[[list[bytes]], list[bytes]]):
        return trace.files.frames(
            f"{trace.name}.{what}{size}", lambda: order(inputs.read_frames(trace.updates)[:size])
        )

    for size in (1_000,) if quick else (1_000, 10_000):
        paths = first(size, "merge", list)
        yield Case("updates", "merge", f"{trace.name}, first {size:,}", size, paths)
    size = 1_000 if quick else 4_000
    late = first(size + 1, "late", lambda updates: updates[1:] + updates[:1])
    backwards = first(size + 1, "backwards", lambda updates: updates[::-1])
    yield Case("updates", "apply", f"{size:,}, the first one last", size, late)
    yield Case("updates", "apply", f"{size:,}, backwards", size, backwards)


def many_writers(files: Inputs, quick: bool) -> Iterator[Case]:
    for name in ("friendsforever", "clownschool"):
        path = BENCH / "traces" / f"{name}.json.gz"
        trace = json.loads(gzip.decompress(path.read_bytes()))
        text = ascii_only(trace["endContent"])
        yield Case("writers", "live", name, len(trace["txns"]), files.session(path), text)
    count = 1_000 if quick else 6_000
    apart = {
        "letters": (False, False),
        "words": (True, False),
        "words and deletes": (True, True),
    }
    for subject, (words, deletes) in apart.items():
        paths = files.plain(
            f"apart-{subject}-{count}",
            lambda words=words, deletes=deletes: generate.apart(100, count, words, deletes),
        )
        yield Case("writers", "concurrent", f"2 × {count:,} {subject}", 2 * count, paths)
    pairs: dict[str, tuple[str, Callable[[int], list[Edit]]]] = {
        "letters appended": ("pair", generate.appends),
        "letters prepended": ("pair", generate.prepends),
        "letters anywhere": ("pair", generate.random_inserts),
        "words anywhere": ("pair", generate.random_words),
        "words and deletes": ("pair", generate.words_and_deletes),
        "numbers appended": ("array-pair", generate.appends),
        "numbers prepended": ("array-pair", generate.prepends),
        "numbers anywhere": ("array-pair", generate.random_inserts),
    }
    for subject, (workload, make) in pairs.items():
        paths = files.plain(f"pair-{subject}-{count}", lambda make=make: make(count))
        yield Case("writers", workload, f"{count:,} {subject}", count, paths)
    clients = 500 if quick else 1_540
    every = {
        "set a number": lambda: generate.each_sets_a_key(clients, text=False),
        "set a text": lambda: generate.each_sets_a_key(clients, text=True),
        "insert a number": lambda: generate.each_inserts_a_number(clients),
    }
    for subject, frames in every.items():
        paths = files.frames(f"every-{subject}-{clients}", frames)
        yield Case("writers", "apply", f"{clients:,} clients {subject}", clients, paths)
    half = 500 if quick else 2_000
    paths = files.frames(f"prepend-{half}", lambda: generate.each_prepends(half))
    yield Case("writers", "apply", f"2 clients prepend {half:,}", 2 * half, paths)


def edited(files: Inputs, quick: bool) -> Iterator[Case]:
    """Edits of a long text that was pasted."""
    length, count = (20_000, 2_000) if quick else (100_000, 10_000)
    pasted: dict[str, tuple[int, Callable[[], list[Edit]]]] = {
        "inserts": (count, lambda: generate.paste_and_insert(length, count)),
        "deletes": (count, lambda: generate.paste_and_delete(length, count)),
    }
    for subject, (operations, make) in pasted.items():
        paths = files.plain(f"pasted-{subject}-{length}", make)
        yield Case("pasted", "replay", f"{count:,} {subject} in {length:,}", operations, paths)
    paths = files.plain(f"every-other-{length}", lambda: generate.delete_every_other(length))
    subject = f"delete every other of {length:,}"
    yield Case("pasted", "replay-one", subject, length // 2, paths)
    yield Case("pasted", "replay", subject, length // 2, paths)


def memory(files: Inputs, trace: Trace, quick: bool) -> Iterator[Case]:
    """What documents take that are there and nothing else. Small ones are made many times."""
    paths = files.frames("create-10000", lambda: [b""] * 10_000)
    yield Case("rest", "create", "10,000 empty documents", 10_000, paths)
    copies = 4 if quick else 10
    paths = files.frames(
        f"{trace.name}.x{copies}", lambda: inputs.read_frames(trace.state) * copies
    )
    yield Case("rest", "hold", f"{copies} × {trace.name}", copies, paths)
    count = 20_000 if quick else 200_000
    edits = files.plain(f"random-{count}", lambda: generate.random_inserts(count))
    _, state = files.recorded(f"random-{count}", edits)
    yield Case("rest", "hold", f"{count:,} fragments", 1, {"unicode": state})
    clients = 1_000 if quick else 10_000
    paths = files.frames(f"clients-{clients}", lambda: [generate.many_clients(clients)])
    yield Case("rest", "hold", f"{clients:,} clients", 1, paths)


def make_cases(files: Inputs, given: list[Path], quick: bool) -> list[Case]:
    from .families import grown  # what is measured at several sizes

    recorded = [Trace(files, path) for path in traces(given, quick)]
    longest = recorded[0]
    cases = [case for trace in recorded for case in typing(trace, trace is longest)]
    for trace in recorded[: 1 if quick else 3]:
        cases += document(trace, trace is longest)
    cases += small_updates(longest, quick)
    cases += many_writers(files, quick)
    cases += edited(files, quick)
    cases += memory(files, longest, quick)
    return cases + list(grown(files, longest, quick))
