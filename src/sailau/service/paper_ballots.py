"""Paper ballots of a mixed precinct, marked in the list that cards are issued by: nobody gets both (L 41(1), (5)).

One change of the list's store, so a crash leaves the mark or no mark. The ballot is handed over after the mark: a voter
who is marked and holds none is found again at the desk, and the mark is taken away.
"""

from sailau.checkin import paper
from sailau.checkin.decisions import AdmissionRequest, HelperKind
from sailau.checkin.state import after
from sailau.checkin.voters import VoterEntry
from sailau.refusal import Refusal
from sailau.service.acts import member_number
from sailau.service.booth_helper import note_helper, put_helper
from sailau.service.desk import issuer_of, put_standing, refuse_admission, standing_of
from sailau.service.precinct import Precinct, records_refusal


def is_mixed(precinct: Precinct) -> bool:
    """Whether the signed definition says that paper ballots are given here too."""
    return precinct.definition.precinct(precinct.installed.precinct).mixed


@records_refusal("admission")
def give_paper(
    precinct: Precinct,
    entry: VoterEntry,
    *,
    desk: str,
    member: str,
    document_matches: bool = True,
    helper: HelperKind | None = None,
    helper_name: str = "",
) -> Refusal | None:
    """Mark that `member` gives the voter a paper ballot, or say why not."""
    refusal = precinct.refuse_unless_open()
    if refusal is not None:
        return refusal
    precinct.recorder(desk).record("document-compared", matches=document_matches)
    request = AdmissionRequest(
        iin=entry.iin,
        document_matches=document_matches,
        desk=desk,
        issuer=issuer_of(precinct, member),
        helper=helper,
        helper_name=helper_name,
    )
    standing = standing_of(precinct, entry.number)
    given = paper.give_paper(
        precinct.voters, standing, request, precinct.definition.date, member=member, mixed=is_mixed(precinct)
    )
    if isinstance(given, Refusal):
        return refuse_admission(precinct, desk, given)
    with precinct.stores.checkin.transaction() as tx:
        put_standing(tx, precinct, entry.number, after(standing, given))
        put_helper(tx, precinct, entry.number, helper, helper_name)
    note_helper(precinct, desk, helper)
    precinct.recorder(desk).record("paper-given", member=member_number(member))
    return None


@records_refusal("admission")
def take_paper_back(precinct: Precinct, entry: VoterEntry, *, desk: str, unused: bool) -> Refusal | None:
    """Take the mark away against the ballot itself; `unused`: it came back whole and unmarked, and is kept apart."""
    standing = standing_of(precinct, entry.number)
    taken = paper.take_paper_back(standing, unused_ballot_taken_back=unused)
    if isinstance(taken, Refusal):
        return refuse_admission(precinct, desk, taken)
    with precinct.stores.checkin.transaction() as tx:
        put_standing(tx, precinct, entry.number, after(standing, taken))
        put_helper(tx, precinct, entry.number, None, "")
    precinct.recorder(desk).record("paper-taken-back")
    return None
