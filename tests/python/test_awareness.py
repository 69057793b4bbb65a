"""Awareness: states, their views, and the bytes that clients exchange."""

import copy
import pickle
from collections.abc import Mapping

import pytest
from presence import filled, new, update_of, watched

from ycpp import Awareness, Doc, is_awareness_disconnect_message

# --- states -------------------------------------------------------------------------------------


def test_a_new_awareness_shows_an_empty_state():
    awareness = Awareness(Doc(client_id=7))
    assert awareness.client_id == 7
    assert awareness.get_local_state() == {}
    assert awareness.states == {7: {}}
    assert awareness.meta[7]["clock"] == 0
    assert abs(awareness.meta[7]["lastUpdated"] - awareness._get_time()) < 10_000


@pytest.mark.parametrize("timeout", [0, -1])
def test_the_timeout_is_positive(timeout):
    with pytest.raises(ValueError, match="timeout must be positive"):
        new(outdated_timeout=timeout)


def test_the_state_is_taken_when_it_is_set():
    awareness = new()
    state = {"list": [1]}
    awareness.set_local_state(state)
    state["list"].append(2)
    assert awareness.get_local_state() == {"list": [1]}
    awareness.get_local_state()["list"].append(3)
    awareness.states[1]["list"].append(4)
    assert awareness.states[1] == {"list": [1]}


def test_a_cleared_state():
    awareness = new()
    awareness.set_local_state(None)
    assert awareness.get_local_state() is None
    assert awareness.states == {}
    assert awareness.meta[1]["clock"] == 1
    awareness.set_local_state_field("a", 1)
    assert awareness.get_local_state() is None
    assert awareness.meta[1]["clock"] == 1
    assert awareness.encode_awareness_update([1]) == b"\x01\x01\x01\x04null"


def test_fields():
    awareness = new()
    awareness.set_local_state_field("name", "Ann")
    awareness.set_local_state_field("user.cursor.line", 5)
    awareness.set_local_state_field("user.cursor.column", 7)
    assert awareness.get_local_state() == {
        "name": "Ann",
        "user": {"cursor": {"line": 5, "column": 7}},
    }
    clock = awareness.meta[1]["clock"]
    with pytest.raises(TypeError, match="^state.name: str is not a mapping$"):
        awareness.set_local_state_field("name.first", 1)
    with pytest.raises(TypeError, match="^state.user.cursor.line: int is not a mapping$"):
        awareness.set_local_state_field("user.cursor.line.x", 1)
    with pytest.raises(TypeError, match="^state.user.cursor: object of type set is not JSON"):
        awareness.set_local_state_field("user.cursor", {1})
    with pytest.raises(TypeError, match="field must be a str, not int"):
        awareness.set_local_state_field(1, 1)
    assert awareness.meta[1]["clock"] == clock
    assert awareness.get_local_state()["name"] == "Ann"


@pytest.mark.parametrize("state", [[], "a", 1, True, {1, 2}, object()])
def test_a_state_is_a_dict(state):
    awareness = new()
    with pytest.raises(TypeError, match="^state: expected a dict or None, not "):
        awareness.set_local_state(state)
    assert awareness.meta[1]["clock"] == 0


# --- views --------------------------------------------------------------------------------------


def test_states_is_a_live_mapping():
    awareness = filled()
    states = awareness.states
    assert isinstance(states, Mapping)
    assert list(states) == [5, 9, 2]
    assert len(states) == 3
    assert states == {2: {"b": []}, 5: {}, 9: {"a": 1}}
    assert {2: {"b": []}, 5: {}, 9: {"a": 1}} == states
    assert states != {5: {}}
    assert repr(states) == "{5: {}, 9: {'a': 1}, 2: {'b': []}}"
    assert list(states.values()) == [{}, {"a": 1}, {"b": []}]
    assert list(states.items()) == [(5, {}), (9, {"a": 1}), (2, {"b": []})]
    assert 9 in states
    assert 7 not in states
    assert "9" not in states
    assert -1 not in states
    assert 2**70 not in states
    assert states.get(7) is None
    with pytest.raises(KeyError, match="7"):
        states[7]
    for write in (
        lambda: states.__setitem__(7, {}),
        lambda: states.__delitem__(9),
        lambda: states.clear(),
    ):
        with pytest.raises(AttributeError):
            write()
    with pytest.raises(AttributeError):
        awareness.states = {}
    awareness.remove_awareness_states([9], None)
    assert list(states) == [5, 2]


