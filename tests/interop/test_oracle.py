"""The oracles can be satisfied, and notice: peers beside themselves, then with faults put in."""

from __future__ import annotations

import copy
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from .awareness_check import AwarenessCheck
from .awareness_histories import awareness_history
from .campaign import run_campaign
from .document_check import unordered
from .document_histories import FAMILIES, document_history
from .histories import text_history
from .knowledge import is_careful, settled
from .known import is_stuck, meaning, meaning_of_document
from .oracle import compare, exact
from .peers import PeerUnavailable, Runner, open_runner
from .text_check import TextCheck

Log = list[Any]


class _Faulty:
    """A runner whose logs are spoilt on their way out."""

    def __init__(self, runner: Runner, spoil: Callable[[dict[str, Any], Log], None]) -> None:
        self.name = runner.name
        self.close = runner.close
        self._runner = runner
        self._spoil = spoil
        self._batch: list[dict[str, Any]] = []

    def submit(self, kind: str, batch: list[dict[str, Any]]) -> None:
        self._batch = batch
        self._runner.submit(kind, batch)

    def collect(self) -> list[Log]:
        logs = self._runner.collect()
        for history, log in zip(self._batch, logs):
            self._spoil(history, log)
        return logs


@pytest.fixture(scope="module")
def opened(unavailable) -> Iterator[Callable[..., Runner]]:
    """Opens runners by name; a second process of the same name is another `slot`."""
    runners: dict[tuple[str, int], Runner] = {}

    def open_named(name: str, slot: int = 0) -> Runner:
        try:
            if (name, slot) not in runners:
                runners[name, slot] = open_runner(name)
        except PeerUnavailable as reason:
            unavailable(reason)
        return runners[name, slot]

    yield open_named
    for runner in runners.values():
        runner.close()


def _flip(encoded: str) -> str:
    """Another base64 text of the same length."""
    middle = len(encoded) // 3
    return encoded[:middle] + ("B" if encoded[middle] != "B" else "C") + encoded[middle + 1 :]


def _changed(value: Any) -> Any:
    """`value`, differing in one place."""
    if isinstance(value, str):
        return _flip(value) if value else "x"
    if isinstance(value, list):
        return [*value[:-1], _changed(value[-1])] if value else ["x"]
    if isinstance(value, dict):
        key = min(value, default="x")
        return {**value, key: _changed(value.get(key))}
    return 1 if value is None else value + 1


def _spoil_one(op: str, field: str) -> Callable[[dict[str, Any], Log], None]:
    """Changes `field` of the last entry of operation `op` that has it."""

    def spoil(history: dict[str, Any], log: Log) -> None:
        for kind, entry in reversed(list(zip(history["ops"], log))):
            if kind["op"] == op and entry and entry.get(field):
                entry[field] = _changed(entry[field])
                return

    return spoil


@pytest.mark.parametrize("careful", [False, True])
def test_yjs_equals_itself(opened, careful: bool) -> None:
    check = TextCheck(opened("yjs"), opened("yjs", 1), careful)
    assert run_campaign("yjs", check, range(40)).report == ""
    assert check.counts["mixed"] == 40


def test_yjs_and_pycrdt_agree_where_both_are_compared(opened) -> None:
    check = TextCheck(opened("yjs"), opened("pycrdt"), careful=True)
    assert run_campaign("pycrdt", check, range(40)).report == ""


@pytest.mark.parametrize("careful", [False, True])
def test_histories_end_with_one_text(opened, careful: bool) -> None:
    check = TextCheck(opened("yjs"), opened("yjs", 1), careful)
    for seed in range(60):
        assert check.ends_alike(check.generate(seed)) is None


@pytest.mark.parametrize("careful", [False, True])
def test_histories_are_the_same_every_time(careful: bool) -> None:
    assert text_history(7, careful) == text_history(7, careful)
    assert text_history(7, careful) != text_history(8, careful)
    assert awareness_history(7, careful) == awareness_history(7, careful)


