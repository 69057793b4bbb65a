"""tools/fuzzing.py counts what fuzzers say, goes on after a finding, and adds coverage up."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def fuzzing():
    spec = importlib.util.spec_from_file_location("fuzzing", ROOT / "tools" / "fuzzing.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzzing"] = module  # where dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["fuzzing"]


def fuzzer(folder, body):
    """An executable that stands in for a libFuzzer target."""
    path = folder / "fuzzer"
    path.write_text(f"#!{sys.executable}\nimport sys, time\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_every_target_is_known_by_its_source(fuzzing):
    assert {"update", "update_v2", "id_set", "sticky_index"} <= set(fuzzing.targets())


def test_a_run_is_counted(fuzzing, tmp_path):
    quiet = fuzzer(
        tmp_path,
        "print('stat::number_of_executed_units: 41', file=sys.stderr)\n"
        "while time.process_time() < 0.2: pass\ntime.sleep(1)",
    )
    run = fuzzing.fuzz("update", quiet, 1, tmp_path)
    assert (run.executions, run.findings) == (41, 0)
    assert 0.2 <= run.cpu_seconds < 1


def test_a_fuzzer_that_finds_something_goes_on_and_in_the_end_stops(fuzzing, tmp_path):
    finder = fuzzer(tmp_path, "print('stat::number_of_executed_units: 3')\nsys.exit(77)")
    run = fuzzing.fuzz("update", finder, 60, tmp_path)
    assert run.findings == fuzzing.MOST_FINDINGS
    assert run.executions == 3 * fuzzing.MOST_FINDINGS


def test_it_starts_from_both_corpora_and_writes_to_its_own(fuzzing, tmp_path):
    grown, kept = fuzzing.corpora("update", tmp_path)
    assert Path(grown) == tmp_path / "update"
    assert Path(kept) == ROOT / "fuzz" / "corpus" / "update"


def test_totals_add_up_over_runs(fuzzing, tmp_path):
    path = tmp_path / "totals.json"
    for _ in range(2):
        totals = fuzzing.read_totals(path)
        totals.setdefault("any", fuzzing.Run("any")).add(fuzzing.Run("any", 10, 1.5, 1))
        fuzzing.write_totals(path, totals)
    assert fuzzing.read_totals(path) == {"any": fuzzing.Run("any", 20, 3.0, 2)}


def exported(path, lines, covered):
    summary = {"count": lines, "covered": covered}
    return {"filename": str(path), "summary": {"lines": summary, "branches": summary}}


def test_coverage_counts_sources_and_sums_decoders_up(fuzzing):
    files = fuzzing.reached(
        {
            "data": [
                {
                    "files": [
                        exported(ROOT / "build/coverage/../../src/update/decode.cpp", 90, 45),
                        exported(ROOT / "src/types/text.cpp", 10, 10),
                        exported(ROOT / "fuzz/any_fuzz.cpp", 10, 10),
                        exported("/usr/include/c++/12/vector", 10, 0),
                    ]
                }
            ]
        },
        ROOT,
    )
    assert [file.path for file in files] == ["src/types/text.cpp", "src/update/decode.cpp"]
    table = fuzzing.coverage_table(files)
    assert "| `src/update/decode.cpp` | 90 | 50.0 % | 90 | 50.0 % |" in table
    assert "| **these files** | 90 | 50.0 % | 90 | 50.0 % |" in table
    assert "| **all of src/** | 100 | 55.0 % | 100 | 55.0 % |" in table


def test_the_report_says_how_to_see_a_finding_again(fuzzing, tmp_path):
    (tmp_path / "findings").mkdir()
    (tmp_path / "findings" / "update_v2-crash-1f").write_bytes(b"")
    fuzzing.write_totals(tmp_path / "totals.json", {"any": fuzzing.Run("any", 7_000, 60, 0)})
    report = tmp_path / "report.md"
    fuzzing.write_report(report, {"any": fuzzing.Run("any", 5_000, 60, 0)}, [], tmp_path)
    text = report.read_text(encoding="utf-8")
    assert "| any | 5,000 | 1.0 | 0 | 7,000 | 0.02 | 0 |" in text
    assert f"fuzz_update_v2 {tmp_path / 'findings' / 'update_v2-crash-1f'}" in text


def test_an_unknown_target_is_refused_with_the_names_of_all(fuzzing, capsys):
    with pytest.raises(SystemExit):
        fuzzing.main(["updates"])
    assert "no such target: updates" in capsys.readouterr().err
