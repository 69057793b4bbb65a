"""Synchronizing a document through a channel."""

from ycpp import Channel as Channel
from ycpp import Provider as Provider
