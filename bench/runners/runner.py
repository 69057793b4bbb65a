"""runner.py -- measures an engine through Python: `ycpp` or `pycrdt`, which have the same classes.

    runner.py PACKAGE WORKLOAD INPUT OUTPUT_FOLDER LEAST_RUNS BUDGET_MS

Prints one line of JSON and leaves what the work made in OUTPUT_FOLDER, for the driver to compare.
`runner.py PACKAGE version` prints which engine this is. The workloads, the inputs and the way of
measuring are those of runner.cpp; the reasons for them are told there and in measure.h.
"""

import gc
import importlib
import importlib.metadata
import json
import platform
import struct
import sys
import time
from pathlib import Path

CLIENT_ID = 2_000_000_011
MOST_RUNS = 1000


def read_frames(path):
    data = Path(path).read_bytes()
    (count,) = struct.unpack_from("<I", data)
    frames, at = [], 4
    for _ in range(count):
        (size,) = struct.unpack_from("<I", data, at)
        frames.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    return frames


def read_edits(path):
    data = Path(path).read_bytes()
    (count,) = struct.unpack_from("<I", data)
    edits, at = [], 4
    for _ in range(count):
        position, removed, size = struct.unpack_from("<III", data, at)
        at += 12 + size
        edits.append((position, removed, data[at - size : at].decode()))
    return edits


def outcome_of(doc, text):
    return {"text": str(text).encode(), "state": doc.get_update()}


class Replay:
    """Every edit in a transaction of its own."""

    read = staticmethod(read_edits)

    def __init__(self, crdt, edits):
        self.edits = edits
        self.doc = crdt.Doc(client_id=CLIENT_ID)
        self.text = self.doc.get("t", type=crdt.Text)

    def work(self):
        text = self.text
        insert = text.insert
        for position, removed, inserted in self.edits:
            if removed:
                del text[position : position + removed]
            else:
                insert(position, inserted)

    def outcome(self):
        return outcome_of(self.doc, self.text), {}


class ReplayObserved(Replay):
    """The same, while a listener takes the update of every edit, as a provider would."""

    def __init__(self, crdt, edits):
        super().__init__(crdt, edits)
        self.update_bytes = 0
        self.subscription = self.doc.observe(self.take)

    def take(self, event):
        self.update_bytes += len(event.update)

    def outcome(self):
        return super().outcome()[0], {"update_bytes": self.update_bytes}


class Apply:
    """One or many updates, each in a transaction of its own, into an empty document."""

    read = staticmethod(read_frames)

    def __init__(self, crdt, updates):
        self.crdt = crdt
        self.updates = updates
        self.doc = crdt.Doc()

    def work(self):
        apply_update = self.doc.apply_update
        for update in self.updates:
            apply_update(update)

    def outcome(self):
        return outcome_of(self.doc, self.doc.get("t", type=self.crdt.Text)), {}


class Encode(Apply):
    """The whole document to bytes."""

    def __init__(self, crdt, updates):
        super().__init__(crdt, updates)
        super().work()

    def work(self):
        self.state = self.doc.get_update()

    def outcome(self):
        return {"state": self.state}, {}


class Read(Apply):
    """The whole text to a string."""

    def __init__(self, crdt, updates):
        super().__init__(crdt, updates)
        super().work()
        self.text = self.doc.get("t", type=crdt.Text)

    def work(self):
        self.string = str(self.text)

    def outcome(self):
        return {"text": self.string.encode()}, {}


class Merge:
    """Many updates to one, without a document."""

    read = staticmethod(read_frames)

    def __init__(self, crdt, updates):
        self.crdt = crdt
        self.updates = updates

    def work(self):
        self.merged = self.crdt.merge_updates(*self.updates)

    def outcome(self):
        doc = self.crdt.Doc()
        doc.apply_update(self.merged)
        text = str(doc.get("t", type=self.crdt.Text))
        return {"text": text.encode()}, {"merged_bytes": len(self.merged)}


class Create:
    """Makes documents with an empty text, as many as the input has frames."""

    read = staticmethod(read_frames)

    def __init__(self, crdt, frames):
        self.crdt = crdt
        self.count = len(frames)
        self.docs = []

    def work(self):
        for _ in range(self.count):
            doc = self.crdt.Doc()
            doc.get("t", type=self.crdt.Text)
            self.docs.append(doc)

    def outcome(self):
        return {}, {"documents": len(self.docs)}


