"""Undo and redo."""

from ycpp import StackEvent as StackEvent
from ycpp import StackItem as StackItem
from ycpp import StackSubscription as StackSubscription
from ycpp import UndoManager as UndoManager
