"""IdMap: attributes attached to ids, its bytes, and values that JSON does not have."""

import random
import threading

import pytest

from ycpp import AttrRange, ContentAttribute, Doc, IdMap, IdSet, Text, UndoManager

A = ContentAttribute("a", 1)
B = ContentAttribute("b", 2)


def made(*ranges):
    result = IdMap()
    for entry in ranges:
        result.insert(*entry)
    return result


def show(entries):
    return [(c, r.start, r.end, [a.name for a in r.attributes]) for c, r in entries]


@pytest.mark.parametrize(
    "value",
    [None, True, False, 0, 42, -7, 2**53, -(2**63), 3.5, "é", "", [], {}, [1, [2.5, "x"]]]
    + [{"r": 1, "n": [{"deep": None}]}, (1, (2,))],
)
def test_values(value):
    attribute = ContentAttribute("k", value)
    assert attribute.name == "k"
    expected = [1, [2]] if value == (1, (2,)) else value
    assert attribute.value == expected
    assert type(attribute.value) is type(expected)
    restored = IdMap.decode(made((7, 3, 4, [attribute])).encode())
    assert restored.attributions(7, 3, 4)[0].attributes == [attribute]
    assert restored.attributions(7, 3, 4)[0].attributes[0].value == expected


def test_attributes_compare_by_value():
    one = ContentAttribute("k", {"a": 1, "b": [{"x": 1, "y": 2}]})
    two = ContentAttribute("k", {"b": [{"y": 2, "x": 1.0}], "a": 1})
    assert one == two
    assert hash(one) == hash(two)
    assert len({one, two, A, B, ContentAttribute("a", 1)}) == 3
    assert A != B
    assert A != "a"
    assert ContentAttribute("a", True) != A
    assert repr(A) == "ContentAttribute(name='a', value=1)"
    two.value["a"] = 5
    assert one == two, "the value is a copy"


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        (b"x", TypeError, "^bytes cannot be used as a JSON attribute value$"),
        ({"a": [b""]}, TypeError, "^bytes cannot be used as a JSON attribute value$"),
        (float("nan"), ValueError, "^NaN and infinity cannot be used as attribute values$"),
        ([float("-inf")], ValueError, "^NaN and infinity cannot be used as attribute values$"),
        (object(), TypeError, "^attribute value must be JSON-serializable"),
        ({1}, TypeError, "^attribute value must be JSON-serializable"),
        ([bytearray()], TypeError, "^attribute value must be JSON-serializable"),
        ({1: 2}, TypeError, "a key of type int is not a str"),
        (2**63, OverflowError, "64 bits"),
        ("\ud800", UnicodeEncodeError, None),
    ],
)
def test_values_that_are_not_json(value, kind, message):
    with pytest.raises(kind, match=message):
        ContentAttribute("k", value)


def test_values_without_an_end():
    endless = []
    endless.append([endless, endless])
    for value in (endless, {"a": endless}):
        with pytest.raises(ValueError, match="nested too deeply"):
            ContentAttribute("k", value)
    with pytest.raises(TypeError):
        ContentAttribute(5, 1)


def test_attaching():
    ids = made((1, 0, 5, [A]), (1, 3, 5, [B]), (1, 20, 1, (A, A)), (1, 30, 5, []), (1, 30, 0, [A]))
    assert show(ids) == [
        (1, 0, 3, ["a"]),
        (1, 3, 5, ["a", "b"]),
        (1, 5, 8, ["b"]),
        (1, 20, 21, ["a"]),
    ]
    assert show(ids.entries()) == show(ids)
    assert all(isinstance(r, AttrRange) for _, r in ids)
    assert ids.contains(1, 7)
    assert not ids.contains(1, 8)
    ids.remove(1, 1, 100)
    assert show(ids) == [(1, 0, 1, ["a"])]
    assert ids
    assert not ids.is_empty()
    ids.remove(1, 0, 1)
    assert not ids
    assert ids.is_empty()


def test_what_is_attached():
    ids = made((1, 2, 2, [A]))
    ranges = ids.attributions(1, 0, 6)
    assert [(r.start, r.end, r.attributes) for r in ranges] == [(0, 2, []), (2, 4, [A]), (4, 6, [])]
    assert [(r.start, r.end) for r in ids.attributions(9, 5, 3)] == [(5, 8)]
    assert repr(ranges[0]) == "AttrRange(start=0, end=2, attributes=[])"
    ranges[1].attributes.clear()
    assert ranges[1].attributes == [A]


