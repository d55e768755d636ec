"""Which cards can be voter cards, by what their capability container says (C34, annex 2)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.card.container import CONTAINER_BYTES_MIN, ImageFile, parse_container
from sailau.card.slot import UnknownCardError

MESSAGES = "0406E1042040 0000"
OWN = "05065341 2000 0000"


def container(files: str, version: str = "20", limits: str = "003B0034") -> bytes:
    body = bytes.fromhex(version + limits + files)
    return (len(body) + 2).to_bytes(2, "big") + body


def test_own_file_is_preferred_since_phones_leave_it_alone() -> None:
    found = parse_container(container(MESSAGES + OWN))
    assert found == ImageFile(identifier=0x5341, image_at=0, read_max=0x3B, write_max=0x34)


def test_file_for_messages_serves_with_the_image_one_page_in() -> None:
    found = parse_container(container(MESSAGES))
    assert (found.identifier, found.image_at) == (0xE104, 64)


def test_card_of_version_three_may_have_a_larger_file() -> None:
    found = parse_container(container("0608E105 00010000 0000", version="30", limits="00FF00FF"))
    assert (found.identifier, found.image_at) == (0xE105, 64)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (container("0406E104203F0000"), "too small"),
        (container("0406E10420400000", version="40"), "unknown version"),
        (container("0406E104204000FF"), "locked"),
        (container("0406E1042040FF00"), "locked"),
        (container(MESSAGES, limits="000E0034"), "no reads or writes"),
        (container(MESSAGES, limits="003B0000"), "no reads or writes"),
        (container(OWN), "does not begin"),
        (container(MESSAGES + "0706000000000000"), "unknown or torn"),
        (container(MESSAGES + "05"), "unknown or torn"),
        (container(MESSAGES + "0504000000000000"), "unknown or torn"),
        (container("0406E1032040 0000"), "too small"),
        (container(MESSAGES + OWN)[:-1], "cut short"),
        (container(MESSAGES) + b"\0", "cut short"),
        (b"\x00\x0e" + bytes(13), "wrong length"),
        (b"\xff\xff" + bytes(13), "wrong length"),
        (b"", "wrong length"),
    ],
)
def test_container_that_does_not_serve_is_refused_with_the_reason(made: bytes, why: str) -> None:
    with pytest.raises(UnknownCardError, match=why):
        parse_container(made)


@settings(max_examples=300)
@given(
    head=st.sampled_from(["2000FF00FF", "3000FF00FF", "20000F0001"]),
    rest=st.one_of(st.binary(max_size=60), st.lists(st.sampled_from([MESSAGES, OWN]), max_size=4)),
)
def test_any_container_gives_a_file_of_ours_or_the_reason_why_not(head: str, rest: bytes | list[str]) -> None:
    files = rest if isinstance(rest, bytes) else bytes.fromhex("".join(rest))
    body = bytes.fromhex(head) + files
    try:
        found = parse_container((len(body) + 2).to_bytes(2, "big") + body)
    except UnknownCardError:
        return
    assert len(body) + 2 >= CONTAINER_BYTES_MIN
    assert found.image_at in (0, 64) and found.identifier not in (0, 0xE102, 0xE103, 0xFFFF)
    assert found.identifier.to_bytes(2, "big") in files
