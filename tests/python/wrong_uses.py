# ruff: noqa: B018
"""Wrong uses of the packages. test_stubs.py has mypy read this file, and wants from every line that
ends with a comment `E: ...` an error that says so, and none from the others."""

from __future__ import annotations

from typing import Any, TypedDict, cast

from pycrdt import (
    Array,
    ArrayEvent,
    Doc,
    Map,
    MapEvent,
    Text,
    TextEvent,
    TransactionEvent,
    TypedArray,
    TypedDoc,
    TypedMap,
)


def uniform_documents() -> None:
    doc = Doc[Array[int]]()
    array = doc.get("array", type=Array[int])
    array.append(0)
    array.append("foo")  # E: Argument 1 to "append" of "Array" has incompatible type "str"
    array[0] = "foo"  # E: No overload variant|Incompatible types|incompatible type "str"
    array.insert(0, None)  # E: Argument 2 to "insert" of "Array" has incompatible type "None"
    array.extend(["foo"])  # E: List item 0 has incompatible type "str"; expected "int"
    plain = doc.get("plain", type=Array)
    plain.append("foo")  # E: Argument 1 to "append" of "Array" has incompatible type "str"
    doc.get("b", type=Array[str])  # E: Argument "type" to "get" of "Doc" has incompatible type
    doc.get("b", type=Text)  # E: Argument "type" to "get" of "Doc" has incompatible type
    doc["c"] = Map({"a": 1})  # E: Incompatible types in assignment|incompatible type "Map
    texts = Doc[Text]()
    texts.get("t", type=Text)
    texts.get("a", type=Array)  # E: Argument "type" to "get" of "Doc" has incompatible type
    texts.get("m", type=Map)  # E: Argument "type" to "get" of "Doc" has incompatible type


def uniform_maps() -> None:
    map = Doc[Map[bool]]().get("map", type=Map)
    map["foo"] = True
    map["foo"] = 3  # E: Incompatible types in assignment|incompatible type "int"
    map.update({"foo": "bar"})  # E: incompatible type
    wrong: str = map.pop("foo")  # E: expression has type "bool", variable has type "str"
    right: bool = map.pop("foo")
    map.get(key="foo")  # E: No overload variant of "get" of "Map"|Unexpected keyword argument
    print(wrong, right)


class Nested(TypedDict):
    name: str
    toggle: bool
    nested: Array[bool]


class Root(TypedDict):
    text: Text
    numbers: Array[int]
    map: Nested


def described_documents() -> None:
    map = cast(Nested, Doc[Map[Any]]().get("map", type=Map))
    map["name"] = "foo"
    map["toggle"] = 3  # E: Value of "toggle" has incompatible type "int"; expected "bool"
    numbers = Array([1, 2, 3])
    map["nested"] = numbers  # E: "Array[int]"; expected "Array[bool]"
    map["nested"] = Array([False, True])
    name: bool = map["name"]  # E: expression has type "str", variable has type "bool"
    map["key"]  # E: TypedDict "Nested" has no key "key"
    doc = cast(Root, Doc())
    doc["map"] = cast(Nested, Map({}))
    doc["map"] = Array([1])  # E: Value of "map" has incompatible type "Array[int]"
    doc["map"] = Array()  # E: Value of "map" has incompatible type "Array[Never]"
    doc["map"] = Map()  # E: Value of "map" has incompatible type "Map[Never]"
    doc["numbers"] = Array[bool]()  # E: "Array[bool]"; expected "Array[int]"
    doc["text"] = Text()
    print(name)


class Flags(TypedArray[bool]):
    type: bool


class Inner(TypedMap):
    flag: bool


class Outer(TypedMap):
    name: str
    count: int
    inner: Inner
    flags: Array[bool]


class Base(TypedDoc):
    outer: Outer


class Whole(Base):
    flags: Flags
    numbers: Array[int]


def typed_documents() -> None:
    doc = Whole()
    doc.outer.name = "foo"
    doc.outer.name = 3  # E: expression has type "int", variable has type "str"
    doc.outer.count = "bar"  # E: expression has type "str", variable has type "int"
    doc.outer.inner.flag = 3  # E: expression has type "int", variable has type "bool"
    doc.outer.inner.flag = False
    doc.outer.inner.wrong  # E: "Inner" has no attribute "wrong"
    doc.outer.flags = Array([4])  # E: List item 0 has incompatible type "int"; expected "bool"
    doc.outer.flags = Array([True])
    doc.flags.append(True)
    doc.flags.append(2)  # E: Argument 1 to "append" of "TypedArray" has incompatible type "int"
    doc.flags[0] = "x"  # E: incompatible type "str"|expression has type "str"
    doc.numbers = Array([1, 2])
    doc.wrong  # E: "Whole" has no attribute "wrong"
    doc.outer.wrong  # E: "Outer" has no attribute "wrong"
    name: int = doc.outer.name  # E: expression has type "str", variable has type "int"
    flag: str = doc.outer.inner.flag  # E: expression has type "bool", variable has type "str"
    untyped: Doc[Any] = doc._
    print(name, flag, untyped)


def callbacks(text: Text, array: Array[int], map: Map[int], doc: Doc[Any]) -> None:
    def on_text(event: TextEvent) -> None: ...

    def on_array(event: ArrayEvent) -> None: ...

    def on_map(event: MapEvent) -> None: ...

    def on_change(event: TransactionEvent) -> None: ...

    async def on_change_later(event: TransactionEvent) -> None: ...

    def three(event: TransactionEvent, transaction: object, more: object) -> None: ...

    text.observe(on_text)
    array.observe(on_array)
    map.observe(on_map)
    doc.observe(on_change)
    doc.observe(on_change_later)
    text.observe(on_array)  # E: Argument 1 to "observe" of "SharedType" has incompatible type
    array.observe(on_map)  # E: Argument 1 to "observe" of "SharedType" has incompatible type
    map.observe(on_text)  # E: Argument 1 to "observe" of "SharedType" has incompatible type
    doc.observe(on_text)  # E: Argument 1 to "observe" of "Doc" has incompatible type
    doc.observe(three)  # E: Argument 1 to "observe" of "Doc" has incompatible type
    text.observe_deep(on_text)  # E: Argument 1 to "observe_deep"


async def streams(text: Text, doc: Doc[Any]) -> None:
    async with text.events() as events:
        event: ArrayEvent = await events.receive()  # E: expression has type "TextEvent"
    async with text.events(deep=True) as lists:
        several: TextEvent = await lists.receive()  # E: expression has type "list[Any]"
    async with doc.events() as changes:
        change: bytes = await changes.receive()  # E: expression has type "TransactionEvent"
    with doc.events():
        pass
    print(event, several, change)


def documents() -> None:
    Doc(client_id="1")  # E: Argument "client_id" to "Doc" has incompatible type "str"
    Doc(offset_kind="utf32")  # E: Argument "offset_kind" to "Doc" has incompatible type
    Doc().apply_update("text")  # E: incompatible type "str"; expected "bytes"
    Doc().get_update(encoding="v3")  # E: Argument "encoding" to "get_update"
    Doc().new_transaction(timeout="1")  # E: Argument "timeout" to "new_transaction"
    text = Doc().get("text", type=Text)
    text.insert("0", "a")  # E: Argument 1 to "insert" of "TextBase" has incompatible type "str"
    text += 1  # E: Unsupported operand types|incompatible type "int"
