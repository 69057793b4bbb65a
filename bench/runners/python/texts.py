"""texts.py -- a text is typed, formatted and read; see text_workloads.cpp."""

from inputs import read_edits, read_frames

CLIENT_ID = 2_000_000_011


def outcome_of(doc, text):
    return {"text": str(text).encode(), "state": doc.get_update()}


def edit(text, edits):
    insert = text.insert
    for position, removed, inserted in edits:
        if removed:
            del text[position : position + removed]
        else:
            insert(position, inserted)


class Replay:
    """Every edit in a transaction of its own."""

    read = staticmethod(read_edits)

    def __init__(self, crdt, edits):
        self.crdt = crdt
        self.edits = edits
        self.doc = crdt.Doc(client_id=CLIENT_ID)
        self.text = self.doc.get("t", type=crdt.Text)

    def work(self):
        edit(self.text, self.edits)

    def outcome(self):
        return outcome_of(self.doc, self.text), {}


class ReplayOne(Replay):
    """All edits in one transaction."""

    def work(self):
        with self.doc.transaction():
            edit(self.text, self.edits)


class ReplayObserved(Replay):
    """Each in its own, while a listener takes the update of every edit, as a provider would."""

    def __init__(self, crdt, edits):
        super().__init__(crdt, edits)
        self.update_bytes = 0
        self.subscription = self.doc.observe(self.take)

    def take(self, event):
        self.update_bytes += len(event.update)

    def outcome(self):
        return super().outcome()[0], {"update_bytes": self.update_bytes}


class Pair(Replay):
    """The same, and a second document applies every update as it is made."""

    def __init__(self, crdt, edits):
        super().__init__(crdt, edits)
        self.other = crdt.Doc()
        self.subscription = self.doc.observe(lambda event: self.other.apply_update(event.update))

    def outcome(self):
        return outcome_of(self.other, self.other.get("t", type=self.crdt.Text)), {}


class Concurrent:
    """Two documents start from the first edit. Each does every other one of the rest, all in one
    transaction; then they exchange what they did."""

    read = staticmethod(read_edits)

    def __init__(self, crdt, edits):
        self.turns = edits[1::2], edits[2::2]
        self.docs = [crdt.Doc(client_id=CLIENT_ID + n) for n in range(2)]
        self.texts = [doc.get("t", type=crdt.Text) for doc in self.docs]
        self.texts[0].insert(0, edits[0][2])
        self.exchange()

    def exchange(self):
        first, second = self.docs
        to_second = first.get_update(second.get_state())
        to_first = second.get_update(first.get_state())
        second.apply_update(to_second)
        first.apply_update(to_first)

    def work(self):
        for doc, text, edits in zip(self.docs, self.texts, self.turns):
            with doc.transaction():
                edit(text, edits)
        self.exchange()

    def outcome(self):
        return outcome_of(self.docs[0], self.texts[0]), {}


class Format(Replay):
    """The first edit is a text; those that remove stand for formats, the rest are insertions."""

    def __init__(self, crdt, edits):
        super().__init__(crdt, edits)
        self.text.insert(0, edits[0][2])

    def work(self):
        text = self.text
        for position, length, name in self.edits:
            if length:
                text.format(position, position + length, {name: True})


class FormattedInsert(Format):
    def __init__(self, crdt, edits):
        super().__init__(crdt, edits)
        super().work()
        self.rest = [edit for edit in edits[1:] if not edit[1]]

    def work(self):
        edit(self.text, self.rest)


class FormattedRead(Format):
    def __init__(self, crdt, edits):
        super().__init__(crdt, edits)
        super().work()

    def work(self):
        self.runs = len(self.text.diff())

    def outcome(self):
        return {}, {"runs": self.runs}


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


WORKLOADS = {
    "replay": Replay,
    "replay-one": ReplayOne,
    "replay-observed": ReplayObserved,
    "pair": Pair,
    "concurrent": Concurrent,
    "format": Format,
    "formatted-insert": FormattedInsert,
    "formatted-read": FormattedRead,
    "create": Create,
}
