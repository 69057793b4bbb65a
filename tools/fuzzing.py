"""fuzzing.py -- runs the libFuzzer targets of fuzz/ and reports what they did, reached and found.

Every target runs for the given time, one after the other, as a process that gives way to all others
(SCHED_IDLE where the system has it, nice elsewhere). It starts from what earlier runs found worth
keeping, in build/corpus/<target>/, and from fuzz/corpus/<target>/, which is read and never written.
After a finding it goes on, until it has MOST_FINDINGS of them.

The report, build/fuzz-report.md, is written anew after every target. It has

  * executions, CPU time and findings, of this run and of all runs that used the same corpora;
  * lines and branches of the code that reads bytes which the corpora reach, measured by running
    them through a build with clang's source-based coverage, without sanitizers.

Exits with 1 when there were findings; each is a file in build/corpus/findings/.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MOST_FINDINGS = 5  # of one target in one run
# The time is that of the wall, and a process that gives way to all others may wait for long.
LIMITS = ("-timeout=900", "-rss_limit_mb=2048")
SHARE = re.compile(r"stat::number_of_executed_units:\s*(\d+)")

# What turns bytes from outside into values and takes these in. All of src/ is counted as well.
DECODERS = re.compile(
    r"src/(lib0/(any|json|reader|columns|value).*"
    r"|update/(block|decode|fields|id_set|id_map|merge|diff|convert|state_vector|obfuscate).*"
    r"|store/(apply|pending|integrate).*"
    r"|awareness/.*|sync/.*"
    r"|types/(sticky_index|snapshot)\.cpp)"
)


@dataclass
class Run:
    """What one target did."""

    target: str
    executions: int = 0
    cpu_seconds: float = 0.0
    findings: int = 0

    def add(self, other: Run) -> None:
        self.executions += other.executions
        self.cpu_seconds += other.cpu_seconds
        self.findings += other.findings


@dataclass
class Reached:
    """How much of one file was reached."""

    path: str
    lines: int
    lines_covered: int
    branches: int
    branches_covered: int


def targets() -> list[str]:
    return sorted(path.name[: -len("_fuzz.cpp")] for path in (ROOT / "fuzz").glob("*_fuzz.cpp"))


def give_way() -> None:
    """Lets every other process of the machine go first; children inherit it."""
    os.nice(19)
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def newest(tool: str) -> str:
    """`tool`, or the newest `tool`-<version> there is."""
    for name in [tool, *(f"{tool}-{version}" for version in range(22, 13, -1))]:
        if shutil.which(name):
            return name
    raise SystemExit(f"fuzz: {tool} is not installed; tools/setup.sh fuzz does that")


def build(preset: str, names: Iterable[str], jobs: int) -> None:
    """Configures `preset` and builds the fuzzers `names`, silently unless it fails."""
    environment = dict(os.environ, CXX=newest("clang++"))
    if shutil.which("ccache"):
        environment["CMAKE_CXX_COMPILER_LAUNCHER"] = "ccache"
    wanted = [f"fuzz_{name}" for name in names]
    for command in (
        ["cmake", "--preset", preset],
        ["cmake", "--build", "--preset", preset, "--parallel", str(jobs), "--target", *wanted],
    ):
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{done.stdout[-4000:]}{done.stderr[-4000:]}\nfuzz: no {preset} build")


def start(command: list[str], log: Path) -> tuple[int, float]:
    """Runs `command` and gives its exit code and CPU seconds; it dies with this process's end."""
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
    process.returncode = os.waitstatus_to_exitcode(status)  # or Popen would wait for it again
    return process.returncode, usage.ru_utime + usage.ru_stime


def corpora(target: str, kept: Path) -> list[str]:
    """The folders that `target` starts from; what it finds worth keeping goes to the first."""
    grown = kept / target
    grown.mkdir(parents=True, exist_ok=True)
    return [str(folder) for folder in (grown, ROOT / "fuzz" / "corpus" / target) if folder.is_dir()]


def executions(log: str) -> int:
    return sum(int(count) for count in SHARE.findall(log))


def fuzz(target: str, fuzzer: Path, seconds: float, kept: Path) -> Run:
    """Runs `fuzzer` until the time is over or it has found too much."""
    run = Run(target)
    findings = kept / "findings"
    findings.mkdir(parents=True, exist_ok=True)
    log = kept / f"{target}.log"
    log.unlink(missing_ok=True)
    end = time.monotonic() + seconds
    while (left := round(end - time.monotonic())) > 0 and run.findings < MOST_FINDINGS:
        command = [str(fuzzer), f"-max_total_time={left}", *LIMITS, "-print_final_stats=1"]
        command += [f"-artifact_prefix={findings}/{target}-", *corpora(target, kept)]
        code, cpu = start(command, log)
        run.cpu_seconds += cpu
        if code != 0:
            run.findings += 1
    run.executions = executions(log.read_text(errors="replace")) if log.exists() else 0
    return run


def measure(names: list[str], kept: Path, jobs: int) -> list[Reached]:
    """Runs the corpora of `names` through the coverage build."""
    build("coverage", names, jobs)
    folder = ROOT / "build" / "coverage"
    profiles: list[str] = []
    binaries: list[str] = []
    for name in names:
        profile = folder / f"{name}.profraw"
        binary = folder / "fuzz" / f"fuzz_{name}"
        environment = dict(os.environ, LLVM_PROFILE_FILE=str(profile))
        command = [str(binary), "-runs=0", *corpora(name, kept)]
        subprocess.run(command, cwd=folder, env=environment, check=True, stderr=subprocess.DEVNULL)
        profiles.append(str(profile))
        binaries += ["-object", str(binary)]
    merged = str(folder / "all.profdata")
    subprocess.run(
        [newest("llvm-profdata"), "merge", "-sparse", *profiles, "-o", merged], check=True
    )
    command = [newest("llvm-cov"), "export", "-summary-only", f"-instr-profile={merged}"]
    exported = subprocess.run([*command, *binaries[1:]], check=True, capture_output=True, text=True)
    return reached(json.loads(exported.stdout), ROOT)


