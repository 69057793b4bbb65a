"""Clients that exchange updates over a bad network, from a seed: what all histories have in common.

A history is plain data, the same for every engine. Clients are named by their index `c`, messages
(updates on their way) by a number `m`. The operations:

    edit          {c, m, edits}   one transaction; its update becomes message m
    deliver       {c, of}         c applies message `of`
    diff          {c, for, m}     what c has and client `for` lacks
    full          {c, m}          the whole state of c, pending parts included
    merge         {of: [..], m}   merge_updates of messages
    update_state  {of}            get_state of a message
    update_diff   {c, of, m}      get_update of a message against the state of c
    restart       {c, id}         c comes back from its encoded state, as client `id`
    check         {c}             compare the whole state of c

Positions in edits are any numbers; engines reduce them to what is there when they are used, so
that a history stays a history when operations are taken out of it (see shrink.py). A deliver with
`again` is a repetition on purpose.
"""

from __future__ import annotations

import random
from typing import Any, ClassVar

from .knowledge import Knowledge

Op = dict[str, Any]

SMALL_IDS = (1, 2, 3, 5, 63, 64, 127, 128, 300, 16383, 16384)
LARGE_IDS = (2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**40, 2**53 - 2, 2**53 - 1)


class _Accidents:
    """How bad this history's network is: the probability of each accident."""

    def __init__(self, rng: random.Random) -> None:
        kind = rng.choice(("perfect", "slow", "shuffled", "awful"))
        bad = {"perfect": 0.0, "slow": 0.05, "shuffled": 0.3, "awful": 0.6}[kind]
        self.reorder = bad
        self.duplicate = bad / 3
        self.drop = bad / 4
        self.merge = rng.choice((0.0, 0.1, 0.3))
        self.delivery = rng.choice((0.3, 0.5, 0.7))


class Builder:
    """Makes the operations of one history.

    What is edited, and what else can happen, is for a subclass to say.
    """

    WEIGHTS: ClassVar[dict[str, float]] = {
        "write": 80,
        "diff": 5,
        "full": 2,
        "algebra": 6,
        "restart": 1,
        "check": 4,
    }

    def __init__(self, seed: int, careful: bool) -> None:
        self.rng = rng = random.Random(seed)
        self.careful = careful
        self.used_ids: set[int] = set()
        self.clients = [self._new_id() for _ in range(rng.randint(2, 5))]
        self.count = len(self.clients)
        self.network = _Accidents(rng)
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

    def edits(self, c: int) -> list[Any]:
        """The edits of one transaction of client `c`."""
        raise NotImplementedError

    def edit(self, c: int) -> None:
        self._publish(c, self._make("edit", c=c, edits=self.edits(c)))

    def _publish(self, c: int, m: int) -> None:
        """Puts the message that `c` made on its way to the others."""
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
        kind = rng.choices(list(self.WEIGHTS), weights=list(self.WEIGHTS.values()))[0]
        if kind == "algebra":
            self.algebra()
        elif (kind == "write" and rng.random() < self.network.delivery) or not self._may_speak(c):
            self.deliver(c)
        else:
            self.act(kind, c, reader)

    def act(self, kind: str, c: int, reader: int) -> None:
        """Something that `c` does."""
        if kind == "write":
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
