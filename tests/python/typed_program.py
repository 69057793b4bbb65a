"""A typed program that uses what the package has; test_stubs.py lets mypy read it, strictly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import anyio

from ycpp import (
    Array,
    ArrayEvent,
    Assoc,
    AttrRange,
    Awareness,
    AwarenessLimits,
    Channel,
    ContentAttribute,
    Decoder,
    Doc,
    Encoder,
    IdMap,
    IdSet,
    Limits,
    Map,
    MapEvent,
    NewTransaction,
    Provider,
    ReadTransaction,
    Snapshot,
    StackEvent,
    StackItem,
    StickyIndex,
    Subscription,
    Text,
    TextEvent,
    Transaction,
    TransactionEvent,
    TypedArray,
    TypedDoc,
    TypedMap,
    UndoManager,
    XmlElement,
    XmlEvent,
    XmlFragment,
    XmlText,
    YMessageType,
    convert_update,
    create_awareness_message,
    create_sync_message,
    create_update_message,
    get_state,
    get_update,
    handle_sync_message,
    is_awareness_disconnect_message,
    merge_updates,
    obfuscate_update,
    read_message,
    write_message,
    write_var_uint,
)


def documents() -> bytes:
    doc: Doc[Text] = Doc({"text": Text("a")}, client_id=1, offset_kind="utf16")
    text: Text = doc["text"]
    text += "b"
    text[0] = "c"
    text[0:1] = "d"
    del text[0]
    text.insert(0, "x")
    length: int = len(text)
    shown: str = str(text) + text[0] + text[0:length]

    def on_text(event: TextEvent) -> None:
        delta: list[dict[str, object]] = event.delta
        path: list[str | int] = event.path
        print(delta, path, event.target, event.transaction.origin)

    def on_change(event: TransactionEvent) -> None:
        update: bytes = event.update
        print(update, event.before_state, event.after_state, event.delete_set)

    watching: Subscription = text.observe(on_text)
    text.unobserve(watching)
    doc.unobserve(doc.observe(on_change))
    transaction: Transaction
    with doc.transaction(origin="me") as transaction:
        print(transaction.origin, shown)
    other: Text = doc.get("other", type=Text)
    doc.apply_update(merge_updates(doc.get_update(), doc.get_update(doc.get_state())), other)
    doc.apply_updates([doc.get_update(), doc.get_update()], other, encoding="v1")
    state: bytes = get_state(doc.get_update())
    return get_update(doc.get_update(), state)


def containers() -> tuple[list[Any] | None, dict[str, Any] | None]:
    doc = Doc[Any](allow_multithreading=True, limits=Limits(update_bytes=10**6))
    allowed: int | None = doc.limits.memory_bytes
    print(allowed)
    numbers: Array[int] = doc.get("numbers", type=Array[int])
    numbers.append(1)
    numbers.extend(range(2, 5))
    numbers[0] = numbers[1] + numbers.pop()
    numbers[1:1] = [6, 7]
    some: list[int] = numbers[1:]
    flags: Map[bool] = doc.get("flags", type=Map[bool])
    flags["a"] = True
    flags.update({"b": len(some) > 2, "c": False})
    flag: bool | None = flags.get("a")
    default: bool | str = flags.get("z", "none")
    key, value = flags.popitem()
    print(flag, default, key, value, flags.setdefault(key, not value), flags.pop("a"))

    def on_array(event: ArrayEvent, transaction: ReadTransaction) -> None:
        print(event.delta, event.path, transaction.origin)

    def on_map(event: MapEvent) -> None:
        action: str = event.keys["a"]["action"]
        print(action)

    watching: list[Subscription] = [numbers.observe(on_array), flags.observe(on_map)]
    watching.append(numbers.observe_deep(lambda events: None))
    inserted: Array[str] = Array(["a", "b"])
    doc["nested"] = Map({"list": inserted})
    return numbers.to_py(), flags.to_py()


class Person(TypedMap):
    name: str
    age: int | None
    tags: Array[str]


class People(TypedArray[Person]):
    type: Person


class Team(TypedDoc):
    leader: Person
    members: People
    notes: Text


def typed_containers() -> list[str]:
    team = Team()
    team.leader.name = "Ann"
    team.leader.age = None
    team.leader.tags = Array(["lead"])
    team.notes += "hello"
    member = Person()
    team.members.append(member)
    member.name = "Bob"
    update: bytes = team._.get_update()
    print(len(update), team.leader._.to_py(), team.leader.tags[0], str(team.notes))
    return [person.name for person in team.members] + [team.members[0].name]


def history(doc: Doc[Any]) -> tuple[int, int]:
    text: Text = doc.get("history", type=Text)
    manager = UndoManager(scopes=[text, doc], capture_timeout_millis=0)
    manager.include_origin("me")

    def on_stack(event: StackEvent) -> None:
        event.item.meta = event.kind

    manager.unobserve(manager.observe(on_stack))
    before: Snapshot = Snapshot.from_doc(doc)
    with doc.transaction("me"):
        text += "abc"
    items: list[StackItem[Any]] = manager.undo_stack
    ids: IdSet = items[0].insertions
    attributed: IdMap = IdMap.from_set(ids, [ContentAttribute("user", "Ann")])
    ranges: list[AttrRange] = attributed.attributions(doc.client_id, 0, 3)
    position: StickyIndex = text.sticky_index(1, Assoc.BEFORE)
    at: int = StickyIndex.decode(position.encode(), text).get_index()
    done: bool = manager.undo() and manager.redo()
    past: Doc[Any] = Doc.from_snapshot(before, doc)
    print(done, past.get_state(), text.diff(), text.to_delta(), before.encode())
    return at, len(ranges)


def encodings(doc: Doc[Any]) -> bytes:
    update: bytes = doc.get_update(encoding="v2")
    hidden: bytes = obfuscate_update(update, encoding="v2")
    doc.apply_update(hidden, "network", encoding="v2")
    return convert_update(update, source="v2", target="v1")


async def transactions(doc: Doc[Any]) -> int:
    text: Text = doc.get("transactions", type=Text)
    updates: list[bytes] = []

    async def on_change(event: TransactionEvent) -> None:
        await anyio.sleep(0)
        updates.append(event.update)

    watching: Subscription = doc.observe(on_change)
    async with doc.transaction("me") as transaction:
        text += "a"
        with doc.transaction() as same:
            text += "b"
        print(transaction.origin, same is transaction)
    new: NewTransaction
    async with doc.new_transaction(origin=None, timeout=5) as new:
        text += "c"
    doc.unobserve(watching)
    with doc.new_transaction(timeout=0.5):
        text += "d"
    async with (
        doc.events(max_buffer_size=10) as events,
        text.events() as text_events,
        text.events(deep=True) as deep_events,
    ):
        text += "e"
        event: TransactionEvent = await events.receive()
        text_event: TextEvent = await text_events.receive()
        deep_event: list[Any] = await deep_events.receive()
        print(event.update, text_event.delta, deep_event[0].target, new)
    return len(updates)


def markup(doc: Doc[Any]) -> str:
    page: XmlFragment = doc.get("page", type=XmlFragment)
    paragraph: XmlElement = page.children.append(XmlElement("p", {"n": 1}, ["a"]))
    text: XmlText = page.children.insert(0, "text")
    text += "!"
    text.format(0, 1, {"b": True})
    paragraph.attributes["class"] = [1, None]

    def on_page(events: list[XmlEvent]) -> None:
        changed: bool | None = events[0].children_changed
        print(changed, events[0].delta, events[0].keys, events[0].path)

    watching: Subscription = page.observe_deep(on_page)
    del page.children[0]
    page.unobserve(watching)
    return str(page) + paragraph.tag


def presence(doc: Doc[Any]) -> dict[str, Any] | None:
    awareness = Awareness(doc, outdated_timeout=1000, limits=AwarenessLimits(clients=10))

    def on_presence(topic: str, event: tuple[dict[str, Any], Any]) -> None:
        changes, origin = event
        print(topic, changes["added"], origin)

    watching: str = awareness.observe(on_presence, topics={"add", "remove"})
    awareness.unobserve(watching)
    awareness.set_local_state({"user": {"name": "Ann"}})
    awareness.set_local_state_field("user.name", "Bob")
    states: Mapping[int, dict[str, Any]] = awareness.states
    clock: int = awareness.meta[awareness.client_id]["clock"]
    update: bytes = awareness.encode_awareness_update(list(states))
    awareness.apply_awareness_update(update, "network")
    awareness.remove_awareness_states([clock], None)
    gone: bool = is_awareness_disconnect_message(create_awareness_message(update))
    return None if gone else awareness.get_local_state()


def messages(doc: Doc[Any]) -> bytes | None:
    encoder = Encoder()
    encoder.write_var_uint(YMessageType.SYNC)
    encoder.write_var_string("text")
    decoder = Decoder(encoder.to_bytes())
    number: int = decoder.read_var_uint()
    message: bytes | None = decoder.read_message()
    print(message, write_var_uint(number), read_message(write_message(b"")))
    print(handle_sync_message(create_update_message(b"\x00\x00")[1:], doc))
    return handle_sync_message(create_sync_message(doc)[1:], doc)


async def synchronize(doc: Doc[Any], channel: Channel) -> None:
    awareness = Awareness(doc)
    async with anyio.create_task_group() as group, Provider(doc, channel) as provider:
        await group.start(awareness.start)
        await provider.started.wait()
        await awareness.stop()
