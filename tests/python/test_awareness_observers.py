"""Awareness: observers and topics, the periodic work, and lifetimes."""

import gc
import sys
import weakref

import pytest
from presence import Log, filled, new, update_of, watched

from ycpp import Awareness, Decoder, Doc

if sys.version_info < (3, 11):
    from exceptiongroup import ExceptionGroup

TOPICS = ["add", "remove", "change", "update"]

# --- observers ----------------------------------------------------------------------------------


def test_topics_and_their_order():
    awareness = new()
    log = watched(awareness)
    awareness.set_local_state({"a": 1})
    awareness.set_local_state({"a": 1})
    awareness.set_local_state(None)
    awareness.set_local_state({})
    assert log == [
        ("change", [], [1], [], "local"),
        ("update", [], [1], [], "local"),
        ("update", [], [1], [], "local"),
        ("remove", [], [], [1], "local"),
        ("change", [], [], [1], "local"),
        ("update", [], [], [1], "local"),
        ("add", [1], [], [], "local"),
        ("change", [1], [], [], "local"),
        ("update", [1], [], [], "local"),
    ]


@pytest.mark.parametrize("topics", [["add"], {"add", "remove"}, ("change",), "update", TOPICS])
def test_topics_can_be_chosen(topics):
    awareness = new()
    log = watched(awareness, topics)
    awareness.apply_awareness_update(update_of((9, 1, {})), None)
    awareness.remove_awareness_states([9], None)
    wanted = [topics] if isinstance(topics, str) else topics
    expected = ["add", "change", "update", "remove", "change", "update"]
    assert [entry[0] for entry in log] == [topic for topic in expected if topic in wanted]


def test_unknown_topics_are_refused():
    awareness = new()
    with pytest.raises(ValueError, match="unknown topic 'added'; there are add, remove"):
        awareness.observe(print, {"added"})
    with pytest.raises(ValueError, match="at least one topic"):
        awareness.observe(print, [])


def test_unobserve():
    awareness = new()
    log = Log()
    first, second = awareness.observe(log), awareness.observe(log)
    assert isinstance(first, str)
    assert first != second
    awareness.unobserve(first)
    with pytest.raises(KeyError, match=first):
        awareness.unobserve(first)
    awareness.set_local_state({"a": 1})
    assert len(log) == 2


def test_observing_and_unobserving_inside_a_callback():
    awareness = new()
    calls = []

    def first(topic, event):
        calls.append("first")
        awareness.unobserve(first_id)
        awareness.unobserve(second_id)
        awareness.observe(lambda topic, event: calls.append("third"), ["update"])

    first_id = awareness.observe(first, ["update"])
    second_id = awareness.observe(lambda topic, event: calls.append("second"), ["update"])
    awareness.set_local_state({"a": 1})
    assert calls == ["first"]
    awareness.set_local_state({"a": 2})
    assert calls == ["first", "third"]


def test_changes_inside_a_callback():
    awareness = new()

    def answer(topic, event):
        if awareness.get_local_state() != {"answered": True}:
            awareness.set_local_state({"answered": True})

    awareness.observe(answer, ["add"])
    log = watched(awareness, ["update"])
    awareness.apply_awareness_update(update_of((9, 1, {})), "net")
    assert awareness.states == {1: {"answered": True}, 9: {}}
    assert sorted(entry[4] for entry in log) == ["local", "net"]


def test_changes_are_every_observers_own():
    awareness = new()
    awareness.observe(lambda topic, event: event[0]["updated"].clear(), ["update"])
    log = watched(awareness, ["update"])
    awareness.set_local_state({"a": 1})
    assert log == [("update", [], [1], [], "local")]


def test_a_failure_comes_as_it_is_and_stops_nobody():
    awareness = new()
    failure = ValueError("failed")

    def fail(topic, event):
        raise failure

    awareness.observe(fail, ["change"])
    log = watched(awareness)
    with pytest.raises(ValueError) as raised:
        awareness.set_local_state({"a": 1})
    assert raised.value is failure
    assert [entry.name for entry in raised.traceback][-1] == "fail"
    assert [entry[0] for entry in log] == ["change", "update"]
    assert awareness.get_local_state() == {"a": 1}


def test_several_failures_come_in_a_group():
    awareness = new()
    for error in (ValueError("one"), KeyError("two")):

        def fail(topic, event, error=error):
            raise error

        awareness.observe(fail, ["update"])
    with pytest.raises(ExceptionGroup, match="Observer callback error") as raised:
        awareness.apply_awareness_update(update_of((9, 1, {})), None)
    assert list(map(repr, raised.value.exceptions)) == ["ValueError('one')", "KeyError('two')"]
    assert all(error.__traceback__ for error in raised.value.exceptions)
    assert 9 in awareness.states


def test_an_interrupt_is_not_grouped():
    awareness = new()

    def fail(topic, event):
        raise KeyboardInterrupt

    awareness.observe(fail)
    with pytest.raises(KeyboardInterrupt):
        awareness.set_local_state({"a": 1})


# --- time ---------------------------------------------------------------------------------------


def test_the_periodic_work():
    awareness = new(outdated_timeout=1000)
    awareness.apply_awareness_update(update_of((9, 1, {})), None)
    log = watched(awareness)
    awareness._get_time.now += 499
    awareness._tick()
    assert log == []
    awareness._get_time.now += 1
    awareness._tick()
    assert log == [("update", [], [1], [], "local")]
    log.clear()
    awareness._get_time.now += 500
    awareness._tick()
    assert log == [
        ("update", [], [1], [], "local"),
        *((topic, [], [], [9], "timeout") for topic in ("remove", "change", "update")),
    ]
    assert 9 in awareness.meta
    awareness._get_time.now += 10_000
    awareness._tick()
    assert 9 not in awareness.meta


def test_the_time_can_come_from_a_subclass_and_be_a_float():
    class Timed(Awareness):
        def _get_time(self):
            return 17.9

    awareness = Timed(Doc(client_id=1))
    assert awareness.meta[1]["lastUpdated"] == 17
    awareness._get_time = lambda: "soon"
    with pytest.raises(ValueError):
        awareness.set_local_state({})
    assert awareness.meta[1]["clock"] == 0


# --- lifetimes ----------------------------------------------------------------------------------


def test_an_awareness_with_observers_of_itself_is_collected():
    awareness = new()
    awareness.observe(lambda topic, event, held=awareness: held)
    awareness._states[1]["self"] = "held"
    gone = weakref.ref(awareness)
    del awareness
    gc.collect()
    assert gone() is None


def test_an_origin_lives_no_longer_than_its_change():
    class Origin:
        pass

    awareness, origin = new(), Origin()
    log = Log()
    awareness.observe(log)
    awareness.apply_awareness_update(update_of((9, 1, {})), origin)
    assert all(entry[4] is origin for entry in log)
    gone = weakref.ref(origin)
    log.clear()
    del origin
    assert gone() is None


def test_methods_on_wrong_objects_raise():
    unready = Awareness.__new__(Awareness)
    for call in (
        lambda: Awareness.set_local_state(5, {}),
        lambda: unready.set_local_state({}),
        lambda: unready.get_local_state(),
        lambda: unready.unobserve("id"),
        lambda: unready._tick(),
    ):
        with pytest.raises((TypeError, RuntimeError)):
            call()


def test_a_decoder_reads_what_is_encoded():
    awareness = filled()
    decoder = Decoder(awareness.encode_awareness_update([9, 2]))
    assert decoder.read_var_uint() == 2
    assert [decoder.read_var_uint(), decoder.read_var_uint()] == [9, 1]
    assert decoder.read_var_string() == '{"a":1}'
