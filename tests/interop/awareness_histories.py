"""Random histories of presence, from a seed: a few instances, what they tell each other, and time.

A history is plain data: {"seed", "start", "clients": [client id, ...], "ops": [op, ...]}. Instances
are named by their index `c`, encoded updates by a number `m`; `now` is the time of the operation in
ms.

    set      {c, state}             set_local_state, null clears
    field    {c, field, value}      set_local_state_field
    remove   {c, ids, origin}       remove_awareness_states
    encode   {c, ids, m}            encode_awareness_update; refused when an id is unknown
    apply    {c, of, origin}        apply_awareness_update of message `of`, however old it is
    apply    {c, payload, origin}   the same with bytes of this module's own making
    tick     {c}                    one round of the periodic work
"""

from __future__ import annotations

import json
import random
from base64 import b64encode
from typing import Any

from .network import LARGE_IDS, SMALL_IDS

TIMEOUT = 30_000
START = 1_000_000_000

TEXTS = (
    "",
    "Ann",
    "é",
    "漢字",
    "😀 🇩🇰",
    'a"b\\c/',
    "\n\t\r\b\f\x00\x1f\x7f",
    "\u2028\u2029\ufeff",
    "</s>",
)
NUMBERS = (
    0,
    1,
    -1,
    7,
    1.5,
    -2.25,
    0.1,
    1e21,
    1e-7,
    123456789.125,
    5e-324,
    2**31,
    2**53 - 1,
    1e20,
    -0.0,
)


def _var_uint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _json_text(rng: random.Random, state: Any) -> str:
    """JSON as a peer may write it: compact or spaced, escaped or raw."""
    style = rng.randrange(3)
    if style == 0:
        return json.dumps(state, ensure_ascii=False, separators=(",", ":"))
    return json.dumps(state, ensure_ascii=style == 1, indent=rng.choice((None, 1)))


class _Builder:
    def __init__(self, seed: int, short: bool) -> None:
        self.rng = rng = random.Random(seed)
        self.short = short
        self.ids = rng.sample(
            (*SMALL_IDS, *LARGE_IDS, *(rng.randrange(2**32) for _ in range(9))), 7
        )
        self.clients = self.ids[
            : rng.randint(2, 4)
        ]  # the other ids only ever occur in forged updates
        self.now = START
        self.messages = 0
        self.ops: list[dict[str, Any]] = []

    def _emit(self, op: str, **details: Any) -> None:
        self.ops.append({"op": op, "now": self.now, **details})

    def _pass_time(self) -> None:
        rng = self.rng
        kind = rng.choices(("none", "little", "some", "timeout", "long"), (40, 40, 14, 4, 2))[0]
        step = {
            "none": 0,
            "little": rng.randint(1, 2_999),
            "some": rng.randint(3_000, 16_000),
            "timeout": rng.choice((TIMEOUT // 2, TIMEOUT, TIMEOUT + rng.randint(1, 9_999))),
            "long": 10 * TIMEOUT + rng.randint(50_000, 99_999),
        }[kind]
        # Clients are forgotten after ten timeouts; y-protocols never does that.
        if not self.short or self.now + step - START < 10 * TIMEOUT:
            self.now += step

    def value(self, key: str) -> Any:
        """A value for `key`. A key keeps its kind of value, because to Python True equals 1."""
        rng = self.rng
        if key in ("name", "user.name", "2"):
            return rng.choice(TEXTS)
        if key in ("n", "cursor.anchor", "10"):
            return rng.choice(NUMBERS)
        if key in ("on", "user.on"):
            return rng.choice((True, False, None))
        if key == "list":
            return [
                rng.choice((*TEXTS, *NUMBERS, [], {}, [None, True]))
                for _ in range(rng.randrange(4))
            ]
        keys = rng.sample(("name", "n", "on", "list"), k=rng.randrange(4))
        return {inner: self.value(inner) for inner in keys}

    def state(self) -> Any:
        rng = self.rng
        keys = rng.sample(
            ("name", "n", "on", "list", "user", "cursor", "10", "2"), k=rng.randrange(5)
        )
        return {key: self.value(key) for key in keys}

    def _some_ids(self) -> list[int]:
        return [self.rng.choice(self.ids) for _ in range(self.rng.randrange(4))]

    def _origin(self) -> Any:
        return self.rng.choice(("net", "disk", "", None, 7))

    def forged(self) -> str:
        """An update that no instance made: any clocks, foreign and own ids, states and nulls."""
        rng = self.rng
        count = rng.randint(1, 3)
        out = bytearray(_var_uint(count))
        for _ in range(count):
            clock = rng.choice(
                (0, 1, 2, 3, rng.randrange(12), rng.randrange(40), 2**32 + rng.randrange(9))
            )
            if clock > 40 and rng.random() < 0.8:
                clock = rng.randrange(8)
            state = None if rng.random() < 0.35 else self.state()
            text = _json_text(rng, state).encode()
            out += _var_uint(rng.choice(self.ids)) + _var_uint(clock) + _var_uint(len(text)) + text
        return b64encode(out).decode()

    def step(self) -> None:
        rng = self.rng
        self._pass_time()
        c = rng.randrange(len(self.clients))
        kinds = ("set", "clear", "field", "remove", "send", "replay", "forge", "tick")
        kind = rng.choices(kinds, weights=(16, 4, 10, 7, 30, 12, 14, 10))[0]
        if kind == "set":
            self._emit("set", c=c, state=self.state())
        elif kind == "clear":
            self._emit("set", c=c, state=None)
        elif kind == "field":
            fields = ("name", "n", "on", "10")
            dotted = (
                ()
                if self.short
                else ("user.name", "user.on", "cursor.anchor", "user.x.name", "name.x")
            )
            field = rng.choice((*fields, *dotted))
            self._emit("field", c=c, field=field, value=self.value(field))
        elif kind == "remove":
            self._emit("remove", c=c, ids=self._some_ids(), origin=self._origin())
        elif kind == "send":
            self._send(c)
        elif kind == "replay" and self.messages:
            self._emit("apply", c=c, of=rng.randrange(self.messages), origin=self._origin())
        elif kind == "forge":
            self._emit("apply", c=c, payload=self.forged(), origin=self._origin())
        elif kind == "tick":
            self._emit("tick", c=c)

    def _send(self, c: int) -> None:
        """An instance encodes itself, or clients that it heard of, for some of the others."""
        rng = self.rng
        ids = [self.clients[c]] if rng.random() < 0.6 else self._some_ids()
        m, self.messages = self.messages, self.messages + 1
        self._emit("encode", c=c, ids=ids, m=m)
        for other in range(len(self.clients)):
            if rng.random() < 0.6:
                self._emit("apply", c=other, of=m, origin=self._origin())


def awareness_history(seed: int, short: bool = False) -> dict[str, Any]:
    """The history of `seed`; a `short` one ends before any client is forgotten, and has no dots."""
    builder = _Builder(seed, short)
    length = builder.rng.choice((10, 30, 60, 120))
    while len(builder.ops) < length:
        builder.step()
    return {"seed": seed, "start": START, "clients": builder.clients, "ops": builder.ops}
