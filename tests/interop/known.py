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
        "histories send such messages again."
    ),
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