def test_careful_histories_are_careful() -> None:
    assert all(is_careful(text_history(seed, careful=True)) for seed in range(60))
    assert not all(is_careful(text_history(seed)) for seed in range(60))


FIELDS = [
    *(("edit", field) for field in ("m", "events", "deltas", "text", "sv")),
    *(("deliver", field) for field in ("events", "deltas", "text", "sv")),
    *(("restart", field) for field in ("full", "events", "deltas", "text", "sv")),
    *(("check", field) for field in ("full", "text", "sv")),
    *(("diff", field) for field in ("m", "sv")),
    *(("update_diff", field) for field in ("m", "sv")),
    ("full", "m"),
    ("merge", "m"),
    ("update_state", "sv"),
]


def _logs(opened, careful: bool) -> list[tuple[dict[str, Any], Log]]:
    """Thirty histories, as Yjs ran them."""
    histories = [text_history(seed, careful) for seed in range(30)]
    runner = opened("yjs")
    runner.submit("text", histories)
    return list(zip(histories, runner.collect()))


@pytest.fixture(scope="module")
def logs(opened) -> list[tuple[dict[str, Any], Log]]:
    return _logs(opened, careful=False)


@pytest.fixture(scope="module")
def careful_logs(opened) -> list[tuple[dict[str, Any], Log]]:
    return _logs(opened, careful=True)


@pytest.mark.parametrize("op, field", FIELDS)
def test_a_flipped_byte_is_noticed(logs, op: str, field: str) -> None:
    """Whatever a log holds is compared: one wrong byte in one entry is found, in that place."""
    found = []
    for history, log in logs:
        spoilt = copy.deepcopy(log)
        _spoil_one(op, field)(history, spoilt)
        difference = compare(history, spoilt, log, exact)
        assert (difference is None) == (spoilt == log)
        if difference is not None:
            found.append((difference.op["op"], difference.field))
    assert len(found) >= 5 and set(found) == {(op, field)}


@pytest.mark.parametrize("field", ["events", "deltas", "text", "sv"])
def test_a_wrong_meaning_is_noticed(careful_logs, field: str) -> None:
    """The view beside pycrdt still sees wrong states, events, deltas and texts."""
    noticed = 0
    for history, log in careful_logs:
        spoilt = copy.deepcopy(log)
        _spoil_one("edit", field)(history, spoilt)
        noticed += compare(history, spoilt, log, meaning, settled(history)) is not None
    assert noticed >= 25


# Client 3 waits for two things; Yjs notes only that of m24, so m18 waits although m11 came.
HELD_BACK = {
    "seed": 1,
    "unit": "unicode",
    "clients": [1, 4, 3, 2],
    "ops": [
        {"op": "edit", "c": 2, "m": 8, "edits": [["insert", 0, "a"]]},
        {"op": "edit", "c": 0, "m": 11, "edits": [["insert", 0, "b"]]},
        {"op": "deliver", "c": 2, "of": 11},
        {"op": "edit", "c": 2, "m": 18, "edits": [["type", "c"]]},
        {"op": "edit", "c": 0, "m": 21, "edits": [["insert", 0, "d"]]},
        {"op": "edit", "c": 0, "m": 24, "edits": [["type", "e"]]},
        {"op": "deliver", "c": 3, "of": 18},
        {"op": "merge", "of": [8, 24], "m": 31},
        {"op": "deliver", "c": 3, "of": 31},
        {"op": "deliver", "c": 3, "of": 11},
    ],
}


def test_only_what_yjs_holds_back_is_forgiven(opened) -> None:
    """An engine that lets ready blocks in at once passes; one that loses them does not."""

    class AtOnce(_Faulty):
        def submit(self, kind: str, batch: list[dict[str, Any]]) -> None:
            super().submit(kind, [{**history, "retry": True} for history in batch])

    def lose(history: dict[str, Any], log: Log) -> None:
        log[-1]["text"] = "b"

    check = TextCheck(AtOnce(opened("yjs"), lambda history, log: None), opened("yjs", 1), False)
    assert check.differences([HELD_BACK]) == [None]
    assert check.counts["held back by Yjs"] == 1

    losing = TextCheck(AtOnce(opened("yjs"), lose), opened("yjs", 1), False)
    assert losing.differences([HELD_BACK]) != [None]


