"""The whole day at one look: what the chair's station is told, and that nothing in it is of a voter (E23, E41)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cbor2

from sailau.adapters.station_link import StationLink
from sailau.refusal import Refusal
from sailau.service import opening
from sailau.service.closing import closing_request, enter_closing_card, signed_closing
from tests.service.day import ISSUER, Day
from tests.service.test_table_station import CHAIR, at_a_desk, signed_in


def outlined(link: StationLink) -> Mapping[str, Any]:
    found = link.outline()
    assert not isinstance(found, Refusal), found
    return found


def by(rows: list[Mapping[str, Any]], key: str, value: object) -> Mapping[str, Any]:
    return next(row for row in rows if row[key] == value)


def close(day: Day) -> None:
    """Close, take cards back, enter every closing card but the portable device's."""
    for slot in day.cards.values():
        day.take(slot)
    assert opening.close_voting(day.precinct) is None


def test_nobody_is_told_the_day_who_has_not_signed_in(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (_, link):
        answer = link.outline()
        assert isinstance(answer, Refusal)
        assert answer.code == "not-signed-in"


def test_an_open_day_is_told_with_its_officials_acts_and_nothing_of_the_evening(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        signed_in(day, link, CHAIR)
        found = outlined(link)
        assert (found["state"], found["figures"], found["relations"]) == ("open", [], [])
        assert by(found["officials"], "id", ISSUER)["duties"] == ["issues-cards"]
        assert [one["label"] for one in found["acts"]] == ["ACT-001", "ACT-002", "ACT-003"]
        assert found["acts"][0]["title"].keys() == {"kk", "ru"}
        assert {one["standing"] for one in found["devices"]} == {"needed"}
        assert (found["count"]["begun"], found["protocol"]["drawn_up"]) == (False, {})


def test_after_closing_the_relations_are_told_with_both_sides_and_the_devices_that_lack(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        day.voted(1, 1)
        signed_in(day, link, CHAIR)
        close(day)
        card, signature = signed_closing(day.booth(), closing_request(day.precinct), day.clock.now())
        enter_closing_card(day.precinct, "terminal-1", card, signature)
        found = outlined(link)
        assert {one["device"]: one["standing"] for one in found["devices"]}["terminal-1"] == "entered"
        assert [one["device"] for one in found["devices"] if one["standing"] == "needed"]
        people = by(found["relations"], "id", "box")
        assert (people["left"], people["right"], people["holds"], people["explained_by"]) == (1, 1, True, "")
        credentials = next(one for one in found["relations"] if not one["holds"])
        assert credentials["code"].startswith("relation-")
        assert not found["unused_destroyed"]


def test_the_outline_of_a_day_holds_nothing_of_a_voter_or_a_card(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        tracker = day.voted(3, 1)
        signed_in(day, link, CHAIR)
        told = cbor2.dumps(outlined(link))
        voter = day.voter(3)
        for secret in (voter.iin.digits, voter.surname, tracker, voter.address):
            assert secret.encode() not in told
