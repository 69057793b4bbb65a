"""Callbacks that raise, re-enter, unregister or take away what they are called for; interrupts."""

import pytest
from edge_program import output, run

# --- callbacks that misbehave ---------------------------------------------------------------------


def test_callbacks_that_collect_garbage():
    program = """
        gone = []
        class Token: pass
        def collect(*arguments):
            token = Token()
            token.itself = token, arguments, doc
            weakref.finalize(token, gone.append, 1)
            del token
            gc.collect()
        manager = UndoManager(scopes=[doc])
        for each in (doc, text, array, map, xml, manager):
            each.observe(collect)
        for each in (array, map, xml):
            each.observe_deep(collect)
        for _ in range(3):
            edit()
        manager.undo()
        doc._verify()
        gc.collect()
        print(len(gone), state())
    """
    # The undo manager makes one step of all three.
    called, states = run(program)[0].split(" ", 1)
    assert int(called) >= 30
    assert states == "('', [], {}, '')"


def test_callbacks_that_take_away_everything():
    program = """
        for name in ("doc", "text", "array", "map", "xml"):
            owner = Doc()
            parts = dict(doc=owner, text=owner.get("text", type=Text),
                         array=owner.get("array", type=Array), map=owner.get("map", type=Map),
                         xml=owner.get("xml", type=XmlFragment))
            gone = weakref.ref(owner)
            def drop(event):
                parts.clear()
                gc.collect()
            parts[name].observe(drop)
            parts[name].observe(lambda event: gc.collect())
            part = parts["array" if name == "doc" else name]
            del owner
            {"array": lambda a: a.append(1), "text": lambda t: t.insert(0, "x"),
             "map": lambda m: m.__setitem__("k", 1), "xml": lambda x: x.children.append("x")}[
                 "array" if name == "doc" else name](part)
            assert not parts
            del part, drop
            gc.collect()
            print(name, gone() is None)
    """
    assert run(program) == [f"{name} True" for name in ("doc", "text", "array", "map", "xml")]


def test_callbacks_that_unregister_themselves_and_others():
    program = """
        for each in (doc, text, array, map):
            seen, subscriptions = [], []
            def one(event):
                seen.append(1)
                for subscription in list(subscriptions):
                    subscription.drop()
                subscriptions.clear()
                gc.collect()
            for function in (one, one, one):
                subscriptions.append(each.observe(function))
            edit()
            edit()
            assert seen and len(seen) <= 3, seen
            seen.clear()
            edit()
            print(len(seen))
        awareness = Awareness(doc)
        ids = []
        def leave(topic, event):
            while ids:
                awareness.unobserve(ids.pop())
            gc.collect()
            print(topic)
        ids.extend(awareness.observe(leave, topics={"update"}) for _ in range(3))
        awareness.set_local_state({"a": 1})
        awareness.set_local_state({"a": 2})
    """
    lines = run(program)
    assert lines[:4] == ["0"] * 4
    assert 1 <= len(lines[4:]) <= 3
    assert set(lines[4:]) == {"update"}


def test_editing_in_an_observer_is_refused_everywhere():
    program = """
        refused = []
        def edit_in_it(*arguments):
            for function in (lambda: text.insert(0, "y"), lambda: array.append(2), edit,
                             lambda: map.update({"a": 1}), lambda: doc.apply_update(update),
                             lambda: doc["text"].clear()):
                try:
                    function()
                except RuntimeError as error:
                    refused.append(str(error))
                else:
                    refused.append("not refused")
        other = Doc(client_id=9)
        other.get("text", type=Text).insert(0, "other")
        update = other.get_update()
        for each in (doc, text, array, map, xml):
            each.observe(edit_in_it)
        edit()
        doc._verify()
        print(len(refused), set(refused))
        print(state())
    """
    assert run(program) == [
        "30 {'Read-only transaction cannot be used to modify document structure'}",
        "('x', [1], {'k': 1}, 'x')",
    ]


# --- interrupts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("error", ["KeyboardInterrupt", "SystemExit", "MemoryError"])
def test_what_a_callback_raises_reaches_the_caller(error):
    """The change stands, the other callbacks are called, and the document can be used."""
    program = f"""
        def stop(*arguments):
            raise {error}("now")
        def caught(function, *arguments):
            try:
                function(*arguments)
            except BaseException as error:
                inside = getattr(error, "exceptions", [error])
                return ",".join(type(e).__name__ for e in inside)
            return "nothing"
        other = Doc(client_id=9)
        other.get("text", type=Text).insert(0, "other")
        awareness = Awareness(doc)
        manager = UndoManager(scopes=[doc], capture_timeout_millis=0)
        called = []
        for each in (doc, text, array, map, xml):
            subscriptions = [each.observe(stop), each.observe(called.append)]
            print(type(each).__name__, caught(edit), len(called))
            for subscription in subscriptions:
                each.unobserve(subscription)
            called.clear()
        subscription = text.observe(stop)
        print("apply", caught(doc.apply_update, other.get_update()))
        text.unobserve(subscription)
        subscription = manager.observe(stop)
        raised = caught(manager.undo).split(",") + caught(edit).split(",")
        print("undo", *sorted(set(raised)))
        manager.unobserve(subscription)
        watcher = awareness.observe(stop, topics={{"update"}})
        print("awareness", caught(awareness.set_local_state, {{"a": 1}}))
        awareness.unobserve(watcher)
        print(awareness.get_local_state())
        array.clear()
        edit()
        doc._verify()
        print(array.to_py())
    """
    assert run(program) == [
        f"Doc {error} 1",
        f"Text {error} 1",
        f"Array {error} 1",
        f"Map {error} 1",
        f"XmlFragment {error} 1",
        f"apply {error}",
        f"undo {error}",
        f"awareness {error}",
        "{'a': 1}",
        "[1]",
    ]


@pytest.mark.parametrize("kind", ["def", "async def"])
def test_an_interrupt_in_asynchronous_code(kind):
    program = f"""
        {kind} stop(event):
            raise KeyboardInterrupt
        async def main():
            subscription = text.observe(stop)
            try:
                async with doc.transaction():
                    text.insert(0, "a")
            finally:
                text.unobserve(subscription)
        for _ in range(2):
            try:
                asyncio.run(main())
            except KeyboardInterrupt:
                print("interrupted", text)
        async def again():
            async with doc.new_transaction(timeout=5):
                text.insert(0, "b")
        asyncio.run(again())
        doc._verify()
        print(text)
    """
    lines, complaints = output(program)
    assert lines == ["interrupted a", "interrupted aa", "baa"]
    # An async callback is a task of its own, and asyncio says that one was interrupted.
    assert complaints == "" or kind == "async def"
    assert "leaked" not in complaints
