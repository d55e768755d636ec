"""A small invented country: some precincts in three oblasts, a party list, two single seats; and figures for them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from random import Random

from sailau.commission.decisions import Body, CommissionDecision, Matter, article_of
from sailau.commission.returns import ContestFigures, Lines, PrecinctReturn, ProtocolFigures
from sailau.commission.standing import Accepted, Judgement, ReceivedBundle
from sailau.election.definition import check
from sailau.election.examples import party_and_district
from sailau.election.nouns import (
    AnswerId,
    CommissionId,
    Contest,
    ContestId,
    Definition,
    District,
    DistrictId,
    PrecinctNumber,
    Words,
)
from sailau.law.paper_form import PAPER_FIGURES, SUMMARY_FIGURES, summed
from sailau.law.protocol_form import FIGURES

LIST = ContestId("party-list")
NORTH, SOUTH = DistrictId("district-3"), DistrictId("district-4")
OBLASTS = tuple(Words(f"{name} облысы", f"{name} область", f"{name} oblast") for name in ("Алатау", "Бетпақ", "Есіл"))
EVENING = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
"""22:00 local time of the voting day."""


@cache
def country(precincts: int = 6, mixed: frozenset[int] = frozenset({2})) -> Definition:
    """Precincts 1 to n: odd ones vote in the north, even ones in the south; `mixed` ones give paper ballots too."""
    example = party_and_district(voters=900)
    seat = next(contest for contest in example.contests if contest.district == NORTH)
    other = replace(
        seat, id=ContestId("seat-south"), district=SOUTH, title=Words("Оңтүстік орын", "Южное место", "Southern seat")
    )
    definition = replace(
        example,
        districts=(*example.districts, District(id=SOUTH, title=Words("№ 4 округ", "Округ № 4", "District No. 4"))),
        contests=(*example.contests, other),
        precincts=tuple(
            replace(
                example.precincts[0],
                number=PrecinctNumber(number),
                name=Words(f"№ {number} учаске", f"Участок № {number}", f"Precinct No. {number}"),
                oblast=OBLASTS[number % len(OBLASTS)],
                districts=(example.districts[0].id, NORTH if number % 2 else SOUTH),
                commission=CommissionId(f"commission-{number}"),
                mixed=number in mixed,
            )
            for number in range(1, precincts + 1)
        ),
    )
    check(definition, "country")
    return definition


def seat_of(definition: Definition, district: DistrictId) -> Contest:
    """The contest of a seat's district."""
    return next(contest for contest in definition.contests if contest.district == district)


def invented(definition: Definition, number: int, random: Random) -> PrecinctReturn:
    """A return with invented figures that add up; paper and summary where the precinct is mixed."""
    precinct = definition.precinct(number)
    electronic = _protocol(definition, number, {figure.id: random.randrange(900) for figure in FIGURES}, random)
    paper = summary = None
    if precinct.mixed:
        lines = {figure.id: random.randrange(900) for figure in PAPER_FIGURES}
        lines["voters_on_list"] = electronic.lines["voters_on_list"]
        paper = _protocol(definition, number, lines, random)
        summary = ProtocolFigures(
            lines=summed(SUMMARY_FIGURES, electronic.lines, lines),
            contests={contest: both(one, paper.contests[contest]) for contest, one in electronic.contests.items()},
        )
    hours = {f"{hour:02d}": random.randrange(99) for hour in range(7, 20)}
    return returned(definition, number, electronic, paper, summary, hours)


def returned(
    definition: Definition,
    number: int,
    electronic: ProtocolFigures,
    paper: ProtocolFigures | None = None,
    summary: ProtocolFigures | None = None,
    hours: Mapping[str, int] | None = None,
    version: int = 1,
) -> PrecinctReturn:
    """A return of those figures, with hashes that tell it from any other."""
    key = f"{number} {version} {electronic} {paper}".encode()
    return PrecinctReturn(
        election=definition.id,
        precinct=PrecinctNumber(number),
        archive=f"Archive{number}",
        version=version,
        bundle_sha256=sha256(b"bundle" + key).hexdigest(),
        manifest_sha256=sha256(b"manifest" + key).hexdigest(),
        recount=version > 1,
        electronic=electronic,
        paper=paper,
        summary=summary,
        admitted_by_hour=hours or {},
    )


def voted(
    definition: Definition, number: int, votes: Mapping[ContestId, Mapping[str, int]], *, invalid: int = 0
) -> PrecinctReturn:
    """An electronic return with exactly these votes; nobody else votes for anybody."""
    found = {}
    for contest in definition.contests_of(number):
        given = votes.get(contest.id, {})
        own = {answer.id: given.get(answer.id, 0) for answer in contest.answers}
        found[contest.id] = ContestFigures(votes=own, blank=0, valid=sum(own.values()), invalid=invalid)
    lines = {figure.id: 0 for figure in FIGURES}
    return returned(definition, number, ProtocolFigures(lines=lines, contests=found))


def _protocol(definition: Definition, number: int, lines: Lines, random: Random) -> ProtocolFigures:
    found = {}
    for contest in definition.contests_of(number):
        votes = {answer.id: random.randrange(200) for answer in contest.answers}
        blank = random.randrange(9) if contest.choices.blank else 0
        found[contest.id] = ContestFigures(
            votes=votes, blank=blank, valid=sum(votes.values()) + blank, invalid=random.randrange(9)
        )
    return ProtocolFigures(lines=lines, contests=found)


def both(one: ContestFigures, other: ContestFigures) -> ContestFigures:
    """Two sets of figures added by hand."""
    return ContestFigures(
        votes={answer: one.votes[answer] + other.votes[answer] for answer in one.votes},
        blank=one.blank + other.blank,
        valid=one.valid + other.valid,
        invalid=one.invalid + other.invalid,
    )


def accepted(figures: PrecinctReturn, minutes: int = 0, **more: object) -> ReceivedBundle:
    """The bundle of a return, received and accepted so many minutes after the evening."""
    return bundle(figures, Accepted(at=EVENING + timedelta(minutes=minutes + 1), figures=figures), minutes, **more)


def bundle(figures: PrecinctReturn, judgement: Judgement, minutes: int = 0, **more: object) -> ReceivedBundle:
    """The bundle of a return as the intake holds it."""
    plain = ReceivedBundle(
        precinct=figures.precinct,
        archive=figures.archive,
        version=figures.version,
        sha256=figures.bundle_sha256,
        received=EVENING + timedelta(minutes=minutes),
        replaces=None,
        act=None,
        judgement=judgement,
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def decided(matter: Matter, number: int = 1, minutes: int = 0, body: Body = Body.CENTRAL) -> CommissionDecision:
    """A decision taken so many minutes after the evening."""
    return CommissionDecision(
        number=number,
        body=body,
        name=Words("Комиссия", "Комиссия", "Commission"),
        taken=EVENING + timedelta(minutes=minutes),
        article=article_of(matter),
        reason=Words("Себебі", "Причина", "Reason"),
        matter=matter,
    )


def numbers(*found: int) -> tuple[PrecinctNumber, ...]:
    """Numbers of precincts."""
    return tuple(PrecinctNumber(number) for number in found)


def answer(name: str) -> AnswerId:
    """The id of an answer."""
    return AnswerId(name)


def everybody(definition: Definition, seed: int = 7) -> list[PrecinctReturn]:
    """An invented return of every precinct."""
    random = Random(seed)
    return [invented(definition, precinct.number, random) for precinct in definition.precincts]


def all_accepted(returns: Iterable[PrecinctReturn]) -> list[ReceivedBundle]:
    """All of them received and accepted."""
    return [accepted(one) for one in returns]
