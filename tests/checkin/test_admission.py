"""A voter is admitted once; who may not be, and who may not hand out a card (E29, C6, C10-C12, M33-M37)."""

import dataclasses
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from sailau.checkin import (
    AdmissionDropped,
    AdmissionIntended,
    AdmissionMade,
    AdmissionRequest,
    AdmissionUndone,
    Admitted,
    AppliedForHome,
    HelperKind,
    HomeAdmissionMade,
    HomeApplicationAccepted,
    HomeApplicationWithdrawn,
    HomeReason,
    HomeTourJoined,
    Intended,
    Issuer,
    MemberRole,
    NotAdmitted,
    Standing,
    VoterList,
    VoterNumber,
    admission_key,
    admit_at_home,
    after,
    apply_for_home,
    decode_standing,
    drop_admission,
    encode_standing,
    figures,
    finish_admission,
    home_applications_end,
    intend_admission,
    put_on_tour,
    refusals,
    undo_admission,
    withdraw_home,
)
from sailau.errors import FormatError, InvariantError
from sailau.refusal import Refusal
from tests.checkin.people import VOTERS, VOTING_DAY, entry, iin_of

ISSUER = Issuer(role=MemberRole.MEMBER, named=True)
REQUEST = AdmissionRequest(iin=entry(3).iin, document_matches=True, desk="desk-1", issuer=ISSUER)
ASTANA = timezone(timedelta(hours=5))
NOON = home_applications_end(VOTING_DAY, ASTANA)


def intend(standing: Standing | None = None, **change: Any) -> AdmissionIntended | Refusal:
    request = dataclasses.replace(REQUEST, **change)
    return intend_admission(VOTERS, standing or NotAdmitted(), request, VOTING_DAY)


def code(decided: object) -> str:
    assert isinstance(decided, Refusal), decided
    return decided.code


def test_listed_voter_with_a_matching_document_is_admitted() -> None:
    intended = intend()
    assert intended == AdmissionIntended(desk="desk-1")
    standing = after(NotAdmitted(), intended)
    made = finish_admission(standing, "desk-1", 9)
    assert made == AdmissionMade(hour=9)
    assert after(standing, made) == Admitted(hour=9)


def test_second_admission_at_the_same_or_another_desk_is_refused() -> None:
    for desk in ("desk-1", "desk-2"):
        assert code(intend(Admitted(hour=9), desk=desk)) == "already-admitted"


def test_admission_begun_at_one_desk_is_refused_at_another() -> None:
    assert code(intend(Intended(desk="desk-2"))) == "already-intended"
    assert code(finish_admission(Intended(desk="desk-2"), "desk-1", 9)) == "already-intended"
    assert code(drop_admission(Intended(desk="desk-2"), "desk-1")) == "already-intended"


def test_person_who_is_not_on_the_list_is_refused() -> None:
    assert code(intend(iin=iin_of(date(1970, 1, 1), 7))) == "not-on-list"


def test_document_that_differs_from_the_screen_is_refused() -> None:
    assert code(intend(document_matches=False)) == "document-differs"


@pytest.mark.parametrize(
    ("birth_date", "admitted"),
    [
        (date(2008, 11, 22), True),
        (date(2008, 11, 23), False),
        (date(2008, 2, 29), True),
        (date(2009, 1, 1), False),
    ],
)
def test_voter_is_eighteen_on_the_voting_day(birth_date: date, admitted: bool) -> None:
    young = entry(1, birth_date)
    request = dataclasses.replace(REQUEST, iin=young.iin)
    decided = intend_admission(VoterList([young]), NotAdmitted(), request, VOTING_DAY)
    assert isinstance(decided, AdmissionIntended) if admitted else code(decided) == "under-age"


@pytest.mark.parametrize(("day", "admitted"), [(date(2026, 2, 28), False), (date(2026, 3, 1), True)])
def test_voter_born_on_a_leap_day_is_eighteen_from_the_first_of_march(day: date, admitted: bool) -> None:
    young = entry(1, date(2008, 2, 29))
    request = dataclasses.replace(REQUEST, iin=young.iin)
    decided = intend_admission(VoterList([young]), NotAdmitted(), request, day)
    assert isinstance(decided, AdmissionIntended) is admitted


@pytest.mark.parametrize("role", [MemberRole.CHAIR, MemberRole.SECRETARY])
def test_chair_and_secretary_issue_no_cards_even_when_named(role: MemberRole) -> None:
    refusal = intend(issuer=Issuer(role=role, named=True))
    assert code(refusal) == "issuer-barred"
    assert isinstance(refusal, Refusal)
    assert refusal.article == "L 41(5)"


@pytest.mark.parametrize("role", [MemberRole.DEPUTY, MemberRole.MEMBER])
def test_member_who_was_not_named_issues_no_cards(role: MemberRole) -> None:
    assert code(intend(issuer=Issuer(role=role, named=False))) == "issuer-not-named"
    assert isinstance(intend(issuer=Issuer(role=role, named=True)), AdmissionIntended)


