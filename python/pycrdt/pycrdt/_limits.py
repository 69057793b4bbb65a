"""What documents and presence take in from others."""

from ycpp import AwarenessLimits as AwarenessLimits
from ycpp import Limits as Limits
