"""Long work gives up the GIL."""

import sys
import threading
import time

from together import long_update, run

from ycpp import Doc, get_state, get_update, merge_updates


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
    interval = sys.getswitchinterval()
    sys.setswitchinterval(10)  # nobody is made to give up the GIL
    update = long_update(1, count=100_000)
    other = long_update(2)
    state = get_state(update)
    doc = Doc()
    doc.apply_update(update)
    counter = Counter()
    counter.start()
    try:
        assert counter.during(lambda: merge_updates(update, other)) > 20
        assert counter.during(lambda: Doc().apply_update(update)) > 20
        assert counter.during(lambda: Doc().apply_update(bytearray(update))) > 20
        assert counter.during(doc.get_update) > 20
        assert counter.during(lambda: doc.get_update(b"\x00")) > 20
        assert counter.during(lambda: get_state(update)) > 20
        assert counter.during(lambda: get_update(update, state)) > 20
        assert counter.during(lambda: doc.get_state()) == 0  # so the test can fail
    finally:
        sys.setswitchinterval(interval)
        counter.stopped = True
        counter.join(30)


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