@pytest.mark.parametrize("helper", [kind for kind in HelperKind if kind is not HelperKind.TRUSTED_PERSON])
def test_barred_helper_is_refused(helper: HelperKind) -> None:
    assert code(intend(helper=helper, helper_name="Сейітова Айша")) == "helper-barred"


def test_trusted_person_may_help() -> None:
    assert isinstance(intend(helper=HelperKind.TRUSTED_PERSON, helper_name="Сейітова Айша"), AdmissionIntended)


def test_voter_who_asked_to_vote_at_home_is_admitted_only_after_withdrawing() -> None:
    standing: Standing = AppliedForHome()
    assert code(intend(standing)) == "votes-at-home"
    withdrawn = withdraw_home(standing, tour_is_out=False)
    assert withdrawn == HomeApplicationWithdrawn()
    assert isinstance(intend(after(standing, withdrawn)), AdmissionIntended)


def test_desk_that_crashed_finishes_or_drops_its_own_intent() -> None:
    intended = Intended(desk="desk-1")
    assert finish_admission(intended, "desk-1", 10) == AdmissionMade(hour=10)
    assert drop_admission(intended, "desk-1") == AdmissionDropped()
    assert after(intended, AdmissionDropped()) == NotAdmitted()
    assert code(finish_admission(Admitted(hour=10), "desk-1", 11)) == "already-admitted"
    assert code(drop_admission(Admitted(hour=10), "desk-1")) == "already-admitted"
    assert code(finish_admission(NotAdmitted(), "desk-1", 10)) == "no-intent"
    assert code(drop_admission(NotAdmitted(), "desk-1")) == "no-intent"


def test_admission_is_undone_against_an_unvoted_card_only() -> None:
    admitted = Admitted(hour=9)
    assert code(undo_admission(admitted, unvoted_card_taken_back=False)) == "no-unvoted-card"
    undone = undo_admission(admitted, unvoted_card_taken_back=True)
    assert undone == AdmissionUndone()
    standing = after(admitted, undone)
    assert standing == NotAdmitted(undone=1)
    assert isinstance(intend(standing), AdmissionIntended)
    for other in (NotAdmitted(), Intended(desk="desk-1"), AppliedForHome()):
        assert code(undo_admission(other, unvoted_card_taken_back=True)) == "not-admitted"
    assert code(undo_admission(Admitted(hour=9, tour=1), unvoted_card_taken_back=True)) == "admitted-at-home"


def apply(standing: Standing | None = None, **change: Any) -> HomeApplicationAccepted | Refusal:
    given: dict[str, Any] = {
        "written": True,
        "reason": HomeReason.HEALTH,
        "marked_by": MemberRole.CHAIR,
        "acts_for_chair": False,
        "now": NOON,
        "end": NOON,
        "voting_day": VOTING_DAY,
    }
    listed = change.pop("entry", entry(3))
    return apply_for_home(listed, standing or NotAdmitted(), **(given | change))


def test_application_is_taken_until_noon_of_the_voting_day() -> None:
    assert datetime(2026, 11, 22, 12, 0, tzinfo=ASTANA) == NOON
    assert apply() == HomeApplicationAccepted()
    late = apply(now=NOON + timedelta(microseconds=1))
    assert code(late) == "home-application-late"


def test_application_is_marked_by_the_chair_or_who_lawfully_replaces_the_chair() -> None:
    assert code(apply(marked_by=MemberRole.SECRETARY)) == "chair-marks-applicant"
    assert code(apply(marked_by=MemberRole.DEPUTY)) == "chair-marks-applicant"
    assert apply(marked_by=MemberRole.DEPUTY, acts_for_chair=True) == HomeApplicationAccepted()


def test_application_is_written_reasoned_and_of_a_listed_voter() -> None:
    assert code(apply(written=False)) == "no-written-application"
    assert code(apply(reason=None)) == "no-written-application"
    assert code(apply(entry=None)) == "not-on-list"
    assert code(apply(entry=entry(3, date(2010, 1, 1)))) == "under-age"


def test_voter_who_is_admitted_or_has_applied_cannot_apply() -> None:
    assert code(apply(Admitted(hour=9))) == "already-admitted"
    assert code(apply(Intended(desk="desk-1"))) == "already-intended"
    assert code(apply(AppliedForHome())) == "already-applied-for-home"


