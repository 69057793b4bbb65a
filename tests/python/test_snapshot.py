"""Snapshots: bytes of Yjs, and the documents that they bring back."""

import pytest

from ycpp import Array, Doc, IdSet, Map, Snapshot, Text


def history():
    doc = Doc(client_id=1, skip_gc=True, offset_kind="utf16", guid="d")
    doc["t"] = Text()
    doc["m"] = Map()
    doc["t"] += "hello world"
    doc["m"]["k"] = 1
    del doc["t"][0:2]
    return doc


def test_bytes_of_yjs():
    assert Snapshot.from_doc(Doc()).encode() == b"\x00\x00"
    snapshot = Snapshot.from_doc(history())
    assert snapshot.encode().hex() == "010101000201010c"
    assert Snapshot.decode(snapshot.encode()) == snapshot
    assert hash(Snapshot.decode(memoryview(snapshot.encode()))) == hash(snapshot)
    assert snapshot != Snapshot.from_doc(Doc())
    assert snapshot != "snapshot"
    assert snapshot.state == {1: 12}
    assert list(snapshot.deletions) == [(1, 0, 2)]
    assert repr(snapshot) == "Snapshot(state={1: 12}, deletions=IdSet([(1, 0, 2)]))"


def test_restoring():
    doc = history()
    snapshot = Snapshot.from_doc(doc)
    doc["t"] += "!"
    doc["t"].insert(0, "young ")
    doc["m"]["k"] = 2
    doc["late"] = Array([1])
    past = Doc.from_snapshot(snapshot, doc)
    assert str(past["t"]) == "llo world"
    assert past["m"].to_py() == {"k": 1}
    assert past["late"].to_py() == []
    assert list(past) == list(doc)
    assert (past.client_id, past.guid, past.offset_kind) == (1, "d", "utf16")
    assert str(doc["t"]) == "young llo world!"
    assert Snapshot.from_doc(past) == snapshot
    assert Snapshot.from_doc(Doc.from_snapshot(snapshot, past)) == snapshot
    past["t"] += "?"
    assert str(doc["t"]) == "young llo world!"
    fresh = Doc({"t": Text()})
    fresh.apply_update(snapshot.update(doc))
    assert str(fresh["t"]) == "llo world"


def test_a_subclass_makes_its_own_kind():
    class Mine(Doc):
        pass

    doc = Mine(skip_gc=True)
    assert type(Mine.from_snapshot(Snapshot.from_doc(doc), doc)) is Mine


def test_documents_that_cannot_show_it():
    doc = history()
    snapshot = Snapshot.from_doc(doc)
    collecting = Doc()
    collecting.apply_update(doc.get_update())
    with pytest.raises(ValueError, match="does not keep what is deleted"):
        Doc.from_snapshot(snapshot, collecting)
    with pytest.raises(ValueError, match="lacks work"):
        Doc.from_snapshot(snapshot, Doc(skip_gc=True))


def test_what_is_in_it():
    doc = history()
    before = doc.get_update()
    snapshot = Snapshot.from_doc(doc)
    doc["t"] += "!"
    assert snapshot.contains_update(before)
    assert not snapshot.contains_update(doc.get_update())
    del doc["t"][0:1]
    assert not Snapshot.decode(b"\x00\x01\x01\x63").contains_update(doc.get_update())
    with pytest.raises(ValueError, match="Cannot decode update"):
        snapshot.contains_update(b"\x07")


def test_inside_a_transaction_and_an_observer():
    doc = history()
    with doc.transaction():
        doc["t"] += "!"
        assert Snapshot.from_doc(doc).state == {1: 13}
    seen = []
    text = doc["t"]
    text.observe(lambda event: seen.append(Snapshot.from_doc(doc).state))
    text += "!"
    assert seen == [{1: 14}]


@pytest.mark.parametrize("data", [b"", b"\x00", b"notavalidsnapshot", b"\x01\x01\x01\x00"])
def test_bytes_that_are_none(data):
    with pytest.raises(ValueError, match="Failed to decode snapshot"):
        Snapshot.decode(data)


def test_arguments():
    for wrong in (None, 5, "doc"):
        with pytest.raises(TypeError):
            Snapshot.from_doc(wrong)
        with pytest.raises(TypeError):
            Snapshot.decode(wrong)


def test_id_sets():
    ids = IdSet()
    assert not ids
    assert ids.encode() == b"\x00"
    ids.add(1, 2, 3)
    ids.add(1, 5, 1)
    ids.add(7, 0, 0)
    assert ids
    assert ids.encode().hex() == "0101010204"
    assert IdSet.decode(ids.encode()) == ids
    assert ids != IdSet()
    assert ids != 5
    assert list(ids) == [(1, 2, 6)]
    assert ids.contains(1, 5)
    assert not ids.contains(1, 6)
    other = IdSet()
    other.add(9, 0, 1)
    other.merge(ids)
    assert list(other) == [(9, 0, 1), (1, 2, 6)]
    assert repr(ids) == "IdSet([(1, 2, 6)])"
    with pytest.raises(TypeError, match="unhashable"):
        hash(ids)
    with pytest.raises(ValueError, match="2\\^53"):
        ids.add(1, 2**53, 1)
    for wrong, kind in ((-1, OverflowError), (2**64, OverflowError), ("1", TypeError)):
        with pytest.raises(kind):
            ids.add(wrong, 0, 1)
    for data in (b"", b"\x01", b"\xff" * 5):
        with pytest.raises(ValueError, match="Failed to decode IdSet"):
            IdSet.decode(data)
