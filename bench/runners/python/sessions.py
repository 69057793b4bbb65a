"""sessions.py -- several people write, one undoes, many are present; see session_workloads.cpp
and awareness_workloads.cpp."""

import time

from inputs import Messages, read_session
from texts import CLIENT_ID, Replay, outcome_of


class Live:
    """Every step of a session: its writer first gets the updates that it built upon, edits in one
    transaction, and makes an update."""

    read = staticmethod(read_session)

    def __init__(self, crdt, session):
        agents, self.steps = session
        self.docs = [crdt.Doc(client_id=CLIENT_ID + n) for n in range(agents)]
        self.texts = [doc.get("t", type=crdt.Text) for doc in self.docs]
        self.listeners = [doc.observe(self.take) for doc in self.docs]
        self.local = False
        self.last = b""

    def take(self, event):
        if self.local:
            self.last = event.update

    def edit(self, agent, edits):
        text = self.texts[agent]
        with self.docs[agent].transaction():
            for position, removed, inserted in edits:
                if removed:
                    del text[position : position + removed]
                if inserted:
                    text.insert(position, inserted)

    def work(self):
        updates = []
        for agent, received, edits in self.steps:
            doc = self.docs[agent]
            self.local = False
            for step in received:
                doc.apply_update(updates[step])
            self.local = True
            if edits:
                self.edit(agent, edits)
            updates.append(self.last)

    def outcome(self):
        self.local = False
        return outcome_of(self.docs[0], self.texts[0]), {}


class UndoRecord(Replay):
    """Typing while everything is recorded for undo, every edit a step of its own."""

    def __init__(self, crdt, edits):
        super().__init__(crdt, edits)
        self.undo = crdt.UndoManager(scopes=[self.text], capture_timeout_millis=0)


class UndoAll(UndoRecord):
    def __init__(self, crdt, edits):
        super().__init__(crdt, edits)
        UndoRecord.work(self)

    def work(self):
        undo = self.undo
        while undo.can_undo():
            undo.undo()


class RedoAll(UndoAll):
    def __init__(self, crdt, edits):
        super().__init__(crdt, edits)
        UndoAll.work(self)

    def work(self):
        undo = self.undo
        while undo.can_redo():
            undo.redo()


class AwarenessArrive:
    """Applies messages to an awareness that has seen others before."""

    read = staticmethod(Messages)
    before, messages = "", "arrivals"

    def __init__(self, crdt, messages):
        self.awareness = crdt.Awareness(crdt.Doc(client_id=1))
        self.apply(getattr(messages, self.before, ()))
        self.work_on = getattr(messages, self.messages)
        self.counts = {}

    def apply(self, messages):
        apply_update = self.awareness.apply_awareness_update
        for message in messages:
            apply_update(message, "bench")

    def work(self):
        self.apply(self.work_on)

    def encode(self):
        return self.awareness.encode_awareness_update(list(self.awareness.states))

    def outcome(self):
        return {"awareness": self.encode()}, self.counts


class AwarenessChange(AwarenessArrive):
    before, messages = "all_arrive", "changes"


class AwarenessArriveBatch(AwarenessArrive):
    messages = "all_arrive"


class AwarenessChangeBatch(AwarenessArrive):
    before, messages = "all_arrive", "all_change"


class AwarenessObserved(AwarenessChange):
    """The same, with an observer of everything."""

    def __init__(self, crdt, messages):
        super().__init__(crdt, messages)
        self.counts["reported"] = 0
        self.awareness.observe(self.take)

    def take(self, topic, event):
        if topic in ("change", "update"):
            self.counts["reported"] += len(event[0]["updated"])


class AwarenessLatency(AwarenessChange):
    """The same without, and each message is timed: how long the slowest take."""

    def work(self):
        apply_update, clock = self.awareness.apply_awareness_update, time.perf_counter_ns
        self.latencies = []
        for message in self.work_on:
            start = clock()
            apply_update(message, "bench")
            self.latencies.append(clock() - start)


class AwarenessEncode(AwarenessChange):
    def work(self):
        self.encoded = self.encode()

    def outcome(self):
        return {"awareness": self.encoded}, {}


class AwarenessExpire(AwarenessChange):
    """What the periodic work does with clients that have been silent for too long."""

    def work(self):
        others = [client for client in self.awareness.states if client != 1]
        self.awareness.remove_awareness_states(others, "timeout")


WORKLOADS = {
    "live": Live,
    "undo-record": UndoRecord,
    "undo-undo": UndoAll,
    "undo-redo": RedoAll,
    "awareness-arrive": AwarenessArrive,
    "awareness-change": AwarenessChange,
    "awareness-arrive-batch": AwarenessArriveBatch,
    "awareness-change-batch": AwarenessChangeBatch,
    "awareness-observed": AwarenessObserved,
    "awareness-latency": AwarenessLatency,
    "awareness-encode": AwarenessEncode,
    "awareness-expire": AwarenessExpire,
}
