"""plots.py -- the results as pictures: bars for times, lines for growth of times and memory."""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot  # noqa: E402  (the backend is chosen first)

from .engines import TITLES  # noqa: E402
from .growth import families, points  # noqa: E402
from .tables import workload_title  # noqa: E402

COLOURS = {
    "cpp": "#1b6ca8",
    "yjs": "#e0a100",
    "yrs": "#5f4b8b",
    "loro": "#2e8b57",
    "diamond": "#888888",
    "python": "#69a8d8",
    "pycrdt": "#c9533f",
}
STYLE = {"svg.fonttype": "none", "svg.hashsalt": "ycpp", "font.size": 9, "axes.axisbelow": True}
BARS = ("typing", "document", "writers")
COLUMNS = 3


def draw(cases: list[dict], folder: Path) -> list[str]:
    """Writes a picture for every group that was measured; returns the names."""
    names = []
    with pyplot.rc_context(STYLE):
        for group in BARS:
            mine = [case for case in cases if case["group"] == group and not case["once"]]
            if mine:
                names.append(save(bars(mine), folder / f"{group}.svg"))
        grown = families(cases)
        groups = dict.fromkeys(found[0]["group"] for found in grown.values())
        for group in groups:
            mine = {p: found for p, found in grown.items() if found[0]["group"] == group}
            for what, unit in (("median_ms", "ms"), ("memory_kb", "kB")):
                figure = lines(mine, what, unit)
                names.append(save(figure, folder / f"growth-{group}-{unit}.svg"))
    return names


def save(figure, path: Path) -> str:
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
    pyplot.close(figure)
    return path.name


def bars(cases: list[dict]):
    """Time of every case, on a logarithmic axis because engines are orders of magnitude apart."""
    keys = [key for key in TITLES if any(key in case["engines"] for case in cases)]
    figure, axes = pyplot.subplots(figsize=(8, 0.6 + 0.13 * len(cases) * (len(keys) + 1)))
    height = 1 / (len(keys) + 1)
    for n, key in enumerate(keys):
        places = [row + n * height for row, case in enumerate(cases) if key in case["engines"]]
        times = [case["engines"][key]["median_ms"] for case in cases if key in case["engines"]]
        axes.barh(places, times, height, color=COLOURS[key], label=TITLES[key])
    middle = (len(keys) - 1) * height / 2
    labels = [f"{workload_title(case['workload'])}\n{case['subject']}" for case in cases]
    axes.set_yticks([row + middle for row in range(len(cases))], labels)
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.set_xlabel("ms, less is better")
    axes.grid(axis="x", alpha=0.3)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=4, frameon=False)
    return figure


def lines(grown: dict[tuple[str, str], list[dict]], what: str, unit: str):
    """A small picture for every workload, over the size: a straight line is a power of it."""
    rows = -(-len(grown) // COLUMNS)
    figure, grid = pyplot.subplots(
        rows, COLUMNS, figsize=(9, 2.6 * rows), squeeze=False, layout="constrained"
    )
    seen = {}
    for axes, ((family, workload), cases) in zip(grid.flat, grown.items()):
        for key, title in TITLES.items():
            if measured := points(cases, key, what):
                (seen[title],) = axes.plot(*zip(*measured), marker=".", color=COLOURS[key])
        axes.set_title(f"{workload_title(workload)}\n{family}", fontsize=7)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.minorticks_off()  # a dozen lines of SVG each
        axes.tick_params(labelsize=6)
        axes.grid(alpha=0.3)
    for axes in list(grid.flat)[len(grown) :]:
        axes.axis("off")
    figure.supylabel(f"{unit}, less is better")
    figure.legend(seen.values(), seen.keys(), loc="outside upper center", ncols=7, frameon=False)
    return figure
