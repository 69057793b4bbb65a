"""Formatting and embeds of Text."""

from __future__ import annotations

from typing import Any

import pytest

from ycpp import Array, Doc, Map, Text


def text(content: str = "", **options: Any) -> Text:
    doc: Doc[Any] = Doc(client_id=1, **options)
    result = doc.get("t", type=Text)
    result += content
    return result


def copy(of: Text) -> Text:
    doc: Doc[Any] = Doc()
    doc.apply_update(of.doc.get_update())
    return doc.get("t", type=Text)


def test_format_marks_a_range():
    t = text("hello world")
    t.format(0, 5, {"bold": True})
    t.format(3, 8, {"color": "red"})
    expected = [
        ("hel", {"bold": True}),
        ("lo", {"bold": True, "color": "red"}),
        (" wo", {"color": "red"}),
        ("rld", None),
    ]
    assert t.diff() == copy(t).diff() == expected
    assert t.to_delta()[0] == {"insert": "hel", "attributes": {"bold": True}}
    assert str(t) == "hello world"
    t.format(0, 11, {"bold": None, "color": None})
    assert t.diff() == [("hello world", None)]


def test_insert_inherits_or_says_its_own_format():
    t = text("ab")
    t.format(0, 2, {"b": True})
    t.insert(1, "x")
    t.insert(1, "y", {})
    t.insert(4, "z", {"i": 1})
    assert t.diff() == [("a", {"b": True}), ("y", None), ("xb", {"b": True}), ("z", {"i": 1})]


def test_deleting_a_formatted_range_leaves_no_marks():
    t = text("abc")
    before = len(t.doc.get_update())
    t.format(1, 2, {"b": True})
    del t[1:2]
    assert t.diff() == [("ac", None)]
    t.insert(1, "x")
    assert t.diff() == [("axc", None)]
    assert len(t.doc.get_update()) < before + 40


def test_embeds_count_one_and_hold_values_or_types():
    t = text("ab")
    t.insert_embed(1, {"image": "x.png"}, {"width": 3})
    inner = Map({"k": Array([1])})
    t.insert_embed(0, inner)
    inner["k"].append(2)
    assert len(t) == 4
    assert str(t) == "ab"
    there = copy(t).diff()
    assert there[0][0].to_py() == {"k": [1, 2]}
    assert there[1:] == [("a", None), ({"image": "x.png"}, {"width": 3}), ("b", None)]


@pytest.mark.parametrize("kind", ["unicode", "utf16", "utf8"])
def test_events_count_in_the_unit_of_the_document(kind):
    t = text("é😀x", offset_kind=kind)
    seen: list[Any] = []
    t.observe(lambda event: seen.append(event.delta))
    width = {"unicode": 2, "utf16": 3, "utf8": 6}[kind]
    t.format(width, width + 1, {"b": True})
    t.insert(width, "y", {})
    assert seen == [
        [{"retain": width}, {"retain": 1, "attributes": {"b": True}}],
        [{"retain": width}, {"insert": "y"}],
    ]


def test_bad_ranges_and_values_change_nothing():
    t = text("ab")
    update = t.doc.get_update()
    with pytest.raises(IndexError):
        t.format(3, 4, {"b": True})
    with pytest.raises(IndexError):
        t.insert_embed(3, 1)
    with pytest.raises(TypeError, match=r"attributes\.b: .*object"):
        t.insert(0, "x", {"b": object()})
    with pytest.raises(TypeError, match="value: .*object"):
        t.insert_embed(0, object())
    with pytest.raises(ValueError, match="attributes are not an object"):
        t.insert(0, "x", [1])  # type: ignore[arg-type]
    assert t.doc.get_update() == update


def test_a_format_ends_where_the_text_ends():
    t = text("ab")
    t.format(1, 3, {"b": True})
    assert t.diff() == [("a", None), ("b", {"b": True})]


def test_concurrent_formats_converge():
    one = text("abcdef")
    two = copy(one)
    one.format(0, 4, {"b": True})
    two.format(2, 6, {"i": True})
    two.insert(3, "X")
    one.doc.apply_update(two.doc.get_update())
    two.doc.apply_update(one.doc.get_update())
    assert one.diff() == two.diff()
    assert str(one) == "abcXdef"
