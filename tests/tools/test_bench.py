"""test_bench.py -- the inputs of the benchmarks mean the same to every engine."""

import random
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"
sys.path.insert(0, str(BENCH))

from driver import inputs, report, results  # noqa: E402  (after the path to it)
from driver.cases import Case  # noqa: E402
from driver.check import check  # noqa: E402
from driver.engines import Run  # noqa: E402


def random_session(seed):
    """Edits, in code points, of a text with characters of every width, and how it ends."""
    generator = random.Random(seed)
    text, edits = "", []
    for _ in range(300):
        if text and generator.random() < 0.4:
            start = generator.randrange(len(text))
            end = generator.randrange(start, len(text)) + 1
            edits.append((start, end - start, ""))
            text = text[:start] + text[end:]
        else:
            start = generator.randint(0, len(text))
            inserted = "".join(generator.choices("ab\u00e9\u20ac\U0001f600", k=3))
            edits.append((start, 0, inserted))
            text = text[:start] + inserted + text[start:]
    return edits, text


def apply_in_bytes(edits, encoding, size):
    """The text after `edits`, whose unit is a code unit of `encoding`, `size` bytes wide."""
    content = b""
    for position, removed, inserted in edits:
        start, end = position * size, (position + removed) * size
        content = content[:start] + inserted.encode(encoding) + content[end:]
    return content.decode(encoding)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(
    "unit, encoding, size",
    [("unicode", "utf-32-le", 4), ("utf16", "utf-16-le", 2), ("utf8", "utf-8", 1)],
)
def test_edits_mean_the_same_in_every_unit(seed, unit, encoding, size):
    edits, text = random_session(seed)
    assert apply_in_bytes(inputs.in_unit(edits, unit), encoding, size) == text


@pytest.mark.parametrize("name", ["sveltecomponent", "json-crdt-patch"])
def test_a_trace_ends_in_its_text(name):
    edits, end = inputs.read_trace(BENCH / "traces" / f"{name}.json.gz")
    assert all(bool(removed) != bool(inserted) for _, removed, inserted in edits)
    assert apply_in_bytes(inputs.in_unit(edits, "utf16"), "utf-16-le", 2) == end


def test_frames_survive_the_file(tmp_path):
    frames = [b"", b"a", bytes(range(256)) * 300]
    inputs.write_frames(tmp_path / "frames", frames)
    assert inputs.read_frames(tmp_path / "frames") == frames


def test_awareness_messages_have_every_client_twice():
    messages = inputs.awareness_messages(50)
    assert len(messages) == 102
    arrived, changed = map(inputs.decode_awareness, messages[-2:])
    assert len(arrived) == 50 and arrived.keys() == changed.keys()
    assert {clock for clock, _ in arrived.values()} == {1}
    assert {clock for clock, _ in changed.values()} == {2}
    one_by_one = [inputs.decode_awareness(message) for message in messages[:50]]
    assert {k: v for each in one_by_one for k, v in each.items()} == arrived


def run_of(**files):
    return Run([1.0], [1.0], None, {"update_bytes": 7}, files)


def test_work_that_differs_is_an_error():
    case = Case("typing", "replay", "a trace", 1, {}, text="abc")
    right = run_of(text=b"abc", state=b"12")
    assert check(case, {"cpp": right, "yjs": right, "pycrdt": right}) == ([], [])
    for key, wrong in [
        ("cpp", run_of(text=b"abd", state=b"12")),
        ("cpp", run_of(text=b"abc", state=b"13")),
        ("pycrdt", run_of(text=b"abc", state=b"123")),
        ("cpp", Run([1.0], [1.0], None, {"update_bytes": 8}, right.files)),
    ]:
        errors, notes = check(case, {"yjs": right, key: wrong})
        assert errors and not notes, wrong
    errors, notes = check(case, {"yjs": right, "pycrdt": run_of(text=b"abc", state=b"13")})
    assert notes and not errors  # other bytes, as many


def test_awareness_is_compared_by_states_of_others():
    case = Case("awareness", "awareness-arrive", "clients", 1, {})
    mine, others = (1, 0, "{}"), (9, 1, '{"a":1,"b":2}')
    yjs = run_of(awareness=inputs.awareness_update([mine, others]))
    same = run_of(awareness=inputs.awareness_update([(9, 1, '{"b":2, "a":1}')]))
    older = run_of(awareness=inputs.awareness_update([(9, 0, '{"a":1,"b":2}')]))
    assert check(case, {"yjs": yjs, "cpp": same}) == ([], [])
    assert check(case, {"yjs": yjs, "cpp": older})[0]


def test_figures_are_medians_of_the_later_runs():
    runs = [Run([900, 50, n, n + 2], [1] * 4, 7, {}, {}) for n in (10, 30, 20)]
    found = results.figures(runs)
    assert (found["median_ms"], found["first_ms"], found["min_ms"]) == (21, 900, 10)
    assert found["spread"] == pytest.approx(20 / 21)


def test_numbers_have_three_digits():
    shown = [report.number(value) for value in (0.1234, 1.234, 12.34, 123.4, 12345.6)]
    assert shown == ["0.123", "1.23", "12.3", "123", "12,346"]
