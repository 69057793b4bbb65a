"""Histories of whole documents on this engine and its peers.

One seed again: `pytest ... --seed N`.
"""

from __future__ import annotations

import pytest

from .document_histories import FAMILIES
from .run import LOCKSTEP


@pytest.mark.parametrize("family", [name for name in FAMILIES if name not in LOCKSTEP.values()])
def test_same_bytes_as_yjs(campaign, family: str) -> None:
    """What is visible, events, and every encoded thing, byte by byte."""
    outcome = campaign(family, short=200, long=1200)
    if outcome.differences:
        pytest.fail(outcome.report, pytrace=False)


@pytest.mark.parametrize("name", LOCKSTEP)
def test_same_api_as_upstream_pycrdt(campaign, name: str) -> None:
    """What users of the Python packages see: contents and events."""
    outcome = campaign(name, short=150, long=2000)
    if outcome.differences:
        pytest.fail(outcome.report, pytrace=False)
