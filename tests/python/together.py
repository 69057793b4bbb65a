"""Threads for tests: several at the same time, one that holds a transaction, and long work."""

import threading
from concurrent.futures import ThreadPoolExecutor

from ycpp import Doc, Text

LONG = 16 * 1024  # bytes from which on work gives up the GIL


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