def test_meta_is_a_live_mapping():
    awareness = filled()
    now = awareness._get_time()
    assert awareness.meta[9] == {"clock": 1, "lastUpdated": now}
    assert awareness.meta.get(2, {}).get("clock") == 4
    awareness.remove_awareness_states([9], None)
    assert list(awareness.meta) == [5, 9, 2]
    assert len(awareness.meta) == 3
    assert 9 in awareness.meta
    assert 7 not in awareness.meta
    with pytest.raises(KeyError):
        awareness.meta[7]
    assert awareness.meta == dict(awareness.meta)


def test_copies_of_views_are_dicts():
    states = filled().states
    for made in (copy.copy(states), copy.deepcopy(states), pickle.loads(pickle.dumps(states))):
        assert type(made) is dict
        assert made == states


def test_states_may_change_while_they_are_iterated():
    awareness = filled()
    seen = []
    for client_id, _ in awareness.states.items():
        seen.append(client_id)
        awareness.remove_awareness_states([9], None)
    assert seen == [5, 2]


def test_states_can_be_put_in_place():
    awareness = filled()
    log = watched(awareness)
    awareness._states[9999] = {"autosave": False}
    awareness._meta[9999] = {"clock": 3, "lastUpdated": 17}
    assert awareness.states[9999] == {"autosave": False}
    assert awareness.meta[9999] == {"clock": 3, "lastUpdated": 17}
    assert awareness.encode_awareness_update([9999]) == b'\x01\x8f\x4e\x03\x12{"autosave":false}'
    for state in awareness._states.values():
        state["autosave"] = True
    assert awareness.get_local_state() == {"autosave": True}
    assert awareness.states[9999] == {"autosave": True}
    assert b'"autosave":true' in awareness.encode_awareness_update([9999])
    awareness._states[9] = None
    assert 9 not in awareness.states
    assert awareness.encode_awareness_update([9]) == b"\x01\x09\x01\x04null"
    awareness._states.pop(2, None)
    del awareness._states[9999]
    del awareness._meta[9999]
    assert list(awareness.states) == [5]
    assert list(awareness.meta) == [5, 9, 2]
    assert log == []
    for missing in (awareness._states, awareness._meta):
        with pytest.raises(KeyError):
            del missing[77]
        with pytest.raises(KeyError):
            missing[77]


def test_a_state_changed_in_place_yields_to_one_that_was_set():
    awareness = new()
    held = awareness._states[1]
    held["a"] = 1
    awareness.set_local_state({"b": 2})
    held["a"] = 3
    assert awareness.states == {1: {"b": 2}}


# --- updates ------------------------------------------------------------------------------------


def test_bytes_are_those_of_javascript():
    awareness = new()
    awareness.set_local_state({"name": "Zoë 😀", "x": 1.0, "y": (1, 2.5), "z": None})
    expected = '{"name":"Zoë 😀","x":1,"y":[1,2.5],"z":null}'.encode()
    assert awareness.encode_awareness_update([1]) == bytes([1, 1, 1, len(expected)]) + expected
    assert awareness.encode_awareness_update([]) == b"\x00"


@pytest.mark.parametrize("ids", [[10], [1, 10], (10,), {10}, [-1], [2**70]])
def test_unknown_clients_cannot_be_encoded(ids):
    with pytest.raises(TypeError, match="unknown client"):
        new().encode_awareness_update(ids)


