"""Array: a shared sequence of values and shared types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

from ._base import Sequence, to_python
from ._ycpp import ArrayBase, ArrayEvent

T = TypeVar("T")


class Array(Sequence[ArrayEvent], ArrayBase, Generic[T]):
    """A sequence that is edited by all who share it.

    Elements are None, bool, int, float, str, bytes, lists and dicts of these, or shared types. It
    becomes part of a document with `doc["name"] = array`, or as an element of another shared type.
    Before that, almost every method raises RuntimeError.
    """

    if TYPE_CHECKING:  # the engine's methods, as type checkers are to see them

        def __init__(self, init: Iterable[T] | None = None) -> None: ...

        def append(self, object: T) -> None: ...

    @overload
    def __getitem__(self, key: int) -> T: ...

    @overload
    def __getitem__(self, key: slice) -> list[T]: ...

    def __getitem__(self, key: int | slice) -> T | list[T]:
        """One element, O(log n), or the elements of a slice, as a list does it.

        Raises:
            IndexError: The index is out of range.
            TypeError: `key` is neither an int nor a slice.
        """
        if isinstance(key, slice):
            return [self._get(i) for i in range(*key.indices(len(self)))]
        if not isinstance(key, int):
            raise TypeError(f"Array indices must be integers or slices, not {type(key).__name__}")
        return self._get(key)  # type: ignore[no-any-return]

    def __setitem__(self, key: int | slice, value: T | Iterable[T]) -> None:
        """Replace one element, or insert at an empty slice.

        Raises:
            IndexError: The index is out of range.
            RuntimeError: A slice that is not empty, a step, or a slice out of range.
            TypeError: A value that is not supported, with its path.
        """
        if isinstance(key, slice):
            if key.step is not None:
                raise RuntimeError("Step not supported")
            if key.start != key.stop:
                raise RuntimeError("Start and stop must be equal")
            if key.start is None or not 0 <= key.start <= len(self):
                raise RuntimeError("Index out of range")
            self._insert(key.start, cast(Iterable[T], value))
            return
        if not isinstance(key, int):
            raise RuntimeError("Index must be of type integer")
        self._replace(key, value)

    def __delitem__(self, key: int | slice) -> None:
        """Delete one element or those of a slice.

        Raises:
            IndexError: The index is out of range.
            RuntimeError: A slice with a step or a negative bound.
            TypeError: `key` is neither an int nor a slice.
        """
        if isinstance(key, int):
            with self.doc.transaction():
                index = self._checked(key)
                self._erase(index, index + 1)
            return
        if not isinstance(key, slice):
            raise TypeError(f"Array indices must be integers or slices, not {type(key).__name__}")
        if key.step is not None:
            raise RuntimeError("Step not supported")
        if key.start is not None and key.start < 0:
            raise RuntimeError("Negative start not supported")
        if key.stop is not None and key.stop < 0:
            raise RuntimeError("Negative stop not supported")
        with self.doc.transaction():
            self._erase(key.start or 0, len(self) if key.stop is None else key.stop)

    def _checked(self, index: int) -> int:
        length = len(self)
        if not -length <= index < length:
            raise IndexError("Array index out of range")
        return index % length

    def insert(self, index: int, object: T) -> None:
        """Insert `object`, a value or a shared type, before position `index`. O(log n).

        Raises:
            RuntimeError: `index` is negative or past the end.
            TypeError: The value is not supported, with its path.
        """
        self._insert(index, [object])

    def extend(self, value: Iterable[T]) -> None:
        """Append all elements of an iterable, in one transaction. O(elements)."""
        self._insert(None, value)

    def pop(self, index: int = -1) -> T:
        """Remove an element and return it; a shared type as its Python value.

        Raises:
            IndexError: The index is out of range.
            RuntimeError: The index is not an int, or an observer runs.
        """
        if not isinstance(index, int):
            raise RuntimeError("Index must be of type integer")
        with self.doc.transaction():
            index = self._checked(index)
            value = to_python(self._get(index))
            self._erase(index, index + 1)
        return value  # type: ignore[no-any-return]

    def clear(self) -> None:
        """Remove all elements."""
        del self[:]

    def to_py(self) -> list[Any] | None:
        """The elements as a list, shared types as their Python values. O(n)."""
        if not self.is_integrated:
            return None if self.prelim is None else [to_python(v) for v in self.prelim]
        return [to_python(v) for v in self._elements()]

    def __iter__(self) -> Iterator[T]:
        """The elements in order, as they are when their turn comes."""
        for i in range(len(self)):
            yield self._get(i)

    def __contains__(self, item: object) -> bool:
        """True if an element is equal to `item`. O(n)."""
        return item in self._elements()

    def __add__(self, value: Iterable[T]) -> Array[T]:
        """Append all elements of `value` to this array, and return it."""
        self.extend(value)
        return self

    def __radd__(self, value: Iterable[T]) -> Array[T]:
        """Insert all elements of `value` at the front of this array, and return it."""
        self._insert(0, value)
        return self
