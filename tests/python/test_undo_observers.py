"""UndoManager: observers, failures, and documents that write to each other."""

import sys

import pytest

from ycpp import Doc, Text, UndoManager

if sys.version_info < (3, 11):
    from exceptiongroup import ExceptionGroup


@pytest.fixture
def text():
    return Doc(client_id=1).get("t", type=Text)


def watch(*scopes, **options):
    return UndoManager(scopes=list(scopes), capture_timeout_millis=0, **options)


def lengths(manager):
    return len(manager.undo_stack), len(manager.redo_stack)


def test_observers(text):
    manager = UndoManager(scopes=[text], timestamp=lambda: 1000)
    seen = []

    def callback(event):
        seen.append((event.kind, event.stack, event.item.meta, event.origin))
        if event.kind == "added":
            event.item.meta = f"cursor {len(seen)}"

    subscription = manager.observe(callback)
    manager.include_origin("me")
    with text.doc.transaction("me"):
        text += "a"
    with text.doc.transaction("me"):
        text += "b"
    assert [item.meta for item in manager.undo_stack] == ["cursor 1"]
    manager.undo()
    manager.redo()
    assert seen == [
        ("added", "undo", None, "me"),
        ("updated", "undo", "cursor 1", "me"),
        ("added", "redo", None, manager),
        ("popped", "undo", "cursor 1", manager),
        ("added", "undo", None, manager),
        ("popped", "redo", "cursor 3", manager),
    ]
    manager.unobserve(subscription)
    with pytest.raises(ValueError):
        manager.unobserve(subscription)
    subscription.drop()
    manager.undo()
    assert len(seen) == 6


def test_observers_may_leave(text):
    manager = watch(text)
    seen = []

    def first(event):
        seen.append("first")
        one.drop()
        two.drop()

    one = manager.observe(first)
    two = manager.observe(lambda event: seen.append("two"))
    text += "a"
    text += "b"
    assert seen == ["first"]


def test_failures_are_reported_together(text):
    def clock():
        raise ZeroDivisionError("clock")

    def observer(event):
        raise KeyError("observer")

    manager = watch(text, timestamp=clock)
    manager.observe(observer)
    manager.observe(observer)
    text.observe(lambda event: 1 / 0)
    with pytest.raises(ExceptionGroup) as caught:
        text += "a"
    kinds = [type(error) for error in caught.value.exceptions]
    assert kinds == [ZeroDivisionError, ZeroDivisionError, KeyError, KeyError]
    assert lengths(manager) == (1, 0)
    with pytest.raises(ExceptionGroup) as caught:
        manager.undo()
    assert len(caught.value.exceptions) == 6
    assert str(text) == ""
    with pytest.raises(ExceptionGroup):
        manager.redo()
    assert str(text) == "a"


def test_an_origin_that_cannot_be_compared(text):
    class Odd:
        def __eq__(self, other):
            raise ZeroDivisionError

        def __hash__(self):
            return hash("odd")

    manager = watch(text)
    manager.include_origin("odd")
    with pytest.raises(ExceptionGroup) as caught, text.doc.transaction(Odd()):
        text += "a"
    assert [type(error) for error in caught.value.exceptions] == [ZeroDivisionError]
    assert not manager.can_undo()


@pytest.mark.parametrize("value", [1.5, None, -1, 2**64, "now"])
def test_a_clock_that_gives_no_time(text, value):
    manager = watch(text, timestamp=lambda: value)
    with pytest.raises(ExceptionGroup) as caught:
        text += "a"
    assert isinstance(caught.value.exceptions[0], (TypeError, OverflowError))
    assert lengths(manager) == (1, 0)


def test_an_interrupt_is_not_collected(text):
    def clock():
        raise KeyboardInterrupt

    manager = watch(text, timestamp=clock)
    with pytest.raises(KeyboardInterrupt):
        text += "a"
    assert str(text) == "a"
    assert manager.can_undo()


def test_documents_that_write_to_each_other():
    # The observer of one document edits another one: the second commit runs inside of the first.
    here, there = Doc(), Doc()
    source, target = here.get("t", type=Text), there.get("t", type=Text)
    manager = watch(source, target)
    manager.include_origin("here")
    manager.include_origin("there")
    seen = []
    manager.observe(lambda event: seen.append((event.item.guid, event.origin)))

    def mirror(event):
        with there.transaction("there"):
            target.insert(0, str(source))

    source.observe(mirror)
    with here.transaction("here"):
        source += "a"
    assert seen == [(there.guid, "there"), (here.guid, "here")]
    manager.undo()
    assert str(source) == ""
