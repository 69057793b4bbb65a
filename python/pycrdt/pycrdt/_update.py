"""Updates without a document."""

from ycpp import convert_update as convert_update
from ycpp import get_state as get_state
from ycpp import get_update as get_update
from ycpp import merge_updates as merge_updates
from ycpp import obfuscate_update as obfuscate_update
