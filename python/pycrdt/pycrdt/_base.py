"""What all shared types have in common."""

from ycpp._base import Sequence as Sequence
from ycpp._base import SharedType as BaseType

__all__ = ["BaseType", "Sequence"]
