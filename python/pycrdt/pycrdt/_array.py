"""Shared arrays."""

from ycpp import Array as Array
from ycpp import ArrayEvent as ArrayEvent
from ycpp import TypedArray as TypedArray
