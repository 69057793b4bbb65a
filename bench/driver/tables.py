"""tables.py -- figures as text, and text as tables of Markdown."""

from __future__ import annotations

from .engines import RIVALS, TITLES

# Where the name in the code would not do.
WORKLOADS = {
    "replay": "type",
    "replay-one": "type, one transaction",
    "replay-observed": "type, observed",
    "replay-observed-v2": "type, observed, v2",
    "apply-rest": "apply to it",
    "apply-together": "apply together",
    "array-push": "push",
    "array-push-one": "push, one transaction",
    "array-insert": "insert",
    "array-insert-one": "insert, one transaction",
    "array-get": "get",
    "array-extend": "extend",
    "array-pair": "pair, array",
    "map-set": "set",
    "map-set-one": "set, one transaction",
    "map-get": "get",
    "undo-record": "type, recorded",
    "undo-undo": "undo",
    "undo-redo": "redo",
    "formatted-insert": "type into it",
    "formatted-read": "read runs",
}


def workload_title(workload: str) -> str:
    for prefix in ("awareness-", "nest-"):
        workload = workload.removeprefix(prefix)
    return WORKLOADS.get(workload, workload.replace("-batch", ", batch").replace("-v2", ", v2"))


def number(value: float) -> str:
    """Three significant digits."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def duration(ms: float) -> str:
    if ms >= 1000:
        return f"{number(ms / 1000)} s"
    if ms >= 0.1:
        return f"{number(ms)} ms"
    return f"{number(1e3 * ms)} µs" if ms >= 1e-4 else f"{1e6 * ms:.0f} ns"


def megabytes(kb: float | None) -> str:
    return "–" if kb is None else number(kb / 1024)


def table(head: list[str], rows: list[list[str]], left: int = 1) -> str:
    lines = ["| " + " | ".join(head) + " |"]
    lines.append("|" + "".join("---|" if n < left else "--:|" for n in range(len(head))))
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def ratio(
    engines: dict[str, dict], ours: str, theirs: str, what: str = "median_ms"
) -> float | None:
    """How many times as much the other takes."""
    mine = engines.get(ours, {}).get(what)
    other = engines.get(theirs, {}).get(what)
    return other / mine if mine and other is not None else None


def time_cell(case: dict, key: str) -> str:
    figures = case["engines"].get(key)
    if figures is None:
        return "✗" if key in case["failures"] else "–"
    spread = f" ±{50 * figures['spread']:.0f} %" if figures["spread"] else ""
    return duration(figures["median_ms"]) + spread


def shortest_rival(case: dict, ours: str) -> str:
    """The ratio to the fastest of those that are comparable, and who that is."""
    ratios = [(ratio(case["engines"], ours, key), key) for key in RIVALS[ours]]
    known = [(value, key) for value, key in ratios if value is not None]
    if not known:
        return "–"
    value, key = min(known)
    return f"{number(value)}× ({TITLES[key]})" if len(RIVALS[ours]) > 1 else f"{number(value)}×"


def group_table(cases: list[dict], keys: list[str]) -> str:
    head = ["workload", "on", *(TITLES[key] for key in keys)]
    ours = [key for key in RIVALS if key in keys]
    head += [f"to the fastest peer of {TITLES[key]}" for key in ours]
    rows = []
    for case in cases:
        row = [workload_title(case["workload"]), case["subject"]]
        row += [time_cell(case, key) for key in keys]
        rows.append(row + [shortest_rival(case, key) for key in ours])
    return table(head, rows, left=2)


def memory_table(cases: list[dict], keys: list[str], what: str) -> str:
    rows = []
    for case in cases:
        cells = [megabytes(case["engines"].get(key, {}).get(what)) for key in keys]
        rows.append([f"{workload_title(case['workload'])}: {case['subject']}", *cells])
    return table(["MB", *(TITLES[key] for key in keys)], rows)


def latency_table(cases: list[dict], keys: list[str]) -> str:
    """Of single operations: median, 99 %, 99.9 %, greatest."""
    rows = []
    for case in cases:
        for key in keys:
            latencies = case["engines"].get(key, {}).get("latency_ns")
            if latencies:
                cells = [duration(ns / 1e6) for ns in latencies]
                rows.append([case["subject"], TITLES[key], *cells])
    return table(["on", "engine", "median", "99 %", "99.9 %", "greatest"], rows, left=2)


def size_table(cases: list[dict]) -> str:
    rows = []
    for case in cases:
        sizes = case["sizes"]
        if case["workload"] == "replay-observed":
            cells = [sizes.get(name, 0) for name in ("text", "state", "update_bytes")]
            rows.append([case["subject"], *(f"{size:,}" for size in cells)])
    return table(["bytes", "text", "document", "all updates"], rows)
