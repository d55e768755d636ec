"""What stands on a screen beside the turn: codes in four digits, seal numbers that are read aloud without a slip."""

import base64
import hashlib
from dataclasses import replace

import pytest

from sailau.election.ballot import questions
from sailau.election.examples import EXAMPLE_PRECINCT, party_and_district, president_2005
from sailau.errors import InvariantError
from sailau.terminal.shown import CROCKFORD, WHOLE_BALLOT, Frame, Shown, code_digits, seal_number, shown_codes

FRAME = Frame(precinct=25, device=3, fingerprint="A1B2C3D4", training=False, slot="right")


def tracker(payload: bytes) -> str:
    return base64.b64encode(hashlib.sha256(payload).digest()).decode().rstrip("=")


def test_code_is_shown_in_four_digits() -> None:
    assert (code_digits(7), code_digits(9999)) == ("0007", "9999")
    with pytest.raises(InvariantError):
        code_digits(10_000)


def test_seal_number_is_twelve_signs_of_the_tracker() -> None:
    groups = seal_number(tracker(b"a ballot"))
    digest = hashlib.sha256(b"a ballot").digest()
    number = 0
    for sign in "".join(groups):
        number = number * 32 + CROCKFORD.index(sign)
    assert [len(group) for group in groups] == [4, 4, 4]
    assert number == int.from_bytes(digest, "big") >> (256 - 60)
    assert not set("ILOU") & set(CROCKFORD)


def test_codes_are_named_by_their_contests() -> None:
    assert shown_codes(questions(president_2005(), EXAMPLE_PRECINCT), [42]) == ((WHOLE_BALLOT, 42),)
    named = shown_codes(questions(party_and_district(), EXAMPLE_PRECINCT), [1, 2])
    assert [code for _, code in named] == [1, 2]
    assert WHOLE_BALLOT not in dict(named)


def test_text_of_what_is_shown_holds_no_code_and_no_tracker() -> None:
    shown = Shown(frame=FRAME, codes=((WHOLE_BALLOT, 4711),), tracker=tracker(b"mine"))
    assert "4711" not in repr(shown)
    assert tracker(b"mine") not in repr(shown)


def test_slot_that_no_device_has_is_our_own_mistake() -> None:
    with pytest.raises(InvariantError):
        replace(FRAME, slot="top")
