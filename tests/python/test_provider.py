"""Provider: two documents at the ends of a channel, on asyncio and on trio."""

import logging
import sys
import threading

import anyio
import pytest

from ycpp import (
    Channel,
    Doc,
    Provider,
    Text,
    create_awareness_message,
    create_update_message,
)

if sys.version_info < (3, 11):
    from exceptiongroup import ExceptionGroup

pytestmark = pytest.mark.anyio


class End(Channel):
    """One end of a channel in memory, with a list of all that was sent from it."""

    def __init__(self, outgoing, incoming):
        self.outgoing, self.incoming = outgoing, incoming
        self.sent = []
        self.sending = 0

    @property
    def path(self):
        return "room"

    async def send(self, message):
        self.sending += 1
        assert self.sending == 1
        await anyio.lowlevel.checkpoint()
        self.sent.append(message)
        await self.outgoing.send(message)
        self.sending -= 1

    async def recv(self):
        try:
            return await self.incoming.receive()
        except anyio.EndOfStream:
            raise StopAsyncIteration from None

    def updates_sent(self):
        return [m for m in self.sent if m[:2] == b"\x00\x02"]


@pytest.fixture
async def ends():
    streams = [anyio.create_memory_object_stream(float("inf")) for _ in range(2)]
    (send_a, receive_b), (send_b, receive_a) = streams
    yield End(send_a, receive_a), End(send_b, receive_b)
    for send, receive in streams:
        send.close()
        receive.close()


def edited(client_id, value=""):
    doc = Doc(client_id=client_id)
    return doc, doc.get("text", type=Text), value and doc["text"].insert(0, value)


async def settle():
    for _ in range(30):
        await anyio.lowlevel.checkpoint()


async def test_two_documents_become_and_stay_the_same(ends):
    (here, text, _), (there, copy, _) = edited(1, "Ada"), edited(2, "Bob")
    async with Provider(here, ends[0]) as provider, Provider(there, ends[1]):
        assert provider.started.is_set()
        await settle()
        assert str(text) == str(copy)
        assert sorted(str(text)) == sorted("AdaBob")
        text += "!"
        copy.insert(0, "¡")
        await settle()
        assert str(text) == str(copy)
        assert str(text)[0] == "¡"
        assert str(text)[-1] == "!"
    text += "?"
    await settle()
    assert str(copy)[-1] == "!"


async def test_nothing_is_sent_back_to_where_it_came_from(ends):
    (here, text, _), (there, copy, _) = edited(1, "Ada"), edited(2, "Bob")
    async with Provider(here, ends[0]), Provider(there, ends[1]):
        await settle()
        assert ends[0].updates_sent() == ends[1].updates_sent() == []
        text += "!"
        await settle()
        assert str(copy)[-1] == "!"
    assert [len(end.updates_sent()) for end in ends] == [1, 0]


async def test_changes_pass_through_a_document_in_the_middle(ends):
    streams = [anyio.create_memory_object_stream(float("inf")) for _ in range(2)]
    (send_a, receive_b), (send_b, receive_a) = streams
    left, right = End(send_a, receive_a), End(send_b, receive_b)
    docs = [Doc(client_id=i) for i in range(3)]
    texts = [doc.get("text", type=Text) for doc in docs]
    async with (
        Provider(docs[0], ends[0]),
        Provider(docs[1], ends[1]),
        Provider(docs[1], left),
        Provider(docs[2], right),
    ):
        await settle()
        texts[0] += "a"
        await settle()
        await settle()
        assert str(texts[2]) == "a"
    for send, receive in streams:
        send.close()
        receive.close()


