"""What the precinct knows of one voter, as a fold of what happened.

    NotAdmitted ──AdmissionIntended──► Intended ──AdmissionMade──► Admitted(hour)
        │  ▲  ▲                          │                            │
        │  │  └────AdmissionDropped──────┘                            │
        │  └───────────AdmissionUndone (unvoted card taken back)──────┘
        ├─HomeApplicationAccepted─► AppliedForHome ─HomeTourJoined─► on a tour ─HomeAdmissionMade─► Admitted(tour)
        └─PaperGiven─► GivenPaper(member), in a mixed precinct ─PaperTakenBack─► NotAdmitted

A tour whose device is lost gives its voters back: applied for home, on no tour (HomeTourLost).
An admission has an hour for the turnout by hour, and no more of time; a tour has one for all who voted on it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from sailau.errors import InvariantError


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAdmitted:
    """May be admitted. `undone` counts admissions that were undone: nobody is to be sent away for one."""

    undone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Intended:
    """A desk has begun to admit the voter and has not finished; after a crash it finishes or drops this."""

    desk: str
    undone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """Admitted within the hour that begins at `hour` (0-23, local). `tour` is the home tour's number, or None."""

    hour: int
    tour: int | None = None
    undone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedForHome:
    """Asked in writing to vote at home (L 41(6)); `tour` once a portable device carries the voter's data."""

    tour: int | None = None
    undone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenPaper:
    """Was given a paper ballot by `member` ("member-3"), who signed the printed list: gets no card (L 41(1), (5))."""

    member: str
    undone: int = 0


Standing = NotAdmitted | Intended | Admitted | AppliedForHome | GivenPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionIntended:
    """Stored before the activation mark is written to a card."""

    desk: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionMade:
    """Stored after the mark was read back. `hour` is the local hour, 0-23."""

    hour: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionDropped:
    """The intended admission did not come to be: no card was activated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionUndone:
    """An unvoted card was taken back from the voter; the voter may come again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeApplicationAccepted:
    """The chair marked the applicant in the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeApplicationWithdrawn:
    """The applicant does not vote at home after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeTourJoined:
    """The applicant's data go with the portable device on this tour (L 50-5(4))."""

    tour: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeAdmissionMade:
    """Voter and issuing member signed the application at the voter's home (M37)."""

    hour: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeTourLost:
    """The device did not come back: whoever was on its tour, or signed on it, may vote on another (L 41(6))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperGiven:
    """The member handed a paper ballot over and signed for it."""

    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTakenBack:
    """The paper ballot came back whole and unmarked; the voter may come again, for either kind."""


CheckinEvent = (
    AdmissionIntended
    | AdmissionMade
    | AdmissionDropped
    | AdmissionUndone
    | HomeApplicationAccepted
    | HomeApplicationWithdrawn
    | HomeTourJoined
    | HomeAdmissionMade
    | HomeTourLost
    | PaperGiven
    | PaperTakenBack
)


def after(standing: Standing, event: CheckinEvent) -> Standing:
    """The standing after `event`. An event that no decision could have given here stops the program."""
    undone = standing.undone
    match event, standing:
        case AdmissionIntended(desk=desk), NotAdmitted():
            return Intended(desk=desk, undone=undone)
        case AdmissionMade(hour=hour), Intended():
            return Admitted(hour=hour, undone=undone)
        case AdmissionDropped(), Intended():
            return NotAdmitted(undone=undone)
        case AdmissionUndone(), Admitted(tour=None):
            return NotAdmitted(undone=undone + 1)
        case HomeApplicationAccepted(), NotAdmitted():
            return AppliedForHome(undone=undone)
        case HomeApplicationWithdrawn(), AppliedForHome():
            return NotAdmitted(undone=undone)
        case HomeTourJoined(tour=tour), AppliedForHome(tour=None):
            return AppliedForHome(tour=tour, undone=undone)
        case HomeAdmissionMade(hour=hour), AppliedForHome(tour=int(tour)):
            return Admitted(hour=hour, tour=tour, undone=undone)
        case HomeTourLost(), AppliedForHome(tour=int()) | Admitted(tour=int()):
            return AppliedForHome(undone=undone)
        case PaperGiven(member=member), NotAdmitted():
            return GivenPaper(member=member, undone=undone)
        case PaperTakenBack(), GivenPaper():
            return NotAdmitted(undone=undone)
        case _:
            raise InvariantError(f"{type(event).__name__} cannot follow {type(standing).__name__}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckinFigures:
    """What the standings of all voters say; sources of the protocol (M40, M43) and of figures.json.

    `admitted` are voters who stand admitted now; admissions made in all = admitted + undone. `paper_given` are voters
    who hold or held a paper ballot, none of them admitted; `paper_by_member` the same by who gave it.
    """

    admitted: int
    admitted_at_home: int
    undone: int
    open_intents: int
    home_applications: int
    by_hour: tuple[tuple[int, int], ...]
    applications_by_tour: tuple[tuple[int, int], ...]
    admitted_by_tour: tuple[tuple[int, int], ...]
    paper_given: int
    paper_by_member: tuple[tuple[str, int], ...]


def figures(standings: Iterable[Standing]) -> CheckinFigures:
    """Count the standings of all voters, of the list or of those that have one (the rest count as NotAdmitted)."""
    by_hour: Counter[int] = Counter()
    applied: Counter[int] = Counter()
    voted: Counter[int] = Counter()
    paper: Counter[str] = Counter()
    admitted = undone = intents = waiting = 0
    for standing in standings:
        undone += standing.undone
        match standing:
            case NotAdmitted():
                pass
            case Intended():
                intents += 1
            case Admitted(hour=hour, tour=tour):
                admitted += 1
                by_hour[hour] += 1
                if tour is not None:
                    applied[tour] += 1
                    voted[tour] += 1
            case AppliedForHome(tour=tour):
                if tour is None:
                    waiting += 1
                else:
                    applied[tour] += 1
            case GivenPaper(member=member):
                paper[member] += 1
            case _:
                assert_never(standing)
    return CheckinFigures(
        admitted=admitted,
        admitted_at_home=voted.total(),
        undone=undone,
        open_intents=intents,
        home_applications=waiting + applied.total(),
        by_hour=tuple(sorted(by_hour.items())),
        applications_by_tour=tuple(sorted(applied.items())),
        admitted_by_tour=tuple(sorted(voted.items())),
        paper_given=paper.total(),
        paper_by_member=tuple(sorted(paper.items())),
    )
