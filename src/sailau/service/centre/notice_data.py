"""What a notice says, drawn from what the commission holds (L 43(8-1), (8-2), 44(4), (5), 50-7; E46, E48, M50-M57).

Nothing is typed in that can be summed: the figures come from the verified records, who is elected from the winner
rules. Each kind has its condition:

    fixed_totals        by the central commission, of a district that is complete; electronic protocols alone
    district_result     by the district's commission, complete, once its electronic totals are fixed
    preliminary_table   at any time after the first precinct counts; who is not counted stands in it
    summary_table       by the district's commission, complete, signed by chair and secretary
    results             every contest is settled, and the elected are described (L 44(5))
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sailau.commission.deadlines import district_table_due, preliminary_due, publication_due
from sailau.commission.decisions import in_force
from sailau.commission.effect import Holdings, Picture
from sailau.commission.mandates import as_given
from sailau.commission.outcome import ContestOutcome, OutcomeState
from sailau.commission.published import published_unit
from sailau.commission.returns import ContestFigures, PrecinctReturn, ProtocolFigures
from sailau.commission.seats import list_refusal, seats
from sailau.commission.standing import StandingKind
from sailau.commission.totals import unit_totals
from sailau.commission.units import Unit, UnitKind, districts, oblasts, precincts
from sailau.commission.winning import name_of
from sailau.election.definition import canonical, fingerprint
from sailau.election.nouns import Contest, ContestId, ContestKind, Definition, Words
from sailau.election.order import ballot_order
from sailau.formats.v1.notice import (
    DISTRICT_RESULT,
    FIXED_TOTALS,
    NOTICE_DATA,
    PRELIMINARY_TABLE,
    RESULTS,
    SUMMARY_TABLE,
    Answer,
    ContestVotes,
    Count,
    Counts,
    Elected,
    Figures,
    Issuer,
    NamedContest,
    NamedSigner,
    NamedUnit,
    NotCounted,
    NoticeData,
    Outcome,
    Row,
    Sitting,
    Step,
)
from sailau.formats.v1.publication import NoticePaper, NoticeRow
from sailau.law.calendar import deadline
from sailau.refusal import Refusal, Text
from sailau.service.centre import notice_words as words
from sailau.service.centre import refusals
from sailau.service.centre.notice_paper import conclusions, fields_of
from sailau.service.centre.persons import NOBODY, Persons

SETTLED_STATES: Final = frozenset(
    {OutcomeState.DECIDED, OutcomeState.REPEAT_VOTE, OutcomeState.REPEAT_ELECTION, OutcomeState.PUT_OFF}
)
REPEATED: Final = frozenset({OutcomeState.REPEAT_VOTE.value, OutcomeState.REPEAT_ELECTION.value})
COMPLETE_KINDS: Final = frozenset({FIXED_TOTALS, DISTRICT_RESULT, SUMMARY_TABLE, RESULTS})
DISTRICT_KINDS: Final = frozenset({FIXED_TOTALS, DISTRICT_RESULT, SUMMARY_TABLE})
CENTRAL, DISTRICT = "central_commission", "district_commission"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which notice is to be drawn up. `fixed` is the commission's own earlier fixing of the unit, if there is one."""

    kind: str
    unit: Unit
    issuer: Issuer
    signers: tuple[NamedSigner, ...]
    persons: Persons = NOBODY
    sitting: Sitting | None = None
    fixed: tuple[int, NoticeData] | None = None


def notice_of(
    holdings: Holdings, picture: Picture, wanted: Wanted, number: int, at: datetime
) -> tuple[NoticePaper, NoticeData] | Refusal:
    """The notice that is wanted, or why it cannot be given yet. `at` carries the commission's own zone."""
    definition = holdings.definition
    contests = contests_of(definition, wanted.unit)
    own = {one.contest: one for one in picture.outcomes}
    refusal = _refused(definition, picture, wanted, [own[contest.id] for contest in contests])
    if refusal is not None:
        return refusal
    data = _data(holdings, picture, wanted, contests, at)
    if isinstance(data, Refusal):
        return data
    if wanted.kind == DISTRICT_RESULT and not _agrees(data, wanted):
        return refusals.NOT_FIXED
    kind = words.KIND_WORDS[wanted.kind]
    title = wanted.unit.title
    notice = NoticePaper(
        election=str(definition.id),
        number=number,
        kind=wanted.kind,
        commission=wanted.issuer.commission,
        at=at.replace(microsecond=0),
        article=kind.article,
        unit=published_unit(wanted.unit),
        title=Text(
            f"{title.kk}: {kind.about.kk}", f"{title.ru}: {kind.about.ru}", f"{title.en or title.kk}: {kind.about.en}"
        ),
        rows=tuple(_fields(data)),
        data=NOTICE_DATA.encode(data),
    )
    return notice, data