def test_applicant_votes_once_on_the_tour_that_carries_the_data() -> None:
    applied = after(NotAdmitted(), HomeApplicationAccepted())
    assert code(put_on_tour(applied, 1, members=1)) == "tour-needs-two"
    joined = put_on_tour(applied, 1, members=2)
    assert joined == HomeTourJoined(tour=1)
    standing = after(applied, joined)
    assert code(put_on_tour(standing, 2, members=2)) == "no-home-application"
    sure: dict[str, Any] = {"application_signed_by_both": True, "document_matches": True, "issuer": ISSUER}
    assert code(admit_at_home(applied, 1, 14, **sure)) == "no-home-application"
    assert code(admit_at_home(standing, 2, 14, **sure)) == "no-home-application"
    assert code(admit_at_home(standing, 1, 14, **(sure | {"document_matches": False}))) == "document-differs"
    unsigned = admit_at_home(standing, 1, 14, **(sure | {"application_signed_by_both": False}))
    assert code(unsigned) == "application-not-signed"
    chair = Issuer(role=MemberRole.CHAIR, named=True)
    assert code(admit_at_home(standing, 1, 14, **(sure | {"issuer": chair}))) == "issuer-barred"
    observer = admit_at_home(standing, 1, 14, **sure, helper=HelperKind.OBSERVER)
    assert code(observer) == "helper-barred"
    made = admit_at_home(standing, 1, 14, **sure)
    assert made == HomeAdmissionMade(hour=14)
    admitted = after(standing, made)
    assert admitted == Admitted(hour=14, tour=1)
    assert code(admit_at_home(admitted, 1, 15, **sure)) == "already-admitted"
    assert code(intend(admitted)) == "already-admitted"


def test_application_is_not_withdrawn_while_the_device_is_out() -> None:
    assert code(withdraw_home(AppliedForHome(tour=1), tour_is_out=True)) == "tour-is-out"
    assert withdraw_home(AppliedForHome(tour=1), tour_is_out=False) == HomeApplicationWithdrawn()
    assert withdraw_home(AppliedForHome(), tour_is_out=True) == HomeApplicationWithdrawn()
    assert code(withdraw_home(Admitted(hour=9), tour_is_out=False)) == "no-home-application"


def test_admission_keeps_no_card_credential_member_or_minute() -> None:
    assert {field.name for field in dataclasses.fields(Admitted)} == {"hour", "tour", "undone"}
    assert {field.name for field in dataclasses.fields(Intended)} == {"desk", "undone"}


def test_figures_count_hours_tours_and_undoings() -> None:
    counted = figures(
        [
            NotAdmitted(undone=1),
            Intended(desk="desk-1"),
            Admitted(hour=8),
            Admitted(hour=8, undone=2),
            Admitted(hour=13, tour=1),
            AppliedForHome(),
            AppliedForHome(tour=1),
            AppliedForHome(tour=2),
        ]
    )
    assert (counted.admitted, counted.admitted_at_home, counted.undone, counted.open_intents) == (3, 1, 3, 1)
    assert counted.home_applications == 4
    assert counted.by_hour == ((8, 2), (13, 1))
    assert counted.applications_by_tour == ((1, 2), (2, 1))
    assert counted.admitted_by_tour == ((1, 1),)


STANDINGS: list[Standing] = [
    NotAdmitted(),
    NotAdmitted(undone=3),
    Intended(desk="desk-12", undone=1),
    Admitted(hour=0),
    Admitted(hour=23, tour=7, undone=2),
    AppliedForHome(),
    AppliedForHome(tour=4),
]


@pytest.mark.parametrize("standing", STANDINGS, ids=repr)
def test_standing_is_stored_and_read_the_same(standing: Standing) -> None:
    assert decode_standing(encode_standing(standing)) == standing


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80",
        b"\x82\x09\x00",
        b"\x82\x00\x61a",
        b"\x82\x00\x20",
        b"\x84\x02\x00\x18\x18\xf6",
        b"\x84\x02\x00\xf5\xf6",
        b"\x82\x00\x00\x00",
        b"\x9f\x00\x00\xff",
        b"\xff",
        b"\x01",
    ],
)
def test_bytes_that_are_no_standing_are_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        decode_standing(data)


def test_admission_of_a_repeated_vote_stands_under_another_key() -> None:
    one, other = bytes(32), b"\1" * 32
    keys = {admission_key(setup, VoterNumber(n)) for setup in (one, other) for n in (1, 2, 256)}
    assert len(keys) == 6


def test_event_that_no_decision_gave_stops_the_program() -> None:
    with pytest.raises(InvariantError):
        after(Admitted(hour=9), AdmissionIntended(desk="desk-1"))
    with pytest.raises(InvariantError):
        after(NotAdmitted(), AdmissionMade(hour=9))


def test_every_refusal_has_a_code_an_article_and_three_texts() -> None:
    every = [value for value in vars(refusals).values() if isinstance(value, Refusal)]
    assert len({refusal.code for refusal in every}) == len(every) >= 25
    for refusal in every:
        assert refusal.article[:2] in ("L ", "R ")
        texts = (refusal.text.kk, refusal.text.ru, refusal.text.en)
        assert len(set(texts)) == 3
        assert all(text.endswith(".") for text in texts)
