"""Text: editing in three units, against str; errors, observers, events and lifetimes."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ycpp import Doc, Text

if sys.version_info < (3, 11):
    pass

MEASURES = {
    "unicode": len,
    "utf16": lambda s: len(s.encode("utf-16-le")) // 2,
    "utf8": lambda s: len(s.encode()),
}
CHARACTERS = st.sampled_from("aé€😀\n\u0301")


def text_in(unit="unicode", value=""):
    doc = Doc(client_id=1, offset_kind=unit)
    doc["text"] = Text(value)
    return doc["text"]


def insides(unit, value):
    """The positions inside the characters of `value`, in `unit`."""
    bounds = {MEASURES[unit](value[:i]) for i in range(len(value) + 1)}
    return [i for i in range(MEASURES[unit](value)) if i not in bounds]


# --- against str --------------------------------------------------------------------------------

EDITS = st.lists(
    st.tuples(
        st.sampled_from(["insert", "append", "delete", "replace"]),
        st.integers(0, 1000),
        st.integers(0, 4),
        st.text(CHARACTERS, max_size=4),
    ),
    max_size=30,
)


def edit(text, model, measure, step):
    """Does `step` to `text`, with positions in its unit, and returns what it is on `model`."""
    kind, where, length, value = step
    start = where % (len(model) + 1)
    stop = min(start + length, len(model))
    index, end = measure(model[:start]), measure(model[:stop])
    if kind == "insert":
        text.insert(index, value)
        return model[:start] + value + model[start:]
    if kind == "append":
        text += value
        return model + value
    if kind == "delete":
        del text[index:end]
        return model[:start] + model[stop:]
    text[index:end] = value
    return model[:start] + value + model[stop:]


@settings(max_examples=150, deadline=None)
@given(unit=st.sampled_from(list(MEASURES)), steps=EDITS)
def test_edits_are_those_of_str(unit, steps):
    text = text_in(unit)
    model = ""
    for step in steps:
        model = edit(text, model, MEASURES[unit], step)
        assert str(text) == model
        assert len(text) == MEASURES[unit](model)
    text.doc._verify()
    copy = Doc()
    copy.apply_update(text.doc.get_update())
    assert str(copy.get("text", type=Text)) == model


CODECS = {"unicode": ("utf-32-le", 4), "utf16": ("utf-16-le", 2), "utf8": ("utf-8", 1)}


def apply_delta(model, delta, unit):
    codec, width = CODECS[unit]
    rest, out = model.encode(codec), b""
    for step in delta:
        if "insert" in step:
            out += step["insert"].encode(codec)
            continue
        size = width * step.get("retain", step.get("delete"))
        assert 0 < size <= len(rest)
        out += rest[:size] if "retain" in step else b""
        rest = rest[size:]
    return (out + rest).decode(codec)


@settings(max_examples=100, deadline=None)
@given(unit=st.sampled_from(list(MEASURES)), groups=st.lists(EDITS, max_size=5))
def test_deltas_tell_what_changed(unit, groups):
    text = text_in(unit)
    shown = [""]
    text.observe(lambda event: shown.append(apply_delta(shown[-1], event.delta, unit)))
    model = ""
    for steps in groups:
        with text.doc.transaction():
            for step in steps:
                model = edit(text, model, MEASURES[unit], step)
        assert shown[-1] == model


@settings(max_examples=100, deadline=None)
@given(steps=st.lists(st.tuples(st.integers(0, 1), EDITS), max_size=6))
def test_two_writers_agree(steps):
    docs = [Doc(client_id=i, offset_kind="utf16") for i in (1, 2)]
    texts = [doc.get("text", type=Text) for doc in docs]
    for who, edits in steps:
        model = str(texts[who])
        for step in edits:
            model = edit(texts[who], model, MEASURES["utf16"], step)
    docs[0].apply_update(docs[1].get_update(docs[0].get_state()))
    docs[1].apply_update(docs[0].get_update(docs[1].get_state()))
    assert str(texts[0]) == str(texts[1])
    assert docs[0].get_state() == docs[1].get_state()


# --- reading ------------------------------------------------------------------------------------


def test_reading_is_that_of_str(unit):
    value = "hé😀llo"
    text = text_in(unit, value)
    assert str(text) == text.to_py() == value
    assert list(text) == list(value)
    assert text[2] == "😀"
    assert text[-1] == "o"
    assert text[1:4] == "é😀l"
    assert text[::-1] == value[::-1]
    assert "é😀" in text
    assert "x" not in text
    with pytest.raises(IndexError):
        text[6]


def test_before_it_is_part_of_a_document():
    text = Text("a")
    assert (text.is_prelim, text.is_integrated) == (True, False)
    assert text.prelim == text.to_py() == "a"
    empty = Text()
    assert (empty.is_prelim, empty.prelim, empty.to_py()) == (False, None, None)
    for use in (
        lambda: str(text),
        lambda: len(text),
        lambda: text.insert(0, "b"),
        lambda: text.doc,
        lambda: text.observe(print),
        lambda: text.clear(),
    ):
        with pytest.raises(RuntimeError, match="Not integrated in a document yet"):
            use()
    doc = Doc()
    doc["text"] = text
    assert (text.is_prelim, text.is_integrated, text.prelim) == (False, True, None)
    assert text.doc is doc
    assert text.type_name == "text"
    with pytest.raises(TypeError):
        Text(5)


def test_wrappers_are_equal_to_themselves_only():
    text = text_in(value="a")
    other = text.doc["text"]
    assert text != other
    assert len({text, other}) == 2


# --- editing ------------------------------------------------------------------------------------


def test_appending_works_in_place():
    text = text_in(value="a")
    same = text
    text += "b"
    assert text is same
    assert str(text.doc["text"]) == "ab"


def test_single_units_are_replaced_and_deleted():
    text = text_in(value="abc")
    text[1] = "X"
    del text[0]
    assert str(text) == "Xc"
    text.clear()
    assert str(text) == ""
    assert not text


def test_a_replacement_is_one_transaction():
    text = text_in(value="abcd")
    deltas = []
    text.observe(lambda event: deltas.append(event.delta))
    text[1:3] = "xyz"
    assert deltas == [[{"retain": 1}, {"delete": 2}, {"insert": "xyz"}]]


def test_a_slice_that_ends_before_it_starts_is_empty():
    text = text_in(value="abc")
    del text[2:1]
    text[2:1] = "x"
    assert str(text) == "abxc"


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda text: text.__delitem__(slice(0, 2, 1)), "Step not supported"),
        (lambda text: text.__delitem__(slice(-1, 2)), "Negative start not supported"),
        (lambda text: text.__delitem__(slice(0, -1)), "Negative stop not supported"),
        (lambda text: text.__delitem__("a"), "Index not supported: a"),
        (lambda text: text.__setitem__(slice(0, 2, 1), "x"), "Step not supported"),
        (lambda text: text.__setitem__("a", "x"), "Index not supported: a"),
        (lambda text: text.__setitem__("\ud800", "x"), "Index not supported: \ud800"),
        (
            lambda text: text.__setitem__(0, "xy"),
            "Single item assigned value must have a length of 1, not 2",
        ),
    ],
)
def test_keys_that_are_not_supported(use, message):
    text = text_in(value="abc")
    with pytest.raises(RuntimeError) as raised:
        use(text)
    assert str(raised.value) == message
    assert str(text) == "abc"


def wrong_edits(text, position):
    return [
        lambda: text.insert(position, "x"),
        lambda: text.__delitem__(position),
        lambda: text.__delitem__(slice(position, position + 1)),
        lambda: text.__setitem__(position, "x"),
        lambda: text.__setitem__(slice(position, position + 1), "x"),
    ]


def test_past_the_end(unit):
    value = "aé😀"
    text = text_in(unit, value)
    for position in (len(text) + 1, len(text) + 100, -1):
        for use in wrong_edits(text, position):
            with pytest.raises((IndexError, RuntimeError)):
                use()
    with pytest.raises(IndexError):
        text.insert(len(text) + 1, "x")
    with pytest.raises(IndexError):
        text.insert(-1, "x")
    with pytest.raises(IndexError):
        del text[0 : len(text) + 1]
    assert str(text) == value


def test_inside_a_character(unit):
    value = "aé😀b"
    text = text_in(unit, value)
    positions = insides(unit, value)
    assert len(positions) == {"unicode": 0, "utf16": 1, "utf8": 4}[unit]
    for position in positions:
        for use in (
            lambda at=position: text.insert(at, "x"),
            lambda at=position: text.__delitem__(slice(at, len(text))),
            lambda at=position: text.__delitem__(slice(0, at)),
            lambda at=position: text.__setitem__(slice(at, len(text)), "x"),
            lambda at=position: text.__setitem__(slice(0, at), "x"),
        ):
            with pytest.raises(ValueError):
                use()
    assert str(text) == value


def test_what_is_not_text_is_refused():
    text = text_in(value="abc")
    for use in (
        lambda: text.insert(0, 5),
        lambda: text.insert("0", "x"),
        lambda: text.__iadd__(b"x"),
        lambda: text.__setitem__(0, None),
    ):
        with pytest.raises(TypeError):
            use()
    with pytest.raises(UnicodeEncodeError):
        text += "\ud800"
    assert str(text) == "abc"


def test_nothing_is_no_event():
    text = text_in(value="abc")
    events = []
    text.doc.observe(events.append)
    text.insert(1, "")
    text += ""
    del text[1:1]
    assert events == []