def contests_of(definition: Definition, unit: Unit) -> tuple[Contest, ...]:
    """The contests that a unit votes in, in the definition's order."""
    within = {one.id for one in districts(definition) if set(one.precincts) & set(unit.precincts)}
    if unit.kind is UnitKind.DISTRICT:
        within = {unit.id}
    return tuple(contest for contest in definition.contests if contest.district in within)


def _refused(
    definition: Definition, picture: Picture, wanted: Wanted, outcomes: Sequence[ContestOutcome]
) -> Refusal | None:
    role, kind = wanted.issuer.role, wanted.kind
    if (kind == FIXED_TOTALS and role != CENTRAL) or (kind in (DISTRICT_RESULT, SUMMARY_TABLE) and role != DISTRICT):
        return refusals.OTHER_ISSUER
    if kind in DISTRICT_KINDS and wanted.unit.kind is not UnitKind.DISTRICT:
        return refusals.NOT_A_DISTRICT
    if role == DISTRICT and {one.field for one in wanted.signers} != {"member-1", "member-2"}:
        return refusals.CHAIR_AND_SECRETARY
    if kind == DISTRICT_RESULT and (no_sitting := _refuse_sitting(definition, wanted)) is not None:
        return no_sitting
    own = [picture.standings[number] for number in wanted.unit.precincts]
    waiting = [one for one in own if not one.settled]
    if kind in COMPLETE_KINDS and waiting:
        postponed = [one.precinct for one in waiting if one.kind is StandingKind.POSTPONED]
        return refusals.open_precincts(postponed or [one.precinct for one in waiting], postponed=bool(postponed))
    if all(one.figures is None for one in own):
        return refusals.NOTHING_COUNTED
    if kind == RESULTS:
        titles = {contest.id: contest.title for contest in definition.contests}
        for one in outcomes:
            if one.state not in SETTLED_STATES:
                return refusals.undecided(text(titles[one.contest]), words.STATES[one.state.value])
    return None


def _refuse_sitting(definition: Definition, wanted: Wanted) -> Refusal | None:
    """Why the sitting is not one at which a district's result is set: named in time, in a precinct of it (M50)."""
    if wanted.sitting is None:
        return refusals.NO_SITTING
    if wanted.sitting.precinct not in wanted.unit.precincts:
        return refusals.SITTING_ELSEWHERE
    late = wanted.sitting.announced > deadline("district_sitting_place", definition.date).date()
    return refusals.SITTING_ANNOUNCED_LATE if late else None


def _data(
    holdings: Holdings, picture: Picture, wanted: Wanted, contests: Sequence[Contest], at: datetime
) -> NoticeData | Refusal:
    definition = holdings.definition
    outcomes = [one for one in picture.outcomes if one.contest in {contest.id for contest in contests}]
    found: list[Outcome] = []
    if wanted.kind != PRELIMINARY_TABLE and not _awaits_sitting(definition, wanted):
        for outcome in outcomes:
            told = _outcome(holdings, outcome, wanted)
            if isinstance(told, Refusal):
                return told
            found.append(told)
    returns = {int(number): one.figures for number, one in picture.standings.items() if one.figures is not None}
    district_of = {contest.id: contest.district for contest in contests}
    answers = [contest for contest in contests if contest.kind is ContestKind.CANDIDATES]
    parties = {answer.id for contest in contests if contest.kind is ContestKind.PARTIES for answer in contest.answers}
    electronic_alone = wanted.kind == FIXED_TOTALS
    names = {str(contest.id) for contest in contests}
    rows = tuple(_row(unit, returns, names, electronic_alone) for unit in _below(definition, wanted.unit, contests))
    return NoticeData(
        date=definition.date,
        definition_sha256=fingerprint(canonical(definition)),
        issuer=wanted.issuer,
        due=_due(definition, wanted, returns.values(), holdings, at),
        counts=Counts(
            districts=len({contest.district for contest in contests}),
            candidates=sum(len(contest.answers) for contest in answers),
            parties=len(parties),
            repeat_districts=len({district_of[ContestId(one.contest)] for one in found if one.state in REPEATED}),
        ),
        contests=tuple(_named(contest) for contest in contests),
        total=_row(wanted.unit, returns, names, electronic_alone),
        rows=rows,
        outcomes=tuple(found),
        not_counted=tuple(
            NotCounted(precinct=one.precinct, standing=one.kind.value, since=one.since.replace(microsecond=0))
            for one in (picture.standings[number] for number in wanted.unit.precincts)
            if one.figures is None
        ),
        decisions=tuple(decision.number for decision in in_force(holdings.decisions)),
        fixed=None if wanted.fixed is None else wanted.fixed[0],
        sitting=wanted.sitting,
        signers=wanted.signers,
    )


