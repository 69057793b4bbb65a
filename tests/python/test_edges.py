"""The end of the interpreter with everything open, other interpreters, and what outlives what."""

import re
import sys

import pytest
from edge_program import output, run

# --- the end of the interpreter -------------------------------------------------------------------


EVERYTHING = """
    subscriptions = [each.observe(lambda event: doc) for each in (doc, text, array, map, xml)]
    subscriptions += [each.observe_deep(lambda events: text) for each in (array, map, xml)]
    subscriptions.append(doc.observe_subdocs(lambda event: doc))
    events, transactions = [], []
    doc.observe(events.append)
    text.observe(lambda event, transaction: transactions.append(transaction))
    manager = UndoManager(scopes=[doc], timestamp=lambda: len(str(text)))
    manager.observe(lambda event: setattr(event.item, "meta", manager))
    awareness = Awareness(doc, outdated_timeout=20)
    awareness.observe(lambda *event: awareness)
    awareness.set_local_state({"doc": 1})
    map["sub"] = Doc()
    sub = map["sub"]
    sub.get("t", type=Text).insert(0, "in it")
    position = text.sticky_index(0)
    snapshot = Snapshot.from_doc(doc)
    edit()
    views = [array, iter(array), awareness.states, awareness.meta, manager.undo_stack[0]]
"""


@pytest.mark.parametrize(
    "end",
    [
        "",
        "doc.transaction().__enter__(); edit()",
        "doc.everything = globals()",
        "sys.modules['kept'] = doc, text, subscriptions, manager, awareness",
        "gc.disable(); cycle = [doc]; cycle.append(cycle); del doc, text",
        "import atexit; atexit.register(edit); atexit.register(print, 'last')",
        "del sys.modules['ycpp._ycpp'], sys.modules['ycpp']",
        "import builtins; builtins.kept = manager, awareness, doc.events()",
    ],
)
def test_the_interpreter_ends_with_everything_open(end):
    lines = run(f"{EVERYTHING}\n    {end}\n    print('end')\n")
    assert lines == (["end", "last"] if "last" in end else ["end"])


@pytest.mark.parametrize("start", ["asyncio.run(main())", "import trio; trio.run(main)"])
def test_the_event_loop_ends_with_streams_and_a_heartbeat(start):
    program = f"""{EVERYTHING}
    async def main():
        global streams, transaction
        await awareness.start()
        streams = [doc.events(), text.events(), array.events(deep=True)]
        async with doc.transaction():
            text.insert(0, "y")
        transaction = doc.transaction()
        await transaction.__aenter__()
        text.insert(0, "z")
    {start}
    text.insert(0, "after the loop")
    print(text)
    """
    assert run(program) == ["after the loopzyx"]


def test_finalizers_that_run_at_the_very_end():
    program = """
        class Last:
            def __init__(self, *kept):
                self.kept = kept
            def __del__(self):
                text, manager, awareness = self.kept
                text.insert(0, "d")
                manager.undo()
                awareness.set_local_state({"n": 1})
                print(str(text), awareness.get_local_state())
        manager = UndoManager(scopes=[text])
        doc.last = Last(text, manager, Awareness(doc))
        text.last = Last(text, manager, Awareness(doc))
        last = Last(text, manager, Awareness(Doc()))
        print("end")
    """
    lines = run(program)
    assert lines[0] == "end"
    assert set(lines[1:]) <= {" {'n': 1}"}
    assert lines[1:]


def test_a_daemon_thread_is_in_long_work_at_the_end():
    program = """
        import threading, time
        update = long_update(5000)
        def load():
            while True:
                copy = Doc()
                copy.observe(lambda event: None)
                copy.apply_update(update)
                copy.get_update()
        for _ in range(2):
            threading.Thread(target=load, daemon=True).start()
        time.sleep(0.1)
        print("end")
    """
    lines, complaints = output(program)
    assert lines == ["end"]
    assert "Fatal" not in complaints  # what the threads hold is never given back, and named


def test_a_daemon_thread_wants_python_for_undo_at_the_end():
    program = """
        import os, threading
        update = long_update(20_000)
        manager = UndoManager(scopes=[text], timestamp=lambda: 1)
        started = threading.Event()
        def load():
            started.set()
            doc.apply_update(update)
        class Last:
            def __del__(self, write=os.write, shown=text, str=str):
                write(1, b"last %d\\n" % len(str(shown)))
        sys.last = Last()
        threading.Thread(target=load, daemon=True).start()
        started.wait()
    """
    lines, complaints = output(program)
    assert lines in (["last 20000"], ["last 0"])  # while it waited, or before it had begun
    assert "Fatal" not in complaints


# --- other interpreters, and objects whose document is gone ---------------------------------------


