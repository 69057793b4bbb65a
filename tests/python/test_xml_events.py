"""XML: what observers of nodes hear, and what peers come to."""

from __future__ import annotations

import gc
import weakref
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ycpp import Doc, Map, XmlElement, XmlEvent, XmlFragment, XmlText


def fragment(*children: Any) -> XmlFragment:
    doc: Doc[Any] = Doc(client_id=1)
    doc["x"] = XmlFragment(children)
    return doc["x"]  # type: ignore[no-any-return]


def element(*args: Any) -> XmlElement:
    return fragment().children.append(XmlElement(*args))


def test_an_event_has_children_and_attributes():
    node = element("p", {"old": 1}, ["a"])
    events: list[XmlEvent] = []
    node.observe(events.append)
    with node.doc.transaction():
        node.children[0] = XmlElement("b")
        node.attributes["new"] = {"k": 1}
        del node.attributes["old"]
    (event,) = events
    assert isinstance(event, XmlEvent)
    assert event.children_changed is True
    assert event.target == node and event.path == []
    assert event.delta == [{"delete": 1}, {"insert": [node.children[0]]}]
    assert event.keys == {
        "new": {"action": "add", "newValue": {"k": 1}},
        "old": {"action": "delete", "oldValue": 1},
    }
    assert str(event).startswith(
        '{children_changed: True, target: <p new="{"k":1}"><b></b></p>, path: [], delta: ['
    )
    node.attributes["new"] = 2
    assert events[1].children_changed is False and events[1].delta == []


def test_a_text_event_has_text_and_attributes():
    text = fragment().children.append("abc")
    events: list[XmlEvent] = []
    text.observe(events.append)
    with text.doc.transaction():
        text.format(0, 1, {"b": True})
        text.attributes["lang"] = "en"
    (event,) = events
    assert event.children_changed is None
    assert event.delta == [{"retain": 1, "attributes": {"b": True}}]
    assert event.keys == {"lang": {"action": "add", "newValue": "en"}}
    assert event.target == text


def test_deep_observers_hear_all_nodes():
    node = fragment(XmlElement("p", None, ["a"]), "b")
    calls: list[list[XmlEvent]] = []
    node.observe_deep(calls.append)
    text_calls: list[list[XmlEvent]] = []
    text = node.children[1]
    text.observe_deep(text_calls.append)
    node.children[0].children[0].insert(0, "x")
    assert [[e.path for e in events] for events in calls] == [[[0, 0]]]
    inner = Map()
    text.insert_embed(0, inner)
    inner["k"] = 1
    assert [[e.path for e in events] for events in text_calls] == [[[]], [[0]]]
    assert len(calls) == 3
    assert calls[2][0].path == [1, 0]


def test_an_observer_may_read_and_not_write():
    node = fragment("a")
    failures = []

    def observer(event: XmlEvent) -> None:
        assert str(node) == "ab"
        for write in (
            lambda: node.children.append("x"),
            lambda: node.children[0].insert(0, "x"),
            lambda: node.children[0].attributes.__setitem__("k", 1),
            lambda: node.children.__delitem__(0),
            lambda: node.doc.get("e", type=XmlElement).children.append("x"),
        ):
            with pytest.raises(RuntimeError, match="Read-only transaction") as raised:
                write()
            failures.append(raised)

    node.observe(observer)
    node.children.append("b")
    assert len(failures) == 5
    assert str(node) == "ab"


def test_the_target_of_an_event_is_of_the_class_that_observes():
    class Paragraph(XmlElement):
        pass

    node = Paragraph("p")
    fragment().children.append(node)
    targets = []
    node.observe(lambda event: targets.append(event.target))
    node.children.append("x")
    assert [type(target) for target in targets] == [Paragraph]
    assert targets[0].tag == "p"


def test_a_callback_that_refers_to_its_node_is_collected():
    node = fragment("a")
    node.observe(partial(print, node))
    gone = weakref.ref(node.doc)
    del node
    gc.collect()
    assert gone() is None


NAMES = st.sampled_from(["p", "B", "li"])
KEYS = st.sampled_from(["k", "é", ""])


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_peers_that_edit_at_once_agree(data):
    docs: list[Doc[Any]] = [Doc(client_id=i + 1) for i in range(3)]
    for doc in docs:
        doc["x"] = XmlFragment()

    def nodes(node: Any) -> list[Any]:
        below = [] if isinstance(node, XmlText) else list(node.children)
        return [node, *(n for child in below for n in nodes(child))]

    for _ in range(data.draw(st.integers(1, 25))):
        doc = data.draw(st.sampled_from(docs))
        node = data.draw(st.sampled_from(nodes(doc["x"])))
        match data.draw(st.sampled_from(["element", "text", "delete", "set", "format", "sync"])):
            case "element" if not isinstance(node, XmlText):
                index = data.draw(st.integers(0, len(node.children)))
                node.children.insert(index, XmlElement(data.draw(NAMES)))
            case "text" if not isinstance(node, XmlText):
                node.children.append("text")
            case "delete" if not isinstance(node, XmlText) and len(node.children):
                del node.children[data.draw(st.integers(0, len(node.children) - 1))]
            case "set" if not isinstance(node, XmlFragment):
                node.attributes[data.draw(KEYS)] = data.draw(st.integers(0, 3))
            case "format" if isinstance(node, XmlText) and len(node):
                node.format(0, data.draw(st.integers(1, len(node))), {"b": True})
            case "sync":
                other = data.draw(st.sampled_from(docs))
                other.apply_update(doc.get_update(other.get_state()))
    for doc in docs * 2:
        for other in docs:
            other.apply_update(doc.get_update(other.get_state()))
    assert len({str(doc["x"]) for doc in docs}) == 1
    assert len({doc.get_update() for doc in docs}) == 1
    for doc in docs:
        doc._verify()


@pytest.mark.parametrize("reading", [False, True])
def test_reading_a_delta_changes_nothing(reading):
    """Yjs deletes marks that do nothing when a delta is read: see docs/decisions/0001.

    The bytes and deltas are those of Yjs as long as nobody reads there.
    """
    here, there = Doc(client_id=1), Doc(client_id=2)
    one, two = here.get("x", type=XmlText), there.get("x", type=XmlText)
    told, sent = [], []
    if reading:
        two.observe(lambda event: told.append(event.delta))
    there.observe(lambda event: sent.append(event.update.hex()))
    one.insert(0, "abcd")
    there.apply_update(here.get_update())
    one.format(0, 4, {"b": True})
    two.format(1, 3, {"b": True})
    there.apply_update(here.get_update(there.get_state()))
    bold = {"b": True}
    assert two.diff() == [("a", bold), ("bc", bold), ("d", None)]
    two.observe(lambda event: told.append(event.delta))
    two.format(0, 1, {"b": None})
    assert sent == [
        "0101010004010178046162636400",
        "01020200c60100010101620474727565c6010201030162046e756c6c00",
        "01020104460100016204747275658601030162046e756c6c00",
        "000101010401",
    ]
    assert told[-1] == [
        {"retain": 1, "attributes": {"b": None}},
        {"retain": 2, "attributes": {"b": True}},
    ]
    assert two.diff() == [("a", None), ("bc", bold), ("d", None)]
