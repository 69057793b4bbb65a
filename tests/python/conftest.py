"""What the tests of the Python packages share: event loops, units, and how to build in C++."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNITS = ["unicode", "utf16", "utf8"]


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param


@pytest.fixture(params=UNITS)
def unit(request):
    return request.param


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def build_program(tmp_path_factory) -> Callable[[Path], Path]:
    """Builds the project of a folder, in a copy of it, with find_package(ycpp), as a user would.

    What it returns takes the folder and returns the one with the executables.
    """
    place = tmp_path_factory.mktemp("installed")
    library, prefix = place / "library", place / "prefix"
    common = ["-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release"]
    _run("cmake", "-S", ROOT, "-B", library, *common, "-DYCPP_BUILD_TESTS=OFF")
    _run("cmake", "--build", library, "--parallel", str(os.cpu_count() or 1))
    _run("cmake", "--install", library, "--prefix", prefix)

    def build(project: Path) -> Path:
        copy = tmp_path_factory.mktemp("program") / project.name
        shutil.copytree(project, copy)
        executables = copy / "build"
        _run("cmake", "-S", copy, "-B", executables, *common, f"-DCMAKE_PREFIX_PATH={prefix}")
        _run("cmake", "--build", executables)
        return executables

    return build