def test_operators():
    a, b = made((1, 0, 10, [A])), made((1, 4, 10, [B]), (2, 0, 1, [B]))
    assert show(a | b) == [
        (1, 0, 4, ["a"]),
        (1, 4, 10, ["a", "b"]),
        (1, 10, 14, ["b"]),
        (2, 0, 1, ["b"]),
    ]
    assert show(a & b) == [(1, 4, 10, ["a", "b"])]
    assert show(a - b) == show(a - b.as_id_set()) == [(1, 0, 4, ["a"])]
    assert show(a) == [(1, 0, 10, ["a"])]
    alias = a
    a |= b
    a &= made((1, 0, 5, [A]))
    assert show(alias) == [(1, 0, 4, ["a"]), (1, 4, 5, ["a", "b"])]
    a -= made((1, 0, 1, [B]))
    a -= made((1, 1, 1, [B])).as_id_set()
    assert alias is a
    assert show(a) == [(1, 2, 4, ["a"]), (1, 4, 5, ["a", "b"])]
    a -= a
    assert not alias
    for operand in (5, None, [b], IdSet()):
        with pytest.raises(TypeError):
            b | operand
        with pytest.raises(TypeError):
            b & operand
    with pytest.raises(TypeError):
        b - 5
    with pytest.raises(TypeError, match=r"^diff_with\(\) expects an IdMap or IdSet$"):
        b.diff_with(5)
    with pytest.raises(TypeError, match="unhashable"):
        hash(b)


def test_methods_in_place():
    a, b = made((1, 0, 4, [A])), made((1, 2, 4, [B]))
    merged = IdMap.merge_many([a, b])
    assert merged == a | b == IdMap.merge_many(iter([a, IdMap(), b]))
    assert merged != a
    assert IdMap.merge_many([]) == IdMap()
    a.merge_with(b)
    assert a == merged
    a.intersect_with(b)
    assert show(a) == [(1, 2, 4, ["a", "b"]), (1, 4, 6, ["b"])]
    a.diff_with(made((1, 3, 1, [B])))
    assert show(a) == [(1, 2, 3, ["a", "b"]), (1, 4, 6, ["b"])]
    for wrong in (5, [5]):
        with pytest.raises(TypeError):
            IdMap.merge_many(wrong)
    assert a != "map"


def test_filter():
    ids = made((1, 0, 2, [A]), (1, 2, 2, [B]))
    assert show(ids.filter(lambda attributes: A in attributes)) == [(1, 0, 2, ["a"])]
    assert len(list(ids)) == 2

    def mutate(attributes):
        ids.remove(1, 0, 100)
        ids.insert(5, 0, 1, [B])
        return 1

    assert show(ids.filter(mutate)) == [(1, 0, 2, ["a"]), (1, 2, 4, ["b"])]
    with pytest.raises(ZeroDivisionError):
        ids.filter(lambda attributes: 1 / 0)


def test_bytes():
    assert IdMap().encode() == b"\x00"
    ids = made((1, 0, 5, [A]))
    assert ids.encode() == b"\x01\x01\x01\x00\x05\x01\x00\x00\x01a}\x01"
    assert IdMap.decode(memoryview(ids.encode())) == ids
    assert repr(ids) == (
        "IdMap([(1, AttrRange(start=0, end=5, attributes=[ContentAttribute(name='a', value=1)]))])"
    )
    for data in (b"", b"\xff" * 5, b"\x01\x01\x01\x00\x05\x01\x00\x00\x01a"):
        with pytest.raises(ValueError, match="^Failed to decode IdMap: "):
            IdMap.decode(data)
    with pytest.raises(TypeError):
        IdMap.decode("00")


def test_numbers():
    for client, clock, length in ((-1, 0, 1), (0, -1, 1), (0, 0, -1), (2**64, 0, 1)):
        with pytest.raises(OverflowError):
            made((client, clock, length, [A]))
    for client, clock, length in ((2**53, 0, 1), (0, 2**53 - 1, 1), (0, 1, 2**64 - 1)):
        with pytest.raises(ValueError, match="2\\^53"):
            made((client, clock, length, [A]))
    for entry in ((1.0, 0, 1, [A]), (1, "0", 1, [A]), (1, 0, 1, A), (1, 0, 1, [1])):
        with pytest.raises(TypeError):
            made(entry)
    ids = made((1, 0, 5, [A]))
    ids.remove(1, 2, 2**64 - 1)
    assert show(ids) == [(1, 0, 2, ["a"])]


def test_who_wrote_what():
    doc = Doc(client_id=3)
    text = doc.get("t", type=Text)
    manager = UndoManager(scopes=[text], capture_timeout_millis=0)
    text += "Hello"
    text += " you"
    written = IdMap()
    for item, author in zip(manager.undo_stack, ["ada", "bob"], strict=True):
        written |= IdMap.from_set(item.insertions, [ContentAttribute("author", author)])
    authors = [(r.start, r.end, r.attributes[0].value) for _, r in written]
    assert authors == [(0, 5, "ada"), (5, 9, "bob")]
    assert IdMap.from_set(IdSet(), [A]).is_empty()
    assert written.as_id_set().encode() == b"\x01\x03\x01\x00\x09"


def test_many_ranges_and_threads():
    ids = IdMap()

    def work(seed):
        rng = random.Random(seed)
        for _ in range(2000):
            ids.insert(seed % 2, rng.randrange(10_000), 3, [A if rng.random() < 0.5 else B])

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert IdMap.decode(ids.encode()) == ids
    assert len(ids.entries()) > 2000
