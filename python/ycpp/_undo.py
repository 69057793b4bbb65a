"""UndoManager: undo and redo of one's own changes, among those of others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import time_ns
from typing import Any, Generic, Literal, TypeVar
from weakref import ref

from ._base import SharedType
from ._ycpp import Document, IdSet, UndoManagerBase

MetaT = TypeVar("MetaT")


def timestamp() -> int:
    """The time in milliseconds."""
    return time_ns() // 1_000_000


class StackItem(Generic[MetaT]):
    """One step of undo or redo: the ids of what it takes back.

    The items of an `UndoManager` are copies; together with the document they are enough to give
    another manager the same steps, also in another process.
    """

    meta: MetaT | None
    """Whatever the user attached to the step, such as the position of the cursor."""

    def __init__(
        self, doc: Document, deletions: IdSet, insertions: IdSet, meta: MetaT | None = None
    ) -> None:
        """
        Args:
            doc: The document that the ids are of.
            deletions: What the step deleted.
            insertions: What the step inserted.
            meta: Anything.

        Raises:
            TypeError: An argument is of the wrong type.
        """
        if not isinstance(doc, Document):
            raise TypeError("'doc' must be a Doc or pycrdt.Doc")
        for name, ids in (("deletions", deletions), ("insertions", insertions)):
            if not isinstance(ids, IdSet):
                raise TypeError(f"'{name}' must be an IdSet, not {type(ids).__name__}")
        self._guid = doc.guid
        self._deletions = deletions
        self._insertions = insertions
        self.meta = meta

    @property
    def guid(self) -> str:
        """The name of the document."""
        return self._guid

    @property
    def deletions(self) -> IdSet:
        """What the step deleted."""
        return self._deletions

    @property
    def insertions(self) -> IdSet:
        """What the step inserted."""
        return self._insertions

    @staticmethod
    def merge(
        a: StackItem[Any],
        b: StackItem[Any],
        merge_meta: Callable[[Any, Any], Any] | None = None,
    ) -> StackItem[Any]:
        """Both as one step, of the document of `a`.

        Args:
            a: The older step.
            b: The newer step.
            merge_meta: Makes the `meta` of the new step out of both; what it raises is passed on.
                Without it, the step has that of `a`.
        """
        meta = a.meta if merge_meta is None else merge_meta(a.meta, b.meta)
        deletions, insertions = IdSet(), IdSet()
        for item in (a, b):
            deletions.merge(item._deletions)
            insertions.merge(item._insertions)
        return StackItem._of(a._guid, deletions, insertions, meta)

    @staticmethod
    def _of(guid: str, deletions: IdSet, insertions: IdSet, meta: Any) -> StackItem[Any]:
        item: StackItem[Any] = StackItem.__new__(StackItem)
        item._guid = guid
        item._deletions = deletions
        item._insertions = insertions
        item.meta = meta
        return item

    def _parts(self) -> tuple[str, IdSet, IdSet, Any]:
        return self._guid, self._deletions, self._insertions, self.meta

    def __repr__(self) -> str:
        return (
            f"StackItem(guid={self._guid!r}, deletions={self._deletions}, "
            f"insertions={self._insertions}, meta={self.meta!r})"
        )


@dataclass(eq=False)
class StackEvent:
    """What happened to a stack of an `UndoManager`."""

    kind: Literal["added", "updated", "popped"]
    """A step is new; a change joined the newest one; or a step was undone or redone."""
    stack: Literal["undo", "redo"]
    """The stack that it happened to."""
    item: StackItem[Any]
    """The step. What the callback sets as its `meta`, the step keeps."""
    origin: object
    """The origin of the transaction; the undo manager, when it undid or redid."""


class StackSubscription:
    """A callback that is registered with an `UndoManager`."""

    __slots__ = ("_callback", "_manager")

    def __init__(self, manager: UndoManager, callback: Callable[[StackEvent], None]) -> None:
        self._manager = ref(manager)
        self._callback = callback

    def drop(self) -> None:
        """Unregister the callback now. Does nothing the second time."""
        manager = self._manager()
        if manager is not None and self in manager._observers:
            manager.unobserve(self)


class UndoManager(UndoManagerBase):
    """Undo and redo of one's own changes, among those of others.

    It watches shared types, or whole documents, and collects what is changed there in transactions
    without an origin, or with one of those that were included. Undoing deletes what was inserted
    and inserts anew what was deleted; what others did meanwhile stays. It is an ordinary change
    that all peers see, with the manager as its origin; the stacks are local.

    What could be undone is kept from being collected until `clear()`.
    """

    def __init__(
        self,
        *,
        scopes: Sequence[SharedType | Document] | None = None,
        capture_timeout_millis: int = 500,
        timestamp: Callable[[], int] = timestamp,
        undo_stack: Sequence[StackItem[Any]] | None = None,
        redo_stack: Sequence[StackItem[Any]] | None = None,
    ) -> None:
        """
        Args:
            scopes: The shared types, or documents, to watch.
            capture_timeout_millis: A change joins the last step when it follows the last change
                within less than this.
            timestamp: Returns the time in milliseconds; called once for each captured transaction.
            undo_stack: Steps to start with, the newest last.
            redo_stack: Steps to start with, the newest last.

        Raises:
            OverflowError: `capture_timeout_millis` is negative.
            RuntimeError: A scope is not part of a document.
        """
        super().__init__(
            capture_timeout_millis,
            timestamp,
            [item._parts() for item in undo_stack or ()],
            [item._parts() for item in redo_stack or ()],
        )
        self._observers: list[StackSubscription] = []
        for scope in scopes or ():
            self.expand_scope(scope)

    def expand_scope(self, scope: SharedType | Document) -> None:
        """Watch a shared type and what is in it, or a whole document, from now on.

        The scopes may be of several documents.

        Raises:
            RuntimeError: The shared type is not part of a document.
            TypeError: It is neither a shared type nor a document.
        """
        self._expand_scope(scope)

    @property
    def undo_stack(self) -> list[StackItem[Any]]:
        """The steps that can be undone, the newest last; copies."""
        return [StackItem._of(*parts) for parts in self._undo_stack()]

    @property
    def redo_stack(self) -> list[StackItem[Any]]:
        """The steps that can be redone, the newest last; copies."""
        return [StackItem._of(*parts) for parts in self._redo_stack()]

    def observe(self, callback: Callable[[StackEvent], None]) -> StackSubscription:
        """Call `callback` with a `StackEvent` whenever a stack changes, but for `clear()`.

        It runs inside of the transaction that made the change: it may read the document; writing
        raises RuntimeError. It stays registered until `unobserve`.
        """
        subscription = StackSubscription(self, callback)
        self._observers.append(subscription)
        self._observe(True)
        return subscription

    def unobserve(self, subscription: StackSubscription) -> None:
        """Unregister a callback. Allowed inside the callback.

        Raises:
            ValueError: It is not registered (any more).
        """
        self._observers.remove(subscription)
        self._observe(bool(self._observers))

    def _notify(
        self,
        kind: Literal["added", "updated", "popped"],
        stack: Literal["undo", "redo"],
        parts: tuple[str, IdSet, IdSet, Any],
        origin: object,
    ) -> tuple[Any, list[Exception]]:
        """Called by the engine. Returns the step's new meta, and what callbacks raised."""
        event = StackEvent(kind, stack, StackItem._of(*parts), origin)
        errors: list[Exception] = []
        for subscription in list(self._observers):
            if subscription not in self._observers:
                continue
            try:
                subscription._callback(event)
            except Exception as error:
                errors.append(error)
        return event.item.meta, errors
