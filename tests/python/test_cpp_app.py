"""A C++ program outside the repository, against the installed library, beside a Python peer."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ycpp import Doc, Text

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def app(build_program):
    """The example, copied away and built with find_package(ycpp)."""
    return build_program(ROOT / "examples" / "cpp_app") / "cpp_app"


def test_edits_a_text_with_a_python_peer(app):
    doc: Doc[Text] = Doc()
    notes = doc.get("notes", type=Text)
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(event.update))
    with subprocess.Popen(
        [app], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as peer:
        assert peer.stdin and peer.stdout and peer.stderr
        for n in range(3):
            notes += f"Python says {n}. é😀 "
            peer.stdin.write(updates[-1].hex() + "\n")
            peer.stdin.flush()
            doc.apply_update(bytes.fromhex(peer.stdout.readline()))
        peer.stdin.close()
        seen = peer.stderr.read().rstrip("\n")
    assert peer.returncode == 0
    assert seen == str(notes)
    assert str(notes).count("C++ answers") == str(notes).count("Python says") == 3


def test_says_what_is_wrong_with_bytes(app):
    done = subprocess.run([app], input="0101\n", capture_output=True, text=True)
    assert done.returncode == 1
    assert "not an update: " in done.stderr
