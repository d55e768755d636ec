"""Voting at home, voters who are not on the list, and paper ballots, commanded from a station (M13, M34a-M37; L 41)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sailau.adapters.station_link import StationLink
from sailau.checkin.decisions import HelperKind
from sailau.checkin.iin import Sex, compose
from sailau.checkin.state import figures
from sailau.checkin.voters import VoterNumber
from sailau.refusal import Refusal
from sailau.service import list_requests, table_station, tours
from sailau.service.acting_chair import replace_chair
from sailau.service.acts import acts
from sailau.service.booth_helper import helper_of
from sailau.service.desk import standings
from sailau.service.tour_rows import TourRow
from tests.adapters.faulty import Counting, InterruptionError, RaisingAt
from tests.portable.test_tours import ended, sent, voted_at_home
from tests.service.day import DESK, ISSUER, MORNING, REASON, Day, open_day
from tests.service.test_table import link_of, serving
from tests.service.test_table_station import CHAIR, at_a_desk, code, found, signed_in

TEN = MORNING.replace(hour=10)
STRANGER = next(iin for n in range(4321, 4400) if (iin := compose(date(1970, 12, 4), Sex.FEMALE, n)))
ASKED: dict[str, Any] = {"surname": "Сейітова", "name": "Айша", "patronymic": "", "address": "Абай көшесі, 7"}


@contextmanager
def at_a_mixed_desk(tmp_path: Path) -> Iterator[tuple[Day, StationLink]]:
    with open_day(tmp_path, "mixed") as day, serving(day) as port:
        link = StationLink(link_of(day, port, DESK))
        try:
            yield day, link
        finally:
            link.close()


def apply(link: StationLink, voter: int, who: str = CHAIR, reason: str = "health") -> Mapping[str, Any] | Refusal:
    return link.ask("apply-for-home", [who], voter=voter, reason=reason)


def give(link: StationLink, voter: int, **said: object) -> Mapping[str, Any] | Refusal:
    words: dict[str, Any] = {"voter": voter, "matches": True, "helper": "", **said}
    return link.ask("give-paper", [ISSUER], **words)


def test_the_chair_marks_applicants_until_noon_and_nobody_else_does(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        chair, member = signed_in(day, link, CHAIR), signed_in(day, link)
        day.clock.at = TEN
        assert "apply-for-home" in code(apply(link, 3, member))
        assert code(apply(link, 3, reason="tired")) == "no-written-application"
        found(apply(link, 3))
        assert code(apply(link, 3)) == "already-applied-for-home"
        assert found(link.ask("find-voter", [chair], iin=day.voter(3).iin.digits, typed=True))["standing"] == (
            "applied-for-home"
        )
        day.clock.at = TEN + timedelta(hours=2, minutes=1)
        assert code(apply(link, 4)) == "home-application-late"
        seen = found(link.ask("see-home-voting", [chair], start=0))
        assert (seen["total"], seen["waiting"], seen["taken"]) == (1, 1, False)


def test_a_tour_is_begun_its_voters_entered_and_one_not_met_comes_in_person(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        chair, member = signed_in(day, link, CHAIR), signed_in(day, link)
        day.clock.at = TEN
        for voter in (3, 5):
            found(apply(link, voter))
        assert code(link.ask("begin-tour", [chair], device="portable-1", members=["member-3"])) == "tour-needs-two"
        begun = found(link.ask("begin-tour", [chair], device="portable-1", members=["member-3", "member-5"]))
        assert begun == {"tour": 1, "applications": 2}
        seen = found(link.ask("see-home-voting", [member], start=0))
        assert [(one["number"], one["tour"], one["voted"]) for one in seen["voters"]] == [(3, 1, False), (5, 1, False)]
        assert (seen["devices"], seen["tours"][0]["done"]) == ([], False)
        assert code(link.ask("withdraw-home", [chair], voter=5)) == "tour-is-out"
        found(link.ask("admit-at-home", [member], voter=3, tour=1))
        assert "admit-at-home" in code(link.ask("admit-at-home", [chair], voter=5, tour=1))
        seen = found(link.ask("see-home-voting", [member], start=1))
        assert [one["number"] for one in seen["voters"]] == [5]
        assert seen["tours"][0]["entered"] == 1


def test_a_lost_device_gives_its_voters_back_by_an_act_signed_at_the_station(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        chair, member = signed_in(day, link, CHAIR), signed_in(day, link)
        day.clock.at = TEN
        found(apply(link, 3))
        found(link.ask("begin-tour", [chair], device="portable-1", members=["member-3", "member-5"]))
        assert "lose-tour" in code(link.ask("lose-tour", [member], tour=1))
        label = found(link.ask("lose-tour", [chair, member], agree=lambda _: True, tour=1))["act"]
        act = next(one.act for one in acts(day.precinct) if one.label == label)
        assert (act.kind, act.members) == ("tour_lost", ("member-1", "member-4"))
        found(link.ask("withdraw-home", [chair], voter=3))
        assert figures(standings(day.precinct)).home_applications == 0


def test_whoever_may_have_voted_at_home_is_not_let_vote_again(tmp_path: Path) -> None:
    """The tour is back with a ballot, and nobody is entered as its voter yet: no application is taken back."""
    with open_day(tmp_path) as day:
        sent(day, 1, 2)
        voted_at_home(day, 3)
        assert isinstance(ended(day), TourRow)
        refused = tours.withdraw_home(day.precinct, day.voter(2), marked_by=CHAIR, desk=DESK)
        assert code(refused) == "tour-not-entered"
        assert tours.admit_at_home(day.precinct, day.voter(1), 1, member=ISSUER, hour=11) is None
        assert tours.withdraw_home(day.precinct, day.voter(2), marked_by=CHAIR, desk=DESK) is None
        assert code(tours.withdraw_home(day.precinct, day.voter(1), marked_by=CHAIR, desk=DESK)) == (
            "no-home-application"
        )
        after = tours.tour_row(day.precinct, 1)
        assert after is not None
        assert (after.applications, after.ballots) == (1, 1)
        assert figures(standings(day.precinct)).home_applications == 1


def test_a_voter_not_on_the_list_is_asked_about_decided_on_and_then_admitted(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        chair, member = signed_in(day, link, CHAIR), signed_in(day, link)
        iin, listed = STRANGER.digits, len(day.precinct.voters)
        assert code(link.ask("find-voter", [member], iin=iin, typed=True)) == "not-on-list"
        assert code(link.ask("ask-district", [member], iin=iin, **ASKED | {"name": " "})) == "list-request-name"
        request = found(link.ask("ask-district", [member], iin=iin, **ASKED))["request"]
        assert found(link.ask("ask-district", [member], iin=iin, **ASKED))["request"] == request
        said: dict[str, Any] = {
            "request": request,
            "by": "higher commission",
            "decision": "№ 14, 2005-12-04",
            "add": True,
        }
        assert "enter-list-decision" in code(link.ask("enter-list-decision", [chair], **said))
        own = link.ask("enter-list-decision", [chair, member], **said | {"by": "precinct commission"})
        assert code(own) == "list-frozen"
        label = found(link.ask("enter-list-decision", [chair, member], agree=lambda _: True, **said))["act"]
        assert code(link.ask("enter-list-decision", [chair, member], **said)) == "list-request-decided"
        act = next(one for one in acts(day.precinct) if one.label == label)
        assert act.act.data["voters"] == listed + 1
        assert all(word.encode() not in act.data for word in (iin, ASKED["surname"]))
        shown = found(link.ask("find-voter", [member], iin=iin, typed=True))
        assert (shown["number"], shown["address"]) == (listed + 1, ASKED["address"])
        admitted: dict[str, Any] = {"voter": shown["number"], "matches": True, "helper": ""}
        assert found(link.ask("admit-voter", [member], day.card(1), **admitted))["standing"] == "admitted"
        outcome = [one["outcome"] for one in found(link.ask("see-list-requests", [member]))["requests"]]
        assert outcome == ["added"]
        day.restart()
        assert len(day.precinct.voters) == listed + 1


def test_a_decision_against_the_voter_leaves_the_list_as_it_was(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        chair, member = signed_in(day, link, CHAIR), signed_in(day, link)
        listed = list(day.precinct.voters)
        request = found(link.ask("ask-district", [member], iin=STRANGER.digits, **ASKED))["request"]
        said: dict[str, Any] = {"request": request, "by": "court", "decision": "2-118/2005", "add": False}
        found(link.ask("enter-list-decision", [chair, member], agree=lambda _: True, **said))
        assert list(day.precinct.voters) == listed
        assert code(link.ask("find-voter", [member], iin=STRANGER.digits, typed=True)) == "not-on-list"


def test_a_power_cut_while_a_decision_is_entered_adds_the_voter_once(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        counting = Counting()
        day.restart(counting)
        started = len(counting.names)
        _decide(day, _asked(day, 0))
        points, listed = len(counting.names) - started, len(day.precinct.voters)
        assert points > 15
        for place, step in enumerate(range(0, points, 5), start=1):
            number = _asked(day, place)
            day.restart(RaisingAt(started + step))
            with suppress(InterruptionError):
                _decide(day, number)
            day.restart()
            _decide(day, number)
            assert len(day.precinct.voters) == listed + place, f"point {step}"
            assert [one.act.kind for one in acts(day.precinct)].count("list_decision") == place + 1


def _asked(day: Day, place: int) -> int:
    digits = next(
        iin.digits for n in range(4000 + 20 * place, 5000) if (iin := compose(date(1970, 12, 4), Sex.FEMALE, n))
    )
    asked = list_requests.ask_district(day.precinct, digits, "Сейітова", "Айша", "", "Абай көшесі, 7", desk=DESK)
    assert isinstance(asked, list_requests.ListRequest)
    return asked.number


def _decide(day: Day, number: int) -> None:
    list_requests.enter_list_decision(
        day.precinct, number, "court", "2-118/2005", add=True, desk=DESK, signers=day.signers(1, 4)
    )


def test_in_a_mixed_precinct_nobody_gets_a_card_and_a_paper_ballot(tmp_path: Path) -> None:
    with at_a_mixed_desk(tmp_path) as (day, link):
        member = signed_in(day, link)
        assert found(give(link, 3))["standing"] == "given-paper"
        assert code(give(link, 3)) == "paper-given-already"
        admitting: dict[str, Any] = {"voter": 3, "matches": True, "helper": ""}
        assert code(link.ask("admit-voter", [member], day.card(1), **admitting)) == "paper-given-already"
        found(link.ask("admit-voter", [member], day.card(1), **admitting | {"voter": 4}))
        assert code(give(link, 4)) == "already-admitted"
        counted = figures(standings(day.precinct))
        assert (counted.admitted, counted.paper_given, counted.paper_by_member) == (1, 1, ((ISSUER, 1),))


def test_the_mark_is_undone_only_against_the_paper_ballot_itself(tmp_path: Path) -> None:
    with at_a_mixed_desk(tmp_path) as (day, link):
        member = signed_in(day, link)
        found(give(link, 3))
        assert code(link.ask("undo-admission", [member], voter=3)) == "not-admitted"
        assert code(link.ask("take-paper-back", [member], voter=3, unused=False)) == "no-unused-paper"
        assert found(link.ask("take-paper-back", [member], voter=3, unused=True))["standing"] == "not-admitted"
        admitting: dict[str, Any] = {"voter": 3, "matches": True, "helper": ""}
        assert found(link.ask("admit-voter", [member], day.card(1), **admitting))["standing"] == "admitted"


def test_an_electronic_precinct_gives_no_paper_ballot(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        signed_in(day, link)
        assert code(give(link, 3)) == "not-mixed"
        assert link.look()["mixed"] is False


def test_the_helper_is_kept_by_name_with_the_voter_and_goes_with_the_mark(tmp_path: Path) -> None:
    with at_a_mixed_desk(tmp_path) as (day, link):
        member = signed_in(day, link)
        trusted: dict[str, Any] = {"helper": HelperKind.TRUSTED_PERSON.value, "helper_name": "  Сейітова   Айша "}
        assert code(give(link, 3, **trusted | {"helper_name": " "})) == "helper-not-named"
        found(give(link, 3, **trusted))
        assert helper_of(day.precinct, VoterNumber(3)) == (HelperKind.TRUSTED_PERSON, "Сейітова Айша")
        found(link.ask("take-paper-back", [member], voter=3, unused=True))
        assert helper_of(day.precinct, VoterNumber(3)) is None
        admitting: dict[str, Any] = {"voter": 4, "matches": True, **trusted}
        found(link.ask("admit-voter", [member], day.card(1), **admitting))
        assert helper_of(day.precinct, VoterNumber(4)) == (HelperKind.TRUSTED_PERSON, "Сейітова Айша")
        assert "helper-named" in day.events(DESK)
        record = (day.folder / "computer" / "recorders" / f"{DESK}.jsonl").read_bytes()
        assert "Сейітова".encode() not in record


def test_the_chair_sees_how_often_each_member_looked_the_list_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_station, "LOOK_SECONDS", 0.0)
    with at_a_desk(tmp_path) as (day, link):
        chair, member = signed_in(day, link, CHAIR), signed_in(day, link)
        for voter, who in ((1, member), (2, member), (3, chair)):
            found(link.ask("find-voter", [who], iin=day.voter(voter).iin.digits, typed=True))
        assert link.look()["look_ups"] == {CHAIR: 1, ISSUER: 2}


def test_the_deputy_who_acts_for_the_chair_marks_applicants_too(tmp_path: Path) -> None:
    with at_a_desk(tmp_path) as (day, link):
        day.clock.at = TEN
        deputy = signed_in(day, link, "member-2")
        assert "apply-for-home" in code(apply(link, 3, deputy))
        assert not isinstance(replace_chair(day.precinct, REASON, day.signers(2, 3)), Refusal)
        found(apply(link, 3, deputy))
