"""Events as streams: `async for event in doc.events()`."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

import anyio
from anyio import BrokenResourceError, ClosedResourceError, WouldBlock
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from ._event_loop import EventLoop, running_loop
from ._ycpp import Subscription

E = TypeVar("E")


def event_stream(
    observe: Callable[[Callable[[E], None]], Subscription],
    max_buffer_size: float,
    await_later: Callable[[Callable[[], Any]], None] | None = None,
) -> MemoryObjectReceiveStream[E]:
    """A stream of what `observe` tells, until it is closed.

    Args:
        observe: Registers a callback, which then belongs to the document.
        max_buffer_size: How many events wait for the reader at most.
        await_later: What lets the transaction wait for the reader; without it, an event too many
            raises WouldBlock.
    """
    feed: _Feed[E] = _Feed(max_buffer_size, await_later)
    feed.subscription = observe(feed.put)
    return feed.receiver


class _Sender(MemoryObjectSendStream[E]):
    """Ends the stream when the document goes.

    It does so by itself: what waits in the stream knows the document, and whoever else was to close
    the stream then would have to keep it, and with it the document.
    """

    def __del__(self) -> None:
        self.close()


class _Feed(Generic[E]):
    """The sending end of a stream. The callback keeps it alive, and it keeps the subscription.

    Events that do not fit into the stream wait in a backlog: they reach the reader in the order of
    the commits, whichever task comes to run first, and none is lost with a cancelled task (one that
    the reader takes while the task is being cancelled may come twice).
    """

    def __init__(
        self, max_buffer_size: float, await_later: Callable[[Callable[[], Any]], None] | None
    ) -> None:
        self._sender, self.receiver = anyio.create_memory_object_stream[E](max_buffer_size)
        self._sender.__class__ = _Sender
        self._max_buffer_size = max_buffer_size
        self._await_later = await_later
        self._backlog: deque[E] = deque()
        self._put = 0  # events, ever
        self._sent = 0
        self._sending = anyio.Lock()
        self._thread = threading.get_ident()
        self._loop: EventLoop | None = None
        try:
            self._loop = running_loop()
        except RuntimeError:  # made before there is one
            pass
        self.subscription: Subscription | None = None

    def put(self, event: E) -> None:
        """Called inside the commit, in the thread of the edit."""
        if self._await_later is not None:
            self._await_later(partial(self._drain, self._put + 1))
        elif self._is_full():
            raise WouldBlock
        self._put += 1
        self._backlog.append(event)
        if self._loop is None or threading.get_ident() == self._thread:
            self._flush()
        else:
            self._loop.call_soon(lambda feed: feed._flush(), self)

    def _is_full(self) -> bool:
        state = self._sender.statistics()
        if state.open_receive_streams == 0:
            return False
        room = self._max_buffer_size - state.current_buffer_used + state.tasks_waiting_receive
        return len(self._backlog) >= room

    def _flush(self) -> None:
        if self._sending.locked():  # it goes on with the backlog, and must find it as it was
            return
        try:
            while self._backlog:
                self._sender.send_nowait(self._backlog[0])
                self._advance()
        except WouldBlock:
            pass
        except (BrokenResourceError, ClosedResourceError):
            self._close()

    async def _drain(self, number: int) -> None:
        """Wait until the event of this number is sent."""
        async with self._sending:
            try:
                while self._sent < number:
                    await self._sender.send(self._backlog[0])
                    self._advance()
            except (BrokenResourceError, ClosedResourceError):
                self._close()

    def _advance(self) -> None:
        self._backlog.popleft()
        self._sent += 1

    def _close(self) -> None:
        """The reader has gone."""
        self._sent = self._put
        self._backlog.clear()
        self._sender.close()
        if self.subscription is not None:
            self.subscription.drop()
            self.subscription = None
