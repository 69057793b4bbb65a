"""Random histories of several people writing one text over a bad network, from a seed.

    {"seed", "unit", "clients": [client id, ...], "ops": [op, ...]}

network.py describes the operations. The edits are `["insert", where, text]`, `["type", text]` at
the cursor, `["delete", where, count]`, `["backspace", count]`. `where` is any number; engines take
it modulo the length of the text in code points.
"""

from __future__ import annotations

import random
from typing import Any

from .network import Builder

WORDS = ("the", "quick", "shared", "text", "a", "I", "merge", "0", "42", "end.")
SCRIPTS = {
    "ascii": tuple("abcdefghij XYZ.,;"),
    "accents": tuple("éàüñøçßÅœ"),
    "combining": ("e\u0301", "a\u0308", "\u0301", "n\u0303o", "\u200d", "\u00a0"),
    "cjk": tuple("漢字かなカナ한국어"),
    "emoji": ("😀", "🚀", "👍🏽", "👩\u200d👩\u200d👧", "🇩🇰", "𝒳", "\U0010ffff", "❤\ufe0f"),
    "odd": ("\ufeff", "\u2028", "\t", "\r\n", "\x7f", "\ufffd", "\ud7ff", "\ue000", "\uffff"),
}


class Writer:
    """What people type: one script mostly, in runs, words, pastes and line breaks."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._scripts = rng.sample(sorted(SCRIPTS), k=rng.randint(1, 3))

    def glyph(self) -> str:
        return self._rng.choice(SCRIPTS[self._rng.choice(self._scripts)])

    def word(self) -> str:
        if self._rng.random() < 0.4:
            return self._rng.choice(WORDS) + " "
        return "".join(self.glyph() for _ in range(self._rng.randint(1, 6)))

    def paste(self) -> str:
        lines = ("".join(self.word() for _ in range(self._rng.randint(1, 8))) for _ in range(3))
        return "\n".join(lines)

    def edit(self) -> list[Any]:
        """One insertion or deletion."""
        rng = self._rng
        where = rng.randrange(2**31)
        kinds = ("type", "insert", "paste", "newline", "delete", "backspace", "cut")
        kind = rng.choices(kinds, weights=(30, 22, 4, 4, 18, 12, 4))[0]
        if kind == "type":
            return ["type", self.glyph()]
        if kind == "insert":
            return ["insert", where, self.word()]
        if kind == "paste":
            return ["insert", where, self.paste()]
        if kind == "newline":
            return ["type", "\n"]
        if kind == "backspace":
            return ["backspace", rng.randint(1, 4)]
        return ["delete", where, rng.randint(1, 5) if kind == "delete" else rng.randint(5, 40)]

    def edits(self) -> list[list[Any]]:
        """The edits of one transaction."""
        if self._rng.random() < 0.75:
            return [self.edit()]
        return [self.edit() for _ in range(self._rng.randint(2, 5))]


class _TextBuilder(Builder):
    def __init__(self, seed: int, careful: bool) -> None:
        super().__init__(seed, careful)
        self.writers = [Writer(self.rng) for _ in self.clients]

    def edits(self, c: int) -> list[Any]:
        return self.writers[c].edits()


def text_history(seed: int, careful: bool = False) -> dict[str, Any]:
    """The history of `seed`. Costs O(operations).

    In a careful history no client speaks (edits, sends its state, restarts) while something that it
    received is waiting for a missing update, and what had to wait is sent again afterwards.
    """
    builder = _TextBuilder(seed, careful)
    length = builder.rng.choice((10, 20, 40, 80, 160))
    while len(builder.ops) < length:
        builder.step()
    builder.finish()
    unit = builder.rng.choice(("unicode", "utf16", "utf8"))
    return {"seed": seed, "unit": unit, "clients": builder.clients, "ops": builder.ops}
