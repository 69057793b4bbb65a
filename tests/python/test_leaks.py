"""Nothing is kept that nobody holds: objects, references and memory, over thousands of documents.

Each load runs in a process of its own, because memory is measured: warm-up rounds first, then as
many again, after which the process may have grown by at most GROWTH.
"""

import subprocess
import sys
import textwrap

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/self/statm")

GROWTH = 1536  # KiB: what fragmentation may cost; a lost document a round is several times that

START = """
import asyncio, collections, gc, sys, weakref
from ycpp import *

def kib():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4

def live():
    gc.collect()
    names = collections.Counter(type(o).__name__ for o in gc.get_objects()
                                if type(o).__module__.startswith("ycpp"))
    return {name: count for name, count in names.items() if count}

def full(n=0):
    doc = Doc()
    text = doc.get("text", type=Text)
    array = doc.get("array", type=Array)
    map = doc.get("map", type=Map)
    xml = doc.get("xml", type=XmlFragment)
    with doc.transaction(origin=n):
        text += "some words " * 20
        text.format(0, 4, {"bold": True})
        array.extend([1, "two", {"three": [3]}, Text("four"), Map({"five": 5}), b"six" * 100])
        map.update({"a": Array([1, 2]), "b": "c" * 500})
        xml.children.append(XmlElement("p", {"class": "x"}, [XmlText("inner")]))
    return doc, text, array, map, xml

"""

END = """
for _ in range(WARM):
    load()
before, objects = kib(), live()
for _ in range(ROUNDS):
    load()
after = live()
assert after == objects, (objects, after)
print(kib() - before)
"""

LOADS = {
    "edit, observe and undo": """
        def load():
            doc, text, array, map, xml = full()
            manager = UndoManager(scopes=[doc], capture_timeout_millis=0)
            seen = []
            for each in (doc, text, array, map, xml):
                each.observe(seen.append)
            manager.observe(lambda event: setattr(event.item, "meta", manager))
            for i in range(5):
                text.insert(i, "x")
                array.append(i)
                map["k"] = [i]
            while manager.undo():
                pass
            manager.redo()
            str(text), array.to_py(), map.to_py(), str(xml)
            copy = Doc()
            copy.apply_update(doc.get_update())
            for encoding in ("v1", "v2"):
                merge_updates(doc.get_update(encoding=encoding), encoding=encoding)
            assert copy.get_state() == doc.get_state()
    """,
    "cycles through callbacks": """
        def load():
            doc, text, array, map, xml = full()
            manager = UndoManager(scopes=[doc], timestamp=lambda: len(str(text)))
            awareness = Awareness(doc)
            subscriptions = []
            def callback(*arguments):
                return doc, text, manager, awareness, subscriptions, callback
            subscriptions += [each.observe(callback) for each in (doc, text, array, map, xml)]
            subscriptions += [each.observe_deep(callback) for each in (array, map, xml)]
            subscriptions.append(doc.observe_subdocs(callback))
            manager.observe(callback)
            awareness.observe(callback)
            doc.kept, text.kept = callback, doc
            text += "x"
            awareness.set_local_state({"a": [1, 2, 3]})
    """,
    "events and transactions that are kept": """
        kept = collections.deque(maxlen=200)
        def load():
            doc, text, array, map, xml = full()
            doc.observe(lambda event, transaction: kept.append((event, transaction)))
            for each in (text, array, map, xml):
                each.observe(lambda event, transaction: kept.append((event, transaction)))
            map.observe_deep(lambda events: kept.extend(events))
            with doc.transaction() as transaction:
                text += "a"
                array.append(1)
                map["z"] = 1
                kept.append(transaction)
            kept.append(iter(array))
    """,
    "errors": """
        def load():
            doc, text, array, map, xml = full()
            def fail(event):
                raise ValueError(doc, event)
            subscriptions = [each.observe(fail) for each in (doc, text, array, map)]
            update = full()[0].get_update()
            for call in (lambda: text.insert(0, "x"), lambda: array.append(1),
                         lambda: doc.apply_update(update), lambda: doc.apply_update(update[:-9]),
                         lambda: doc.apply_update(b"\\xff" * 50), lambda: array.append(object()),
                         lambda: array.extend([1, [2, {"x": {3}}]]), lambda: text.insert(999, "x"),
                         lambda: Snapshot.decode(b"\\x01"), lambda: IdSet.decode(b"\\x05"),
                         lambda: StickyIndex.decode(b"\\x09"), lambda: map["none"],
                         lambda: get_state(b"\\x01\\x02"), lambda: Doc(client_id=-1)):
                try:
                    call()
                except Exception:
                    continue
                raise AssertionError("no error")
    """,
    "sub-documents": """
        def load():
            doc, text, array, map, xml = full()
            doc.observe_subdocs(lambda event: doc)
            for i in range(4):
                sub = Doc()
                sub.get("text", type=Text).insert(0, "inner")
                map[str(i % 2)] = sub
                sub.observe(lambda event, sub=sub: (doc, sub))
                sub.get("text", type=Text).insert(0, "x")
                map[str(i % 2)].back = doc
            array.append(Doc())
            array[len(array) - 1].observe(lambda event: array)
            del map["0"]
            copy = Doc()
            copy.apply_update(doc.get_update())
            copy.get("map", type=Map)["1"].get("text", type=Text).insert(0, "y")
    """,
    "snapshots, positions and sets of ids": """
        def load():
            doc = Doc(skip_gc=True)
            text = doc.get("text", type=Text)
            for i in range(10):
                text.insert(i // 2, "words ")
                del text[0:2]
            snapshot = Snapshot.decode(Snapshot.from_doc(doc).encode())
            Doc.from_snapshot(snapshot, doc)
            text.to_delta()
            position = StickyIndex.decode(text.sticky_index(3).encode(), text)
            position.get_index(), position.to_json()
            ids = IdSet.decode(snapshot.deletions.encode())
            ids == snapshot.deletions, repr(ids), list(ids), IdMap()
    """,
    "awareness": """
        def load():
            one, two = Awareness(Doc(client_id=1)), Awareness(Doc(client_id=2))
            one.observe(lambda topic, event: two.apply_awareness_update(
                one.encode_awareness_update([1]), one) if topic == "update" else None)
            two.observe(lambda topic, event: two)
            for i in range(5):
                one.set_local_state({"user": {"name": "Ada" * 50}, "cursor": [i, None]})
                two.states[1]["user"], dict(one.meta)
            two._states[1]["user"] = 5
            two.remove_awareness_states([1, 2], "gone")
            for bad in (b"\\x01", b"\\xff\\xff"):
                try:
                    one.apply_awareness_update(bad, None)
                except ValueError:
                    pass
    """,
    "event streams": """
        async def main():
            doc, text, array, map, xml = full()
            awareness = Awareness(doc, outdated_timeout=10)
            await awareness.start()
            async def later(event):
                await asyncio.sleep(0)
            text.observe(later)
            async with doc.events() as events, array.events(deep=True) as deep:
                for i in range(3):
                    async with doc.transaction():
                        text.insert(0, "x")
                        array.append(i)
                    await events.receive(), await deep.receive()
            left = text.events(), map.events(max_buffer_size=1)  # unread and not closed
            async with doc.new_transaction():
                text.insert(0, "y")
            if awareness.client_id % 2:
                await awareness.stop()
        loop = asyncio.new_event_loop()
        def load():
            loop.run_until_complete(main())
            gc.collect()
            loop.run_until_complete(asyncio.sleep(0.005))  # the timers of what is gone end
    """,
}
ROUNDS = {"event streams": 150}


