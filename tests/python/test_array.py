"""Array: a list that several edit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ycpp import Array, ArrayEvent, Doc, Map, Text

VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    2**31,
    2**40,
    2**53,
    2**62,
    1.5,
    -0.25,
    1e300,
    "é😀",
    "",
]
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc1", max_size=2), inner),
    max_leaves=8,
)


def array(*values: Any) -> Array[Any]:
    doc: Doc[Any] = Doc(client_id=1)
    result = doc.get("a", type=Array)
    result.extend(values)
    return result


def copy(of: Array[Any]) -> Array[Any]:
    doc: Doc[Any] = Doc()
    doc.apply_update(of.doc.get_update())
    return doc.get("a", type=Array)


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_back_as_it_went_in(value):
    there = copy(array(value))
    assert there[0] == value
    assert type(there[0]) is type(value)


@given(PLAIN)
@settings(max_examples=300, deadline=None)
def test_any_plain_value_comes_back_equal(value):
    assert copy(array(value)).to_py() == [value]


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_edits_do_what_a_list_does(data):
    ours, model = array(), list[Any]()
    for n in range(data.draw(st.integers(0, 30))):
        index = data.draw(st.integers(0, len(model)))
        match data.draw(st.sampled_from(["insert", "append", "extend", "delete", "set", "pop"])):
            case "insert":
                ours.insert(index, n)
                model.insert(index, n)
            case "append":
                ours.append(str(n))
                model.append(str(n))
            case "extend":
                ours.extend([n, [n]])
                model.extend([n, [n]])
            case "delete":
                stop = data.draw(st.integers(index, len(model)))
                del ours[index:stop]
                del model[index:stop]
            case "set" if index < len(model):
                ours[index] = model[index] = {"n": n}
            case "pop" if model:
                assert ours.pop() == model.pop()
        assert ours.to_py() == model == list(ours)
        assert len(ours) == len(model)
    bounds = st.none() | st.integers(-5, 5)
    part = slice(data.draw(bounds), data.draw(bounds), data.draw(st.sampled_from([None, 1, 2, -1])))
    assert ours[part] == model[part]
    assert copy(ours).to_py() == model


def test_shared_types_are_joined_in_place():
    inner = Text("hi")
    outer = array(1, Map({"text": inner, "list": Array([2, b"x"])}))
    assert outer.to_py() == [1, {"text": "hi", "list": [2, b"x"]}]
    inner += "!"
    assert copy(outer).to_py()[1]["text"] == "hi!"
    assert str(outer) == '[1,{"text":"hi!","list":[2,[120]]}]'


@pytest.mark.parametrize(
    ("value", "error", "where"),
    [
        (object(), TypeError, r"array\[1\]: .*object"),
        ({"a": [0, {1, 2}]}, TypeError, r"array\[1\]\.a\[1\]: .*set"),
        ({1: 2}, TypeError, r"array\[1\]: a key of type int"),
        ([2**64], OverflowError, r"array\[1\]\[0\]"),
        (lambda: {"a": Text()}, TypeError, r"array\[1\]\.a"),
        ("\ud83d", UnicodeEncodeError, "surrogates"),
    ],
)
def test_a_bad_value_is_named_and_changes_nothing(value, error, where):
    if callable(value):  # made here: at import, it would live as long as the interpreter
        value = value()
    ours = array("before")
    update = ours.doc.get_update()
    with pytest.raises(error, match=where):
        ours.extend(["fine", value] if error is not UnicodeEncodeError else [value])
    assert ours.doc.get_update() == update


def test_nesting_without_end_is_refused():
    endless: list[Any] = []
    endless.append(endless)
    ours = array()
    with pytest.raises(ValueError, match="nested too deeply"):
        ours.append(endless)
    assert len(ours) == 0


def test_an_integrated_type_cannot_be_inserted_again():
    ours = array(Text("x"))
    with pytest.raises(ValueError, match="integrated Text"):
        ours.append(ours[0])


def test_bad_indices():
    ours = array(1, 2)
    for bad in (2, -3):
        with pytest.raises(IndexError):
            ours[bad]
        with pytest.raises(IndexError):
            del ours[bad]
    with pytest.raises(IndexError):
        del ours[0:3]
    for bad in (-1, 3):
        with pytest.raises(RuntimeError, match="Index out of range"):
            ours.insert(bad, 0)
    assert ours.to_py() == [1, 2]


def test_what_replaces_an_element_is_put_behind_it():
    """As upstream pycrdt does it, which writes these bytes."""
    ours = Doc(client_id=1).get("a", type=Array)
    ours.extend([1, 2, 3])
    sent: list[str] = []
    ours.doc.observe(lambda event: sent.append(event.update.hex()))
    ours[1] = 9
    ours[2] = 8
    assert sent == ["01010103c801010102017d090101010101", "01010104880102017d080101010201"]
    assert ours.to_py() == [1, 9, 8]


def test_events_tell_what_changed():
    ours = array(1, 2, 3)
    events: list[ArrayEvent] = []
    ours.observe(events.append)
    ours[1] = "two"
    with ours.doc.transaction():
        ours.append(4)
        del ours[0]
    assert [e.delta for e in events] == [
        [{"retain": 1}, {"delete": 1}, {"insert": ["two"]}],
        [{"delete": 1}, {"retain": 2}, {"insert": [4]}],
    ]
    assert all(isinstance(e, ArrayEvent) and e.path == [] for e in events)


def test_deep_events_have_paths():
    ours = array(0, Map({"x": Array([Text("deep")])}))
    seen: list[tuple[str, list[Any]]] = []
    ours.observe_deep(lambda events: seen.extend((type(e).__name__, e.path) for e in events))
    with ours.doc.transaction():
        ours[1]["x"][0].insert(0, "very ")
        ours[1]["y"] = 1
        ours.insert(0, "first")
    assert seen == [("ArrayEvent", []), ("MapEvent", [2]), ("TextEvent", [2, "x", 0])]


def test_long_arrays_take_no_time():
    ours = array()
    ours.extend(range(100_000))
    for n in range(1000):
        ours.append(n)
    assert len(ours) == 101_000
    assert ours[99_999] == 99_999
    assert copy(ours)[100_500] == 500


def test_none_is_a_value_everywhere():
    ours = array()
    ours.append(None)
    ours.insert(0, None)
    ours[1] = None
    assert copy(ours).to_py() == [None, None]


def test_plus_changes_the_array_in_place():
    ours = array(2)
    assert ours + [3] is ours
    assert [1] + ours is ours
    ours += [4]
    assert ours.to_py() == [1, 2, 3, 4]
