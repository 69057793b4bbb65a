"""The distribution pycrdt: names and defaults of existing code, and nothing of its own."""

import importlib
import inspect
import sys
from importlib import metadata
from pathlib import Path

import pytest

import pycrdt
import ycpp

# What upstream has in these modules and this engine has, too.
NAMES = {
    "pycrdt": """
        Array ArrayEvent Assoc Awareness Channel Decoder Doc Encoder
        AttrRange ContentAttribute IdMap IdSet Map MapEvent NewTransaction Provider
        ReadTransaction Snapshot StackItem StickyIndex Subscription Text TextEvent Transaction
        TransactionEvent TypedArray TypedDoc TypedMap UndoManager YMessageType
        XmlElement XmlEvent XmlFragment XmlText YSyncMessageType __version__
        create_awareness_message create_sync_message create_update_message get_state get_update
        handle_sync_message is_awareness_disconnect_message merge_updates read_message
        write_message write_var_uint
    """,
    "pycrdt._array": "Array ArrayEvent TypedArray",
    "pycrdt._awareness": "Awareness is_awareness_disconnect_message",
    "pycrdt._base": "BaseType Sequence",
    "pycrdt._doc": "Doc TypedDoc",
    "pycrdt._map": "Map MapEvent TypedMap",
    "pycrdt._provider": "Channel Provider",
    "pycrdt._pycrdt": """
        AttrRange ContentAttribute IdMap IdSet StackItem Subscription TransactionEvent get_state
        get_update merge_updates
    """,
    "pycrdt._snapshot": "Snapshot",
    "pycrdt._sticky_index": "Assoc StickyIndex",
    "pycrdt._sync": """
        Decoder Encoder YMessageType YSyncMessageType create_awareness_message create_message
        create_sync_message create_sync_step1_message create_sync_step2_message
        create_update_message handle_sync_message read_message write_message write_var_uint
    """,
    "pycrdt._text": "Text TextEvent",
    "pycrdt._transaction": "NewTransaction ReadTransaction Transaction",
    "pycrdt._undo": "StackItem UndoManager",
    "pycrdt._update": "get_state get_update merge_updates",
    "pycrdt._version": "__version__",
    "pycrdt._xml": "XmlElement XmlEvent XmlFragment XmlText",
}

# What is made anew for its defaults, or is not exported by ycpp.
OWN = {"Doc", "TypedDoc", "__version__", "BaseType", "Sequence"}


@pytest.mark.parametrize("module", NAMES)
def test_names(module):
    imported = importlib.import_module(module)
    for name in NAMES[module].split():
        assert hasattr(imported, name), name
        if name not in OWN and module != "pycrdt._sync":
            assert getattr(imported, name) is getattr(ycpp, name)


def test_all_of_ycpp_is_there():
    public = {name for name in vars(ycpp) if not name.startswith("_")}
    public = {name for name in public if not inspect.ismodule(getattr(ycpp, name))}
    public -= {"PackageNotFoundError", "version"}
    assert public <= set(vars(pycrdt))


def test_metadata():
    version = metadata.version("ycpp")
    assert metadata.version("pycrdt") == pycrdt.__version__ == f"0.14.3+ycpp.{version}"
    assert metadata.requires("pycrdt") == [f"ycpp=={version}"]
    assert metadata.metadata("pycrdt")["Name"] == "pycrdt"
    assert ycpp.__version__ == version
    for package in (pycrdt, ycpp):
        assert Path(package.__file__).with_name("py.typed").is_file()


def test_positions_count_bytes_by_default():
    doc = pycrdt.Doc()
    text = doc.get("text", type=pycrdt.Text)
    text += "é€😀"
    assert len(text) == 9
    text.insert(2, "x")
    assert str(text) == "éx€😀"
    assert len(ycpp.Doc({"text": ycpp.Text("é€😀")})["text"]) == 3
    chosen = pycrdt.Doc(offset_kind="utf16").get("text", type=pycrdt.Text)
    chosen += "é€😀"
    assert len(chosen) == 4


def test_a_document_is_that_of_ycpp():
    doc = pycrdt.Doc(client_id=1)
    assert isinstance(doc, ycpp.Doc)
    assert pycrdt.Doc[pycrdt.Text]
    doc["text"] = pycrdt.Text("a")
    events = []
    doc["text"].doc.observe(events.append)
    doc["text"].insert(1, "b")
    assert isinstance(events[0], pycrdt.TransactionEvent)
    other = ycpp.Doc()
    other.apply_update(doc.get_update())
    assert str(other.get("text", type=ycpp.Text)) == "ab"
    assert pycrdt.Awareness(doc).client_id == 1


def test_other_distributions_install_into_the_package(tmp_path, monkeypatch):
    folder = tmp_path / "pycrdt" / "websocket_like"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("from pycrdt import Doc\nVALUE = Doc(client_id=5).guid\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "pycrdt")
    again = importlib.import_module("pycrdt")
    try:
        assert len(importlib.import_module("pycrdt.websocket_like").VALUE) == 36
        assert str(tmp_path / "pycrdt") in again.__path__
    finally:
        sys.modules.pop("pycrdt.websocket_like", None)
        sys.modules["pycrdt"] = pycrdt


def test_it_has_no_logic():
    for path in Path(pycrdt.__file__).parent.glob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert "def " not in source, path.name
        assert len(source.splitlines()) < 80, path.name
