"""Options of the whole test suite."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("ycpp")
    group.addoption(
        "--long", action="store_true", help="run the comparisons with peers at full length"
    )
    group.addoption("--seed", type=int, help="run one seed of the comparisons with peers")
    group.addoption("--subject", default="ycpp", help="the engine to compare with its peers")
