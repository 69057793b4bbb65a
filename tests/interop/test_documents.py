"""Histories of whole documents on this engine and on Yjs. One seed again: `pytest ... --seed N`."""

from __future__ import annotations

import pytest

from .document_histories import FAMILIES


@pytest.mark.parametrize("family", FAMILIES)
def test_same_bytes_as_yjs(campaign, family: str) -> None:
    """What is visible, events, and every encoded thing, byte by byte."""
    outcome = campaign(family, short=200, long=1200)
    if outcome.differences:
        pytest.fail(outcome.report, pytrace=False)
