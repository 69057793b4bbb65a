"""What all shared types have in common."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Literal, overload

from anyio.streams.memory import MemoryObjectReceiveStream

from ._event_stream import event_stream
from ._sticky_index import Assoc, StickyIndex
from ._ycpp import Document, ReadTransaction, Subscription

if TYPE_CHECKING:
    from typing_extensions import Self, TypeVar

    from ._doc import Doc

    E = TypeVar("E", default=Any)
else:
    from typing import TypeVar

    E = TypeVar("E")

# What an observer may be: it returns nothing, or something to await.
Callback = Callable[[], object] | Callable[[E], object] | Callable[[E, ReadTransaction], object]


def native_callback(document: Document, callback: Callable[..., object]) -> Callable[..., object]:
    """What the engine is to call: of an async function, something that has it awaited later."""
    is_async = inspect.iscoroutinefunction
    if not (is_async(callback) or is_async(type(callback).__call__)):
        return callback

    def call(*arguments: object) -> None:
        document._await_later(partial(callback, *arguments))

    return call


def parameters_of(callback: Callable[..., object]) -> list[inspect.Parameter]:
    """Those of its signature; of a callable of C that has none, the event alone."""
    try:
        return list(inspect.signature(callback).parameters.values())
    except ValueError:
        return [inspect.Parameter("event", inspect.Parameter.POSITIONAL_ONLY)]


def count_arguments(callback: Callable[..., object]) -> int:
    """How many of (event, transaction) `callback` takes: 0, 1 or 2."""
    return min(len(parameters_of(callback)), 2)


def count_required(callback: Callable[..., object]) -> int:
    """The same without those that have a default."""
    parameters = parameters_of(callback)
    plain = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    required = [p for p in parameters if p.kind in plain and p.default is p.empty]
    return min(len(required), 2)


def to_python(value: Any) -> Any:
    """A value as plain Python data: shared types as what their `to_py` gives."""
    return value.to_py() if isinstance(value, SharedType) else value


class SharedType(Generic[E]):
    """A value that lives in a document and is edited by all who share it."""

    @property
    def type_name(self) -> str:
        """The lower-case name of the class."""
        return type(self).__name__.lower()

    @property
    def doc(self) -> Doc[Any]:
        """The document it is part of.

        Raises:
            RuntimeError: It is not part of a document yet.
        """
        document: Doc[Any] | None = self._document  # type: ignore[attr-defined]
        if document is None:
            raise RuntimeError("Not integrated in a document yet")
        return document

    @property
    def integrated(self) -> Self:
        """This object, once it is part of a document.

        Raises:
            RuntimeError: It is not part of a document yet.
        """
        if not self.is_integrated:  # type: ignore[attr-defined]
            raise RuntimeError("Not integrated in a document yet")
        return self

    def observe(self, callback: Callback[E]) -> Subscription:
        """Call `callback` for every transaction that changes this object.

        The callback takes the event, or the event and the read-only transaction. It may read the
        document; writing raises RuntimeError. It stays registered until `unobserve`, or until both
        this object and the returned subscription are gone. An async function is awaited after the
        commit, at the end of `async with doc.transaction()`; in other transactions it is an error.

        Args:
            callback: Called with (event), (event, transaction) or nothing.

        Returns:
            What `unobserve` takes.
        """
        return self._keep(self._register(callback, deep=False))

    def observe_deep(self, callback: Callback[list[Any]]) -> Subscription:
        """Call `callback` with a list of events for every transaction that changes this object or
        what is in it, at any depth. The paths of the events start here. See `observe`."""
        return self._keep(self._register(callback, deep=True))

    def _register(self, callback: Callable[..., object], *, deep: bool) -> Subscription:
        arguments = count_arguments(callback)
        native = native_callback(self.doc, callback)
        subscription: Subscription
        subscription = self._observe(native, arguments, deep)  # type: ignore[attr-defined]
        return subscription

    def _keep(self, subscription: Subscription) -> Subscription:
        self._subscriptions.append(subscription)
        return subscription

    @overload
    def events(
        self, deep: Literal[False] = False, max_buffer_size: float = ...
    ) -> MemoryObjectReceiveStream[E]: ...

    @overload
    def events(
        self, deep: Literal[True], max_buffer_size: float = ...
    ) -> MemoryObjectReceiveStream[list[Any]]: ...

    def events(
        self, deep: bool = False, max_buffer_size: float = float("inf")
    ) -> MemoryObjectReceiveStream[Any]:
        """What `observe` tells, as a stream to read in asynchronous code.

            async with text.events() as events:
                async for event in events:
                    ...

        Args:
            deep: Read what `observe_deep` tells: lists of events.
            max_buffer_size: How many events may wait to be read. Where there are more, the edit
                raises anyio.WouldBlock in an ExceptionGroup; it stands, but its event is lost.

        Returns:
            The stream. It is open from now on, until it is closed.
        """
        return event_stream(
            lambda put: self._register(put, deep=deep), max_buffer_size=max_buffer_size
        )

    def to_py(self) -> Any:
        """The content as plain Python data."""
        raise NotImplementedError

    def unobserve(self, subscription: Subscription) -> None:
        """Unregister a callback. Allowed inside the callback.

        Raises:
            ValueError: It is not registered (any more).
        """
        self._subscriptions.remove(subscription)
        subscription.drop()

    @property
    def _subscriptions(self) -> list[Subscription]:
        try:
            subscriptions: list[Subscription] = self.__dict__["_observers"]
        except KeyError:
            subscriptions = self.__dict__["_observers"] = []
        return subscriptions


class Sequence(SharedType[E]):
    """A shared type with positions."""

    def sticky_index(self, index: int, assoc: Assoc = Assoc.AFTER) -> StickyIndex:
        """The position `index`, which stays where it is while others edit. O(log n).

        Args:
            index: A position in the document's offset unit.
            assoc: Whether it stays with the element after it or with the one before it.

        Raises:
            IndexError: `index` is negative or past the end.
            ValueError: `index` is inside a character.
            RuntimeError: This object is not part of a document.
        """
        return StickyIndex.new(self, index, assoc)
