#!/usr/bin/env python3
"""tidy.py -- checks the house rules that compilers and formatters do not see.

Large houses stay straight by a checker. Every rule here is a sentence of CONTRIBUTING.md; what a
rule refuses, it says with the file, the line and the way out. The floors are the heart of it: an
include may point down, never up, and never around in a circle.

A rule is a function from a Tree to findings. An exception to a rule is an entry of EXCEPTIONS with
its reason, and is itself refused once nothing needs it any more. Needs Python 3.10 and nothing
else; reads every file once.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

# Floor -> the floors it stands on directly; it may include these and all that they stand on.
FLOORS: dict[str, tuple[str, ...]] = {
    "base": (),
    "lib0": ("base",),
    "update": ("lib0",),
    "store": ("update",),
    "doc": ("store",),
    "types": ("doc",),
    "awareness": ("lib0",),
    "sync": ("doc", "awareness"),
}

# A public header belongs to the floor that implements it.
PUBLIC_HEADERS: dict[str, str] = {
    "result.h": "base",
    "errors.h": "base",
    "limits.h": "base",
    "offset_kind.h": "base",
    "origin.h": "base",
    "subscription.h": "base",
    "lib0.h": "lib0",
    "any.h": "lib0",
    "encoding.h": "update",
    "update.h": "update",
    "id_set.h": "update",
    "id_map.h": "update",
    "doc.h": "doc",
    "subdocs.h": "doc",
    "text.h": "types",
    "map.h": "types",
    "array.h": "types",
    "xml.h": "types",
    "shared.h": "types",
    "value.h": "lib0",
    "sticky_index.h": "types",
    "undo.h": "types",
    "snapshot.h": "types",
    "awareness.h": "awareness",
    "sync.h": "sync",
}

# These build on the public headers alone, which proves that the public headers are enough.
PUBLIC_ONLY = ("python/", "server/", "examples/")

# (rule, path) -> why this file may break this rule.
EXCEPTIONS: dict[tuple[str, str], str] = {}

# Programs as others have them, kept word for word: they begin as they do.
VERBATIM = ("examples/awareness/",)

COLUMNS = 100
LINES_WARN = 400
LINES_FAIL = 800
BANNED_WORDS = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"}
MARKERS = re.compile(r"\b(T[O]DO|F[I]XME|X[X]X)\b")  # so written that it does not find itself

SKIPPED_DIRECTORIES = re.compile(
    r"build|dist|node_modules|__pycache__|[\w.-]+\.egg-info|\.venv.*|\.git|\.\w+_cache|\.cache"
    r"|\.hypothesis|corpus|traces"
)
SKIPPED_FILES = {"package-lock.json"}
CPP = {".h", ".cpp"}
SCRIPT = {".py", ".sh", ".js", ".mjs", ".ts"}
PROSE = {".md", ".txt", ".cmake", ".toml", ".json", ".yml", ".yaml"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


@dataclass(frozen=True)
class Finding:
    path: str
    line: int
    rule: str
    message: str
    warning: bool = False

    def __str__(self) -> str:
        kind = "warning" if self.warning else "error"
        return f"{self.path}:{self.line}: {kind}: {self.message} [{self.rule}]"


@dataclass(frozen=True)
class Include:
    path: str  # the including file
    line: int
    spelling: str
    target: str | None  # the included file, None when it is not one of ours
    quoted: bool


@dataclass
class Tree:
    """The text files of a checkout, by their path from its root, with `/` on every system."""

    root: Path
    files: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def read(root: Path) -> Tree:
        tree = Tree(root)
        for path in sorted(_walk(root)):
            if path.suffix in CPP | SCRIPT | PROSE or _is_script(path):
                name = path.relative_to(root).as_posix()
                tree.files[name] = path.read_text(encoding="utf-8", errors="replace")
        return tree

    def under(self, prefix: str, *suffixes: str) -> list[str]:
        return [
            path
            for path in self.files
            if path.startswith(prefix) and PurePosixPath(path).suffix in suffixes
        ]

    def lines(self, path: str) -> list[str]:
        return self.files[path].splitlines()

    def is_code(self, path: str) -> bool:
        return PurePosixPath(path).suffix in CPP | SCRIPT or self.files[path].startswith("#!")

    def includes(self, path: str) -> Iterator[Include]:
        here = PurePosixPath(path).parent
        for number, line in enumerate(self.lines(path), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            spelling = match[2]
            candidates = [f"include/{spelling}", f"src/{spelling}", f"tests/{spelling}"]
            if match[1] == '"':
                candidates.insert(0, (here / spelling).as_posix())
            target = next((c for c in candidates if c in self.files), None)
            yield Include(path, number, spelling, target, quoted=match[1] == '"')


def _walk(directory: Path) -> Iterator[Path]:
    for path in directory.iterdir():
        if path.is_dir() and not path.is_symlink():
            if not SKIPPED_DIRECTORIES.fullmatch(path.name):
                yield from _walk(path)
        elif path.is_file() and path.name not in SKIPPED_FILES:
            yield path


def _is_script(path: Path) -> bool:
    if path.suffix:
        return False
    with path.open("rb") as file:
        return file.read(2) == b"#!"


def below(floor: str) -> set[str]:
    """`floor` and every floor it stands on."""
    return {floor}.union(*(below(f) for f in FLOORS[floor]))


def floor_of(path: str) -> str | None:
    """The floor that a source, a public header or a unit test belongs to."""
    parts = PurePosixPath(path).parts
    if parts[:2] == ("include", "ycpp") and len(parts) == 3:
        return PUBLIC_HEADERS.get(parts[2])
    if parts[0] == "src" and len(parts) > 2:
        return parts[1] if parts[1] in FLOORS else None
    if parts[:2] == ("tests", "unit") and len(parts) > 3:
        return parts[2] if parts[2] in FLOORS else None
    return None


def check_includes_point_down(tree: Tree) -> Iterator[Finding]:
    for path in tree.under("", *CPP):
        floor = floor_of(path)
        for include in tree.includes(path):
            target_floor = floor_of(include.target) if include.target else None
            message = None
            if ".." in PurePosixPath(include.spelling).parts:
                message = f'"{include.spelling}" climbs; write floor/file.h'
            elif floor and target_floor and target_floor not in below(floor):
                message = (
                    f"floor `{floor}` may not include `{include.spelling}` of floor "
                    f"`{target_floor}`: pass a value down, or write a value for it to pick up"
                )
            elif floor and not path.startswith("tests/") and include.quoted and not include.target:
                message = f'"{include.spelling}" is no file of src/ or include/'
            if message:
                yield Finding(path, include.line, "upward-include", message)


def check_public_api_is_enough(tree: Tree) -> Iterator[Finding]:
    for prefix in PUBLIC_ONLY:
        for path in tree.under(prefix, *CPP):
            for include in tree.includes(path):
                if include.target and include.target.startswith("src/"):
                    yield Finding(
                        path,
                        include.line,
                        "public-only",
                        f"`{include.spelling}` is private; {prefix} may include only <ycpp/...>",
                    )


def check_every_file_has_a_floor(tree: Tree) -> Iterator[Finding]:
    for path in tree.under("include/ycpp/", *CPP):
        if floor_of(path) is None:
            yield Finding(
                path, 1, "unknown-floor", "public header without a floor; list it in PUBLIC_HEADERS"
            )
    for path in tree.under("src/", *CPP):
        if floor_of(path) is None:
            yield Finding(path, 1, "unknown-floor", "not in a floor: sources live in src/<floor>/")


def check_build_agrees(tree: Tree) -> Iterator[Finding]:
    """The build links floor by floor; it and this file must mean the same house."""
    path = "CMakeLists.txt"
    built: dict[str, tuple[str, ...]] = {}
    for line in tree.lines(path) if path in tree.files else []:
        if match := re.match(r"\s*ycpp_floor\(([^)]*)\)", line):
            name, *dependencies = match[1].split()
            built[name] = tuple(dependencies)
    if built != FLOORS:
        different = sorted(set(built.items()) ^ set(FLOORS.items()))
        names = ", ".join(dict.fromkeys(name for name, _ in different))
        yield Finding(
            path, 1, "floors-differ", f"the build and tools/tidy.py differ about: {names}"
        )


def check_no_include_cycle(tree: Tree) -> Iterator[Finding]:
    edges = {
        path: [i for i in tree.includes(path) if i.target]
        for path in tree.under("src/", *CPP) + tree.under("include/", *CPP)
    }
    done: set[str] = set()
    trail: list[str] = []

    def visit(path: str) -> Iterator[Finding]:
        trail.append(path)
        for include in edges.get(path, []):
            if include.target in trail:
                circle = [*trail[trail.index(include.target) :], include.target]
                yield Finding(path, include.line, "include-cycle", " -> ".join(circle))
            elif include.target not in done:
                yield from visit(include.target)
        trail.pop()
        done.add(path)

    for path in edges:
        if path not in done:
            yield from visit(path)


def check_tests_mirror_sources(tree: Tree) -> Iterator[Finding]:
    for path in tree.under("src/", ".cpp"):
        floor, stem = PurePosixPath(path).parts[1], PurePosixPath(path).stem
        test = f"tests/unit/{floor}/{stem}_test.cpp"
        if test not in tree.files:
            yield Finding(path, 1, "untested", f"has no test: write {test}")


def check_lines(tree: Tree) -> Iterator[Finding]:
    for path in tree.files:
        code = tree.is_code(path)
        for number, line in enumerate(tree.lines(path), 1):
            if "\t" in line:
                yield Finding(path, number, "tab", "tab; indent with spaces")
            if line != line.rstrip():
                yield Finding(path, number, "trailing-space", "trailing white space")
            if code and len(line) > COLUMNS and "://" not in line:
                yield Finding(path, number, "columns", f"{len(line)} columns, limit {COLUMNS}")
            if match := MARKERS.search(line):
                yield Finding(path, number, "unfinished", f"{match[0]}: finish it or take it out")


def check_file_size(tree: Tree) -> Iterator[Finding]:
    for path in tree.files:
        count = len(tree.lines(path))
        if not tree.is_code(path) or count <= LINES_WARN:
            continue
        message = f"{count} lines: a file knows one thing, split it"
        yield Finding(path, count, "file-size", message, warning=count <= LINES_FAIL)


def check_first_comment(tree: Tree) -> Iterator[Finding]:
    for path in tree.files:
        if not tree.is_code(path) or path.startswith(VERBATIM):
            continue
        lines = tree.lines(path)
        if lines and lines[0].startswith("#!"):
            del lines[0]
        first = next((line for line in lines if line.strip()), "")
        slashes = PurePosixPath(path).suffix in CPP | {".js", ".mjs", ".ts"}
        opening = ("//", "/*") if slashes else ("#", '"""', 'r"""')
        if not first.startswith(opening):
            yield Finding(path, 1, "first-comment", "begin with what this file knows, and why")
        named = re.match(r"\W*([\w.-]+\.(?:h|cpp|py|sh|js|mjs|ts)) --", first)
        if named and named[1] != PurePosixPath(path).name:
            yield Finding(path, 1, "first-comment", f"the first comment speaks of {named[1]}")


def check_pragma_once(tree: Tree) -> Iterator[Finding]:
    for path in tree.under("", ".h"):
        if "#pragma once" not in tree.lines(path):
            yield Finding(path, 1, "pragma-once", "header without #pragma once")


def check_names(tree: Tree) -> Iterator[Finding]:
    for path in tree.files:
        words = set(re.split(r"[^a-z0-9]+", path.lower()))
        if banned := sorted(words & BANNED_WORDS):
            yield Finding(path, 1, "name", f"`{banned[0]}` says nothing: name what the file knows")


RULES: tuple[Callable[[Tree], Iterator[Finding]], ...] = (
    check_includes_point_down,
    check_public_api_is_enough,
    check_every_file_has_a_floor,
    check_build_agrees,
    check_no_include_cycle,
    check_tests_mirror_sources,
    check_lines,
    check_file_size,
    check_first_comment,
    check_pragma_once,
    check_names,
)


def check(tree: Tree, exceptions: dict[tuple[str, str], str] = EXCEPTIONS) -> list[Finding]:
    """All findings, by path and line, less the exceptions, plus exceptions that excuse nothing."""
    findings = [finding for rule in RULES for finding in rule(tree)]
    excused = {(f.rule, f.path) for f in findings} & set(exceptions)
    findings = [f for f in findings if (f.rule, f.path) not in excused]
    for rule, path in set(exceptions) - excused:
        findings.append(Finding(path, 1, "stale-exception", f"needs no exception from `{rule}`"))
    return sorted(findings, key=lambda f: (f.path, f.line, f.rule))


def main(arguments: list[str]) -> int:
    root = Path(arguments[0] if arguments else Path(__file__).parent.parent).resolve()
    tree = Tree.read(root)
    if not tree.files:
        print(f"tidy: no source files in {root}", file=sys.stderr)
        return 2
    findings = check(tree)
    for finding in findings:
        print(finding)
    warnings = sum(f.warning for f in findings)
    errors = len(findings) - warnings
    print(f"tidy: {len(tree.files)} files, {errors} errors, {warnings} warnings")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
