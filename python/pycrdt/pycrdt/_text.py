"""Shared text."""

from ycpp import Text as Text
from ycpp import TextEvent as TextEvent
