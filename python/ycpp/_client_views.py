"""Mappings by client id over the presence of an Awareness.

They hold nothing: length, membership and iteration ask the engine, and a value becomes a Python
object when it is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, TypeGuard, TypeVar

from ._ycpp import AwarenessBase

V = TypeVar("V")


def _is_client_id(key: object) -> TypeGuard[int]:
    return isinstance(key, int) and 0 <= key < 2**53


class _ClientView(Mapping[int, V]):
    def __init__(self, awareness: AwarenessBase) -> None:
        self._awareness = awareness

    def __repr__(self) -> str:
        return repr(dict(self))

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy, also a deep or a pickled one, is a dict."""
        return dict, (dict(self),)


class States(_ClientView[dict[str, Any]]):
    """The states of all clients that have one. Compares equal to a dict of the same content."""

    def __getitem__(self, client_id: int) -> dict[str, Any]:
        if client_id not in self:
            raise KeyError(client_id)
        state: dict[str, Any] = self._awareness._state(client_id)
        return state

    def __contains__(self, client_id: object) -> bool:
        return _is_client_id(client_id) and self._awareness._has_state(client_id)

    def __iter__(self) -> Iterator[int]:
        # Those that leave meanwhile are passed over.
        return (client_id for client_id in self._awareness._clients() if client_id in self)

    def __len__(self) -> int:
        return self._awareness._client_count()


class Meta(_ClientView[dict[str, int]]):
    """Clock and time of all clients. Compares equal to a dict of the same content."""

    def __getitem__(self, client_id: int) -> dict[str, int]:
        if client_id not in self:
            raise KeyError(client_id)
        meta: dict[str, int] = self._awareness._meta_of(client_id)
        return meta

    def __contains__(self, client_id: object) -> bool:
        return _is_client_id(client_id) and self._awareness._has_meta(client_id)

    def __iter__(self) -> Iterator[int]:
        return (client_id for client_id in self._awareness._known_clients() if client_id in self)

    def __len__(self) -> int:
        return self._awareness._known_client_count()


class EditableStates(States, MutableMapping[int, Any]):
    """The states, for programs that put them in place by hand: no clock moves, no observer is told.

    A state taken from here may be changed in place.
    """

    def __getitem__(self, client_id: int) -> dict[str, Any]:
        if client_id not in self:
            raise KeyError(client_id)
        state: dict[str, Any] = self._awareness._lend(client_id)
        return state

    def __setitem__(self, client_id: int, state: Any) -> None:
        self._awareness._restore_state(client_id, state)

    def __delitem__(self, client_id: int) -> None:
        if client_id not in self:
            raise KeyError(client_id)
        self._awareness._restore_state(client_id, None)


class EditableMeta(Meta, MutableMapping[int, dict[str, int]]):
    """Clocks and times, for programs that put them in place by hand."""

    def __setitem__(self, client_id: int, meta: Mapping[str, int]) -> None:
        self._awareness._restore_meta(client_id, meta["clock"], meta["lastUpdated"])

    def __delitem__(self, client_id: int) -> None:
        if client_id not in self:
            raise KeyError(client_id)
        self._awareness._forget(client_id)
