"""What the pages show is true: every Python block is run, those of a page one after the other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(page: Path) -> list[tuple[int, str]]:
    """The Python blocks of a page, with the line each one begins in."""
    text = page.read_text()
    return [(text.count("\n", 0, m.start()) + 2, m[1]) for m in BLOCK.finditer(text)]


def test_there_are_pages_with_code():
    assert {p.name for p in PAGES if blocks(p)} >= {"README.md", "guide.md"}


@pytest.mark.parametrize(
    "page", [p for p in PAGES if blocks(p)], ids=lambda page: str(page.relative_to(ROOT))
)
def test_every_python_block_runs(page):
    names: dict[str, object] = {"__name__": "guide"}
    for line, code in blocks(page):
        # Line numbers of the page, so that a failure points into it.
        exec(compile("\n" * (line - 1) + code, str(page), "exec"), names)
