"""Deltas of texts: runs, versions compared, steps applied, and what is refused before anything."""

import pytest

from ycpp import Array, Doc, Map, Snapshot, Text

ADDED = {"ychange": {"type": "added"}}
REMOVED = {"ychange": {"type": "removed"}}


@pytest.fixture
def text():
    return Doc(client_id=1, skip_gc=True).get("t", type=Text)


def test_to_delta(text):
    assert text.to_delta() == []
    text += "hello"
    text.format(1, 3, {"bold": True})
    text.insert_embed(5, {"image": 1}, {"width": 2})
    assert text.to_delta() == [
        {"insert": "h"},
        {"insert": "el", "attributes": {"bold": True}},
        {"insert": "lo"},
        {"insert": {"image": 1}, "attributes": {"width": 2}},
    ]
    assert text.diff()[3] == ({"image": 1}, {"width": 2})


def test_versions(text):
    empty = Snapshot.from_doc(text.doc)
    text += "hello"
    first = Snapshot.from_doc(text.doc)
    del text[1:4]
    text += "!"
    text.format(0, 1, {"bold": True})
    second = Snapshot.from_doc(text.doc)
    assert text.to_delta(empty) == []
    assert text.to_delta(first) == [{"insert": "hello"}]
    changes = [
        {"insert": "h", "attributes": {"bold": True}},
        {"insert": "ell", "attributes": {"bold": True} | REMOVED},
        {"insert": "o"},
        {"insert": "!", "attributes": ADDED},
    ]
    assert text.to_delta(second, first) == changes
    assert text.to_delta(previous=first) == changes
    assert text.to_delta(snapshot=second, previous=second) == text.to_delta()
    decoded = Snapshot.decode(first.encode())
    assert text.to_delta(decoded, empty) == [{"insert": "hello", "attributes": ADDED}]


def test_describing_changes(text):
    first = Snapshot.from_doc(text.doc)
    text += "mine"
    peer = Doc({"t": Text("theirs")}, client_id=2)
    text.doc.apply_update(peer.get_update())
    authors = {1: "ada", 2: "bob"}
    asked = []

    def describe(change, ident):
        asked.append((change, ident))
        return {"by": authors[ident[0]]}

    runs = text.to_delta(None, first, describe)
    assert runs == [
        {"insert": "mine", "attributes": {"ychange": {"by": "ada"}}},
        {"insert": "theirs", "attributes": {"ychange": {"by": "bob"}}},
    ]
    assert asked == [("added", (1, 0)), ("added", (2, 0))]
    with pytest.raises(ZeroDivisionError):
        text.to_delta(previous=first, compute_ychange=lambda change, ident: 1 / 0)
    with pytest.raises(TypeError, match="ychange"):
        text.to_delta(previous=first, compute_ychange=lambda change, ident: {"o": object()})


def test_a_description_may_change_the_document(text):
    first = Snapshot.from_doc(text.doc)
    text += "a"

    def describe(change, ident):
        text.insert(0, "x" * 1000)
        return "new"

    assert text.to_delta(previous=first, compute_ychange=describe) == [
        {"insert": "a", "attributes": {"ychange": "new"}}
    ]
    assert len(text) == 1001


def test_versions_need_what_was_deleted(text):
    snapshot = Snapshot.from_doc(text.doc)
    collecting = Doc().get("t", type=Text)
    for arguments in ((snapshot,), (None, snapshot)):
        with pytest.raises(ValueError, match="does not keep what is deleted"):
            collecting.to_delta(*arguments)
        with pytest.raises(TypeError, match="not a Snapshot"):
            text.to_delta(*[a and a.encode() for a in arguments])


def test_apply_delta(text, unit):
    doc = Doc(offset_kind=unit)
    text = doc.get("t", type=Text)
    events = []
    doc.observe(events.append)
    smile = len("😀".encode()) if unit == "utf8" else 2 if unit == "utf16" else 1
    text.apply_delta([{"insert": "a😀b", "attributes": {"bold": True}}, {"insert": "c"}])
    text.apply_delta(
        ({"retain": 1 + smile}, {"delete": 1}, {"insert": "B"}, {"retain": 1, "attributes": None})
    )
    assert text.to_delta() == [
        {"insert": "a😀", "attributes": {"bold": True}},
        {"insert": "Bc"},
    ]
    assert len(events) == 2
    text.apply_delta([{"retain": 1, "attributes": {"bold": None, "link": {"to": ["x"]}}}])
    assert text.to_delta()[0] == {"insert": "a", "attributes": {"link": {"to": ["x"]}}}
    text.apply_delta([])
    text.apply_delta([{"retain": 0}, {"insert": ""}, {"delete": 0}])
    assert str(text) == "a😀Bc"


