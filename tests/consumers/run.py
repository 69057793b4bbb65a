#!/usr/bin/env python3
"""Runs the tests of pycrdt, and of packages on top of it, with our `pycrdt` in place of upstream's.

    python3 tests/consumers/run.py                    all of them, a few minutes
    python3 tests/consumers/run.py pycrdt notebooks   these
    python3 tests/consumers/run.py --upstream         the same on the upstream pycrdt

Prints a line per suite. A failure that known_failures.toml does not name makes the exit status 1,
and so does a name there that does not fail. The environment, the source distributions and the
logs are in build/consumers/; what is there is kept. Needs the network the first time, node and npm
for the Yjs clients of pycrdt-websocket, and cargo, without which pip does not unpack the sources of
pycrdt.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    from pip._vendor import tomli as tomllib

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build" / "consumers"


@dataclass(frozen=True)
class Suite:
    """The tests of a source distribution, or our own where `version` is empty."""

    name: str
    version: str = ""
    sha256: str = ""
    node: bool = False  # its tests start programs that need what its package.json lists

    @property
    def title(self) -> str:
        return f"{self.name} {self.version}".strip()


SUITES = (
    Suite("pycrdt", "0.14.3", "fb09978f87580cf8cdde1d67b2da88bf394e50cc6c6a8c5bd4b961a1b44d3010"),
    Suite(
        "pycrdt-websocket",
        "0.16.5",
        "bda0b9ad31468a9d664464fc28c1b112cfde274065eb75844aa19950fb59d282",
        node=True,
    ),
    Suite(
        "pycrdt-store",
        "0.1.5",
        "10cb0a71b86e167735235b3ab82816015ba746a2e660bcb133adb67a8d5c8818",
    ),
    Suite(
        "jupyter-server-ydoc",
        "3.0.4",
        "f004c79c6c4ace03edff9176bb8695f96996609cd3a02c4d0197905a29323387",
    ),
    Suite("notebooks"),
)


@dataclass(frozen=True)
class Known:
    """A test that is known to fail."""

    why: str
    upstream: bool
    sometimes: bool


def run(*command: str | Path, cwd: Path = ROOT, log: Path | None = None, **variables: str) -> int:
    """The exit status; without a `log`, a command that fails ends the program."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if log:
        log.write_bytes(done.stdout)
    elif done.returncode:
        sys.exit(f"{done.stdout.decode(errors='replace')}\nfailed: {' '.join(map(str, command))}")
    return done.returncode


