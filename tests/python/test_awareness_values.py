"""States on their way to JSON text and back: every value that JSON has, and errors for the rest."""

import enum
import json
import math
from collections import OrderedDict, namedtuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ycpp import Awareness, Decoder, Doc

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def shown(value):
    """The JSON text of the state {"v": value}, and what Python reads it as."""
    awareness = Awareness(Doc(client_id=1))
    awareness.set_local_state({"v": value})
    decoder = Decoder(awareness.encode_awareness_update([1]))
    for _ in range(3):
        decoder.read_var_uint()
    return decoder.read_var_string(), awareness.get_local_state()["v"]


def doubles(value):
    """`value` with all numbers as JavaScript has them."""
    if isinstance(value, dict):
        return {key: doubles(item) for key, item in value.items()}
    if isinstance(value, list):
        return [doubles(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_values_survive(value):
    text, read = shown(value)
    assert doubles(read) == doubles(value)
    assert json.loads(text) == {"v": read}


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.text(), VALUES, max_size=3))
def test_texts_of_peers_are_read_as_json_reads_them(state):
    awareness = Awareness(Doc(client_id=1))
    text = json.dumps(state).encode()
    length = bytes([len(text) & 127 | 128, len(text) >> 7 & 127 | 128, len(text) >> 14])
    awareness.apply_awareness_update(b"\x01\x09\x01" + length + text, None)
    assert doubles(awareness.states[9]) == doubles(state)


@pytest.mark.parametrize(
    ("value", "text", "read"),
    [
        (1, "1", int),
        (1.0, "1", int),
        (-0.0, "0", int),
        (1.5, "1.5", float),
        (1e21, "1e+21", float),
        (1e-7, "1e-7", float),
        (123456789012345680000.0, "123456789012345680000", int),
        (2**53 - 1, "9007199254740991", int),
        (2**53 + 1, "9007199254740992", int),
        (-(2**63), "-9223372036854776000", int),
        (10**30, "1e+30", float),
        (True, "true", bool),
        (None, "null", type(None)),
        ("", '""', str),
        ('"\\\b\f\n\r\t/\x00\x1f\x7f', r'"\"\\\b\f\n\r\t/\u0000\u001f' + '\x7f"', str),
        ("\u2028é😀", '"\u2028é😀"', str),
        ("\ud800x\udfff", r'"\ud800x\udfff"', str),
        ([], "[]", list),
        ((), "[]", list),
        ({}, "{}", dict),
        ([[], {}, [{}]], "[[],{},[{}]]", list),
    ],
)
def test_texts_are_those_of_json_stringify(value, text, read):
    written, result = shown(value)
    assert written == '{"v":' + text + "}"
    assert type(result) is read
    assert result == (list(value) if isinstance(value, tuple) else json.loads(text))


def test_integer_keys_come_first_as_in_javascript():
    assert shown({"b": 0, "10": 0, "9": 0, "a": 0})[0] == '{"v":{"9":0,"10":0,"b":0,"a":0}}'


class Number(int):
    def __repr__(self):
        return "no number"


class Real(float):
    def __repr__(self):
        return "no number"


class Word(str, enum.Enum):
    HELLO = "hello"


class Level(enum.IntEnum):
    HIGH = 3


class Renamed(dict):
    def items(self):
        return [(key.upper(), value) for key, value in super().items()]


def test_subclasses_are_written_as_what_they_are():
    point = namedtuple("point", "x y")
    ordered = OrderedDict(a=1, b=2)
    ordered.move_to_end("a")
    value = [Number(5), Real(2.5), Word.HELLO, Level.HIGH, point(1, 2), ordered, Renamed(a=1)]
    assert shown(value)[0] == '{"v":[5,2.5,"hello",3,[1,2],{"b":2,"a":1},{"A":1}]}'


def refused(kind, message, value):
    awareness = Awareness(Doc(client_id=1))
    awareness.set_local_state({"before": 1})
    with pytest.raises(kind) as raised:
        awareness.set_local_state({"user": value})
    assert type(raised.value) is kind
    assert str(raised.value) == message
    assert awareness.get_local_state() == {"before": 1}
    assert awareness.meta[1]["clock"] == 1


@pytest.mark.parametrize(
    ("value", "where", "name"),
    [
        (object(), "state.user", "object"),
        ({"cursor": {1}}, "state.user.cursor", "set"),
        ([1, [b"a"]], "state.user[1][0]", "bytes"),
        ([{"a": 1}, {"b": [0, 0, 1j]}], "state.user[1].b[2]", "complex"),
        ({"ä€": print}, "state.user.ä€", "builtin_function_or_method"),
        (Renamed(a=object()), "state.user.A", "object"),
    ],
)
def test_other_types_are_refused_by_their_path(value, where, name):
    refused(TypeError, f"{where}: object of type {name} is not JSON serializable", value)


@pytest.mark.parametrize("key", [1, None, 1.5, True, b"a", ("a",)])
def test_keys_are_str(key):
    name = type(key).__name__
    refused(TypeError, f"state.user[1]: a key of type {name} is not a str", [0, {"a": 1, key: 2}])


@pytest.mark.parametrize(
    ("value", "name"), [(math.nan, "nan"), (math.inf, "infinity"), (-math.inf, "infinity")]
)
def test_numbers_are_finite(value, name):
    refused(ValueError, f"state.user.x: {name} is not a JSON number", {"x": value})


def test_an_int_beyond_every_double():
    refused(OverflowError, "state.user: int too large for a JSON number", 10**400)


def test_circles():
    ring = {"a": [1]}
    ring["a"].append(ring)
    refused(ValueError, "state.user.a[1]: circular reference", ring)
    loop = []
    loop.append(loop)
    refused(ValueError, "state.user[0]: circular reference", loop)


class Endless(dict):
    def items(self):
        return [("next", Endless())]


def test_nesting_has_a_limit_and_no_crash():
    refused(ValueError, "state.user: nested deeper than 10000", Endless())
    deep = value = []
    for _ in range(9_000):
        value.append([])
        value = value[0]
    text, read = shown(deep)
    assert text.count("[") == 9_001
    for _ in range(9_000):
        (read,) = read
    assert read == []


def test_a_mapping_that_changes_what_holds_it():
    holder = []

    class Hostile(dict):
        def items(self):
            holder.clear()
            return [("a", 1)]

    holder += [Hostile(), "x", "y"]
    assert shown(holder)[0] == '{"v":[{"a":1}]}'

    class Odd(dict):
        def items(self):
            return [1]

    refused(ValueError, "items() of a mapping must give pairs", Odd())

    class Failing(dict):
        def items(self):
            raise KeyError("failed")

    refused(KeyError, "'failed'", Failing())