def grown(load, rounds):
    numbers = f"WARM, ROUNDS = {rounds}, {rounds}\n"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", START + textwrap.dedent(load) + numbers + END],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr, done.stderr  # where nanobind would name what is leaked
    return int(done.stdout)


@pytest.mark.parametrize("load", LOADS)
def test_memory_and_objects(load):
    assert grown(LOADS[load], ROUNDS.get(load, 2000)) < GROWTH


def test_a_leak_would_be_seen():
    with pytest.raises(AssertionError, match="Doc"):
        grown("kept = []\ndef load(): kept.append(full())\n", 50)
    kept = "kept = []\ndef load(): kept.append(full()[0].get_update() * 9)\n"
    assert grown(kept, 1000) > GROWTH
    lost = """
        import ctypes
        doc = Doc()
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(doc))
        def load(): pass
    """
    with pytest.raises(AssertionError, match="leaked 1 instances"):
        grown(lost, 1)


def test_references_to_what_users_hand_in():
    """Callbacks, origins, metadata and values are given back, also when something fails."""
    program = """
        class Token:
            def __call__(self, *arguments): pass
        tokens = [Token() for _ in range(6)]
        def counts():
            gc.collect()
            return [sys.getrefcount(token) for token in tokens]
        def use(callback, origin, meta, value, clock, watcher):
            doc, text, array, map, xml = full()
            subscription = doc.observe(lambda event: callback)
            text.observe(lambda event: callback)
            with doc.transaction(origin=origin):
                text += "a"
            manager = UndoManager(scopes=[doc], timestamp=lambda: len(str(clock)))
            manager.include_origin(origin)
            manager.observe(lambda event: setattr(event.item, "meta", meta))
            with doc.transaction(origin=origin):
                text += "b"
            manager.undo(), manager.redo(), manager.undo()
            for bad in (lambda: array.append(value), lambda: map.update({"a": [value]}),
                        lambda: doc.get_update(value), lambda: text.insert(0, value)):
                try:
                    bad()
                except TypeError:
                    pass
            doc.apply_update(full()[0].get_update(), origin)
            awareness = Awareness(doc)
            id = awareness.observe(lambda *event: watcher)
            other = Awareness(Doc())
            update = other.encode_awareness_update([other.client_id])
            awareness.apply_awareness_update(update, origin)
            awareness.unobserve(id)
            doc.unobserve(subscription)
        before = counts()
        for _ in range(50):
            use(*tokens)
        after = counts()
        assert before == after, (before, after)
        def load(): pass
    """
    assert grown(program, 1) < GROWTH
