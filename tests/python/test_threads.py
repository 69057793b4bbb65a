"""Threads that share objects: nothing crashes and nothing is lost."""

import gc
import random
import sys

import pytest
from together import LONG, long_update, run

from ycpp import Array, Doc, Map, Snapshot, Text, UndoManager, merge_updates

THREADS = 8


@pytest.fixture(autouse=True)
def frequent_switches():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


def test_threads_edit_read_observe_and_apply_updates():
    doc = Doc(allow_multithreading=True)
    text = doc.get("text", type=Text)
    array = doc.get("array", type=Array)
    map = doc.get("map", type=Map)
    mirror = Doc()
    doc.observe(lambda event: mirror.apply_update(event.update))
    rounds = 150
    updates = [long_update(client) for client in range(1, 7)]

    def edit(number):
        def body():
            for i in range(rounds):
                text.insert(0, "x")
                array.append(number * rounds + i)
                map[str(number)] = i

        return body

    def transact(number):
        def body():
            for i in range(rounds):
                with doc.transaction(origin=number) as transaction:
                    before = len(text)
                    text.insert(len(text), "yy")
                    assert len(text) == before + 2  # nobody comes between
                    del text[len(text) - 1]
                    assert transaction.origin == number
                with doc.new_transaction(timeout=60):
                    array.append(number * rounds + i)

        return body

    def observe():
        for i in range(rounds):
            seen = []
            subscription = array.observe(seen.append)
            whole = doc.observe(seen.append)
            array.insert(0, -i - 1)
            array.unobserve(subscription)
            doc.unobserve(whole)
            assert len(seen) >= 2

    def read():
        for _ in range(rounds):
            assert set(str(text)) <= {"x", "y"}
            assert len(list(array)) <= len(array)
            assert set(map.to_py()) <= {str(number) for number in range(THREADS)}
            assert Doc().apply_update(doc.get_update(doc.get_state())) is None

    def apply():
        for update in updates:
            doc.apply_update(update)
            assert len(doc.get_update()) > LONG

    run(edit(0), edit(1), transact(2), transact(3), observe, read, apply, apply)
    assert len(text) == 2 * rounds + 2 * rounds
    assert sorted(array) == sorted(
        [number * rounds + i for number in range(4) for i in range(rounds)]
        + [-i - 1 for i in range(rounds)]
    )
    assert map.to_py() == {"0": rounds - 1, "1": rounds - 1}
    doc._verify()
    assert mirror.get_update() == doc.get_update()
    whole = Doc()
    whole.apply_update(merge_updates(*updates))
    assert str(doc.get("long", type=Text)) == str(whole.get("long", type=Text))


def test_separate_documents_need_nothing():
    def work(number):
        def body():
            update = long_update(number + 1)
            doc = Doc(client_id=100 + number)
            text = doc.get("long", type=Text)
            changes = []
            doc.observe(lambda event: changes.append(event.update))
            doc.apply_update(update)
            for _ in range(200):
                with doc.transaction():
                    text.insert(0, "é")
                    del text[0]
                text.insert(0, "x")
            doc._verify()
            copy = Doc()
            copy.apply_update(merge_updates(*changes))
            assert copy.get_update() == doc.get_update()
            return str(text)[200:]

        return body

    texts = run(*(work(number) for number in range(THREADS)))
    assert len(set(texts)) == 1
    assert len(texts[0]) == 6000


def test_long_work_on_one_document_without_multithreading():
    """The document is for one thread at a time; others wait while it works, and nothing breaks."""
    doc = Doc()
    text = doc.get("long", type=Text)
    updates = [long_update(client) for client in range(1, 5)]
    refused = []

    def apply(update):
        def body():
            for _ in range(5):
                try:
                    doc.apply_update(update)
                except RuntimeError as error:
                    refused.append(str(error))

        return body

    def read():
        for _ in range(20):
            assert len(text) % 6000 == 0
            assert len(str(text)) % 6000 == 0
            doc.get_update()
            Snapshot.from_doc(doc)

    def watch():
        for _ in range(20):
            subscriptions = [
                doc.observe(lambda event: doc.get_update()),
                text.observe(lambda event: str(text)),
            ]
            del subscriptions[1]
            gc.collect()
            doc.unobserve(subscriptions[0])

    run(*(apply(update) for update in updates), read, read, watch, watch)
    assert set(refused) <= {"Read-only transaction cannot be used to modify document structure"}
    for update in updates:
        doc.apply_update(update)
    assert len(text) == 4 * 6000
    doc._verify()


def test_threads_that_share_an_undo_manager():
    doc = Doc(allow_multithreading=True)
    text = doc.get("text", type=Text)
    manager = UndoManager(scopes=[doc], capture_timeout_millis=0)
    update = long_update(1)

    def edit():
        for _ in range(50):
            text.insert(0, "x")

    def undo():
        for _ in range(100):
            manager.undo()
            manager.redo()
            assert len(manager.undo_stack) >= 0

    def apply():
        for _ in range(5):
            doc.apply_update(update)

    run(edit, edit, undo, undo, apply, apply)
    while manager.undo():
        pass
    assert str(text) == ""
    doc._verify()


def test_objects_die_in_any_thread():
    doc = Doc(allow_multithreading=True)
    array = doc.get("array", type=Array)
    update = long_update(1)

    def make():
        for i in range(100):
            array.append(Map({"text": Text("a"), "values": list(range(10))}))
            views = [array[j] for j in range(i % 5)]
            for view in views:
                view.observe_deep(lambda events, views=views: views)
            UndoManager(scopes=[array])
            del views
            if i % 10 == 0:
                gc.collect()

    def apply():
        for _ in range(5):
            doc.apply_update(update)

    run(make, make, make, apply)
    assert len(array) == 300
    doc._verify()


def test_finalizers_may_edit_the_document_that_is_read():
    """Up to Python 3.11 the garbage collector runs wherever an object is made."""
    doc = Doc()
    array = doc.get("array", type=Array)
    map = doc.get("map", type=Map)
    array.extend([[i] for i in range(500)])
    map.update({str(i): {"i": [i]} for i in range(500)})

    class Editor:
        def __del__(self):
            array.insert(0, 0)
            map["0"] = "x" * random.randrange(100)

    for _ in range(30):
        editor = Editor()
        editor.itself = editor
    del editor
    threshold = gc.get_threshold()
    gc.set_threshold(10, 1, 1)
    try:
        for _ in range(20):
            assert len(list(array.to_py())) >= 500
            assert len(map.to_py()) == 500
    finally:
        gc.set_threshold(*threshold)
    assert gc.isenabled()
    doc._verify()
