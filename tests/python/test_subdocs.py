"""Documents as values of documents: identity, events, loading, giving up, and lifetimes."""

import gc
import sys
import threading
import weakref

import pytest

import pycrdt
from ycpp import Array, Doc, Map, SubdocsEvent, Text, XmlElement, XmlFragment

if sys.version_info < (3, 11):
    from exceptiongroup import ExceptionGroup


class Log:
    """What observers of sub-documents were told since the last look."""

    def __init__(self, doc):
        self.lines = []
        doc.observe_subdocs(self.write)

    def write(self, event):
        parts = [("+", event.added), ("-", event.removed), ("!", event.loaded)]
        self.lines.append(" ".join(mark + guid for mark, guids in parts for guid in guids))

    def take(self):
        lines, self.lines = self.lines, []
        return lines


@pytest.fixture
def array():
    return Doc(client_id=1, guid="parent").get("array", type=Array)


def peer_of(array):
    peer = Doc(client_id=2, guid="peer")
    peer.apply_update(array.doc.get_update())
    return peer.get("array", type=Array)


def test_what_was_inserted_is_read(array):
    child = Doc(guid="child")
    child["text"] = Text("inside")
    array.append(child)
    assert array[0] is child
    assert str(array[0]["text"]) == "inside"
    assert str(array) == '[{"guid":"child"}]'
    assert array.to_py() == [child]
    assert child.client_id == 1
    array.doc._verify()


def test_it_outlives_the_name_that_it_was_made_under(array):
    array.append(Doc({"text": Text("inside")}))
    gc.collect()
    assert str(array[0]["text"]) == "inside"


def test_a_peer_makes_its_own(array):
    array.append(Doc({"text": Text("inside")}, guid="child", skip_gc=True))
    remote = peer_of(array)
    child = remote[0]
    assert type(child) is Doc
    assert child is remote[0]
    assert (child.guid, child.client_id, child.offset_kind) == ("child", 2, "unicode")
    assert list(child) == []
    child.apply_update(array[0].get_update())
    assert str(child.get("text", type=Text)) == "inside"
    assert str(remote[0]["text"]) == "inside"


def test_the_drop_in_makes_its_own_class(array):
    array.append(Doc(guid="child"))
    peer = pycrdt.Doc()
    peer.apply_update(array.doc.get_update())
    child = peer.get("array", type=pycrdt.Array)[0]
    assert type(child) is pycrdt.Doc
    assert child.offset_kind == "utf8"


def test_a_document_fits_wherever_a_value_does(array):
    documents = [Doc(guid=str(i)) for i in range(6)]
    root = array.doc.get("map", type=Map)
    root["direct"] = documents[0]
    root["nested"] = Array([1, documents[1], Map({"deep": documents[2]})])
    array.extend([documents[3], b"bytes", "value"])
    array.insert(0, "first")
    array[0] = documents[4]
    fragment = array.doc.get("xml", type=XmlFragment)
    element = fragment.children.append(XmlElement("p"))
    element.attributes["doc"] = documents[5]
    assert root["direct"] is documents[0]
    assert root["nested"][1] is documents[1]
    assert root["nested"][2]["deep"] is documents[2]
    assert array[1] is documents[3]
    assert array[0] is documents[4]
    assert element.attributes["doc"] is documents[5]
    assert root.to_py()["nested"] == [1, documents[1], {"deep": documents[2]}]


def test_a_text_takes_no_document(array):
    with pytest.raises(TypeError, match="Doc"):
        array.doc.get("text", type=Text).insert_embed(0, Doc())
    with pytest.raises(TypeError, match="Doc"):
        array.append({"in": [Doc()]})


def test_a_document_is_a_value_in_one_place(array):
    child = Doc()
    array.append(child)
    other = Doc().get("map", type=Map)
    before = array.doc.get_update()
    for refused in (
        lambda: array.append(child),
        lambda: other.update({"k": child}),
        lambda: array.extend([1, child]),
        lambda: array.append(Array([child])),
    ):
        with pytest.raises(ValueError, match="Cannot insert an integrated Doc"):
            refused()
    fresh = Doc()
    with pytest.raises(ValueError, match="Cannot insert an integrated Doc"):
        array.extend([fresh, Array([fresh])])
    assert array.doc.get_update() == before
    array[0] = array[0]
    assert array.doc.get_update() == before


def test_a_document_is_no_value_in_itself(array):
    child = Doc()
    array.append(child)
    with pytest.raises(ValueError, match="itself"):
        array.append(array.doc)
    with pytest.raises(ValueError, match="itself"):
        child["inner"] = Array([array.doc])


def test_what_is_removed_can_be_inserted_again(array):
    child = Doc({"text": Text("kept")}, guid="child")
    array.append(child)
    assert array.pop() is child
    assert str(child["text"]) == "kept"
    array.doc.get("map", type=Map)["again"] = child
    assert str(array.doc["map"]["again"]["text"]) == "kept"


def test_events(array):
    log = Log(array.doc)
    remote = peer_of(array)
    remote_log = Log(remote.doc)
    array.append(Doc(guid="a"))
    assert log.take() == ["+a !a"]
    with array.doc.transaction():
        array.extend([Doc(guid="b"), Doc(guid="c"), Doc(guid="d")])
        del array[1]
        del array[0]
    assert log.take() == ["+c +d -a !b !c !d"]
    remote.doc.apply_update(array.doc.get_update())
    assert remote_log.take() == ["+c +d"]
    remote[0].load()
    remote[0].load()
    assert remote[0].should_load
    assert not remote[1].should_load
    assert remote_log.take() == ["!c"]
    array.clear()
    remote.doc.apply_update(array.doc.get_update())
    assert remote_log.take() == ["-c -d"]


