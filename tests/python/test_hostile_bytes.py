"""Every function that takes bytes of others: it does what it says or raises what it documents."""

import pytest
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ycpp import (
    Array,
    Awareness,
    Decoder,
    Doc,
    IdMap,
    IdSet,
    Map,
    Snapshot,
    StickyIndex,
    Text,
    UndoManager,
    XmlElement,
    XmlFragment,
    XmlText,
    convert_update,
    create_awareness_message,
    create_sync_message,
    create_update_message,
    get_state,
    get_update,
    handle_sync_message,
    is_awareness_disconnect_message,
    merge_updates,
    obfuscate_update,
    read_message,
    write_message,
)

BOTH = ("v1", "v2")


def full_doc(client_id=1):
    doc = Doc(client_id=client_id)
    text = doc.get("text", type=Text)
    array = doc.get("array", type=Array)
    map = doc.get("map", type=Map)
    xml = doc.get("xml", type=XmlFragment)
    text += "hällo 😀"
    text.format(0, 3, {"bold": True})
    text.insert_embed(1, {"image": "a"})
    array.extend([1, 2.5, None, True, b"bytes", {"a": [1]}, Text("in it"), Map({"k": "v"})])
    map.update({"a": 1, "b": Array([1, 2]), "doc": Doc(guid="sub")})
    xml.children.append(XmlElement("p", {"class": "x"}, [XmlText("inner")]))
    del text[2:4]
    del array[1]
    map["a"] = 2
    return doc


# --- the doors ------------------------------------------------------------------------------------


class Refused(Exception):
    """The documented exception came, and what has to be unchanged is."""


def attempt(documented, function, *arguments, **options):
    """Calls it; any other exception than a documented one fails the test."""
    try:
        return function(*arguments, **options)
    except documented as error:
        assert str(error)
        raise Refused from error


class Peer:
    """A document in use, and what everybody can see of it."""

    def __init__(self):
        self.doc = full_doc()
        self.text = self.doc.get("text", type=Text)
        self.manager = UndoManager(scopes=[self.doc])
        self.events = []
        self.doc.observe(self.events.append)
        self.text.observe(self.events.append)

    def seen(self):
        doc = self.doc
        roots = [str(doc[name]) for name in ("text", "array", "map", "xml")]
        told = len(self.events), len(self.manager.undo_stack)
        return (doc.get_update(), doc.get_state(), roots, list(doc.keys()), told)


def change(action, documented=ValueError):
    """What does something to a document: all of it, or nothing."""

    def call(data):
        peer = Peer()
        before = peer.seen()
        try:
            attempt(documented, action, peer.doc, data)
        except Refused:
            assert peer.seen() == before
            raise
        finally:
            peer.doc._verify()
            peer.text.insert(0, "x")  # it can be used
            assert str(peer.text)[0] == "x"
            again = Doc()
            again.apply_update(peer.doc.get_update())
            again._verify()

    return call


def apply(doc, data, encoding):
    try:
        doc.apply_update(data, encoding=encoding)
    except RuntimeError as error:
        assert "block parent" in str(error)
        raise


def receive(data):
    awareness = Awareness(Doc(client_id=1))
    awareness.set_local_state({"name": "Ada"})
    events = []
    awareness.observe(lambda *event: events.append(event))
    before = dict(awareness.states), dict(awareness.meta)
    try:
        attempt(ValueError, awareness.apply_awareness_update, data, "network")
    except Refused:
        assert (dict(awareness.states), dict(awareness.meta)) == before
        assert events == []
        raise
    assert awareness.get_local_state() == {"name": "Ada"}
    assert awareness.encode_awareness_update(list(awareness.states))


def find(data):
    position = attempt(ValueError, StickyIndex.decode, data)
    assert StickyIndex.decode(position.encode()) == position
    assert StickyIndex.from_json(position.to_json()) == position
    doc = full_doc()
    with doc.transaction() as transaction:
        try:
            assert position.get_index(transaction) >= 0
        except ValueError as error:
            assert "not in this document" in str(error)


def read_all(data):
    decoder = Decoder(data)
    attempt((ValueError, IndexError), decoder.read_var_uint)
    attempt(ValueError, lambda: list(decoder.read_messages()))


def same_again(kind):
    def call(data):
        value = attempt(ValueError, kind.decode, data)
        assert kind.decode(value.encode()) == value
        assert repr(value)

    return call


def in_both(function):
    """Calls it for both encodings: refused only if both refuse."""

    def call(data):
        refusals = 0
        for encoding in BOTH:
            try:
                function(data, encoding)
            except Refused:
                refusals += 1
        if refusals == len(BOTH):
            raise Refused

    return call


def merge(data, encoding):
    merged = attempt(ValueError, merge_updates, UPDATES[encoding], data, encoding=encoding)
    assert Doc().apply_update(UPDATES[encoding], encoding=encoding) is None
    assert get_state(merged, encoding=encoding)


def convert(data, source):
    target = BOTH[1 - BOTH.index(source)]
    there = attempt(ValueError, convert_update, data, source=source, target=target)
    back = convert_update(there, source=target, target=source)
    assert get_state(back, encoding=source) == get_state(data, encoding=source)


