"""What people do to the shared types of a document: random edits as plain data.

    insert    [at, where, text, attributes]       format   [at, where, count, attributes]
    embed     [at, where, value, attributes]      erase    [at, where, count]
    embed_new [at, where, content, attributes]    delta    [at, steps]
    put       [at, where, contents]               remove   [at, where, count]
    push      [at, values]
    set       [at, key, content]                  unset    [at, key]                clear [at]
    grow      [at, where, nodes]                  prune    [at, where, count]
    attribute [at, key, content]                  drop     [at, key]

The first three lines edit texts, XML texts among them; the next ones arrays, maps (XML hooks among
them), and XML: the children of fragments and elements, and the attributes of elements and texts.
`at` chooses among the types of that kind which are there, in document order with keys sorted;
`where` is a position, in code points for a text. Engines reduce both, and counts, to what is there.
Attributes are pairs, or null when they are left out. The steps of a delta are ["retain", count,
attributes], ["delete", count], ["text", text, attributes] and ["embed", value, attributes].

Values are JSON, with objects as {"object": [[key, value], ...]}, and {"undefined": true}, {"bytes":
base64}, {"bigint": digits} and {"number": "NaN"} for what JSON does not have. A content is a value,
or {"new": kind} for an empty shared type, with a "tag" where it has one. A node is ["element", tag]
or ["text", text].
"""

from __future__ import annotations

import random
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

from .histories import Writer

Edit = list[Any]

KEYS = ("a", "b", "k", "key", "", "10", "2", "é", "😀", "__proto_", "constructor")
MARKS = ("bold", "italic", "color", "10", "2")
MARK_VALUES = (True, True, True, None, None, "red", "blue", 1, 1.5, False)
TAGS = ("p", "DIV", "x-y", "é", "UNDEFINED")
NUMBERS = (0, 1, -1, 63, 64, 2**31 - 1, 2**31, -(2**31), 2**53 - 1, 0.1, -1.5, 1e21, 1e-7, 5e-324)
EXOTIC = (
    {"number": "NaN"},
    {"number": "Infinity"},
    {"number": "-Infinity"},
    {"number": "-0"},
    {"bigint": "9223372036854775807"},
    {"bigint": "-9223372036854775808"},
    {"undefined": True},
)


@dataclass(frozen=True)
class Taste:
    """What a family of histories edits, and how often."""

    edits: dict[str, float]
    new: dict[str, float] = field(default_factory=dict)  # kinds of shared types that are made
    object_marks: bool = False  # marks with objects as values
    marks: bool = True  # whether anything is ever formatted
    plain: bool = False  # only values that every engine and every encoding keeps


