"""Doc, with text positions in UTF-8 bytes by default."""

from typing import TypeVar

import ycpp

T = TypeVar("T")


class Doc(ycpp.Doc[T]):
    __doc__ = ycpp.Doc.__doc__

    _offset_kind = "utf8"
