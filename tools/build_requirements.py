"""build_requirements.py -- prints what building the given Python projects needs, one per line.

The truth is `build-system.requires` in each pyproject.toml; installing without build isolation
means installing that first.
"""

import sys
from pathlib import Path

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    from pip._vendor import tomli as tomllib


def main(projects: list[str]) -> None:
    wanted = {}  # ordered, each once
    for project in projects:
        configuration = tomllib.loads(Path(project, "pyproject.toml").read_text(encoding="utf-8"))
        wanted.update(dict.fromkeys(configuration["build-system"]["requires"]))
    print(*wanted, sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
