"""Text histories on this engine and on its peers. One seed again: `pytest ... --seed N`."""

from __future__ import annotations

import pytest


def _passed(outcome) -> None:
    if outcome.differences:
        pytest.fail(outcome.report, pytrace=False)


def test_same_bytes_as_yjs(campaign) -> None:
    """Texts, deltas, every update, state vector and delete set, merges and diffs, byte by byte."""
    _passed(campaign("yjs", short=400, long=10_000))


def test_same_documents_as_upstream_pycrdt(campaign) -> None:
    """Texts, deltas and transaction events; each engine's updates applied by the other."""
    _passed(campaign("pycrdt", short=400, long=10_000))
