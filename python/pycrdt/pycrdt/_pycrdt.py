"""The names of the native engine."""

from ycpp import ArrayEvent as ArrayEvent
from ycpp import AttrRange as AttrRange
from ycpp import ContentAttribute as ContentAttribute
from ycpp import IdMap as IdMap
from ycpp import IdSet as IdSet
from ycpp import MapEvent as MapEvent
from ycpp import ReadTransaction as ReadTransaction
from ycpp import StackItem as StackItem
from ycpp import Subscription as Subscription
from ycpp import TextEvent as TextEvent
from ycpp import Transaction as Transaction
from ycpp import TransactionEvent as TransactionEvent
from ycpp import get_state as get_state
from ycpp import get_update as get_update
from ycpp import merge_updates as merge_updates
