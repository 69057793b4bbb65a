"""Awareness.start and stop, on asyncio and on trio."""

import asyncio
import gc
import subprocess
import sys
import textwrap
import threading
import weakref

import anyio
import pytest
import trio

from ycpp import Awareness, Doc

TIMEOUT_MS = 100
PERIOD = TIMEOUT_MS / 10 / 1000

pytestmark = pytest.mark.anyio


def new(**options):
    return Awareness(Doc(client_id=1), outdated_timeout=TIMEOUT_MS, **options)


async def until(condition):
    """Waits for what must happen within a few periods."""
    with anyio.fail_after(5):
        while not condition():
            await anyio.sleep(PERIOD / 2)


async def test_start_returns_and_the_own_state_is_renewed():
    awareness = new()
    seen = []
    awareness.observe(lambda topic, event: seen.append((topic, event)))
    await awareness.start()
    await until(lambda: len(seen) >= 2)
    await awareness.stop()
    changes = {"added": [], "updated": [1], "removed": []}
    assert seen[:2] == [("update", (changes, "local"))] * 2
    assert awareness.meta[1]["clock"] >= 2


async def test_silent_clients_are_removed():
    awareness = new()
    awareness.apply_awareness_update(b"\x01\x09\x01\x02{}", None)
    removed = []
    awareness.observe(lambda topic, event: removed.append(event), ["remove"])
    await awareness.start()
    await until(lambda: removed)
    await awareness.stop()
    assert removed == [({"added": [], "updated": [], "removed": [9]}, "timeout")]


async def test_stop_keeps_states_and_ends_the_work():
    awareness = new()
    awareness.set_local_state({"a": 1})
    await awareness.start()
    await awareness.stop()
    clock = awareness.meta[1]["clock"]
    seen = []
    awareness.observe(lambda topic, event: seen.append(topic))
    await anyio.sleep(TIMEOUT_MS / 1000 + 4 * PERIOD)
    assert seen == []
    assert awareness.states == {1: {"a": 1}}
    assert awareness.meta[1]["clock"] == clock


async def test_every_way_to_start():
    for way in ("await", "start_soon", "start", "task"):
        awareness = new()
        async with anyio.create_task_group() as group:
            if way == "await":
                await awareness.start()
            elif way == "start_soon":
                group.start_soon(awareness.start)
                await until(lambda awareness=awareness: awareness._started)
            elif way == "start":
                await group.start(awareness.start)
            else:
                group.start_soon(awareness._start)
                await until(lambda awareness=awareness: awareness._started)
        clock = awareness.meta[1]["clock"]
        await until(lambda awareness=awareness, clock=clock: awareness.meta[1]["clock"] > clock)
        await awareness.stop()


async def test_starting_twice_and_stopping_twice():
    awareness = new()
    with pytest.raises(RuntimeError, match="^Awareness not started$"):
        await awareness.stop()
    await awareness.start()
    with pytest.raises(RuntimeError, match="^Awareness already started$"):
        await awareness.start()
    await awareness._start()  # as existing code does; it runs already
    await awareness.stop()
    with pytest.raises(RuntimeError, match="^Awareness not started$"):
        await awareness.stop()
    await awareness.start()
    clock = awareness.meta[1]["clock"]
    await until(lambda: awareness.meta[1]["clock"] > clock)
    await awareness.stop()


async def test_it_does_not_keep_the_awareness_alive():
    awareness = new()
    await awareness.start()
    gone = weakref.ref(awareness)
    del awareness
    gc.collect()
    assert gone() is None
    await anyio.sleep(3 * PERIOD)  # what is still scheduled finds nobody


async def test_stopping_inside_an_observer():
    awareness = new()
    seen = []

    def stop(topic, event):
        seen.append(topic)
        awareness._periodic.cancel()

    awareness.observe(stop)
    await awareness.start()
    await until(lambda: seen)
    await anyio.sleep(TIMEOUT_MS / 1000 + 4 * PERIOD)
    assert seen == ["update"]


async def test_stopping_from_another_thread():
    awareness = new()
    await awareness.start()
    thread = threading.Thread(target=lambda: asyncio.run(awareness.stop()))
    thread.start()
    await anyio.to_thread.run_sync(thread.join)
    clock = awareness.meta[1]["clock"]
    await anyio.sleep(TIMEOUT_MS / 1000 + 4 * PERIOD)
    assert awareness.meta[1]["clock"] == clock


def failing(awareness):
    """Makes an observer that fails each time, and returns the list of its failures."""
    failures = []

    def fail(topic, event):
        failures.append(ValueError("failed"))
        raise failures[-1]

    awareness.observe(fail)
    return failures


def test_asyncio_tells_its_exception_handler_of_failures():
    reports = []

    async def main():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda loop, context: reports.append(context))
        awareness = new()
        failures = failing(awareness)
        await awareness.start()
        await until(lambda: len(failures) >= 3)
        await awareness.stop()
        assert reports == [
            {"message": "Awareness failed", "exception": failure} for failure in failures
        ]

    asyncio.run(main())


def test_with_trio_failures_are_logged(caplog):
    async def main():
        awareness = new()
        failures = failing(awareness)
        await awareness.start()
        await until(lambda: len(failures) >= 3)
        await awareness.stop()
        return failures

    failures = trio.run(main)
    assert {record.getMessage() for record in caplog.records} == {"Awareness failed"}
    assert [record.exc_info[1] for record in caplog.records] == failures


@pytest.mark.parametrize("run", [lambda main: asyncio.run(main()), trio.run])
def test_it_ends_with_its_loop_and_can_start_in_another(run):
    awareness = new()

    async def start():
        await awareness.start()
        await anyio.sleep(2 * PERIOD)

    async def stop():
        with pytest.raises(RuntimeError, match="not started"):
            await awareness.stop()
        await awareness.start()
        await awareness.stop()

    for main in (start, stop):
        run(main)


def test_trio_inside_asyncio_is_trio():
    awareness = new()
    clocks = []

    async def guest():
        await awareness.start()
        await until(lambda: awareness.meta[1]["clock"] > 0)
        clocks.append(awareness.meta[1]["clock"])

    async def host():
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        trio.lowlevel.start_guest_run(
            guest,
            run_sync_soon_threadsafe=loop.call_soon_threadsafe,
            done_callback=done.set_result,
        )
        (await done).unwrap()

    asyncio.run(host())
    assert clocks
    assert not awareness._started


def test_without_a_loop():
    start = new().start()
    with pytest.raises(RuntimeError, match="no running event loop"):
        start.send(None)


@pytest.mark.parametrize("run", ["asyncio.run(main())", "trio.run(main)"])
def test_a_program_ends_although_it_did_not_stop(run):
    program = f"""
        import asyncio, trio
        from ycpp import Awareness, Doc

        awareness = Awareness(Doc())

        async def main():
            await awareness.start()

        {run}
        print("ended")
    """
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (done.returncode, done.stdout) == (0, "ended\n"), done.stderr
    assert done.stderr == ""