def test_stuck_is_who_has_reached_less_and_nothing_else() -> None:
    def entry(*clocks: int) -> dict[str, Any]:
        pairs = [number for client, clock in enumerate(clocks) for number in (client, clock)]
        return {"sv": b64encode(bytes([len(clocks), *pairs])).decode()}

    assert is_stuck(entry(4, 2), entry(4, 1))
    assert is_stuck(entry(4, 2), entry(4))
    assert not is_stuck(entry(4, 2), entry(4, 2))
    assert not is_stuck(entry(4, 2), entry(5, 1))
    assert not is_stuck(entry(4, 1), entry(4, 2))
    assert not is_stuck(entry(4, 2), {})


def test_an_error_on_both_sides_is_a_difference(opened) -> None:
    check = TextCheck(opened("yjs"), opened("yjs", 1), careful=False)
    history = {**text_history(1), "ops": [{"op": "edit", "c": 0, "m": 0, "edits": [["nonsense"]]}]}
    (difference,) = check.differences([history])
    assert difference is not None and difference.field == "error"


def test_updates_of_the_other_engine_are_really_applied(opened) -> None:
    """In a mixed run, a wrong message from the foreign side spoils what the native side shows."""

    class Spoilt(TextCheck):
        def _mixed(self, cases):
            cases = [(history, ours, copy.deepcopy(theirs)) for history, ours, theirs in cases]
            for history, _, theirs in cases:
                for op, entry in zip(history["ops"], theirs):
                    if op["op"] in ("edit", "diff", "full"):
                        entry["m"] = "AAA="
            return super()._mixed(cases)

    check = Spoilt(opened("yjs"), opened("yjs", 1), careful=False)
    batch = [check.generate(seed) for seed in range(20)]
    assert sum(difference is not None for difference in check.differences(batch)) >= 15


def _lose_deletions(history: dict[str, Any], log: Log) -> None:
    """An engine that emits no update for deletions once someone has written 漢."""
    pasted = False
    for op, entry in zip(history["ops"], log):
        for edit in op.get("edits", []):
            if pasted and edit[0] == "delete" and entry and entry.get("events"):
                entry["events"] = []
            pasted = pasted or "漢" in str(edit[-1])


def test_a_failing_history_is_shrunk(opened) -> None:
    check = TextCheck(_Faulty(opened("yjs"), _lose_deletions), opened("yjs", 1), False, 10**9)
    report = run_campaign("yjs", check, range(100)).report
    assert "again: python -m tests.interop.run yjs --seed" in report
    operations = [line for line in report.splitlines() if '"op": "edit"' in line and line[0] == " "]
    assert 1 <= len(operations) <= 2
    assert "漢" in report and "deliver" not in report


@pytest.fixture(scope="module")
def document_logs(opened) -> Callable[[str], list[tuple[dict[str, Any], Log]]]:
    """Histories of a family with what Yjs makes of them."""
    known: dict[str, list[tuple[dict[str, Any], Log]]] = {}

    def logs(family: str) -> list[tuple[dict[str, Any], Log]]:
        if family not in known:
            histories = [document_history(family, seed) for seed in range(40)]
            opened("yjs").submit("document", histories)
            known[family] = list(zip(histories, opened("yjs").collect()))
        return known[family]

    return logs


@pytest.mark.parametrize("family", FAMILIES)
def test_yjs_equals_itself_on_documents(opened, document_logs, family: str) -> None:
    histories = [history for history, _ in document_logs(family)]
    opened("yjs", 1).submit("document", histories)
    for (history, log), again in zip(document_logs(family), opened("yjs", 1).collect()):
        assert compare(history, again, log, exact) is None


