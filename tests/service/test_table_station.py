"""Members sign in at a desk and admit voters through its link; their keys never leave the desk (L 50-5(1), R 6-9)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import cbor2
import pytest

from sailau.adapters.cards import MemoryCard, PulledCard
from sailau.adapters.station_link import SignedIn, StationLink
from sailau.adapters.table_wire import LinkLostError
from sailau.card import Activated, read_card
from sailau.formats.v1.record import Act
from sailau.refusal import Refusal
from sailau.service import table_station
from sailau.service.acts import acts
from sailau.service.trust import trust_of
from sailau.signing.cms import verify_detached
from sailau.signing.roles import DocumentKind
from tests.service.day import DESK, ISSUER, TABLE, Day, open_day
from tests.service.test_table import link_of, serving

CHAIR = "member-1"


@contextmanager
def at_a_desk(tmp_path: Path, label: str = DESK) -> Iterator[tuple[Day, StationLink]]:
    with open_day(tmp_path) as day, serving(day) as port:
        link = StationLink(link_of(day, port, label))
        try:
            yield day, link
        finally:
            link.close()


def signed_in(day: Day, link: StationLink, member: str = ISSUER) -> str:
    answer = link.sign_in(day.installed.pki.signers[member])
    assert isinstance(answer, SignedIn), answer
    return answer.id


def found(answer: Mapping[str, Any] | Refusal) -> Mapping[str, Any]:
    assert not isinstance(answer, Refusal), answer
    return answer


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


def admit(link: StationLink, member: str, voter: int, slot: MemoryCard, **said: Any) -> Mapping[str, Any] | Refusal:
    return link.ask("admit-voter", [member], slot, **{"voter": voter, "matches": True, "helper": ""} | said)


def test_voter_is_found_and_admitted_from_a_desk_and_the_card_in_its_slot_is_activated(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        member, slot = signed_in(day, link), day.card(1)
        shown = found(link.ask("find-voter", [member], iin=day.voter(3).iin.digits, typed=False))
        assert shown["surname"] == day.voter(3).surname
        assert shown["standing"] == "not-admitted"
        assert found(admit(link, member, 3, slot))["standing"] == "admitted"
        assert isinstance(read_card(slot), Activated)
        assert code(admit(link, member, 3, day.card(2))) == "already-admitted"


def test_an_act_is_signed_at_the_desk_by_keys_that_stay_there(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        issuer, chair = signed_in(day, link), signed_in(day, link, CHAIR)
        slot = PulledCard(day.card(1), 40)
        assert code(admit(link, issuer, 1, slot)) == "desk-card-removed"
        assert "give-card-up" in code(link.ask("give-card-up", [chair]))
        shown: list[Act] = []
        said = link.ask("give-card-up", [chair, issuer], agree=lambda act: shown.append(act) or True)  # type: ignore[func-returns-value]
        act = found(said)["act"]
        assert [one.kind for one in shown] == ["missing_card", "missing_card"]
        signed = next(one for one in acts(day.precinct) if one.label == act)
        who = verify_detached(signed.data, signed.signature, trust_of(day.precinct), DocumentKind.ACT)
        assert [one.holder.member for one in who] == [1, 4]
        assert day.counts()["missing"] == 1


def test_nothing_is_signed_at_a_desk_to_which_nobody_agreed(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        issuer, chair = signed_in(day, link), signed_in(day, link, CHAIR)
        assert code(admit(link, issuer, 1, PulledCard(day.card(1), 40))) == "desk-card-removed"
        assert code(link.ask("give-card-up", [chair, issuer])) == "act-not-agreed"
        assert [one for one in acts(day.precinct) if one.act.kind == "missing_card"] == []
        assert "missing" not in day.counts()


def test_nobody_commands_who_has_not_signed_in_there(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        assert code(link.ask("find-voter", [ISSUER], iin=day.voter(1).iin.digits, typed=False)) == "not-signed-in"
        member = signed_in(day, link)
        link.sign_out(member)
        assert code(link.ask("find-voter", [member], iin=day.voter(1).iin.digits, typed=False)) == "not-signed-in"


def test_chair_signs_in_and_may_not_hand_out_cards(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        chair = signed_in(day, link, CHAIR)
        assert "admit-voter" in code(admit(link, chair, 1, day.card(1)))


def test_a_member_admits_at_a_desk_and_not_at_an_accumulator(tmp_path: Path) -> None:
    with at_a_desk(tmp_path, TABLE) as (day, link):
        member = signed_in(day, link)
        assert code(admit(link, member, 1, day.card(1))) == "wrong-device-admit-voter"


def test_a_device_does_not_sign_in_as_a_person(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        assert code(link.sign_in(day.installed.pki.signers["terminal-1"])) == "not-a-person"


def test_a_member_whose_key_is_another_is_not_let_in(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        signers = day.installed.pki.signers
        assert code(link.sign_in(replace(signers[ISSUER], key=signers[CHAIR].key))) == "not-recognised"


@pytest.mark.parametrize(
    "body", [b"", b"\x80", cbor2.dumps({"who": [ISSUER]}), cbor2.dumps({"who": [ISSUER], "iin": 7, "typed": False})]
)
def test_a_station_that_does_not_speak_as_agreed_is_cut_off(tmp_path: Path, body: bytes) -> None:
    with at_a_desk(tmp_path) as (day, link):
        signed_in(day, link)
        line = link._link.line
        line.send("ask", "find-voter", body)
        with pytest.raises(LinkLostError):
            line.receive()


def test_unread_standing_of_a_voter_who_is_not_on_the_list_is_refused_plainly(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        assert code(admit(link, signed_in(day, link), 99_999, day.card(1))) == "not-on-list"


def test_voters_are_found_by_the_beginning_of_the_name_and_not_by_a_letter(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        member, voter = signed_in(day, link), day.voter(5)
        text = f"  {voter.surname.upper()}  {voter.name[:2]} "
        names = found(link.ask("search-voters", [member], name=text))["found"]
        assert voter.iin.digits in [one["iin"] for one in names]
        assert code(link.ask("search-voters", [member], name=voter.surname[:1])) == "not-on-list"
        assert day.counts()[f"look-ups:{member}"] == 2


def test_a_desk_shows_the_days_figures_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_station, "LOOK_SECONDS", 0.0)
    with at_a_desk(tmp_path) as (day, link):
        member, slot = signed_in(day, link), day.card(1)
        before = link.look()
        found(admit(link, member, 3, slot))
        after = link.look()
        changed = {name for name in after if after[name] != before[name]} - {"now"}
        assert changed == {"admitted", "cards_out", "cards_ready", "issued", "tray_short"}
        assert (after["admitted"], after["cards_out"], after["state"]) == (1, 1, "open")
