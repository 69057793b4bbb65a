"""Doc and Transaction: options, roots, updates, origins, observers and their lifetimes."""

import sys

import pytest

from ycpp import (
    Array,
    Doc,
    Text,
    Transaction,
    TransactionEvent,
    get_state,
    get_update,
    merge_updates,
)

if sys.version_info < (3, 11):
    pass

EMPTY = b"\x00\x00"


def edited(client_id, value="hello"):
    doc = Doc(client_id=client_id)
    doc["text"] = Text(value)
    return doc


def test_options_are_kept():
    doc = Doc(client_id=7, guid="name")
    assert doc.client_id == 7
    assert doc.guid == "name"


def test_ids_are_random_by_default():
    docs = [Doc() for _ in range(20)]
    assert len({doc.client_id for doc in docs}) == 20
    assert len({doc.guid for doc in docs}) == 20
    assert all(0 <= doc.client_id < 2**53 for doc in docs)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"client_id": "1"}, "client_id must be an integer"),
        ({"client_id": -1}, "client_id must be a valid u64"),
        ({"client_id": 2**64}, "client_id must be a valid u64"),
        ({"client_id": 2**53}, "client_id cannot overflow 53 bits"),
        ({"skip_gc": 1}, "skip_gc must be a boolean"),
        ({"guid": 1}, "guid must be a string"),
        ({"offset_kind": "bytes"}, "offset_kind must be .*, not 'bytes'"),
    ],
)
def test_wrong_options_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        Doc(**options)


def test_roots_come_with_the_document():
    doc = Doc({"a": Text("1"), "b": Text("2")})
    assert list(doc) == list(doc.keys()) == ["a", "b"]
    assert [str(text) for text in doc.values()] == ["1", "2"]
    assert [(name, str(text)) for name, text in doc.items()] == [("a", "1"), ("b", "2")]
    assert "a" in doc
    assert "c" not in doc


def test_a_root_can_be_declared_again_and_keeps_its_content():
    doc = edited(1)
    doc["text"] = Text(">")
    assert str(doc["text"]) == ">hello"
    assert str(doc.get("text", type=Text)) == ">hello"


def test_roots_are_none_until_they_are_declared():
    doc = Doc()
    doc.apply_update(edited(1).get_update())
    assert doc["text"] is None
    assert str(doc.get("text", type=Text)) == "hello"
    assert str(doc["text"]) == "hello"
    with pytest.raises(KeyError, match="nothing"):
        doc["nothing"]


def test_wrong_roots_are_refused():
    doc = Doc()
    with pytest.raises(RuntimeError, match="Key must be of type string"):
        doc[1] = Text()
    with pytest.raises(AttributeError, match="'str' object is not a shared type"):
        doc["a"] = "text"
    assert list(doc) == []


def test_documents_are_equal_to_themselves_only():
    a, b = Doc(client_id=1), Doc(client_id=1)
    assert a != b
    assert len({a, b}) == 2


# --- updates ------------------------------------------------------------------------------------


def test_an_empty_document():
    assert Doc().get_state() == b"\x00"
    assert Doc().get_update() == EMPTY
    assert Doc().get_update(b"\x00") == EMPTY


def test_updates_carry_what_is_missing():
    ada = edited(1)
    bob = Doc(client_id=2)
    bob.apply_update(ada.get_update())
    state = bob.get_state()
    ada["text"].insert(5, " there")
    missing = ada.get_update(state)
    assert len(missing) < len(ada.get_update())
    bob.apply_update(missing)
    bob.apply_update(missing)
    assert str(bob.get("text", type=Text)) == "hello there"
    assert bob.get_state() == ada.get_state()


def test_updates_may_arrive_in_any_order():
    ada = Doc(client_id=1)
    updates = []
    ada.observe(lambda event: updates.append(event.update))
    text = ada.get("text", type=Text)
    for letter in "abc":
        text += letter
    late = Doc(client_id=2)
    for update in reversed(updates[1:]):
        late.apply_update(update)
    assert str(late.get("text", type=Text)) == ""
    through = Doc(client_id=3)
    through.apply_update(late.get_update())  # what waits is passed on
    through.apply_update(updates[0])
    assert str(through.get("text", type=Text)) == "abc"


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_any_bytes_are_accepted(kind):
    doc = Doc()
    doc.apply_update(kind(edited(1).get_update()))
    assert str(doc.get("text", type=Text)) == "hello"
    assert doc.get_update(kind(b"\x00")) == doc.get_update()


