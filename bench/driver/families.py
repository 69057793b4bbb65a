"""families.py -- workloads at several sizes, to see what they grow with.

The sizes of a family are three decades apart at least. The tables show the one that is named; the
others are measured once, for the plots and the exponents. An engine leaves a family at the size
that it is not expected to finish.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import generate, inputs
from .cases import Case, Inputs

# How the files for a size are made.
Paths = Callable[[Inputs, int], dict[str, Path]]


@dataclass(frozen=True)
class Family:
    group: str
    title: str  # what there is a number of
    workloads: tuple[str, ...]
    sizes: tuple[int, ...]
    shown: int  # the size in the tables
    paths: Paths
    each: bool = True  # operations are as many as the size; else one, or a hundred


def plain(name: str, make: Callable[[int], list[inputs.Edit]]) -> Paths:
    return lambda files, size: files.plain(f"{name}-{size}", lambda: make(size))


def frames(name: str, make: Callable[[int], list[bytes]]) -> Paths:
    return lambda files, size: files.frames(f"{name}-{size}", lambda: make(size))


def fragments(files: Inputs, size: int) -> dict[str, Path]:
    """A document whose text was inserted letter by letter at random places."""
    edits = files.plain(f"random-{size}", lambda: generate.random_inserts(size))
    return {"unicode": files.recorded(f"random-{size}", edits)[1]}


def overwritten(files: Inputs, size: int) -> dict[str, Path]:
    """A thousand keys, each set many times."""
    return files.plain(f"keys-{size}", lambda: generate.keys(size, of=1_000))


def diff_of_clients(files: Inputs, size: int) -> dict[str, Path]:
    def make() -> list[bytes]:
        return [generate.many_clients(size), generate.many_clients_state(size, 10)]

    return files.frames(f"clients-diff-{size}", make)


def keys_of_clients(files: Inputs, size: int) -> dict[str, Path]:
    def make() -> list[bytes]:
        last = generate.FIRST_CLIENT + size - 1, 0
        return [generate.many_clients(size), *generate.keystrokes(1000, 7, last)]

    return files.frames(f"clients-keys-{size}", make)


K, M = 1_000, 1_000_000
DECADES = (K, 10 * K, 100 * K, M)
ARRAY = ("array-push", "array-push-one")
NEST = ("nest-make", "nest-read", "nest-encode", "nest-delete")
UNDO = ("undo-record", "undo-undo", "undo-redo")
FORMAT = ("format", "formatted-insert", "formatted-read")
MANY = ("arrive", "change", "arrive-batch", "change-batch", "observed", "latency", "encode")
AWARENESS = tuple(f"awareness-{step}" for step in (*MANY, "expire", "idle"))

FAMILIES = (
    Family("anywhere", "letters at random places", ("replay", "replay-one"), DECADES, 100 * K,
           plain("random", generate.random_inserts)),
    Family("anywhere", "fragments", ("apply", "apply-v2", "encode", "encode-v2"), DECADES, 100 * K,
           fragments),
    Family("appends", "letters", ("replay", "replay-one"), DECADES, 100 * K,
           plain("append", generate.appends)),
    Family("appends", "numbers", ARRAY, DECADES, 100 * K, plain("append", generate.appends)),
    Family("appends", "numbers in one call", ("array-extend",), DECADES, M,
           plain("append", generate.appends)),
    Family("values", "numbers at random places",
           ("array-insert", "array-insert-one", "array-get"), (100, K, 10 * K, 100 * K), 10 * K,
           plain("random", generate.random_inserts)),
    Family("values", "settings of 1,000 keys", ("map-set", "map-set-one", "map-get"), DECADES,
           100 * K, overwritten),
    Family("values", "different keys", ("map-set", "map-get"), DECADES, 100 * K,
           plain("any-key", lambda size: generate.keys(size, of=size))),
    Family("values", "arrays in each other", NEST, (10, 100, K, 10 * K, 100 * K), 10 * K,
           frames("nest", lambda size: [b""] * size)),
    Family("formats", "formats of ten times as many letters", FORMAT, (10, 100, K, 10 * K), K,
           plain("formats", lambda size: generate.formats(10 * size, size))),
    Family("undo", "appended letters", UNDO, (100, K, 10 * K, 100 * K), 10 * K,
           plain("append", generate.appends)),
    Family("undo", "letters at random places", UNDO, (100, K, 10 * K, 100 * K), 10 * K,
           plain("random", generate.random_inserts)),
    Family("clients", "clients at the same place", ("apply",), (16, 160, 1600, 16_000), 1600,
           frames("same-spot", generate.same_spot)),
    Family("clients", "clients at the same place, descending", ("apply",),
           (16, 160, 1600, 16_000), 16_000,
           frames("same-spot-down", lambda size: generate.same_spot(size, descending=True))),
    Family("clients", "clients in a document", ("apply", "encode", "state-vector"),
           (10, 100, K, 10 * K), 10 * K,
           frames("clients", lambda size: [generate.many_clients(size)]), each=False),
    Family("clients", "clients, of which 10 are lacking", ("diff",), (20, 200, 2 * K, 20 * K),
           20 * K, diff_of_clients, each=False),
    Family("clients", "clients, and another one types", ("apply-rest",), (10, 100, K, 10 * K),
           10 * K, keys_of_clients, each=False),
    Family("awareness", "clients", AWARENESS, (10, 100, K, 10 * K, 100 * K, M), 100 * K,
           frames("awareness", inputs.awareness_messages)),
    Family("awareness", "renewed clients", ("awareness-change", "awareness-change-batch"),
           (10, 100, K, 10 * K, 100 * K), 10 * K,
           frames("renewed", lambda size: inputs.awareness_messages(size, moves=False))),
)  # fmt: skip

REPEATED = {"state-vector": 100, "diff": 100, "apply-rest": K, "awareness-idle": 100}


def operations(family: Family, workload: str, size: int) -> int:
    return REPEATED.get(workload, size if family.each else 1)


def of_updates(files: Inputs, updates: Path, quick: bool) -> Iterator[Case]:
    """The first updates of a session: in order, merged, and the first one last."""

    def first(size: int) -> list[bytes]:
        return inputs.read_frames(updates)[:size]

    name = updates.name
    sizes = () if quick else (100, K, 10 * K, 100 * K)
    for size in sizes:
        paths = files.frames(f"{name}.first{size}", lambda size=size: first(size))
        late = files.frames(
            f"{name}.late{size}", lambda size=size: first(size)[1:] + first(size)[:1]
        )
        for workload in ("apply", "merge", "merge-v2"):
            yield Case("updates", workload, f"{size:,} updates", size, paths,
                       family="updates", size=size, once=True)  # fmt: skip
        yield Case("updates", "apply", f"{size:,} updates, the first one last", size, late,
                   family="updates, the first one last", size=size, once=True)  # fmt: skip


def grown(files: Inputs, longest, quick: bool) -> Iterator[Case]:
    """All sizes of all families, small ones first; in a quick run, a small one."""
    yield from of_updates(files, longest.updates, quick)
    for family in FAMILIES:
        sizes = family.sizes[1:2] if quick else family.sizes
        shown = sizes[0] if quick else family.shown
        for workload in family.workloads:
            for size in sizes:
                yield Case(family.group, workload, f"{size:,} {family.title}",
                           operations(family, workload, size), family.paths(files, size),
                           family=family.title, size=size, once=size != shown)  # fmt: skip
