"""Threads and tasks that take turns: in order, with timeouts, and never waiting for ever."""

import os
import subprocess
import sys
import threading
import time

import anyio
import pytest
from anyio import create_task_group, fail_after, to_thread
from together import Holder, run

from ycpp import Array, Doc, Text, UndoManager

if sys.version_info < (3, 11):
    from exceptiongroup import ExceptionGroup


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
    for text in texts:
        with pytest.raises(ExceptionGroup):
            text.insert(0, "x")
        assert str(texts[0]) == str(texts[1])
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
signal.signal(signal.SIGINT, signal.default_int_handler)  # which jobs in the background lack
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


# --- threads and event loops ----------------------------------------------------------------


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
