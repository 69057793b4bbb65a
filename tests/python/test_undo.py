"""UndoManager: what is tracked, steps and their meta, arguments."""

import threading

import pytest

from ycpp import Array, Doc, IdSet, Map, StackItem, Text, UndoManager


class Clock:
    """A clock that stands still."""

    def __init__(self):
        self.now = 1000

    def __call__(self):
        return self.now


@pytest.fixture
def text():
    return Doc(client_id=1).get("t", type=Text)


def watch(*scopes, **options):
    return UndoManager(scopes=list(scopes), capture_timeout_millis=0, **options)


def lengths(manager):
    return len(manager.undo_stack), len(manager.redo_stack)


def test_undo_and_redo(text):
    manager = watch(text)
    assert not manager.can_undo()
    assert not manager.undo()
    text += "a"
    text += "b"
    del text[0]
    assert lengths(manager) == (3, 0)
    assert manager.undo()
    assert str(text) == "ab"
    assert manager.undo()
    assert str(text) == "a"
    assert lengths(manager) == (1, 2)
    assert manager.can_redo()
    assert manager.redo()
    assert manager.redo()
    assert not manager.redo()
    assert str(text) == "b"
    manager.undo()
    text += "c"
    assert lengths(manager) == (3, 0)
    manager.clear()
    assert lengths(manager) == (0, 0)


def test_changes_group_by_time(text):
    clock = Clock()
    manager = UndoManager(scopes=[text], timestamp=clock)
    text += "a"
    clock.now += 499
    text += "b"
    clock.now += 500
    text += "c"
    manager.reset()
    text += "d"
    assert len(manager.undo_stack) == 3
    manager.undo()
    manager.undo()
    assert str(text) == "ab"


def test_the_time_of_the_system_by_default(text):
    manager = UndoManager(scopes=[text])
    text += "a"
    text += "b"
    assert len(manager.undo_stack) == 1


def test_scopes():
    doc, other = Doc(), Doc()
    array, text = doc.get("a", type=Array), doc.get("t", type=Text)
    manager = watch(array)
    text += "x"
    assert lengths(manager) == (0, 0)
    array.append(Map())
    array[0]["k"] = "nested"
    assert lengths(manager) == (2, 0)
    manager.expand_scope(text)
    manager.expand_scope(text)
    text += "y"
    assert lengths(manager) == (3, 0)
    manager.expand_scope(other)
    other["any"] = Text("z")
    assert lengths(manager) == (4, 0)
    while manager.undo():
        pass
    assert (array.to_py(), str(text), str(other["any"])) == ([], "x", "")
    with pytest.raises(RuntimeError, match="Not integrated"):
        manager.expand_scope(Text())
    with pytest.raises(TypeError, match="shared type"):
        manager.expand_scope("t")


def test_a_manager_without_scopes(text):
    manager = UndoManager()
    text += "a"
    assert not manager.undo()
    manager.expand_scope(text)
    text += "b"
    assert manager.undo()
    assert str(text) == "a"


class Equal:
    """Equal to its like, and not the same."""

    def __init__(self, name):
        self.name = name

    def __eq__(self, other):
        return isinstance(other, Equal) and self.name == other.name

    def __hash__(self):
        return hash(self.name)


def test_origins_are_compared_by_value(text):
    manager = watch(text)
    manager.include_origin(Equal("me"))
    manager.include_origin("".join(["you", "rs"]))
    text += "a"
    assert not manager.can_undo()
    for origin in (Equal("me"), "".join(["yo", "urs"])):
        with text.doc.transaction(origin):
            text += "b"
    with text.doc.transaction(Equal("them")):
        text += "c"
    assert lengths(manager) == (2, 0)
    manager.exclude_origin(Equal("me"))
    manager.exclude_origin("unknown")
    with text.doc.transaction(Equal("me")):
        text += "d"
    assert lengths(manager) == (2, 0)
    manager.include_origin(None)
    text += "e"
    assert lengths(manager) == (3, 0)
    manager.exclude_origin(None)
    manager.exclude_origin("yours")
    text += "f"
    assert lengths(manager) == (4, 0), "none is left, so what has no origin is tracked"
    for method in (manager.include_origin, manager.exclude_origin):
        with pytest.raises(TypeError, match="^Origin must be hashable$"):
            method([])


def test_updates_without_an_origin_are_tracked(text):
    manager = watch(text)
    peer = Doc({"t": Text("peer")})
    text.doc.apply_update(peer.get_update(), origin="network")
    assert not manager.can_undo()
    peer["t"] += "!"
    text.doc.apply_update(peer.get_update())
    assert manager.undo()
    assert str(text) == "peer"