def obfuscate(data, encoding):
    hidden = attempt(ValueError, obfuscate_update, data, encoding=encoding)
    assert get_state(hidden, encoding=encoding) == get_state(data, encoding=encoding)


def simply(function):
    return lambda data: attempt(ValueError, function, data)


FULL = full_doc()
UPDATES = {encoding: FULL.get_update(encoding=encoding) for encoding in BOTH}
STATE = FULL.get_state()

UPDATE_ERRORS = (ValueError, RuntimeError)  # a wrong parent is a RuntimeError, as in pycrdt

DOORS = {
    "apply v1": change(lambda d, b: apply(d, b, "v1"), UPDATE_ERRORS),
    "apply v2": change(lambda d, b: apply(d, b, "v2"), UPDATE_ERRORS),
    "handle_sync_message": change(lambda d, b: handle_sync_message(b, d), UPDATE_ERRORS),
    "Doc.get_update": change(lambda d, b: d.get_update(b)),
    "awareness": receive,
    "merge_updates": in_both(merge),
    "get_state": in_both(lambda b, e: attempt(ValueError, get_state, b, encoding=e)),
    "get_update of": in_both(lambda b, e: attempt(ValueError, get_update, b, STATE, encoding=e)),
    "get_update for": simply(lambda b: get_update(UPDATES["v1"], b)),
    "convert_update": in_both(convert),
    "obfuscate_update": in_both(obfuscate),
    "Snapshot": same_again(Snapshot),
    "contains_update": simply(lambda b: Snapshot.from_doc(FULL).contains_update(b)),
    "IdSet": same_again(IdSet),
    "IdMap": same_again(IdMap),
    "StickyIndex": find,
    "read_message": simply(read_message),
    "Decoder": read_all,
    "is_disconnect": is_awareness_disconnect_message,
}
# Nothing at all is a mistake of the caller here, as in pycrdt.
EMPTY = {"handle_sync_message": IndexError, "read_message": AssertionError, "Decoder": RuntimeError}


def go_through(door, data):
    """True if the bytes were taken, False if they were refused as documented."""
    if not data and door in EMPTY:
        with pytest.raises(EMPTY[door]):
            DOORS[door](data)
        return False
    try:
        DOORS[door](data)
    except Refused:
        return False
    return True


# --- bytes ----------------------------------------------------------------------------------------


def seeds():
    """What others really send, and what the fuzzers keep."""
    sender = Awareness(Doc(client_id=2))
    sender.set_local_state({"name": "Bob", "cursor": [1, None, 2.5, "ü"]})
    presence = sender.encode_awareness_update([2])
    own = [
        UPDATES["v1"],
        UPDATES["v2"],
        full_doc(client_id=9).get_update(),
        STATE,
        presence,
        create_awareness_message(presence),
        write_message(presence),
        create_sync_message(FULL),
        create_sync_message(FULL)[1:],
        create_update_message(UPDATES["v1"])[1:],
        b"\x00" + write_message(STATE),
        Snapshot.from_doc(FULL).encode(),
        Snapshot.from_doc(FULL).deletions.encode(),
        FULL.get("text", type=Text).sticky_index(3).encode(),
        StickyIndex.new(FULL.get("array", type=Array), 0).encode(),
    ]
    kept = [path.read_bytes() for path in sorted(ROOT.glob("fuzz/corpus/*/*"))]
    assert len(kept) > 50
    return own + [data for data in kept if len(data) < 4096]


SEEDS = seeds()


@st.composite
def mutations(draw):
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        kind = draw(st.sampled_from(["set", "cut", "insert", "remove", "join"]))
        if kind == "set" and at < len(data):
            data[at] = draw(st.sampled_from([0, 1, 2, 0x7F, 0x80, 0xFF]) | st.integers(0, 255))
        elif kind == "cut":
            del data[at:]
        elif kind == "insert":
            data[at:at] = draw(st.binary(max_size=8))
        elif kind == "remove":
            del data[at : at + draw(st.integers(1, 16))]
        elif kind == "join":
            data[at:] = draw(st.sampled_from(SEEDS))[:256]
    return bytes(data)


@pytest.mark.parametrize("door", DOORS)
@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.one_of(mutations(), mutations(), st.binary(max_size=64)))
def test_bytes_of_others(door, data):
    go_through(door, data)


@pytest.mark.parametrize("door", DOORS)
def test_seeds_and_their_beginnings(door):
    """Also shows that the doors open: some bytes are taken and some refused."""
    taken = {go_through(door, data) for data in SEEDS}
    assert True in taken
    assert False in taken or door == "is_disconnect"
    for data in SEEDS[:15]:
        for end in range(0, len(data), max(1, len(data) // 12)):
            go_through(door, data[:end])


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("value", [None, 5, "text", [0, 0], memoryview(b"\0\0\0\0")[::2]])
def test_what_is_no_bytes(door, value):
    errors = (TypeError, BufferError)
    if value is None and door == "Doc.get_update":
        return  # which asks for everything
    with pytest.raises(errors):
        DOORS[door](value)
