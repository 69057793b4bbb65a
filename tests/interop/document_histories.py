"""Random histories of whole documents: every shared type, and what goes with them.

    {"seed", "family", "unit", "roots": [[name, kind], ...], "gc": [of each client, ...], "undo",
     "clients": [client id, ...], "ops": [op, ...]}

The operations are those of network.py, with edits from document_edits.py, and

    undo     {c, m}                 redo {c, m}     take back, and forth again
    stop     {c}                    what follows is a step of its own
    forget   {c, undo, redo}        clear the stacks
    widen    {c, at}                one more type into the scope
    time     {ms}                   passes, for the grouping of steps
    stick    {c, at, where, assoc}  a position that stays with its neighbour, for all clients
    resolve  {c, json}              where all those positions are in the document of c
    snapshot {c, s}                 what c has
    restore  {c, of}                the document of c as it was at snapshot `of`
    contains {of, update}           whether snapshot `of` has everything of message `update`
    convert  {of, m}                message `of` in the other encoding
    obscure  {of}                   obfuscate_update of a message

An operation that makes a message has `v2` when it is written in the second encoding. Merges and
diffs convert what they are given. An edit may have an `origin`; a deliver with `raw` has none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .document_edits import Editor, Taste
from .network import Builder

ROOTS = {
    **{"t": "text", "u": "text", "a": "array", "b": "array", "m": "map", "n": "map"},
    **{"x": "fragment", "e": "element", "y": "xmltext"},
}

TEXT = {"insert": 30, "erase": 14, "format": 16, "embed": 4, "delta": 10}
ARRAY = {"put": 30, "push": 8, "remove": 16}
MAP = {"set": 30, "unset": 8, "clear": 1}
XML = {"grow": 24, "prune": 8, "attribute": 12, "drop": 4}
ALL = {**TEXT, "embed_new": 3, **ARRAY, **MAP, **XML}
# What upstream pycrdt has, too.
SHARED = {"insert": 30, "erase": 14, **ARRAY, **MAP}
FORMATTED = {"insert": 30, "erase": 14, "format": 16, "embed": 4}
SHARED_KINDS = {"text": 1, "array": 1, "map": 1}
KINDS = {"text": 2, "array": 2, "map": 2, "fragment": 1, "element": 1, "xmltext": 1, "hook": 1}


@dataclass(frozen=True)
class Family:
    """One kind of histories: what is edited, and what else happens."""

    roots: str
    taste: Taste
    alone: bool = False  # the first client edits, and nobody hears of it
    also: dict[str, float] = field(default_factory=dict)  # weights of operations
    collects: tuple[bool, ...] = (True, True, True, False)  # clients draw from these
    undo: bool = False
    encodings: tuple[float, ...] = (0.0, 0.5, 1.0)  # how many messages may be in the second one


FAMILIES = {
    "rich": Family("tu", Taste(TEXT, object_marks=True)),
    "array": Family("ab", Taste(ARRAY)),
    "map": Family("mn", Taste(MAP)),
    "xml": Family("xey", Taste({**TEXT, **XML})),
    "shared": Family("tam", Taste(SHARED, SHARED_KINDS, marks=False, plain=True), encodings=(0.0,)),
    "formatted": Family("tu", Taste(FORMATTED, plain=True), alone=True, encodings=(0.0,)),
    "nested": Family("tamxey", Taste(ALL, KINDS)),
    "undo": Family(
        "tamxey",
        Taste(ALL, KINDS),
        also={"undo": 20, "redo": 12, "stop": 2, "forget": 1, "widen": 2, "time": 20},
        undo=True,
    ),
    "sticky": Family(
        "tamxey", Taste(ALL, KINDS), also={"stick": 12, "resolve": 10, "undo": 5}, undo=True
    ),
    "snapshot": Family(
        "tamxey",
        Taste(ALL, KINDS),
        also={"snapshot": 8, "restore": 6, "contains": 4},
        collects=(False,),
    ),
    "algebra": Family(
        "tamxey", Taste(ALL, KINDS), also={"algebra": 40, "convert": 20, "obscure": 6, "full": 8}
    ),
}


class _DocumentBuilder(Builder):
    def __init__(self, family: Family, seed: int, careful: bool) -> None:
        super().__init__(seed, careful)
        rng = self.rng
        self.WEIGHTS = {**Builder.WEIGHTS, **family.also}  # type: ignore[misc]
        self.family = family
        self.editors = [Editor(rng, family.taste) for _ in self.clients]
        self.second = rng.choice(family.encodings)
        self.gc = [rng.choice(family.collects) for _ in self.clients]
        self.undo = self._undo_settings() if family.undo else None
        self.snapshots: list[int] = []  # the client of each

    def _undo_settings(self) -> dict[str, Any]:
        rng = self.rng
        roots = [name for name in self.family.roots if rng.random() < 0.6]
        return {
            "scope": roots or None,
            "timeout": rng.choice((0, 0, 100, 500)),
            "origins": rng.choice((None, None, [None, "x"], ["x"])),
            "ignore_remote": rng.random() < 0.25,
        }

    def edits(self, c: int) -> list[Any]:
        return self.editors[c].edits()

    def _make(self, op: str, **details: Any) -> int:
        if self.rng.random() < self.second:
            details["v2"] = True
        if op == "edit" and self.undo is not None and self.rng.random() < 0.25:
            details["origin"] = self.rng.choice(("x", "y"))
        return super()._make(op, **details)

    def _emit(self, op: str, **details: Any) -> None:
        # What is tracked is undone in the order in which it came; see unordered() in
        # document_check.py.
        if op == "deliver" and self.undo is not None and self.known.whole(details["c"]):
            if self.rng.random() < 0.1:
                details["raw"] = True
        super()._emit(op, **details)

    def step(self) -> None:
        if not self.family.alone:
            super().step()
        else:
            self.edit(0)

    def finish(self) -> None:
        if not self.family.alone:
            super().finish()

    def act(self, kind: str, c: int, reader: int) -> None:
        rng = self.rng
        if kind in ("undo", "redo"):
            self._publish(c, self._make(kind, c=c))
        elif kind == "forget":
            self._emit(kind, c=c, undo=rng.random() < 0.7, redo=rng.random() < 0.7)
        elif kind == "widen":
            self._emit(kind, c=c, at=rng.randrange(2**31))
        elif kind == "time":
            self._emit(kind, ms=rng.choice((1, 50, 99, 100, 200, 400, 1000)))
        elif kind == "stick":
            at, where = rng.randrange(2**31), rng.randrange(2**31)
            self._emit(kind, c=c, at=at, where=where, assoc=rng.choice((0, -1)))
        elif kind == "resolve":
            self._emit(kind, c=c, json=rng.random() < 0.5)
        elif kind == "snapshot":
            self._emit(kind, c=c, s=len(self.snapshots))
            self.snapshots.append(c)
        elif kind in ("restore", "contains"):
            self._look_back(kind, c)
        elif kind in ("convert", "obscure"):
            self._recode(kind, c)
        elif kind == "stop":
            self._emit(kind, c=c)
        else:
            super().act(kind, c, reader)

    def _look_back(self, kind: str, c: int) -> None:
        if kind == "contains":
            if self.snapshots and self.messages:
                of = self.rng.randrange(len(self.snapshots))
                self._emit(kind, of=of, update=self.rng.randrange(self.messages))
            return
        own = [s for s, client in enumerate(self.snapshots) if client == c]
        if own:
            self._emit(kind, c=c, of=self.rng.choice(own))

    def _recode(self, kind: str, c: int) -> None:
        if not self.messages:
            return
        of = self.rng.randrange(self.messages)
        if kind == "obscure":
            self._emit(kind, of=of)
        else:
            self._send(c, self._make(kind, of=of))


def document_history(family: str, seed: int, careful: bool = False) -> dict[str, Any]:
    """The history of `seed` in one of FAMILIES. Costs O(operations).

    `careful`: see text_history.
    """
    settings = FAMILIES[family]
    builder = _DocumentBuilder(settings, seed, careful)
    length = builder.rng.choice((10, 20, 40, 80))
    while len(builder.ops) < length:
        builder.step()
    builder.finish()
    return {
        "seed": seed,
        "family": family,
        "unit": builder.rng.choice(("unicode", "utf16", "utf8")),
        "roots": [[name, ROOTS[name]] for name in settings.roots],
        "gc": builder.gc,
        "undo": builder.undo,
        "clients": builder.clients,
        "ops": builder.ops,
    }
