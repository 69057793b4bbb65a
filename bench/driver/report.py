"""report.py -- the results as a page of Markdown, and as plots where matplotlib is there."""

from __future__ import annotations

import importlib.util
from pathlib import Path

TITLES = {"cpp": "ycpp C++", "yjs": "Yjs", "python": "ycpp Python", "pycrdt": "pycrdt"}

GROUPS = {
    "typing": (
        "Typing",
        "A recorded session is replayed, every edit in a transaction of its own. *Observed*: a "
        "listener takes the update of every edit, as whoever sends them to peers does.",
    ),
    "document": (
        "A whole document",
        "The document that the session made, as one update: *apply* it to an empty document, "
        "*encode* the document, *read* the text. *Create*: make empty documents.",
    ),
    "updates": (
        "Many small updates",
        "The update of every edit: *apply* them one by one to an empty document, *merge* them "
        "without a document.",
    ),
    "growth": (
        "Growth",
        "Single letters are inserted at random places of a growing text, each in a transaction.",
    ),
    "awareness": (
        "Awareness",
        "States of some 80 bytes of JSON. *Arrive* and *change*: one message for each client; "
        "*batch*: one message for all; *encode*: all states to one message.",
    ),
}

WORKLOADS = {
    "replay": "replay",
    "replay-observed": "replay, observed",
    "awareness-arrive": "arrive",
    "awareness-change": "change",
    "awareness-arrive-batch": "arrive, batch",
    "awareness-change-batch": "change, batch",
    "awareness-encode": "encode",
}

# (slower, faster): which engines are comparable, because they are used from the same language.
RATIOS = (("yjs", "cpp"), ("pycrdt", "python"))


def number(value: float) -> str:
    """Three significant digits."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def table(head: list[str], rows: list[list[str]], left: int = 1) -> str:
    lines = ["| " + " | ".join(head) + " |"]
    lines.append("|" + "".join("---|" if n < left else "--:|" for n in range(len(head))))
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def ratio_cells(engines: dict[str, dict]) -> list[str]:
    cells = []
    for slower, faster in RATIOS:
        both = slower in engines and faster in engines
        quotient = engines[slower]["median_ms"] / engines[faster]["median_ms"] if both else None
        cells.append(f"{number(quotient)}×" if quotient is not None else "–")
    return cells


def time_cell(figures: dict | None, operations: int | None = None) -> str:
    if figures is None:
        return "–"
    spread = f" ±{50 * figures['spread']:.0f} %"
    if operations:
        return f"{number(1e6 * figures['median_ms'] / operations)}{spread}"
    return f"{number(figures['median_ms'])}{spread}"


def group_table(group: str, cases: list[dict], keys: list[str]) -> str:
    per_operation = group == "growth"
    head = ["workload", "on"] + [TITLES[key] for key in keys]
    head += ["Yjs first"] if "yjs" in keys else []
    head += [f"{TITLES[slower]} / {TITLES[faster]}" for slower, faster in RATIOS]
    rows = []
    for case in cases:
        engines, operations = case["engines"], case["operations"]
        row = [WORKLOADS.get(case["workload"], case["workload"]), case["subject"]]
        row += [time_cell(engines.get(key), operations * per_operation) for key in keys]
        if "yjs" in keys:
            first = engines.get("yjs", {}).get("first_ms")
            scale = 1e6 / operations if per_operation else 1
            row.append("–" if first is None else number(scale * first))
        rows.append(row + ratio_cells(engines))
    return table(head, rows, left=2)


def memory_table(cases: list[dict], keys: list[str]) -> str:
    rows = []
    for case in cases:
        shown = {key: case["engines"].get(key, {}).get("memory_kb") for key in keys}
        cells = ["–" if kb is None else number(kb / 1024) for kb in shown.values()]
        rows.append(
            [f"{WORKLOADS.get(case['workload'], case['workload'])} {case['subject']}", *cells]
        )
    return table(["MB", *(TITLES[key] for key in keys)], rows)


def size_table(cases: list[dict]) -> str:
    rows = []
    for case in cases:
        sizes = case["sizes"]
        if case["workload"] == "replay-observed":
            cells = [sizes["text"], sizes["state"], sizes["update_bytes"]]
            rows.append([case["subject"], *(f"{size:,}" for size in cells)])
    return table(["bytes", "text", "document", "all updates"], rows)


def conditions(document: dict) -> str:
    machine = document["machine"]
    lines = [
        f"* {machine['cpu']}, {machine['cores']} cores, {machine['system']}; "
        f"load before: {', '.join(map(str, machine['load_before']))}",
        f"* commit {machine['commit']}, {machine['date']}",
    ]
    for key, version in document["engines"].items():
        lines.append(f"* {TITLES[key]}: {version['version']} ({version['host']})")
    lines.append(f"* {document['rounds']} rounds, {document['seconds']} s in all")
    return "\n".join(lines)


def disturbed(document: dict) -> list[str]:
    """Figures to mistrust: the rounds disagree, or the work waited for the processor."""
    out = []
    for case in document["cases"]:
        for key, figures in case["engines"].items():
            waited = figures["median_ms"] / figures["cpu_ms"] if figures["cpu_ms"] else 1
            if figures["spread"] > 0.5 or waited > 1.25:
                out.append(f"{case['workload']} {case['subject']} ({TITLES[key]})")
    return out


def verdict(document: dict) -> str:
    lines = []
    if document["errors"]:
        lines += ["**The engines did not do the same work:**", ""]
        lines += [f"* {error}" for error in document["errors"]]
    else:
        lines.append(
            "Every text was that of the trace, and every document that of Yjs, byte for byte, "
            "except as noted."
        )
    if document["notes"]:
        lines += ["", *(f"* {note}" for note in document["notes"])]
    if mistrusted := disturbed(document):
        total = sum(len(case["engines"]) for case in document["cases"])
        lines += ["", f"{len(mistrusted)} of {total} figures were disturbed; measure again"]
        lines[-1] += f": {'; '.join(mistrusted)}." if len(mistrusted) <= 10 else "."
    return "\n".join(lines)


def markdown(document: dict, plots: list[str]) -> str:
    keys = list(document["engines"])
    parts = [
        "# Results",
        "Made by `bench/run`; [the method](../README.md). Times are in milliseconds, in the table "
        "of growth in nanoseconds for each insert: the median of the rounds, and half their range. "
        "*Yjs first* is the first run in a process, before its compiler has warmed up. The last "
        "two columns say how many times as long the peer takes.",
        conditions(document),
        "## Same work",
        verdict(document),
    ]
    for group, (title, text) in GROUPS.items():
        cases = [case for case in document["cases"] if case["group"] == group]
        if cases:
            parts += [f"## {title}", text, group_table(group, cases, keys)]
            parts += [f"![{title}]({plot})" for plot in plots if plot == f"{group}.svg"]
    typing = [
        case for case in document["cases"] if case["group"] in ("typing", "updates", "document")
    ]
    parts += [
        "## Memory",
        "By how much the peak of the process rose in its first run.",
        memory_table(typing, keys),
        "## Sizes",
        size_table(typing),
    ]
    return "\n\n".join(parts) + "\n"


def write_report(document: dict, folder: Path) -> str:
    """Writes README.md and the plots to `folder`; returns the text."""
    plots: list[str] = []
    if importlib.util.find_spec("matplotlib"):
        from .plots import draw

        plots = draw(document, folder, TITLES)
    text = markdown(document, plots)
    (folder / "README.md").write_text(text)
    return text
