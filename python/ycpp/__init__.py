"""ycpp: shared documents and presence that merge without conflicts.

    >>> from ycpp import Doc, Text
    >>> doc = Doc()
    >>> text = doc.get("notes", type=Text)
    >>> text += "hello"
    >>> update = doc.get_update()  # bytes for the other peers
"""

from importlib.metadata import PackageNotFoundError, version

from ._doc import Doc as Doc
from ._text import Text as Text
from ._ycpp import ReadTransaction as ReadTransaction
from ._ycpp import Subscription as Subscription
from ._ycpp import TextEvent as TextEvent
from ._ycpp import Transaction as Transaction
from ._ycpp import TransactionEvent as TransactionEvent
from ._ycpp import get_state as get_state
from ._ycpp import get_update as get_update
from ._ycpp import merge_updates as merge_updates

try:
    __version__ = version("ycpp")
except PackageNotFoundError:
    __version__ = "uninstalled"