def _awaits_sitting(definition: Definition, wanted: Wanted) -> bool:
    """Whether electronic totals are fixed where paper ballots were given too: the district's sitting has the result."""
    return wanted.kind == FIXED_TOTALS and any(definition.precinct(number).mixed for number in wanted.unit.precincts)


def _below(definition: Definition, unit: Unit, contests: Sequence[Contest]) -> tuple[Unit, ...]:
    """The units of the rows (L 44(5)): a district by precincts, else by districts, or by oblasts of one.

    A district that covers the whole unit is no row of its own; the others are rows where they share the unit out.
    """
    own = set(unit.precincts)
    if unit.kind in (UnitKind.DISTRICT, UnitKind.PRECINCT):
        return tuple(one for one in precincts(definition) if set(one.precincts) <= own)
    within = {contest.district for contest in contests}
    parts = [one for one in districts(definition) if one.id in within and not own <= set(one.precincts)]
    if sorted(number for one in parts for number in one.precincts if number in own) == sorted(own):
        found = parts
    elif unit.kind is UnitKind.COUNTRY:
        found = list(oblasts(definition))
    else:
        found = [one for one in precincts(definition) if set(one.precincts) <= own]
    return tuple(replace(one, precincts=tuple(number for number in one.precincts if number in own)) for one in found)


def _row(unit: Unit, returns: Mapping[int, PrecinctReturn], contests: set[str], electronic_alone: bool) -> Row:
    own = [returns[number] for number in unit.precincts if number in returns]
    sums = unit_totals(unit, own)
    home = sum(one.electronic.lines["home_ballots"] for one in own)
    electronic = _figures(sums.electronic, [one.electronic for one in own], home, contests)
    paper, total = None, electronic
    if sums.paper is not None and not electronic_alone:
        paper = _figures(sums.paper, [one.paper for one in own], None, contests)
        total = _figures(sums.result, [one.counted for one in own], home, contests)
    return Row(
        unit=NamedUnit(unit=published_unit(unit), name=text(unit.title)),
        precincts=len(unit.precincts),
        counted=len(own),
        total=total,
        electronic=None if paper is None else electronic,
        paper=paper,
    )


def _figures(
    sums: ProtocolFigures | None,
    protocols: Iterable[ProtocolFigures | None],
    home: int | None,
    contests: set[str],
) -> Figures:
    """Sums as figures. `protocols` are those summed: who took part is known in each precinct, not by contests' sums.

    `home` is None for paper protocols, which do not tell who voted outside the premises.
    """
    lines = {} if sums is None else sums.lines
    found = {} if sums is None else sums.contests
    voted = sum(
        max(one.participants for one in protocol.contests.values()) for protocol in protocols if protocol is not None
    )
    return Figures(
        listed=lines.get("voters_on_list", None if home is None else 0),
        received=lines.get("voters_received_ballots", lines.get("paper_given", 0)),
        voted=voted,
        out_of_premises=home,
        contests=tuple(_contest(contest, one) for contest, one in sorted(found.items()) if contest in contests),
    )


def _contest(contest: str, figures: ContestFigures) -> ContestVotes:
    return ContestVotes(
        contest=contest,
        votes=tuple(Count(answer=str(answer), number=votes) for answer, votes in sorted(figures.votes.items())),
        blank=figures.blank,
        valid=figures.valid,
        invalid=figures.invalid,
    )


