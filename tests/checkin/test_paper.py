"""In a mixed precinct a voter gets a card or a paper ballot, never both; elsewhere no paper at all (L 41(1), (5))."""

from datetime import date
from typing import Any

import pytest

from sailau.checkin import (
    AdmissionRequest,
    AdmissionUndone,
    Admitted,
    AppliedForHome,
    GivenPaper,
    HelperKind,
    HomeApplicationAccepted,
    HomeReason,
    Intended,
    Issuer,
    MemberRole,
    NotAdmitted,
    PaperGiven,
    PaperTakenBack,
    Standing,
    VoterList,
    after,
    apply_for_home,
    decode_standing,
    encode_standing,
    figures,
    give_paper,
    intend_admission,
    take_paper_back,
    undo_admission,
)
from sailau.errors import FormatError, InvariantError
from sailau.refusal import Refusal
from tests.checkin.people import VOTERS, VOTING_DAY, entry
from tests.checkin.test_admission import ISSUER, NOON, REQUEST, code

GIVEN = GivenPaper(member="member-4")


def give(standing: Standing | None = None, *, mixed: bool = True, **change: Any) -> PaperGiven | Refusal:
    fields = {"iin": entry(3).iin, "document_matches": True, "desk": "desk-1", "issuer": ISSUER}
    request = AdmissionRequest(**{**fields, **change})
    return give_paper(VOTERS, standing or NotAdmitted(), request, VOTING_DAY, member="member-4", mixed=mixed)


def test_a_paper_ballot_is_given_once_and_then_no_card() -> None:
    given = give()
    assert given == PaperGiven(member="member-4")
    standing = after(NotAdmitted(undone=1), given)
    assert standing == GivenPaper(member="member-4", undone=1)
    assert code(give(standing)) == "paper-given-already"
    assert code(intend_admission(VOTERS, standing, REQUEST, VOTING_DAY)) == "paper-given-already"


def test_whoever_has_a_card_or_asked_to_vote_at_home_gets_no_paper_ballot() -> None:
    assert code(give(Intended(desk="desk-2"))) == "already-intended"
    assert code(give(Admitted(hour=9))) == "already-admitted"
    assert code(give(AppliedForHome())) == "votes-at-home"


def test_a_precinct_that_is_not_mixed_gives_no_paper_ballot() -> None:
    assert code(give(mixed=False)) == "not-mixed"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"issuer": Issuer(role=MemberRole.CHAIR, named=True)}, "issuer-barred"),
        ({"issuer": Issuer(role=MemberRole.SECRETARY, named=True)}, "issuer-barred"),
        ({"issuer": Issuer(role=MemberRole.MEMBER, named=False)}, "issuer-not-named"),
        ({"document_matches": False}, "document-differs"),
        ({"iin": entry(9).iin}, "not-on-list"),
        ({"helper": HelperKind.OBSERVER}, "helper-barred"),
    ],
)
def test_who_may_hand_out_a_paper_ballot_and_to_whom_is_as_with_cards(change: dict[str, Any], reason: str) -> None:
    assert code(give(**change)) == reason


def test_a_voter_under_age_gets_no_paper_ballot() -> None:
    child = entry(3, date(2010, 5, 17))
    request = AdmissionRequest(iin=child.iin, document_matches=True, desk="desk-1", issuer=ISSUER)
    decided = give_paper(VoterList([child]), NotAdmitted(), request, VOTING_DAY, member="member-4", mixed=True)
    assert code(decided) == "under-age"


def test_the_mark_goes_only_against_the_ballot_itself_and_then_a_card_may_be_given() -> None:
    assert code(take_paper_back(GIVEN, unused_ballot_taken_back=False)) == "no-unused-paper"
    taken = take_paper_back(GIVEN, unused_ballot_taken_back=True)
    assert taken == PaperTakenBack()
    assert after(GIVEN, taken) == NotAdmitted()
    for other in (NotAdmitted(), Intended(desk="desk-1"), Admitted(hour=9), AppliedForHome(tour=1)):
        assert code(take_paper_back(other, unused_ballot_taken_back=True)) == "no-paper-given"


def test_an_unvoted_card_does_not_undo_a_paper_ballot() -> None:
    assert code(undo_admission(GIVEN, unvoted_card_taken_back=True)) == "not-admitted"
    with pytest.raises(InvariantError):
        after(GIVEN, AdmissionUndone())


def test_whoever_has_a_paper_ballot_does_not_vote_at_home_too() -> None:
    decided = apply_for_home(
        entry(3),
        GIVEN,
        written=True,
        reason=HomeReason.HEALTH,
        marked_by=MemberRole.CHAIR,
        acts_for_chair=False,
        now=NOON,
        end=NOON,
        voting_day=VOTING_DAY,
    )
    assert code(decided) == "paper-given-already"
    with pytest.raises(InvariantError):
        after(GIVEN, HomeApplicationAccepted())


def test_figures_count_paper_ballots_by_member_apart_from_admissions() -> None:
    counted = figures([GIVEN, GivenPaper(member="member-5", undone=1), GIVEN, Admitted(hour=9), NotAdmitted()])
    assert (counted.paper_given, counted.admitted, counted.undone) == (3, 1, 1)
    assert counted.paper_by_member == (("member-4", 2), ("member-5", 1))


def test_the_mark_is_read_back_from_its_bytes_and_from_no_others() -> None:
    assert decode_standing(encode_standing(GIVEN)) == GIVEN
    for broken in (b"\x83\x04\x00\x01", b"\x82\x04\x00", encode_standing(GIVEN) + b"\x00"):
        with pytest.raises(FormatError):
            decode_standing(broken)
