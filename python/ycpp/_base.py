"""What all shared types have in common."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ._sticky_index import Assoc, StickyIndex
from ._ycpp import Subscription

if TYPE_CHECKING:
    from typing_extensions import Self

    from ._doc import Doc


def count_arguments(callback: Callable[..., Any]) -> int:
    """How many of (event, transaction) `callback` takes: 0, 1 or 2."""
    return min(len(inspect.signature(callback).parameters), 2)


def to_python(value: Any) -> Any:
    """A value as plain Python data: shared types as what their `to_py` gives."""
    return value.to_py() if isinstance(value, SharedType) else value


class SharedType:
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

    def observe(self, callback: Callable[..., None]) -> Subscription:
        """Call `callback` for every transaction that changes this object.

        The callback takes the event, or the event and the read-only transaction. It may read the
        document; writing raises RuntimeError. It stays registered until `unobserve`, or until both
        this object and the returned subscription are gone.

        Args:
            callback: Called with (event), (event, transaction) or nothing.

        Returns:
            What `unobserve` takes.
        """
        return self._register(callback, deep=False)

    def observe_deep(self, callback: Callable[..., None]) -> Subscription:
        """Call `callback` with a list of events for every transaction that changes this object or
        what is in it, at any depth. The paths of the events start here. See `observe`."""
        return self._register(callback, deep=True)

    def _register(self, callback: Callable[..., None], deep: bool) -> Subscription:
        arguments = count_arguments(callback)
        subscription: Subscription
        subscription = self._observe(callback, arguments, deep)  # type: ignore[attr-defined]
        self._subscriptions.append(subscription)
        return subscription

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


class Sequence(SharedType):
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
