"""test_bench.py -- the inputs of the benchmarks mean the same to every engine."""

import json
import random
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"
sys.path.insert(0, str(BENCH))

from driver import (  # noqa: E402  (after the path to it)
    generate,
    growth,
    inputs,
    results,
    sessions,
    standing,
    tables,
    targets,
    wire,
)
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
    arrived, changed = map(wire.decode_awareness, messages[-2:])
    assert len(arrived) == 50 and arrived.keys() == changed.keys()
    assert {clock for clock, _ in arrived.values()} == {1}
    assert {clock for clock, _ in changed.values()} == {2}
    one_by_one = [wire.decode_awareness(message) for message in messages[:50]]
    assert {k: v for each in one_by_one for k, v in each.items()} == arrived


def run_of(counts=None, wall_ms=(1.0,), **files):
    return Run(list(wall_ms), [1.0], 7, 5, [], counts or {"update_bytes": 7}, files)


def test_work_that_differs_is_an_error():
    case = Case("typing", "replay", "a trace", 1, {}, text="abc")
    right = run_of(text=b"abc", state=b"12")
    assert check(case, {"cpp": right, "yjs": right, "pycrdt": right}) == ([], [])
    for key, wrong in [
        ("cpp", run_of(text=b"abd", state=b"12")),
        ("cpp", run_of(text=b"abc", state=b"13")),
        ("yrs", run_of(text=b"abd", state=b"12")),
        ("loro", run_of(text=b"abd")),
        ("cpp", run_of({"update_bytes": 8}, text=b"abc", state=b"12")),
    ]:
        errors, notes = check(case, {"yjs": right, key: wrong})
        assert errors and not notes, wrong
    errors, notes = check(case, {"yjs": right, "pycrdt": run_of(text=b"abc", state=b"13")})
    assert notes and not errors  # other bytes


def test_awareness_is_compared_by_states_of_others():
    case = Case("awareness", "awareness-arrive", "clients", 1, {})
    mine, others = (1, 0, "{}"), (9, 1, '{"a":1,"b":2}')
    yjs = run_of(awareness=inputs.awareness_update([mine, others]))
    same = run_of(awareness=inputs.awareness_update([(9, 1, '{"b":2, "a":1}')]))
    older = run_of(awareness=inputs.awareness_update([(9, 0, '{"a":1,"b":2}')]))
    assert check(case, {"yjs": yjs, "cpp": same}) == ([], [])
    assert check(case, {"yjs": yjs, "cpp": older})[0]


def test_figures_are_medians_of_the_later_runs():
    runs = [run_of(wall_ms=[900, 50, n, n + 2]) for n in (10, 30, 20)]
    found = results.figures(runs)
    assert (found["median_ms"], found["first_ms"], found["min_ms"]) == (21, 900, 10)
    assert found["spread"] == pytest.approx(20 / 21)


def test_results_survive_the_file():
    cases = [entry(size, cpp=1.0 / 3, yjs=2.0) for size in (10, 100)]
    found = json.loads(results.as_json({"rounds": 2, "cases": cases}))
    assert found["rounds"] == 2 and [case["size"] for case in found["cases"]] == [10, 100]
    assert found["cases"][0]["engines"]["cpp"]["median_ms"] == 0.333333
    assert json.loads(results.as_json({"rounds": 0, "cases": []}))["cases"] == []


def test_numbers_have_three_digits():
    shown = [tables.number(value) for value in (0.1234, 1.234, 12.34, 123.4, 12345.6)]
    assert shown == ["0.123", "1.23", "12.3", "123", "12,346"]


def test_durations_have_the_unit_that_suits_them():
    shown = [tables.duration(ms) for ms in (12_345, 12.3, 0.0123, 0.00002)]
    assert shown == ["12.3 s", "12.3 ms", "12.3 µs", "20 ns"]