def reached(exported: dict[str, Any], root: Path) -> list[Reached]:
    """The files under src/ in what `llvm-cov export` printed."""
    found = []
    for file in exported["data"][0]["files"]:
        path = Path(os.path.normpath(file["filename"]))  # ccache makes paths relative
        if not path.is_relative_to(root / "src"):
            continue
        lines, branches = file["summary"]["lines"], file["summary"]["branches"]
        found.append(
            Reached(
                path.relative_to(root).as_posix(),
                lines["count"],
                lines["covered"],
                branches["count"],
                branches["covered"],
            )
        )
    return sorted(found, key=lambda one: one.path)


def share(covered: int, count: int) -> str:
    return "-" if count == 0 else f"{100 * covered / count:.1f} %"


def coverage_table(files: list[Reached]) -> str:
    """Decoders one by one, then their sum and that of all of src/."""
    decoders = [file for file in files if DECODERS.fullmatch(file.path)]
    rows = [f"`{file.path}` | {_covered([file])}" for file in decoders]
    rows += [f"**these files** | {_covered(decoders)}", f"**all of src/** | {_covered(files)}"]
    head = "| code | lines | covered | branches | covered |\n| --- | ---: | ---: | ---: | ---: |\n"
    return head + "".join(f"| {row} |\n" for row in rows)


def _covered(files: list[Reached]) -> str:
    lines, branches = sum(f.lines for f in files), sum(f.branches for f in files)
    of_lines = share(sum(f.lines_covered for f in files), lines)
    of_branches = share(sum(f.branches_covered for f in files), branches)
    return f"{lines} | {of_lines} | {branches} | {of_branches}"


def runs_table(runs: dict[str, Run], totals: dict[str, Run]) -> str:
    rows = []
    for name, run in sorted(runs.items()):
        total = totals[name]
        rows.append(
            f"| {name} | {run.executions:,} | {run.cpu_seconds / 60:.1f} | {run.findings} "
            f"| {total.executions:,} | {total.cpu_seconds / 3600:.2f} | {total.findings} |\n"
        )
    columns = ("target", "executions", "CPU min", "findings", "in all", "CPU h", "findings")
    return f"| {' | '.join(columns)} |\n| --- |{' ---: |' * 6}\n" + "".join(rows)


def read_totals(path: Path) -> dict[str, Run]:
    """What all runs that used these corpora did together."""
    if not path.exists():
        return {}
    return {name: Run(name, *of) for name, of in json.loads(path.read_text()).items()}


def write_totals(path: Path, totals: dict[str, Run]) -> None:
    content = {t.target: [t.executions, t.cpu_seconds, t.findings] for t in totals.values()}
    path.write_text(json.dumps(content, indent=1))


def findings_list(kept: Path) -> str:
    """Each finding with the command that shows it again."""
    lines = []
    for path in sorted((kept / "findings").glob("*")):
        target = next(t for t in sorted(targets(), reverse=True) if path.name.startswith(f"{t}-"))
        lines.append(f"* `{path.name}`: `build/fuzz/fuzz/fuzz_{target} {path}`\n")
    return "".join(lines) or "None.\n"


def write_report(path: Path, runs: dict[str, Run], files: list[Reached], kept: Path) -> None:
    totals = read_totals(kept / "totals.json")
    parts = {
        time.strftime("# Fuzzing, %Y-%m-%d %H:%M UTC", time.gmtime()): runs_table(runs, totals),
        "## Findings": findings_list(kept),
        "## Coverage of the corpora": coverage_table(files) if files else "Not measured yet.\n",
    }
    path.write_text("\n".join(f"{title}\n\n{text}" for title, text in parts.items()))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="tools/fuzz")
    parser.add_argument("targets", nargs="*", metavar="target", help="all, if none is named")
    parser.add_argument("--minutes", type=float, default=1.0, help="for each target (1)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="for building")
    parser.add_argument("--corpus", type=Path, default=ROOT / "build" / "corpus")
    parser.add_argument("--report", type=Path, default=ROOT / "build" / "fuzz-report.md")
    options = parser.parse_args(arguments)
    names = options.targets or targets()
    if unknown := set(names) - set(targets()):
        parser.error(
            f"no such target: {', '.join(sorted(unknown))}; there are {', '.join(targets())}"
        )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    give_way()
    kept = options.corpus.resolve()
    runs: dict[str, Run] = {}
    if options.minutes > 0:
        build("fuzz", names, options.jobs)
    for name in names:
        fuzzer = ROOT / "build" / "fuzz" / "fuzz" / f"fuzz_{name}"
        runs[name] = fuzz(name, fuzzer, options.minutes * 60, kept)
        totals = read_totals(kept / "totals.json")
        totals.setdefault(name, Run(name)).add(runs[name])
        write_totals(kept / "totals.json", totals)
        write_report(options.report, runs, [], kept)
    files = measure(names, kept, options.jobs)
    write_report(options.report, runs, files, kept)
    executed = sum(run.executions for run in runs.values())
    cpu = sum(run.cpu_seconds for run in runs.values()) / 60
    found = sum(run.findings for run in runs.values())
    print(
        f"fuzz: {len(runs)} targets, {executed:,} executions, {cpu:.1f} CPU minutes, "
        f"{found} findings; the report is {options.report}"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
