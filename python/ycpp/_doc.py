"""Doc: a document of shared types."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Generic, Literal, TypeVar

from ._base import SharedType, count_arguments
from ._xml import XmlElement, XmlText
from ._ycpp import Document, OffsetKind, Snapshot, Subscription, _new_wrapper

T = TypeVar("T")
S = TypeVar("S", bound=SharedType)

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

    def __init__(
        self,
        init: Mapping[str, T] | None = None,
        *,
        client_id: int | None = None,
        skip_gc: bool | None = None,
        guid: str | None = None,
        offset_kind: OffsetKindName | None = None,
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
        super().__init__(_client_id(client_id), guid, getattr(OffsetKind, unit), not skip_gc)
        self._declared: dict[str, type[SharedType]] = {}
        self._subscriptions: list[Subscription] = []
        for key, value in (init or {}).items():
            self[key] = value

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
        past = cls(
            client_id=doc.client_id, skip_gc=True, guid=doc.guid, offset_kind=doc.offset_kind
        )
        past.apply_update(snapshot.update(doc))
        for name, kind in doc._declared.items():
            past.get(name, type=kind)
        return past

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

    def get(self, key: str, *, type: type[S]) -> S:
        """The shared type named `key`, declared to be a `type`; safe to repeat.

        Args:
            key: The name.
            type: A class of shared types, for example Text.
        """
        if not isinstance(key, str):
            raise RuntimeError("Key must be of type string")
        value: S = _new_wrapper(type)
        self._declare(key, value)
        return value

    def _roots(self) -> dict[str, T]:
        return {name: self[name] for name in self._root_names()}

    def __iter__(self) -> Iterator[str]:
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

    def observe(self, callback: Callable[..., None]) -> Subscription:
        """Call `callback` with a TransactionEvent after every transaction that changes something.

        The callback may read the document; writing raises RuntimeError. It stays registered until
        `unobserve`.
        """
        subscription: Subscription = self._observe(callback, count_arguments(callback))
        self._subscriptions.append(subscription)
        return subscription

    def unobserve(self, subscription: Subscription) -> None:
        """Unregister a callback. Allowed inside the callback.

        Raises:
            ValueError: It is not registered (any more).
        """
        self._subscriptions.remove(subscription)
        subscription.drop()