class Editor:
    """Makes edits for one client."""

    def __init__(self, rng: random.Random, taste: Taste) -> None:
        self._rng = rng
        self._taste = taste
        self._writer = Writer(rng)

    def edits(self) -> list[Edit]:
        """The edits of one transaction."""
        count = 1 if self._rng.random() < 0.7 else self._rng.randint(2, 6)
        return [self.edit() for _ in range(count)]

    def edit(self) -> Edit:
        kinds = self._taste.edits
        kind = self._rng.choices(list(kinds), weights=list(kinds.values()))[0]
        return [kind, *getattr(self, f"_{kind}")()]

    def _any(self) -> int:
        return self._rng.randrange(2**31)

    def _count(self) -> int:
        return self._rng.randint(1, 4) if self._rng.random() < 0.8 else self._rng.randint(5, 30)

    def _text(self) -> str:
        return self._writer.glyph() if self._rng.random() < 0.4 else self._writer.word()

    def _mark(self) -> Any:
        if self._taste.object_marks and self._rng.random() < 0.2:
            return {"object": [["n", self._rng.randrange(3)]]}
        return self._rng.choice(MARK_VALUES)

    def _marks(self) -> list[list[Any]]:
        count = 1 if self._rng.random() < 0.7 else self._rng.randint(2, 3)
        return [[key, self._mark()] for key in self._rng.sample(MARKS, k=count)]

    def _some_marks(self, omitted: float = 0.5) -> list[list[Any]] | None:
        if not self._taste.marks or self._rng.random() < omitted:
            return None
        return self._marks() if self._rng.random() < 0.8 else []

    def _key(self) -> str:
        return self._rng.choice(KEYS[:4]) if self._rng.random() < 0.8 else self._rng.choice(KEYS)

    def _json(self, depth: int = 0) -> Any:
        """A value that JSON has."""
        kind = self._rng.randrange(8 if depth < 3 else 6)
        if kind == 0:
            return self._rng.choice((None, True, False))
        if kind < 4:
            return self._text()
        if kind < 6:
            return self._rng.choice(NUMBERS)
        count = self._rng.choice((0, 1, 1, 2, 3))
        if kind == 6:
            return [self._json(depth + 1) for _ in range(count)]
        keys = self._rng.sample(
            KEYS[:-1], k=count
        )  # "constructor" hides an object's class from Yjs
        return {"object": [[key, self._json(depth + 1)] for key in keys]}

    def _value(self, in_map: bool = False) -> Any:
        """Any value that a shared type holds; an array has no undefined and no big integers."""
        rng = self._rng
        if self._taste.plain or rng.random() < 0.85:
            return self._json()
        if rng.random() < 0.5:
            return {"bytes": b64encode(rng.randbytes(rng.choice((0, 1, 3, 200)))).decode()}
        exotic = rng.choice(EXOTIC)
        if in_map and rng.random() < 0.5:
            return exotic
        return rng.choice(([exotic, 1], {"object": [["x", exotic]]}))

    def _content(self, in_map: bool = False) -> Any:
        new = self._taste.new
        if new and self._rng.random() < 0.35:
            return self._new()
        return self._value(in_map)

    def _new(self) -> Any:
        new = self._taste.new
        kind = self._rng.choices(list(new), weights=list(new.values()))[0]
        has_tag = kind in ("element", "hook")
        return {"new": kind, "tag": self._rng.choice(TAGS)} if has_tag else {"new": kind}

    def _embedded(self) -> Any:
        return {"object": [["image", self._json()]]}

    def _insert(self) -> Edit:
        return [self._any(), self._any(), self._text(), self._some_marks()]

    def _erase(self) -> Edit:
        return [self._any(), self._any(), self._count()]

    def _format(self) -> Edit:
        return [self._any(), self._any(), self._count(), self._marks()]

    def _embed(self) -> Edit:
        return [self._any(), self._any(), self._embedded(), self._some_marks()]

    def _embed_new(self) -> Edit:
        return [self._any(), self._any(), self._new(), self._some_marks()]

    def _delta(self) -> Edit:
        return [self._any(), [self._step() for _ in range(self._rng.randint(1, 5))]]

    def _step(self) -> list[Any]:
        kind = self._rng.choices(("retain", "text", "embed", "delete"), weights=(5, 4, 1, 3))[0]
        if kind == "retain":
            return [kind, self._rng.randint(1, 8), self._some_marks()]
        if kind == "delete":
            return [kind, self._count()]
        return [kind, self._text() if kind == "text" else self._embedded(), self._some_marks()]

    def _put(self) -> Edit:
        contents = [self._content() for _ in range(self._rng.choice((1, 1, 1, 2, 3)))]
        return [self._any(), self._any(), contents]

    def _push(self) -> Edit:
        return [self._any(), [self._value() for _ in range(self._rng.choice((1, 1, 2)))]]

    def _remove(self) -> Edit:
        return [self._any(), self._any(), self._count()]

    def _set(self) -> Edit:
        return [self._any(), self._key(), self._content(in_map=True)]

    def _unset(self) -> Edit:
        return [self._any(), self._key()]

    def _clear(self) -> Edit:
        return [self._any()]

    def _grow(self) -> Edit:
        rng = self._rng
        count = rng.choice((1, 1, 2, 3))
        kinds = rng.choices(("element", "text"), weights=(2, 1), k=count)
        nodes = [[kind, rng.choice(TAGS) if kind == "element" else self._text()] for kind in kinds]
        return [self._any(), self._any(), nodes]

    def _prune(self) -> Edit:
        return [self._any(), self._any(), self._count()]

    def _attribute(self) -> Edit:
        return [self._any(), self._key(), self._content(in_map=True)]

    def _drop(self) -> Edit:
        return [self._any(), self._key()]
