"""TypedDoc, TypedMap and TypedArray: attributes with types, checked while the program runs."""

from __future__ import annotations

import copy
from typing import Any, Optional, Union

import pytest

import pycrdt
from ycpp import Array, Doc, Map, Text, TypedArray, TypedDoc, TypedMap


class Inner(TypedMap):
    flag: bool


class Flags(TypedArray[bool]):
    type: bool


class Numbers(TypedArray[float]):
    type: float


class Inners(TypedArray[Inner]):
    type: Inner


class Outer(TypedMap):
    name: str
    count: int
    ratio: float
    either: str | int
    maybe: Optional[str]  # noqa: UP045
    one_of: Union[bool, Inner]  # noqa: UP007
    anything: Any
    inner: Inner
    numbers: Array[int]
    values: list[int]


class Base(TypedDoc):
    outer: Outer


class Whole(Base):
    flags: Flags
    inners: Inners
    numbers: Numbers
    text: Text


def test_roots_are_declared_by_annotations():
    whole = Whole()
    assert set(whole._) == {"outer", "flags", "inners", "numbers", "text"}
    assert isinstance(whole.text, Text)
    assert isinstance(whole.outer, Outer)
    assert isinstance(whole.outer._, Map)
    assert isinstance(whole.flags._, Array)


def test_a_document_that_is_there_stays():
    doc = Doc({"text": Text("hello"), "flags": Array([True])})
    whole = Whole(doc)
    assert whole._ is doc
    assert str(whole.text) == "hello"
    assert list(whole.flags) == [True]
    assert Whole(whole)._ is doc
    array, map = doc.get("a", type=Array), doc.get("m", type=Map)
    assert Flags(array)._ is Flags(Flags(array))._ is array
    assert Inner(map)._ is Inner(Inner(map))._ is map


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "a"),
        ("count", 2**40),
        ("ratio", 1.5),
        ("ratio", 3),
        ("either", "a"),
        ("either", 1),
        ("maybe", None),
        ("one_of", True),
        ("anything", {"a": [None, b"bytes"]}),
        ("values", [1, 2]),
    ],
)
def test_values(name, value):
    outer = Whole().outer
    setattr(outer, name, value)
    assert getattr(outer, name) == value
    assert outer._.to_py() == {name: value}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("name", 3, "<class 'str'>"),
        ("count", True, "<class 'int'>"),
        ("count", 1.0, "<class 'int'>"),
        ("either", None, "str | int"),
        ("maybe", 1, "typing.Optional[str]"),
        ("inner", {}, f"<class '{__name__}.Inner'>"),
        ("numbers", [1], "ycpp._array.Array[int]"),
        ("values", (1,), "list[int]"),
    ],
)
def test_values_of_another_type(name, value, expected):
    outer = Whole().outer
    with pytest.raises(TypeError) as raised:
        setattr(outer, name, value)
    assert str(raised.value) == (
        f'Incompatible types in assignment (expression has type "{expected}", '
        f'variable has type "{type(value)}")'
    )
    assert outer._.to_py() == {}


def test_nested_types():
    whole = Whole()
    whole.outer.inner = Inner()
    whole.outer.inner.flag = True
    whole.outer.numbers = Array([1, 2])
    whole.outer.numbers.append(3)
    whole.outer.one_of = Inner(Map({"flag": False}))
    assert whole.outer.inner.flag is True
    assert whole.outer._.to_py() == {
        "inner": {"flag": True},
        "numbers": [1, 2, 3],
        "one_of": {"flag": False},
    }


@pytest.mark.parametrize("name", ["wrong", "__wrong__", "_wrong"])
def test_unknown_names(name):
    whole = Whole()
    for typed in (whole, whole.outer):
        message = f'"{type(typed)}" has no attribute "{name}"'
        with pytest.raises(AttributeError) as raised:
            getattr(typed, name)
        assert str(raised.value) == message
        with pytest.raises(AttributeError) as raised:
            setattr(typed, name, 1)
        assert str(raised.value) == message
    with pytest.raises(KeyError, match="name"):
        whole.outer.name  # noqa: B018


def test_arrays():
    whole = Whole()
    whole.flags.append(True)
    whole.flags.extend([False, True])
    whole.flags[0] = False
    assert [whole.flags[0], whole.flags[-1], len(whole.flags)] == [False, True, 3]
    whole.inners.extend([Inner(), Inner(Map({"flag": True}))])
    whole.inners[0].flag = False
    assert [inner.flag for inner in whole.inners] == [False, True]
    whole.inners[0] = Inner(Map({"flag": True}))
    assert whole.inners._.to_py() == [{"flag": True}, {"flag": True}]
    with pytest.raises(IndexError):
        whole.flags[3]
    whole.numbers.append(1.0)
    assert type(whole.numbers[0]) is float  # on the wire it is the number 1
    assert type(next(iter(whole.numbers))) is float


def test_what_peers_see():
    whole = Whole()
    whole.outer.name = "a"
    whole.text += "b"
    copied = Whole()
    copied._.apply_update(whole._.get_update())
    assert copied.outer.name == "a"
    assert str(copied.text) == "b"
    with pytest.raises(TypeError):
        copy.deepcopy(whole)


def test_the_drop_in_counts_bytes():
    class Notes(pycrdt.TypedDoc):
        text: Text

    notes = Notes()
    notes.text += "é"
    assert isinstance(notes._, pycrdt.Doc)
    assert len(notes.text) == 2
    assert isinstance(notes, TypedDoc)
