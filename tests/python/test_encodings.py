"""The two encodings of updates, and the functions on updates without a document."""

import threading

import pytest

import pycrdt
from ycpp import (
    Array,
    Doc,
    Map,
    Text,
    convert_update,
    get_state,
    get_update,
    merge_updates,
    obfuscate_update,
)

EMPTY = {"v1": "0000", "v2": "00000000000001000000000000"}


@pytest.fixture
def doc():
    doc = Doc(client_id=1)
    doc["t"] = Text("hello")
    doc["m"] = Map({"key": "secret", "list": Array([1, 2, 3])})
    doc["t"].format(1, 3, {"bold": True})
    return doc


@pytest.mark.parametrize("encoding", ["v1", "v2"])
def test_round_trip(doc, encoding):
    update = doc.get_update(encoding=encoding)
    copy = Doc()
    copy.apply_update(update, encoding=encoding)
    assert copy.get_update() == doc.get_update()
    assert get_state(update, encoding=encoding) == doc.get_state()
    assert doc.get_update(doc.get_state(), encoding=encoding).hex() == EMPTY[encoding]
    assert Doc().get_update(encoding=encoding).hex() == EMPTY[encoding]
    assert merge_updates(encoding=encoding).hex() == EMPTY[encoding]


@pytest.mark.parametrize("encoding", ["v1", "v2"])
def test_many_updates_at_once(encoding):
    log, told = [], []
    author = Doc()
    author.observe(lambda event: log.append(event.update if encoding == "v1" else event.update_v2))
    author["t"] = Text()
    for letter in "hello":
        author["t"] += letter
    reader = Doc()
    reader.observe(lambda event: told.append(event.transaction.origin))
    broken = [*log, b"\x01\x01\x01"]
    with pytest.raises(ValueError, match=str(len(log))):
        reader.apply_updates(broken, "log", encoding=encoding)
    assert reader.get_update().hex() == EMPTY["v1"] and told == []
    reader.apply_updates(reversed(log), "log", encoding=encoding)
    assert told == ["log"]
    assert reader.get_update() == author.get_update()
    reader.apply_updates([], encoding=encoding)
    reader.apply_updates(map(bytearray, log), encoding=encoding)
    assert told == ["log"]


def test_the_encodings_differ_and_convert(doc):
    v1, v2 = doc.get_update(), doc.get_update(encoding="v2")
    assert v1 != v2
    assert convert_update(v1, source="v1", target="v2") == v2
    assert convert_update(v2, source="v2", target="v1") == v1
    assert convert_update(bytearray(v1), source="v1", target="v1") == v1


def test_only_what_is_missing(doc):
    before = doc.get_state()
    doc["t"] += "!"
    whole = doc.get_update(encoding="v2")
    missing = get_update(whole, before, encoding="v2")
    assert missing == doc.get_update(before, encoding="v2")
    assert len(missing) < len(whole)
    assert convert_update(missing, source="v2", target="v1") == get_update(doc.get_update(), before)


def test_merging_v2(doc):
    peer = Doc(client_id=2)
    peer["t"] = Text("peer")
    updates = [d.get_update(encoding="v2") for d in (doc, peer)]
    merged = merge_updates(*updates, encoding="v2")
    copy = Doc()
    copy.apply_update(merged, encoding="v2")
    assert convert_update(merged, source="v2", target="v1") == merge_updates(
        doc.get_update(), peer.get_update()
    )
    assert copy.get_state() == get_state(merged, encoding="v2")


def test_events(doc):
    events, inside = [], []

    def callback(event):
        events.append(event)
        inside.append(event.update_v2)

    doc.observe(events.append)
    doc["t"] += "!"
    doc.observe(callback)
    doc["t"] += "?"
    copy = Doc()
    for event in events[:2]:
        assert event.update_v2 == convert_update(event.update, source="v1", target="v2")
        assert event.update_v2 is event.update_v2
        copy.apply_update(event.update_v2, encoding="v2")
    assert inside == [events[1].update_v2]


def test_obfuscation(doc):
    doc["m"]["person"] = "Ada Lovelace"
    update = doc.get_update()
    hidden = obfuscate_update(update)
    assert get_state(hidden) == get_state(update)
    for secret in (b"el", b"secret", b"Ada", b"person", b"bold"):
        assert secret in update
        assert secret not in hidden
    assert b"bold" in obfuscate_update(update, formatting=False)
    copy = Doc({"t": Text()})
    copy.apply_update(hidden)
    assert len(copy["t"]) == 5
    v2 = obfuscate_update(doc.get_update(encoding="v2"), encoding="v2")
    assert convert_update(v2, source="v2", target="v1") == hidden


def test_wrong_encodings(doc):
    update = doc.get_update()
    calls = [
        lambda: doc.get_update(encoding="v3"),
        lambda: doc.get_update(doc.get_state(), encoding="v3"),
        lambda: doc.apply_update(update, encoding="v3"),
        lambda: get_state(update, encoding="v3"),
        lambda: get_update(update, doc.get_state(), encoding="v3"),
        lambda: merge_updates(update, encoding="v3"),
        lambda: convert_update(update, source="v1", target="v3"),
        lambda: convert_update(update, source="v3", target="v1"),
        lambda: obfuscate_update(update, encoding="v3"),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="^encoding must be 'v1' or 'v2', not 'v3'$"):
            call()
    with pytest.raises(TypeError):
        convert_update(update)
    with pytest.raises(TypeError):
        merge_updates(update, encoding=2)


def test_bytes_that_are_no_update():
    bad = b"\x01\x01"
    for encoding in ("v1", "v2"):
        calls = {
            "Cannot decode update": lambda e: Doc().apply_update(bad, encoding=e),
            "Cannot merge updates": lambda e: merge_updates(bad, bad, encoding=e),
            "Cannot encode state vector from update": lambda e: get_state(bad, encoding=e),
            "Cannot diff updates": lambda e: get_update(bad, b"\x00", encoding=e),
            "Cannot convert update": lambda e: convert_update(bad, source=e, target="v1"),
            "Cannot obfuscate update": lambda e: obfuscate_update(bad, encoding=e),
        }
        for message, call in calls.items():
            with pytest.raises(ValueError, match=message):
                call(encoding)


def test_long_work_in_several_threads():
    doc = Doc(client_id=1)
    doc["t"] = Text("a" * 200_000)
    update = doc.get_update()
    v2 = doc.get_update(encoding="v2")
    results = []

    def work():
        results.append(convert_update(update, source="v1", target="v2"))
        results.append(convert_update(v2, source="v2", target="v1"))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(set(results)) == sorted([update, v2])


def test_the_drop_in_has_them(doc):
    assert pycrdt.get_state(doc.get_update(encoding="v2"), encoding="v2") == doc.get_state()
    assert pycrdt.convert_update is convert_update
