"""report.py -- the results as a page of Markdown, and as plots where matplotlib is there."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from . import growth, tables
from .engines import TITLES
from .standing import standing
from .targets import target_table

GROUPS = {
    "typing": (
        "Typing",
        "A recorded session is replayed, every edit in a transaction of its own, or all in one. "
        "*Observed*: a listener takes the update of every edit, as whoever sends them does.",
    ),
    "document": (
        "A whole document",
        "The document that the session made: *apply* it to an empty document, *encode* it, *read* "
        "the text. A hundred times each: its *state-vector*; the *diff* for a peer that lacks ten "
        "edits. *Apply to it*: another client types a thousand letters, an update for each.",
    ),
    "updates": (
        "Many small updates",
        "The update of every edit: *apply* them one by one to an empty document, or "
        "*together*, in one transaction (ours also in one call); *merge* them without a document.",
    ),
    "writers": (
        "Several writers",
        "*Live*: recorded sessions of two and three people; each has a document, and gets the "
        "updates of the others before it goes on. *Concurrent*: two edit their copies in one "
        "transaction and exchange what they did. *Pair*: every edit is applied by another document "
        "as it is made. *Apply*: many clients did the same without seeing each other.",
    ),
    "pasted": ("In a pasted text", "Edits at random places of a long text that was pasted."),
    "anywhere": (
        "At random places",
        "Letters are inserted at random places of a growing text; then the document, which is in "
        "pieces, is loaded and encoded.",
    ),
    "appends": ("Appends", "Letters to a text, numbers to an array, one after the other."),
    "values": (
        "Arrays and maps",
        "Numbers in an array, keys of a map, and arrays inside of arrays.",
    ),
    "formats": ("Rich text", "Ranges become bold, italic, underlined or code."),
    "undo": ("Undo", "Every edit is a step of its own. All are recorded, undone and redone."),
    "clients": ("Many clients", "Documents that many clients have written to."),
    "awareness": (
        "Awareness",
        "States of some 80 bytes of JSON. *Arrive* and *change*: one message for each client; "
        "*batch*: one message for all; *encode*: all states to one message; *expire*: all have "
        "been silent for too long; *idle*: the periodic work when nobody has, a hundred times.",
    ),
    "rest": ("At rest", "Documents are made or loaded, and kept."),
}

MISSING = """\
* **Yjs** does everything that is measured here. It parses the JSON of awareness as it arrives, \
and we do when somebody looks.
* **yrs** speaks the same bytes, and keeps awareness as JSON, as we do. Its maps have no order.
* **pycrdt** is yrs, called from Python; its awareness is Python. It has no second encoding.
* **Loro** has another algorithm, and bytes that no Yjs peer reads: so it takes part where people \
type, set values and undo, and not where Yjs's updates are the input. It keeps the history of all \
edits, where we collect what is deleted.
* **diamond-types** has plain text and nothing else, and bytes of its own: so it only types."""


def conditions(document: dict) -> str:
    machine = document["machine"]
    lines = [
        f"* {machine['cpu']}, {machine['cores']} cores, {machine['memory_gb']} GB, "
        f"{machine['system']}; load before: {', '.join(map(str, machine['load_before']))}",
        f"* commit {machine['commit']}, {machine['date']}",
    ]
    for key, version in document["engines"].items():
        lines.append(f"* {TITLES[key]}: {version['version']} ({version['host']})")
    for key, reason in document["absent"].items():
        lines.append(f"* {TITLES[key]} did not take part: it {reason}")
    limits = document["limits"]
    lines.append(
        f"* {document['rounds']} rounds, {document['seconds']} s in all; ✗: ended after "
        f"{limits['seconds']} s (6 s for sizes that only show growth) or at "
        f"{limits['gigabytes']} GB, or failed"
    )
    return "\n".join(lines)


def disturbed(document: dict) -> list[str]:
    """Figures to mistrust: the rounds disagree, or the work waited for the processor."""
    out = []
    for case in document["cases"]:
        for key, figures in case["engines"].items():
            waited = figures["median_ms"] / figures["cpu_ms"] if figures["cpu_ms"] else 1
            if figures["spread"] > 0.5 or (waited > 1.25 and figures["median_ms"] > 1):
                out.append(f"{case['workload']} {case['subject']} ({TITLES[key]})")
    return out


def same_work(document: dict) -> str:
    lines = []
    if document["errors"]:
        lines += ["**Not everything was right:**", ""]
        lines += [f"* {error}" for error in document["errors"]]
    else:
        lines.append(
            "Every text was that of the trace, and every document of ours that of Yjs, byte for "
            "byte. Of the peers:"
        )
    lines.append("")
    for what, where in document["notes"].items():
        some = "; ".join(where[:3]) + (" and others" if len(where) > 3 else "")
        lines.append(f"* {what}, in {len(where)} cases: {some}")
    if mistrusted := disturbed(document):
        total = sum(len(case["engines"]) for case in document["cases"])
        lines += ["", f"{len(mistrusted)} of {total} figures were disturbed; measure again"]
        lines[-1] += f": {'; '.join(mistrusted)}." if len(mistrusted) <= 10 else "."
    return "\n".join(lines)


def growth_parts(cases: list[dict], keys: list[str], plots: list[str]) -> list[str]:
    if not growth.families(cases):
        return []
    steep = growth.steep(cases, "cpp") if "cpp" in keys else []
    parts = [
        "## Growth",
        "The exponent of the size in the time, fitted over all sizes; bold where it is above "
        f"{growth.STEEP}, which n log n is not. Sizes that take less than "
        f"{growth.MEASURABLE_MS * 1000:.0f} µs do not count.",
        f"**Steeper than n log n:** {'; '.join(steep)}."
        if steep
        else "Nothing that ycpp does in C++ is steeper than n log n.",
        growth.growth_table(cases, keys),
        *(f"![{plot[:-4]}]({plot})" for plot in plots if plot.startswith("growth-")),
    ]
    if gave_up := growth.given_up(cases, keys):
        parts += ["What did not finish:", "\n".join(f"* {line}" for line in gave_up)]
    return parts


def group_parts(document: dict, keys: list[str], plots: list[str]) -> list[str]:
    parts = []
    for group, (title, text) in GROUPS.items():
        cases = [c for c in document["cases"] if c["group"] == group and not c["once"]]
        if not cases:
            continue
        mine = [key for key in keys if any(key in case["engines"] for case in cases)]
        parts += [f"## {title}", text, tables.group_table(cases, mine)]
        if group == "rest":
            parts += ["What they hold:", tables.memory_table(cases, mine, "held_kb")]
        if group == "awareness":
            timed = [case for case in cases if case["workload"] == "awareness-latency"]
            parts += ["How long single messages took:", tables.latency_table(timed, mine)]
        parts += [f"![{title}]({plot})" for plot in plots if plot == f"{group}.svg"]
    return parts


def markdown(document: dict, plots: list[str]) -> str:
    keys = list(document["engines"])
    shown = [case for case in document["cases"] if not case["once"]]
    targets, met = target_table(document["cases"])
    parts = [
        "# Results",
        "Made by `bench/run`; [the method](../README.md). Times are the median of the rounds, and "
        "half their range. The last columns say how many times as long the fastest peer takes.",
        conditions(document),
        "## Where a peer is ahead",
        standing(document["cases"]),
        "## Targets",
        met,
        targets,
        "## Same work",
        same_work(document),
        "What peers do less, or otherwise:",
        MISSING,
        *group_parts(document, keys, plots),
        *growth_parts(document["cases"], keys, plots),
        "## Memory",
        "By how much the peak of the process rose in its first run.",
        tables.memory_table([c for c in shown if c["group"] != "rest"], keys, "memory_kb"),
        "## Sizes",
        tables.size_table(shown),
    ]
    return "\n\n".join(parts) + "\n"


def write_report(document: dict, folder: Path) -> None:
    """Writes README.md and the plots to `folder`."""
    plots: list[str] = []
    for old in folder.glob("*.svg"):
        old.unlink()
    if importlib.util.find_spec("matplotlib"):
        from .plots import draw

        plots = draw(document["cases"], folder)
    (folder / "README.md").write_text(markdown(document, plots))
