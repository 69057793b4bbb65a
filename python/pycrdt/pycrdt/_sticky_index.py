"""Positions that stay where they are."""

from ycpp import Assoc as Assoc
from ycpp import StickyIndex as StickyIndex
