"""XML: what observers of nodes hear."""

from __future__ import annotations

import gc
import weakref
from functools import partial
from typing import Any

import pytest

from ycpp import Doc, Map, XmlElement, XmlEvent, XmlFragment


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
    assert event.delta == [{"insert": [node.children[0]]}, {"delete": 1}]
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
