"""Doc, with text positions in UTF-8 bytes by default."""

import ycpp
from ycpp._doc import T


class Doc(ycpp.Doc[T]):
    __doc__ = ycpp.Doc.__doc__

    _offset_kind = "utf8"


class TypedDoc(ycpp.TypedDoc):
    __doc__ = ycpp.TypedDoc.__doc__

    _new_doc = Doc
