"""values.py -- arrays, maps and nesting; see sequence_workloads.cpp and map_workloads.cpp."""

from inputs import read_edits, read_frames
from texts import CLIENT_ID


class ArrayPush:
    """Every value in a transaction of its own."""

    read = staticmethod(read_edits)

    def __init__(self, crdt, edits):
        self.crdt = crdt
        self.edits = edits
        self.doc = crdt.Doc(client_id=CLIENT_ID)
        self.array = self.doc.get("a", type=crdt.Array)

    def push(self):
        append = self.array.append
        for value in range(len(self.edits)):
            append(value)

    def insert(self):
        insert = self.array.insert
        for value, edit in enumerate(self.edits):
            insert(edit[0], value)

    def work(self):
        self.push()

    def outcome(self):
        return {"state": self.doc.get_update()}, {"size": len(self.array)}


class ArrayPushOne(ArrayPush):
    """All values in one transaction, each by a call."""

    def work(self):
        with self.doc.transaction():
            self.push()


class ArrayInsert(ArrayPush):
    def work(self):
        self.insert()


class ArrayInsertOne(ArrayPush):
    def work(self):
        with self.doc.transaction():
            self.insert()


class ArrayExtend(ArrayPush):
    """All values by one call."""

    def __init__(self, crdt, edits):
        super().__init__(crdt, edits)
        self.values = list(range(len(edits)))

    def work(self):
        self.array.extend(self.values)


class ArrayGet(ArrayPush):
    """Values at random places, one by one, of an array that is in pieces."""

    def __init__(self, crdt, edits):
        super().__init__(crdt, edits)
        with self.doc.transaction():
            self.insert()

    def work(self):
        array, total = self.array, 0
        for edit in self.edits:
            total += array[edit[0]]
        self.sum = int(total)

    def outcome(self):
        return {}, {"sum": self.sum}


class ArrayPair(ArrayPush):
    """Another document takes the update that follows each value."""

    def __init__(self, crdt, edits):
        super().__init__(crdt, edits)
        self.other = crdt.Doc()
        self.subscription = self.doc.observe(lambda event: self.other.apply_update(event.update))

    def work(self):
        self.insert()


class MapSet:
    """Every key in a transaction of its own."""

    read = staticmethod(read_edits)

    def __init__(self, crdt, edits):
        self.keys = [f"key{edit[0]}" for edit in edits]
        self.doc = crdt.Doc(client_id=CLIENT_ID)
        self.map = self.doc.get("m", type=crdt.Map)

    def set(self):
        mapping = self.map
        for value, key in enumerate(self.keys):
            mapping[key] = value

    def work(self):
        self.set()

    def outcome(self):
        return {"state": self.doc.get_update()}, {"size": len(self.map)}


class MapSetOne(MapSet):
    """All in one transaction."""

    def work(self):
        with self.doc.transaction():
            self.set()


class MapGet(MapSet):
    """The keys that were set, in the same order."""

    def __init__(self, crdt, edits):
        super().__init__(crdt, edits)
        with self.doc.transaction():
            self.set()

    def work(self):
        mapping, total = self.map, 0
        for key in self.keys:
            total += mapping[key]
        self.sum = int(total)

    def outcome(self):
        return {}, {"sum": self.sum}


class NestMake:
    """Arrays in arrays, each made when the one around it is in the document."""

    read = staticmethod(read_frames)

    def __init__(self, crdt, frames):
        self.crdt = crdt
        self.depth = len(frames)
        self.doc = crdt.Doc(client_id=CLIENT_ID)
        self.array = self.doc.get("a", type=crdt.Array)

    def make(self):
        with self.doc.transaction():
            inner = self.array
            for _ in range(self.depth):
                inner.insert(0, self.crdt.Array())
                inner = inner[0]

    def work(self):
        self.make()

    def outcome(self):
        return {"state": self.doc.get_update()}, {}


class NestRead(NestMake):
    def __init__(self, crdt, frames):
        super().__init__(crdt, frames)
        self.make()
        self.found = 0

    def work(self):
        inner = self.array
        while len(inner):
            inner = inner[0]
            self.found += 1

    def outcome(self):
        return {}, {"depth": self.found}


class NestEncode(NestRead):
    def work(self):
        self.state = self.doc.get_update()

    def outcome(self):
        return {"state": self.state}, {}


class NestDelete(NestRead):
    def work(self):
        del self.array[0]

    def outcome(self):
        return {"state": self.doc.get_update()}, {}


WORKLOADS = {
    "array-push": ArrayPush,
    "array-push-one": ArrayPushOne,
    "array-insert": ArrayInsert,
    "array-insert-one": ArrayInsertOne,
    "array-extend": ArrayExtend,
    "array-get": ArrayGet,
    "array-pair": ArrayPair,
    "map-set": MapSet,
    "map-set-one": MapSetOne,
    "map-get": MapGet,
    "nest-make": NestMake,
    "nest-read": NestRead,
    "nest-encode": NestEncode,
    "nest-delete": NestDelete,
}
