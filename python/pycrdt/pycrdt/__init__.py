"""pycrdt: the API of pycrdt 0.14, with the engine of ycpp below.

Names and defaults only: everything is ycpp's, and a Doc counts text positions in UTF-8 bytes.
"""

from pkgutil import extend_path

# Other distributions install pycrdt.websocket and pycrdt.store into this package.
__path__ = extend_path(__path__, __name__)

from ._array import Array as Array
from ._array import ArrayEvent as ArrayEvent
from ._array import TypedArray as TypedArray
from ._awareness import Awareness as Awareness
from ._awareness import is_awareness_disconnect_message as is_awareness_disconnect_message
from ._doc import Doc as Doc
from ._doc import TypedDoc as TypedDoc
from ._limits import AwarenessLimits as AwarenessLimits
from ._limits import Limits as Limits
from ._map import Map as Map
from ._map import MapEvent as MapEvent
from ._map import TypedMap as TypedMap
from ._provider import Channel as Channel
from ._provider import Provider as Provider
from ._pycrdt import AttrRange as AttrRange
from ._pycrdt import ContentAttribute as ContentAttribute
from ._pycrdt import IdMap as IdMap
from ._pycrdt import IdSet as IdSet
from ._pycrdt import SubdocsEvent as SubdocsEvent
from ._pycrdt import Subscription as Subscription
from ._pycrdt import TransactionEvent as TransactionEvent
from ._snapshot import Snapshot as Snapshot
from ._sticky_index import Assoc as Assoc
from ._sticky_index import StickyIndex as StickyIndex
from ._sync import Decoder as Decoder
from ._sync import Encoder as Encoder
from ._sync import YMessageType as YMessageType
from ._sync import YSyncMessageType as YSyncMessageType
from ._sync import create_awareness_message as create_awareness_message
from ._sync import create_sync_message as create_sync_message
from ._sync import create_update_message as create_update_message
from ._sync import handle_sync_message as handle_sync_message
from ._sync import read_message as read_message
from ._sync import write_message as write_message
from ._sync import write_var_uint as write_var_uint
from ._text import Text as Text
from ._text import TextEvent as TextEvent
from ._transaction import NewTransaction as NewTransaction
from ._transaction import ReadTransaction as ReadTransaction
from ._transaction import Transaction as Transaction
from ._undo import StackEvent as StackEvent
from ._undo import StackItem as StackItem
from ._undo import StackSubscription as StackSubscription
from ._undo import UndoManager as UndoManager
from ._update import convert_update as convert_update
from ._update import get_state as get_state
from ._update import get_update as get_update
from ._update import merge_updates as merge_updates
from ._update import obfuscate_update as obfuscate_update
from ._version import __version__ as __version__
from ._xml import XmlElement as XmlElement
from ._xml import XmlEvent as XmlEvent
from ._xml import XmlFragment as XmlFragment
from ._xml import XmlText as XmlText
