"""Limits: what a document and a presence refuse of others."""

import pickle
from dataclasses import FrozenInstanceError

import pytest

from ycpp import Array, Awareness, AwarenessLimits, Doc, Limits, Map, Text, merge_updates

LIMIT = "Cannot decode update: limit exceeded"


def update_with(text, **options):
    doc = Doc(client_id=7, **options)
    doc["t"] = Text(text)
    return doc.get_update()


def refused(doc, update, match, **options):
    """That `update` is refused, and leaves no trace."""
    before = doc.get_update()
    told = []
    subscription = doc.observe(told.append)
    with pytest.raises(ValueError, match=match):
        doc.apply_update(update, **options)
    doc.unobserve(subscription)
    assert doc.get_update() == before and told == []


def test_without_limits_there_is_one():
    assert Doc().limits == Limits() == Limits(update_bytes=None, free_blocks=2**20)


def test_limits_are_shown_as_they_were_given():
    limits = Limits(update_bytes=10, free_blocks=None, memory_bytes=2**40)
    assert Doc(limits=limits).limits == limits
    assert pickle.loads(pickle.dumps(limits)) == limits
    with pytest.raises(FrozenInstanceError):
        limits.update_bytes = 11


@pytest.mark.parametrize("kind", [Limits, AwarenessLimits])
def test_wrong_limits(kind):
    with pytest.raises(TypeError, match="update_bytes must be an int or None, not str"):
        kind(update_bytes="1 MB")
    with pytest.raises(TypeError, match="not bool"):
        kind(update_bytes=True)
    with pytest.raises(ValueError, match="update_bytes must be from 0 to"):
        kind(update_bytes=-1)
    with pytest.raises(ValueError, match="not 9223372036854775808"):
        kind(update_bytes=2**63)
    with pytest.raises(TypeError):
        kind(10)


def test_length_of_an_update():
    update = update_with("hello")
    doc = Doc(limits=Limits(update_bytes=len(update)))
    doc.apply_update(update)
    longer = update_with("hello!")
    refused(
        doc, longer, f"{LIMIT}: update_bytes is {len(update)}, and the update has {len(longer)}"
    )
    with pytest.raises(ValueError, match=f"{LIMIT}: update 1: update_bytes"):
        doc.apply_updates([update, longer])
    doc.apply_updates([update] * 1000)


def test_blocks_of_few_bytes():
    log = []
    author = Doc(client_id=1, skip_gc=True)
    author["t"] = Text()
    author.observe(lambda event: log.append(event.update_v2))
    for _ in range(2_000):
        author["t"].insert(0, "a")
        del author["t"][0]
    update = merge_updates(*log, encoding="v2")
    small = Doc(limits=Limits(free_blocks=0))
    if len(update) < 2_000:
        refused(small, update, f"{LIMIT} at byte .*: more blocks than free_blocks", encoding="v2")
    Doc(limits=Limits(free_blocks=None)).apply_update(update, encoding="v2")
    small.apply_updates(log, encoding="v2")  # each of them has more bytes than blocks
    assert small.get_state() == author.get_state()


def test_a_full_document():
    doc = Doc(limits=Limits(memory_bytes=20_000))
    doc.apply_update(update_with("x" * 30_000))
    other = Doc(client_id=8)
    other.apply_update(doc.get_update())
    other["t"] = Text("y")
    refused(doc, other.get_update(), f"{LIMIT}: memory_bytes is 20000, and the document holds ")
    doc.apply_update(doc.get_update())  # nothing new
    twin = Doc(client_id=9)
    twin.apply_update(doc.get_update())
    del twin.get("t", type=Text)[:]
    doc.apply_update(twin.get_update())
    text = doc.get("t", type=Text)
    assert str(text) == ""
    text += "what the program does is not limited"
    assert str(text).startswith("what")


def test_what_waits_fills_a_document():
    author = Doc(client_id=1)
    log = []
    author.observe(lambda event: log.append(event.update))
    array = author.get("a", type=Array)
    for number in range(3_000):
        array.append(number)
    doc = Doc(limits=Limits(memory_bytes=100_000))
    with pytest.raises(ValueError, match="memory_bytes"):
        for update in log[1:]:
            doc.apply_update(update)
    assert doc.get("a", type=Array).to_py() == []


def test_documents_in_a_document():
    outer = Doc(client_id=1)
    outer["m"] = Map({"inner": Doc(guid="inner")})
    limits = Limits(update_bytes=100)
    doc = Doc(limits=limits)
    doc.apply_update(outer.get_update())
    inner = doc.get("m", type=Map)["inner"]
    assert inner.limits == limits
    refused(inner, update_with("x" * 200), "update_bytes")
    assert outer["m"]["inner"].limits == Limits()


def test_a_model_sees_what_is_within_the_limits():
    pydantic = pytest.importorskip("pydantic")
    seen = []

    class Model(pydantic.BaseModel):
        t: str

        @pydantic.field_validator("t")
        @classmethod
        def look(cls, value):
            seen.append(value)
            return value

    doc = Doc({"t": Text()}, Model=Model, limits=Limits(update_bytes=30))
    with pytest.raises(ValueError, match="update_bytes"):
        doc.apply_update(update_with("x" * 30))
    assert seen == []
    doc.apply_updates([update_with("hello")])
    assert seen == ["hello"] and str(doc["t"]) == "hello"


def test_presence():
    def update_of(client_id, state):
        there = Awareness(Doc(client_id=client_id))
        there.set_local_state(state)
        return there.encode_awareness_update([client_id])

    limits = AwarenessLimits(update_bytes=60, state_bytes=20, clients=3)
    awareness = Awareness(Doc(client_id=1), limits=limits)
    awareness.apply_awareness_update(update_of(2, {"name": "Ann"}), "net")
    for update, match in [
        (update_of(3, {"name": "Ann", "color": 1}), "at byte 4: state_bytes is 20, and the state"),
        (update_of(3, {"name": "A" * 60}), "update_bytes is 60, and the update has"),
    ]:
        with pytest.raises(ValueError, match=match):
            awareness.apply_awareness_update(update, "net")
    awareness.apply_awareness_update(update_of(3, {"name": "Bob"}), "net")
    with pytest.raises(
        ValueError, match="clients is 3, and with those of the update there would be"
    ):
        awareness.apply_awareness_update(update_of(4, {}), "net")
    assert list(awareness.states) == [1, 2, 3]
    awareness.set_local_state({"name": "as long as the program likes"})
    awareness.remove_awareness_states([3], "net")
    with pytest.raises(ValueError, match="clients"):
        awareness.apply_awareness_update(update_of(4, {}), "net")