def test_bad_bytes_change_nothing():
    doc = edited(1)
    before = doc.get_update()
    events = []
    doc.observe(events.append)
    for update in (b"", b"\x01", before[:-1], b"\xff" * 12):
        with pytest.raises(ValueError, match="^Cannot decode update: .* at byte"):
            doc.apply_update(update)
    for state in (b"", b"\x01", b"\xff" * 12):
        with pytest.raises(ValueError, match="^Cannot decode state$"):
            doc.get_update(state)
    with pytest.raises(TypeError):
        doc.apply_update("text")
    assert doc.get_update() == before
    assert events == []


def test_a_child_of_what_is_no_type_is_refused():
    # Client 2 writes into the item (1, 0), which is the character "x".
    doc = Doc(client_id=3)
    doc.apply_update(bytes.fromhex("0101010004010474657874017800"))
    before = doc.get_update()
    with pytest.raises(RuntimeError, match="block parent"):
        doc.apply_update(bytes.fromhex("0101020004000100017900"))
    assert doc.get_update() == before


def test_updates_without_a_document():
    ada, bob = edited(1, "a"), edited(2, "b")
    merged = merge_updates(ada.get_update(), bob.get_update())
    doc = Doc()
    doc.apply_update(merged)
    assert sorted(str(doc.get("text", type=Text))) == ["a", "b"]
    assert get_state(merged) == doc.get_state()
    rest = get_update(merged, ada.get_state())
    other = Doc()
    other.apply_update(rest)
    assert str(other.get("text", type=Text)) == "b"
    assert merge_updates() == EMPTY
    for call in (
        lambda: merge_updates(b"\x01", b"\x00\x00"),
        lambda: get_state(b"\x01"),
        lambda: get_update(b"\x01", b"\x00"),
        lambda: get_update(merged, b"\x01"),
    ):
        with pytest.raises(ValueError, match="^Cannot "):
            call()


def test_a_fixed_client_gives_fixed_bytes():
    assert edited(1).get_update() == edited(1).get_update()


# --- transactions -------------------------------------------------------------------------------


def test_a_transaction_groups_changes():
    doc = Doc()
    text = doc.get("text", type=Text)
    events = []
    doc.observe(events.append)
    with doc.transaction() as outer:
        text += "a"
        with doc.transaction() as inner:
            text += "b"
            assert inner is outer
        assert events == []
    assert len(events) == 1
    assert isinstance(outer, Transaction)
    assert isinstance(events[0], TransactionEvent)


def test_a_transaction_that_raises_keeps_its_changes():
    doc = Doc()
    text = doc.get("text", type=Text)
    with pytest.raises(KeyError), doc.transaction():
        text += "a"
        raise KeyError
    assert str(text) == "a"
    text += "b"
    assert str(text) == "ab"


def test_a_transaction_without_changes_is_no_event():
    doc = Doc()
    events = []
    doc.observe(events.append)
    with doc.transaction():
        pass
    doc.apply_update(EMPTY)
    assert events == []


class Origin:
    def __init__(self, name):
        self.name = name


def test_origins_come_back_as_they_are():
    doc = Doc()
    text = doc.get("text", type=Text)
    origins = []
    doc.observe(lambda event: origins.append(event.transaction.origin))
    mark = Origin("mark")
    with doc.transaction(origin=mark) as transaction:
        assert transaction.origin is mark
        text += "a"
    text += "b"
    doc.apply_update(edited(9).get_update(), mark)
    doc.apply_update(edited(8).get_update())
    assert origins[0] is origins[2] is mark
    assert origins[1] is origins[3] is None
    with pytest.raises(RuntimeError, match="No current transaction"):
        transaction.origin  # noqa: B018


def test_nested_origins_must_agree():
    doc = Doc()
    with doc.transaction(origin="a"):
        with doc.transaction(), doc.transaction(origin="a"):
            pass
        with pytest.raises(RuntimeError, match="must have same origin as root transaction"):
            doc.transaction(origin="b")
    with doc.transaction(), pytest.raises(RuntimeError, match="must have same origin"):
        doc.transaction(origin="a")
    with pytest.raises(TypeError, match="Origin must be hashable"):
        doc.transaction(origin=[])


def test_a_root_is_made_of_what_can_be_called():
    doc = Doc()
    assert type(doc.get("a", type=Array[int])) is Array
    for wrong in (int, "Text", None):
        with pytest.raises((AttributeError, TypeError)):
            doc.get("b", type=wrong)
    assert "b" not in doc
