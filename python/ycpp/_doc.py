"""Doc: a document of shared types."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, overload

from anyio.streams.memory import MemoryObjectReceiveStream

from ._base import Callback, SharedType, count_arguments, count_required, native_callback
from ._event_stream import event_stream
from ._limits import Limits
from ._model import ModelCheck
from ._xml import XmlElement, XmlText
from ._ycpp import (
    Document,
    OffsetKind,
    Snapshot,
    SubdocsEvent,
    Subscription,
    TransactionEvent,
    _new_wrapper,
)

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    T = TypeVar("T", default=Any)
else:
    from typing import TypeVar

    T = TypeVar("T")
S = TypeVar("S", bound=SharedType[Any])

OffsetKindName = Literal["unicode", "utf16", "utf8"]


def _client_id(value: int | None) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int):
        raise ValueError("client_id must be an integer")
    if not 0 <= value < 2**64:
        raise ValueError("client_id must be a valid u64")
    if value > 2**53 - 1:
        raise ValueError("client_id cannot overflow 53 bits")
    return int(value)


class Doc(Document, Generic[T]):
    """A document that several peers edit at the same time.

    Shared types live in it under names: `doc["notes"] = Text("hello")`. What peers exchange are
    updates: bytes from `get_update()` or from an event, given to `apply_update()`; they may arrive
    late, twice and in any order. A document may be used from any thread.
    """

    _offset_kind: OffsetKindName = "unicode"
    _subdocument_class: ClassVar[type[Doc[Any]]]

    def __init__(
        self,
        init: Mapping[str, T] | None = None,
        *,
        client_id: int | None = None,
        skip_gc: bool | None = None,
        guid: str | None = None,
        offset_kind: OffsetKindName | None = None,
        Model: type[Any] | None = None,
        allow_multithreading: bool = False,
        limits: Limits | None = None,
    ) -> None:
        """
        Args:
            init: Shared types to start with, by name.
            client_id: This peer's id, unique among all that edit at the same time; random by
                default.
            skip_gc: True keeps deleted content, which snapshots need.
            guid: The document's name among others; a random UUID by default.
            offset_kind: What text positions count: "unicode" code points (the default), "utf16"
                units as JavaScript does, or "utf8" bytes.
            Model: A pydantic model whose fields are names of shared types. An update after which
                the document would not be such a model is refused: `apply_update` raises pydantic's
                ValidationError, and nothing is changed.
            allow_multithreading: True if several threads change the document at the same time:
                their transactions, single edits included, wait for each other.
            limits: What it takes in from peers; the documents that arrive in it get the same.

        Raises:
            ValueError: An argument is of the wrong type or out of range.
        """
        if skip_gc is not None and not isinstance(skip_gc, bool):
            raise ValueError("skip_gc must be a boolean")
        if guid is not None and not isinstance(guid, str):
            raise ValueError("guid must be a string")
        unit = self._offset_kind if offset_kind is None else offset_kind
        if unit not in ("unicode", "utf16", "utf8"):
            raise ValueError(f"offset_kind must be 'unicode', 'utf16' or 'utf8', not {unit!r}")
        super().__init__(
            _client_id(client_id),
            guid,
            getattr(OffsetKind, unit),
            not skip_gc,
            bool(allow_multithreading),
            (limits or Limits())._in_order(),
        )
        self._declared: dict[str, type[SharedType]] = {}
        self._subscriptions: list[Subscription] = []
        for key, value in (init or {}).items():
            self[key] = value
        if Model is not None:
            self._check_updates(ModelCheck(self, Model, Doc))

    @property
    def limits(self) -> Limits:
        """What it takes in from peers."""
        update_bytes, free_blocks, memory_bytes = self._limits
        return Limits(update_bytes=update_bytes, free_blocks=free_blocks, memory_bytes=memory_bytes)

    @classmethod
    def from_snapshot(cls, snapshot: Snapshot, doc: Doc[T]) -> Doc[T]:
        """A new document that is what `doc` was when the snapshot was taken. O(size of `doc`).

        It has the client id, the name and the roots of `doc`; roots that are younger than the
        snapshot are empty. Since it shares the client id, it is for looking: what is edited in it
        must not be merged with the edits of `doc`.

        Raises:
            ValueError: `doc` does not keep what is deleted (`skip_gc=True`), or lacks work that
                the snapshot names.
        """
        past: Doc[Any] = cls(
            client_id=doc.client_id, skip_gc=True, guid=doc.guid, offset_kind=doc.offset_kind
        )
        past.apply_update(snapshot.update(doc))
        for name, kind in doc._declared.items():
            past.get(name, type=kind)
        return past

    def apply_updates(
        self,
        updates: Iterable[bytes],
        origin: object = None,
        *,
        encoding: Literal["v1", "v2"] = "v1",
    ) -> None:
        """Merge many updates at once, such as a stored log: all or none, as one transaction.

        O(n log k) for n blocks in k updates: from half the time of one by one, when all append, to
        nine tenths, when they edit all over.

        Args:
            updates: Bytes-like objects, in any order.
            origin: What observers, who are told once, get as the origin of the transaction.
            encoding: That in which all of them were made.

        Raises:
            ValueError: One of them is not an update, or beyond the limits; the message says which.
                Nothing is changed.
            RuntimeError: A block's parent is not a shared type; nothing is changed.
            ExceptionGroup: What observers raised; the updates are applied.
        """
        self._apply_updates(tuple(updates), origin, encoding)

    def __setitem__(self, key: str, value: T) -> None:
        """Make `value` the shared type named `key`.

        Content that is there already stays; what `value` was made with is inserted at the front.

        Raises:
            RuntimeError: `key` is not a str, or an observer runs.
            AttributeError: `value` is not a shared type.
            ValueError: `value` is an XmlElement or XmlText: a document is given an XmlFragment, and
                `get` makes a root of them.
        """
        if not isinstance(key, str):
            raise RuntimeError("Key must be of type string")
        if not isinstance(value, SharedType):
            raise AttributeError(f"'{type(value).__name__}' object is not a shared type")
        if isinstance(value, (XmlElement, XmlText)):
            raise ValueError(
                f"Cannot assign an {type(value).__name__} to a doc - "
                f"assign an XmlFragment, or use doc.get(key, type={type(value).__name__})"
            )
        self._declare(key, value)

    def _declare(self, key: str, value: SharedType) -> None:
        value._integrate(self, key)  # type: ignore[attr-defined]
        self._declared[key] = type(value)

    def __getitem__(self, key: str) -> T:
        """The shared type named `key`: a new wrapper each time.

        None while the document has content for `key` but nobody here has said what type it is.

        Raises:
            KeyError: There is no such name.
        """
        kind = self._declared.get(key)
        if kind is None:
            if key not in self._root_names():
                raise KeyError(key)
            return None  # type: ignore[return-value]
        value: SharedType = _new_wrapper(kind)
        value._integrate(self, key)  # type: ignore[attr-defined]
        return value  # type: ignore[return-value]

    @overload
    def get(self: Doc[SharedType[Any]], key: str, *, type: type[S]) -> S: ...

    @overload
    def get(self, key: str, *, type: type[T]) -> T: ...

    def get(self, key: str, *, type: type[Any]) -> Any:
        """The shared type named `key`, declared to be a `type`; safe to repeat.

        Args:
            key: The name.
            type: A class of shared types, for example Text.

        Raises:
            RuntimeError: `key` is not a str.
        """
        if not isinstance(key, str):
            raise RuntimeError("Key must be of type string")
        value: SharedType[Any] = _new_wrapper(type)
        self._declare(key, value)
        return value

    @property
    def _origins(self) -> dict[int, Any]:
        """The origin of the open transaction by its hash, as pycrdt keeps it."""
        return {} if self._origin is None else {hash(self._origin): self._origin}

    def _roots(self) -> dict[str, T]:
        return {name: self[name] for name in self._root_names()}

    def __iter__(self) -> Iterator[str]:
        """The names of the shared types."""
        return iter(self._roots())

    def keys(self) -> KeysView[str]:
        """The names of the shared types."""
        return self._roots().keys()

    def values(self) -> ValuesView[T]:
        """The shared types; None for those that were not declared here."""
        return self._roots().values()

    def items(self) -> ItemsView[str, T]:
        """Pairs of name and shared type."""
        return self._roots().items()

    def observe(self, callback: Callback[TransactionEvent]) -> Subscription:
        """Call `callback` with a TransactionEvent after every transaction that changes something.

        The callback may read the document; writing raises RuntimeError. It stays registered until
        `unobserve`. An async function is awaited after the commit, at the end of `async with
        doc.transaction()`, which so proceeds at the pace of the callback; in other transactions
        it is an error.

        Args:
            callback: Called with (event), (event, transaction) or nothing.

        Returns:
            What `unobserve` takes.
        """
        return self._keep(self._register(callback))

    def _register(self, callback: Callable[..., object]) -> Subscription:
        arguments = min(count_arguments(callback), max(1, count_required(callback)))
        return self._observe(native_callback(self, callback), arguments)

    def _keep(self, subscription: Subscription) -> Subscription:
        self._subscriptions.append(subscription)
        return subscription

    def observe_subdocs(self, callback: Callback[SubdocsEvent]) -> Subscription:
        """Call `callback` with a SubdocsEvent after every transaction that adds, removes or loads
        sub-documents: documents that are values in this one. See `observe`."""
        return self._keep(self._register_subdocs(callback))

    def _register_subdocs(self, callback: Callable[..., object]) -> Subscription:
        arguments = min(count_arguments(callback), max(1, count_required(callback)))
        return self._observe_subdocs(native_callback(self, callback), arguments)

    @overload
    def events(
        self,
        subdocs: Literal[False] = False,
        max_buffer_size: float = ...,
        async_transactions: bool = ...,
    ) -> MemoryObjectReceiveStream[TransactionEvent]: ...

    @overload
    def events(
        self,
        subdocs: Literal[True],
        max_buffer_size: float = ...,
        async_transactions: bool = ...,
    ) -> MemoryObjectReceiveStream[SubdocsEvent]: ...

    def events(
        self,
        subdocs: bool = False,
        max_buffer_size: float = float("inf"),
        async_transactions: bool = False,
    ) -> MemoryObjectReceiveStream[Any]:
        """What `observe` tells, as a stream to read in asynchronous code.

            async with doc.events() as events:
                async for event in events:
                    send(event.update)

        Args:
            subdocs: Read what `observe_subdocs` tells.
            max_buffer_size: How many events may wait to be read. Where there are more, the edit
                raises anyio.WouldBlock in an ExceptionGroup; it stands, but its event is lost.
            async_transactions: True lets transactions wait for the reader instead: `async with
                doc.transaction()` ends when its event fits into the buffer. Other transactions are
                then an error.

        Returns:
            The stream. It is open from now on, until it is closed.
        """
        await_later = self._await_later if async_transactions else None
        register = self._register_subdocs if subdocs else self._register
        return event_stream(register, max_buffer_size, await_later)

    def unobserve(self, subscription: Subscription) -> None:
        """Unregister a callback. Allowed inside the callback.

        Raises:
            ValueError: It is not registered (any more).
        """
        self._subscriptions.remove(subscription)
        subscription.drop()


Doc._subdocument_class = Doc