@pytest.mark.parametrize("family", [name for name in FAMILIES if not FAMILIES[name].alone])
def test_documents_end_alike(document_logs, family: str) -> None:
    """All clients of a history end with the same state, and wait for nothing."""
    for history, log in document_logs(family):
        ends = [(end["sv"], end["waits"]) for end in log[-len(history["clients"]) :]]
        assert len(log) == len(history["ops"]) and set(ends) == {(ends[0][0], False)}


DOCUMENT_FIELDS = [
    *(("nested", "edit", field) for field in ("m", "events", "roots", "sv")),
    *(("nested", "deliver", field) for field in ("events", "roots", "sv")),
    *(("nested", "check", field) for field in ("full", "full2")),
    *(("undo", "undo", field) for field in ("done", "stacks", "events", "m")),
    *(("sticky", "stick", field) for field in ("bytes", "json")),
    ("sticky", "resolve", "places"),
    ("snapshot", "snapshot", "bytes"),
    *(("snapshot", "restore", field) for field in ("full", "roots")),
    ("snapshot", "contains", "contains"),
    *(("algebra", op, "m") for op in ("merge", "convert", "update_diff", "diff", "full")),
    ("algebra", "obscure", "bytes"),
    ("algebra", "update_state", "sv"),
]


@pytest.mark.parametrize("family, op, field", DOCUMENT_FIELDS)
def test_one_wrong_byte_of_a_document_is_noticed(
    document_logs, family: str, op: str, field: str
) -> None:
    noticed = 0
    for history, log in document_logs(family):
        spoilt = copy.deepcopy(log)
        _spoil_one(op, field)(history, spoilt)
        noticed += compare(history, spoilt, log, unordered) is not None
    assert noticed >= 8


@pytest.mark.parametrize("op, field", [("edit", "events"), ("deliver", "roots"), ("check", "sv")])
def test_wrong_documents_are_noticed_beside_pycrdt(opened, op: str, field: str) -> None:
    histories = [document_history("shared", seed, careful=True) for seed in range(20)]
    opened("pycrdt").submit("document", [{**history, "unit": "utf8"} for history in histories])
    noticed = 0
    for history, log in zip(histories, opened("pycrdt").collect()):
        spoilt = copy.deepcopy(log)
        _spoil_one(op, field)(history, spoilt)
        noticed += compare(history, spoilt, log, meaning_of_document, settled(history)) is not None
    assert noticed >= 15


@pytest.mark.parametrize("name, events", [("yjs", False), ("contract", True)])
def test_awareness_peers_equal_themselves(opened, name: str, events: bool) -> None:
    check = AwarenessCheck(opened(name), opened(name, 1), events)
    assert run_campaign(name, check, range(100)).report == ""


def test_upstream_awareness_differs_from_the_contract(opened) -> None:
    """The deliberate differences are in the histories, so they are tested."""
    check = AwarenessCheck(opened("pycrdt"), opened("contract"), events=True)
    batch = [check.generate(seed) for seed in range(300)]
    found = {(d.op["op"], d.field) for d in check.differences(batch) if d is not None}
    assert ("apply", "events") in found  # a client that comes back
    assert ("field", "events") in found or ("field", "states") in found  # dots
    assert ("tick", "meta") in found  # departed clients
    assert ("set", "states") in found  # the own id first


@pytest.mark.parametrize(
    "op, field", [("set", "events"), ("apply", "states"), ("tick", "meta"), ("encode", "m")]
)
@pytest.mark.parametrize("name, events", [("yjs", False), ("contract", True)])
def test_wrong_awareness_is_noticed(opened, name: str, events: bool, op: str, field: str) -> None:
    faulty = _Faulty(opened(name), _spoil_one(op, field))
    check = AwarenessCheck(faulty, opened(name, 1), events)
    batch = [check.generate(seed) for seed in range(30)]
    noticed = sum(difference is not None for difference in check.differences(batch))
    # Beside y-protocols events are not looked at.
    assert noticed == 0 if field == "events" and not events else noticed >= 15
