"""The messages of the sync protocol, those included that pycrdt has but does not export."""

from ycpp._sync import Decoder as Decoder
from ycpp._sync import Encoder as Encoder
from ycpp._sync import YMessageType as YMessageType
from ycpp._sync import YSyncMessageType as YSyncMessageType
from ycpp._sync import create_awareness_message as create_awareness_message
from ycpp._sync import create_message as create_message
from ycpp._sync import create_sync_message as create_sync_message
from ycpp._sync import create_sync_step1_message as create_sync_step1_message
from ycpp._sync import create_sync_step2_message as create_sync_step2_message
from ycpp._sync import create_update_message as create_update_message
from ycpp._sync import handle_sync_message as handle_sync_message
from ycpp._sync import read_message as read_message
from ycpp._sync import write_message as write_message
from ycpp._sync import write_var_uint as write_var_uint
