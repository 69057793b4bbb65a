"""Awareness: who is here, and what they show of themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal
from uuid import uuid4

from anyio import TASK_STATUS_IGNORED
from anyio.abc import TaskStatus

from ._client_views import EditableMeta, EditableStates, Meta, States
from ._event_loop import Periodic, running_loop
from ._limits import AwarenessLimits
from ._ycpp import AwarenessBase, Document

Topic = Literal["add", "remove", "change", "update"]
AwarenessCallback = Callable[[str, tuple[dict[str, Any], Any]], None]

_TOPICS = {"add": 1, "remove": 2, "change": 4, "update": 8}


def _topic_bits(topics: Iterable[str] | None) -> int:
    wanted = set(_TOPICS if topics is None else [topics] if isinstance(topics, str) else topics)
    if unknown := wanted - set(_TOPICS):
        raise ValueError(f"unknown topic {min(map(repr, unknown))}; there are {', '.join(_TOPICS)}")
    if not wanted:
        raise ValueError("name at least one topic")
    return sum(_TOPICS[topic] for topic in wanted)


class Awareness(AwarenessBase):
    """The presence of all clients of a document: names, cursors, who is online.

    Every client has one state, a JSON-serializable dict. It is not part of the document, is sent
    whole, and is forgotten when its client falls silent. What clients exchange are updates: bytes
    from `encode_awareness_update`, given to `apply_awareness_update`; they are those of
    y-protocols. A client has at first the state `{}`, which others hear of once it is set.
    """

    def __init__(
        self,
        ydoc: Document,
        *,
        outdated_timeout: int = 30000,
        limits: AwarenessLimits | None = None,
    ) -> None:
        """
        Args:
            ydoc: The document; its client id becomes this client's.
            outdated_timeout: Milliseconds without a word after which a client counts as gone.
            limits: What it takes in from others; everything by default.

        Raises:
            ValueError: The timeout is not positive.
        """
        super().__init__(
            ydoc.client_id,
            outdated_timeout,
            self._get_time(),
            (limits or AwarenessLimits())._in_order(),
        )
        self._outdated_timeout = outdated_timeout
        self._periodic: Periodic | None = None

    @property
    def states(self) -> States:
        """The states by client id, read-only and live: the own id first, then in order of arrival.

        A state is decoded when it is looked at, into a new object each time.
        """
        return States(self)

    @property
    def meta(self) -> Meta:
        """`{"clock": int, "lastUpdated": milliseconds}` by client id, read-only and live.

        Clients that left are remembered for ten timeouts.
        """
        return Meta(self)

    @property
    def _states(self) -> EditableStates:
        return EditableStates(self)

    @property
    def _meta(self) -> EditableMeta:
        return EditableMeta(self)

    async def start(self, *, task_status: TaskStatus[None] = TASK_STATUS_IGNORED) -> None:
        """Start the periodic work on the running event loop, asyncio's or trio's, and return.

        Every tenth of the timeout it renews this client's state if that is older than half the
        timeout, and removes the states of clients that were silent for the timeout. It ends with
        `stop`, with the event loop, or with this object, and keeps none of them alive. What an
        observer raises there is reported through the loop's exception handler, or `logging`.

        Args:
            task_status: Told at once, for `await task_group.start(awareness.start)`.

        Raises:
            RuntimeError: It is started already, or no event loop runs.
        """
        if self._started:
            raise RuntimeError("Awareness already started")
        period_seconds = self._outdated_timeout / 10 / 1000
        self._periodic = running_loop().call_every(
            period_seconds, self, lambda awareness: awareness._tick(), "Awareness"
        )
        task_status.started()

    async def _start(self) -> None:
        # Existing code runs the periodic work as a task of its own, started or not.
        if not self._started:
            await self.start()

    async def stop(self) -> None:
        """Stop the periodic work. States stay, and observers are told nothing.

        Raises:
            RuntimeError: It is not started.
        """
        if self._periodic is None or not self._periodic.alive:
            raise RuntimeError("Awareness not started")
        self._periodic.cancel()
        self._periodic = None

    @property
    def _started(self) -> bool:
        return self._periodic is not None and self._periodic.alive

    def set_local_state_field(self, field: str, value: Any) -> None:
        """Set one field of this client's state; nothing happens while the state is None.

        Args:
            field: Its name. Dots descend: "user.cursor" is the field "cursor" of the field "user",
                which is made if there is none.
            value: Anything JSON-serializable.

        Raises:
            TypeError: A part on the way is not a mapping, or `value` is not JSON-serializable.
            ValueError, OverflowError, Exception: As `set_local_state`.
        """
        if not isinstance(field, str):
            raise TypeError(f"field must be a str, not {type(field).__name__}")
        state = self.get_local_state()
        if state is None:
            return
        *parents, name = field.split(".")
        target = state
        for depth, parent in enumerate(parents, 1):
            target = target.setdefault(parent, {})
            if not isinstance(target, dict):
                path = ".".join(["state", *parents[:depth]])
                raise TypeError(f"{path}: {type(target).__name__} is not a mapping")
        target[name] = value
        self.set_local_state(state)

    def observe(self, callback: AwarenessCallback, topics: Iterable[Topic] | None = None) -> str:
        """Call `callback(topic, (changes, origin))` when presence changes.

        The topics, in the order in which they are delivered: "add" when clients appear, "remove"
        when clients leave, "change" when the value of any state changed, "update" for everything
        received or set, renewals included, which is what to send to others. `changes` has the lists
        of client ids "added", "updated" and "removed"; "add" fills only "added", "remove" only
        "removed".

        Every observer is called, whatever others raise. The callback may change states, observe and
        unobserve.

        Args:
            callback: The observer.
            topics: Which topics; all, without.

        Returns:
            An id for `unobserve`.

        Raises:
            ValueError: There is no such topic.
        """
        bits = _topic_bits(topics)
        id = str(uuid4())
        self._observe(id, callback, bits)
        return id
