"""Commands as the specification of Type 4 Tags spells them, and answers that are none (C34)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sailau.card.apdu import (
    EXTENDED_DATA_MAX,
    EXTENDED_EXPECTED_MAX,
    OFFSET_MAX,
    TYPE_4_APPLICATION,
    Command,
    get_response,
    parse_answer,
    read_binary,
    select_application,
    select_file,
    update_binary,
)
from sailau.errors import FormatError, InvariantError


@pytest.mark.parametrize(
    ("command", "spelled"),
    [
        (select_application(TYPE_4_APPLICATION), "00A4040007D276000085010100"),
        (select_file(0xE103), "00A4000C02E103"),
        (select_file(0xE104), "00A4000C02E104"),
        (read_binary(0, 15), "00B000000F"),
        (read_binary(0x7FFF, 256), "00B07FFF00"),
        (read_binary(2, 257), "00B00002000101"),
        (read_binary(0, 65536), "00B00000000000"),
        (update_binary(0, b"\x01\x02"), "00D60000020102"),
        (update_binary(0x0600, bytes(256)), "00D60600000100" + "00" * 256),
        (get_response(16), "00C0000010"),
        (Command(0xA4, 4, 0, bytes(300), 256), "00A4040000012C" + "00" * 300 + "0100"),
        (Command(0xB0, 0, 0, b"\x54", 300), "00B0000000000154012C"),
    ],
)
def test_commands_are_spelled_as_in_the_specification(command: Command, spelled: str) -> None:
    assert command.encode().hex().upper() == spelled


def taken_apart(encoded: bytes) -> tuple[bytes, int | None]:
    """Data and expectation, read back by the rules of 7816-4 (an own reading, for the round trip)."""
    body = encoded[4:]
    if not body:
        return b"", None
    if len(body) == 1:
        return b"", body[0] or 256
    if body[0]:
        rest = body[1 + body[0] :]
        return body[1 : 1 + body[0]], (rest[0] or 256) if rest else None
    length = int.from_bytes(body[1:3], "big")
    if len(body) == 3:
        return b"", length or 65536
    rest = body[3 + length :]
    return body[3 : 3 + length], (int.from_bytes(rest, "big") or 65536) if rest else None


@given(
    data=st.one_of(st.binary(max_size=300), st.binary(min_size=250, max_size=260)),
    expected=st.one_of(st.none(), st.integers(1, 300), st.integers(1, EXTENDED_EXPECTED_MAX)),
    place=st.integers(0, OFFSET_MAX),
)
def test_a_command_says_one_thing_only(data: bytes, expected: int | None, place: int) -> None:
    command = Command(0xD6, place >> 8, place & 0xFF, data, expected)
    encoded = command.encode()
    assert encoded[:4] == bytes([0, 0xD6, place >> 8, place & 0xFF])
    assert taken_apart(encoded) == (data, expected)
    assert command.is_short == (len(encoded) <= 4 + 1 + 255 + 1 and len(data) <= 255 and (expected or 0) <= 256)


def test_command_that_cannot_be_said_stops_the_program() -> None:
    for impossible in (Command(0xD6, 0, 0, bytes(EXTENDED_DATA_MAX + 1)), Command(0xB0, 0, 0, b"", 0)):
        with pytest.raises(InvariantError):
            impossible.encode()
    with pytest.raises(InvariantError):
        read_binary(OFFSET_MAX + 1, 1)
    with pytest.raises(InvariantError):
        update_binary(0, b"")


def test_answer_is_data_and_status() -> None:
    answer = parse_answer(bytes.fromhex("0102039000"))
    assert (answer.data, answer.status) == (b"\x01\x02\x03", 0x9000)


@pytest.mark.parametrize("raw", [b"", b"\x90", bytes(65_539)])
def test_answer_without_a_status_or_without_end_is_none(raw: bytes) -> None:
    with pytest.raises(FormatError):
        parse_answer(raw)


def test_nothing_that_went_to_a_card_shows_in_a_text() -> None:
    assert "data" not in repr(update_binary(0, b"a secret")) and "data" not in repr(parse_answer(b"a secret\x90\x00"))
