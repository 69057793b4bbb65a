"""Refusing updates after which a document would not be as a pydantic model says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from ._doc import Doc


class ModelCheck:
    """Tries updates on a twin of the document before the document gets them.

    The twin lags behind: it is brought up to date before a trial. After an update that was refused
    it is thrown away, so that costs the size of the document, and an update that is accepted costs
    twice its own.
    """

    def __init__(self, doc: Doc[Any], model: type[Any], new_twin: Callable[[], Doc[Any]]) -> None:
        self._doc = doc
        self._model = model
        self._new_twin = new_twin
        self._twin: Doc[Any] | None = None

    def __call__(self, update: bytes, encoding: Literal["v1", "v2"]) -> None:
        """Raise ValidationError unless the document with `update` is a model."""
        twin, self._twin = self._twin or self._new_twin(), None
        twin.apply_update(self._doc.get_update(twin.get_state()))
        twin.apply_update(update, encoding=encoding)
        values = {}
        for name in self._model.model_fields:
            declared = self._doc._declared.get(name)
            if declared is not None:
                values[name] = twin.get(name, type=declared).to_py()
        self._model(**values)
        self._twin = twin
