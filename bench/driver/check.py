"""check.py -- engines that are compared must have done the same work.

The text must be what the trace says, documents must encode to the bytes that Yjs makes of them, and
awareness must hold the same states. Peers are compared with Yjs as well; where the upstream pycrdt
only differs in bytes, which it may, that is a note and not an error.
"""

from __future__ import annotations

from .cases import Case
from .engines import Run
from .inputs import decode_awareness

OURS = ("cpp", "python")


def check(case: Case, runs: dict[str, Run]) -> tuple[list[str], list[str]]:
    """Errors and notes about one round of a case; `runs` is by engine."""
    errors, notes = [], []
    reference = "yjs" if "yjs" in runs else next(iter(runs))
    for key, run in runs.items():
        if case.text is not None and run.files["text"] != case.text.encode():
            errors.append(f"{case.name}: {key} does not end in the text of the trace")
        for name, content in run.files.items():
            other = runs[reference].files[name]
            if name == "awareness":
                same = shared_states(content) == shared_states(other)
            else:
                same = content == other
            if not same:
                serious = key in OURS or name != "state" or len(content) != len(other)
                message = f"{case.name}: {name} of {key} differs from {reference}'s"
                sizes = f" ({len(content):,} and {len(other):,} bytes)"
                (errors if serious else notes).append(message + sizes)
        for name, count in run.counts.items():
            other_count = runs[reference].counts[name]
            if count != other_count:
                message = (
                    f"{case.name}: {name} is {count:,} in {key}, {other_count:,} in {reference}"
                )
                (errors if key in OURS else notes).append(message)
    return errors, notes


def shared_states(data: bytes) -> dict[int, tuple[int, object]]:
    """What an encoded awareness says of others; each engine has its own idea of itself."""
    states = decode_awareness(data)
    states.pop(1, None)
    return states
