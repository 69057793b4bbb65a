"""Limits: how much a document, or a presence, takes in from others."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import cast

Triple = tuple[int | None, int | None, int | None]


class _Limits:
    """Three limits."""

    def __post_init__(self) -> None:
        """Check the limits.

        Raises:
            TypeError: One is neither an int nor None.
            ValueError: One is negative, or above 2**63 - 1.
        """
        for name, value in vars(self).items():
            if value is None:
                continue
            if not isinstance(value, int) or isinstance(value, bool):
                raise TypeError(f"{name} must be an int or None, not {type(value).__name__}")
            if not 0 <= value < 2**63:
                raise ValueError(f"{name} must be from 0 to 2**63 - 1, not {value}")

    def _in_order(self) -> Triple:
        return cast(Triple, astuple(self))  # type: ignore[call-overload]


@dataclass(frozen=True, kw_only=True)
class Limits(_Limits):
    """What a document takes in from peers; None is no limit.

    An update beyond one of them is refused with a ValueError that names the limit, and changes
    nothing. What the program itself does is never limited.

    Attributes:
        update_bytes: Length of one update. Looked at before the update is.
        free_blocks: How many blocks an update in the encoding v2 may have beyond one for each of
            its bytes. A few bytes can stand for any number; each takes some 300 bytes of memory.
            With 0, some honest updates are refused: those of much history in few bytes.
        memory_bytes: How much memory content and waiting updates may hold. With that much and more,
            updates are refused that bring something new; deletions of what is there are not. One
            update can go beyond it, by what it costs. Makes each update O(peers + types) dearer.
    """

    update_bytes: int | None = None
    free_blocks: int | None = 2**20
    memory_bytes: int | None = None


@dataclass(frozen=True, kw_only=True)
class AwarenessLimits(_Limits):
    """What a presence takes in from others; None is no limit.

    An update beyond one of them is refused with a ValueError that names the limit, and changes
    nothing.

    Attributes:
        update_bytes: Length of one update.
        state_bytes: Length of the JSON of one client's state.
        clients: How many clients are known: this one, those present, and those that left and are
            remembered.
    """

    update_bytes: int | None = None
    state_bytes: int | None = None
    clients: int | None = None
