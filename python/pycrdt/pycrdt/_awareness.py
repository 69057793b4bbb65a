"""Presence."""

from ycpp import Awareness as Awareness
from ycpp import is_awareness_disconnect_message as is_awareness_disconnect_message
