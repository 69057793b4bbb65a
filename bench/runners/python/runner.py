"""runner.py -- measures an engine through Python: `ycpp` or `pycrdt`, which have the same classes.

    runner.py PACKAGE WORKLOAD INPUT OUTPUT_FOLDER LEAST_RUNS BUDGET_MS

Prints one line of JSON and leaves what the work made in OUTPUT_FOLDER, for the driver to compare.
`runner.py PACKAGE version` prints which engine this is, `runner.py PACKAGE list` which workloads it
knows. The workloads, the inputs and the way of measuring are those of runner.cpp; the reasons for
them are told there and in measure.h.
"""

import ctypes
import gc
import importlib
import importlib.metadata
import json
import platform
import sys
import time
from pathlib import Path

import sessions
import texts
import updates
import values

WORKLOADS = {**texts.WORKLOADS, **updates.WORKLOADS, **values.WORKLOADS, **sessions.WORKLOADS}
MOST_RUNS = 1000


def status_kb(field):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1])
    return None


def restart_peak():
    """Sets the peak of this process back to what it holds now, and says how much that is."""
    try:
        ctypes.CDLL(None).malloc_trim(0)  # what reading the input left behind is not a reserve
        Path("/proc/self/clear_refs").write_text("5")
        return status_kb("VmRSS")
    except (OSError, AttributeError):
        return None


def percentiles(latencies):
    """Half of them are not above the first figure, and so on; the last is the greatest."""
    ordered = sorted(latencies)
    return [ordered[int(part * (len(ordered) - 1))] for part in (0.5, 0.99, 0.999, 1)]


def measure(make, least_runs, budget_ms):
    wall_ms, cpu_ms = [], []
    report = {"memory_kb": None, "held_kb": None, "latency_ns": []}
    begin = time.perf_counter()
    while True:
        first = not wall_ms
        workload = make()
        gc.collect()  # what was left by the run before is not charged to this one
        before_kb, file_kb = (restart_peak(), status_kb("RssFile")) if first else (None, None)
        cpu_start = time.process_time()
        start = time.perf_counter()
        workload.work()
        wall_ms.append(1e3 * (time.perf_counter() - start))
        cpu_ms.append(1e3 * (time.process_time() - cpu_start))
        if first:
            if before_kb is not None:
                before_kb += status_kb("RssFile") - file_kb  # code that ran for the first time
                report["memory_kb"] = max(0, status_kb("VmHWM") - before_kb)
                report["held_kb"] = max(0, status_kb("VmRSS") - before_kb)
            files, report["counts"] = workload.outcome()
            if latencies := getattr(workload, "latencies", None):
                report["latency_ns"] = percentiles(latencies)
        spent_ms = 1e3 * (time.perf_counter() - begin)
        enough = len(wall_ms) >= MOST_RUNS or spent_ms >= budget_ms
        if len(wall_ms) >= least_runs and enough:
            return {"wall_ms": wall_ms, "cpu_ms": cpu_ms, **report}, files


def main(package, name, path="", folder="", least_runs="1", budget_ms="0"):
    crdt = importlib.import_module(package)
    if name == "version":
        version = importlib.metadata.version(package)
        host = f"{platform.python_implementation()} {platform.python_version()}"
        print(json.dumps({"engine": package, "version": version, "host": host}))
        return
    if name == "list":
        print("\n".join(WORKLOADS))
        return
    kind = WORKLOADS[name]
    data = kind.read(path)
    report, files = measure(lambda: kind(crdt, data), int(least_runs), float(budget_ms))
    for file, content in files.items():
        Path(folder, file).write_bytes(content)
    print(json.dumps(report))


if __name__ == "__main__":
    main(*sys.argv[1:])
