"""Async observers: awaited after the commit, at the end of the block."""

import sys

import anyio
import pytest
from anyio import fail_after, sleep
from anyio.lowlevel import checkpoint

from ycpp import Doc, Text

if sys.version_info < (3, 11):
    from exceptiongroup import ExceptionGroup

pytestmark = pytest.mark.anyio

NOT_AWAITED = "^Async callback in non-async transaction$"


@pytest.fixture(params=[False, True], ids=["one_thread", "threads"])
def doc(request):
    return Doc(allow_multithreading=request.param)


@pytest.fixture
def text(doc):
    return doc.get("text", type=Text)


async def test_async_observers_are_awaited(doc, text):
    done = []

    async def callback(event):
        await sleep(0.01)
        done.append(event.update)

    async def with_transaction(event, transaction):
        await checkpoint()
        done.append(transaction.origin)

    async def without_arguments():
        await checkpoint()
        done.append(None)

    class Callable:
        async def __call__(self, event):
            await checkpoint()
            done.append(type(event).__name__)

    doc.observe(callback)
    doc.observe(with_transaction)
    doc.observe(without_arguments)
    doc.observe(Callable())
    async with doc.transaction(origin="me"):
        text += "a"
    assert len(done) == 4
    assert set(done) >= {"me", None, "TransactionEvent"}
    copy = Doc()
    copy.apply_update(next(update for update in done if isinstance(update, bytes)))
    assert str(copy.get("text", type=Text)) == "a"


async def test_async_observers_of_shared_types(doc, text):
    done = []

    async def callback(event):
        await checkpoint()
        done.append(event.delta)

    async def deep(events):
        await checkpoint()
        done.append([event.path for event in events])

    subscriptions = [text.observe(callback), text.observe_deep(deep)]
    async with doc.new_transaction():
        text += "a"
    assert len(done) == 2
    assert [{"insert": "a"}] in done
    assert [[]] in done
    for subscription in subscriptions:
        text.unobserve(subscription)


async def test_nobody_awaits_outside_of_async_transactions(doc, text):
    async def callback(event):
        raise AssertionError

    doc.observe(callback)
    with pytest.raises(RuntimeError, match=NOT_AWAITED), doc.transaction():
        text += "a"
    with pytest.raises(RuntimeError, match=NOT_AWAITED):
        text += "b"
    with pytest.raises(RuntimeError, match=NOT_AWAITED):
        doc.apply_update(Doc({"text": Text("c")}).get_update())
    assert sorted(str(text)) == ["a", "b", "c"]

    def fail(event):
        raise ValueError("sync")

    doc.observe(fail)
    with pytest.raises(ExceptionGroup) as raised, doc.transaction():
        text += "d"
    assert [type(error) for error in raised.value.exceptions] == [RuntimeError, ValueError]


async def test_failures_of_all_observers_come_together(doc, text):
    done = []

    def sync(event):
        raise ValueError("sync")

    async def early(event):
        raise KeyError("early")

    async def late(event):
        await sleep(0.01)
        done.append(event)
        raise OSError("late")

    for callback in (sync, early, late, late):
        doc.observe(callback)
    with pytest.raises(ExceptionGroup) as raised:
        async with doc.transaction():
            text += "a"
    assert raised.value.message == "Observer callback error"
    assert [type(error) for error in raised.value.exceptions] == [
        ValueError,
        KeyError,
        OSError,
        OSError,
    ]
    assert len(done) == 2
    with pytest.raises(ExceptionGroup):
        async with doc.new_transaction(timeout=1):
            text += "b"


async def test_async_observers_may_have_transactions(doc, text):
    """The turn has been given back by then."""
    other = doc.get("other", type=Text)

    async def callback(event):
        if len(other) < 3:
            async with doc.new_transaction():
                other.insert(0, "x")
        async with doc.transaction():
            pass

    doc.observe(callback)
    with fail_after(5):
        async with doc.new_transaction():
            text += "a"
    assert str(other) == "xxx"


async def test_a_cancelled_block_still_commits(doc, text):
    async def callback(event):
        await anyio.sleep_forever()

    doc.observe(callback)
    with anyio.move_on_after(0.02):
        async with doc.new_transaction():
            text += "a"
    assert str(text) == "a"
    with fail_after(5), anyio.move_on_after(0.02):
        async with doc.new_transaction():
            text += "b"
    assert str(text) == "ab"
