"""Awareness histories on this engine and on its peers. One seed again: `pytest ... --seed N`."""

from __future__ import annotations

import pytest


def _passed(outcome) -> None:
    if outcome.differences:
        pytest.fail(outcome.report, pytrace=False)


def test_same_events_as_upstream_pycrdt(campaign) -> None:
    """The exact events in their order, states and metadata; departures and timeouts."""
    _passed(campaign("awareness-pycrdt", short=600, long=10_000))


def test_same_bytes_as_y_protocols(campaign) -> None:
    """Encoded updates byte by byte, states and metadata."""
    _passed(campaign("awareness-yjs", short=600, long=10_000))
