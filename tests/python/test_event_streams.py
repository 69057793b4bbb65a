"""Events as streams, and how their readers hold back those who edit."""

import gc
import sys

import anyio
import pytest
from anyio import create_task_group, fail_after, sleep, to_thread
from anyio.lowlevel import checkpoint

from ycpp import Array, Doc, Map, Text

if sys.version_info < (3, 11):
    from exceptiongroup import ExceptionGroup

pytestmark = pytest.mark.anyio


async def read(events, count):
    return [await events.receive() for _ in range(count)]


def subscribed(doc):
    """How many callbacks the document has of streams."""
    owners = [getattr(held, "__self__", None) for held in gc.get_referents(doc)]
    return len([owner for owner in owners if type(owner).__name__ == "_Feed"])


async def test_events_of_a_document():
    doc = Doc()
    async with doc.events() as events:
        text = doc.get("text", type=Text)
        text += "a"
        text += "b"
        updates = [event.update for event in await read(events, 2)]
    copy = Doc()
    for update in updates:
        copy.apply_update(update)
    assert str(copy.get("text", type=Text)) == "ab"


async def test_events_of_shared_types():
    doc = Doc()
    text = doc.get("text", type=Text)
    array = doc.get("array", type=Array)
    map = doc.get("map", type=Map)
    async with (
        text.events() as texts,
        array.events(deep=True) as arrays,
        map.events() as maps,
    ):
        text += "a"
        array.append(Map({"k": 1}))
        array[0]["k"] = 2
        map["k"] = 3
        assert (await texts.receive()).delta == [{"insert": "a"}]
        assert [event.path for event in await arrays.receive()] == [[]]
        assert [event.path for event in await arrays.receive()] == [[0]]
        assert (await maps.receive()).keys == {"k": {"action": "add", "newValue": 3}}


async def test_a_stream_lives_without_the_object_it_was_got_from():
    doc = Doc()
    async with doc.get("text", type=Text).events() as events:
        gc.collect()
        doc.get("text", type=Text).insert(0, "a")
        assert (await events.receive()).delta == [{"insert": "a"}]


async def test_several_streams_get_all_events():
    doc = Doc()
    text = doc.get("text", type=Text)
    async with doc.events() as one, doc.events() as two:
        text += "a"
        assert (await one.receive()).update == (await two.receive()).update


@pytest.mark.parametrize("deep", [False, True])
async def test_a_closed_stream_is_unsubscribed_at_the_next_event(deep):
    doc = Doc()
    text = doc.get("text", type=Text)
    async with doc.events(), text.events(deep=deep):
        assert subscribed(doc) == 2
    text += "a"
    assert subscribed(doc) == 0
    text += "b"


async def test_a_stream_ends_with_its_document():
    doc = Doc()
    text = doc.get("text", type=Text)
    events = doc.events()
    text += "a"
    del doc, text
    gc.collect()
    async with events:
        with fail_after(5):
            assert len([event async for event in events]) == 1


async def test_an_event_too_many():
    doc = Doc()
    text = doc.get("text", type=Text)
    async with text.events(max_buffer_size=2) as events:
        text += "a"
        text += "b"
        with pytest.raises(ExceptionGroup) as raised:
            text += "c"
        assert [type(error) for error in raised.value.exceptions] == [anyio.WouldBlock]
        assert len(await read(events, 2)) == 2
        text += "d"
        assert (await events.receive()).delta == [{"retain": 3}, {"insert": "d"}]
    assert str(text) == "abcd"


async def test_without_a_buffer_somebody_has_to_wait():
    doc = Doc()
    text = doc.get("text", type=Text)
    async with doc.events(max_buffer_size=0) as events, create_task_group() as group:
        with pytest.raises(ExceptionGroup):
            text += "a"
        received = []

        async def reader():
            received.append(await events.receive())

        group.start_soon(reader)
        await sleep(0.01)
        text += "b"
        with pytest.raises(ExceptionGroup):
            text += "c"
    assert len(received) == 1


