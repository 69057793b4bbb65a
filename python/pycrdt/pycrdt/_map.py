"""Shared maps."""

from ycpp import Map as Map
from ycpp import MapEvent as MapEvent
from ycpp import TypedMap as TypedMap
