"""growth.py -- what times and memory grow with: the exponent of the size, for each workload.

The exponent is the slope of a straight line through the logarithms, by least squares. n log n over
three decades looks like 1.1 to 1.2, and caches that become too small add as much: so what is above
STEEP is looked at. Sizes that take less than MEASURABLE_MS are left out, since they measure the
start of the work.
"""

from __future__ import annotations

from math import log

from .engines import TITLES
from .tables import duration, table, workload_title

STEEP = 1.35
MEASURABLE_MS = 0.02
CHARGED_ONCE = ("state-vector", "diff", "apply-rest", "awareness-idle")


def families(cases: list[dict]) -> dict[tuple[str, str], list[dict]]:
    """(family, workload) -> cases, small ones first; where there are three sizes at least."""
    out: dict[tuple[str, str], list[dict]] = {}
    for case in cases:
        if case["family"]:
            out.setdefault((case["family"], case["workload"]), []).append(case)
    for found in out.values():
        found.sort(key=lambda case: case["size"])
    return {place: found for place, found in out.items() if len(found) > 2}


def points(cases: list[dict], key: str, what: str = "median_ms") -> list[tuple[int, float]]:
    found = [(case["size"], case["engines"].get(key, {}).get(what)) for case in cases]
    return [(size, value) for size, value in found if value]


def exponent(measured: list[tuple[int, float]]) -> float | None:
    """The slope through the logarithms; nothing where it could not be told."""
    if len(measured) < 3:
        return None
    xs = [log(size) for size, _ in measured]
    ys = [log(value) for _, value in measured]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    across = sum((a - x) ** 2 for a in xs)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys)) / across


def time_exponent(cases: list[dict], key: str) -> float | None:
    return exponent([(n, ms) for n, ms in points(cases, key) if ms >= MEASURABLE_MS])


def failure(cases: list[dict], key: str) -> str | None:
    for case in cases:
        if key in case["failures"] and not case["failures"][key].startswith("not started: see"):
            return f"{case['size']:,}: {case['failures'][key]}"
    return None


def row(place: tuple[str, str], cases: list[dict], keys: list[str]) -> list[str]:
    family, workload = place
    cells = []
    for key in keys:
        slope = time_exponent(cases, key)
        text = "–" if slope is None else f"{slope:.2f}"
        if slope is not None and slope > STEEP:
            text = f"**{text}**"
        cells.append(text + (" ✗" if failure(cases, key) else ""))
    largest = points(cases, keys[0])[-1:]
    each = ""
    if largest:
        size, ms = largest[0]
        count = cases[-1]["operations"] if workload in CHARGED_ONCE else size
        each = f"{duration(ms / count)} at {size:,}"
    return [workload_title(workload), family, each, *cells]


def growth_table(cases: list[dict], keys: list[str]) -> str:
    rows = [row(place, found, keys) for place, found in families(cases).items()]
    head = ["workload", "number of", f"{TITLES[keys[0]]}, for each", *(TITLES[k] for k in keys)]
    return table(head, rows, left=2)


def given_up(cases: list[dict], keys: list[str]) -> list[str]:
    """What was ended or not even started, per engine."""
    out = []
    for (family, workload), found in families(cases).items():
        for key in keys:
            if text := failure(found, key):
                out.append(f"{TITLES[key]}, {workload_title(workload)}, {family}: {text}")
    for case in cases:
        if not case["family"]:
            for key, text in case["failures"].items():
                out.append(f"{TITLES[key]}, {workload_title(case['workload'])}, "
                           f"{case['subject']}: {text}")  # fmt: skip
    return out


def steep(cases: list[dict], key: str) -> list[str]:
    """Workloads in which an engine grows faster than n log n."""
    out = []
    for (family, workload), found in families(cases).items():
        slope = time_exponent(found, key)
        if slope is not None and slope > STEEP:
            out.append(f"{workload_title(workload)}, {family}: n^{slope:.2f}")
    return out
