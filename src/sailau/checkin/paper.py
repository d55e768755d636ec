"""A paper ballot in a mixed precinct: marked in the same list as the cards, nobody gets both (L 41(1), (5); M33, M34).

The voter signs the printed list and the issuing member signs ballot and list, with ink. What stands here is that the
voter was given a paper ballot, and by whom: per member as the protocol asks (L 43(4)), never which ballot, nor when.
"""

from datetime import date

from sailau.checkin import refusals
from sailau.checkin.decisions import AdmissionRequest, check_issuer, check_named_helper, check_standing, is_of_age
from sailau.checkin.state import GivenPaper, PaperGiven, PaperTakenBack, Standing
from sailau.checkin.voters import VoterList
from sailau.refusal import Refusal


def give_paper(
    voters: VoterList, standing: Standing, request: AdmissionRequest, voting_day: date, *, member: str, mixed: bool
) -> PaperGiven | Refusal:
    """Decide whether the voter may be given a paper ballot by `member`; the checks are those of an admission.

    `mixed` is what the signed definition says of the precinct.
    """
    if not mixed:
        return refusals.NOT_MIXED
    refusal = check_issuer(request.issuer)
    if refusal is not None:
        return refusal
    entry = voters.by_iin(request.iin)
    if entry is None:
        return refusals.NOT_ON_LIST
    if not request.document_matches:
        return refusals.DOCUMENT_DIFFERS
    if not is_of_age(entry, voting_day):
        return refusals.UNDER_AGE
    refusal = check_standing(standing) or check_named_helper(request.helper, request.helper_name)
    return refusal if refusal is not None else PaperGiven(member=member)


def take_paper_back(standing: Standing, *, unused_ballot_taken_back: bool) -> PaperTakenBack | Refusal:
    """Undo it against the paper ballot itself, whole and unmarked: it goes to those that are destroyed unused."""
    if not isinstance(standing, GivenPaper):
        return refusals.NO_PAPER_GIVEN
    return PaperTakenBack() if unused_ballot_taken_back else refusals.NO_UNUSED_PAPER
