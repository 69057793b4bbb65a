"""ycpp: shared documents and presence that merge without conflicts.

>>> from ycpp import Doc, Text
>>> doc = Doc()
>>> text = doc.get("notes", type=Text)
>>> text += "hello"
>>> update = doc.get_update()  # bytes for the other peers
"""

from importlib.metadata import PackageNotFoundError, version

from ._array import Array as Array
from ._awareness import Awareness as Awareness
from ._doc import Doc as Doc
from ._limits import AwarenessLimits as AwarenessLimits
from ._limits import Limits as Limits
from ._map import Map as Map
from ._provider import Channel as Channel
from ._provider import Provider as Provider
from ._sticky_index import Assoc as Assoc
from ._sticky_index import StickyIndex as StickyIndex
from ._sync import Decoder as Decoder
from ._sync import Encoder as Encoder
from ._sync import YMessageType as YMessageType
from ._sync import YSyncMessageType as YSyncMessageType
from ._text import Text as Text
from ._typed import TypedArray as TypedArray
from ._typed import TypedDoc as TypedDoc
from ._typed import TypedMap as TypedMap
from ._undo import StackEvent as StackEvent
from ._undo import StackItem as StackItem
from ._undo import StackSubscription as StackSubscription
from ._undo import UndoManager as UndoManager
from ._xml import XmlElement as XmlElement
from ._xml import XmlFragment as XmlFragment
from ._xml import XmlText as XmlText
from ._ycpp import ArrayEvent as ArrayEvent
from ._ycpp import AttrRange as AttrRange
from ._ycpp import ContentAttribute as ContentAttribute
from ._ycpp import IdMap as IdMap
from ._ycpp import IdSet as IdSet
from ._ycpp import MapEvent as MapEvent
from ._ycpp import NewTransaction as NewTransaction
from ._ycpp import ReadTransaction as ReadTransaction
from ._ycpp import Snapshot as Snapshot
from ._ycpp import SubdocsEvent as SubdocsEvent
from ._ycpp import Subscription as Subscription
from ._ycpp import TextEvent as TextEvent
from ._ycpp import Transaction as Transaction
from ._ycpp import TransactionEvent as TransactionEvent
from ._ycpp import XmlEvent as XmlEvent
from ._ycpp import _set_wrapper
from ._ycpp import convert_update as convert_update
from ._ycpp import create_awareness_message as create_awareness_message
from ._ycpp import create_sync_message as create_sync_message
from ._ycpp import create_update_message as create_update_message
from ._ycpp import get_state as get_state
from ._ycpp import get_update as get_update
from ._ycpp import handle_sync_message as handle_sync_message
from ._ycpp import is_awareness_disconnect_message as is_awareness_disconnect_message
from ._ycpp import merge_updates as merge_updates
from ._ycpp import obfuscate_update as obfuscate_update
from ._ycpp import read_message as read_message
from ._ycpp import write_message as write_message
from ._ycpp import write_var_uint as write_var_uint

_set_wrapper("text", Text)
_set_wrapper("array", Array)
_set_wrapper("map", Map)
_set_wrapper("xml_element", XmlElement)
_set_wrapper("xml_fragment", XmlFragment)
_set_wrapper("xml_text", XmlText)
del _set_wrapper

try:
    __version__ = version("ycpp")
except PackageNotFoundError:
    __version__ = "uninstalled"
