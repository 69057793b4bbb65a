"""Versions of a document."""

from ycpp import Snapshot as Snapshot