def test_an_event_can_be_kept(array):
    events = []
    array.doc.observe_subdocs(events.append)
    array.append(Doc(guid="child"))
    (event,) = events
    assert isinstance(event, SubdocsEvent)
    assert (event.added, event.removed, event.loaded) == (["child"], [], ["child"])
    assert event.added is event.added


def test_observers_of_values_see_the_document(array):
    seen = []
    array.observe(lambda event: seen.append(event.delta))
    child = Doc(guid="child")
    array.append(child)
    assert seen == [[{"insert": [child]}]]
    entries = []
    root = array.doc.get("map", type=Map)
    root["k"] = other = Doc()
    root.observe(lambda event: entries.append(event.keys))
    del root["k"]
    assert entries == [{"k": {"action": "delete", "oldValue": other}}]


def test_giving_up_puts_a_fresh_one_in_place(array):
    child = Doc({"text": Text("gone")}, guid="child")
    array.append(child)
    log = Log(array.doc)
    child.destroy()
    assert log.take() == ["+child -child"]
    assert array[0] is not child
    assert array[0].guid == "child"
    assert list(array[0]) == []
    assert not array[0].should_load
    assert str(child["text"]) == "gone"
    child.destroy()
    assert log.take() == []


def test_giving_up_a_parent_gives_up_all(array):
    child = Doc(guid="child")
    array.append(child)
    child["inner"] = Array([Doc(guid="grandchild")])
    log, inner = Log(array.doc), Log(child)
    array.doc.destroy()
    assert inner.take() == ["+grandchild -grandchild"]
    assert log.take() == ["+child -child"]


def test_observers_may_load_and_give_up(array):
    remote = peer_of(array)
    log = Log(remote.doc)
    remote.doc.observe(lambda: remote[0].load())
    array.append(Doc(guid="child"))
    remote.doc.apply_update(array.doc.get_update())
    assert log.take() == ["+child !child"]


def test_what_observers_raise_comes_out_of_what_they_observe(array):
    child = Doc(guid="child")
    array.append(child)
    child["inner"] = Array([Doc(guid="grandchild")])

    def fail(event):
        raise ValueError(*event.removed)

    array.doc.observe_subdocs(fail)
    child.observe_subdocs(fail)
    with pytest.raises(ExceptionGroup) as raised:
        child.destroy()
    assert sorted(str(e) for e in raised.value.exceptions) == ["child", "grandchild"]
    fresh = array[0]
    fresh["inner"] = Array()
    fresh.observe_subdocs(fail)
    with pytest.raises(ExceptionGroup):
        fresh["inner"].append(Doc(guid="in fresh"))
    with pytest.raises(ExceptionGroup) as raised:
        array.clear()
    assert sorted(str(e) for e in raised.value.exceptions) == ["child", "in fresh"]
    assert len(array) == 0


def test_unobserve(array):
    lines = []
    subscription = array.doc.observe_subdocs(lambda event: lines.append(event.added))
    array.append(Doc(guid="a"))
    array.doc.unobserve(subscription)
    array.append(Doc(guid="b"))
    assert lines == [["a"]]


def test_a_parent_that_goes_leaves_its_documents_to_those_who_have_them():
    child = Doc({"text": Text("inside")}, guid="child")
    parent = Doc()
    parent["array"] = Array([child])
    watched = weakref.ref(parent)
    del parent
    gc.collect()
    assert watched() is None
    assert str(child["text"]) == "inside"
    child.load()
    other = Doc()
    other["array"] = Array([child])
    assert other["array"][0] is child


def test_documents_that_nobody_has_go_with_their_parent(array):
    child = Doc()
    watched = weakref.ref(child)
    array.append(child)
    del child
    gc.collect()
    assert watched() is not None
    array.clear()
    gc.collect()
    assert watched() is None


def test_a_cycle_through_an_observer_is_collected():
    parent = Doc()
    child = Doc()
    parent["array"] = Array([child])
    child.observe(lambda event, kept=parent: None)
    watched = weakref.ref(parent), weakref.ref(child)
    del parent, child
    gc.collect()
    assert [w() for w in watched] == [None, None]


def test_what_comes_and_goes_in_one_transaction_does_not_pile_up(array):
    watched = []
    for _ in range(300):
        with array.doc.transaction():
            array.append(Doc())
            watched.append(weakref.ref(array[0]))
            array.clear()
    gc.collect()
    assert sum(w() is not None for w in watched) < 150


def test_a_family_of_documents_in_many_threads():
    root = Doc(allow_multithreading=True)
    children = root.get("children", type=Map)
    for index in range(4):
        children[str(index)] = Doc(allow_multithreading=True)
    source = Doc(client_id=9)
    source["text"] = Text("x" * 100_000)
    long_update = source.get_update()  # applied without the GIL
    others = [Doc() for _ in range(30)]
    for other in others:
        other["others"] = Array([Doc(), "y" * 50_000])
    updates = iter([other.get_update() for other in others])
    failures = []

    def work(index):
        try:
            for step in range(30):
                child = children[str(index)]
                child.apply_update(long_update)
                assert len(child.get("text", type=Text)) == 100_000
                if step % 10 == 9:
                    child.destroy()
                    root.apply_update(next(updates))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    root._verify()
    assert len(root.get("others", type=Array)) == 2 * 12


@pytest.mark.anyio
async def test_async_observers_and_streams(array):
    seen = []

    async def callback(event):
        seen.append(event.added)

    remote = peer_of(array)
    remote.doc.observe_subdocs(callback)
    array.append(Doc(guid="child"))
    async with remote.doc.events(subdocs=True) as events:
        async with remote.doc.transaction():
            remote.doc.apply_update(array.doc.get_update())
        assert seen == [["child"]]
        event = await events.receive()
    assert event.added == ["child"]
