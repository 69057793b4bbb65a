"""Threads: nothing crashes, nothing is lost, and no wait is for ever."""

import gc
import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
from anyio import create_task_group, fail_after, to_thread

from ycpp import (
    Array,
    Doc,
    Map,
    Snapshot,
    Text,
    UndoManager,
    get_state,
    get_update,
    merge_updates,
)

if sys.version_info < (3, 11):
    from exceptiongroup import ExceptionGroup

THREADS = 8
LONG = 16 * 1024


@pytest.fixture(autouse=True)
def frequent_switches():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


def run(*functions):
    """Calls each in a thread of its own, all at the same time, and raises what one raises."""
    start = threading.Barrier(len(functions))

    def call(function):
        start.wait(10)
        return function()

    with ThreadPoolExecutor(len(functions)) as pool:
        results = [pool.submit(call, function) for function in functions]
        return [result.result(60) for result in results]


def long_update(client_id, name="long", count=3000):
    """More than it takes to give up the GIL: inserts that do not join."""
    doc = Doc(client_id=client_id)
    text = doc.get(name, type=Text)
    for i in range(count):
        text.insert(i // 2, f"{i % 10}é")
    update = doc.get_update()
    assert len(update) > LONG
    return update


# --- one document, many threads -------------------------------------------------------------------


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


# --- the GIL ----------------------------------------------------------------------------------------


class Counter(threading.Thread):
    """Counts as long as it can."""

    def __init__(self):
        super().__init__(daemon=True)
        self.count = 0
        self.stopped = False

    def run(self):
        while not self.stopped:
            self.count += 1
            time.sleep(0)  # gives up the GIL, but not its turn on the processor

    def during(self, function):
        """How far it came while `function` ran, in the best of several tries."""
        best = 0
        for _ in range(20):
            before = self.count
            function()
            best = max(best, self.count - before)
            if best > 20:
                break
        return best


def test_long_work_lets_other_threads_run():
    sys.setswitchinterval(10)  # nobody is made to give up the GIL
    update = long_update(1, count=100_000)
    state = get_state(update)
    doc = Doc()
    doc.apply_update(update)
    counter = Counter()
    counter.start()
    try:
        assert counter.during(lambda: merge_updates(update, long_update_2)) > 20
        assert counter.during(lambda: Doc().apply_update(update)) > 20
        assert counter.during(lambda: Doc().apply_update(bytearray(update))) > 20
        assert counter.during(doc.get_update) > 20
        assert counter.during(lambda: doc.get_update(b"\x00")) > 20
        assert counter.during(lambda: get_state(update)) > 20
        assert counter.during(lambda: get_update(update, state)) > 20
        assert counter.during(lambda: doc.get_state()) == 0  # so the test can fail
    finally:
        counter.stopped = True
        counter.join(30)


long_update_2 = long_update(2)


def test_bytes_that_change_while_they_are_read():
    """What is read without the GIL is a copy."""
    update = bytearray(long_update(1, count=20_000))
    whole = bytes(update)
    stop = threading.Event()

    def scribble():
        while not stop.is_set():
            update[1000] ^= 0xFF
            update[1000] ^= 0xFF

    def apply():
        try:
            for _ in range(20):
                try:
                    Doc().apply_update(update)
                except ValueError:
                    pass
        finally:
            stop.set()

    run(apply, scribble)
    assert update == whole


# --- taking turns -----------------------------------------------------------------------------------


class Holder(threading.Thread):
    """Has a transaction until it is told to go."""

    def __init__(self, doc, **options):
        super().__init__(daemon=True)
        self.doc = doc
        self.options = options
        self.inside = threading.Event()
        self.go = threading.Event()

    def run(self):
        with self.doc.transaction(**self.options):
            self.inside.set()
            self.go.wait(30)

    def __enter__(self):
        self.start()
        assert self.inside.wait(10)
        return self

    def __exit__(self, *args):
        self.go.set()
        self.join(30)


def test_threads_wait_for_their_turn():
    doc = Doc(allow_multithreading=True)
    text = doc.get("text", type=Text)
    edits = [
        lambda: text.insert(0, "a"),
        lambda: doc.transaction(origin="other").__enter__().__exit__(None, None, None),
        lambda: doc.apply_update(Doc({"text": Text("b")}).get_update()),
        lambda: doc.get("new", type=Array).append(1),
        lambda: UndoManager(scopes=[text]).undo(),
    ]
    for edit in edits:
        thread = threading.Thread(target=edit)
        with Holder(doc, origin="holder"):
            thread.start()
            thread.join(0.03)
            assert thread.is_alive()
            assert isinstance(str(text), str)  # readers do not wait
        thread.join(10)
        assert not thread.is_alive()
    assert sorted(str(text)) == ["a", "b"]


def test_timeouts():
    doc = Doc(allow_multithreading=True)
    with Holder(doc):
        began = time.monotonic()
        with pytest.raises(TimeoutError, match="^Could not acquire transaction$"):
            doc.new_transaction(timeout=0.05).__enter__()
        assert time.monotonic() - began >= 0.05
        with pytest.raises(TimeoutError):
            doc.new_transaction(timeout=0).__enter__()
    with doc.new_transaction(timeout=0), pytest.raises(TimeoutError):
        doc.new_transaction(timeout=0.01).__enter__()
    with doc.new_transaction(timeout=0):
        pass


def test_first_come_first_served():
    doc = Doc(allow_multithreading=True)
    order = []

    def enter(number):
        with doc.new_transaction():
            order.append(number)

    threads = [threading.Thread(target=enter, args=[number]) for number in range(6)]
    with Holder(doc):
        for thread in threads:
            thread.start()
            time.sleep(0.01)
    for thread in threads:
        thread.join(10)
    assert order == list(range(6))


def test_without_multithreading_nobody_waits():
    doc = Doc()
    text = doc.get("text", type=Text)
    with Holder(doc):
        with pytest.raises(RuntimeError, match="^Already in a transaction$"):
            doc.new_transaction().__enter__()
        text += "a"  # joins
        with doc.transaction():
            text += "b"
    assert str(text) == "ab"


@pytest.mark.parametrize("shared", [False, True])
def test_an_edit_while_an_observer_runs_in_another_thread(shared):
    doc = Doc(allow_multithreading=shared)
    text = doc.get("text", type=Text)
    inside, go = threading.Event(), threading.Event()
    seen = []

    def observer(event):
        if not inside.is_set():
            inside.set()
            assert go.wait(10)
        seen.append(str(text))

    doc.observe(observer)
    first = threading.Thread(target=lambda: text.insert(0, "a"))
    first.start()
    assert inside.wait(10)
    assert str(text) == "a"
    if shared:
        second = threading.Thread(target=lambda: text.insert(1, "b"))
        second.start()
        second.join(0.03)
        assert second.is_alive()
        go.set()
        second.join(10)
        first.join(10)
        assert seen == ["a", "ab"]
    else:
        with pytest.raises(RuntimeError, match="Read-only transaction"):
            text.insert(1, "b")
        go.set()
        first.join(10)
        assert seen == ["a"]


def test_documents_that_mirror_each_other():
    """Each thread would wait for the document that the other has: one of them is told so."""
    docs = [Doc(allow_multithreading=True) for _ in range(2)]
    texts = [doc.get("text", type=Text) for doc in docs]
    docs[0].observe(lambda event: docs[1].apply_update(event.update))
    docs[1].observe(lambda event: docs[0].apply_update(event.update))
    refused = []

    def edit(text):
        def body():
            for _ in range(200):
                try:
                    text.insert(0, "x")
                except ExceptionGroup as group:
                    refused.extend(str(error) for error in group.exceptions)

        return body

    # An edit comes back to the document whose observers run; only that it may not.
    for here, there in ((0, 1), (1, 0)):
        with pytest.raises(ExceptionGroup):
            texts[here].insert(0, "x")
        assert str(texts[0]) == str(texts[1])
        assert there != here
    run(edit(texts[0]), edit(texts[1]))
    assert {error.partition(":")[0] for error in refused} <= {
        "Could not acquire transaction",
        "Observer callback error (1 sub-exception)",
    }
    for doc, other in (docs, reversed(docs)):
        missing = doc.get_update(other.get_state())
        try:
            other.apply_update(missing)
        except ExceptionGroup:  # of the mirror: the update is applied
            pass
    assert str(texts[0]) == str(texts[1]) == "x" * 402


def test_a_circle_of_blocks():
    one, two = (Doc(allow_multithreading=True) for _ in range(2))
    both = threading.Barrier(2)
    outcomes = []

    def nest(first, second):
        def body():
            with first.transaction():
                both.wait(10)
                try:
                    with second.transaction():
                        outcomes.append("inside")
                except RuntimeError as error:
                    outcomes.append(str(error))

        return body

    run(nest(one, two), nest(two, one))
    assert sorted(outcomes) == [
        "Could not acquire transaction: the thread that has it waits for this one",
        "inside",
    ]


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_wait_can_be_interrupted():
    program = """
import os, signal, threading, time
from ycpp import Doc, Text
doc = Doc(allow_multithreading=True)
text = doc.get("text", type=Text)
inside, go = threading.Event(), threading.Event()
def hold():
    with doc.transaction():
        inside.set()
        go.wait(30)
thread = threading.Thread(target=hold)
thread.start()
inside.wait(30)
threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    text += "a"
except KeyboardInterrupt:
    print("interrupted")
go.set()
thread.join()
text += "b"
print(text)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    assert done.stdout.split() == ["interrupted", "b"], done.stderr
    assert signal.SIGINT


# --- threads and event loops ------------------------------------------------------------------------


@pytest.mark.anyio
async def test_a_thread_that_a_transaction_waits_for_is_part_of_it():
    doc = Doc(allow_multithreading=True)
    text = doc.get("text", type=Text)
    events = []
    doc.observe(events.append)

    def edit():
        text.insert(0, "a")
        with doc.transaction(origin="me"):
            text.insert(0, "b")

    with fail_after(10):
        async with doc.new_transaction(origin="me"):
            await to_thread.run_sync(edit)
    assert str(text) == "ba"
    assert len(events) == 1
    with Holder(doc), fail_after(10):
        with pytest.raises(TimeoutError):  # it is over
            await to_thread.run_sync(doc.new_transaction(timeout=0.01).__enter__)


@pytest.mark.anyio
async def test_a_task_waits_for_a_thread_and_the_loop_goes_on():
    doc = Doc(allow_multithreading=True)
    text = doc.get("text", type=Text)
    holder = Holder(doc)
    with holder, fail_after(10):
        with pytest.raises(TimeoutError):
            async with doc.new_transaction(timeout=0.02):
                pass
        entered = anyio.Event()

        async def enter(block):
            async with block():
                text.insert(0, "a")
                entered.set()

        async with create_task_group() as group:
            group.start_soon(enter, doc.new_transaction)
            group.start_soon(enter, doc.transaction)
            await anyio.sleep(0.02)
            assert not entered.is_set()
            holder.go.set()
            await entered.wait()
    assert str(text) == "aa"


@pytest.mark.anyio
async def test_threads_and_tasks_take_turns():
    doc = Doc(allow_multithreading=True)
    text = doc.get("text", type=Text)

    def write():
        for _ in range(50):
            with doc.new_transaction(timeout=30):
                length = len(text)
                text.insert(0, "x")
                assert len(text) == length + 1

    async def write_async():
        for _ in range(50):
            async with doc.new_transaction(timeout=30):
                count = str(text).count("x")  # single edits of this thread may come between
                await anyio.sleep(0)
                text.insert(0, "y")
                assert str(text).count("x") == count

    with fail_after(60):
        async with create_task_group() as group:
            for _ in range(3):
                group.start_soon(to_thread.run_sync, write)
                group.start_soon(write_async)
            for _ in range(50):
                text.insert(0, "z")  # blocks the loop until it is its turn
                await anyio.sleep(0)
    assert sorted(str(text)) == sorted("x" * 150 + "y" * 150 + "z" * 50)
