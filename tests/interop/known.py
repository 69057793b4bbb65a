"""How upstream pycrdt 0.14.3 (yrs 0.27) may differ from Yjs; what is not listed must agree.

Each entry of REASONS is one difference that `meaning` forgives, or that careful histories
(histories.py, knowledge.py) keep out of the way.
"""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from . import wire

REASONS = {
    "order": (
        "yrs writes delete sets in ascending and state vectors in hash order of clients, Yjs "
        "both descending. Updates that carry them are therefore compared by their effect: each "
        "engine applies those of the other."
    ),
    "blocks": (
        "yrs does not always merge neighbouring blocks again after remote splits, so equal "
        "documents may be written as different blocks."
    ),
    "zero clocks": (
        "yrs lists clients of which it has seen nothing yet, at clock 0, in a transaction's "
        "state vectors."
    ),
    "gaps": (
        "yrs applies what lies behind a gap in one client's updates; Yjs waits for the gap to "
        "close. What a client shows is compared while nothing is waiting."
    ),
    "stuck": (
        "yrs can forget to retry what waited for an update that has now arrived. Careful "
        "histories send such messages again. Where that does not help, a client has reached less "
        "of some other client than it has received, and what follows is not compared."
    ),
    "marks": (
        "yrs makes formatting marks in other places, and cleans up others when it hears of "
        "changes, so what was formatted can look different to those who receive it. What is "
        "formatted is therefore compared for one client alone; and a delta can retain text with "
        "marks that change nothing."
    ),
    "places": (
        "yrs inserts array elements behind what was deleted at that place, Yjs in front. A delta "
        "can therefore tell a deletion and an insertion in either order."
    ),
    "panics": "upstream can panic while it tells an event; what follows is not compared.",
    "empty events": "yrs emits the empty update (00 00) after transactions that changed nothing.",
}

EMPTY_UPDATE = "AAA="


def _event(event: dict[str, str]) -> dict[str, Any]:
    """order, blocks, zero clocks: a transaction without the bytes of its update."""
    return {
        "before": wire.state_vector(b64decode(event["before"])),
        "after": wire.state_vector(b64decode(event["after"])),
        "ds": wire.delete_set(b64decode(event["ds"])),
    }


def meaning(entry: dict[str, Any]) -> dict[str, Any]:
    """What a log entry says, without how it is written."""
    view: dict[str, Any] = {}
    if entry.get("sv") is not None:
        view["sv"] = wire.state_vector(b64decode(entry["sv"]))
    if "text" in entry:
        view["text"] = entry["text"]
    if "deltas" in entry:
        view["deltas"] = entry["deltas"]
    if "events" in entry:
        view["events"] = [_event(e) for e in entry["events"] if e["u"] != EMPTY_UPDATE]
    return view


def _joined_steps(delta: list[Any]) -> list[Any]:
    """blocks, places: neighbouring steps of one kind are one, deletions before insertions."""
    joined: list[Any] = []
    for what, value, attributes in delta:
        if what == "delete" and joined and joined[-1][0] == "insert":
            at = len(joined)
            while at > 0 and joined[at - 1][0] == "insert":
                at -= 1
            if at > 0 and joined[at - 1][0] == "delete":
                joined[at - 1] = [what, joined[at - 1][1] + value, attributes]
            else:
                joined.insert(at, [what, value, attributes])
        elif joined and _can_join(joined[-1], [what, value, attributes]):
            joined[-1] = [what, joined[-1][1] + value, attributes]
        else:
            joined.append([what, value, attributes])
    return joined


def _can_join(a: list[Any], b: list[Any]) -> bool:
    same_kind = a[0] == b[0] and a[2] == b[2]
    return same_kind and type(a[1]) is type(b[1]) and isinstance(a[1], (str, list, int))


def _joined_runs(shown: Any) -> Any:
    """blocks: neighbouring runs of one formatting are one."""
    if isinstance(shown, list):
        return [_joined_runs(element) for element in shown]
    if not isinstance(shown, dict):
        return shown
    shown = {key: _joined_runs(value) for key, value in shown.items()}
    if "text" in shown:
        runs: list[Any] = []
        for run, marks in shown["text"]:
            if (
                runs
                and isinstance(run, str)
                and isinstance(runs[-1][0], str)
                and runs[-1][1] == marks
            ):
                runs[-1] = [runs[-1][0] + run, marks]
            else:
                runs.append([run, marks])
        shown["text"] = runs
    return shown


def _meaning_of_changes(kind: str, changes: list[Any]) -> list[Any]:
    """What an event tells, without the order and the marks that may differ."""
    if kind == "map":
        return changes
    plain = [[what, value, {} if what == "retain" else marks] for what, value, marks in changes]
    steps = _joined_steps(plain)
    while steps and steps[-1][0] == "retain":
        steps.pop()
    return steps


def panicked(log: list[Any]) -> bool:
    """panics: whether the log of an upstream ends with one."""
    return bool(log) and "PanicException" in (log[-1] or {}).get("error", "")


def is_stuck(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """stuck: whether, by two entries of one operation, upstream has got less far."""
    if ours.get("sv") is None or theirs.get("sv") is None:
        return False
    mine, other = (dict(wire.state_vector(b64decode(entry["sv"]))) for entry in (ours, theirs))
    behind = any(other.get(client, 0) < clock for client, clock in mine.items())
    ahead = any(mine.get(client, 0) < clock for client, clock in other.items())
    return behind and not ahead


def meaning_of_document(entry: dict[str, Any]) -> dict[str, Any]:
    """What an entry of document_executor.py says, without how it is written."""
    view: dict[str, Any] = {}
    if entry.get("sv") is not None:
        view["sv"] = wire.state_vector(b64decode(entry["sv"]))
    if "roots" in entry:
        view["roots"] = _joined_runs(entry["roots"])
    if "events" in entry:
        events = (
            [*told, _meaning_of_changes(told[2], changes)] for *told, changes in entry["events"]
        )
        view["events"] = sorted((event for event in events if event[-1]), key=repr)
    return view
