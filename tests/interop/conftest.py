"""Runs campaigns from pytest, and prints what they did at the end.

A peer that is not installed skips its tests, or fails them where YCPP_REQUIRE_PEERS is set.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from .campaign import Outcome, run_campaign
from .peers import PeerUnavailable
from .run import open_check

_OUTCOMES = pytest.StashKey[list[Outcome]]()


@pytest.fixture(scope="session")
def unavailable() -> Callable[[PeerUnavailable], None]:
    """What to do when a peer is missing."""

    def give_up(reason: PeerUnavailable) -> None:
        (pytest.fail if os.environ.get("YCPP_REQUIRE_PEERS") else pytest.skip)(str(reason))

    return give_up


@pytest.fixture
def campaign(request: pytest.FixtureRequest, unavailable) -> Callable[..., Outcome]:
    """Runs a campaign: `short` seeds, or `long` of them with --long, or the one of --seed."""
    config = request.config

    def run(name: str, short: int, long: int) -> Outcome:
        seed = config.getoption("--seed")
        seeds = range(long if config.getoption("--long") else short)
        if seed is not None:
            seeds = range(seed, seed + 1)
        try:
            with open_check(name, config.getoption("--subject")) as check:
                outcome = run_campaign(name, check, seeds)
        except PeerUnavailable as reason:
            unavailable(reason)
            raise
        config.stash.setdefault(_OUTCOMES, []).append(outcome)
        return outcome

    return run


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    outcomes = config.stash.get(_OUTCOMES, [])
    if outcomes:
        terminalreporter.section("beside the peers")
        for outcome in outcomes:
            terminalreporter.write_line(str(outcome))
