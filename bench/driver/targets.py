"""targets.py -- what this engine set out to reach, and whether it has.

A target is a time, for all of a workload or for each of its operations, and how many times as long
the peers shall take. Times are those of a quiet machine with an AMD EPYC of the fifth generation;
elsewhere only the ratios mean something. A target that was not measured, because its case or its
peer did not take part, says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from .engines import TITLES
from .tables import duration, megabytes, number, ratio, table

B4 = "automerge-paper"


@dataclass(frozen=True)
class Target:
    title: str
    workload: str
    subject: str
    most_ms: float  # for each operation, if `each`
    ratios: tuple[tuple[str, float], ...] = ()  # peer, how many times as long it shall take
    each: bool = False
    engine: str = "cpp"


@dataclass(frozen=True)
class MemoryTarget:
    title: str
    workload: str
    subject: str
    most_kb: float  # for each document


US, NS = 1e-3, 1e-6
TARGETS = (
    Target("type the paper", "replay", B4, 40, (("yjs", 25), ("yrs", 100))),
    Target("… and take every update", "replay-observed", B4, 60, (("yjs", 30), ("yrs", 100))),
    Target("… in the second encoding", "replay-observed-v2", B4, 100, (("yjs", 50),)),
    Target("… in one transaction", "replay-one", B4, 30, (("yjs", 50),)),
    Target("load the paper", "apply", B4, 0.9, (("yjs", 13), ("yrs", 3.5))),
    Target("… in the second encoding", "apply-v2", B4, 0.9, (("yjs", 10), ("yrs", 4))),
    Target("encode the paper", "encode", B4, 0.15, (("yjs", 10), ("yrs", 4))),
    Target("… in the second encoding", "encode-v2", B4, 0.25, (("yjs", 5), ("yrs", 3))),
    Target("read the paper", "read", B4, 0.05, (("yjs", 8), ("yrs", 5))),
    Target("apply its updates one by one", "apply", f"{B4}, one by one", 65,
           (("yjs", 20), ("yrs", 4))),
    Target("merge all its updates", "merge", f"{B4}, all", 50),
    Target("merge its first 10,000", "merge", f"{B4}, first 10,000", 2.5,
           (("yjs", 350), ("yrs", 120))),
    *(Target(f"type {name}", "replay", name, most, (("yjs", 25), ("yrs", 50)))
      for name, most in (("rustcode", 8.6), ("sveltecomponent", 4.2), ("seph-blog1", 29),
                         ("clownschool_flat", 4.2), ("friendsforever_flat", 5.4),
                         ("json-crdt-patch", 3.5))),
    Target("two people write, live", "live", "friendsforever", 15, (("yjs", 30), ("yrs", 13))),
    Target("three people write, live", "live", "clownschool", 15, (("yjs", 40), ("yrs", 13))),
    Target("1,600 clients at one place", "apply", "1,600 clients at the same place", 4.8,
           (("yjs", 55), ("yrs", 15))),
    Target("two clients prepend 2,000", "apply", "2 clients prepend 2,000", 8,
           (("yjs", 45), ("yrs", 30))),
    Target("letters at random places", "replay", "100,000 letters at random places", 400 * NS,
           (("yjs", 60),), each=True),
    Target("deletes in a paste", "replay", "10,000 deletes in 100,000", 4,
           (("yjs", 400), ("yrs", 300))),
    Target("delete every other letter", "replay-one", "delete every other of 100,000", 50,
           (("yjs", 1000),)),
    Target("set keys of a map", "map-set", "100,000 settings of 1,000 keys", 20,
           (("yjs", 17), ("yrs", 5))),
    Target("get a key of a map", "map-get", "100,000 settings of 1,000 keys", 20 * NS,
           (("yjs", 2), ("yrs", 1.2)), each=True),
    Target("push to an array", "array-push", "100,000 numbers", 15, (("yjs", 1500), ("yrs", 4))),
    Target("… in one transaction", "array-push-one", "100,000 numbers", 8),
    Target("insert anywhere in an array", "array-insert", "10,000 numbers at random places",
           400 * NS, (("yjs", 10), ("yrs", 100)), each=True),
    Target("get from anywhere of it", "array-get", "10,000 numbers at random places", 150 * NS,
           (("yjs", 10), ("yrs", 500)), each=True),
    Target("awareness, one by one", "awareness-arrive", "100,000 clients", 15,
           (("yjs", 20), ("yrs", 2))),
    Target("… in one message", "awareness-arrive-batch", "100,000 clients", 10,
           (("yjs", 20), ("yrs", 3))),
    Target("… encoded", "awareness-encode", "100,000 clients", 4, (("yjs", 35), ("yrs", 9))),
    Target("… when nobody has left", "awareness-idle", "100,000 clients", 0.05, (), each=True),
    Target("state vector, 1 client", "state-vector", B4, 80 * NS, (("yjs", 25), ("yrs", 1)),
           each=True),
    Target("… 10,000 clients", "state-vector", "10,000 clients in a document", 50 * US,
           (("yjs", 75), ("yrs", 2.8)), each=True),
    Target("a difference of 10 edits", "diff", f"{B4}, 10 edits", 3 * US,
           (("yjs", 45), ("yrs", 17)), each=True),
    Target("… among 20,000 clients", "diff", "20,000 clients, of which 10 are lacking", 120 * US,
           (("yjs", 130), ("yrs", 6)), each=True),
    Target("a key that somebody else typed", "apply-rest", f"{B4}, 1,000 keys", 400 * NS,
           (("yjs", 20), ("yrs", 3.5)), each=True),
    Target("… among 10,000 clients", "apply-rest", "10,000 clients, and another one types",
           400 * NS, (("yjs", 6000), ("yrs", 3.5)), each=True),
    *(Target(f"{title}, {where}", f"undo-{step}", f"10,000 {where}", most * US,
             (("yjs", 10), ("yrs", peer)), each=True)
      for where in ("appended letters", "letters at random places")
      for step, title, most, peer in (("record", "record for undo", 0.4, 15),
                                      ("undo", "undo", 0.6, 3), ("redo", "redo", 0.6, 3))),
    Target("4,000 updates, the first one last", "apply", "4,000, the first one last", 3,
           (("yjs", 700), ("yrs", 55))),
    Target("type the paper, from Python", "replay", B4, 90, (("pycrdt", 30),), engine="python"),
    Target("… and take every update", "replay-observed", B4, 110, (("pycrdt", 20),),
           engine="python"),
    Target("awareness, from Python", "awareness-arrive", "100,000 clients", 40, (("pycrdt", 30),),
           engine="python"),
    Target("extend an array, from Python", "array-extend", "1,000,000 numbers in one call", 100, (),
           engine="python"),
)  # fmt: skip

MEMORY_TARGETS = (
    MemoryTarget("the paper at rest", "hold", f"10 × {B4}", 1024),
    MemoryTarget("200,000 fragments at rest", "hold", "200,000 fragments", 14 * 1024),
    MemoryTarget("an empty document", "create", "10,000 empty documents", 2),
)


def size(kb: float) -> str:
    return f"{megabytes(kb)} MB" if kb >= 1000 else f"{number(kb)} KB"


def verdict(good: bool | None) -> str:
    return "–" if good is None else "met" if good else "**missed**"


def time_row(target: Target, cases: dict[tuple[str, str], dict]) -> list[str]:
    unit = " each" if target.each else ""
    wanted = f"{duration(target.most_ms)}{unit}"
    case = cases.get((target.workload, target.subject))
    figures = case["engines"].get(target.engine) if case else None
    if not case or not figures:
        return [target.title, wanted, "not measured", "", *["" for _ in range(2)]]
    ms = figures["median_ms"] / (case["operations"] if target.each else 1)
    peers, good = [], []
    for key, least in target.ratios:
        found = ratio(case["engines"], target.engine, key)
        failed = case["failures"].get(key)
        text = f"{number(found)}×" if found is not None else failed or "not measured"
        peers.append(f"{TITLES[key]} {number(least)}×: {text}")
        if found is not None or failed:
            good.append(found is None or found >= least)
    in_time = verdict(ms <= target.most_ms)
    against = verdict(all(good)) if good else "–"
    return [target.title, wanted, f"{duration(ms)}{unit}", in_time, "; ".join(peers), against]


def memory_row(target: MemoryTarget, cases: dict[tuple[str, str], dict]) -> list[str]:
    wanted = size(target.most_kb)
    case = cases.get((target.workload, target.subject))
    held = case["engines"].get("cpp", {}).get("held_kb") if case else None
    if not case or held is None:
        return [target.title, wanted, "not measured", "", "", ""]
    kb = held / case["operations"]
    others = []
    for key in ("yjs", "yrs"):
        if found := ratio(case["engines"], "cpp", key, "held_kb"):
            others.append(f"{TITLES[key]}: {number(found)}×")
    met = verdict(kb <= target.most_kb)
    return [target.title, wanted, size(kb), met, "; ".join(others), "–"]


def target_table(cases: list[dict]) -> tuple[str, str]:
    """The table, and a sentence that sums it up."""
    known = {(case["workload"], case["subject"]): case for case in cases}
    rows = [time_row(target, known) for target in TARGETS]
    rows += [memory_row(target, known) for target in MEMORY_TARGETS]
    head = ["workload", "target", "measured", "in time", "peers shall and do take", "ratio"]
    measured = [row for row in rows if row[2] != "not measured"]
    in_time = sum(row[3] == "met" for row in measured)
    compared = [row for row in measured if row[5] != "–"]
    ratios = sum(row[5] == "met" for row in compared)
    summary = (
        f"{in_time} of {len(measured)} figures are met, and {ratios} of {len(compared)} ratios; "
        f"{len(rows) - len(measured)} targets were not measured."
    )
    return table(head, rows), summary
