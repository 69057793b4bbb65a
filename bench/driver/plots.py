"""plots.py -- the results as pictures: bars for each group of cases, lines for growth."""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot  # noqa: E402  (the backend is chosen first)

COLOURS = {"cpp": "#1b6ca8", "yjs": "#e0a100", "python": "#69a8d8", "pycrdt": "#c9533f"}
STYLE = {"svg.fonttype": "none", "svg.hashsalt": "ycpp", "font.size": 9, "axes.axisbelow": True}


def draw(document: dict, folder: Path, titles: dict[str, str]) -> list[str]:
    """Writes <group>.svg for every group that was measured; returns the names."""
    names = []
    with pyplot.rc_context(STYLE):
        for group in dict.fromkeys(case["group"] for case in document["cases"]):
            cases = [case for case in document["cases"] if case["group"] == group]
            figure = lines(cases, titles) if group == "growth" else bars(cases, titles)
            names.append(f"{group}.svg")
            figure.savefig(folder / names[-1], bbox_inches="tight", metadata={"Date": None})
            pyplot.close(figure)
    return names


def bars(cases: list[dict], titles: dict[str, str]):
    """Time of every case, on a logarithmic axis because engines are orders of magnitude apart."""
    keys = [key for key in titles if any(key in case["engines"] for case in cases)]
    figure, axes = pyplot.subplots(figsize=(8, 0.6 + 0.17 * len(cases) * (len(keys) + 1)))
    height = 1 / (len(keys) + 1)
    for n, key in enumerate(keys):
        places = [row + n * height for row, case in enumerate(cases) if key in case["engines"]]
        times = [case["engines"][key]["median_ms"] for case in cases if key in case["engines"]]
        axes.barh(places, times, height, color=COLOURS[key], label=titles[key])
    middle = (len(keys) - 1) * height / 2
    labels = [f"{case['workload']}\n{case['subject']}" for case in cases]
    axes.set_yticks([row + middle for row in range(len(cases))], labels)
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.set_xlabel("ms, less is better")
    axes.grid(axis="x", alpha=0.3)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=len(keys), frameon=False)
    return figure


def lines(cases: list[dict], titles: dict[str, str]):
    """Time of one operation over their number: a flat line is linear growth."""
    figure, axes = pyplot.subplots(figsize=(8, 4))
    for key, title in titles.items():
        mine = [case for case in cases if key in case["engines"]]
        sizes = [case["operations"] for case in mine]
        each = [1e6 * case["engines"][key]["median_ms"] / case["operations"] for case in mine]
        if mine:
            axes.plot(sizes, each, marker="o", color=COLOURS[key], label=title)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("inserts")
    axes.set_ylabel("ns for each, less is better")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    return figure
