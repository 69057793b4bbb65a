"""The types that the packages promise: installed, complete, and those of the engine."""

import os
import re
import subprocess
import sys
from pathlib import Path

import anyio
import pytest

import pycrdt
import ycpp

pytest.importorskip("mypy")

HERE = Path(__file__).parent
PACKAGE = Path(ycpp.__file__).parent


def run(*arguments, cwd):
    environment = os.environ | {"MYPY_CACHE_DIR": str(cwd / "cache")}
    return subprocess.run(
        [sys.executable, "-m", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=cwd,
        env=environment,
    )


def test_the_stub_of_the_engine_is_installed():
    stub = PACKAGE / "_ycpp.pyi"
    text = stub.read_text(encoding="utf-8")
    assert "class AwarenessBase" in text
    assert "def encode_awareness_update(self, client_ids: Iterable[int]) -> bytes" in text


def test_a_typed_program(tmp_path):
    done = run("mypy", "--strict", HERE / "typed_program.py", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    revealing = tmp_path / "revealing.py"
    revealing.write_text(
        "from pycrdt import Awareness, Doc, Text\n"
        "reveal_type(Awareness(Doc()).get_local_state())\n"
        "reveal_type(Doc().get('a', type=Text))\n"
        "Awareness(Doc()).encode_awareness_update(5)\n"
    )
    done = run("mypy", "--strict", revealing, cwd=tmp_path)
    assert re.search(r'"(builtins\.)?dict\[(builtins\.)?str, Any\] \| None"', done.stdout)
    assert 'Revealed type is "ycpp._text.Text"' in done.stdout
    assert done.stdout.count("error:") == 1, done.stdout
    assert 'has incompatible type "int"' in done.stdout


def test_wrong_uses_are_refused(tmp_path):
    source = (HERE / "wrong_uses.py").read_text(encoding="utf-8")
    done = run("mypy", "--strict", HERE / "wrong_uses.py", cwd=tmp_path)
    errors = dict(re.findall(r"wrong_uses\.py:(\d+): error: (.*)", done.stdout))
    expected = {}
    for number, line in enumerate(source.splitlines(), 1):
        _, marked, texts = line.partition("  # E: ")
        if marked:
            expected[str(number)] = texts.split("|")
    assert len(expected) > 40
    assert errors.keys() == expected.keys(), done.stdout
    for number, texts in expected.items():
        assert any(text in errors[number] for text in texts), f"{number}: {errors[number]}"


@pytest.mark.parametrize("package", ["ycpp", "pycrdt"])
def test_the_package_itself(package, tmp_path):
    done = run("mypy", "--strict", "-p", package, cwd=tmp_path)
    assert done.returncode == 0, done.stdout


# What no nanobind module can show to stubtest; a signature in the stub is the binding's own.
OF_NANOBIND = re.compile(
    r" is not a function$"
    r"| is inconsistent, stub is a staticmethod but runtime is not$"
    r"|OffsetKind\.__nb_enum__ is not present in stub$"
    r"| is a disjoint base at runtime, but isn't marked with @disjoint_base in the stub$"
    r"| is inconsistent, metaclass differs$"
    r'|\.__init__ is inconsistent, stub does not have \*args parameter "args"$'
    r"|\.(Topic|OffsetKindName) is not a Union$"  # of literals, which stubtest does not know
)


def test_the_types_agree_with_the_running_packages(tmp_path):
    """The stub of the engine, and the annotations in both packages."""
    done = run("mypy.stubtest", "ycpp", "pycrdt", "--concise", cwd=tmp_path)
    lines = done.stdout.splitlines()
    assert "ycpp._ycpp.get_state is not a function" in lines  # it did look
    assert "ycpp._text.Text is inconsistent, metaclass differs" in lines
    assert [line for line in lines if not OF_NANOBIND.search(line)] == []


def test_the_typed_program_runs():
    sys.path.insert(0, str(HERE))
    try:
        import typed_program
    finally:
        sys.path.remove(str(HERE))
    assert typed_program.documents()[:1] == b"\x00"  # nothing is missing but deletions
    assert typed_program.markup(ycpp.Doc()) == '<p class="[1,null]" n="1">a</p>p'
    assert typed_program.presence(pycrdt.Doc()) == {"user": {"name": "Bob"}}
    assert typed_program.messages(ycpp.Doc()) == b"\x00\x01\x02\x00\x00"
    assert typed_program.containers() == ([6, 6, 7, 2, 3], {"b": True, "c": True})
    assert typed_program.typed_containers() == ["Bob", "Bob"]
    assert typed_program.history(ycpp.Doc(skip_gc=True)) == (1, 1)
    assert typed_program.encodings(ycpp.Doc()) == b"\x00\x00"
    assert anyio.run(typed_program.transactions, ycpp.Doc()) == 2
