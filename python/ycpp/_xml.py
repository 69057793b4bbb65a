"""XmlFragment, XmlElement, XmlText: a shared tree of markup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn, overload

from ._base import SharedType
from ._ycpp import XmlElementBase, XmlEvent, XmlFragmentBase, XmlTextBase

if TYPE_CHECKING:
    from typing_extensions import Self

_MISSING: Any = object()


def _bounds(key: slice, length: int) -> tuple[int, int]:
    """The bounds of a plain slice: without a step, and not negative."""
    if key.step is not None:
        raise RuntimeError("Step not supported")
    if key.start is not None and key.start < 0:
        raise RuntimeError("Negative start not supported")
    if key.stop is not None and key.stop < 0:
        raise RuntimeError("Negative stop not supported")
    return key.start or 0, length if key.stop is None else key.stop


class XmlFragment(SharedType[XmlEvent], XmlFragmentBase):
    """A list of nodes: elements and texts.

    It is a root of a document, or an element of an Array or a Map. Two objects are equal if they
    stand for the same node of the same document.

    >>> doc["page"] = page = XmlFragment([XmlElement("p", {"class": "intro"}, ["Hello"])])
    >>> str(page)
    '<p class="intro">Hello</p>'
    """

    @property
    def children(self) -> XmlChildrenView:
        """The nodes in it: a live view."""
        return XmlChildrenView(self)

    def to_py(self) -> NoReturn:
        """
        Raises:
            ValueError: Always; markup is no plain Python data. See `str`.
        """
        raise ValueError("XmlFragment has no Python equivalent")


class XmlElement(SharedType[XmlEvent], XmlElementBase):
    """A node with a tag, attributes and children.

    It is put into the `children` of another node, or embedded in a text. `doc.get(name,
    type=XmlElement)` gives a root; its tag is not shared and is "UNDEFINED". The methods of the
    children and the attributes raise RuntimeError before it is part of a document.
    """

    @property
    def children(self) -> XmlChildrenView:
        """The nodes in it: a live view."""
        return XmlChildrenView(self)

    @property
    def attributes(self) -> XmlAttributesView:
        """The attributes: a live view."""
        return XmlAttributesView(self)

    def to_py(self) -> NoReturn:
        """
        Raises:
            ValueError: Always; markup is no plain Python data. See `str`.
        """
        raise ValueError("XmlElement has no Python equivalent")


class XmlText(SharedType[XmlEvent], XmlTextBase):
    """A text among nodes: a character sequence with formatting, embeds and attributes.

    It is put into the `children` of a node, or embedded in a text; `doc.get(name, type=XmlText)`
    gives a root. Positions and lengths are as in Text.
    """

    @property
    def attributes(self) -> XmlAttributesView:
        """The attributes of the node: a live view. Those of its characters are set by `format`."""
        return XmlAttributesView(self)

    def to_py(self) -> str:
        """What `str` gives; the initial content before it is part of a document."""
        return str(self) if self.is_integrated else self.prelim  # type: ignore[return-value]

    def insert(self, index: int, value: str, attrs: dict[str, Any] | None = None) -> None:
        """Insert `value` before position `index`, formatted by exactly `attrs`. O(log n).

        Unlike a Text's, it has no formatting without `attrs`.

        Raises:
            IndexError: `index` is negative or past the end.
            ValueError: `index` is inside a character.
            RuntimeError: An observer runs.
        """
        super().insert(index, value, {} if attrs is None else attrs)

    def __iadd__(self, value: str) -> Self:
        """Append `value`, in place."""
        self.insert(len(self), value)
        return self

    def __delitem__(self, key: int | slice) -> None:
        """Delete one unit, or the units of a slice without step or negative bounds.

        Raises:
            IndexError: Past the end; nothing is deleted.
            RuntimeError: A step or a negative bound, or an observer runs.
            TypeError: `key` is neither an int nor a slice.
        """
        if not isinstance(key, (int, slice)):
            raise TypeError(f"Index not supported: {key}")
        super().__delitem__(key)

    def clear(self) -> None:
        """Delete everything."""
        del self[:]


Node = XmlElement | XmlText


class XmlChildrenView:
    """The children of an XmlFragment or XmlElement, like a list.

    A child is an XmlElement or an XmlText; what other programs may have put there besides is read
    as any value.
    """

    def __init__(self, inner: XmlFragment | XmlElement) -> None:
        self.inner = inner

    def __len__(self) -> int:
        """The number of children. O(1)."""
        return self.inner._child_count()

    @overload
    def __getitem__(self, key: int) -> Any: ...

    @overload
    def __getitem__(self, key: slice) -> list[Any]: ...

    def __getitem__(self, key: int | slice) -> Any:
        """One child, O(log n), or those of a slice, as a list does it.

        Raises:
            IndexError: The index is out of range.
        """
        if isinstance(key, slice):
            return self.inner._children()[key]
        if not isinstance(key, int):
            raise TypeError(f"Index not supported: {key}")
        return self.inner._child(key)

    def __setitem__(self, key: int, value: str | Node) -> None:
        """Replace a child, in one transaction.

        Raises:
            IndexError: The index is out of range.
            ValueError: The node is part of a document already.
            TypeError: `value` is no node.
        """
        self.inner._put_child(self._checked(key), value, 1)

    def __delitem__(self, key: int | slice) -> None:
        """Delete a child, or those of a slice without step or negative bounds.

        Raises:
            IndexError: Past the end; nothing is deleted.
            RuntimeError: A step or a negative bound.
        """
        if isinstance(key, slice):
            self.inner._erase_children(*_bounds(key, len(self)))
        else:
            index = self._checked(key)
            self.inner._erase_children(index, index + 1)

    def _checked(self, index: int) -> int:
        if not isinstance(index, int):
            raise TypeError(f"Index not supported: {index}")
        length = len(self)
        if not -length <= index < length:
            raise IndexError(index)
        return index % length

    def __iter__(self) -> Iterator[Any]:
        """Over the children as they are now."""
        return iter(self.inner._children())

    @overload
    def insert(self, index: int, element: str | XmlText) -> XmlText: ...

    @overload
    def insert(self, index: int, element: XmlElement) -> XmlElement: ...

    def insert(self, index: int, element: str | Node) -> Node:
        """Insert a node before position `index`, a str as a new XmlText. O(log n).

        Returns:
            The node, which is part of the document now.

        Raises:
            IndexError: `index` is negative or past the end.
            ValueError: The node is part of a document already.
            TypeError: `element` is no node, or an attribute in it is not supported.
        """
        return self.inner._put_child(index, element)  # type: ignore[no-any-return]

    @overload
    def append(self, element: str | XmlText) -> XmlText: ...

    @overload
    def append(self, element: XmlElement) -> XmlElement: ...

    def append(self, element: str | Node) -> Node:
        """Insert a node after the last child; see `insert`."""
        return self.insert(len(self), element)


class XmlAttributesView:
    """The attributes of an XmlElement or XmlText: values and shared types by name.

    Like a dict, but it iterates over pairs of name and value, and deleting what is not there does
    nothing.
    """

    def __init__(self, inner: XmlElement | XmlText) -> None:
        self.inner = inner

    def get(self, key: str, default: Any = None) -> Any:
        """The value of an attribute, or `default`. O(1)."""
        return self.inner._attribute(key, default)

    def __getitem__(self, key: str) -> Any:
        """The value of an attribute. O(1).

        Raises:
            KeyError: There is no such attribute.
        """
        value = self.inner._attribute(key, _MISSING)
        if value is _MISSING:
            raise KeyError(key)
        return value

    def __setitem__(self, key: str, value: Any) -> None:
        """Set an attribute to a value or a shared type. O(1).

        Raises:
            TypeError: The value is not supported, with its path.
            RuntimeError: An observer runs.
        """
        self.inner._set_attribute(key, value)

    def __delitem__(self, key: str) -> None:
        """Remove an attribute if it is there."""
        self.inner._delete_attribute(key)

    def __contains__(self, key: str) -> bool:
        """True if there is such an attribute."""
        return self.inner._attribute(key, _MISSING) is not _MISSING

    def __len__(self) -> int:
        """The number of attributes."""
        return self.inner._attribute_count()

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Over pairs of name and value, as they are now."""
        return iter(self.inner._attributes())