def environment(upstream: bool) -> Path:
    """The Python of an environment with the packages, upstream's pycrdt or ours among them."""
    place = BUILD / ("upstream" if upstream else "ours")
    python = place / "bin" / "python"
    requirements, stamp = HERE / "requirements.txt", place / "requirements.txt"
    if not stamp.exists() or stamp.read_bytes() != requirements.read_bytes():
        run(sys.executable, "-m", "venv", "--clear", place)
        run(python, "-m", "pip", "install", "-r", requirements)
        shutil.copy(requirements, stamp)
    if not upstream:
        wheels = BUILD / "wheels"
        shutil.rmtree(wheels, ignore_errors=True)
        run("tools/setup.sh", "build", "python")
        pip = (ROOT / ".venv" / "bin" / "python", "-m", "pip")
        build = ("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels)
        run(*pip, *build, "--config-settings=build-dir=build/python", ".")
        run(*pip, *build, "./python/pycrdt")
        # pip removes what it installed as pycrdt before; other packages' files in its folder stay.
        run(python, "-m", "pip", "install", "--no-deps", "--force-reinstall", *wheels.glob("*.whl"))
    return python


def sources(suite: Suite) -> Path:
    """The folder in which the tests of a suite are run, without the package itself."""
    if not suite.version:
        return HERE / suite.name
    place = BUILD / "sources" / f"{suite.name.replace('-', '_')}-{suite.version}"
    if place.exists():
        return place
    wanted = BUILD / "wanted.txt"
    wanted.write_text(f"{suite.name}=={suite.version} --hash=sha256:{suite.sha256}\n")
    pip = (sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", suite.name)
    run(*pip, "--dest", BUILD, "--require-hashes", "-r", wanted)
    unpacking = BUILD / "unpacking"
    shutil.rmtree(unpacking, ignore_errors=True)
    with tarfile.open(BUILD / f"{place.name}.tar.gz") as archive:
        archive.extractall(unpacking)
    unpacked = unpacking / place.name
    for package in ("python", "src", suite.name.replace("-", "_")):  # the installed one is tested
        shutil.rmtree(unpacked / package, ignore_errors=True)
    if suite.node:
        npm = ("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts")
        run(*npm, cwd=unpacked / "tests")
    place.parent.mkdir(exist_ok=True)
    unpacked.rename(place)
    return place


def verdicts(report: Path, suite: Suite) -> Iterator[tuple[str, str]]:
    """Tests by the name that known_failures.toml gives them, and what became of each."""
    for case in ElementTree.parse(report).iter("testcase"):
        path = case.get("classname", "").replace(".", "/")
        test = case.get("name", "")
        if test.count("]") > test.count("["):  # pytest adds one to a name that begins with "["
            test = test[:-1]
        name = f"{suite.name}: {path}.py::{test}"
        outcomes = {child.tag for child in case} & {"failure", "error", "skipped"}
        yield name, min(outcomes, default="passed")


def check(suite: Suite, python: Path, known: dict[str, Known]) -> bool:
    """Runs a suite, says what came of it, and tells whether that is as it should be."""
    folder = sources(suite)
    log, report = BUILD / f"{suite.name}.log", BUILD / f"{suite.name}.xml"
    report.unlink(missing_ok=True)
    tests = ["tests"] if suite.version else ["."]
    # Without two plugins that come along: `asyncio` takes tests away from that of anyio, `flaky`
    # stumbles over the marks of pytest-rerunfailures.
    without = [f"-pno:{plugin}" for plugin in ("asyncio", "flaky", "cacheprovider")]
    options = ["-q", *without, f"--junit-xml={report}"]
    command = (python, "-m", "pytest", *options, f"--rootdir={folder}", *tests)
    run(*command, cwd=folder, log=log, PYTHONDONTWRITEBYTECODE="1")
    if not report.exists():
        print(f"{suite.title}: pytest did not run, see {log.relative_to(ROOT)}")
        return False
    outcome = dict(sorted(verdicts(report, suite)))
    failed = {name for name, verdict in outcome.items() if verdict in ("failure", "error")}
    expected = {name for name in known if name.startswith(f"{suite.name}: ")}
    unexpected = sorted(failed - expected)
    vanished = sorted(name for name in expected - failed if not known[name].sometimes)
    passed = sum(verdict == "passed" for verdict in outcome.values())
    print(
        f"{suite.title}: {passed} of {len(outcome)} passed,"
        f" {len(failed & expected)} failed as explained, {len(unexpected)} otherwise"
    )
    for name in unexpected:
        print(f"  new failure: {name}, see {log.relative_to(ROOT)}")
    for name in vanished:
        print(f"  {'passes now' if name in outcome else 'is no test'}: {name}")
    return bool(outcome) and not unexpected and not vanished


def known_failures(upstream: bool) -> dict[str, Known]:
    known = {}
    for entry in tomllib.loads((HERE / "known_failures.toml").read_text())["known"]:
        fact = Known(entry["why"], entry.get("upstream", False), entry.get("sometimes", False))
        if fact.upstream or not upstream:
            known.update(dict.fromkeys(entry["tests"], fact))
    return known


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    names = [suite.name for suite in SUITES]
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(names)}")
    parser.add_argument("--upstream", action="store_true", help="test the upstream pycrdt")
    options = parser.parse_args()
    if unknown := set(options.suites) - set(names):
        parser.error(f"no such suite: {', '.join(sorted(unknown))}")
    BUILD.mkdir(parents=True, exist_ok=True)
    python, known = environment(options.upstream), known_failures(options.upstream)
    chosen = [suite for suite in SUITES if suite.name in (options.suites or names)]
    right = [check(suite, python, known) for suite in chosen]
    print(f"{sum(right)} of {len(right)} suites are as docs/pycrdt.md says")
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main())