def test_a_sub_interpreter_is_refused():
    program = """
        try:
            import _interpreters as interpreters
        except ImportError:  # its name up to Python 3.12
            import _xxsubinterpreters as interpreters
        for _ in range(3):
            other = interpreters.create()
            interpreters.run_string(other, '''if True:
                for _ in range(2):
                    try:
                        import ycpp
                    except ImportError as error:
                        print(error, flush=True)
            ''')
            interpreters.destroy(other)
        edit()
        print(Doc().get_state(), state())
    """
    lines = run(program)
    for line in lines[:6]:  # ours, or from 3.12 on Python's own
        assert re.search("ycpp.* cannot be .*sub-interpreter|ycpp.* not support .*subinterp", line)
    assert lines[6] == "b'\\x00' ('x', [1], {'k': 1}, 'x')"


def test_objects_outlive_the_name_of_their_document():
    program = """
        def parts():
            doc = Doc()
            text = doc.get("text", type=Text)
            array = doc.get("array", type=Array)
            array.append(Map({"a": Text("deep")}))
            kept = []
            doc.observe(lambda event: kept.append(event))
            doc.observe(lambda event: kept.append(event.transaction))
            text.observe(lambda event: kept.append(event))
            text.insert(0, "abc")
            return kept, text.sticky_index(1), iter(array), array[0]["a"], weakref.ref(doc)
        (change, event, transaction), position, rest, deep, gone = parts()
        gc.collect()
        print(next(rest).to_py(), str(deep), position.get_index(), gone() is not None)
        for ask in (lambda: event.update, lambda: event.delete_set, lambda: event.transaction,
                    lambda: change.delta, lambda: change.target, lambda: change.path,
                    lambda: transaction.origin):
            ask()
        del position, rest, deep
        gc.collect()
        del event, transaction, change, ask
        gc.collect()
        print(gone() is None)
    """
    lines = run(program)
    assert lines[0] == "{'a': 'deep'} deep 1 True"
    assert lines[-1] == "True"


def test_a_removed_sub_document_and_removed_types_can_be_asked():
    program = """
        map["sub"] = Doc()
        map["text"] = Text("inner")
        sub, inner = map["sub"], map["text"]
        sub.get("t", type=Text).insert(0, "a")
        seen = []
        inner.observe(seen.append)
        del map["sub"], map["text"]
        gc.collect()
        print(repr(str(inner)), len(inner), str(sub.get("t", type=Text)))
        for function in (lambda: inner.insert(0, "x"), lambda: inner.observe(print),
                         lambda: inner.sticky_index(0), lambda: sub.get_update(),
                         lambda: sub.get("t", type=Text).insert(0, "y")):
            try:
                function()
            except (RuntimeError, ValueError, IndexError):
                pass
        doc._verify()
        del map, doc
        gc.collect()
        print(sub.get("t", type=Text))
    """
    lines = run(program)
    assert lines[0] == "'' 0 a"
    assert lines[-1] in {"a", "ya"}


# --- memory that runs out -------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="limits the address space")
def test_memory_that_runs_out_leaves_a_document_as_it_was_or_says_that_it_is_broken():
    program = """
        import os, resource
        peer = Doc(client_id=1)
        words = peer.get("text", type=Text)
        for i in range(50_000):
            words.insert(i // 2, "é")
        update = peer.get_update()

        def limit(kib):
            with open("/proc/self/statm") as file:
                size = int(file.read().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (size + kib * 1024, -1))

        def refused(use):
            try:
                use()
            except RuntimeError as error:
                return str(error)

        def outcome(kib, action):
            doc = Doc()
            text = doc.get("text", type=Text)
            text += "before"
            limit(kib)
            raised = "nothing"
            try:
                action(doc, text)
            except MemoryError:
                raised = "MemoryError"
            resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
            message = refused(lambda: str(text))
            if message is not None:
                uses = lambda: text.insert(0, "x"), doc.get_update, doc.get_state, text.clear
                assert {refused(use) for use in uses} == {message}
                return raised, message
            seen = str(text)
            text.insert(0, "it can be used")
            doc._verify()
            return raised, "before" if seen == "before" else "applied"

        def apply(doc, text):
            doc.apply_update(update)

        def edit(doc, text):
            while True:
                text.insert(0, "é")

        limits = [(kib, apply) for kib in range(512, 24 * 1024, 512)] + [(64, edit)]
        for kib, action in limits:  # each in a process with nothing in reserve
            if os.fork() == 0:
                parts = outcome(kib, action)
                os.write(1, (", ".join(str(part) for part in parts) + "\\n").encode())
                os._exit(0)
            assert os.wait()[1] == 0
    """
    broken = "Memory ran out half-way through a change of this document"
    outcomes = {f"MemoryError, {broken}", "MemoryError, before", "nothing, applied"}
    assert set(run(program)) == outcomes
