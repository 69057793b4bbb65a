"""tools/lint refuses a bad source for the reasons that .clang-tidy and .clang-format list."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIGURATION = (ROOT / ".clang-tidy").read_text(encoding="utf-8")


def lint(*arguments):
    return subprocess.run(
        [ROOT / "tools" / "lint", *map(str, arguments)], capture_output=True, text=True
    )


def test_every_check_has_its_reason():
    listed = re.findall(r"^  ([a-z][\w-]+),?$", CONFIGURATION, re.MULTILINE)
    reasoned = re.findall(r"^# ([a-z]+-[\w-]+)  +\S", CONFIGURATION, re.MULTILINE)
    assert listed == reasoned
    assert len(listed) > 20


GOOD = """// count.cpp -- counts.
#include <vector>

int count(const std::vector<int>& values) { return static_cast<int>(values.size()); }
"""
BAD = {
    "misc-no-recursion": "int f(int n) { return n == 0 ? 0 : f(n - 1); }\n",
    "readability-identifier-naming": "int CountAll() { return 1; }\n",
    "bugprone-use-after-move": "#include <string>\n#include <utility>\n"
    "std::size_t f(std::string s) { std::string t = std::move(s); return s.size() + t.size(); }\n",
    "performance-for-range-copy": "#include <string>\n#include <vector>\n"
    "int f(const std::vector<std::string>& v) { int n = 0;\n"
    "for (const std::string s : v) n += static_cast<int>(s.size());\nreturn n; }\n",
}


def test_clang_tidy_accepts_a_good_source(tmp_path):
    (tmp_path / "count.cpp").write_text(GOOD)
    result = lint("--tidy", tmp_path / "count.cpp")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("check", BAD)
def test_clang_tidy_refuses(tmp_path, check):
    (tmp_path / "bad.cpp").write_text(BAD[check])
    for attempt in ("first", "second: a refusal is not remembered as a pass"):
        result = lint("--tidy", tmp_path / "bad.cpp")
        assert result.returncode != 0, attempt
        assert check in result.stdout


def test_an_unknown_argument_prints_the_usage():
    result = lint("--unknown")
    assert result.returncode == 2
    assert "tools/lint --fix" in result.stdout