def test_ids_come_from_any_iterable_of_ints():
    awareness = filled()
    assert awareness.encode_awareness_update(awareness.states) == (
        awareness.encode_awareness_update(iter([5, 9, 2]))
    )
    for ids in (["5"], [1.5], 5, None):
        with pytest.raises(TypeError):
            awareness.encode_awareness_update(ids)
        with pytest.raises(TypeError):
            awareness.remove_awareness_states(ids, None)


def test_clocks_decide():
    awareness = new()
    log = watched(awareness, ["update"])
    origin = object()
    for clock, state in ((2, {"a": 1}), (2, {"a": 2}), (1, None), (3, {"a": 3})):
        awareness.apply_awareness_update(update_of((9, clock, state)), origin)
    assert awareness.states[9] == {"a": 3}
    assert [entry[:4] for entry in log] == [("update", [9], [], []), ("update", [], [9], [])]
    assert all(entry[4] is origin for entry in log)


def test_a_null_for_the_own_id_advances_the_clock():
    awareness = new()
    awareness.set_local_state({"a": 1})
    log = watched(awareness, ["remove", "update"])
    awareness.apply_awareness_update(update_of((1, 5, None)), "net")
    assert awareness.get_local_state() == {"a": 1}
    assert awareness.meta[1]["clock"] == 6
    assert log == [("remove", [], [], [1], "net"), ("update", [], [], [1], "net")]


def test_a_client_that_comes_back_is_added():
    awareness = new()
    awareness.apply_awareness_update(update_of((9, 1, {})), None)
    awareness.apply_awareness_update(update_of((9, 2, None)), None)
    log = watched(awareness)
    awareness.apply_awareness_update(update_of((9, 3, {})), None)
    assert log == [(topic, [9], [], [], None) for topic in ("add", "change", "update")]


def test_bad_bytes_change_nothing():
    awareness = filled()
    log = watched(awareness)
    before = dict(awareness.states), dict(awareness.meta)
    good = update_of((9, 7, {"a": 2}))
    for update in (b"", good[:-1], b"\x02" + good[1:], b"invalid_awareness_data", b"\xff" * 20):
        with pytest.raises(ValueError, match="^Cannot decode awareness update: .* at byte"):
            awareness.apply_awareness_update(update, None)
    with pytest.raises(ValueError, match="client 8"):
        awareness.apply_awareness_update(update_of((9, 7, {"a": 2}), (8, 1, "{")), None)
    with pytest.raises(TypeError):
        awareness.apply_awareness_update("text", None)
    assert (awareness.states, awareness.meta) == before
    assert log == []


def test_any_bytes_are_accepted():
    awareness = new()
    for clock, kind in enumerate((bytes, bytearray, memoryview), 1):
        awareness.apply_awareness_update(kind(update_of((9, clock, {"kind": clock}))), None)
        assert awareness.states[9] == {"kind": clock}


def test_removing_states():
    awareness = filled()
    log = watched(awareness)
    awareness.remove_awareness_states([77, 9, -4], "gone")
    assert log == [(topic, [], [], [9], "gone") for topic in ("remove", "change", "update")]
    log.clear()
    awareness.remove_awareness_states([9, 77], "gone")
    assert log == []
    awareness.remove_awareness_states([5], "gone")
    assert awareness.meta[5]["clock"] == 1
    assert awareness.get_local_state() is None


@pytest.mark.parametrize("state", [{}, {"user": "null"}, None])
@pytest.mark.parametrize("client_id", [1, 5, 853790970, 2**53 - 1])
def test_disconnect_messages_in_every_frame(client_id, state):
    update = update_of((client_id, 3, state))
    framed = bytes([len(update)]) + update
    for message in (update, framed, b"\x01" + framed):
        assert is_awareness_disconnect_message(message) is (state is None)
        assert is_awareness_disconnect_message(memoryview(message)) is (state is None)
    two = update_of((client_id, 3, state), (7, 1, None))
    for message in (b"", b"\x00", update[:-1], two, b"\xff" * 9, update + b"\x00"):
        assert is_awareness_disconnect_message(message) is False
