"""What the tests of the Python packages share: both event loops, and documents in every unit."""

import pytest

UNITS = ["unicode", "utf16", "utf8"]


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


@pytest.fixture(params=UNITS)
def unit(request):
    return request.param
