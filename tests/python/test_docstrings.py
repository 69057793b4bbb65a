"""Every public name of the packages says what it is."""

import inspect

import pytest

import pycrdt
import ycpp


def public(module):
    for name, value in vars(module).items():
        if not name.startswith("_") and not inspect.ismodule(value) and callable(value):
            if getattr(value, "__module__", "").partition(".")[0] in {"ycpp", "pycrdt"}:
                yield name, value


def members(kind):
    """Public attributes of a class, those of its bases included."""
    for base in kind.__mro__:
        if base.__module__.partition(".")[0] in {"ycpp", "pycrdt"}:
            for name, value in vars(base).items():
                if name.startswith("_") or isinstance(value, (int, str)):
                    continue
                yield f"{kind.__name__}.{name}", value


def prose(name, value):
    """The docstring, without the signature that the binding puts in front."""
    lines = (inspect.getdoc(value) or "").splitlines()
    if lines and lines[0].startswith(name.rpartition(".")[2] + "("):
        lines = lines[1:]
    return "\n".join(lines).strip()


@pytest.mark.parametrize("module", [ycpp, pycrdt], ids=["ycpp", "pycrdt"])
def test_every_public_name_has_a_docstring(module):
    assert module.__doc__
    names = dict(public(module))
    assert len(names) > 20
    for value in list(names.values()):
        if inspect.isclass(value):
            names.update(members(value))
    assert len(names) > 80
    assert [name for name, value in names.items() if not prose(name, value)] == []


def test_docstrings_are_sentences():
    for name, value in public(ycpp):
        first = prose(name, value).splitlines()[0]
        assert first[0].isupper() or first[0] == "`", name
        assert len(first) <= 100, name


def test_modules_have_docstrings():
    for module in (ycpp, pycrdt):
        for name, value in vars(module).items():
            if inspect.ismodule(value) and value.__name__.partition(".")[0] == module.__name__:
                assert value.__doc__, name
