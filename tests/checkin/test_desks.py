"""Three desks, crashes and cards: whatever happens, nobody is admitted twice and every admission has its card (E29).

The machine plays the desk's order of `decisions`: intent, mark, admission. A desk may die after each step and, when
it comes back, finishes or drops by what the card in its slot says. Cards are only counted, as at the desk itself.
"""

from collections import Counter
from datetime import timedelta, timezone

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sailau.checkin import (
    AdmissionRequest,
    Admitted,
    AppliedForHome,
    CheckinEvent,
    GivenPaper,
    HomeReason,
    Intended,
    Issuer,
    MemberRole,
    NotAdmitted,
    Standing,
    VoterNumber,
    after,
    apply_for_home,
    decode_standing,
    drop_admission,
    encode_standing,
    figures,
    finish_admission,
    give_paper,
    home_applications_end,
    intend_admission,
    take_paper_back,
    undo_admission,
    withdraw_home,
)
from sailau.refusal import Refusal
from tests.checkin.people import VOTERS, VOTING_DAY, entry

_ZONE = timezone(timedelta(hours=5))
DESKS = ["desk-1", "desk-2", "desk-3"]
numbers = st.integers(1, 5).map(VoterNumber)
desks = st.sampled_from(DESKS)


class Desks(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.stored: dict[VoterNumber, bytes] = {}
        self.busy: dict[str, VoterNumber] = {}
        self.marked: set[str] = set()
        self.cards_out: Counter[VoterNumber] = Counter()
        self.cards_voted: Counter[VoterNumber] = Counter()
        self.papers: Counter[VoterNumber] = Counter()

    def standing(self, number: VoterNumber) -> Standing:
        return decode_standing(self.stored[number]) if number in self.stored else NotAdmitted()

    def store(self, number: VoterNumber, decided: CheckinEvent | Refusal) -> bool:
        if isinstance(decided, Refusal):
            return False
        self.stored[number] = encode_standing(after(self.standing(number), decided))
        return True

    @rule(number=numbers, desk=desks)
    def intend(self, number: VoterNumber, desk: str) -> None:
        if desk in self.busy:
            return
        request = AdmissionRequest(
            iin=entry(number).iin,
            document_matches=True,
            desk=desk,
            issuer=Issuer(role=MemberRole.MEMBER, named=True),
        )
        standing = self.standing(number)
        admitted = self.store(number, intend_admission(VOTERS, standing, request, VOTING_DAY))
        assert admitted == isinstance(standing, NotAdmitted)
        if admitted:
            self.busy[desk] = number

    @rule(desk=desks)
    def write_mark(self, desk: str) -> None:
        if desk in self.busy:
            self.marked.add(desk)

    @rule(desk=desks, hour=st.integers(7, 19))
    def finish_or_drop_as_the_card_says(self, desk: str, hour: int) -> None:
        """Also what a desk does that came back from a crash."""
        if desk not in self.busy:
            return
        number = self.busy.pop(desk)
        if desk in self.marked:
            self.marked.discard(desk)
            assert self.store(number, finish_admission(self.standing(number), desk, hour))
            self.cards_out[number] += 1
        else:
            assert self.store(number, drop_admission(self.standing(number), desk))

    @rule(number=numbers, desk=desks)
    def another_desk_meddles(self, number: VoterNumber, desk: str) -> None:
        standing = self.standing(number)
        if isinstance(standing, Intended) and standing.desk != desk:
            assert isinstance(finish_admission(standing, desk, 9), Refusal)
            assert isinstance(drop_admission(standing, desk), Refusal)

    @rule(number=numbers)
    def vote(self, number: VoterNumber) -> None:
        if self.cards_out[number]:
            self.cards_out[number] -= 1
            self.cards_voted[number] += 1

    @rule(number=numbers)
    def come_back_without_having_voted(self, number: VoterNumber) -> None:
        has_card = self.cards_out[number] > 0
        decided = undo_admission(self.standing(number), unvoted_card_taken_back=has_card)
        if self.store(number, decided):
            self.cards_out[number] -= 1
        else:
            assert not has_card

    @rule(number=numbers)
    def apply(self, number: VoterNumber) -> None:
        noon = home_applications_end(VOTING_DAY, _ZONE)
        standing = self.standing(number)
        decided = apply_for_home(
            entry(number),
            standing,
            written=True,
            reason=HomeReason.CARE_OF_ILL_FAMILY,
            marked_by=MemberRole.CHAIR,
            acts_for_chair=False,
            now=noon,
            end=noon,
            voting_day=VOTING_DAY,
        )
        assert self.store(number, decided) == isinstance(standing, NotAdmitted)

    @rule(number=numbers)
    def withdraw(self, number: VoterNumber) -> None:
        standing = self.standing(number)
        decided = withdraw_home(standing, tour_is_out=False)
        assert self.store(number, decided) == isinstance(standing, AppliedForHome)

    @rule(number=numbers, desk=desks)
    def hand_over_a_paper_ballot(self, number: VoterNumber, desk: str) -> None:
        request = AdmissionRequest(
            iin=entry(number).iin, document_matches=True, desk=desk, issuer=Issuer(role=MemberRole.MEMBER, named=True)
        )
        standing = self.standing(number)
        decided = give_paper(VOTERS, standing, request, VOTING_DAY, member="member-4", mixed=True)
        given = self.store(number, decided)
        assert given == isinstance(standing, NotAdmitted)
        self.papers[number] += given

    @rule(number=numbers, whole=st.booleans())
    def bring_the_paper_ballot_back(self, number: VoterNumber, whole: bool) -> None:
        standing = self.standing(number)
        taken = self.store(number, take_paper_back(standing, unused_ballot_taken_back=whole))
        assert taken == (whole and isinstance(standing, GivenPaper))
        self.papers[number] -= taken

    @invariant()
    def nobody_has_a_card_and_a_paper_ballot(self) -> None:
        for entry_ in VOTERS:
            papers = self.papers[entry_.number]
            assert papers == isinstance(self.standing(entry_.number), GivenPaper)
            assert papers + self.cards_out[entry_.number] + self.cards_voted[entry_.number] <= 1

    @invariant()
    def nobody_has_or_used_two_cards(self) -> None:
        for entry_ in VOTERS:
            cards = self.cards_out[entry_.number] + self.cards_voted[entry_.number]
            assert cards == (1 if isinstance(self.standing(entry_.number), Admitted) else 0)

    @invariant()
    def figures_agree_with_the_cards(self) -> None:
        counted = figures(self.standing(entry_.number) for entry_ in VOTERS)
        assert counted.admitted == self.cards_out.total() + self.cards_voted.total()
        assert counted.open_intents == len(self.busy)
        assert sum(count for _, count in counted.by_hour) == counted.admitted
        assert counted.paper_given == self.papers.total()


TestDesks = Desks.TestCase
TestDesks.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
