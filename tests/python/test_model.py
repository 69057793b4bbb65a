"""Doc(Model=...): updates that a pydantic model does not allow are refused."""

from datetime import datetime

import pytest

from ycpp import Array, Doc, Map, Text, create_update_message, handle_sync_message

pydantic = pytest.importorskip("pydantic")


class Delivery(pydantic.BaseModel):
    timestamp: datetime
    dimensions: tuple[int, int]


def delivery(timestamp="2020-01-02T03:04:05Z", dimensions=("10", "20"), **options):
    return Doc({"timestamp": Text(timestamp), "dimensions": Array(dimensions)}, **options)


@pytest.fixture
def doc():
    return Doc({"timestamp": Text(), "dimensions": Array()}, Model=Delivery)


def test_an_update_that_is_a_model(doc):
    doc.apply_update(delivery().get_update())
    assert str(doc["timestamp"]) == "2020-01-02T03:04:05Z"
    assert list(doc["dimensions"]) == ["10", "20"]


@pytest.mark.parametrize("encoding", ["v1", "v2"])
def test_an_update_that_is_none(doc, encoding):
    remote = delivery()
    doc.apply_update(remote.get_update(encoding=encoding), encoding=encoding)
    before = doc.get_update()
    events = []
    doc.observe(events.append)
    remote["dimensions"][1] = "a"
    for _ in range(2):
        with pytest.raises(pydantic.ValidationError, match="dimensions"):
            doc.apply_update(remote.get_update(encoding=encoding), encoding=encoding)
    assert doc.get_update() == before
    assert events == []
    remote["dimensions"][1] = "30"
    doc.apply_update(remote.get_update(encoding=encoding), encoding=encoding)
    assert list(doc["dimensions"]) == ["10", "30"]
    assert len(events) == 1


def test_own_edits_count(doc):
    """They are not checked themselves, but what comes on top of them is."""
    remote = delivery()
    doc.apply_update(remote.get_update())
    doc["dimensions"].append("30")
    with pytest.raises(pydantic.ValidationError):
        doc.apply_update(remote.get_update())
    doc["dimensions"].pop()
    doc.apply_update(remote.get_update())


def test_messages_are_checked_too(doc):
    message = create_update_message(delivery(timestamp="never").get_update())
    with pytest.raises(pydantic.ValidationError, match="timestamp"):
        handle_sync_message(message[1:], doc)
    assert str(doc["timestamp"]) == ""


def test_malformed_updates(doc):
    with pytest.raises(ValueError, match="Cannot decode update"):
        doc.apply_update(b"\xff\xff\xff\xff")
    doc.apply_update(delivery().get_update())
    assert list(doc["dimensions"]) == ["10", "20"]


def test_a_field_that_is_no_shared_type():
    doc = Doc({"timestamp": Text()}, Model=Delivery)
    with pytest.raises(pydantic.ValidationError, match="Field required"):
        doc.apply_update(delivery().get_update())


def test_defaults_and_nested_content():
    class Settings(pydantic.BaseModel):
        options: dict[str, list[int]]
        title: str = "none"

    doc = Doc({"options": Map()}, Model=Settings)
    doc.apply_update(Doc({"options": Map({"a": Array([1, 2])})}).get_update())
    assert doc["options"].to_py() == {"a": [1, 2]}
    with pytest.raises(pydantic.ValidationError, match=r"options\.b"):
        doc.apply_update(Doc({"options": Map({"b": "x"})}).get_update())


def test_without_observers_failing(doc):
    def fail(event):
        raise KeyError

    doc.observe(fail)
    with pytest.raises(BaseException, match="Observer callback error"):
        doc.apply_update(delivery().get_update())
    assert list(doc["dimensions"]) == ["10", "20"]
