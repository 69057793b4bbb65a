"""Transactions: nesting, origins, what observers get, and what is refused."""

import sys

import pytest

from ycpp import Array, Doc, Map, NewTransaction, ReadTransaction, Text, Transaction

if sys.version_info < (3, 11):
    from exceptiongroup import ExceptionGroup

READ_ONLY = "Read-only transaction cannot be used to modify document structure"


def watched(**options):
    doc = Doc(**options)
    text = doc.get("text", type=Text)
    events = []
    doc.observe(events.append)
    return doc, text, events


def test_nested_blocks_are_one_transaction():
    doc, text, events = watched()
    with doc.transaction() as outer:
        text += "a"
        with doc.transaction() as inner:
            text += "b"
        assert events == []
        text += "c"
    assert inner is outer
    assert isinstance(outer, Transaction)
    assert len(events) == 1
    assert str(text) == "abc"


def test_a_transaction_without_changes_tells_nobody():
    doc, _, events = watched()
    with doc.transaction():
        pass
    assert events == []


def test_changes_stand_when_the_block_raises():
    doc, text, events = watched()
    with pytest.raises(KeyError), doc.transaction():
        text += "a"
        raise KeyError("body")
    assert str(text) == "a"
    assert len(events) == 1
    with doc.transaction():  # and nothing is left open
        text += "b"
    assert len(events) == 2


def test_the_failure_of_an_observer_follows_that_of_the_block():
    doc, text, _ = watched()

    def fail(event):
        raise ValueError("observer")

    doc.observe(fail)
    with pytest.raises(ExceptionGroup) as raised, doc.transaction():
        text += "a"
        raise KeyError("body")
    assert [type(error) for error in raised.value.exceptions] == [ValueError]
    assert isinstance(raised.value.__context__, KeyError)


def test_nested_origins():
    doc, text, events = watched()

    class Editor:
        pass

    editor = Editor()
    with doc.transaction(origin=editor) as transaction:
        assert transaction.origin is editor
        text += "a"
        with doc.transaction(), doc.transaction(origin=editor):
            text += "b"
        for other in ("another", 1):
            with pytest.raises(RuntimeError, match="must have same origin as root transaction"):
                doc.transaction(origin=other)
    assert events[0].transaction.origin is editor
    with pytest.raises(RuntimeError, match="No current transaction"):
        transaction.origin  # noqa: B018
    with doc.transaction(), pytest.raises(RuntimeError, match="must have same origin"):
        doc.transaction(origin=editor)


def test_equal_origins_are_one():
    doc, text, events = watched()
    one, two = ("a", 1000), ("a", int("1000"))
    assert one is not two
    with doc.transaction(origin=one):
        with doc.transaction(origin=two):
            text += "a"
        doc.apply_update(Doc({"text": Text("b")}).get_update(), two)
    assert len(events) == 1
    assert events[0].transaction.origin is one


def test_origins_are_hashable():
    doc = Doc()
    for open_one in (doc.transaction, doc.new_transaction):
        with pytest.raises(TypeError, match="Origin must be hashable"):
            open_one(origin={})


def test_a_transaction_is_left_as_often_as_it_is_entered():
    doc = Doc()
    transaction = doc.transaction()
    with pytest.raises(RuntimeError, match="No current transaction"):
        transaction.__exit__(None, None, None)
    with transaction:
        pass
    with pytest.raises(RuntimeError, match="No current transaction"):
        transaction.__exit__(None, None, None)


def test_a_transaction_can_be_used_again():
    doc, text, events = watched()
    transaction = doc.transaction(origin="me")
    for letter in "ab":
        with transaction:
            text += letter
    assert [event.transaction.origin for event in events] == ["me", "me"]


def test_two_transactions_cannot_be_open():
    doc = Doc()
    one, two = doc.transaction(), doc.transaction()
    with one, pytest.raises(RuntimeError, match="Already in a transaction"):
        two.__enter__()
    with two:
        pass