# --- transactions that wait for the reader ----------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 3])
async def test_the_reader_holds_back_the_writer(size):
    doc = Doc()
    text = doc.get("text", type=Text)
    written, received = [], []

    async def write():
        for number in range(10):
            async with doc.transaction():
                text.insert(len(text), "x")
            written.append(number)

    async with doc.events(max_buffer_size=size, async_transactions=True) as events:
        async with create_task_group() as group:
            group.start_soon(write)
            await sleep(0.02)
            assert len(written) == size
            for count in range(1, 11):
                received.append((await events.receive()).update)
                await sleep(0.005)
                assert len(written) == min(size + count, 10)
    copy = Doc()
    for update in received:
        copy.apply_update(update)
    assert str(copy.get("text", type=Text)) == "x" * 10


async def test_events_come_in_the_order_of_the_commits():
    """Whichever of the waiting tasks the loop runs first; trio shuffles them."""
    doc = Doc()
    text = doc.get("text", type=Text)
    count = 30

    async def write():
        async with doc.transaction():
            text.insert(len(text), "x")

    lengths = []
    async with doc.events(max_buffer_size=1, async_transactions=True) as events:
        async with create_task_group() as group:
            for _ in range(count):
                group.start_soon(write)
                if len(lengths) % 2:
                    await checkpoint()
            state = Doc()
            while len(str(state.get("text", type=Text))) < count:
                state.apply_update((await events.receive()).update)
                lengths.append(len(state.get("text", type=Text)))
    assert lengths == sorted(lengths)


async def test_a_cancelled_writer_loses_no_event():
    doc = Doc()
    text = doc.get("text", type=Text)
    async with doc.events(max_buffer_size=1, async_transactions=True) as events:
        for letter in "abc":
            with anyio.move_on_after(0.01):
                async with doc.transaction():
                    text += letter
        copy = Doc()
        async with create_task_group() as group:

            async def write():
                async with doc.transaction():
                    text.insert(3, "d")

            group.start_soon(write)
            for event in await read(events, 4):
                copy.apply_update(event.update)
        assert str(copy.get("text", type=Text)) == "abcd"


async def test_a_reader_that_leaves_frees_the_writer():
    doc = Doc()
    text = doc.get("text", type=Text)

    async def write():
        for _ in range(3):
            async with doc.transaction():
                text.insert(0, "x")

    with fail_after(5):
        async with create_task_group() as group:
            events = doc.events(max_buffer_size=0, async_transactions=True)
            group.start_soon(write)
            await sleep(0.02)
            assert str(text) == "x"
            await events.aclose()
    assert str(text) == "xxx"


async def test_other_transactions_cannot_wait_for_the_reader():
    doc = Doc()
    text = doc.get("text", type=Text)
    async with doc.events(async_transactions=True) as events:
        with pytest.raises(RuntimeError, match="^Async callback in non-async transaction$"):
            text += "a"
        async with doc.transaction():
            text += "b"
        assert events.statistics().current_buffer_used == 1


# --- threads ----------------------------------------------------------------------------------


async def test_edits_of_other_threads_wake_the_reader():
    doc = Doc(allow_multithreading=True)
    text = doc.get("text", type=Text)

    def write():
        for _ in range(50):
            text.insert(0, "x")

    copy = Doc()
    async with doc.events() as events, create_task_group() as group:
        for _ in range(2):
            group.start_soon(to_thread.run_sync, write)
        with fail_after(20):
            for _ in range(100):
                copy.apply_update((await events.receive()).update)
    assert str(copy.get("text", type=Text)) == "x" * 100


async def test_an_event_too_many_of_another_thread():
    doc = Doc(allow_multithreading=True)
    text = doc.get("text", type=Text)

    def write():
        text.insert(0, "a")
        text.insert(0, "b")
        with pytest.raises(ExceptionGroup) as raised:
            text.insert(0, "c")
        return raised.value.exceptions

    async with doc.events(max_buffer_size=2) as events:
        # Not waited for by the loop, so that nothing is delivered meanwhile.
        errors = await to_thread.run_sync(write)
        assert [type(error) for error in errors] == [anyio.WouldBlock]
        with fail_after(5):
            await read(events, 2)
