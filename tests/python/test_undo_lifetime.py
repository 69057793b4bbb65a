"""Who may go before whom: undo managers, documents, callbacks, cycles."""

import gc
import sys
import weakref

import pytest
from edge_program import run

from ycpp import Doc, StackItem, StickyIndex, Text, UndoManager


def manager_of(text, **options):
    return UndoManager(scopes=[text], capture_timeout_millis=0, **options)


def test_a_manager_keeps_its_documents():
    manager = manager_of(Doc({"t": Text("a")})["t"])
    gc.collect()
    assert not manager.undo()
    doc = Doc()
    doc["t"] = Text()
    manager = manager_of(doc["t"])
    doc["t"] += "a"
    guid = doc.guid
    del doc
    gc.collect()
    assert manager.undo()
    assert manager.redo_stack[0].guid == guid


def test_a_manager_that_goes_leaves_the_document_alone():
    text = Doc().get("t", type=Text)
    manager = manager_of(text)
    text += "a"
    gone = weakref.ref(manager)
    del manager
    assert gone() is None
    text += "b"
    assert str(text) == "ab"


def test_a_cycle_through_every_callback_is_collected():
    class Token:
        pass

    def build():
        token = Token()
        text = Doc().get("t", type=Text)
        manager = manager_of(text, timestamp=lambda: len(str(token)))
        token.everything = (text, text.doc, manager)
        manager.observe(lambda event, token=token: setattr(event.item, "meta", token))
        manager.include_origin(token)
        text.observe(lambda event, token=token: None)
        with text.doc.transaction(token):
            text += "a"
        with text.doc.transaction(token):
            text += "b"
        manager.undo()
        assert manager.undo_stack[0].meta is token
        return weakref.ref(token), weakref.ref(manager), weakref.ref(text.doc)

    references = build()
    gc.collect()
    assert [reference() for reference in references] == [None] * 3


def test_meta_is_counted_right():
    text = Doc().get("t", type=Text)
    meta = object()
    manager = manager_of(text)
    subscription = manager.observe(lambda event: setattr(event.item, "meta", meta))
    before = sys.getrefcount(meta)
    for _ in range(50):
        text += "a"
    for _ in range(50):
        manager.undo()
    for _ in range(25):
        manager.redo()
        gc.collect()
    assert len(manager.undo_stack) == 25
    manager.unobserve(subscription)
    manager.clear()
    assert sys.getrefcount(meta) == before
    del manager
    gc.collect()
    assert sys.getrefcount(meta) == before


@pytest.mark.parametrize("when", ["clock", "compare", "observer", "text", "doc"])
def test_the_last_reference_goes_inside_a_callback(when):
    doc = Doc()
    text = doc.get("t", type=Text)
    managers = []
    gone = []

    def drop(*arguments):
        managers.clear()
        gc.collect()
        gone.append(when)
        return 5

    class Compared:
        def __hash__(self):
            return 7

        def __eq__(self, other):
            return bool(drop())

    managers.append(manager_of(text, timestamp=drop if when == "clock" else lambda: 5))
    reference = weakref.ref(managers[0])
    origin = None
    if when == "compare":
        managers[0].include_origin(Compared())
        origin = Compared()
    if when == "observer":
        managers[0].observe(drop)
    if when == "text":
        text.observe(drop)
    if when == "doc":
        doc.observe(drop)
    with doc.transaction(origin):
        text += "a"
    gc.collect()
    assert gone == [when]
    assert reference() is None
    text += "b"
    assert str(text) == "ab"
    doc._verify()


def test_a_callback_that_looks_around_keeps_the_errors():
    # Getting a root inside a callback is no end of the operation that the errors belong to.
    doc = Doc()
    text = doc.get("t", type=Text)
    text.observe(lambda event: 1 / 0)
    text.observe(lambda event: doc["t"])
    text.observe(lambda event: doc.get_update())
    with pytest.raises(Exception, match="Observer callback error") as caught:
        text += "a"
    assert [type(error) for error in caught.value.exceptions] == [ZeroDivisionError]


def test_undo_while_dropping_the_manager():
    text = Doc().get("t", type=Text)
    managers = [manager_of(text)]
    managers[0].observe(lambda event: managers.clear())
    reference = weakref.ref(managers[0])
    with text.doc.transaction():
        text += "a"
    assert managers == []
    assert reference() is None, "without the help of the collector"
    text += "b"
    managers.append(manager_of(text))
    text += "c"
    text.observe(lambda event: managers.clear())
    assert managers[0].undo()
    assert str(text) == "ab"


def test_items_and_positions_outlive_all():
    doc = Doc()
    text = doc.get("t", type=Text)
    manager = manager_of(text)
    text += "a"
    item, position = manager.undo_stack[0], text.sticky_index(0)
    del manager, doc
    gc.collect()
    assert isinstance(item, StackItem)
    assert len(list(item.insertions)) == 1
    del text
    gc.collect()
    assert StickyIndex.decode(position.encode()) == position
    assert position.get_index() == 0


def test_a_finalizer_that_reads_while_an_update_drops_its_step():
    program = """
        class Meta:
            def __del__(self):
                print(len(str(text)))
        update = long_update(20_000)
        manager = UndoManager(scopes=[text], capture_timeout_millis=0)
        subscription = manager.observe(lambda event: setattr(event.item, "meta", Meta()))
        text.insert(0, "ab")
        manager.undo()
        assert manager.can_redo()
        print("apply")
        doc.apply_update(update)
        print("applied", manager.can_redo())
    """
    lines = run(program)
    at = lines.index("apply")
    assert lines[at : at + 3] == ["apply", "20000", "applied False"]


def test_a_finalizer_that_uses_a_collected_manager():
    seen = []

    class Last:
        def __init__(self, manager):
            self.manager = manager

        def __del__(self):
            for call in (self.manager.undo, self.manager.can_redo, self.manager.clear):
                try:
                    call()
                except RuntimeError as error:
                    seen.append(str(error))
            seen.append("done")

    text = Doc().get("t", type=Text)
    manager = manager_of(text)
    text += "a"
    manager.me = manager
    manager.last = Last(manager)
    del manager
    gc.collect()
    assert seen[-1] == "done"
    text += "b"
    assert str(text) in {"b", "ab"}
