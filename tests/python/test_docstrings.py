"""help() is complete: every public name says what it is, what it takes and what it raises."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

import pycrdt
import ycpp

PACKAGES = [ycpp, pycrdt]
NAMES = {"ycpp", "pycrdt"}
# Of these the class speaks, or Python itself: what they are is the same everywhere.
OF_PYTHON = {
    "__new__",
    "__format__",
    "__subclasshook__",
    "__class_getitem__",
    "__reduce__",
    "__replace__",
}


def is_ours(thing: object) -> bool:
    return str(getattr(thing, "__module__", None)).partition(".")[0] in NAMES


def public(module) -> dict[str, object]:
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_") and not inspect.ismodule(value) and is_ours(value)
    }


def members(kind: type) -> Iterator[tuple[str, object]]:
    """Public attributes and operators of a class, those of its bases included."""
    for base in filter(is_ours, kind.__mro__):
        for name, value in vars(base).items():
            is_operator = name.startswith("__") and name.endswith("__") and name not in OF_PYTHON
            if not name.startswith("_") or (is_operator and callable(value)):
                yield f"{kind.__name__}.{name}", value


def everything(module) -> dict[str, object]:
    names = public(module)
    classes = [value for value in names.values() if inspect.isclass(value)]
    for kind in classes:
        for name, value in members(kind):
            # A class that overrides comes first; enumerators and annotations have no docstrings.
            if not isinstance(value, (int, str, type(None))) and callable_or_property(value):
                names.setdefault(name, value)
    return names


def callable_or_property(value: object) -> bool:
    return callable(value) or isinstance(value, (property, staticmethod, classmethod))


def function(value: object) -> object:
    """What is called by a name: of a property its getter."""
    return value.fget if isinstance(value, property) else getattr(value, "__func__", value)


def signatures(value: object) -> list[str]:
    """As the binding has them, one for each overload; none for what Python defines."""
    return [s[0] for s in getattr(function(value), "__nb_signature__", ())]


def parameters(value: object) -> list[str]:
    names: list[str] = []
    for signature in signatures(value):
        names += re.findall(r"[(,] ?\*?(\w+):", signature[signature.index("(") :])
    if inspect.isfunction(function(value)):
        names += inspect.signature(function(value)).parameters
    return [name for name in dict.fromkeys(names) if name not in {"self", "cls", "args"}]


def prose(name: str, value: object) -> str:
    """The docstring, without the signatures that the binding puts in front."""
    called = re.escape(name.rpartition(".")[2])
    lines = (inspect.getdoc(value) or "").splitlines()
    kept = [
        line
        for line in lines
        if not re.match(rf"(\d+\. ``)?{called}\(", line) and line != "Overloaded function."
    ]
    return "\n".join(kept).strip()


def test_the_walk_finds_what_there_is():
    names = everything(ycpp)
    assert len(names) > 350
    for name in (
        "Text.insert",
        "Doc.client_id",
        "IdMap.__ior__",
        "Doc.get",
        "Transaction.__exit__",
    ):
        assert name in names
    assert parameters(names["Text.insert"]) == ["index", "value", "attrs"]
    assert parameters(names["Doc.get"]) == ["key", "type"]
    assert "IdMap" not in prose("IdMap.__ior__", names["IdMap.__ior__"])
    assert everything(pycrdt).keys() >= {"Doc.get", "Text.insert", "Provider.__aenter__"}


@pytest.mark.parametrize("module", PACKAGES, ids=lambda module: module.__name__)
def test_every_public_name_has_a_docstring(module):
    assert module.__doc__
    silent = [
        name
        for name, value in everything(module).items()
        if not name.endswith(".__init__") and not prose(name, value)
    ]
    assert silent == []


@pytest.mark.parametrize("module", PACKAGES, ids=lambda module: module.__name__)
def test_docstrings_name_the_parameters(module):
    """Of several, each; what a single one is for, the sentence says."""
    silent = {}
    for name, value in everything(module).items():
        several = parameters(value)
        if inspect.isclass(value) or len(several) < 2 or name.rpartition(".")[2].startswith("__"):
            continue
        text = prose(name, value)
        missing = [p for p in several if not re.search(rf"\b{p}\b", text)]
        if missing:
            silent[name] = missing
    assert silent == {}


@pytest.mark.parametrize("module", PACKAGES, ids=lambda module: module.__name__)
def test_docstrings_tell_what_is_raised(module):
    """What the source of a Python function raises, itself; the binding's tests raise the rest."""
    silent = {}
    looked_at = 0
    for name, value in everything(module).items():
        body = function(value)
        if not (inspect.isfunction(body) and is_ours(body)):
            continue
        if Path(body.__code__.co_filename).parent.name not in NAMES:  # made by dataclass()
            continue
        source = textwrap.dedent(inspect.getsource(body))
        raised = set(re.findall(r"\braise ([A-Z]\w+)", source)) - {"NotImplementedError"}
        looked_at += len(raised)
        missing = sorted(e for e in raised if e not in (inspect.getdoc(value) or ""))
        if missing:
            silent[name] = missing
    assert looked_at > 10
    assert silent == {}


def test_docstrings_are_sentences():
    for name, value in public(ycpp).items():
        first = prose(name, value).splitlines()[0]
        assert first[0].isupper() or first[0] == "`", name
        assert len(first) <= 100, name


def test_modules_have_docstrings():
    for module in PACKAGES:
        for name, value in vars(module).items():
            if inspect.ismodule(value) and value.__name__.partition(".")[0] == module.__name__:
                assert value.__doc__, name
