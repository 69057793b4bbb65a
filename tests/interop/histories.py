"""Random histories of several people writing one text over a bad network, from a seed.

A history is plain data, the same for every engine:

    {"seed", "unit", "clients": [client id, ...], "ops": [op, ...]}

Clients are named by their index `c`, messages (updates on their way) by a number `m`. The
operations:

    edit          {c, m, edits}   one transaction; its update becomes message m
    deliver       {c, of}         c applies message `of`
    diff          {c, for, m}     what c has and client `for` lacks
    full          {c, m}          the whole state of c, pending parts included
    merge         {of: [..], m}   merge_updates of messages
    update_state  {of}            get_state of a message
    update_diff   {c, of, m}      get_update of a message against the state of c
    restart       {c, id}         c comes back from its encoded state, as client `id`
    check         {c}             compare the whole state of c

and the edits `["insert", where, text]`, `["type", text]` at the cursor, `["delete", where, count]`,
`["backspace", count]`. `where` is any number; engines take it modulo the length of the text in code
points, so that a history stays a history when operations are taken out of it (see shrink.py). A
deliver with `again` is a repetition on purpose.
"""

from __future__ import annotations

import random
from typing import Any

from .knowledge import Knowledge

Op = dict[str, Any]

SMALL_IDS = (1, 2, 3, 5, 63, 64, 127, 128, 300, 16383, 16384)
LARGE_IDS = (2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**40, 2**53 - 2, 2**53 - 1)

WORDS = ("the", "quick", "shared", "text", "a", "I", "merge", "0", "42", "end.")
SCRIPTS = {
    "ascii": tuple("abcdefghij XYZ.,;"),
    "accents": tuple("éàüñøçßÅœ"),
    "combining": ("e\u0301", "a\u0308", "\u0301", "n\u0303o", "\u200d", "\u00a0"),
    "cjk": tuple("漢字かなカナ한국어"),
    "emoji": ("😀", "🚀", "👍🏽", "👩\u200d👩\u200d👧", "🇩🇰", "𝒳", "\U0010ffff", "❤\ufe0f"),
    "odd": ("\ufeff", "\u2028", "\t", "\r\n", "\x7f", "\ufffd", "\ud7ff", "\ue000", "\uffff"),
}


class _Writer:
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


class _Network:
    """How bad this history's network is: the probability of each accident."""

    def __init__(self, rng: random.Random) -> None:
        kind = rng.choice(("perfect", "slow", "shuffled", "awful"))
        bad = {"perfect": 0.0, "slow": 0.05, "shuffled": 0.3, "awful": 0.6}[kind]
        self.reorder = bad
        self.duplicate = bad / 3
        self.drop = bad / 4
        self.merge = rng.choice((0.0, 0.1, 0.3))
        self.delivery = rng.choice((0.3, 0.5, 0.7))


