"""Provider: keeps a document and that of a peer at the other end of a channel the same."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from logging import Logger, getLogger
from types import TracebackType
from typing import Any, Protocol

import anyio
from anyio import TASK_STATUS_IGNORED, create_memory_object_stream, create_task_group
from anyio.abc import TaskGroup, TaskStatus
from anyio.streams.memory import MemoryObjectReceiveStream

from ._doc import Doc
from ._event_loop import running_loop
from ._sync import (
    YMessageType,
    YSyncMessageType,
    create_sync_message,
    create_update_message,
    handle_sync_message,
)
from ._ycpp import TransactionEvent


class Channel(Protocol):
    """Carries messages to a peer and back, a WebSocket for example; to be subclassed.

    Messages arrive with `async for message in channel`, until the connection is closed, or one at a
    time with `recv`.
    """

    @property
    def path(self) -> str:
        """What the peer calls the document; for messages in the log."""
        ...

    def __aiter__(self) -> Channel:
        """The messages, until the peer is gone."""
        return self

    async def __anext__(self) -> bytes:
        """The next message, as from `recv`."""
        return await self.recv()

    async def send(self, message: bytes) -> None:
        """Send a message. One call at a time."""
        ...

    async def recv(self) -> bytes:
        """Receive the next message. Raises StopAsyncIteration when the connection is closed."""
        ...


class Provider:
    """Synchronizes a document through a channel.

        async with Provider(doc, channel):
            ...

    or, without a block to be in, `task_group.start_soon(provider.start)`, then
    `await provider.started.wait()`, and `await provider.stop()` in the end.

    At first each side asks the other for what it lacks; after that every change of the document is
    sent, except back to where it came from. Presence is not its business: it ignores messages that
    are not about the document.
    """

    started: anyio.Event
    """Set once the provider runs."""

    def __init__(self, doc: Doc[Any], channel: Channel, log: Logger | None = None) -> None:
        """
        Args:
            doc: The document.
            channel: Leads to the peer.
            log: Told of every message, at the level DEBUG.
        """
        self.log = log or getLogger(__name__)
        self.started = anyio.Event()
        self._doc = doc
        self._channel = channel
        self._sending = anyio.Lock()
        self._task_group: TaskGroup | None = None
        self._exit_stack = AsyncExitStack()

    async def start(self, *, task_status: TaskStatus[None] = TASK_STATUS_IGNORED) -> None:
        """Run until `stop`.

        Args:
            task_status: Told as soon as it runs.

        Raises:
            RuntimeError: It is started already.
            ExceptionGroup: What the channel raised, or ValueError for a malformed message.
        """
        self._refuse_second_start()
        async with create_task_group() as task_group:
            self._begin(task_group)
            task_status.started()

    async def stop(self) -> None:
        """Stop. The channel stays open.

        Raises:
            AssertionError: It is not started.
        """
        if self._task_group is None:
            raise AssertionError("Provider not started")
        self._task_group.cancel_scope.cancel()
        self._task_group = None

    async def __aenter__(self) -> Provider:
        """Start in a task group of its own.

        Raises:
            RuntimeError: It runs already.
        """
        self._refuse_second_start()
        async with AsyncExitStack() as stack:
            self._begin(await stack.enter_async_context(create_task_group()))
            self._exit_stack = stack.pop_all()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        """Stop, if it runs, and wait for its tasks."""
        if self._task_group is not None:
            await self.stop()
        return await self._exit_stack.__aexit__(exc_type, exc_value, traceback)

    def _refuse_second_start(self) -> None:
        if self._task_group is not None:
            raise RuntimeError("Provider already started")

    def _begin(self, task_group: TaskGroup) -> None:
        self._task_group = task_group
        task_group.start_soon(self._run, task_group)
        self.started.set()

    async def _run(self, task_group: TaskGroup) -> None:
        # Watched from before the first message on: no change falls between the two.
        with self._watched_changes() as updates:
            await self._send(create_sync_message(self._doc), YSyncMessageType.SYNC_STEP1)
            task_group.start_soon(self._forward, updates)
            async for message in self._channel:
                await self._receive(message)
            await anyio.sleep_forever()  # the peer says no more, but may still listen

    @contextmanager
    def _watched_changes(self) -> Iterator[MemoryObjectReceiveStream[bytes]]:
        """The updates of all changes that did not come through the channel."""
        updates, received = create_memory_object_stream[bytes](float("inf"))
        loop = running_loop()
        thread = threading.get_ident()

        def put(update: bytes) -> None:
            with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
                updates.send_nowait(update)

        def on_change(event: TransactionEvent) -> None:
            if event.transaction.origin is self:
                return
            if threading.get_ident() == thread:
                put(event.update)
            else:
                loop.call_soon(put, event.update)

        subscription = self._doc.observe(on_change)
        with updates, received:
            try:
                yield received
            finally:
                self._doc.unobserve(subscription)

    async def _forward(self, updates: MemoryObjectReceiveStream[bytes]) -> None:
        while True:
            try:
                update = await updates.receive()
            except (anyio.EndOfStream, anyio.ClosedResourceError):  # nobody watches any more
                return
            await self._send(create_update_message(update), YSyncMessageType.SYNC_UPDATE)

    async def _send(self, message: bytes, type: YSyncMessageType) -> None:
        self.log.debug("Sending %s message to endpoint: %s", type.name, self._channel.path)
        async with self._sending:
            await self._channel.send(message)

    async def _receive(self, message: bytes) -> None:
        if len(message) < 2 or message[0] != YMessageType.SYNC:
            self.log.debug("Ignored a message from endpoint: %s", self._channel.path)
            return
        with suppress(ValueError):  # a type that is not known yet
            name = YSyncMessageType(message[1]).name
            self.log.debug("Received %s message from endpoint: %s", name, self._channel.path)
        # Inside somebody's open transaction the change becomes part of that, with its origin.
        origin = None if self._doc._in_transaction else self
        reply = handle_sync_message(message[1:], self._doc, origin)
        if reply is not None:
            await self._send(reply, YSyncMessageType.SYNC_STEP2)
