"""Every allocation of Python that an operation makes fails, one after the other.

What comes out is a MemoryError, of the operation or in the group of what observers raised, and the
documents are as before or as after. What C++ allocates is the affair of tests/memory.

Operations take no `with` and make no Doc: nanobind does not look whether there was memory for a
bound method, and these make some. CPython has places of its own, such as items() of a dict.
"""

import importlib.util

import pytest
from edge_program import output

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("_testcapi") is None, reason="this Python cannot run out of memory"
)

PROGRAM = """
import _testcapi
from ycpp import Awareness, Doc

SETUP = compile({setup!r}, "setup", "exec")
OPERATION = compile({operation!r}, "operation", "exec")

def fresh():
    doc = Doc(client_id=1)
    names = dict(globals(), doc=doc)
    names["text"] = text = doc.get("text", type=Text)
    names["array"] = array = doc.get("array", type=Array)
    names["map"] = map = doc.get("map", type=Map)
    names["xml"] = xml = doc.get("xml", type=XmlFragment)
    text += "hëllo"
    text.format(0, 3, {{"bold": True}})
    array.extend([1, "two", 2.5, {{"k": [1, None, "é"]}}, b"bytes", Text("in it")])
    map.update({{"a": 1, "b": Array([1, 2]), "c": {{"d": ["e"]}}}})
    xml.children.append(XmlElement("p", {{"class": "x"}}, [XmlText("inner")]))
    names["events"] = events = []
    names["far"] = far = Doc(client_id=2)
    names["kept"] = []
    names["peer"] = peer = Awareness(far)
    far.get("text", type=Text).insert(0, "far ")
    far.get("map", type=Map)["far"] = [1, {{"x": "y"}}]
    far.get("xml", type=XmlFragment).children.append(XmlElement("q"))
    peer.set_local_state({{"user": {{"name": "é", "at": [1, 2.5, None]}}}})
    exec(SETUP, names)
    return names

def shown(names):
    doc, far = names["doc"], names["far"]
    roots = [str(doc[name]) for name in ("text", "array", "map", "xml")]
    presence = names["presence"].states if "presence" in names else None
    doc._verify()
    return doc.get_update(), far.get_update(), roots, doc.client_id, repr(presence)

def look_at(event):
    for each in event if isinstance(event, list) else [event]:
        for name in dir(each):
            try:
                getattr(each, name)
            except RuntimeError as error:
                assert "no memory to keep" in str(error)

def kinds(error):
    for inner in getattr(error, "exceptions", ()):
        yield from kinds(inner)
    if not hasattr(error, "exceptions"):
        yield type(error).__name__

before = shown(fresh())
names = fresh()
exec(OPERATION, names)
done = shown(names)

failures, without = 0, 0
for n in range(1, 5000):
    names = fresh()
    error = None
    gc.collect()
    _testcapi.set_nomemory(n, n + 1)
    try:
        exec(OPERATION, names)
    except BaseException as raised:
        error = raised
    finally:
        _testcapi.remove_mem_hooks()
    without = 0 if error else without + 1
    failures += bool(error)
    assert error is None or set(kinds(error)) == {{"MemoryError"}}, (n, repr(error))
    now = shown(names)
    assert now == done or (error and now == before), (n, now, repr(error))
    for event in names["events"]:
        look_at(event)
    names["text"].insert(0, "goes on")
    assert shown(names)[:3] != now[:3]
    copy = Doc()
    copy.apply_update(names["doc"].get_update())
    assert str(copy.get("text", type=Text)) == str(names["text"])
    if without == 40:
        break
print(failures)
"""

ALL_OBSERVED = """
kept += [each.observe(events.append) for each in (doc, text, array, map, xml)]
kept += [each.observe_deep(events.append) for each in (array, map, xml)]
"""
UNDO = """
manager = UndoManager(scopes=[doc], capture_timeout_millis=0)
text.insert(0, "undone")
map["a"] = 2
kept.append(manager.observe(events.append))
"""

OPERATIONS = {
    "insert": ("", "text.insert(2, 'é', {'bold': None, 'x': [1]})"),
    "embed": ("", "text.insert_embed(1, {'image': ['a', 1]}, {'x': 1})"),
    "format": ("", "text.format(1, 4, {'y': {'z': 1.5}})"),
    "replace": ("", "array[4] = b'other'"),
    "delta": ("", "text.apply_delta([{'retain': 1}, {'delete': 2}, {'insert': Map({'x': 1})}])"),
    "append": ("", "array.append({'deep': [1, {'er': [2.5, 'x', b'y', None, True]}]})"),
    "set": ("", "map['new'] = Map({'t': Text('x'), 'a': Array([1, Map({'m': [1]})])})"),
    "node": ("", "xml.children.append(XmlElement('q', {'a': 'b'}, ['str', XmlText('x')]))"),
    "text node": ("", "xml.children.insert(0, 'only a str')"),
    "observed text": (ALL_OBSERVED, "text.insert(2, 'é', {'x': [1]})"),
    "observed array": (ALL_OBSERVED, "array.append(Map({'x': [1, 2]}))"),
    "observed map": (ALL_OBSERVED, "map['b'] = Text('é')"),
    "observed xml": (ALL_OBSERVED, "xml.children[0].attributes['class'] = 'y'"),
    "observed update": (ALL_OBSERVED + "update = far.get_update()", "doc.apply_update(update)"),
    "undo": (UNDO, "manager.undo()"),
    "redo": (UNDO + "manager.undo()", "manager.redo()"),
    "noted": (UNDO, "array.append(1)"),
    "read text": ("", "str(text); text.diff(); text.to_delta(); text[1]; len(text)"),
    "read array": ("", "array.to_py(); str(array); array[3]; array[5]; list(array)"),
    "read map": ("", "map.to_py(); str(map); map['b']; map['c']; list(map)"),
    "read xml": ("", "str(xml); xml.children[0].tag; list(xml.children); xml.children[0].parent"),
    "encode": ("", "doc.get_state(); doc.get_update(); doc.get_update(doc.get_state())"),
    "position": (
        "position = text.sticky_index(2)",
        "text.sticky_index(1).encode(); position.to_json(); position.get_index()",
    ),
    "snapshot": (
        "snapshot = Snapshot.from_doc(doc)",
        "Snapshot.from_doc(doc).encode(); repr(snapshot); snapshot.state; list(snapshot.deletions)",
    ),
    "message": (
        "frame = create_sync_message(far)",
        "handle_sync_message(frame[1:], doc); create_update_message(b'\\0\\0')",
    ),
    "state": (
        "presence = Awareness(doc); presence.observe(lambda *event: events.append(event))",
        "presence.set_local_state({'cursor': {'anchor': [1, 2.5]}, 'ünï': None})",
    ),
    "field": (
        "presence = Awareness(doc); presence.set_local_state({'a': 1})",
        "presence.set_local_state_field('cursor', [1, {'x': 'y'}])",
    ),
    "presence": (
        "presence = Awareness(doc); presence.observe(lambda *event: events.append(event));"
        "update = peer.encode_awareness_update([peer.client_id])",
        "presence.apply_awareness_update(update, 'far')",
    ),
    "read presence": (
        "peer.set_local_state({'deep': [1, {'x': ['é', 2.5, True, None]}]})",
        "peer.get_local_state(); peer.states[2]; peer.meta[2]; len(peer.states);"
        "peer.encode_awareness_update([2])",
    ),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_memory_for_a_python_object_runs_out(name):
    setup, operation = OPERATIONS[name]
    lines, _ = output(PROGRAM.format(setup=setup, operation=operation))
    assert int(lines[0]) > 0
