"""Real editing sessions, keystroke by keystroke, through the Python API.

The traces are those of bench/traces (or of the directory YCPP_TRACES): sequential ones are patches
to apply in order; concurrent ones name the transactions that each transaction had seen. Their
positions count code points. automerge-paper may not be shipped, and is replayed where it is found.
"""

from __future__ import annotations

import gzip
import importlib
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

TRACES = Path(os.environ.get("YCPP_TRACES", Path(__file__).parents[2] / "bench" / "traces"))

SEQUENTIAL = [
    "clownschool_flat",
    "friendsforever_flat",
    "json-crdt-blog-post",
    "json-crdt-patch",
    "rustcode",
    "seph-blog1",
    "sveltecomponent",
]
NOT_SHIPPED = ["automerge-paper"]
CONCURRENT = ["clownschool", "friendsforever"]
# Those with text outside ASCII, where the units of positions differ.
WITH_ACCENTS = ["json-crdt-patch", "rustcode"]


@pytest.fixture(scope="module")
def module(request: pytest.FixtureRequest) -> ModuleType:
    """The module under test."""
    return importlib.import_module(request.config.getoption("--subject"))


def load(kind: str, name: str) -> dict[str, Any]:
    """A trace; the collection it comes from has a folder for each kind, bench/traces has not."""
    path = TRACES / kind / f"{name}.json.gz"
    if not path.exists():
        path = TRACES / f"{name}.json.gz"
    if name in NOT_SHIPPED and not path.exists():
        pytest.skip(f"{path} is not here")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)


class Writer:
    """A document that patches are applied to, counting in any of the three units."""

    def __init__(self, module: ModuleType, client_id: int, unit: str = "unicode") -> None:
        if module.__name__ == "pycrdt":  # upstream counts bytes
            self.unit, self.doc = "utf8", module.Doc(client_id=client_id)
        else:
            self.unit, self.doc = unit, module.Doc(client_id=client_id, offset_kind=unit)
        self.text = self.doc.get("t", type=module.Text)
        self.mirror = ""  # the text, kept only where positions must be converted

    def measure(self, s: str) -> int:
        """The length of `s` in this document's unit."""
        codec, width = ("utf-8", 1) if self.unit == "utf8" else ("utf-16-le", 2)
        return len(s) if self.unit == "unicode" else len(s.encode(codec)) // width

    def apply(self, patches: list[list[Any]]) -> None:
        """One transaction."""
        with self.doc.transaction():
            for position, deleted, inserted in patches:
                self._patch(position, position + deleted, inserted)

    def _patch(self, start: int, end: int, inserted: str) -> None:
        if self.unit == "unicode":
            at, to = start, end
        else:
            at = self.measure(self.mirror[:start])
            to = at + self.measure(self.mirror[start:end])
            self.mirror = self.mirror[:start] + inserted + self.mirror[end:]
        if at != to:
            del self.text[at:to]
        if inserted:
            self.text.insert(at, inserted)

    def receive(self, update: bytes) -> None:
        self.doc.apply_update(update)
        if self.unit != "unicode":
            self.mirror = str(self.text)


def replay(writer: Writer, trace: dict[str, Any]) -> Writer:
    """Apply a sequential trace."""
    if trace["startContent"]:
        writer.apply([[0, 0, trace["startContent"]]])
    for transaction in trace["txns"]:
        writer.apply(transaction["patches"])
    return writer


@pytest.mark.parametrize("name", SEQUENTIAL + NOT_SHIPPED)
def test_sequential_trace_ends_as_recorded(module: ModuleType, name: str) -> None:
    trace = load("sequential", name)
    writer = replay(Writer(module, 1), trace)
    assert str(writer.text) == trace["endContent"]
    assert len(writer.text) == writer.measure(trace["endContent"])

    copy = Writer(module, 2)
    copy.receive(writer.doc.get_update())
    assert str(copy.text) == trace["endContent"]
    assert copy.doc.get_update() == writer.doc.get_update()


@pytest.mark.parametrize("unit", ["utf8", "utf16"])
@pytest.mark.parametrize("name", WITH_ACCENTS)
def test_units_change_positions_and_nothing_else(module: ModuleType, name: str, unit: str) -> None:
    trace = load("sequential", name)
    writer = replay(Writer(module, 1, unit), trace)
    assert str(writer.text) == trace["endContent"]
    assert len(writer.text) == writer.measure(trace["endContent"])
    assert writer.doc.get_update() == replay(Writer(module, 1), trace).doc.get_update()


def test_a_replica_follows_keystroke_by_keystroke(module: ModuleType) -> None:
    trace = load("sequential", "sveltecomponent")
    writer, replica = Writer(module, 1), Writer(module, 2)
    subscription = writer.doc.observe(lambda event: replica.doc.apply_update(event.update))
    replay(writer, trace)
    writer.doc.unobserve(subscription)
    assert str(replica.text) == str(writer.text) == trace["endContent"]
    assert replica.doc.get_state() == writer.doc.get_state()
    assert replica.doc.get_update() == writer.doc.get_update()


@pytest.mark.parametrize("name", CONCURRENT)
def test_concurrent_trace_ends_as_recorded(module: ModuleType, name: str) -> None:
    """One document an agent; before it edits, it hears of exactly what the recorded agent knew."""
    trace = load("concurrent", name)
    writers = [Writer(module, agent + 1) for agent in range(trace["numAgents"])]
    emitted: list[bytes] = []  # by the last operation
    for writer in writers:
        writer.doc.observe(lambda event: emitted.append(event.update))
    made: list[bytes] = []  # per transaction: its update
    ancestry: list[int] = []  # per transaction: itself and its ancestors, as bits
    known = [0] * len(writers)  # per agent: transactions, as bits

    for i, transaction in enumerate(trace["txns"]):
        agent = transaction["agent"]
        writer = writers[agent]
        ancestors = 0
        for parent in transaction["parents"]:
            ancestors |= ancestry[parent]
        assert known[agent] & ~ancestors == 0, "an agent knows only what the transaction had seen"
        deliver(writer, made, ancestors & ~known[agent])
        emitted.clear()
        writer.apply(transaction["patches"])
        (update,) = emitted
        made.append(update)
        ancestry.append(ancestors | 1 << i)
        known[agent] = ancestry[i]

    everything = (1 << len(made)) - 1
    for agent, writer in enumerate(writers):
        deliver(writer, made, everything & ~known[agent])
    texts = {str(writer.text) for writer in writers}
    assert texts == {trace["endContent"]}
    assert len({writer.doc.get_update() for writer in writers}) == 1


def deliver(writer: Writer, made: list[bytes], missing: int) -> None:
    """Apply the updates whose bits are set, oldest first."""
    while missing:
        lowest = missing & -missing
        missing ^= lowest
        writer.receive(made[lowest.bit_length() - 1])
