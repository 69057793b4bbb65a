"""updates.py -- updates are applied, made, merged and compared; see update_workloads.cpp."""

from inputs import read_frames
from texts import outcome_of

TIMES = 100


class Apply:
    """One or many updates, each in a transaction of its own, into an empty document."""

    read = staticmethod(read_frames)

    def __init__(self, crdt, updates):
        self.crdt = crdt
        self.updates = updates
        self.doc = crdt.Doc()

    def apply(self, updates):
        apply_update = self.doc.apply_update
        for update in updates:
            apply_update(update)

    def work(self):
        self.apply(self.updates)

    def outcome(self):
        return outcome_of(self.doc, self.doc.get("t", type=self.crdt.Text)), {}


class ApplyTogether(Apply):
    """Many in one transaction."""

    def work(self):
        if hasattr(self.doc, "apply_updates"):
            self.doc.apply_updates(self.updates)
            return
        with self.doc.transaction():
            self.apply(self.updates)


class ApplyRest(Apply):
    """All but the first into a document that has the first."""

    def __init__(self, crdt, updates):
        super().__init__(crdt, updates[1:])
        self.apply(updates[:1])


class Hold(Apply):
    """Each into a document of its own, and all of these are kept."""

    def work(self):
        self.docs = [self.crdt.Doc() for _ in self.updates]
        for doc, update in zip(self.docs, self.updates):
            doc.apply_update(update)

    def outcome(self):
        return {}, {"documents": len(self.docs)}


class Encode(Apply):
    """The whole document to bytes."""

    def __init__(self, crdt, updates):
        super().__init__(crdt, updates)
        self.apply(updates)

    def work(self):
        self.state = self.doc.get_update()

    def outcome(self):
        return {"state": self.state}, {}


class Read(Apply):
    """The whole text to a string."""

    def __init__(self, crdt, updates):
        super().__init__(crdt, updates)
        self.apply(updates)
        self.text = self.doc.get("t", type=crdt.Text)

    def work(self):
        self.string = str(self.text)

    def outcome(self):
        return {"text": self.string.encode()}, {}


class StateVector(Apply):
    """The state vector of a document, TIMES."""

    def __init__(self, crdt, updates):
        super().__init__(crdt, updates)
        self.apply(updates)

    def work(self):
        for _ in range(TIMES):
            self.made = self.doc.get_state()

    def outcome(self):
        return {}, {"bytes": len(self.made)}


class Diff(StateVector):
    """What a peer lacks, TIMES. The last frame is the state vector of the peer."""

    def __init__(self, crdt, frames):
        super().__init__(crdt, frames[:-1])
        self.theirs = frames[-1]

    def work(self):
        for _ in range(TIMES):
            self.made = self.doc.get_update(self.theirs)


class DiffUpdate:
    """The same without a document: of one update."""

    read = staticmethod(read_frames)

    def __init__(self, crdt, frames):
        self.crdt = crdt
        self.frames = frames

    def work(self):
        self.made = self.crdt.get_update(self.frames[0], self.frames[-1])

    def outcome(self):
        return {}, {"bytes": len(self.made)}


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


WORKLOADS = {
    "apply": Apply,
    "apply-together": ApplyTogether,
    "apply-rest": ApplyRest,
    "hold": Hold,
    "encode": Encode,
    "read": Read,
    "state-vector": StateVector,
    "diff": Diff,
    "diff-update": DiffUpdate,
    "merge": Merge,
}
