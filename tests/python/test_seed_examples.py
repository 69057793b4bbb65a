"""The examples of examples/awareness run as they are, with pycrdt and with ycpp."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples" / "awareness"
PACKAGES = ["pycrdt", "ycpp"]


def run(name, package, folder):
    source = (EXAMPLES / f"{name}.py").read_text(encoding="utf-8")
    source, imports = re.subn(r"^from pycrdt import", f"from {package} import", source, flags=re.M)
    assert imports
    program = folder / f"{name}.py"
    program.write_text(source, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", program],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        cwd=folder,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.fixture(params=PACKAGES)
def example(request, tmp_path):
    return lambda name: run(name, request.param, tmp_path)


def test_there_are_seven():
    assert len(list(EXAMPLES.glob("*.py"))) == 7


def test_basic_usage(example):
    state = (
        "{'user': {'name': 'Alice', 'color': '#ff0000', 'cursor': {'line': 5, 'column': 10}, "
        "'selection': {'start': 0, 'end': 5}}}"
    )
    assert example("basic_usage").splitlines() == [
        f"Local state: {state}",
        f"All client states: {{1: {state}}}",
    ]


def test_multiple_clients(example):
    alice = "Alice at {'line': 0, 'column': 0}"
    bob = "Bob at {'line': 10, 'column': 5}"
    charlie = "Charlie at {'line': 20, 'column': 0}"
    assert example("multiple_clients").splitlines() == [
        "Client 1 sees:",
        f" Client 1: {alice}",
        f" Client 2: {bob}",
        f" Client 3: {charlie}",
        "Client 2 sees:",
        f" Client 2: {bob}",
        f" Client 1: {alice}",
        f" Client 3: {charlie}",
    ]


def test_events(example):
    typing = " Client 1: {'name': 'Alice', 'status': 'typing'}"
    idle = " Client 1: {'name': 'Alice', 'status': 'idle'}"
    updated = "Clients updated: [1] (origin: local)"
    assert example("events").splitlines() == [typing, updated, typing, idle, updated, idle]


def test_cursor_tracking(example):
    shown = example("cursor_tracking").split("\n\n")
    assert shown[0] == "Alice moves cursor to position 10"
    for screen in (
        "--- Cursors for Bob ---\nAlice: cursor at 10",
        "--- Cursors for Alice ---\nBob: selection 20-30",
        "--- Cursors for Bob ---\nAlice: selection 5-15",
    ):
        assert any(part.startswith(screen) for part in shown), screen
    assert not any("Cursors for Alice" in part and "Alice:" in part for part in shown)
    assert not any("Cursors for Bob" in part and "Bob:" in part for part in shown)


def test_online_status(example):
    before, after = example("online_status").split("Charlie goes offline\n")
    everybody = before.split("--- Online Users (3) ---")[-1]
    for name in ("Alice", "Bob", "Charlie"):
        assert f"🟢 {name} (last seen: " in everybody
    assert "--- Online Users (2) ---" in after
    assert "Online Users (3)" not in after
    assert "Charlie" not in after
    assert "🟢 Alice" in after
    assert "🟢 Bob" in after
    assert "🔴" not in before + after


def test_disconnect_detection(example):
    assert example("disconnect_detection") == "This is a disconnect message\n"


def test_error_handling(example):
    assert example("error_handling").splitlines() == [
        "Awareness error: state.invalid: object of type object is not JSON serializable"
    ]
