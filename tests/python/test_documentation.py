"""What the pages show is true: their programs are run.

The Python blocks of a page are run one after the other. Each C++ block is a program of its own,
built against the installed library with the CMake lines of the README; what it writes is what the
comments behind its lines with `std::cout` say, in their order.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PRINTED = re.compile(r"^ *std::cout << .*;  // (.*)$", re.MULTILINE)


def blocks(page: Path, language: str = "python") -> list[tuple[int, str]]:
    """The blocks of a page in a language, with the line each one begins in."""
    text = page.read_text(encoding="utf-8")
    block = re.compile(rf"^```{language}\n(.*?)^```$", re.DOTALL | re.MULTILINE)
    return [(text.count("\n", 0, m.start()) + 2, m[1]) for m in block.finditer(text)]


def programs() -> list:
    return [
        pytest.param(code, id=f"{page.relative_to(ROOT)}:{line}")
        for page in PAGES
        for line, code in blocks(page, "cpp")
    ]


def test_there_are_pages_with_code():
    for language in ("python", "cpp"):
        assert {p.name for p in PAGES if blocks(p, language)} >= {"README.md", "guide.md"}


@pytest.mark.parametrize(
    "page", [p for p in PAGES if blocks(p)], ids=lambda page: str(page.relative_to(ROOT))
)
def test_every_python_block_runs(page):
    names: dict[str, object] = {"__name__": "guide"}
    for line, code in blocks(page):
        # Line numbers of the page, so that a failure points into it.
        exec(compile("\n" * (line - 1) + code, str(page), "exec"), names)


@pytest.mark.parametrize("code", programs())
def test_every_cpp_block_prints_what_it_says(code, build_program, tmp_path):
    [(_, cmake)] = blocks(ROOT / "README.md", "cmake")
    project = tmp_path / "app"
    project.mkdir()
    (project / "main.cpp").write_text(code, encoding="utf-8")
    (project / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.25)\n"
        "project(app LANGUAGES CXX)\n"
        "add_compile_options(-Wall -Wextra -Werror)\n"
        "add_executable(app main.cpp)\n" + cmake
    )
    executable = build_program(project) / "app"
    done = subprocess.run([executable], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    expected = PRINTED.findall(code)
    assert expected and code.count("std::cout <<") == len(expected)
    assert done.stdout.splitlines() == expected
