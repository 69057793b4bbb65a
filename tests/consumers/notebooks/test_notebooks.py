"""Notebooks on the installed pycrdt: what people do with them, through jupyter_ydoc and a server.

The source distribution of jupyter_ydoc has no tests, and the one of jupyter-server-ydoc edits and
saves text files only; hence these. `run.py` runs them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import anyio
import nbformat
import pytest
from jupyter_ydoc import YNotebook

from pycrdt import Doc, Provider
from pycrdt.websocket.websocket import HttpxWebsocket


def notebook() -> dict:
    """A notebook with what a notebook can hold: cells of each kind, outputs, attachments."""
    return {
        "cells": [
            {
                "id": "intro",
                "cell_type": "markdown",
                "source": "# Größe 😀\n![dot](attachment:dot.png)",
                "metadata": {"tags": ["a", "b"], "collapsed": False},
                "attachments": {"dot.png": {"image/png": "iVBORw0KGgo="}},
            },
            {
                "id": "sum",
                "cell_type": "code",
                "source": "1 + 1",
                "metadata": {},
                "execution_count": 3,
                "outputs": [
                    {"output_type": "stream", "name": "stdout", "text": "one\ntwo\n"},
                    {
                        "output_type": "execute_result",
                        "execution_count": 3,
                        "data": {"text/plain": "2", "application/json": {"n": [1, 2.5, None]}},
                        "metadata": {},
                    },
                ],
            },
            {"id": "raw", "cell_type": "raw", "source": "", "metadata": {}},
        ],
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def valid(content: dict) -> dict:
    """The content, once nbformat has found nothing wrong with it."""
    nbformat.validate(nbformat.from_dict(content))
    return content


def sources(content: dict) -> list[str]:
    return ["".join(cell["source"]) for cell in content["cells"]]


def test_a_notebook_comes_back_as_it_was_loaded():
    shared = YNotebook()
    shared.set(notebook())
    assert valid(shared.get()) == notebook()
    assert str(shared.ycells[1]["outputs"][0]["text"]) == "one\ntwo\n"


def test_a_notebook_is_edited_by_two_and_saved_the_same_by_both():
    ann, bob = YNotebook(), YNotebook()
    ann.set(notebook())
    bob.ydoc.apply_update(ann.ydoc.get_update())
    assert bob.get() == notebook()

    source = ann.ycells[1]["source"]
    source += " + 3"
    bob.ycells[1]["source"].insert(0, "n = ")
    ann.append_cell({"cell_type": "raw", "source": ["n\n", "n"], "metadata": {}, "id": "last"})
    bob.set_cell(0, source="# Größe 😃")
    del bob.ycells[2]
    for here, there in ((ann, bob), (bob, ann)):
        there.ydoc.apply_update(here.ydoc.get_update(there.ydoc.get_state()))

    saved = valid(ann.get())
    assert saved == bob.get()
    assert sources(saved) == ["# Größe 😃", "n = 1 + 1 + 3", "n\nn"]
    assert [cell["id"] for cell in saved["cells"]] == ["intro", "sum", "last"]


def test_setting_a_notebook_again_keeps_the_cells_that_did_not_change():
    shared = YNotebook()
    shared.set(notebook())
    peer = Doc()
    peer.apply_update(shared.ydoc.get_update())
    changes: list[str] = []
    shared.observe(lambda topic, event: changes.append(topic))

    changed = notebook()
    changed["cells"][0]["source"] += " and more"
    changed["cells"].pop()
    before = shared.ydoc.get_state()
    shared.set(changed)
    assert shared.get() == changed
    assert set(changes) == {"cells"}
    update = shared.ydoc.get_update(before)
    assert b"and more" in update and b"1 + 1" not in update
    peer.apply_update(update)
    assert YNotebook(peer).get() == changed


def test_undo_takes_an_edit_of_a_cell_back():
    shared = YNotebook()
    shared.set(notebook())
    shared.undo_manager.clear()
    source = shared.ycells[1]["source"]
    source += " # typed"
    assert shared.get()["cells"][1]["source"] == "1 + 1 # typed"
    assert shared.undo_manager.undo()
    assert shared.get() == notebook()
    assert shared.undo_manager.redo()
    assert shared.get()["cells"][1]["source"] == "1 + 1 # typed"


@pytest.fixture
def rtc_document_save_delay() -> float:
    """How long the server of these tests waits before it saves, in seconds."""
    return 0.1


def saved(file: Path) -> list[str]:
    """The sources of the cells in a file; none while it is being written."""
    try:
        return sources(json.loads(file.read_text(encoding="utf-8")))
    except ValueError:
        return []


async def until(condition: Callable[[], bool]) -> None:
    """Waits until a condition holds, for 10 s at most."""
    with anyio.fail_after(10):
        while not condition():
            await anyio.sleep(0.02)


async def test_a_room_loads_edits_and_saves_a_notebook(
    jp_root_dir, jp_serverapp, rtc_create_notebook, rtc_connect_doc_client
):
    await rtc_create_notebook("book.ipynb", json.dumps(notebook()))
    file = jp_root_dir / "book.ipynb"
    ann, bob = YNotebook(Doc()), YNotebook(Doc())

    async def connected(peer: YNotebook, stack: AsyncExitStack) -> None:
        websocket, room = await rtc_connect_doc_client("json", "notebook", "book.ipynb")
        channel = HttpxWebsocket(await stack.enter_async_context(websocket), room)
        await stack.enter_async_context(Provider(peer.ydoc, channel))
        await until(lambda: peer.cell_number == 3)

    async with AsyncExitStack() as stack:
        await connected(ann, stack)
        await connected(bob, stack)
        assert ann.get()["cells"] == bob.get()["cells"]
        assert sources(ann.get()) == sources(notebook())
        assert ann.get()["cells"][1]["outputs"] == notebook()["cells"][1]["outputs"]

        source = ann.ycells[1]["source"]
        source += " + 3"
        bob.ycells[0]["source"].insert(0, "é😀 ")
        bob.ycells.append(bob.create_ycell({"cell_type": "raw", "source": "end", "metadata": {}}))

        expected = ["é😀 # Größe 😀\n![dot](attachment:dot.png)", "1 + 1 + 3", "", "end"]
        await until(lambda: saved(file) == expected)
        assert sources(ann.get()) == sources(bob.get()) == expected
        nbformat.validate(nbformat.read(file, as_version=4))

    # As its own tests do: the server's tasks end before the fixtures take its event loop away.
    await jp_serverapp.web_app.settings["jupyter_server_ydoc"].stop_extension()
    del jp_serverapp.web_app.settings["file_id_manager"]