class _Builder:
    def __init__(self, seed: int, careful: bool) -> None:
        self.rng = rng = random.Random(seed)
        self.careful = careful
        self.used_ids: set[int] = set()
        self.clients = [self._new_id() for _ in range(rng.randint(2, 5))]
        self.count = len(self.clients)
        self.network = _Network(rng)
        self.writers = [_Writer(rng) for _ in self.clients]
        self.known = Knowledge(self.count)
        self.inboxes: list[list[int]] = [[] for _ in self.clients]
        self.late: list[list[int]] = [[] for _ in self.clients]
        self.messages = 0
        self.ops: list[Op] = []

    def _new_id(self) -> int:
        rng = self.rng
        while True:
            kind = rng.randrange(4)
            if kind == 0:
                new = rng.choice(SMALL_IDS)
            elif kind == 1:
                new = rng.choice(LARGE_IDS)
            else:
                new = rng.randrange(1, 2**32 if kind == 2 else 2**53)
            if new not in self.used_ids:
                self.used_ids.add(new)
                return new

    def _emit(self, op: str, **details: Any) -> None:
        self.ops.append({"op": op, **details})
        self.known.follow(self.ops[-1])

    def _make(self, op: str, **details: Any) -> int:
        """Emits an operation that makes a message."""
        self.messages += 1
        self._emit(op, **details, m=self.messages - 1)
        return self.messages - 1

    def _may_speak(self, c: int) -> bool:
        return not self.careful or self.known.whole(c)

    def edit(self, c: int) -> None:
        m = self._make("edit", c=c, edits=self.writers[c].edits())
        for other, inbox in enumerate(self.inboxes):
            if other != c and self.rng.random() >= self.network.drop:
                inbox.append(m)

    def deliver(self, c: int) -> None:
        """Delivers something from the inbox of `c`, with this network's accidents."""
        rng, inbox = self.rng, self.inboxes[c]
        if not inbox:
            return
        if len(inbox) > 1 and rng.random() < self.network.merge:
            messages = rng.sample(inbox, k=rng.randint(2, len(inbox)))
            for m in messages:
                inbox.remove(m)
            return self._deliver(c, self._make("merge", of=messages))
        m = rng.choice(inbox) if rng.random() < self.network.reorder else inbox[0]
        if rng.random() >= self.network.duplicate:
            inbox.remove(m)
        self._deliver(c, m)

    def _deliver(self, c: int, m: int) -> None:
        self._emit("deliver", c=c, of=m)
        if not self.careful:
            return
        if not self.known.whole(c):
            self.late[c].append(m)
        elif self.late[c]:
            # Upstream pycrdt may have forgotten what waited (see known.py). What is sent again can
            # be forgotten again, hence twice.
            for again in (*self.late[c], m) * 2:
                self._emit("deliver", c=c, of=again, again=True)
            self.late[c].clear()

    def _send(self, c: int, m: int) -> None:
        """Delivers a message now, or lets it wait its turn."""
        if self.rng.random() < self.network.reorder:
            self.inboxes[c].append(m)
        else:
            self._deliver(c, m)

    def diff(self, c: int, reader: int) -> None:
        """`reader` asks `c` for what it lacks."""
        self._send(reader, self._make("diff", c=c, **{"for": reader}))

    def full(self, c: int, reader: int) -> None:
        self._send(reader, self._make("full", c=c))

    def algebra(self) -> None:
        """Something done to messages without a document."""
        if self.messages == 0:
            return
        rng = self.rng
        of, c = rng.randrange(self.messages), rng.randrange(self.count)
        kind = rng.choice(("state", "diff", "merge"))
        if kind == "state":
            self._emit("update_state", of=of)
        elif kind == "diff":
            if not self.careful or of not in self.known.cut:
                self._send(c, self._make("update_diff", c=c, of=of))
        else:
            chosen = [rng.randrange(self.messages) for _ in range(rng.randint(1, 6))]
            self._emit("update_state", of=self._make("merge", of=chosen))

    def step(self) -> None:
        rng = self.rng
        c = rng.randrange(self.count)
        reader = (c + rng.randrange(1, self.count)) % self.count
        kinds = ("write", "diff", "full", "algebra", "restart", "check")
        kind = rng.choices(kinds, weights=(80, 5, 2, 6, 1, 4))[0]
        if kind == "algebra":
            self.algebra()
        elif kind == "write" and rng.random() < self.network.delivery:
            self.deliver(c)
        elif not self._may_speak(c):
            self.deliver(c)
        elif kind == "write":
            self.edit(c)
        elif kind == "diff":
            self.diff(c, reader)
        elif kind == "full":
            self.full(c, reader)
        elif kind == "restart":
            self._emit("restart", c=c, id=self._new_id())
        else:
            self._emit("check", c=c)

    def finish(self) -> None:
        """Lets everything arrive, then covers what was lost by way of client 0."""
        order = [c for c, inbox in enumerate(self.inboxes) for _ in inbox]
        self.rng.shuffle(order)
        for c in order:
            self.deliver(c)
        for c in range(self.count):
            if not self._may_speak(c):  # it must be whole to answer; edits in order make it so
                for m in [op["m"] for op in self.ops if op["op"] == "edit"]:
                    self._deliver(c, m)
        for c in (*range(1, self.count), *range(1, self.count)):
            for source, reader in ((c, 0), (0, c)):
                self._deliver(reader, self._make("diff", c=source, **{"for": reader}))
        for c in range(self.count):
            self._emit("check", c=c)


def text_history(seed: int, careful: bool = False) -> dict[str, Any]:
    """The history of `seed`. Costs O(operations).

    In a careful history no client speaks (edits, sends its state, restarts) while something that it
    received is waiting for a missing update, and what had to wait is sent again afterwards.
    """
    builder = _Builder(seed, careful)
    length = builder.rng.choice((10, 20, 40, 80, 160))
    while len(builder.ops) < length:
        builder.step()
    builder.finish()
    unit = builder.rng.choice(("unicode", "utf16", "utf8"))
    return {"seed": seed, "unit": unit, "clients": builder.clients, "ops": builder.ops}
