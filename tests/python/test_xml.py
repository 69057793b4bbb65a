"""XML: nodes, their children and attributes, and formatted texts among them."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from pycrdt._xml import XmlAttributesView, XmlChildrenView
from ycpp import Array, Doc, Map, Text, XmlElement, XmlFragment, XmlText


def fragment(*children: Any) -> XmlFragment:
    doc: Doc[Any] = Doc(client_id=1)
    doc["x"] = XmlFragment(children)
    return doc["x"]  # type: ignore[no-any-return]


def element(*args: Any) -> XmlElement:
    return fragment().children.append(XmlElement(*args))


def test_initial_content_of_every_kind():
    text = XmlText("tail")
    inner = XmlElement("em", {"class": "x", "n": 1}, ["World"])
    node = fragment("Hello ", inner, XmlElement("br"), text)
    assert str(node) == 'Hello <em class="x" n="1">World</em><br></br>tail'
    assert text.is_integrated and inner.is_integrated
    assert text.parent == inner.parent == node
    assert node.parent is None
    assert inner.children[0].parent == inner


def test_before_it_is_part_of_a_document():
    node = XmlElement("a", {"k": 1}, ["x"])
    assert node.prelim == ("a", [("k", 1)], ["x"])
    assert XmlElement("a", [("k", 1)]).prelim == ("a", [("k", 1)], [])
    assert XmlFragment().prelim is None and not XmlFragment().is_prelim
    assert XmlFragment(x for x in "ab").prelim == ["a", "b"]
    assert XmlText().prelim == "" and XmlText().is_prelim
    assert XmlText("a").to_py() == "a"
    for ask in (
        lambda: node.tag,
        lambda: node.children[0],
        lambda: len(node.children),
        lambda: node.attributes["k"],
        lambda: str(node),
        lambda: node.parent,
        lambda: node.integrated,
        lambda: node.doc,
        lambda: hash(node),
        lambda: node == XmlElement("a"),
        lambda: len(XmlText("a")),
        lambda: node.observe(print),
    ):
        with pytest.raises(RuntimeError, match="Not integrated in a document yet"):
            ask()


def test_what_a_node_cannot_be_made_of():
    with pytest.raises(ValueError, match="XmlElement: tag is required"):
        XmlElement()
    with pytest.raises(ValueError, match="tag is required"):
        XmlElement("")
    with pytest.raises(TypeError, match="expected str, not int"):
        XmlElement(5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="expected str, not int"):
        XmlText(5)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        XmlFragment(5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="an attribute is"):
        XmlElement("a", ["abc"])  # type: ignore[list-item]


def test_children_are_like_a_list():
    node = fragment("a", XmlElement("b"), "c")
    view = node.children
    assert isinstance(view, XmlChildrenView)
    assert len(view) == 3
    assert [str(child) for child in view] == ["a", "<b></b>", "c"]
    assert str(view[-1]) == "c"
    assert [str(child) for child in view[::-1]] == ["c", "<b></b>", "a"]
    assert view[1] in view and view[1] == list(view)[1]
    view[1] = "new"
    assert str(node) == "anewc"
    view[-1] = XmlElement("d")
    assert str(node) == "anew<d></d>"
    del view[0]
    del view[-1]
    assert str(node) == "new"
    assert str(view.insert(0, "0")) == "0"
    del view[0:1]
    del view[1:1]
    assert str(node) == "new"
    del view[:]
    assert len(view) == 0 and not view


def test_children_that_cannot_be():
    node = fragment("a", XmlElement("b"))
    view = node.children
    taken = view[1]
    before = node.doc.get_update()
    for index in (2, -3, 99):
        with pytest.raises(IndexError, match=str(index)):
            view[index]
        with pytest.raises(IndexError, match=str(index)):
            del view[index]
        with pytest.raises(IndexError, match=str(index)):
            view[index] = "x"
    for index in (3, -1):
        with pytest.raises(IndexError, match=str(index)):
            view.insert(index, "x")
    with pytest.raises(IndexError, match="2"):
        del view[0:3]
    with pytest.raises(ValueError, match="Cannot insert an integrated XmlElement"):
        view.append(taken)
    with pytest.raises(TypeError, match="Cannot add value to XML: 5"):
        view.append(5)  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="Cannot add value to XML: <ycpp"):
        view.append(XmlFragment())  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="Cannot add value to XML: None"):
        view[0] = None  # type: ignore[assignment]
    with pytest.raises(TypeError, match="Index not supported: x"):
        view["x"]  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="Index not supported: x"):
        del view["x"]  # type: ignore[arg-type]
    for bad in (slice(0, 1, 1), slice(-1, 1), slice(0, -1)):
        with pytest.raises(RuntimeError, match="not supported"):
            del view[bad]
    assert node.doc.get_update() == before


def test_a_bad_value_at_any_depth_changes_nothing():
    node = fragment("a")
    before = node.doc.get_update()
    bad = XmlElement("p", None, [XmlElement("q", {"ok": 1, "class": {"deep": [object()]}})])
    with pytest.raises(TypeError, match=r"attributes\.class\.deep\[0\]"):
        node.children.append(bad)
    with pytest.raises(TypeError, match="Cannot add value to XML: 5"):
        node.children[0] = XmlElement("p", None, ["x", XmlElement("q", None, [5])])
    for bad in ("\ud800", XmlElement("p", {"m": Map({"\ud800": 1})})):  # half of a surrogate pair
        with pytest.raises(UnicodeEncodeError):
            node.children.append(bad)
    with pytest.raises(RuntimeError, match="Key must be of type string"):
        node.children.append(XmlElement("p", {5: 5}))  # type: ignore[dict-item]
    assert node.doc.get_update() == before
    assert not bad.is_integrated and bad.is_prelim
    array = node.doc.get("a", type=Array)
    array.append(1)
    with pytest.raises(TypeError):
        array[0] = XmlFragment([XmlElement("p", {"a": object()})])
    assert array.to_py() == [1]


def nested(levels: int) -> XmlElement:
    node = XmlElement("leaf")
    for _ in range(levels):
        node = XmlElement("n", None, [node])
    return node


def test_initial_content_that_is_too_deep_or_a_circle():
    doc: Doc[Any] = Doc()
    with pytest.raises(RecursionError):
        doc["x"] = XmlFragment([nested(100_000)])
    circle: Array[Any] = Array([])
    circle.prelim.append(circle)  # type: ignore[union-attr]
    with pytest.raises(RecursionError):
        doc["a"] = circle
    assert doc.get_update() == b"\x00\x00"
    doc["x"] = XmlFragment([nested(100)])
    assert str(doc["x"]).startswith("<n><n><n>")


def test_initial_content_nests_500_deep_at_most():
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000)
    try:
        doc: Doc[Any] = Doc()
        with pytest.raises(RecursionError, match="nested more than 500 deep"):
            doc["x"] = XmlFragment([nested(500)])
        assert doc.get_update() == b"\x00\x00"
        doc["x"] = XmlFragment([nested(499)])
        assert str(doc["x"]).count("<n>") == 499
    finally:
        sys.setrecursionlimit(limit)


def test_attributes_are_any_values_and_shared_types():
    node = element("a", {"z": "s"})
    view = node.attributes
    assert isinstance(view, XmlAttributesView)
    values = {"z": "new", "i": 2**53, "f": 0.5, "b": b"\x00", "n": None, "l": [1, {"k": True}]}
    for key, value in values.items():
        view[key] = value
    assert list(view) == list(values.items())
    assert len(view) == 6
    assert view["n"] is None and "n" in view and "q" not in view
    assert view.get("q") is None and view.get("q", 5) == 5
    with pytest.raises(KeyError, match="'q'"):
        view["q"]
    del view["q"]
    del view["z"]
    assert "z" not in view and len(view) == 5
    view["m"] = Map({"k": Text("v")})
    assert view["m"]["k"].to_py() == "v"
    view["x"] = XmlElement("in", None, ["side"])
    assert view["x"].parent == node
    for bad in (object(), {1: 2}, 2**70):
        with pytest.raises((TypeError, OverflowError), match="attributes.bad"):
            view["bad"] = bad
    with pytest.raises(TypeError):
        view[5] = 5  # type: ignore[index]
    assert "bad" not in view


def test_markup_shows_tags_as_they_are_and_values_as_json():
    node = element("bulletList", {"b": {"k": [1, None]}, "a": 'q"<', "t": True, "n": None})
    node.attributes["y"] = b"\x01\x02"
    assert (
        str(node)
        == '<bulletList a="q"<" b="{"k":[1,null]}" n="null" t="true" y="[1,2]"></bulletList>'
    )
    text = node.children.append("Hello")
    text.format(1, 3, {"strong": {"size": 2, "at": "x"}, "Em": True})
    assert str(text) == 'H<Em><strong at="x" size="2">el</strong></Em>lo'
    array = node.doc.get("a", type=Array)
    array.append(XmlFragment([XmlElement("P")]))
    assert str(array) == '["<P></P>"]'


def test_text_edits():
    text = fragment().children.append(XmlText("Hello"))
    text.insert(5, "!", {"b": True})
    text.insert(6, "?")
    assert text.diff() == [("Hello", None), ("!", {"b": True}), ("?", None)]
    text += "."
    assert text.to_delta()[-1] == {"insert": "?."}
    text[0] = "h"
    text[1:5] = "i"
    assert str(text) == "hi<b>!</b>?."
    assert text.to_py() == str(text)
    del text[0:2]
    assert len(text) == 3
    text.clear()
    assert len(text) == 0
    with pytest.raises(TypeError, match="Index not supported: x"):
        del text["x"]  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match="Step not supported"):
        del text[0:1:1]
    with pytest.raises(IndexError):
        text.insert(1, "x")
    with pytest.raises(IndexError):
        text.insert(-1, "x")
    with pytest.raises(IndexError):
        del text[0]


def test_positions_count_in_the_unit_of_the_document(unit):
    doc: Doc[Any] = Doc(offset_kind=unit)
    doc["x"] = XmlFragment(["a😀b"])
    text = doc["x"].children[0]
    width = {"unicode": 1, "utf16": 2, "utf8": 4}[unit]
    assert len(text) == 2 + width
    text.format(1, 1 + width, {"b": True})
    assert str(text) == "a<b>😀</b>b"
    if unit != "unicode":
        with pytest.raises(ValueError, match="inside a character"):
            text.insert(2, "x")
    del text[1 : 1 + width]
    assert str(text) == "ab"


def test_every_shared_type_can_be_embedded():
    text = fragment().children.append("ab")
    made: list[Any] = [
        Text("t"),
        Array([1]),
        Map({"k": 1}),
        XmlText("x"),
        XmlElement("e", {"k": 1}, ["c"]),
        XmlFragment(["f"]),
    ]
    for value in made:
        text.insert_embed(1, value)
    text.insert_embed(0, {"k": 1}, {"b": True})
    values = [value for value, _ in text.diff()]
    assert [type(value) for value in values] == [
        dict, str, XmlFragment, XmlElement, XmlText, Map, Array, Text, str,
    ]  # fmt: skip
    assert made[4].parent == text and made[4].tag == "e"
    assert str(text) == '<b>{"k":1}</b>af<e k="1">c</e>x[object Object][object Object]tb'
    plain = text.doc.get("t", type=Text)
    plain.insert_embed(0, XmlElement("in"))
    assert [str(value) for value, _ in plain.diff()] == ["<in></in>"]
    with pytest.raises(ValueError, match="Cannot insert an integrated XmlElement"):
        plain.insert_embed(0, made[4])


def test_roots_of_every_kind():
    doc: Doc[Any] = Doc(client_id=1)
    node = doc.get("e", type=XmlElement)
    node.attributes["k"] = "v"
    node.children.append("in")
    text = doc.get("t", type=XmlText)
    text.insert(0, "text", {"b": True})
    assert str(node) == '<UNDEFINED k="v">in</UNDEFINED>'
    assert node.tag == "UNDEFINED" and node.parent is None and node.next_sibling is None
    assert str(text) == "<b>text</b>"
    assert doc["e"] == node and doc["t"] == text
    assert isinstance(doc["e"], XmlElement) and isinstance(doc["t"], XmlText)
    other: Doc[Any] = Doc()
    other.apply_update(doc.get_update())
    assert other["e"] is None
    assert str(other.get("e", type=XmlElement)) == str(node)
    assert str(other.get("t", type=XmlText)) == str(text)
    for value in (XmlText("x"), XmlElement("p")):
        with pytest.raises(ValueError, match="Cannot assign an Xml.* use doc.get"):
            doc["q"] = value
        assert value.is_prelim


def test_content_of_a_root_is_appended_to_what_is_there():
    doc: Doc[Any] = Doc()
    doc["x"] = XmlFragment(["a"])
    doc["x"] = XmlFragment(["b"])
    assert str(doc["x"]) == "ab"


def test_nodes_are_equal_when_they_are_the_same_node():
    node = fragment("a", XmlElement("b"))
    first, second = node.children
    assert first == node.children[0] and first != second and first != node
    assert hash(first) == hash(node.children[0])
    assert len({*node.children, *node.children}) == 2
    assert node != object() and node != 5 and (node == Text()) is False
    assert node != fragment("a", XmlElement("b"))
    assert not isinstance(second, XmlFragment) and not isinstance(first, Text)


def test_neighbours():
    node = fragment("a", XmlElement("b"), XmlElement("c"))
    a, b, c = node.children
    assert a.next_sibling == b and b.next_sibling == c and c.next_sibling is None
    assert c.prev_sibling == b and a.prev_sibling is None
    del node.children[1]
    assert a.next_sibling == c and c.prev_sibling == a
    assert b.parent is None and b.next_sibling is None


def test_nodes_in_arrays_and_maps():
    doc: Doc[Any] = Doc()
    array, map_ = doc.get("a", type=Array), doc.get("m", type=Map)
    for make in (lambda: XmlText("x"), lambda: XmlElement("p")):
        name = type(make()).__name__
        for put, where in (
            (array.append, "an array"),
            (lambda value: array.extend([1, value]), "an array"),
            (lambda value: map_.update({"k": value}), "a map"),
            (lambda value: array.append(Map({"k": value})), "a map"),
            (lambda value: map_.update({"k": Array([value])}), "an array"),
        ):
            with pytest.raises(TypeError, match=f"Cannot insert an {name} into {where} - insert"):
                put(make())
    assert len(array) == len(map_) == 0
    array.append(XmlFragment(["x"]))
    map_["k"] = XmlFragment([XmlElement("p")])
    assert str(array[0]) == "x" and str(map_["k"]) == "<p></p>"
    assert array[0].parent is None
    with pytest.raises(ValueError, match="XmlFragment has no Python equivalent"):
        array.to_py()
    with pytest.raises(ValueError, match="XmlFragment has no Python equivalent"):
        map_.pop("k")
    with pytest.raises(ValueError, match="XmlElement has no Python equivalent"):
        map_["k"].children[0].to_py()


def test_deleted_nodes_are_not_written_to():
    node = fragment(XmlElement("p", None, ["a"]))
    element = node.children[0]
    text = element.children[0]
    del node.children[0]
    for write in (
        lambda: element.children.append("x"),
        lambda: element.attributes.__setitem__("k", 1),
        lambda: text.insert(0, "x"),
    ):
        with pytest.raises(Exception, match="was deleted"):
            write()
    assert text.parent is None
