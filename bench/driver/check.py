"""check.py -- engines that are compared must have done the same work.

The text must be what the trace says, documents must encode to the bytes that Yjs makes of them, and
awareness must hold the same states. Peers are compared with Yjs as well: where yrs or pycrdt differ
in bytes, that is noted. Loro and diamond-types have formats and orders of their own, so only texts
of a single writer are compared with theirs.
"""

from __future__ import annotations

import json

from .cases import Case
from .engines import OURS, TITLES, Run
from .wire import decode_awareness

STRANGERS = ("loro", "diamond")  # do not speak the language of Yjs
MANY_BYTES = 5_000_000  # of awareness


def check(case: Case, runs: dict[str, Run]) -> tuple[list[str], list[tuple[str, str]]]:
    """Errors, and notes (what, where), about one round of a case; `runs` is by engine."""
    errors: list[str] = []
    notes: list[tuple[str, str]] = []
    if not runs:
        return errors, notes
    reference = "yjs" if "yjs" in runs else next(iter(runs))
    for key, run in runs.items():
        text = run.files.get("text")
        if case.text is not None and text is not None and text != case.text.encode():
            errors.append(f"{case.name}: {TITLES[key]} does not end in the text of the trace")
        if key in STRANGERS or reference in STRANGERS or key == reference:
            continue
        for name in differing(run, runs[reference]):
            what = f"{name} of {TITLES[key]} differs from that of {TITLES[reference]}"
            if key in OURS or name == "text":
                errors.append(f"{case.name}: {what}")
            else:
                notes.append((what, case.name))
    return errors, notes


def differing(run: Run, other: Run) -> list[str]:
    """The names of what both made and is not the same."""
    out = []
    for name in run.files.keys() & other.files.keys():
        mine, theirs = run.files[name], other.files[name]
        if mine != theirs and not (name == "awareness" and same_states(mine, theirs)):
            out.append(name)
    for name in run.counts.keys() & other.counts.keys():
        if run.counts[name] != other.counts[name]:
            out.append(name)
    return sorted(out)


def same_states(mine: bytes, theirs: bytes) -> bool:
    """Whether they mean the same, in whatever order. Of very many, only the size is compared."""
    if len(mine) > MANY_BYTES:
        return abs(len(mine) - len(theirs)) < 16  # an engine's own entry
    return shared_states(mine) == shared_states(theirs)


def shared_states(data: bytes) -> dict[int, tuple[int, object]]:
    """What an encoded awareness says of others; each engine has its own idea of itself."""
    states: dict[int, tuple[int, object]] = {
        client: (clock, json.loads(state))
        for client, (clock, state) in decode_awareness(data).items()
    }
    states.pop(1, None)
    return states
