"""What the commissions above the precinct, and the courts, decide after the vote (L 20(6), 43(9), 50-5(7); M52, M66).

A decision is kept for good; what it orders holds until a later one cancels it. Whether it may be taken is asked here,
what it would change is shown by `effect` before it is taken.

| matter           | who may                          | what follows                                                  |
|------------------|----------------------------------|---------------------------------------------------------------|
| Postponement     | central, territorial             | the precinct votes later; its districts wait for it (E48)     |
| PrecinctVoid     | a higher commission, a court     | the precinct is out of the sums (L 43(9))                     |
| DistrictVoid     | a higher commission, a court     | nobody is elected there; a repeat election follows (L 64)     |
| Recount          | a higher commission, a court     | the precinct counts again; its districts wait (L 43(9), M52)  |
| ProtocolChoice   | a higher commission              | which of two different protocols of one precinct counts       |
| DropOut          | a higher commission              | the next best stands at the repeat vote (L 63(1), 79(1))      |
| Lot              | a higher commission              | the order among equals, where the winner rules ask for it     |
| Cancellation     | a higher commission, a court     | an earlier decision no longer holds (L 20(6))                 |
| ListOrder        | central                          | a party's list in another order, by its papers (L 97-1(5))    |
| MandateVacant    | central                          | a list's mandate goes to the next on the list (L 97-1(5))     |
| SeatVacant       | central, territorial             | a district's seat falls vacant; a by-election, or none (M68)  |

The last three are about mandates, once they were given: `commission.mandates` says the rest of when they may be taken.

Nothing is dated back: no decision is earlier than the one before it. Voting is not put off where its protocol has been
accepted, and nobody cancels what a body above has decided.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, assert_never

from sailau.commission import refusals
from sailau.election.nouns import (
    AnswerId,
    ContestId,
    Definition,
    DistrictId,
    ElectionType,
    PrecinctNumber,
    WinnerRuleId,
    Words,
)
from sailau.formats.v1.notice import Elected
from sailau.refusal import Refusal, Text


class Body(StrEnum):
    """Who decides."""

    CENTRAL = "central"
    TERRITORIAL = "territorial"
    DISTRICT = "district"
    COURT = "court"


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponement:
    """Voting put off for the time needed (E38); `until` is the new day, None while it is not set."""

    precincts: tuple[PrecinctNumber, ...]
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecinctVoid:
    """The results of these precincts are void."""

    precincts: tuple[PrecinctNumber, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictVoid:
    """The results of all contests of these districts are void."""

    districts: tuple[DistrictId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """These precincts count again. `members` of the precinct commissions and `complainants` are to be present."""

    precincts: tuple[PrecinctNumber, ...]
    members: tuple[str, ...]
    complainants: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolChoice:
    """Of several protocols of a precinct, the one in this bundle counts; all of them stay."""

    precinct: PrecinctNumber
    bundle_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DropOut:
    """A candidate dropped out after the vote (M59)."""

    contest: ContestId
    answer: AnswerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A lot drawn among equals: `order` has the equal ones and nobody else, the first drawn first."""

    contest: ContestId
    order: tuple[AnswerId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """The decision of this number no longer holds."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOrder:
    """A party's list in the order that the party asks for, by its application and the extract from its minutes (M66).

    `listed` is the list as it stood, with those who dropped out of it; `order` has the same persons. `application` and
    `extract` tell the two papers, by number and day.
    """

    contest: ContestId
    answer: AnswerId
    listed: tuple[Text, ...]
    dropped_out: tuple[Text, ...]
    order: tuple[Text, ...]
    application: str
    extract: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateVacant:
    """A mandate of a party's list fell vacant on the day `since`; `next` takes it, None: nobody is left (M66).

    `listed` and `dropped_out` are the list as it stands.
    """

    contest: ContestId
    answer: AnswerId
    person: Text
    since: date
    listed: tuple[Text, ...]
    dropped_out: tuple[Text, ...]
    next: Elected | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatVacant:
    """The seat of a district fell vacant on the day `since`; `term_ends` is the last day of the term (M68)."""

    contest: ContestId
    answer: AnswerId
    since: date
    term_ends: date


MandateMatter = ListOrder | MandateVacant | SeatVacant
Matter = (
    Postponement
    | PrecinctVoid
    | DistrictVoid
    | Recount
    | ProtocolChoice
    | DropOut
    | Lot
    | Cancellation
    | ListOrder
    | MandateVacant
    | SeatVacant
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionDecision:
    """One decision. `number` counts from 1 in the register; `name` is that of the deciding body."""

    number: int
    body: Body
    name: Words
    taken: datetime
    article: str
    reason: Words
    matter: Matter


_HIGHER: Final = frozenset({Body.CENTRAL, Body.TERRITORIAL, Body.DISTRICT})
_ANY: Final = frozenset(Body)
_DECIDES: Final[Mapping[type[Matter], tuple[frozenset[Body], str]]] = {
    Postponement: (frozenset({Body.CENTRAL, Body.TERRITORIAL}), "L 50-5(7)"),
    PrecinctVoid: (_ANY, "L 43(9)"),
    DistrictVoid: (_ANY, "L 43(9), 44"),
    Recount: (_ANY, "L 43(9)"),
    ProtocolChoice: (_HIGHER, "L 43(9), 50-7(1)"),
    DropOut: (_HIGHER, "L 63(1), 79(1), 95(1)"),
    Lot: (_HIGHER, "L 9"),
    Cancellation: (_ANY, "L 20(6)"),
    ListOrder: (frozenset({Body.CENTRAL}), "L 97-1(5)"),
    MandateVacant: (frozenset({Body.CENTRAL}), "L 97-1(5)"),
    SeatVacant: (frozenset({Body.CENTRAL, Body.TERRITORIAL}), "L 83(2), 99(2), 113(2), 127(2)"),
}
_ORDER: Final = (Body.DISTRICT, Body.TERRITORIAL, Body.CENTRAL, Body.COURT)
"""Who stands above whom, the highest last."""


VACANT_SEAT: Final[Mapping[ElectionType, str]] = {
    ElectionType.SENATE: "L 83(2)",
    ElectionType.MAZHILIS_SEAT: "L 99(2)",
    ElectionType.MASLIKHAT: "L 113(2)",
    ElectionType.SELF_GOVERNMENT: "L 127(2)",
}
"""Articles of a seat that falls vacant, by what is elected (M68)."""


def article_of(matter: Matter, definition: Definition | None = None) -> str:
    """The article under which a matter is decided; of a vacant seat, by the election that `definition` tells."""
    if isinstance(matter, SeatVacant) and definition is not None:
        found = (VACANT_SEAT.get(one.type) for one in definition.contests if one.id == matter.contest)
        return next(found, None) or _DECIDES[SeatVacant][1]
    return _DECIDES[type(matter)][1]


def in_force(decisions: Iterable[CommissionDecision]) -> tuple[CommissionDecision, ...]:
    """The decisions that hold, in the order of their numbers; a cancelled cancellation holds no more either."""
    ordered = sorted(decisions, key=lambda decision: decision.number)
    cancelled: set[int] = set()
    for decision in reversed(ordered):
        if isinstance(decision.matter, Cancellation) and decision.number not in cancelled:
            cancelled.add(decision.matter.number)
    return tuple(decision for decision in ordered if decision.number not in cancelled)


def refusal_of(
    decision: CommissionDecision,
    definition: Definition,
    earlier: Iterable[CommissionDecision],
    bundles: Mapping[PrecinctNumber, frozenset[str]],
) -> Refusal | None:
    """Why the decision may not be taken; None when it may.

    `bundles` are the accepted bundles of each precinct, by SHA-256.
    """
    earlier = tuple(earlier)
    bodies, article = _DECIDES[type(decision.matter)]
    if decision.body not in bodies:
        return refusals.other_body_decides(article)
    if decision.number != len(earlier) + 1:
        return refusals.number_out_of_order(len(earlier) + 1)
    if any(decision.taken < one.taken for one in earlier):
        return refusals.before_the_last_decision()
    return _refused(decision.matter, decision, definition, earlier, bundles)


def _refused(
    matter: Matter,
    decision: CommissionDecision,
    definition: Definition,
    earlier: tuple[CommissionDecision, ...],
    bundles: Mapping[PrecinctNumber, frozenset[str]],
) -> Refusal | None:
    match matter:
        case Postponement():
            if matter.until is not None and matter.until < decision.taken.date():
                return refusals.postponed_into_the_past()
            over = sorted(number for number in matter.precincts if bundles.get(number))
            return refusals.postponed_after_the_protocol(over) if over else _precincts(matter.precincts, definition)
        case PrecinctVoid():
            return _precincts(matter.precincts, definition)
        case Recount():
            return _recount(matter, definition, bundles)
        case DistrictVoid():
            known = {district.id for district in definition.districts}
            wrong = not matter.districts or not known.issuperset(matter.districts)
            return refusals.unknown_district(matter.districts) if wrong else None
        case ProtocolChoice():
            known_here = bundles.get(matter.precinct, frozenset())
            return None if matter.bundle_sha256 in known_here else refusals.unknown_protocol(matter.precinct)
        case DropOut():
            return _answers(matter.contest, (matter.answer,), definition) or _drop_out(matter, definition)
        case Lot():
            return _answers(matter.contest, matter.order, definition)
        case Cancellation():
            holds = {one.number: one.body for one in in_force(earlier)}
            if matter.number not in holds:
                return refusals.nothing_to_cancel(matter.number)
            above = _ORDER.index(holds[matter.number]) > _ORDER.index(decision.body)
            return refusals.cancelled_by_a_lower_body() if above else None
        case ListOrder() | MandateVacant() | SeatVacant():
            return _answers(matter.contest, (matter.answer,), definition)
        case _:
            assert_never(matter)


def _drop_out(matter: DropOut, definition: Definition) -> Refusal | None:
    rules = {contest.id: contest.rule.id for contest in definition.contests}
    return None if rules[matter.contest] is WinnerRuleId.MAJORITY_RUNOFF else refusals.no_repeat_vote()


def _precincts(numbers: tuple[PrecinctNumber, ...], definition: Definition) -> Refusal | None:
    unknown = set(numbers) - {precinct.number for precinct in definition.precincts}
    if unknown or not numbers or len(set(numbers)) != len(numbers):
        return refusals.unknown_precinct(sorted(unknown))
    return None


def _recount(
    matter: Recount, definition: Definition, bundles: Mapping[PrecinctNumber, frozenset[str]]
) -> Refusal | None:
    if not matter.members or not matter.complainants:
        return refusals.recount_without_those_present()
    nothing = sorted(number for number in matter.precincts if not bundles.get(number))
    return _precincts(matter.precincts, definition) or (refusals.nothing_to_recount(nothing) if nothing else None)


def _answers(contest: ContestId, answers: tuple[AnswerId, ...], definition: Definition) -> Refusal | None:
    known = {answer.id for one in definition.contests if one.id == contest for answer in one.answers}
    if not known:
        return refusals.unknown_contest(contest)
    if not answers or not known.issuperset(answers) or len(set(answers)) != len(answers):
        return refusals.unknown_answer(contest)
    return None
