"""Documents, maps and arrays whose content has a type by name, checked by type checkers.

class Person(TypedMap):
    name: str
    age: int

class Team(TypedDoc):
    leader: Person
    notes: Text

team = Team()
team.leader.name = "Ann"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)
from weakref import WeakKeyDictionary

from ._array import Array
from ._doc import Doc
from ._map import Map

T = TypeVar("T")


_hints: WeakKeyDictionary[type[Any], dict[str, Any]] = WeakKeyDictionary()


def _annotations(kind: type[Any]) -> dict[str, Any]:
    hints = _hints.get(kind)
    if hints is None:
        hints = {name: hint for name, hint in get_type_hints(kind).items() if name != "_"}
        _hints[kind] = hints
    return hints


def _accepts(hint: Any, value: object) -> bool:
    """True if a name with this annotation may be set to `value`."""
    if get_origin(hint) in (Union, UnionType):
        return any(_accepts(member, value) for member in get_args(hint))
    expected = get_origin(hint) or hint
    if expected is Any or not isinstance(expected, type):  # or another special form
        return True
    return type(value) is expected or (expected is float and type(value) is int)


def _is_typed(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Typed)


def _wrapped(hint: Any, value: Any) -> Any:
    return hint(value) if _is_typed(hint) else value


def _unwrapped(value: Any) -> Any:
    return value._ if isinstance(value, Typed) else value


class Typed:
    """What TypedDoc, TypedMap and TypedArray have in common: attributes for annotations."""

    _: Any

    if not TYPE_CHECKING:

        def _annotation(self, name: str) -> Any:
            try:
                return _annotations(type(self))[name]
            except KeyError:
                raise AttributeError(f'"{type(self)}" has no attribute "{name}"') from None

        def __getattr__(self, name: str) -> Any:
            """What `name` is annotated to be. Raises AttributeError."""
            return _wrapped(self._annotation(name), self._[name])

        def __setattr__(self, name: str, value: Any) -> None:
            """Set what `name` is annotated to be to `value`.

            Raises:
                AttributeError: There is no such annotation.
                TypeError: The value is not what the annotation says.
            """
            if name == "_":
                self.__dict__["_"] = value
                return
            hint = self._annotation(name)
            if not _accepts(hint, value):
                raise TypeError(
                    f'Incompatible types in assignment (expression has type "{hint}", '
                    f'variable has type "{type(value)}")'
                )
            self._[name] = _unwrapped(value)


class TypedDoc(Typed):
    """A Doc whose shared types are attributes, declared by annotations.

        class Notes(TypedDoc):
            title: Text
            pages: Array[str]

        notes = Notes()
        notes.pages.append("...")

    The Doc itself is the attribute `_`. Another name raises AttributeError, and a value of another
    type TypeError.
    """

    _: Doc[Any]
    _new_doc = Doc  # what TypedDoc() makes

    def __init__(self, doc: TypedDoc | Doc[Any] | None = None) -> None:
        """
        Args:
            doc: The document to use; a new one by default. What it has stays.
        """
        self._ = type(self)._new_doc() if doc is None else _unwrapped(doc)
        for name, hint in _annotations(type(self)).items():
            self._[name] = _unwrapped(hint())


class TypedMap(Typed):
    """A Map whose keys are attributes, declared by annotations; see TypedDoc.

    The Map itself is the attribute `_`.
    """

    _: Map[Any]

    def __init__(self, map: TypedMap | Map[Any] | None = None) -> None:
        """
        Args:
            map: The map to use; a new one by default.
        """
        self._ = Map() if map is None else _unwrapped(map)


class TypedArray(Typed, Generic[T]):
    """An Array whose elements have one type, which may be a TypedMap or a TypedArray.

        class People(TypedArray[Person]):
            type: Person

    The annotation `type` repeats the parameter, for the running program. The Array itself is the
    attribute `_`.
    """

    type: T
    _: Array[Any]

    def __init__(self, array: TypedArray[T] | Array[Any] | None = None) -> None:
        """
        Args:
            array: The array to use; a new one by default.
        """
        self._ = Array() if array is None else _unwrapped(array)

    def __getitem__(self, key: int) -> T:
        """One element. Raises IndexError."""
        return self._element(self._[key])

    def __setitem__(self, key: int, value: T) -> None:
        """Replace one element. Raises IndexError."""
        self._[key] = _unwrapped(value)

    def __len__(self) -> int:
        """The number of elements. O(1)."""
        return len(self._)

    def __iter__(self) -> Iterator[T]:
        """The elements in order."""
        return map(self._element, self._)

    def append(self, value: T) -> None:
        """Append an element."""
        self._.append(_unwrapped(value))

    def extend(self, value: Iterable[T]) -> None:
        """Append all elements of an iterable, in one transaction."""
        self._.extend([_unwrapped(item) for item in value])

    def _element(self, value: Any) -> T:
        hint = _annotations(self.__class__).get("type", Any)
        # JavaScript has one type of number only, so what is read may be a float for an int.
        if _is_typed(hint) or hint in (bool, int, float, str):
            return cast(T, hint(value))
        return cast(T, value)
