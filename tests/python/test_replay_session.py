"""The demonstration ends well on its recording, and says so when a document is not as recorded."""

import gzip
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "replay_session.py"

# Ada writes "ab"; then, at once, Bob appends "c" and Ada puts "x" in front; Bob, having seen both,
# deletes the "a".
CONCURRENT = [
    {"parents": [], "agent": 0, "patches": [[0, 0, "ab"]]},
    {"parents": [0], "agent": 1, "patches": [[2, 0, "c"]]},
    {"parents": [0], "agent": 0, "patches": [[0, 0, "x"]]},
    {"parents": [1, 2], "agent": 1, "patches": [[1, 1, ""]]},
]


def replay(*arguments):
    return subprocess.run(
        [sys.executable, EXAMPLE, *map(str, arguments)], capture_output=True, text=True, timeout=300
    )


def recording(folder, transactions, final):
    path = folder / "recording.json.gz"
    content = {"numAgents": 2, "txns": transactions, "endContent": final}
    path.write_bytes(gzip.compress(json.dumps(content).encode()))
    return path


def test_the_shipped_recording_replays():
    result = replay()
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(
        "Both documents equal the recording: "
        "21,362 characters from 26,078 edits by 2 people, joined 2,258 times.\n"
    )


def test_each_writer_edits_what_that_writer_had_seen(tmp_path):
    result = replay("--recording", recording(tmp_path, CONCURRENT, "xbc"))
    assert result.returncode == 0, result.stderr
    assert "3 characters from 4 edits by 2 people, joined 1 times" in result.stdout


def test_a_document_that_differs_from_the_recording_is_a_failure(tmp_path):
    result = replay("--recording", recording(tmp_path, CONCURRENT, "xabc"))
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "Ada's document differs from the recording",
        "Bob's document differs from the recording",
    ]


def test_a_terminal_shows_both_documents_and_cursors(tmp_path):
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, EXAMPLE, "--fast", "--recording", recording(tmp_path, CONCURRENT, "xbc")],
        stdout=terminal,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "120", "LINES": "30"},
    )
    os.close(terminal)
    shown = b""
    try:
        while part := os.read(controller, 65536):
            shown += part
    except OSError:  # Linux reports the end of a terminal as an error
        pass
    os.close(controller)
    assert process.wait(timeout=60) == 0
    for words in ("Ada's document", "Bob's document", "▏Ada", "▏Bob", "4 of 4 edits"):
        assert words.encode() in shown, words