def test_what_others_did_stays(text):
    manager = watch(text)
    manager.include_origin("me")
    with text.doc.transaction("me"):
        text += "mine"
    text.insert(2, "-")
    manager.undo()
    assert str(text) == "-"
    manager.redo()
    assert sorted(str(text)) == sorted("mine-")


def test_observers_see_the_manager_as_origin(text):
    manager = watch(text)
    seen = []
    text.observe(lambda event: seen.append(event.transaction.origin))
    text.doc.observe(lambda event: seen.append(event.transaction.origin))
    text += "a"
    manager.undo()
    manager.redo()
    assert seen == [None, None] + [manager] * 4


def test_two_managers_do_not_undo_each_other(text):
    mine, yours = watch(text), watch(text)
    mine.include_origin("me")
    yours.include_origin("you")
    with text.doc.transaction("me"):
        text += "a"
    with text.doc.transaction("you"):
        text += "b"
    assert mine.undo()
    assert str(text) == "b"
    assert lengths(yours) == (1, 0)
    assert yours.undo()
    assert mine.redo()
    assert str(text) == "a"


def test_a_transaction_that_is_open(text):
    manager = watch(text)
    text += "a"
    with text.doc.transaction():
        for call in (manager.undo, manager.redo):
            with pytest.raises(RuntimeError, match="^Cannot acquire transaction$"):
                call()
    assert lengths(manager) == (1, 0)
    raised = []

    def callback(event):
        for call in (manager.undo, manager.redo, manager.clear):
            with pytest.raises(RuntimeError, match="Read-only"):
                call()
        raised.append(event.transaction.origin)

    text.observe(callback)
    with text.doc.transaction("o"):
        text += "b"
    assert raised == ["o"]
    assert manager.undo()


def test_stack_items(text):
    manager = watch(text)
    text += "abc"
    del text[1]
    first, second = manager.undo_stack
    assert list(first.insertions) == [(1, 0, 3)]
    assert not first.deletions
    assert list(second.deletions) == [(1, 1, 2)]
    assert first.meta is None
    assert first.guid == text.doc.guid
    both = StackItem.merge(first, second)
    assert (list(both.insertions), list(both.deletions)) == ([(1, 0, 3)], [(1, 1, 2)])
    assert list(first.insertions) == [(1, 0, 3)]
    assert "insertions=IdSet([(1, 0, 3)])" in repr(both)
    with pytest.raises(AttributeError):
        first.insertions = IdSet()


def test_stacks_move_to_another_manager(text):
    first = watch(text)
    text += "abc"
    del text[1]
    text += "d"
    first.undo()
    items = [
        StackItem(text.doc, IdSet.decode(i.deletions.encode()), IdSet.decode(i.insertions.encode()))
        for i in first.undo_stack
    ]
    redo = first.redo_stack
    del first
    second = watch(text, undo_stack=items, redo_stack=redo)
    assert lengths(second) == (2, 1)
    assert second.redo()
    assert str(text) == "acd"
    while second.undo():
        pass
    assert str(text) == ""


def test_meta(text):
    a, b = IdSet(), IdSet()
    item = StackItem[dict](text.doc, a, b, {"cursor": 1})
    other = StackItem(text.doc, a, b, meta="x")
    assert StackItem.merge(item, other).meta == {"cursor": 1}
    assert StackItem.merge(item, other, lambda x, y: (x, y)).meta == ({"cursor": 1}, "x")
    with pytest.raises(ZeroDivisionError):
        StackItem.merge(item, other, lambda x, y: 1 / 0)
    manager = watch(text, undo_stack=[item, other])
    assert [i.meta for i in manager.undo_stack] == [{"cursor": 1}, "x"]


def test_arguments(text):
    with pytest.raises(TypeError, match="^'doc' must be a Doc or pycrdt.Doc$"):
        StackItem("doc", IdSet(), IdSet())
    with pytest.raises(TypeError, match="'insertions' must be an IdSet, not bytes"):
        StackItem(text.doc, IdSet(), b"")
    with pytest.raises(OverflowError):
        UndoManager(capture_timeout_millis=-1)
    with pytest.raises(TypeError):
        UndoManager(capture_timeout_millis=0.5)
    with pytest.raises(TypeError):
        UndoManager([text])
    with pytest.raises(AttributeError):
        UndoManager(undo_stack=["item"])


def test_any_thread(text):
    manager = watch(text)

    def work():
        text.insert(0, "a")
        manager.undo()
        manager.redo()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while manager.undo():
        pass
    assert str(text) == ""


def test_typing_many_steps_is_fast(text):
    manager = watch(text)
    for _ in range(5000):
        text += "a"
    assert lengths(manager) == (5000, 0)
    while manager.undo():
        pass
    assert str(text) == ""
