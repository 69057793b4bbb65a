"""Map: shared values and shared types by name."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from ._base import SharedType, to_python
from ._ycpp import MapBase, MapEvent

T = TypeVar("T")
D = TypeVar("D")

_MISSING: Any = object()


class Map(SharedType[MapEvent], MapBase, Generic[T]):
    """A mapping from str to values that is edited by all who share it.

    Of values set at the same time by several, one wins, the same for all. Values are as in Array.
    Keys keep the order in which this document saw them first.
    """

    if TYPE_CHECKING:  # the engine's methods, as type checkers are to see them

        def __init__(self, init: Mapping[str, T] | None = None) -> None: ...

        def __getitem__(self, key: str, /) -> T: ...

        def __setitem__(self, key: str, value: T, /) -> None: ...

    @overload
    def get(self, key: str, /) -> T | None: ...

    @overload
    def get(self, key: str, default: D, /) -> T | D: ...

    def get(self, key: str, default: Any = None, /) -> Any:
        """The value of a key, or `default`. O(1)."""
        return self._get(key, default)

    @overload
    def pop(self, key: str, /) -> T: ...

    @overload
    def pop(self, key: str, default: D, /) -> T | D: ...

    def pop(self, key: str, default: Any = _MISSING, /) -> Any:
        """Remove a key and return its value, a shared type as its Python value.

        Raises:
            KeyError: There is no such key, and no default.
        """
        with self.doc.transaction():
            if key not in self:
                if default is _MISSING:
                    raise KeyError
                return default
            value = to_python(self[key])
            del self[key]
            return value

    def popitem(self) -> tuple[str, T]:
        """Remove the newest key and return it with its value.

        Raises:
            KeyError: The map is empty.
        """
        with self.doc.transaction():
            keys = list(self._entries())
            if not keys:
                raise KeyError("popitem(): map is empty")
            return keys[-1], self.pop(keys[-1])

    def setdefault(self, key: str, default: T) -> T:
        """The value of a key, which is set to `default` first if there is none."""
        with self.doc.transaction():
            if key not in self:
                self[key] = default
            return self[key]

    def update(self, value: Mapping[str, T] | None, /) -> None:
        """Set all keys of a mapping, in one transaction."""
        if value is None:
            return
        with self.doc.transaction():
            for key, item in value.items():
                self[key] = item

    def clear(self) -> None:
        """Remove all keys, in one transaction."""
        self._clear()

    def keys(self) -> KeysView[str]:
        """The keys, as they are now."""
        return self._entries().keys()

    def values(self) -> ValuesView[T]:
        """The values, as they are now."""
        return self._entries().values()

    def items(self) -> ItemsView[str, T]:
        """Pairs of key and value, as they are now."""
        return self._entries().items()

    def to_py(self) -> dict[str, Any] | None:
        """The content as a dict, shared types as their Python values. O(n)."""
        if not self.is_integrated:
            return (
                None if self.prelim is None else {k: to_python(v) for k, v in self.prelim.items()}
            )
        return {k: to_python(v) for k, v in self._entries().items()}

    def __iter__(self) -> Iterator[str]:
        """The keys, in the order in which this document saw them first."""
        return iter(self._entries())
