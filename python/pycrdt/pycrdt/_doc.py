"""Doc, with text positions in UTF-8 bytes by default."""

from typing import TYPE_CHECKING

import ycpp

if TYPE_CHECKING:
    # One class to type checkers: the document of a shared type is a Doc of this package.
    from ycpp import Doc as Doc
    from ycpp import TypedDoc as TypedDoc
else:
    from ycpp._doc import T

    class Doc(ycpp.Doc[T]):
        __doc__ = ycpp.Doc.__doc__

        _offset_kind = "utf8"

    Doc._subdocument_class = Doc

    class TypedDoc(ycpp.TypedDoc):
        __doc__ = ycpp.TypedDoc.__doc__

        _new_doc = Doc