def _outcome(holdings: Holdings, outcome: ContestOutcome, wanted: Wanted) -> Outcome | Refusal:
    contest = next(one for one in holdings.definition.contests if one.id == outcome.contest)
    elected: tuple[Elected, ...] = ()
    if wanted.kind == RESULTS:
        described = _elected(contest, outcome, wanted.persons, holdings)
        if isinstance(described, Refusal):
            return described
        elected = described
    return Outcome(
        contest=str(outcome.contest),
        state=outcome.state.value,
        elected=elected,
        mandates=tuple(Count(answer=str(answer), number=n) for answer, n in sorted(outcome.elected.items())),
        repeat_vote=tuple(map(str, outcome.repeat_vote)),
        steps=tuple(Step(article=step.article, text=step.text) for step in outcome.steps),
    )


def _elected(
    contest: Contest, outcome: ContestOutcome, persons: Persons, holdings: Holdings
) -> tuple[Elected, ...] | Refusal:
    if contest.kind is ContestKind.PARTIES:
        return _from_lists(contest, outcome, persons, holdings)
    won = [answer for answer in ballot_order(contest) if answer.id in outcome.elected]
    nameless = [answer for answer in won if (contest.id, answer.id) not in persons.candidates]
    if nameless:
        return refusals.undescribed([name_of(answer) for answer in nameless])
    return tuple(persons.candidates[contest.id, answer.id] for answer in won)


def _from_lists(
    contest: Contest, outcome: ContestOutcome, persons: Persons, holdings: Holdings
) -> tuple[Elected, ...] | Refusal:
    """Persons of party lists in the order of their mandates (L 97-1(5)); a list that may not stand is refused (M66)."""
    lists = dict(persons.lists.get(contest.id, {}))
    lacking = [answer for answer in contest.answers if answer.id in outcome.elected and answer.id not in lists]
    if lacking:
        return refusals.undescribed([name_of(answer) for answer in lacking])
    for party in outcome.elected:
        given = as_given(contest.id, lists[party], holdings.announced.get(contest.id), holdings.decisions)
        if isinstance(given, Refusal):
            return given
        refusal = list_refusal(given, contest.rule.seats, holdings.definition.date)
        if refusal is not None:
            return refusal
        lists[party] = given
    taken = seats(outcome, lists) if outcome.state is OutcomeState.DECIDED else ()
    return tuple(persons.on_lists[contest.id, one.party][name] for one in taken for name in one.names)


def _due(
    definition: Definition, wanted: Wanted, returns: Iterable[PrecinctReturn], holdings: Holdings, at: datetime
) -> datetime | None:
    """The last moment at which it may be made public, in the commission's own time; 48 hours from the first "
    "protocol."""
    if wanted.kind == RESULTS:
        elected = dict.fromkeys(contest.type for contest in contests_of(definition, wanted.unit))
        dues = [publication_due(kind, definition.date) for kind in elected]
    elif wanted.kind == PRELIMINARY_TABLE:
        came = first_protocol(holdings, {one.bundle_sha256 for one in returns})
        dues = [preliminary_due(came.astimezone(at.tzinfo).replace(tzinfo=None, microsecond=0))]
        if wanted.unit.kind is UnitKind.DISTRICT:
            dues.append(district_table_due(definition.date))
    else:
        return None
    return min(due.moment for due in dues).replace(tzinfo=at.tzinfo)


def first_protocol(holdings: Holdings, counted: Collection[str]) -> datetime:
    """When the first of the bundles came whose figures are counted: the 48 hours begin (L 44(5), M55)."""
    return min(bundle.received for bundle in holdings.bundles if bundle.sha256 in counted)


def _agrees(data: NoticeData, wanted: Wanted) -> bool:
    """Whether the electronic figures of the sitting are those that the central commission fixed."""
    own = data.total.electronic or data.total.total
    return wanted.fixed is not None and wanted.fixed[1].total.total == own


def _fields(data: NoticeData) -> Iterable[NoticeRow]:
    for label, value in fields_of(data):
        number = str(value)
        yield NoticeRow(name=label, value=Text(number, number, number))
    for sentence in conclusions(data):
        yield NoticeRow(name=words.OUTCOME, value=sentence)


def _named(contest: Contest) -> NamedContest:
    return NamedContest(
        id=str(contest.id),
        kind=contest.kind.value,
        title=text(contest.title),
        district=str(contest.district),
        answers=tuple(Answer(id=str(answer.id), name=name_of(answer)) for answer in ballot_order(contest)),
    )


def text(words_: Words) -> Text:
    """A definition's text, in English as in Kazakh where it has none."""
    return Text(words_.kk, words_.ru, words_.en or words_.kk)
