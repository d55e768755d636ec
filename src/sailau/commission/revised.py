"""A revised definition: precincts whose voting was postponed vote on another day (L 50-5(7), 50-7(2); E38, E39, E48).

The ballot, the rules and the precincts stay what they were; the day and the revision differ, and only the precincts are
in it that vote then. Whoever is elected follows from all precincts together, so nothing else may change.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sailau.commission.decisions import CommissionDecision, Postponement, in_force
from sailau.election.nouns import Definition, PrecinctNumber
from sailau.refusal import Refusal, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """A revised definition and its bytes' SHA-256, hex."""

    definition: Definition
    sha256: str


def refuse_revision(first: Definition, revised: Definition) -> Refusal | None:
    """Why `revised` is no revision of `first` for postponed precincts; None when it is one."""
    same = replace(revised, date=first.date, revision=first.revision, precincts=first.precincts)
    known = {precinct.number: precinct for precinct in first.precincts}
    if same != first or any(known.get(one.number) != one for one in revised.precincts):
        return OTHER_ELECTION
    if revised.revision <= first.revision or revised.date <= first.date:
        return NOT_LATER
    return None


def refuse_day(revised: Definition, decisions: Iterable[CommissionDecision]) -> Refusal | None:
    """Why a revision may not be used: each precinct in it must be postponed, to that day if the decision has one."""
    until: dict[PrecinctNumber, object] = {}
    for decision in in_force(decisions):
        if isinstance(decision.matter, Postponement):
            until |= dict.fromkeys(decision.matter.precincts, decision.matter.until)
    for precinct in revised.precincts:
        if precinct.number not in until or until[precinct.number] not in (None, revised.date):
            return not_postponed(precinct.number)
    return None


def by_precinct(revisions: Iterable[Revised]) -> Mapping[PrecinctNumber, Revised]:
    """The revision that each precinct votes under: the highest that names it; the others vote under the first."""
    found: dict[PrecinctNumber, Revised] = {}
    for one in sorted(revisions, key=lambda revised: revised.definition.revision):
        found |= {precinct.number: one for precinct in one.definition.precincts}
    return found


OTHER_ELECTION = Refusal(
    "revision-of-another-election",
    "L 50-5(7)",
    Text(
        "Бұл анықтама осы сайлаудікі емес: кейінге қалдырылған учаскелер үшін тек күн мен редакция өзгереді.",
        "Это определение не этих выборов: для отложенных участков меняются только день и редакция.",
        "This definition is not of this election: for postponed precincts only day and revision change.",
    ),
)
NOT_LATER = Refusal(
    "revision-not-later",
    "L 50-5(7)",
    Text(
        "Кейінге қалдырылған дауыс берудің күні мен редакциясы бастапқыдан кейін болуы керек.",
        "День и редакция отложенного голосования должны быть позже первоначальных.",
        "Day and revision of a postponed voting must be later than the first ones.",
    ),
)


def not_postponed(number: int) -> Refusal:
    """A precinct of the revision is not postponed to that day."""
    return Refusal(
        "precinct-not-postponed",
        "L 50-5(7)",
        Text(
            f"№ {number} учаскеде дауыс беру бұл күнге кейінге қалдырылмаған: алдымен шешімді енгізіңіз.",
            f"Голосование на участке № {number} не отложено на этот день: сначала внесите решение.",
            f"The voting in precinct {number} is not postponed to that day: enter the decision first.",
        ),
    )
