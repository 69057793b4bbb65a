"""os.fork(): the child has one thread, and the documents as they were."""

import os
import subprocess
import sys
import textwrap

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")

# What every program begins with. A process that hangs is ended by its alarm.
START = """
import os, signal, threading, time
from ycpp import Doc, Text
from together import Holder, long_update

signal.alarm(20)

def in_child(function):
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            signal.alarm(10)
            os.write(write, repr(function()).encode())
        except BaseException as error:
            os.write(write, repr(error).encode())
        finally:
            os._exit(0)
    os.close(write)
    with open(read) as pipe:
        answer = pipe.read()
    assert os.waitpid(pid, 0)[1] == 0
    return answer

doc = Doc(allow_multithreading=True)
text = doc.get("text", type=Text)
text += "parent"
"""


def lines_of(program):
    done = subprocess.run(
        # From 3.12 on, Python warns of a fork beside other threads, which is what is tested here.
        [
            sys.executable,
            "-W",
            "ignore::DeprecationWarning",
            "-c",
            START + textwrap.dedent(program),
        ],
        cwd=os.path.dirname(__file__),
        env={**os.environ, "PYTHONPATH": os.path.dirname(__file__)},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_a_child_reads_and_edits_its_copy():
    program = """
        def work():
            text.insert(6, " and child")
            doc._verify()
            return str(text)
        print(in_child(work))
        print(text)
        with doc.transaction():  # both leave the block
            text.insert(0, "! ")
            print(in_child(lambda: str(text)))
        print(in_child(lambda: [doc.new_transaction(timeout=1).__enter__() and str(text)]))
    """
    assert lines_of(program) == [
        "'parent and child'",
        "parent",
        "'! parent'",
        "['! parent']",
    ]


def test_a_block_around_the_fork_ends_in_both():
    program = """
        read, write = os.pipe()
        with doc.transaction():
            text.insert(0, "both ")
            pid = os.fork()
        if pid == 0:
            text += " child"
            os.write(write, str(text).encode())
            os._exit(0)
        os.close(write)
        text += " too"
        with open(read) as pipe:
            print(pipe.read())
        print(text)
        assert os.waitpid(pid, 0)[1] == 0
    """
    assert lines_of(program) == ["both parent child", "both parent too"]


def test_a_child_draws_its_own_ids():
    program = """
        ids = [eval(in_child(lambda: (Doc().client_id, Doc().guid))) for _ in range(3)]
        ids.append((Doc().client_id, Doc().guid))
        print(len({id for id, _ in ids}), len({guid for _, guid in ids}))
        copy = 'lambda: (lambda d: (d.apply_update(doc.get_update()), d.client_id))(Doc())'
        print(eval(in_child(eval(copy)))[1] != doc.client_id)
    """
    assert lines_of(program) == ["4 4", "True"]


def test_nobody_waits_for_a_thread_of_the_parent():
    program = """
        def outcome(function):
            try:
                return function()
            except RuntimeError as error:
                return str(error)

        def work():
            fresh = Doc(allow_multithreading=True).get("text", type=Text)
            fresh += "fresh"
            return [
                str(text),
                outcome(lambda: text.insert(0, "x")),
                outcome(doc.new_transaction(timeout=5).__enter__),
                outcome(doc.transaction().__enter__),
                str(fresh),
            ]

        with Holder(doc):
            for answer in eval(in_child(work)):
                print(answer)
        text += " goes on"
        print(text)
    """
    refused = "Could not acquire transaction: the thread that has it is not in this forked process"
    assert lines_of(program) == ["parent", refused, refused, refused, "fresh", "parent goes on"]


def test_whoever_waited_in_the_parent_is_passed_over():
    program = """
        results = []
        def write():
            for _ in range(3):
                text.insert(0, "w")
        def work():
            transaction.__exit__(None, None, None)  # its turn to nobody
            text.insert(0, "c")
            with doc.new_transaction(timeout=5):
                text.insert(0, "d")
            return str(text)

        transaction = doc.transaction()
        transaction.__enter__()
        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(0.2)  # they wait
        print(in_child(work))
        transaction.__exit__(None, None, None)
        for thread in threads:
            thread.join()
        print(text)
    """
    assert lines_of(program) == ["'dcparent'", "wwwwwwwwwwwwparent"]


def test_a_fork_waits_for_the_end_of_long_work():
    program = """
        update = long_update(1, count=10_000)
        stop = threading.Event()
        shared = Doc(allow_multithreading=True)
        long = shared.get("long", type=Text)
        def load():
            while not stop.is_set():
                shared.apply_update(update)
                whole = Doc()
                whole.apply_update(update)
        def work():
            shared._verify()
            shared.get_update()
            return len(str(long))
        threads = [threading.Thread(target=load) for _ in range(2)]
        for thread in threads:
            thread.start()
        lengths = {in_child(work) for _ in range(10)}
        stop.set()
        for thread in threads:
            thread.join()
        print(lengths <= {"0", "20000"})
    """
    assert lines_of(program) == ["True"]
