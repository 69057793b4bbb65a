"""The messages of the sync protocol: bytes, and what is done with those of others."""

import pytest

from ycpp import (
    Decoder,
    Doc,
    Encoder,
    Text,
    YMessageType,
    YSyncMessageType,
    create_awareness_message,
    create_sync_message,
    create_update_message,
    handle_sync_message,
    read_message,
    write_message,
    write_var_uint,
)
from ycpp._sync import create_message, create_sync_step1_message, create_sync_step2_message


def edited(client_id, value):
    doc = Doc(client_id=client_id)
    doc["text"] = Text(value)
    return doc


NUMBERS = {
    0: b"\x00",
    127: b"\x7f",
    128: b"\x80\x01",
    300: b"\xac\x02",
    16384: b"\x80\x80\x01",
    2**53 - 1: b"\xff\xff\xff\xff\xff\xff\xff\x0f",
}


def test_message_types():
    assert list(YMessageType) == [0, 1, 2, 3]
    assert YMessageType(0).name == "SYNC"
    assert YMessageType(1).name == "AWARENESS"
    assert [kind.name for kind in YSyncMessageType] == ["SYNC_STEP1", "SYNC_STEP2", "SYNC_UPDATE"]
    assert list(YSyncMessageType) == [0, 1, 2]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers(number):
    assert write_var_uint(number) == NUMBERS[number]
    decoder = Decoder(NUMBERS[number] + b"\x05")
    assert decoder.read_var_uint() == number
    assert (decoder.i0, decoder.length) == (len(NUMBERS[number]), 1)
    assert decoder.read_var_uint() == 5


def test_numbers_that_do_not_exist():
    for number in (-1, 2**53, 2**70):
        with pytest.raises(ValueError, match=r"between 0 and 2\*\*53 - 1"):
            write_var_uint(number)
    for number in (1.5, "1", None):
        with pytest.raises(TypeError):
            write_var_uint(number)


@pytest.mark.parametrize("payload", [b"", b"a", b"x" * 127, b"x" * 128, b"x" * 70_000])
def test_frames(payload):
    framed = write_var_uint(len(payload)) + payload
    assert write_message(payload) == write_message(memoryview(payload)) == framed
    assert read_message(framed) == read_message(bytearray(framed)) == payload
    assert read_message(framed + b"more") == payload
    assert create_message(payload, 7) == b"\x00\x07" + framed
    assert create_sync_step1_message(payload) == b"\x00\x00" + framed
    assert create_sync_step2_message(payload) == b"\x00\x01" + framed
    assert create_update_message(payload) == b"\x00\x02" + framed
    assert create_awareness_message(payload) == b"\x01" + framed


def test_frames_that_are_cut_off():
    with pytest.raises(AssertionError):
        read_message(b"")
    for stream, at in ((b"\x05ab", 1), (b"\x80", 1), (b"\xff" * 12, 0)):
        with pytest.raises(ValueError, match=f"^Y protocol error: .* at byte {at}$"):
            read_message(stream)


def test_encoder_and_decoder():
    encoder = Encoder()
    assert encoder.to_bytes() == b""
    encoder.write_var_uint(300)
    encoder.write_var_string("Hello")
    encoder.write_var_string("é😀")
    assert encoder.stream == [b"\xac\x02", b"\x05Hello", b"\x06" + "é😀".encode()]
    decoder = Decoder(encoder.to_bytes())
    assert decoder.read_var_uint() == 300
    assert decoder.read_var_string() == "Hello"
    assert decoder.read_var_string() == "é😀"
    assert decoder.read_var_string() == ""
    assert decoder.read_message() is None
    with pytest.raises(ValueError):
        encoder.write_var_string("\ud800")


def test_decoding_messages():
    assert list(Decoder(b"").read_messages()) == []
    assert list(Decoder(b"\x00").read_messages()) == [b""]
    assert list(Decoder(b"\x01a\x00\x02bc").read_messages()) == [b"a", b"", b"bc"]
    assert list(Decoder(memoryview(b"\x01a")).read_messages()) == [b"a"]


def test_decoding_what_is_cut_off():
    with pytest.raises(RuntimeError, match="^Y protocol error$"):
        Decoder(b"").read_var_uint()
    with pytest.raises(IndexError, match="at byte 2$"):
        Decoder(b"\x80\x80").read_var_uint()
    with pytest.raises(ValueError):
        Decoder(b"\xff" * 12).read_var_uint()
    decoder = Decoder(b"\x01a\x05bc")
    assert decoder.read_message() == b"a"
    with pytest.raises(ValueError, match="^Y protocol error: .* at byte 3$"):
        decoder.read_message()
    assert (decoder.i0, decoder.length) == (2, 3)
    with pytest.raises(UnicodeDecodeError):
        Decoder(b"\x01\xff").read_var_string()


def test_a_conversation():
    ada, bob = edited(1, "Ada"), edited(2, "Bob")
    assert create_sync_message(Doc()) == b"\x00\x00\x01\x00"
    question = create_sync_message(bob)
    assert question == create_sync_step1_message(bob.get_state())
    answer = handle_sync_message(question[1:], ada)
    assert answer == create_sync_step2_message(ada.get_update(bob.get_state()))
    assert handle_sync_message(answer[1:], bob) is None
    assert sorted(str(bob.get("text", type=Text))) == sorted("AdaBob")

    updates = []
    ada.observe(lambda event: updates.append(create_update_message(event.update)))
    ada["text"].clear()
    (update,) = updates
    assert handle_sync_message(memoryview(update)[1:], bob) is None
    assert str(bob.get("text", type=Text)) == "Bob"


def test_observers_see_the_origin():
    doc, origin = Doc(), object()
    origins = []
    doc.observe(lambda event: origins.append(event.transaction.origin))
    for client_id, arguments in ((1, ()), (2, (origin,))):
        message = create_update_message(edited(client_id, "a").get_update())
        handle_sync_message(message[1:], doc, *arguments)
    assert origins[0] is None
    assert origins[1] is origin


def test_messages_without_effect():
    doc = Doc()
    events = []
    doc.observe(events.append)
    assert handle_sync_message(create_update_message(b"\x00\x00")[1:], doc) is None
    assert handle_sync_message(b"\x03", doc) is None
    assert handle_sync_message(b"\xff\xff", doc) is None
    assert events == []


def test_malformed_messages_change_nothing():
    doc = edited(1, "a")
    before = doc.get_update()
    with pytest.raises(IndexError):
        handle_sync_message(b"", doc)
    for message, text in (
        (b"\x00", "^Cannot decode sync message: .* at byte 1$"),
        (b"\x02\x05ab", "^Cannot decode sync message: .* at byte 2$"),
        (b"\x02\x02ab", "^Cannot decode update: "),
        (b"\x01\x01a", "^Cannot decode update: "),
        (b"\x00\x01\x05", "^Cannot decode state$"),
        (b"\x00\x00", "^Cannot decode state$"),
    ):
        with pytest.raises(ValueError, match=text):
            handle_sync_message(message, doc)
    with pytest.raises(TypeError):
        handle_sync_message("text", doc)
    with pytest.raises(TypeError):
        handle_sync_message(b"\x00\x01\x00", None)
    assert doc.get_update() == before
