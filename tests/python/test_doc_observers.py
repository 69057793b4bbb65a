"""Observers of Doc: order, failures, events that are kept, and lifetimes."""

import gc
import inspect
import sys
import weakref

import pytest

from ycpp import Doc, Text, TransactionEvent, get_state, merge_updates

if sys.version_info < (3, 11):
    from exceptiongroup import ExceptionGroup

EMPTY = b"\x00\x00"


def edited(client_id, value="hello"):
    doc = Doc(client_id=client_id)
    doc["text"] = Text(value)
    return doc


def test_observers_are_called_in_order_with_what_they_take():
    doc = Doc()
    calls = []
    doc.observe(lambda: calls.append("none"))
    doc.observe(lambda event: calls.append(type(event)))
    doc.observe(lambda event, transaction: calls.append(transaction.origin))
    doc["text"] = Text("a")
    assert calls == ["none", TransactionEvent, None]


def test_defaults_of_an_observer_are_its_own():
    doc = Doc()
    calls = []
    doc.observe(lambda event, kept="kept": calls.append(kept))
    doc.observe(lambda event=None: calls.append(type(event)))
    doc.observe(lambda *arguments: calls.append(len(arguments)))
    doc["text"] = Text("a")
    assert calls == ["kept", TransactionEvent, 1]


def test_a_callable_without_a_signature_takes_the_event_alone():
    doc = Doc()
    with pytest.raises(ValueError):
        inspect.signature(type)
    doc.observe(type)  # which refuses two arguments
    text = doc.get("text", type=Text)
    text.observe(type)
    text += "a"
    assert str(text) == "a"


def test_observers_read_and_do_not_write():
    doc = Doc()
    text = doc.get("text", type=Text)
    seen = []

    def callback(event):
        seen.append((str(text), len(doc.get_update()), doc.get_state()))
        for write in (
            lambda: text.insert(0, "x"),
            lambda: doc.apply_update(EMPTY),
            doc.new_transaction().__enter__,
        ):
            with pytest.raises(RuntimeError):
                write()

    doc.observe(callback)
    text += "a"
    assert seen == [("a", len(doc.get_update()), doc.get_state())]
    assert str(text) == "a"


def test_an_update_can_be_applied_elsewhere_inside_an_observer():
    here, there = Doc(), Doc()
    here.observe(lambda event: there.apply_update(event.update))
    here["text"] = Text("a")
    assert str(there.get("text", type=Text)) == "a"


def test_failures_come_in_a_group_and_stop_nobody():
    doc = Doc()
    calls = []

    def fail(error):
        calls.append(error)
        raise error

    doc.observe(lambda event: fail(ValueError("one")))
    doc.observe(lambda event: fail(KeyError("two")))
    doc.observe(calls.append)
    with pytest.raises(ExceptionGroup) as raised:
        doc["text"] = Text("a")
    assert raised.value.message == "Observer callback error"
    assert [type(error) for error in raised.value.exceptions] == [ValueError, KeyError]
    assert raised.value.exceptions[0].__traceback__ is not None
    assert len(calls) == 3
    assert str(doc.get("text", type=Text)) == "a"


def test_an_interrupt_is_not_grouped():
    doc = Doc()

    def interrupt(event):
        raise KeyboardInterrupt

    doc.observe(interrupt)
    with pytest.raises(KeyboardInterrupt):
        doc["text"] = Text("a")


def test_unobserve():
    doc = Doc()
    events = []
    subscription = doc.observe(events.append)
    doc.unobserve(subscription)
    with pytest.raises(ValueError) as raised:
        doc.unobserve(subscription)
    assert str(raised.value) == "list.remove(x): x not in list"
    doc["text"] = Text("a")
    assert events == []


def test_unobserve_inside_the_callback():
    doc = Doc()
    calls = []

    def once(event):
        calls.append(event)
        doc.unobserve(subscription)

    subscription = doc.observe(once)
    doc["text"] = Text("a")
    doc["text"] = Text("b")
    assert len(calls) == 1


def test_observers_of_a_document_stay():
    doc = Doc()
    events = []
    doc.observe(lambda event: events.append(event.update))  # nobody keeps the subscription
    gc.collect()
    doc["text"] = Text("a")
    assert len(events) == 1


def test_events_can_be_kept():
    doc = edited(1, "a")
    events = []
    doc.observe(events.append)
    state = doc.get_state()
    text = doc.get("text", type=Text)
    text += "b"
    text += "c"
    event = events[0]
    assert event.before_state == state
    assert event.after_state == get_state(merge_updates(edited(1, "a").get_update(), event.update))
    assert event.delete_set == b"\x00"
    assert event.transaction.origin is None
    del text[0]
    assert events[2].delete_set == bytes.fromhex("0101010001")  # of client 1: from clock 0, one
    del doc, text
    gc.collect()
    assert event.update == events[0].update


def test_documents_and_their_observers_are_collected():
    doc = Doc()
    text = doc.get("text", type=Text)
    doc.observe(lambda event, held=text: held)
    text.observe(lambda event, held=doc: held)
    transaction = doc.transaction(origin=doc)
    gone = weakref.ref(doc), weakref.ref(text)
    del doc, text, transaction
    gc.collect()
    assert [reference() for reference in gone] == [None, None]


@pytest.mark.filterwarnings("ignore:nanobind. attempted to access an uninitialized instance")
def test_methods_on_wrong_objects_raise():
    for call in (
        lambda: Doc.transaction(5),
        lambda: Doc._observe(5, print, 1),
        lambda: Doc.__new__(Doc).transaction(),
        lambda: Doc.__new__(Doc).get_state(),
        lambda: Text("a")._integrate(5, "name"),
        lambda: Text("a")._integrate(Doc.__new__(Doc), "name"),
    ):
        with pytest.raises((TypeError, RuntimeError)):
            call()