def test_embedding(text):
    inner = Map({"k": Array([1])})
    text.apply_delta(
        [
            {"insert": "a"},
            {"insert": {"image": b"png"}},
            {"insert": inner, "attributes": {"w": 1}},
            {"insert": Text("nested")},
            {"insert": None},
            {"insert": 5},
        ]
    )
    assert inner.is_integrated
    inner["more"] = True
    values = [run[0] for run in text.diff()]
    assert values[:2] == ["a", {"image": b"png"}]
    assert values[2].to_py() == {"k": [1], "more": True}
    assert str(values[3]) == "nested"
    assert values[4:] == [None, 5]
    with pytest.raises(ValueError, match="Cannot insert an integrated Map"):
        text.apply_delta([{"insert": inner}])


def test_runs_make_the_same_text_again(text):
    text.insert(0, "plain and ")
    text.insert(10, "bold", {"b": True})
    text.insert_embed(3, {"x": 1.5})
    copy = Doc().get("copy", type=Text)
    copy.apply_delta(text.to_delta())
    assert copy.to_delta() == text.to_delta()


def test_events_can_be_replayed(text):
    copy = Doc().get("copy", type=Text)
    text.observe(lambda event: copy.apply_delta(event.delta))
    text += "hello world"
    text.format(2, 7, {"i": 1})
    del text[4:8]
    text.insert(1, "!!", {"i": 2})
    assert copy.to_delta() == text.to_delta()


@pytest.mark.parametrize(
    ("step", "kind", "message"),
    [
        ({"retain": 9}, IndexError, None),
        ({"delete": 9}, IndexError, None),
        ({"retain": -1}, IndexError, r"delta\[1\].retain: -1 units"),
        ({"retain": 2**80}, IndexError, r"delta\[1\].retain: 1208925819614629174706176 units"),
        ({"delete": 1.0}, TypeError, r"delta\[1\].delete: a number of units is an int"),
        ({"retain": "1"}, TypeError, r"delta\[1\].retain"),
        ({"insert": {"a": [object()]}}, TypeError, r"delta\[1\].insert.a\[0\]"),
        ({"insert": "a", "attributes": {"b": {1}}}, TypeError, r"delta\[1\].attributes.b"),
        ({"insert": "a", "attributes": "b"}, TypeError, r"delta\[1\].attributes: not a dict"),
        ({"insert": "a", "retain": 1}, ValueError, r"delta\[1\]: a step has one of"),
        ({"attributes": {}}, ValueError, r"delta\[1\]: a step has one of"),
        ({}, ValueError, r"delta\[1\]: a step has one of"),
        ({"move": 1}, ValueError, r"delta\[1\].move: not a member of a step"),
        ("a", TypeError, r"delta\[1\]: a step is a dict"),
        ({"insert": "\ud800"}, UnicodeEncodeError, None),
        ({"\ud800": 1}, UnicodeEncodeError, None),
    ],
)
def test_a_wrong_step_changes_nothing(text, step, kind, message):
    text += "hello"
    before = text.doc.get_update()
    events = []
    text.doc.observe(events.append)
    with pytest.raises(kind, match=message):
        text.apply_delta([{"insert": "x"}, step])
    assert text.doc.get_update() == before
    assert events == []
    with pytest.raises(TypeError):
        text.apply_delta(5)
    with pytest.raises(RuntimeError, match="Not integrated"):
        Text("a").apply_delta([])
    with pytest.raises(TypeError, match="map.k"):
        text.apply_delta([{"insert": "x"}, {"insert": Map({"k": object()})}])
    assert text.doc.get_update() == before


def test_a_step_into_a_character_changes_nothing():
    text = Doc({"t": Text("é😀")}, offset_kind="utf8")["t"]
    for step in ({"retain": 1}, {"delete": 3}):
        with pytest.raises(ValueError, match="inside a character"):
            text.apply_delta([{"insert": "x"}, step, {"insert": "y"}])
    assert str(text) == "é😀"


def test_observers_do_not_apply(text):
    def callback(event):
        with pytest.raises(RuntimeError, match="Read-only"):
            text.apply_delta([{"insert": "x"}])

    text.observe(callback)
    text.apply_delta([{"insert": "a"}])
    assert str(text) == "a"
