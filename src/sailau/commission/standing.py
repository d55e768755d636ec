"""Where each precinct stands with the commission, and how complete a unit is (L 43(8), (9), 50-7; E46, E48, M4, M52).

The standing follows from what was received and decided, and from nothing else; nothing received is ever dropped. The
first of these that holds is the standing:

    invalidated   a decision declared its results void (L 43(9))
    postponed     voting was put off (L 50-5(7)), and nothing sound has come since
    incident      two different protocols were accepted, and neither replaces the other by a decision
    recounting    a recount was decided (L 43(9)), and its protocol has not come
    replaced      accepted, in place of an earlier one after a recount; both stay
    accepted      one protocol, verified
    received      a bundle came and is being verified
    refused       what came was not accepted, with the reasons
    missing       nothing has come since voting closed

A protocol replaces another when its bundle names that bundle and an act or decision on a recount. A bundle that came
before a postponement does not count: the vote goes on later, and what comes then counts. Moments are compared by the
minute, as they are published, so that anyone comes to the same; what came in the minute of a decision came before it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sailau.commission.decisions import (
    CommissionDecision,
    Postponement,
    PrecinctVoid,
    ProtocolChoice,
    Recount,
    in_force,
)
from sailau.commission.returns import PrecinctReturn
from sailau.commission.units import Unit
from sailau.election.nouns import Definition, PrecinctNumber
from sailau.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Waiting:
    """The bundle is being verified."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The bundle was verified; `figures` are what its protocols say."""

    at: datetime
    figures: PrecinctReturn


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The bundle was not accepted, for these reasons."""

    at: datetime
    reasons: tuple[Refusal, ...]


Judgement = Waiting | Accepted | Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedBundle:
    """A bundle as the intake holds it. `sha256` is the bundle's, `replaces` that of the bundle which it replaces.

    `act` is the number of the precinct's act on its own recount at a proxy's demand (L 43(7-1)), if it names one.
    """

    precinct: PrecinctNumber
    archive: str
    version: int
    sha256: str
    received: datetime
    replaces: str | None
    act: int | None
    judgement: Judgement


class StandingKind(StrEnum):
    """Where a precinct stands; the module's text says when."""

    MISSING = "missing"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REPLACED = "replaced"
    REFUSED = "refused"
    INCIDENT = "incident"
    RECOUNTING = "recounting"
    POSTPONED = "postponed"
    INVALIDATED = "invalidated"


COUNTING: Final = frozenset({StandingKind.ACCEPTED, StandingKind.REPLACED, StandingKind.RECOUNTING})
"""Standings whose figures go into the sums; those of a recount as they were, until it has been held."""

SETTLED: Final = frozenset({StandingKind.ACCEPTED, StandingKind.REPLACED, StandingKind.INVALIDATED})
"""Standings that hold no result back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One precinct's standing. `bundles` are those that it rests on, the one that counts first; `decision` a number.

    `figures` are there exactly when they count. `reasons` say why the last bundle was refused.
    """

    precinct: PrecinctNumber
    kind: StandingKind
    since: datetime
    figures: PrecinctReturn | None = None
    bundles: tuple[str, ...] = ()
    reasons: tuple[Refusal, ...] = ()
    decision: int | None = None

    @property
    def settled(self) -> bool:
        """Whether the precinct holds no result back."""
        return self.kind in SETTLED


def standings(
    definition: Definition, bundles: Iterable[ReceivedBundle], decisions: Iterable[CommissionDecision]
) -> dict[PrecinctNumber, Standing]:
    """The standing of every precinct of the definition, by number; bundles of other precincts are not looked at."""
    came: defaultdict[PrecinctNumber, list[ReceivedBundle]] = defaultdict(list)
    for bundle in bundles:
        came[bundle.precinct].append(bundle)
    decided = _by_precinct(in_force(decisions))
    return {
        one.number: _standing(one.number, definition.closes(one), came.get(one.number, ()), decided.get(one.number, ()))
        for one in sorted(definition.precincts, key=lambda precinct: precinct.number)
    }


def counting(found: Mapping[PrecinctNumber, Standing]) -> tuple[PrecinctReturn, ...]:
    """The returns that go into the sums, in the order of the precincts' numbers."""
    return tuple(one.figures for _, one in sorted(found.items()) if one.figures is not None)


def _by_precinct(decisions: Iterable[CommissionDecision]) -> Mapping[PrecinctNumber, list[CommissionDecision]]:
    found: defaultdict[PrecinctNumber, list[CommissionDecision]] = defaultdict(list)
    for decision in decisions:
        match decision.matter:
            case Postponement() | PrecinctVoid() | Recount():
                for number in decision.matter.precincts:
                    found[number].append(decision)
            case ProtocolChoice():
                found[decision.matter.precinct].append(decision)
            case _:
                continue  # of contests or of other decisions
    return found


def _standing(
    number: PrecinctNumber,
    closed: datetime,
    came: Iterable[ReceivedBundle],
    decided: Sequence[CommissionDecision],
) -> Standing:
    void = _last(decided, PrecinctVoid)
    if void is not None:
        return Standing(
            precinct=number, kind=StandingKind.INVALIDATED, since=void.taken, decision=void.number, bundles=_all(came)
        )
    postponed = _last(decided, Postponement)
    counts = [one for one in came if postponed is None or _after(one, postponed)]
    accepted = [(one, one.judgement) for one in _in_order(counts) if isinstance(one.judgement, Accepted)]
    if accepted:
        return _with_protocols(number, accepted, decided)
    if postponed is not None:
        return Standing(
            precinct=number,
            kind=StandingKind.POSTPONED,
            since=postponed.taken,
            decision=postponed.number,
            bundles=_all(came),
            reasons=_without_protocol(number, closed, counts).reasons,
        )
    return _without_protocol(number, closed, counts)