def test_a_new_transaction_does_not_join():
    doc, text, events = watched()
    with doc.new_transaction(origin="me") as transaction:
        assert isinstance(transaction, NewTransaction)
        assert isinstance(transaction, Transaction)
        text += "a"
        with doc.transaction() as same:
            text += "b"
        assert same is transaction
        with pytest.raises(RuntimeError, match="Already in a transaction"):
            doc.new_transaction().__enter__()
        with transaction:
            text += "c"
    with doc.transaction(), pytest.raises(RuntimeError, match="Already in a transaction"):
        doc.new_transaction(timeout=10).__enter__()
    assert [event.transaction.origin for event in events] == ["me"]


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("explicit", [False, True])
def test_observers_get_the_read_only_transaction(shared, explicit):
    doc, text, _ = watched(allow_multithreading=shared)
    seen = []

    def callback(event, transaction):
        assert isinstance(transaction, ReadTransaction)
        assert isinstance(transaction, Transaction)
        assert event.transaction is transaction
        with doc.transaction() as one, doc.transaction() as two:
            assert one is two is transaction
            seen.append(str(text))
            with pytest.raises(RuntimeError, match=READ_ONLY):
                text.insert(0, "x")
        with pytest.raises(RuntimeError, match="must have same origin"):
            doc.transaction(origin="other")
        with pytest.raises(RuntimeError):
            doc.new_transaction().__enter__()

    subscription = text.observe(callback)
    doc.observe(callback)
    if explicit:
        with doc.transaction():
            text += "a"
    else:
        text += "a"
    assert seen == ["a", "a"]
    text.unobserve(subscription)


def test_observers_of_one_commit_share_its_transaction():
    doc, text, events = watched()
    transactions = []
    subscription = text.observe(lambda event, transaction: transactions.append(transaction))
    doc.observe(lambda event, transaction: transactions.append(transaction))
    text += "a"
    text += "b"
    assert transactions[0] is transactions[1]
    assert transactions[2] is transactions[3] is not transactions[0]
    assert events[0].transaction is transactions[0]
    subscription.drop()


def test_a_failing_observer_leaves_nothing_open():
    doc, text, _ = watched(allow_multithreading=True)

    def fail(event):
        raise KeyboardInterrupt

    subscription = doc.observe(fail)
    update = Doc({"text": Text("b")}).get_update()
    for edit in (lambda: text.insert(0, "a"), lambda: doc.apply_update(update)):
        with pytest.raises(KeyboardInterrupt):
            edit()
    with pytest.raises(KeyboardInterrupt), doc.transaction():
        text += "c"
    doc.unobserve(subscription)
    with doc.new_transaction(timeout=0):
        text += "d"
    assert sorted(str(text)) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("shared", [False, True])
def test_a_transaction_of_another_document_inside(shared):
    one, two = Doc(allow_multithreading=shared), Doc(allow_multithreading=shared)
    texts = [doc.get("text", type=Text) for doc in (one, two)]
    two.observe(lambda event: one.apply_update(event.update))
    with one.transaction(origin="one") as outer:
        with two.transaction(origin="two") as inner:
            for text in texts:
                text.insert(0, "a")
            assert (outer.origin, inner.origin) == ("one", "two")
        assert str(texts[0]) == "aa"
    texts[1].insert(0, "b")
    assert sorted(str(texts[0])) == ["a", "a", "b"]


def test_a_bad_value_replaces_nothing():
    doc = Doc()
    array = doc.get("array", type=Array)
    array.extend([1, 2])
    update = doc.get_update()
    with pytest.raises(TypeError, match="object"):
        array[0] = object()
    with pytest.raises(IndexError):
        array[2] = 3
    assert doc.get_update() == update
    array[-1] = 3
    assert list(array) == [1, 3]


def test_compound_edits_are_one_transaction():
    doc, _, events = watched()
    array = doc.get("array", type=Array)
    map = doc.get("map", type=Map)
    events.clear()
    array.extend([1, 2, 3])
    array[0] = 4
    assert array.pop() == 3
    del array[:]
    map.update({"a": 1, "b": 2})
    assert map.setdefault("c", 3) == 3
    assert map.popitem() == ("c", 3)
    map.clear()
    assert len(events) == 8


def test_a_generator_may_edit_the_array_that_it_extends():
    doc = Doc()
    array = doc.get("array", type=Array)

    def values():
        for value in range(3):
            array.append(10 + value)
            yield value

    array.extend(values())
    assert list(array) == [10, 11, 12, 0, 1, 2]
