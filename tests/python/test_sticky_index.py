"""Positions that stay where they are: bytes and JSON of Yjs, every kind of place, and errors."""

import threading

import pytest

import pycrdt
from ycpp import Array, Assoc, Doc, Map, StickyIndex, Text


@pytest.fixture
def text():
    return Doc({"t": Text("hello")}, client_id=1)["t"]


@pytest.mark.parametrize(
    ("index", "assoc", "data", "json"),
    [
        (1, Assoc.AFTER, "00010100", {"item": {"client": 1, "clock": 1}, "assoc": 0}),
        (3, Assoc.BEFORE, "00010241", {"item": {"client": 1, "clock": 2}, "assoc": -1}),
        (0, Assoc.BEFORE, "01017441", {"tname": "t", "assoc": -1}),
        (5, Assoc.AFTER, "01017400", {"tname": "t", "assoc": 0}),
    ],
)
def test_bytes_and_json(text, index, assoc, data, json):
    made = text.sticky_index(index, assoc)
    assert made.encode().hex() == data
    assert made.to_json() == json
    assert made.assoc is assoc
    for again in (
        StickyIndex.decode(made.encode(), text),
        StickyIndex.decode(bytearray(made.encode()), text),
        StickyIndex.from_json(made.to_json(), text),
        StickyIndex.new(text, index, assoc),
    ):
        assert again == made
        assert hash(again) == hash(made)
        assert again.get_index() == index
        assert again.assoc is assoc
        assert again.to_json() == json


def test_nested_types():
    doc = Doc({"m": Map({"t": Text("ab"), "a": Array()})}, client_id=1)
    nested = doc["m"]["t"]
    start = nested.sticky_index(0, Assoc.BEFORE)
    assert start.to_json() == {"type": {"client": 1, "clock": 0}, "assoc": -1}
    assert start.encode() == b"\x02\x01\x00A"
    nested.insert(0, "xyz")
    assert start.get_index() == 0
    end = doc["m"]["a"].sticky_index(0)
    doc["m"]["a"].extend([1, 2, 3])
    assert end.get_index() == 3


def test_json_of_yjs_names_the_root_as_well(text):
    data = {"tname": "t", "item": {"client": 1, "clock": 4}, "assoc": 0}
    position = StickyIndex.from_json(data, text)
    assert position.get_index() == 4
    assert position.to_json() == {"item": {"client": 1, "clock": 4}, "assoc": 0}
    assert StickyIndex.from_json({"tname": "t"}, text).get_index() == 5


def test_it_sticks_to_its_neighbour(text):
    after, before = text.sticky_index(2), text.sticky_index(2, Assoc.BEFORE)
    text.insert(2, "--")
    assert (after.get_index(), before.get_index()) == (4, 2)
    text.insert(0, "++")
    assert (after.get_index(), before.get_index()) == (6, 4)
    del text[0:8]
    assert str(text) == "o"
    assert (after.get_index(), before.get_index()) == (0, 0)


def test_peers_agree(text):
    position = StickyIndex.decode(text.sticky_index(3).encode())
    peer = Doc()
    peer.get("t", type=Text)
    peer["t"].insert(0, "peer ")
    peer.apply_update(text.doc.get_update())
    with peer.transaction() as transaction:
        index = position.get_index(transaction)
    assert str(peer["t"])[index:].startswith("lo")


def test_units(unit):
    doc = Doc(offset_kind=unit)
    text = doc.get("t", type=Text)
    text += "é😀!"
    end = len(text) - 1
    position = text.sticky_index(end)
    text.insert(0, "€")
    assert position.get_index() == len(text) - 1
    if unit != "unicode":
        with pytest.raises(ValueError, match="inside a character"):
            text.sticky_index(len(text) - 2)


def test_arrays_count_elements():
    array = Doc({"a": Array([1, "two", 3.5])})["a"]
    position = array.sticky_index(2)
    array.insert(0, b"bytes")
    assert position.get_index() == 3
    assert array[position.get_index()] == 3.5
    array.pop(0)
    del array[0:3]
    assert position.get_index() == 0


def test_a_position_without_a_document():
    position = StickyIndex.decode(b"\x01\x01t\x00")
    with pytest.raises(RuntimeError, match="^No transaction available$"):
        position.get_index()
    with pytest.raises(RuntimeError, match="Not integrated"):
        Text("abc").sticky_index(0)
    with pytest.raises(RuntimeError, match="Not integrated"):
        StickyIndex.decode(b"\x01\x01t\x00", Text()).get_index()


def test_a_place_that_is_not_there(text):
    nowhere = StickyIndex.decode(b"\x00\x07\x00\x00", text)
    with pytest.raises(ValueError, match="not in this document"):
        nowhere.get_index()
    with text.doc.transaction() as transaction, pytest.raises(ValueError, match="not in this"):
        nowhere.get_index(transaction)
    other = text.doc.get("other", type=Text)
    with pytest.raises(ValueError, match="not in this document"):
        StickyIndex.decode(text.sticky_index(1).encode(), other).get_index()


def test_positions_that_are_none(text):
    for index in (-1, 6, 2**40):
        for assoc in Assoc:
            with pytest.raises(IndexError):
                text.sticky_index(index, assoc)
    with pytest.raises(ValueError, match="5 is not a valid Assoc"):
        text.sticky_index(0, 5)
    with pytest.raises(TypeError):
        text.sticky_index("0")
    with pytest.raises(TypeError, match="shared type"):
        StickyIndex.new("text", 0)
    with pytest.raises(ValueError, match="no positions"):
        StickyIndex.new(text.doc.get("m", type=Map), 0)


@pytest.mark.parametrize("data", [b"", b"\x03\x01\x01\x00", b"\x00\x01", b"\x01\x05t", b"\xff" * 9])
def test_bytes_that_are_none(data):
    with pytest.raises(ValueError, match="Cannot decode sticky index"):
        StickyIndex.decode(data)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"x": 1},
        {"tname": 5},
        {"item": {"client": 1}},
        {"item": {"client": -1, "clock": 0}},
        {"item": {"client": 1, "clock": 2**53}},
        {"item": 5},
        {"tname": "t", "assoc": "after"},
        [],
    ],
)
def test_json_that_is_none(data):
    with pytest.raises(ValueError, match="sticky index"):
        StickyIndex.from_json(data)


def test_reading_inside_an_observer(text):
    position = text.sticky_index(1)
    seen = []
    text.observe(lambda event: seen.append((position.get_index(), text.sticky_index(0).encode())))
    text.insert(0, "ab")
    assert seen == [(3, b"\x00\x01\x05\x00")]


def test_any_thread(text):
    made = []
    thread = threading.Thread(target=lambda: made.append(text.sticky_index(2)))
    thread.start()
    thread.join()
    text.insert(0, "x")
    assert made[0].get_index() == 3


def test_the_drop_in_counts_bytes():
    text = pycrdt.Doc({"t": pycrdt.Text("é!")})["t"]
    position = text.sticky_index(2, pycrdt.Assoc.AFTER)
    text.insert(0, "é")
    assert position.get_index() == 4
    assert repr(position).startswith("StickyIndex({'item'")
