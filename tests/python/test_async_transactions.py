"""Transactions in asynchronous code: joining, waiting, and timeouts."""

import anyio
import pytest
from anyio import create_task_group, fail_after, sleep
from anyio.lowlevel import checkpoint

from ycpp import Doc, Text

pytestmark = pytest.mark.anyio


@pytest.fixture(params=[False, True], ids=["one_thread", "threads"])
def doc(request):
    return Doc(allow_multithreading=request.param)


@pytest.fixture
def text(doc):
    return doc.get("text", type=Text)


async def test_a_block_commits_at_its_end(doc, text):
    events = []
    doc.observe(events.append)
    async with doc.transaction(origin="me") as transaction:
        text += "a"
        await checkpoint()
        async with doc.transaction() as inner:
            with doc.transaction():
                text += "b"
        assert inner is transaction
        assert events == []
    assert [event.transaction.origin for event in events] == ["me"]
    with pytest.raises(RuntimeError, match="No current transaction"):
        transaction.origin  # noqa: B018


async def test_what_the_block_raises_comes_out_as_it_is(doc, text):
    for block in (doc.transaction, doc.new_transaction):
        with pytest.raises(KeyError):
            async with block():
                text += "a"
                raise KeyError("body")
    assert str(text) == "aa"


async def test_not_inside_a_block_that_is_not_async(doc):
    with doc.transaction() as transaction:
        with pytest.raises(RuntimeError, match="Already in a non-async transaction"):
            async with doc.transaction():
                pass
        assert transaction.origin is None
    async with doc.transaction():
        pass


@pytest.mark.parametrize("first", [0.02, 0.04])
async def test_tasks_join(doc, text, first):
    """Whoever leaves last commits."""
    events = []
    awaited = []

    async def callback(event):
        await checkpoint()
        awaited.append(event.update)

    doc.observe(events.append)
    doc.observe(callback)

    async def edit(seconds, letter, task_status):
        async with doc.transaction():
            text.insert(0, letter)
            task_status.started()
            await sleep(seconds)

    async with create_task_group() as group:
        await group.start(edit, first, "a")
        await group.start(edit, 0.03, "b")
    assert [event.update for event in events] == awaited
    assert len(events) == 1
    assert str(text) == "ba"


async def test_tasks_take_turns(doc, text):
    order = []

    async def edit(letter, task_status=anyio.TASK_STATUS_IGNORED):
        async with doc.new_transaction():
            task_status.started()
            order.append(letter)
            text.insert(0, letter)
            await sleep(0.01)
            order.append(letter)

    events = []
    doc.observe(events.append)
    async with create_task_group() as group:
        await group.start(edit, "a")
        for letter in "bcd":
            group.start_soon(edit, letter)
    assert order[::2] == order[1::2]
    assert sorted(str(text)) == ["a", "b", "c", "d"]
    assert len(events) == 4


async def test_first_come_first_served(doc):
    order = []

    async def edit(number):
        async with doc.new_transaction():
            order.append(number)
            await checkpoint()

    async with create_task_group() as group:
        async with doc.new_transaction():
            for number in range(5):
                group.start_soon(edit, number)
                await sleep(0.005)
    assert order == list(range(5))


async def test_a_new_transaction_waits_for_one_that_is_joined(doc, text):
    async def edit(task_status):
        async with doc.transaction():
            task_status.started()
            await sleep(0.02)
            text.insert(0, "a")

    async with create_task_group() as group:
        await group.start(edit)
        async with doc.new_transaction(timeout=5):
            assert str(text) == "a"


async def test_a_new_transaction_waits_for_a_block_of_another_task(doc, text):
    async def edit(task_status):
        with doc.transaction():
            task_status.started()
            await sleep(0.02)
            text.insert(0, "a")

    async with create_task_group() as group:
        await group.start(edit)
        async with doc.new_transaction():
            assert str(text) == "a"


@pytest.mark.parametrize("is_async", [False, True])
async def test_a_timeout(doc, text, is_async):
    async def hold(task_status):
        if is_async:
            async with doc.transaction():
                task_status.started()
                await anyio.sleep_forever()
        with doc.transaction():
            task_status.started()
            await anyio.sleep_forever()

    async with create_task_group() as group:
        await group.start(hold)
        with pytest.raises(TimeoutError, match="^Could not acquire transaction$"):
            async with doc.new_transaction(timeout=0.01):
                pass
        group.cancel_scope.cancel()
    with fail_after(5):
        async with doc.new_transaction():
            text += "a"
    assert str(text) == "a"


async def test_a_wait_that_would_never_end_is_refused(doc):
    async with doc.new_transaction():
        with pytest.raises(RuntimeError, match="Already in a transaction"):
            async with doc.new_transaction():
                pass
    with doc.transaction():
        with pytest.raises(RuntimeError, match="Already in a transaction"):
            async with doc.new_transaction():
                pass
    async with doc.transaction():
        with pytest.raises(RuntimeError, match="Already in a transaction"):
            doc.new_transaction().__enter__()
    async with doc.new_transaction(timeout=1):
        pass


async def test_a_wait_inside_a_deadline_is_none_of_these(doc):
    async with doc.new_transaction():
        with pytest.raises(TimeoutError), fail_after(0.01):
            async with doc.new_transaction():
                pass
        with pytest.raises(TimeoutError):
            async with doc.new_transaction(timeout=0.01):
                pass


async def test_a_cancelled_wait_leaves_the_queue(doc):
    entered = []

    async def wait(number):
        async with doc.new_transaction():
            entered.append(number)

    async with create_task_group() as outer:
        async with doc.new_transaction():
            async with create_task_group() as group:
                group.start_soon(wait, 1)
                await sleep(0.01)
                outer.start_soon(wait, 2)
                await sleep(0.01)
                group.cancel_scope.cancel()
    assert entered == [2]


async def test_a_turn_is_not_lost_with_the_task_that_is_given_it(doc):
    """Cancelled after the turn became its own, and before it ran."""
    entered = []

    async def wait(number, scope):
        with scope:
            async with doc.new_transaction():
                entered.append(number)

    scopes = [anyio.CancelScope(), anyio.CancelScope()]
    async with create_task_group() as group:
        async with doc.new_transaction():
            for number, scope in enumerate(scopes):
                group.start_soon(wait, number, scope)
                await sleep(0.01)
        scopes[0].cancel()
    assert entered in ([1], [0, 1])
    with fail_after(5):
        async with doc.new_transaction():
            pass


async def test_single_edits_do_not_wait_for_tasks_of_their_thread(doc, text):
    """A task was given the turn and has not run yet: nobody can wait for it here."""
    entered = []

    async def wait():
        async with doc.new_transaction():
            entered.append(str(text))

    async with create_task_group() as group:
        async with doc.new_transaction():
            group.start_soon(wait)
            await sleep(0.01)
        text += "a"
        with doc.transaction():
            text += "b"
        with doc.new_transaction():
            text += "c"
        assert entered == []
    assert entered == ["abc"]
