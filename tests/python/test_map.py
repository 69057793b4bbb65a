"""Map: a dict that several edit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ycpp import Array, Doc, Map, MapEvent, Text


def shared_map(**values: Any) -> Map[Any]:
    doc: Doc[Any] = Doc(client_id=1)
    result = doc.get("m", type=Map)
    result.update(values)
    return result


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_edits_do_what_a_dict_does(data):
    ours, model = shared_map(), dict[str, Any]()
    keys = st.sampled_from(["a", "b", "é", "", "10"])
    for n in range(data.draw(st.integers(0, 30))):
        key = data.draw(keys)
        match data.draw(st.sampled_from(["set", "del", "pop", "update", "setdefault", "clear"])):
            case "set":
                ours[key] = model[key] = n
            case "del" if key in model:
                del ours[key], model[key]
            case "pop":
                assert ours.pop(key, None) == model.pop(key, None)
            case "update":
                ours.update({key: n, "u": [n]})
                model.update({key: n, "u": [n]})
            case "setdefault":
                assert ours.setdefault(key, n) == model.setdefault(key, n)
            case "clear" if n % 10 == 9:
                ours.clear()
                model.clear()
        assert ours.to_py() == model
        assert len(ours) == len(model)
        assert set(ours) == set(model) == set(ours.keys())
    other: Doc[Any] = Doc()
    other.apply_update(ours.doc.get_update())
    assert other.get("m", type=Map).to_py() == model


def test_missing_keys():
    ours = shared_map(a=1)
    with pytest.raises(KeyError, match="'b'"):
        ours["b"]
    with pytest.raises(KeyError, match="'b'"):
        del ours["b"]
    with pytest.raises(KeyError):
        ours.pop("b")
    with pytest.raises(KeyError):
        shared_map().popitem()
    assert (ours.get("b"), ours.get("b", 2), "b" in ours) == (None, 2, False)


def test_none_is_a_value():
    ours = shared_map(a=1)
    ours["a"] = None
    assert ("a" in ours, ours["a"], len(ours)) == (True, None, 1)


def test_keys_are_strings():
    ours: Any = shared_map()
    for use in (lambda: ours[1], lambda: ours.__setitem__(1, 2), lambda: ours.__delitem__(1)):
        with pytest.raises(RuntimeError, match="Key must be of type string"):
            use()
    with pytest.raises(RuntimeError, match="Key must be of type string"):
        Doc()["m"] = Map({1: 2})  # type: ignore[dict-item]


def test_keys_keep_their_order():
    ours = shared_map(z=1, a=2, m=3)
    ours["a"] = 4
    assert list(ours.items()) == [("z", 1), ("a", 4), ("m", 3)]
    assert str(ours) == '{"z":1,"a":4,"m":3}'
    assert ours.popitem() == ("m", 3)


def test_a_bad_value_is_named_and_changes_nothing():
    ours = shared_map(a=1)
    update = ours.doc.get_update()
    with pytest.raises(TypeError, match=r"map\.b\.c\[0\]: .*set"):
        ours["b"] = {"c": [set()]}
    with pytest.raises(TypeError, match=r"array\[0\]: .*object"):
        ours["b"] = Map({"deep": Array([object()])})
    assert ours.doc.get_update() == update


def test_shared_types_in_maps_are_joined_in_place():
    text = Text("x")
    ours = shared_map(t=text, m=Map({"n": 1}))
    text += "y"
    ours["m"]["n"] = 2
    assert ours.to_py() == {"t": "xy", "m": {"n": 2}}
    assert ours.pop("m") == {"n": 2}


def test_events_tell_what_changed():
    ours = shared_map(a=1, b=2)
    events: list[MapEvent] = []
    ours.observe(events.append)
    with ours.doc.transaction():
        ours["a"] = 3
        del ours["b"]
        ours["c"] = [4]
        ours["d"] = 5
        del ours["d"]
    assert [e.keys for e in events] == [
        {
            "a": {"action": "update", "oldValue": 1, "newValue": 3},
            "b": {"action": "delete", "oldValue": 2},
            "c": {"action": "add", "newValue": [4]},
        }
    ]
    assert str(events[0]).startswith("{target: {")


def test_values_set_at_the_same_time_converge():
    docs: list[Doc[Any]] = [Doc(client_id=n) for n in (5, 3, 9)]
    for n, doc in enumerate(docs):
        doc.get("m", type=Map)["k"] = n
    for doc in docs:
        for other in docs:
            doc.apply_update(other.get_update())
    assert [doc.get("m", type=Map)["k"] for doc in docs] == [2, 2, 2]


def test_what_is_in_place_can_be_assigned_to_its_place():
    doc = Doc()
    doc["m"] = m = Map({"text": Text("a"), "list": Array([Text("b")])})
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(event.update))
    m["text"] += "!"
    m["list"][0] += "?"
    assert m.to_py() == {"text": "a!", "list": ["b?"]}
    assert len(updates) == 2
    with pytest.raises(ValueError, match="integrated"):
        m["other"] = m["text"]