class Messages:
    """Two frames for every client, new and changed, then two for all clients at once."""

    def __init__(self, path):
        frames = read_frames(path)
        middle = len(frames) // 2 - 1
        self.arrivals = frames[:middle]
        self.changes = frames[middle:-2]
        self.all_arrive = frames[-2:-1]
        self.all_change = frames[-1:]


class Awareness:
    """Applies messages to an awareness that has seen others before."""

    read = staticmethod(Messages)
    before, messages = "", "arrivals"

    def __init__(self, crdt, messages):
        self.awareness = crdt.Awareness(crdt.Doc(client_id=1))
        self.apply(getattr(messages, self.before, ()))
        self.work_on = getattr(messages, self.messages)

    def apply(self, messages):
        apply_update = self.awareness.apply_awareness_update
        for message in messages:
            apply_update(message, "bench")

    def work(self):
        self.apply(self.work_on)

    def encode(self):
        return self.awareness.encode_awareness_update(list(self.awareness.states))

    def outcome(self):
        return {"awareness": self.encode()}, {}


class AwarenessChange(Awareness):
    before, messages = "all_arrive", "changes"


class AwarenessArriveBatch(Awareness):
    messages = "all_arrive"


class AwarenessChangeBatch(Awareness):
    before, messages = "all_arrive", "all_change"


class AwarenessEncode(Awareness):
    before, messages = "all_arrive", "all_arrive"

    def work(self):
        self.encoded = self.encode()

    def outcome(self):
        return {"awareness": self.encoded}, {}


WORKLOADS = {
    "replay": Replay,
    "replay-observed": ReplayObserved,
    "apply": Apply,
    "encode": Encode,
    "read": Read,
    "merge": Merge,
    "create": Create,
    "awareness-arrive": Awareness,
    "awareness-change": AwarenessChange,
    "awareness-arrive-batch": AwarenessArriveBatch,
    "awareness-change-batch": AwarenessChangeBatch,
    "awareness-encode": AwarenessEncode,
}


def status_kb(field):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1])
    return None


def restart_peak():
    """Sets the peak of this process back to what it holds now, and says how much that is."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
        return status_kb("VmRSS:")
    except OSError:
        return None


def measure(make, least_runs, budget_ms):
    wall_ms, cpu_ms, memory_kb, outcome = [], [], None, None
    begin = time.perf_counter()
    while True:
        first = not wall_ms
        workload = make()
        gc.collect()  # what was left by the run before is not charged to this one
        before_kb = restart_peak() if first else None
        cpu_start = time.process_time()
        start = time.perf_counter()
        workload.work()
        wall_ms.append(1e3 * (time.perf_counter() - start))
        cpu_ms.append(1e3 * (time.process_time() - cpu_start))
        if first:
            if before_kb is not None:
                memory_kb = max(0, status_kb("VmHWM:") - before_kb)
            outcome = workload.outcome()
        spent_ms = 1e3 * (time.perf_counter() - begin)
        enough = len(wall_ms) >= MOST_RUNS or spent_ms >= budget_ms
        if len(wall_ms) >= least_runs and enough:
            return wall_ms, cpu_ms, memory_kb, outcome


def main(package, name, path="", folder="", least_runs="1", budget_ms="0"):
    crdt = importlib.import_module(package)
    if name == "version":
        version = importlib.metadata.version(package)
        host = f"{platform.python_implementation()} {platform.python_version()}"
        print(json.dumps({"engine": package, "version": version, "host": host}))
        return
    kind = WORKLOADS[name]
    data = kind.read(path)
    wall_ms, cpu_ms, memory_kb, (files, counts) = measure(
        lambda: kind(crdt, data), int(least_runs), float(budget_ms)
    )
    for file, content in files.items():
        Path(folder, file).write_bytes(content)
    report = {"wall_ms": wall_ms, "cpu_ms": cpu_ms, "memory_kb": memory_kb, "counts": counts}
    print(json.dumps(report))


if __name__ == "__main__":
    main(*sys.argv[1:])
