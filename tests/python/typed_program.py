"""A typed program that uses what the package has; test_stubs.py lets mypy read it, strictly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import anyio

from ycpp import (
    Awareness,
    Channel,
    Decoder,
    Doc,
    Encoder,
    Provider,
    Subscription,
    Text,
    TextEvent,
    Transaction,
    TransactionEvent,
    XmlElement,
    XmlEvent,
    XmlFragment,
    XmlText,
    YMessageType,
    create_awareness_message,
    create_sync_message,
    create_update_message,
    get_state,
    get_update,
    handle_sync_message,
    is_awareness_disconnect_message,
    merge_updates,
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
    state: bytes = get_state(doc.get_update())
    return get_update(doc.get_update(), state)


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
    awareness = Awareness(doc, outdated_timeout=1000)

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