# --- what is generated ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "edits, left",
    [
        (generate.random_inserts(200), 200),
        (generate.paste_and_delete(300, 100), 200),
        (generate.delete_every_other(300), 150),
        (generate.words_and_deletes(300), None),
        (generate.random_words(100), None),
    ],
)
def test_generated_edits_stay_inside_the_text(edits, left):
    length = 0
    for position, removed, inserted in edits:
        assert position + removed <= length and bool(removed) != bool(inserted)
        length += len(inserted) - removed
    assert left in (None, length)


@pytest.mark.parametrize("words, deletes", [(False, False), (True, False), (True, True)])
def test_people_who_write_apart_stay_inside_their_copies(words, deletes):
    paste, *rest = generate.apart(50, 100, words, deletes)
    for turn in (0, 1):
        length = len(paste[2])
        for position, removed, inserted in rest[turn::2]:
            assert position + removed <= length
            length += len(inserted) - removed


def test_an_update_is_written_as_yjs_writes_it():
    item = wire.Item((300, 0), "ab", right_origin=(5, 7))
    assert wire.update([item]).hex() == "0101ac02004405070261" + "6200"
    item = wire.Item((5, 2), [70, "x"], root="m", key="k")
    assert wire.update([item]).hex() == "010105022801016d016b02" + "7d860177" + "017800"


def test_steps_of_a_session_hold_what_they_were_made_upon():
    copies, steps = sessions.read_session(BENCH / "traces" / "clownschool.json.gz")
    known = [set() for _ in range(copies)]
    for n, (copy, received, edits) in enumerate(steps):
        assert known[copy].isdisjoint(received) and all(step < n for step in received)
        known[copy].update(received)
        if edits:
            known[copy].add(n)
    assert all(len(each) == len(known[0]) for each in known) and len(known[0]) > 20_000


# --- what is concluded ----------------------------------------------------------------------------


def entry(size, **milliseconds):
    engines = {
        key: {"median_ms": ms, "memory_kb": 1000 * ms, "held_kb": 0, "latency_ns": []}
        for key, ms in milliseconds.items()
    }
    return {
        "group": "appends", "workload": "replay", "subject": f"{size}", "operations": size,
        "family": "letters", "size": size, "once": False, "engines": engines, "failures": {},
    }  # fmt: skip


def test_growth_is_the_slope_through_the_logarithms():
    sizes = (100, 1_000, 10_000, 100_000)
    cases = [entry(size, cpp=size / 100, yjs=size**2 / 1e4) for size in sizes]
    assert growth.time_exponent(cases, "cpp") == pytest.approx(1)
    assert growth.time_exponent(cases, "yjs") == pytest.approx(2)
    assert growth.steep(cases, "yjs") and not growth.steep(cases, "cpp")
    assert growth.time_exponent(cases[:2], "cpp") is None


def test_a_peer_that_is_ahead_is_named():
    assert standing.ahead_in_time([entry(10, cpp=2.0, yjs=1.0)])
    assert standing.ahead_in_memory([entry(10, cpp=2.0, yjs=1.0)])
    assert not standing.ahead_in_time([entry(10, cpp=1.0, yjs=0.95, pycrdt=0.1)])


def test_a_missed_target_is_called_so():
    target = targets.Target("append", "replay", "10", 1.5, (("yjs", 3),))
    for mine, theirs, in_time, against in [
        (1.0, 4.0, "met", "met"),
        (1.0, 2.0, "met", "**missed**"),
        (2.0, 7.0, "**missed**", "met"),
    ]:
        row = targets.time_row(target, {("replay", "10"): entry(10, cpp=mine, yjs=theirs)})
        assert (row[3], row[5]) == (in_time, against)
    assert targets.time_row(target, {})[2] == "not measured"


def test_every_target_is_a_workload_of_ours():
    known = {p.stem for p in (BENCH / "runners/cpp").glob("*.cpp")}
    source = "".join((BENCH / f"runners/cpp/{stem}.cpp").read_text() for stem in known)
    for target in (*targets.TARGETS, *targets.MEMORY_TARGETS):
        assert f'{{"{target.workload}", ' in source, target.title
