"""What the commission holds, as the files of a publication say it (L 20(9), 43(8-1); `docs/format/publication.md`).

One way for both sides: who publishes writes these values, who verifies makes them again from the records and compares.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sailau.commission import totals as sums
from sailau.commission import units
from sailau.commission.decisions import CommissionDecision
from sailau.commission.mandates import Seating, Told, seatings
from sailau.commission.outcome import ContestOutcome
from sailau.commission.returns import PrecinctReturn, ProtocolFigures
from sailau.commission.standing import Accepted, ReceivedBundle, Refused, Standing, Waiting
from sailau.election.nouns import AnswerId, Definition, PrecinctNumber
from sailau.formats.v1 import publication as files
from sailau.formats.v1.publication import (
    ContestTotals,
    PrecinctEntry,
    ProtocolTotals,
    Reason,
    Returns,
    Totals,
    Turnout,
    Unit,
    UnitTotals,
    UnitTurnout,
    VersionEntry,
    unit_order,
)
from sailau.formats.v1.publication.mandates import AnswerMandates, FormerHolder, MandateHolder, MandatesNow
from sailau.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenBundle:
    """What is published of a bundle besides the commission's own view of it.

    `manifest_sha256` is that of the record's manifest; `verdict` one of the format's `VERDICTS`; `record` the name of
    the published record, None where it is not published.
    """

    manifest_sha256: str
    verdict: str
    record: str | None


def published_unit(unit: units.Unit) -> Unit:
    """A unit as the publication names it."""
    return Unit(kind=unit.kind.value, id=unit.id)


def published_returns(
    definition: Definition,
    as_of: datetime,
    found: Mapping[PrecinctNumber, Standing],
    bundles: Iterable[ReceivedBundle],
    seen: Mapping[str, SeenBundle],
) -> Returns:
    """returns.json: every precinct's standing and versions; `seen` is by the bundles' SHA-256."""
    came: defaultdict[PrecinctNumber, list[ReceivedBundle]] = defaultdict(list)
    for bundle in bundles:
        came[bundle.precinct].append(bundle)
    entries = [_precinct(standing, came.get(number, ()), seen) for number, standing in sorted(found.items())]
    return Returns(election=str(definition.id), as_of=as_of, precincts=tuple(entries))


def _precinct(standing: Standing, came: Iterable[ReceivedBundle], seen: Mapping[str, SeenBundle]) -> PrecinctEntry:
    versions = sorted(
        (_version(one, seen[one.sha256]) for one in came), key=lambda one: (one.version, one.bundle_sha256)
    )
    return PrecinctEntry(
        number=standing.precinct,
        standing=standing.kind.value,
        since=standing.since,
        counted=None if standing.figures is None else standing.figures.bundle_sha256,
        decision=standing.decision,
        reasons=_reasons(standing.reasons),
        versions=tuple(versions),
    )


def _version(bundle: ReceivedBundle, seen: SeenBundle) -> VersionEntry:
    judged, reasons = _judged(bundle)
    return VersionEntry(
        version=bundle.version,
        uuid=bundle.archive,
        bundle_sha256=bundle.sha256,
        manifest_sha256=seen.manifest_sha256,
        received=bundle.received,
        judged=judged,
        verdict=seen.verdict,
        record=seen.record,
        replaces=bundle.replaces,
        act=bundle.act,
        reasons=reasons,
    )


def _judged(bundle: ReceivedBundle) -> tuple[datetime | None, tuple[Reason, ...]]:
    match bundle.judgement:
        case Waiting():
            return None, ()
        case Accepted(at=at):
            return at, ()
        case Refused(at=at, reasons=reasons):
            return at, _reasons(reasons)


def _reasons(refusals: Iterable[Refusal]) -> tuple[Reason, ...]:
    return tuple(Reason(code=one.code, article=one.article, text=one.text) for one in refusals)


def published_totals(definition: Definition, as_of: datetime, totals: Iterable[sums.UnitTotals]) -> Totals:
    """totals.json: the sums of every unit."""
    entries = [
        UnitTotals(
            unit=published_unit(one.unit),
            precincts=one.due,
            counted=one.counted,
            electronic=None if one.electronic is None else published_protocol(one.electronic),
            paper=None if one.paper is None else published_protocol(one.paper),
            summary=None if one.summary is None else published_protocol(one.summary),
        )
        for one in totals
    ]
    ordered = tuple(sorted(entries, key=lambda entry: unit_order(entry.unit)))
    return Totals(election=str(definition.id), as_of=as_of, units=ordered)


def published_protocol(figures: ProtocolFigures) -> ProtocolTotals:
    """The figures of one kind of protocol."""
    contests = {
        str(contest): ContestTotals(
            votes={str(answer): votes for answer, votes in sorted(one.votes.items())},
            blank=one.blank,
            valid=one.valid,
            invalid=one.invalid,
        )
        for contest, one in sorted(figures.contests.items())
    }
    return ProtocolTotals(lines=dict(sorted(figures.lines.items())), contests=contests)


def published_turnout(definition: Definition, as_of: datetime, totals: Iterable[sums.UnitTotals]) -> Turnout:
    """turnout.json: voters admitted by hour in every unit that has a counted precinct."""
    entries = [
        UnitTurnout(
            unit=published_unit(one.unit),
            voters_on_list=one.electronic.lines["voters_on_list"],
            admitted_by_hour=dict(sorted(one.admitted_by_hour.items())),
        )
        for one in totals
        if one.electronic is not None
    ]
    ordered = tuple(sorted(entries, key=lambda entry: unit_order(entry.unit)))
    return Turnout(election=str(definition.id), as_of=as_of, units=ordered)


def published_outcome(
    definition: Definition,
    as_of: datetime,
    outcomes: Iterable[ContestOutcome],
    *,
    preliminary: bool,
    registrations: Mapping[AnswerId, int] | None = None,
) -> files.Outcome:
    """outcome.json: every contest with its reasoning; `registrations` as they were given to `outcome.outcomes`."""
    return files.Outcome(
        election=str(definition.id),
        as_of=as_of,
        preliminary=preliminary,
        registrations={str(answer): place for answer, place in (registrations or {}).items()},
        contests=tuple(sorted(map(_contest, outcomes), key=lambda one: one.contest)),
    )


def _contest(outcome: ContestOutcome) -> files.ContestOutcome:
    return files.ContestOutcome(
        contest=str(outcome.contest),
        state=outcome.state.value,
        input=outcome.input,
        elected=tuple(files.Mandates(answer=str(one), seats=seats) for one, seats in sorted(outcome.elected.items())),
        repeat_vote=tuple(sorted(map(str, outcome.repeat_vote))),
        tied=tuple(sorted(map(str, outcome.tied))),
        waiting=tuple(sorted(standing.precinct for standing in outcome.waiting)),
        left_out=tuple(sorted(outcome.left_out)),
        explanation=tuple(files.Explained(article=step.article, text=step.text) for step in outcome.steps),
    )


def published_mandates(
    definition: Definition, as_of: datetime, told: Told, decisions: Iterable[CommissionDecision]
) -> MandatesNow | None:
    """mandates.json: who holds each mandate now; None while no notice of the results names who is elected."""
    found = sorted(map(_mandates, seatings(definition, told, decisions)), key=lambda one: (one.contest, one.answer))
    return MandatesNow(election=str(definition.id), as_of=as_of, mandates=tuple(found)) if found else None


def _mandates(seating: Seating) -> AnswerMandates:
    return AnswerMandates(
        contest=str(seating.contest),
        answer=str(seating.answer),
        notice=seating.notice,
        holders=tuple(MandateHolder(person=one.person, decision=one.decision) for one in seating.holders),
        vacant=seating.vacant,
        left=tuple(FormerHolder(name=one.name, since=one.since, decision=one.decision) for one in seating.left),
    )


def received_bundle(entry: PrecinctEntry, version: VersionEntry, figures: PrecinctReturn | None) -> ReceivedBundle:
    """A published version as the commission held it; `figures` are those that the reader took out of the record.

    Without figures a version that was judged counts as refused.
    """
    judgement: Waiting | Accepted | Refused
    if version.judged is None:
        judgement = Waiting()
    elif figures is not None:
        judgement = Accepted(at=version.judged, figures=figures)
    else:
        reasons = tuple(Refusal(one.code, one.article, one.text) for one in version.reasons)
        judgement = Refused(at=version.judged, reasons=reasons)
    return ReceivedBundle(
        precinct=PrecinctNumber(entry.number),
        archive=version.uuid,
        version=version.version,
        sha256=version.bundle_sha256,
        received=version.received,
        replaces=version.replaces,
        act=version.act,
        judgement=judgement,
    )
