"""Transactions in asynchronous code: waiting for one's turn, and awaiting what callbacks started.

Names that the engine imports: it calls `enter` and `leave` for `async with doc.transaction()`.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio

from ._event_loop import running_loop
from ._ycpp import Transaction, raise_together

T = TypeVar("T", bound=Transaction)


class _Bell:
    """Wakes a task, from whatever thread."""

    def __init__(self) -> None:
        self._loop = running_loop()
        self._event = anyio.Event()

    def ring(self) -> None:
        self._loop.call_soon(lambda event: event.set(), self._event)

    async def wait(self) -> None:
        await self._event.wait()
        self._event = anyio.Event()


async def enter(transaction: T) -> T:
    """Wait for the turn to have a transaction, or become part of the one that is open."""
    bell = _Bell()
    timeout = transaction._timeout
    for_ever = timeout is None and anyio.current_effective_deadline() == math.inf
    if transaction._enter_async(bell.ring, for_ever):
        return transaction
    try:
        with anyio.move_on_after(timeout):
            await bell.wait()
            while not transaction._enter_async(bell.ring, for_ever):
                await bell.wait()
            return transaction
        raise TimeoutError("Could not acquire transaction")
    finally:
        transaction._withdraw()


async def leave(transaction: Transaction) -> None:
    """Leave a block; if it was the last one, commit, and await what callbacks started.

    It is the next one's turn before that, so callbacks may have transactions of their own.
    """
    calls, errors = transaction._leave_async()
    if calls:
        async with anyio.create_task_group() as group:
            for call in calls:
                group.start_soon(_collect, call, errors)
    raise_together(errors)


async def _collect(call: Callable[[], Awaitable[object]], errors: list[BaseException]) -> None:
    try:
        await call()
    except Exception as error:
        errors.append(error)