async def test_start_blocks_until_stop(ends):
    doc, text, _ = edited(1)
    provider = Provider(doc, ends[0])
    assert not provider.started.is_set()
    async with anyio.create_task_group() as group:
        group.start_soon(provider.start)
        await provider.started.wait()
        with pytest.raises(RuntimeError, match="^Provider already started$"):
            await provider.start()
        await settle()
        assert ends[0].sent == [b"\x00\x00\x01\x00"]
        await provider.stop()
    with pytest.raises(AssertionError):
        await provider.stop()
    text += "a"
    await settle()
    assert len(ends[0].sent) == 1
    async with anyio.create_task_group() as group:
        await group.start(provider.start)
        await settle()
        assert len(ends[0].sent) == 2
        await provider.stop()


async def test_stopping_inside_the_block(ends):
    doc, _, _ = edited(1)
    async with Provider(doc, ends[0]) as provider:
        await provider.stop()
    async with Provider(doc, ends[0]):
        pass


async def test_an_error_in_the_block_comes_out(ends):
    doc, _, _ = edited(1)
    with pytest.raises(ExceptionGroup) as raised:
        async with Provider(doc, ends[0]):
            raise KeyError("mine")
    assert [repr(error) for error in raised.value.exceptions] == ["KeyError('mine')"]


@pytest.mark.parametrize("message", [b"\x00\x02\x05ab", b"\x00\x02\x02ab"])
async def test_a_malformed_message_ends_the_provider(ends, message):
    doc, text, _ = edited(1, "a")
    await ends[1].send(message)
    with pytest.raises(ExceptionGroup) as raised:
        async with Provider(doc, ends[0]):
            await anyio.sleep(5)
    (error,) = raised.value.exceptions
    assert isinstance(error, ValueError)
    text += "b"  # nobody listens any more
    await settle()
    assert ends[0].updates_sent() == []


async def test_other_messages_are_ignored(ends):
    doc, text, _ = edited(1)
    async with Provider(doc, ends[0]):
        for message in (create_awareness_message(b"\x00"), b"\x03", b"", b"\x00\x07", b"\x09\x09"):
            await ends[1].send(message)
        await ends[1].send(create_update_message(edited(2, "a")[0].get_update()))
        await settle()
        assert str(text) == "a"


async def test_a_channel_that_ends_is_not_an_error(ends):
    doc, text, _ = edited(1)
    async with Provider(doc, ends[0]):
        await settle()
        ends[1].outgoing.close()
        await settle()
        text += "a"
        await settle()
        assert len(ends[0].updates_sent()) == 1


async def test_a_message_inside_an_open_transaction_joins_it(ends):
    doc, text, _ = edited(1)
    events = []
    doc.observe(lambda event: events.append(event.transaction.origin))
    async with Provider(doc, ends[0]):
        await settle()
        with doc.transaction(origin="mine"):
            await ends[1].send(create_update_message(edited(2, "a")[0].get_update()))
            await settle()
            assert str(text) == "a"
    assert events == ["mine"]


async def test_edits_in_another_thread_are_sent(ends):
    doc, text, _ = edited(1)
    async with Provider(doc, ends[0]):
        await settle()
        thread = threading.Thread(target=lambda: text.insert(0, "a"))
        thread.start()
        await anyio.to_thread.run_sync(thread.join)
        with anyio.fail_after(5):
            while not ends[0].updates_sent():
                await anyio.sleep(0.001)
    assert len(ends[0].updates_sent()) == 1


async def test_it_says_what_it_does(ends, caplog):
    (here, text, _), (there, _, _) = edited(1, "Ada"), edited(2, "Bob")
    log = logging.getLogger("channel")
    with caplog.at_level(logging.DEBUG, "channel"):
        async with Provider(here, ends[0], log), Provider(there, ends[1], logging.getLogger("x")):
            await settle()
            text += "!"
            await settle()
    said = {record.getMessage() for record in caplog.records if record.name == "channel"}
    assert said == {
        "Sending SYNC_STEP1 message to endpoint: room",
        "Received SYNC_STEP1 message from endpoint: room",
        "Sending SYNC_STEP2 message to endpoint: room",
        "Received SYNC_STEP2 message from endpoint: room",
        "Sending SYNC_UPDATE message to endpoint: room",
    }
