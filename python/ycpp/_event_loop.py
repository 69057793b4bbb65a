"""What has to be asked of the running event loop itself, asyncio's or trio's, and not of anyio.

Calling a function periodically without a task that somebody must wait for, and waking the loop from
another thread. Neither keeps a program alive: what is scheduled ends with its loop.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import weakref
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
_logger = logging.getLogger("ycpp")


class Periodic(Protocol):
    """A function that is called every so many seconds until `cancel`."""

    @property
    def alive(self) -> bool:
        """False once cancelled, or once its loop has ended."""

    def cancel(self) -> None:
        """Do not call again. Allowed from any thread."""


class EventLoop(Protocol):
    """An event loop that runs."""

    def call_every(
        self, seconds: float, owner: T, function: Callable[[T], None], name: str
    ) -> Periodic:
        """Call `function(owner)` every `seconds`, for as long as `owner` lives.

        What it raises is reported, under `name`, and does not end the calls.
        """

    def call_soon(self, function: Callable[[Any], None], argument: Any) -> None:
        """Call `function` soon on this loop, unless that has ended. Allowed from any thread."""


def running_loop() -> EventLoop:
    """The event loop that runs the caller.

    Raises:
        RuntimeError: There is none, or it is neither asyncio's nor trio's.
    """
    trio = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_run():
        return _TrioLoop(trio)
    return _AsyncioLoop(asyncio.get_running_loop())


def running_task() -> object | None:
    """The task that runs the caller, if one does."""
    trio = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_task():
        return trio.lowlevel.current_task()  # type: ignore[no-any-return]
    try:
        return asyncio.current_task()
    except RuntimeError:  # no loop runs
        return None


class _AsyncioLoop:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def call_every(
        self, seconds: float, owner: T, function: Callable[[T], None], name: str
    ) -> Periodic:
        return _AsyncioPeriodic(self._loop, seconds, owner, function, name)

    def call_soon(self, function: Callable[[Any], None], argument: Any) -> None:
        try:
            self._loop.call_soon_threadsafe(function, argument)
        except RuntimeError:  # it is closed
            pass


class _AsyncioPeriodic:
    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        seconds: float,
        owner: T,
        function: Callable[[T], None],
        name: str,
    ) -> None:
        self._loop = loop
        self._seconds = seconds
        self._owner = weakref.ref(owner)
        self._function = function
        self._name = name
        self._cancelled = False
        self._timer = loop.call_later(seconds, self._call)

    @property
    def alive(self) -> bool:
        return not self._cancelled and not self._loop.is_closed()

    def cancel(self) -> None:
        self._cancelled = True
        self._timer.cancel()

    def _call(self) -> None:
        owner = self._owner()
        if owner is None or self._cancelled:
            return
        self._timer = self._loop.call_later(self._seconds, self._call)
        try:
            self._function(owner)
        except Exception as error:
            message = f"{self._name} failed"
            self._loop.call_exception_handler({"message": message, "exception": error})


class _TrioLoop:
    def __init__(self, trio: Any) -> None:
        self.trio = trio
        self._token = trio.lowlevel.current_trio_token()

    def call_every(
        self, seconds: float, owner: T, function: Callable[[T], None], name: str
    ) -> Periodic:
        return _TrioPeriodic(self, seconds, owner, function, name)

    def call_soon(self, function: Callable[[Any], None], argument: Any) -> None:
        try:
            self._token.run_sync_soon(function, argument)
        except self.trio.RunFinishedError:
            pass


class _TrioPeriodic:
    def __init__(
        self, loop: _TrioLoop, seconds: float, owner: T, function: Callable[[T], None], name: str
    ) -> None:
        self._loop = loop
        self._seconds = seconds
        self._owner = weakref.ref(owner)
        self._function = function
        self._name = name
        self._scope = loop.trio.CancelScope()
        self.alive = True
        # A system task is cancelled with the run; an exception in it would end the run.
        loop.trio.lowlevel.spawn_system_task(self._run, name=name)

    def cancel(self) -> None:
        self.alive = False
        self._loop.call_soon(lambda scope: scope.cancel(), self._scope)

    async def _run(self) -> None:
        try:
            with self._scope:
                while self.alive:
                    await self._loop.trio.sleep(self._seconds)
                    if not self._call():
                        break
        finally:
            self.alive = False

    def _call(self) -> bool:
        owner = self._owner()
        if owner is None or not self.alive:
            return False
        try:
            self._function(owner)
        except Exception:
            _logger.exception("%s failed", self._name)
        return True
