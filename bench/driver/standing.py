"""standing.py -- where a peer is ahead, in time or in memory. The first thing that the page says.

Nothing is left out of this list because it is small, only what could not be told apart: a time
within NOISE of ours, or memory within NOISE_KB.
"""

from __future__ import annotations

from .engines import RIVALS, TITLES
from .tables import duration, megabytes, number, workload_title

NOISE = 0.10
NOISE_KB = 256


def names(case: dict) -> str:
    return f"{workload_title(case['workload'])}: {case['subject']}"


def ahead_in_time(cases: list[dict]) -> list[str]:
    out = []
    for case in cases:
        for ours, rivals in RIVALS.items():
            mine = case["engines"].get(ours)
            for key in rivals:
                theirs = case["engines"].get(key)
                if not mine or not theirs:
                    continue
                if theirs["median_ms"] < (1 - NOISE) * mine["median_ms"]:
                    factor = mine["median_ms"] / max(theirs["median_ms"], 1e-9)
                    out.append(
                        f"{names(case)}: {TITLES[key]} {duration(theirs['median_ms'])}, "
                        f"{TITLES[ours]} {duration(mine['median_ms'])} ({number(factor)}×)"
                    )
    return out


def ahead_in_memory(cases: list[dict]) -> list[str]:
    """By the peak of a run; of documents at rest, by what they hold."""
    out = []
    for case in cases:
        what = "held_kb" if case["group"] == "rest" else "memory_kb"
        for ours, rivals in RIVALS.items():
            mine = case["engines"].get(ours, {}).get(what)
            for key in rivals:
                theirs = case["engines"].get(key, {}).get(what)
                if mine is None or theirs is None:
                    continue
                if theirs < (1 - NOISE) * mine and mine - theirs > NOISE_KB:
                    out.append(
                        f"{names(case)}: {TITLES[key]} {megabytes(theirs)} MB, "
                        f"{TITLES[ours]} {megabytes(mine)} MB"
                    )
    return out


def standing(cases: list[dict]) -> str:
    pairs = sum(
        key in case["engines"]
        for case in cases
        for ours, rivals in RIVALS.items()
        if ours in case["engines"]
        for key in rivals
    )
    parts = []
    for what, ahead in (("time", ahead_in_time(cases)), ("memory", ahead_in_memory(cases))):
        if ahead:
            parts.append(f"**A peer is ahead in {what}** in {len(ahead)} of {pairs} comparisons:")
            parts.append("\n".join(f"* {line}" for line in ahead))
        else:
            parts.append(f"No peer is ahead in {what}, in {pairs} comparisons.")
    return "\n\n".join(parts)
