"""Observers of Text: events, order, failures and lifetimes."""

import gc
import sys
import weakref

import pytest

from ycpp import Doc, Subscription, Text, TextEvent

if sys.version_info < (3, 11):
    from exceptiongroup import ExceptionGroup


def text_in(unit="unicode", value=""):
    doc = Doc(client_id=1, offset_kind=unit)
    doc["text"] = Text(value)
    return doc["text"]


def test_an_event_tells_target_delta_and_path(unit):
    text = text_in(unit, "é")
    events = []
    subscription = text.observe(events.append)
    assert isinstance(subscription, Subscription)
    with text.doc.transaction(origin="me"):
        text += "b"
        origins = [text.doc.transaction().origin]
    (event,) = events
    assert isinstance(event, TextEvent)
    assert event.delta == [{"retain": {"unicode": 1, "utf16": 1, "utf8": 2}[unit]}, {"insert": "b"}]
    assert event.path == []
    assert str(event.target) == "éb"
    assert event.target.doc is text.doc
    assert event.transaction.origin == origins[0] == "me"
    assert str(event).startswith("{target: éb, delta: [{'retain': ")
    assert "path: [], transaction: <" in str(event)


def test_what_was_inserted_and_deleted_at_once_is_an_empty_delta():
    text = text_in()
    events = []
    text.observe(events.append)
    with text.doc.transaction():
        text += "a"
        text.clear()
    assert [event.delta for event in events] == [[]]


def test_a_remote_change_is_told():
    here, there = text_in(), text_in()
    deltas = []
    there.observe(lambda event, transaction: deltas.append((event.delta, transaction.origin)))
    here += "hello"
    there.doc.apply_update(here.doc.get_update(), "remote")
    assert deltas == [([{"insert": "hello"}], "remote")]


def test_observers_of_the_text_come_before_those_of_the_document():
    text = text_in()
    calls = []
    text.doc.observe(lambda: calls.append("document"))
    text.observe(lambda: calls.append("first"))
    text.observe(lambda: calls.append("second"))
    text += "a"
    assert calls == ["first", "second", "document"]


def test_observers_read_and_do_not_write():
    text = text_in(value="a")
    seen = []

    def callback(event):
        seen.append((str(text), len(text), text.doc.get_state()))
        for write in (
            lambda: text.insert(0, "x"),
            lambda: text.clear(),
            lambda: text.__iadd__("x"),
            lambda: text.__setitem__(0, "x"),
        ):
            with pytest.raises(RuntimeError):
                write()

    text.observe(callback)
    text += "b"
    assert seen == [("ab", 2, text.doc.get_state())]
    assert str(text) == "ab"


def test_failures_of_texts_and_documents_come_in_one_group():
    text = text_in()

    def fail(event):
        raise ValueError("failed")

    text.observe(fail)
    text.doc.observe(fail)
    with pytest.raises(ExceptionGroup, match="Observer callback error") as raised:
        text += "a"
    assert [str(error) for error in raised.value.exceptions] == ["failed", "failed"]
    assert str(text) == "a"
    with pytest.raises(ExceptionGroup):
        text[0] = "b"
    assert str(text) == "b"


def test_unobserve():
    text = text_in()
    calls = []
    subscription = text.observe(lambda: calls.append(1))
    text += "a"
    text.unobserve(subscription)
    text += "b"
    assert calls == [1]
    with pytest.raises(ValueError) as raised:
        text.unobserve(subscription)
    assert str(raised.value) == "list.remove(x): x not in list"


def test_observing_inside_a_callback_is_for_the_next_transaction():
    text = text_in()
    calls = []

    def first():
        calls.append("first")
        if len(calls) == 1:
            text.observe(lambda: calls.append("second"))

    text.observe(first)
    text += "a"
    assert calls == ["first"]
    text += "b"
    assert calls == ["first", "first", "second"]


def test_an_observer_lives_as_long_as_its_text_or_subscription():
    doc = Doc()
    text = doc.get("text", type=Text)
    calls = []
    kept = doc["text"].observe(lambda: calls.append("kept"))
    doc["text"].observe(lambda: calls.append("dropped"))
    gc.collect()
    text += "a"
    assert calls == ["kept"]
    del kept
    gc.collect()
    text += "b"
    assert calls == ["kept"]


def test_callbacks_are_released():
    text = text_in()

    class Callback:
        def __call__(self, event):
            self.event = event

    callback = Callback()
    gone = weakref.ref(callback)
    subscription = text.observe(callback)
    text += "a"
    text.unobserve(subscription)
    del callback, subscription
    gc.collect()
    assert gone() is None


def test_cycles_through_events_are_collected():
    text = text_in()
    events = []
    text.observe(events.append)
    text.observe(lambda event, held=text: held)
    text += "a"
    gone = weakref.ref(text), weakref.ref(text.doc)
    events[0].target.events = events
    del text, events
    gc.collect()
    assert [reference() for reference in gone] == [None, None]


def test_events_can_be_kept():
    text = text_in(value="a")
    events = []
    text.observe(events.append)
    text += "b"
    event = events.pop()
    text.clear()
    del text
    gc.collect()
    assert event.delta == [{"retain": 1}, {"insert": "b"}]
    assert str(event.target) == ""  # the text as it is now
