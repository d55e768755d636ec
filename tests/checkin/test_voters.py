"""The voter list is read whole or not at all, and never changed in place (E29, M13)."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from sailau.checkin import (
    ListChangeDecision,
    VoterList,
    VoterNumber,
    change_list,
    encode_list,
    list_freezes,
    parse_list,
)
from sailau.errors import FormatError
from sailau.refusal import Refusal
from tests.checkin.people import VOTERS, VOTING_DAY, entry, iin_of

ASTANA = timezone(timedelta(hours=5))
OWN = ListChangeDecision(by="precinct commission", act="ACT-1")
COURT = ListChangeDecision(by="court", act="ACT-2")
HIGHER = ListChangeDecision(by="higher commission", act="ACT-3")
FREEZES = list_freezes(VOTING_DAY, ASTANA)
BEFORE, AFTER = FREEZES - timedelta(microseconds=1), FREEZES


def test_list_is_written_and_read_the_same() -> None:
    again = parse_list(encode_list(VOTERS))
    assert list(again) == list(VOTERS)
    assert encode_list(again) == encode_list(VOTERS)
    assert len(again) == 5


def test_voter_is_found_by_iin_and_by_number() -> None:
    third = entry(3)
    assert VOTERS.by_iin(third.iin) == third
    assert VOTERS.by_number(VoterNumber(3)) == third
    assert VOTERS.by_iin(iin_of(date(1970, 1, 1), 1)) is None
    assert VOTERS.by_number(VoterNumber(6)) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"number": 0}, "out of bounds"),
        ({"number": "3"}, "fields"),
        ({"number": True}, "fields"),
        ({"iin": "800517400015"}, "IIN"),
        ({"iin": " " + entry(3).iin.digits}, "IIN"),
        ({"birth_date": "1980-05-18"}, "not the IIN's"),
        ({"birth_date": "19800517"}, "not the IIN's"),
        ({"birth_date": "yesterday"}, "not a date"),
        ({"surname": " "}, "empty"),
        ({"name": ""}, "empty"),
        ({"address": None}, "fields"),
        ({"party": "x"}, "fields"),
    ],
)
def test_wrong_line_is_named_and_nothing_is_taken(change: dict[str, object], reason: str) -> None:
    lines = encode_list(VOTERS).splitlines(keepends=True)
    lines[2] = (json.dumps(json.loads(lines[2]) | change) + "\n").encode()
    with pytest.raises(FormatError, match=f"line 3: .*{reason}") as raised:
        parse_list(b"".join(lines))
    assert "800517" not in str(raised.value)


@pytest.mark.parametrize("data", [b"x", b"{}\n", b"\n", b"\xff\n", b"[" * 100_000 + b"\n", b"{}"])
def test_bytes_that_are_no_list_are_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        parse_list(data)


def test_empty_patronymic_is_a_name_too() -> None:
    line = json.loads(encode_list(VOTERS).splitlines()[0]) | {"patronymic": ""}
    assert len(parse_list((json.dumps(line) + "\n").encode())) == 1


def test_number_or_iin_twice_is_refused() -> None:
    line = encode_list(VOTERS).splitlines(keepends=True)[0]
    with pytest.raises(FormatError, match="number stands twice"):
        parse_list(line + line)
    renumbered = (json.dumps(json.loads(line) | {"number": 9}) + "\n").encode()
    with pytest.raises(FormatError, match="IIN stands twice"):
        parse_list(line + renumbered)


def test_repr_shows_nobody() -> None:
    assert repr(VOTERS) == "VoterList(5 voters)"
    assert repr(entry(3)) == "VoterEntry(number=3, iin=Iin())"


def test_list_may_be_clarified_until_eight_in_the_evening_of_the_eve() -> None:
    assert datetime(2026, 11, 21, 20, 0, tzinfo=ASTANA) == FREEZES
    changed = change_list(VOTERS, entry(6), OWN, has_standing=False, now=BEFORE, freezes=FREEZES)
    assert isinstance(changed, VoterList)
    assert (len(changed), len(VOTERS)) == (6, 5)
    frozen = change_list(VOTERS, entry(6), OWN, has_standing=False, now=AFTER, freezes=FREEZES)
    assert isinstance(frozen, Refusal)
    assert (frozen.code, frozen.article) == ("list-frozen", "L 24(10)")


def test_freeze_is_by_local_time_whatever_the_zone_of_the_clock() -> None:
    moment = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
    frozen = change_list(VOTERS, VoterNumber(1), OWN, has_standing=False, now=moment, freezes=FREEZES)
    assert isinstance(frozen, Refusal)
    earlier = moment - timedelta(seconds=1)
    changed = change_list(VOTERS, VoterNumber(1), OWN, has_standing=False, now=earlier, freezes=FREEZES)
    assert isinstance(changed, VoterList)


@pytest.mark.parametrize("decision", [COURT, HIGHER])
def test_court_and_higher_commission_change_a_frozen_list(decision: ListChangeDecision) -> None:
    later = AFTER + timedelta(hours=15)
    added = change_list(VOTERS, entry(VOTERS.next_number()), decision, has_standing=False, now=later, freezes=FREEZES)
    assert isinstance(added, VoterList)
    assert added.by_number(VoterNumber(6)) is not None
    removed = change_list(VOTERS, VoterNumber(2), decision, has_standing=False, now=later, freezes=FREEZES)
    assert isinstance(removed, VoterList)
    assert removed.by_number(VoterNumber(2)) is None
    assert VOTERS.by_number(VoterNumber(2)) is not None


def test_admitted_voter_is_neither_removed_nor_replaced() -> None:
    for change in (VoterNumber(2), entry(2, date(1981, 1, 1))):
        refusal = change_list(VOTERS, change, COURT, has_standing=True, now=AFTER, freezes=FREEZES)
        assert isinstance(refusal, Refusal)
        assert refusal.code == "entry-in-use"


def test_addition_of_a_voter_who_is_listed_and_removal_of_one_who_is_not_are_refused() -> None:
    from dataclasses import replace

    twice = replace(entry(1), number=VoterNumber(9))
    refusal = change_list(VOTERS, twice, OWN, has_standing=False, now=BEFORE, freezes=FREEZES)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "on-list-already"
    refusal = change_list(VOTERS, VoterNumber(9), OWN, has_standing=False, now=BEFORE, freezes=FREEZES)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "not-on-list"
