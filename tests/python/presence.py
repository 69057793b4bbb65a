"""Awareness for tests: a clock that stands still, updates made by hand, and a log of events."""

import json

from ycpp import Awareness, Doc, Encoder


class Clock:
    """A time that stands still until it is told to move."""

    def __init__(self):
        self.now = 1_000_000

    def __call__(self):
        return self.now


def new(client_id=1, **options):
    awareness = Awareness(Doc(client_id=client_id), **options)
    awareness._get_time = Clock()
    awareness._meta[client_id] = {"clock": 0, "lastUpdated": awareness._get_time()}
    return awareness


def update_of(*entries):
    encoder = Encoder()
    encoder.write_var_uint(len(entries))
    for client_id, clock, state in entries:
        encoder.write_var_uint(client_id)
        encoder.write_var_uint(clock)
        encoder.write_var_string(state if isinstance(state, str) else json.dumps(state))
    return encoder.to_bytes()


class Log(list):
    """What an observer is told: (topic, added, updated, removed, origin)."""

    def __call__(self, topic, event):
        changes, origin = event
        assert set(changes) == {"added", "updated", "removed"}
        self.append((topic, changes["added"], changes["updated"], changes["removed"], origin))


def watched(awareness, topics=None):
    log = Log()
    awareness.observe(log, topics)
    return log


def filled():
    awareness = new(5)
    awareness.apply_awareness_update(update_of((9, 1, {"a": 1}), (2, 4, {"b": []})), None)
    return awareness