_Sound = list[tuple[ReceivedBundle, Accepted]]


def _with_protocols(number: PrecinctNumber, accepted: _Sound, decided: Sequence[CommissionDecision]) -> Standing:
    recounts = [decision for decision in decided if isinstance(decision.matter, Recount)]
    choice = _last(decided, ProtocolChoice)
    different = _different(_after_choice(accepted, choice))
    # hashes cannot name one another in a circle, but a file that lies about them can: then none of them counts
    picked = _not_replaced(different, recounts) or different
    if len(picked) > 1:
        return Standing(
            precinct=number,
            kind=StandingKind.INCIDENT,
            since=max(judged.at for _, judged in picked),
            bundles=tuple(bundle.sha256 for bundle, _ in picked),
        )
    [(bundle, judged)] = picked
    others = tuple(one.sha256 for one, _ in accepted if one is not bundle)
    kind, since, decision = StandingKind.ACCEPTED, judged.at, None
    if choice is not None and _chosen(choice) == bundle.sha256:
        since, decision = max(since, choice.taken), choice.number
    elif bundle.replaces in others:
        kind = StandingKind.REPLACED
        decision = max((one.number for one in recounts if _after(bundle, one)), default=None)
    if recounts and not _after(bundle, recounts[-1]):
        kind, since, decision = StandingKind.RECOUNTING, recounts[-1].taken, recounts[-1].number
    return Standing(
        precinct=number,
        kind=kind,
        since=since,
        figures=judged.figures,
        bundles=(bundle.sha256, *others),
        decision=decision,
    )


def _chosen(choice: CommissionDecision) -> str | None:
    return choice.matter.bundle_sha256 if isinstance(choice.matter, ProtocolChoice) else None


def _after_choice(accepted: _Sound, choice: CommissionDecision | None) -> _Sound:
    """The protocol that was chosen, and what came after the choice; all, where none was chosen of them."""
    if choice is None or all(bundle.sha256 != _chosen(choice) for bundle, _ in accepted):
        return accepted
    return [pair for pair in accepted if pair[0].sha256 == _chosen(choice) or _after(pair[0], choice)]


def _different(accepted: _Sound) -> _Sound:
    """Each record once: the same record in a second bundle is no second protocol."""
    first: dict[str, tuple[ReceivedBundle, Accepted]] = {}
    for pair in accepted:
        first.setdefault(pair[1].figures.manifest_sha256, pair)
    return list(first.values())


def _not_replaced(accepted: _Sound, recounts: Iterable[CommissionDecision]) -> _Sound:
    """Those that no other replaces by an act on a recount, or by a decision taken before it came."""
    replaced = {
        bundle.replaces
        for bundle, _ in accepted
        if bundle.act is not None or any(_after(bundle, one) for one in recounts)
    }
    return [pair for pair in accepted if pair[0].sha256 not in replaced]


def _without_protocol(number: PrecinctNumber, closed: datetime, came: Iterable[ReceivedBundle]) -> Standing:
    ordered = _in_order(came)
    waiting = [bundle for bundle in ordered if isinstance(bundle.judgement, Waiting)]
    if waiting:
        return Standing(precinct=number, kind=StandingKind.RECEIVED, since=waiting[0].received, bundles=_all(waiting))
    if not ordered:
        return Standing(precinct=number, kind=StandingKind.MISSING, since=closed)
    last = ordered[-1].judgement
    since, reasons = (last.at, last.reasons) if isinstance(last, Refused) else (ordered[-1].received, ())
    return Standing(
        precinct=number, kind=StandingKind.REFUSED, since=since, reasons=reasons, bundles=_all(reversed(ordered))
    )


def _last(decided: Iterable[CommissionDecision], matter: type[object]) -> CommissionDecision | None:
    found = [decision for decision in decided if isinstance(decision.matter, matter)]
    return found[-1] if found else None


def _in_order(bundles: Iterable[ReceivedBundle]) -> list[ReceivedBundle]:
    return sorted(bundles, key=lambda bundle: (_minute(bundle.received), bundle.version, bundle.sha256))


def _after(bundle: ReceivedBundle, decision: CommissionDecision) -> bool:
    return _minute(bundle.received) > _minute(decision.taken)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _all(bundles: Iterable[ReceivedBundle]) -> tuple[str, ...]:
    return tuple(bundle.sha256 for bundle in bundles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How complete a unit is: the precincts that count, those declared void, and those still open, by number."""

    unit: Unit
    counted: tuple[PrecinctNumber, ...]
    void: tuple[PrecinctNumber, ...]
    open: tuple[Standing, ...]

    @property
    def due(self) -> int:
        """How many precincts the unit has."""
        return len(self.unit.precincts)

    @property
    def complete(self) -> bool:
        """Whether no precinct holds the unit's result back."""
        return not self.open

    @property
    def by_kind(self) -> Mapping[StandingKind, tuple[PrecinctNumber, ...]]:
        """The open precincts by how they stand."""
        found: defaultdict[StandingKind, list[PrecinctNumber]] = defaultdict(list)
        for standing in self.open:
            found[standing.kind].append(standing.precinct)
        return {kind: tuple(found[kind]) for kind in StandingKind if kind in found}


def completeness(unit: Unit, found: Mapping[PrecinctNumber, Standing]) -> Completeness:
    """What of a unit is there, what is void, and who is missing since when."""
    own = [found[number] for number in unit.precincts]
    return Completeness(
        unit=unit,
        counted=tuple(one.precinct for one in own if one.kind in COUNTING),
        void=tuple(one.precinct for one in own if one.kind is StandingKind.INVALIDATED),
        open=tuple(one for one in own if not one.settled),
    )
