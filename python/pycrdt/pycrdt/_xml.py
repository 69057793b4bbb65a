"""Shared markup."""

from ycpp import XmlElement as XmlElement
from ycpp import XmlEvent as XmlEvent
from ycpp import XmlFragment as XmlFragment
from ycpp import XmlText as XmlText
from ycpp._xml import XmlAttributesView as XmlAttributesView
from ycpp._xml import XmlChildrenView as XmlChildrenView
