"""Every rule of tools/tidy.py passes on a small good tree and fails on it made bad once."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

TIDY = Path(__file__).parents[2] / "tools" / "tidy.py"
spec = importlib.util.spec_from_file_location("tidy", TIDY)
tidy = importlib.util.module_from_spec(spec)
sys.modules["tidy"] = tidy
spec.loader.exec_module(tidy)

BUILD = "".join(f"ycpp_floor({' '.join([floor, *on])})\n" for floor, on in tidy.FLOORS.items())
GOOD = {
    "CMakeLists.txt": BUILD,
    "include/ycpp/doc.h": "// doc.h -- a document.\n#pragma once\n#include <vector>\n",
    "include/ycpp/text.h": '// text.h -- a text.\n#pragma once\n#include "ycpp/doc.h"\n',
    "src/base/utf8.h": "// utf8.h -- lengths of text.\n#pragma once\n",
    "src/base/utf8.cpp": '// utf8.cpp -- see utf8.h.\n#include "base/utf8.h"\n',
    "src/store/item.h": '// item.h -- one item.\n#pragma once\n#include "base/utf8.h"\n',
    "tests/unit/base/utf8_test.cpp": '// Lengths of text.\n#include "base/utf8.h"\n',
    "python/src/bind_doc.cpp": "// Binds Doc.\n#include <ycpp/doc.h>\n",
    "tools/run": "#!/bin/sh\n# Runs something.\n",
    "examples/hello.py": '"""Says hello."""\n',
}


def findings(tmp_path, changes, exceptions=None):
    """What tidy finds in GOOD with some files added, replaced or (None) removed."""
    for path, text in (GOOD | changes).items():
        if text is not None:
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    return tidy.check(tidy.Tree.read(tmp_path), exceptions or {})


def test_a_good_tree_has_no_findings(tmp_path):
    assert findings(tmp_path, {}) == []


HEADER = "// What it knows.\n#pragma once\n"
BAD = {
    "a source includes a floor above": (
        "upward-include",
        {"src/base/utf8.cpp": '// Lengths.\n#include "store/item.h"\n'},
    ),
    "a source includes a public header of a floor above": (
        "upward-include",
        {"src/store/item.h": HEADER + "#include <ycpp/text.h>\n"},
    ),
    "a public header includes one of a floor above": (
        "upward-include",
        {
            "include/ycpp/update.h": HEADER + '#include "ycpp/doc.h"\n',
        },
    ),
    "awareness includes the document": (
        "upward-include",
        {"src/awareness/clock.h": HEADER + '#include "ycpp/doc.h"\n'},
    ),
    "sync includes the types": (
        "upward-include",
        {"src/sync/peer.h": HEADER + '#include "ycpp/text.h"\n'},
    ),
    "a unit test includes a floor above": (
        "upward-include",
        {"tests/unit/base/utf8_test.cpp": '// Lengths.\n#include "store/item.h"\n'},
    ),
    "an include climbs out of its folder": (
        "upward-include",
        {"src/store/item.h": HEADER + '#include "../base/utf8.h"\n'},
    ),
    "an include names no file": (
        "upward-include",
        {"src/store/item.h": HEADER + '#include "base/utf9.h"\n'},
    ),
    "the binding includes a private header": (
        "public-only",
        {"python/src/bind_doc.cpp": '// Binds Doc.\n#include "base/utf8.h"\n'},
    ),
    "an example includes a private header": (
        "public-only",
        {"examples/hello.cpp": "// Says hello.\n#include <store/item.h>\n"},
    ),
    "a public header is not listed": ("unknown-floor", {"include/ycpp/new.h": HEADER}),
    "a source lies outside the floors": ("unknown-floor", {"src/attic/old.h": HEADER}),
    "the build has another floor": (
        "floors-differ",
        {"CMakeLists.txt": BUILD + "ycpp_floor(attic base)\n"},
    ),
    "the build has no floors": ("floors-differ", {"CMakeLists.txt": "# Nothing.\n"}),
    "two headers include each other": (
        "include-cycle",
        {
            "src/store/item.h": HEADER + '#include "store/list.h"\n',
            "src/store/list.h": HEADER + '#include "store/item.h"\n',
        },
    ),
    "a source has no test": ("untested", {"tests/unit/base/utf8_test.cpp": None}),
    "a line has a tab": ("tab", {"tools/run": "#!/bin/sh\n# Runs.\n\techo\n"}),
    "a line ends in a space": ("trailing-space", {"README.md": "# Title \n"}),
    "a line is too long": ("columns", {"examples/hello.py": '"""Says."""\nx = ' + "1" * 97}),
    "work is marked unfinished": ("unfinished", {"docs/plan.md": "FIX" + "ME: everything\n"}),
    "a file is far too long": (
        "file-size",
        {"examples/hello.py": '"""Says."""\n' + "x = 1\n" * 800},
    ),
    "a source has no first comment": (
        "first-comment",
        {"src/store/item.h": "#pragma once\n// Late.\n"},
    ),
    "a script has no first comment": ("first-comment", {"tools/run": "#!/bin/sh\necho\n"}),
    "a Python file has no first comment": ("first-comment", {"examples/hello.py": "import sys\n"}),
    "a first comment names another file": (
        "first-comment",
        {"src/store/item.h": "// node.h -- one item.\n#pragma once\n"},
    ),
    "a header lacks pragma once": ("pragma-once", {"src/store/item.h": "// One item.\n"}),
    "a file name says nothing": ("name", {"src/store/item_utils.h": HEADER}),
    "a folder name says nothing": ("name", {"examples/common/hello.py": '"""Says hello."""\n'}),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_tree_is_refused_for_its_one_fault(tmp_path, name):
    rule, changes = BAD[name]
    found = findings(tmp_path, changes)
    assert {f.rule for f in found} == {rule}, found
    assert not any(f.warning for f in found)


@pytest.mark.parametrize("rule", tidy.RULES, ids=lambda rule: rule.__name__)
def test_every_rule_refuses_some_bad_tree(tmp_path, rule):
    refused = []
    for number, (_, changes) in enumerate(BAD.values()):
        findings(tmp_path / str(number), changes)
        refused += rule(tidy.Tree.read(tmp_path / str(number)))
    assert refused


def test_a_long_file_is_a_warning_first(tmp_path):
    found = findings(tmp_path, {"examples/hello.py": '"""Says."""\n' + "x = 1\n" * 400})
    assert [(f.rule, f.warning) for f in found] == [("file-size", True)]


def test_an_include_cycle_is_told_as_a_trail(tmp_path):
    found = findings(tmp_path, BAD["two headers include each other"][1])
    assert found[0].message == "src/store/item.h -> src/store/list.h -> src/store/item.h"


def test_an_exception_excuses_one_rule_for_one_file(tmp_path):
    untested = {"tests/unit/base/utf8_test.cpp": None}
    assert findings(tmp_path, untested, {("untested", "src/base/utf8.cpp"): "tables only"}) == []


def test_an_exception_that_excuses_nothing_is_refused(tmp_path):
    found = findings(tmp_path, {}, {("untested", "src/base/utf8.cpp"): "tables only"})
    assert [f.rule for f in found] == ["stale-exception"]


def test_build_results_are_not_read(tmp_path):
    noise = {
        f"{d}/utils.h": "\t" for d in ("build/debug", ".venv", ".venv-peers", "node_modules/x")
    }
    assert findings(tmp_path, noise) == []


def run(*arguments):
    return subprocess.run(
        [sys.executable, TIDY, *map(str, arguments)], capture_output=True, text=True
    )


def test_the_command_passes_and_fails(tmp_path):
    findings(tmp_path, {})
    good = run(tmp_path)
    assert (good.returncode, good.stdout) == (0, f"tidy: {len(GOOD)} files, 0 errors, 0 warnings\n")
    (tmp_path / "src/store/item.h").write_text("// One item.\n")
    bad = run(tmp_path)
    assert bad.returncode == 1
    assert bad.stdout.splitlines() == [
        "src/store/item.h:1: error: header without #pragma once [pragma-once]",
        f"tidy: {len(GOOD)} files, 1 errors, 0 warnings",
    ]


def test_the_command_refuses_an_empty_folder(tmp_path):
    assert run(tmp_path).returncode == 2
