"""The register of complaints: entered once, followed step by step, its clock told; nothing is changed in it (M24, "
"M70)."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sailau.commission.complaints import (
    AgainstCommission,
    CheckAnswered,
    CheckAsked,
    Complaint,
    ComplaintDecided,
    ComplaintState,
    CourtRuled,
    CourtTookUp,
    OnCorrectness,
)
from sailau.election.nouns import ElectionType
from sailau.refusal import Refusal
from sailau.service.centre.complaint_file import kept_step, read_step
from sailau.service.centre.complaints import Filing, complaints_of, file_complaint, follow, standings
from tests.commission.country import EVENING, numbers
from tests.service.centre.sitting import TickingClock, commission
from tests.service.centre.stores import Store


@dataclass
class Register:
    """Filings as people bring them."""

    def against(self) -> Filing:
        return Filing(
            complainant="Ахметов Болат",
            subject=AgainstCommission(decided=EVENING, precincts=numbers(3)),
            circumstances="Дауыстар қате саналды",
            evidence=("хаттаманың көшірмесі",),
        )


def filed(found: Complaint | Refusal) -> Complaint:
    assert isinstance(found, Complaint), found
    return found


def test_complaint_is_entered_followed_and_decided(tmp_path: Path, store: Store) -> None:
    with commission(tmp_path / "centre", store, []) as centre:
        one = filed(file_complaint(centre, Register().against()))
        assert one.number == 1
        asked = CheckAsked(at=centre.now().replace(microsecond=0), by_whom="прокуратура")
        filed(follow(centre, 1, asked))
        [standing] = standings(centre, centre.now())
        assert (standing.state, standing.due is not None and standing.due.id) == (ComplaintState.CHECKING, "check")
        filed(follow(centre, 1, CheckAnswered(at=centre.now().replace(microsecond=0), text="бұзушылық жоқ")))
        decided = ComplaintDecided(at=centre.now().replace(microsecond=0), upheld=False, text="қанағаттандырылмады")
        assert filed(follow(centre, 1, decided)).steps[-1] == decided
        [kept] = complaints_of(centre)
        assert [type(step) for step in kept.steps] == [CheckAsked, CheckAnswered, ComplaintDecided]
        [standing] = standings(centre, centre.now())
        assert (standing.state, standing.due, standing.late) == (ComplaintState.DECIDED, None, False)


def test_what_comes_late_or_without_evidence_is_not_entered(tmp_path: Path, store: Store) -> None:
    clock = TickingClock(EVENING + timedelta(days=12))
    with commission(tmp_path / "centre", store, [], clock=clock) as centre:
        assert isinstance(file_complaint(centre, Register().against()), Refusal)
        assert complaints_of(centre) == ()
        assert isinstance(follow(centre, 1, CourtTookUp(at=EVENING, court="сот")), Refusal)


def test_what_is_due_and_not_done_is_shown_as_late(tmp_path: Path, store: Store) -> None:
    clock = TickingClock(EVENING + timedelta(days=1))
    with commission(tmp_path / "centre", store, [], clock=clock) as centre:
        filed(file_complaint(centre, Register().against()))
        [standing] = standings(centre, EVENING + timedelta(days=2))
        assert not standing.late
        [standing] = standings(centre, EVENING + timedelta(days=8))
        assert standing.late


def test_court_that_takes_the_matter_up_stops_the_commissions_clock(tmp_path: Path, store: Store) -> None:
    with commission(tmp_path / "centre", store, []) as centre:
        filed(file_complaint(centre, Register().against()))
        at = centre.now().replace(microsecond=0)
        filed(follow(centre, 1, CourtTookUp(at=at, court="Жоғарғы Сот")))
        [standing] = standings(centre, EVENING + timedelta(days=30))
        assert (standing.state, standing.late) == (ComplaintState.SUSPENDED, False)
        assert isinstance(follow(centre, 1, ComplaintDecided(at=at, upheld=True, text="иә")), Refusal)
        filed(follow(centre, 1, CourtRuled(at=at, sets_aside=True, text="жойылсын")))
        assert standings(centre, EVENING)[0].state is ComplaintState.NEW_DECISION_DUE


def test_appeal_on_the_whole_election_stands_in_the_same_register(tmp_path: Path, store: Store) -> None:
    with commission(tmp_path / "centre", store, []) as centre:
        filing = Filing(
            complainant="Депутаттар",
            subject=OnCorrectness(elected=ElectionType.MAZHILIS_LIST, results=EVENING.date()),
            circumstances="дұрыс өткізілмеді",
            evidence=("жазба",),
        )
        filed(file_complaint(centre, filing))
        [kept] = complaints_of(centre)
        assert kept.subject == filing.subject
        # the record is the evidence: the matter goes to a court, no clock of the commission runs
        assert standings(centre, EVENING + timedelta(days=9))[0].due is None


def test_every_kind_of_step_is_read_as_it_was_written() -> None:
    steps = [
        CheckAsked(at=EVENING, by_whom="ІІМ"),
        CheckAnswered(at=EVENING, text="жауап"),
        CourtTookUp(at=EVENING, court="сот"),
        CourtRuled(at=EVENING, sets_aside=False, text="шешім"),
        ComplaintDecided(at=EVENING, upheld=True, text="шешім", decision=3),
    ]
    for number, step in enumerate(steps, 1):
        assert read_step(kept_step(number, step)) == (number, step)
