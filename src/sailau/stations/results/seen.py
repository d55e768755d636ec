"""A publication as the site shows it: read, held against its signed manifest, and indexed (L 20(9), 44; M2, M4).

What does not fit its manifest or its signatures is not shown at all: the site would give it a false face.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sailau.commission import units as made_of
from sailau.commission.units import UnitKind
from sailau.election.nouns import Contest, Definition, Precinct
from sailau.errors import StoreError
from sailau.formats.v1.publication import (
    COUNTRY,
    ContestOutcome,
    Outcome,
    PrecinctEntry,
    ProtocolTotals,
    PublicationManifest,
    Returns,
    Totals,
    Turnout,
    Unit,
    UnitTotals,
    UnitTurnout,
)
from sailau.formats.v1.publication.mandates import AnswerMandates, MandatesNow
from sailau.service.country.finding import CountryFindings
from sailau.service.country.publication import read_publication
from sailau.verifier.finding import Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The publication with what pages look up in it."""

    folder: Path
    manifest: PublicationManifest
    definition: Definition
    units: tuple[made_of.Unit, ...]
    precincts: Mapping[int, Precinct]
    entries: Mapping[int, PrecinctEntry]
    totals: Mapping[Unit, UnitTotals]
    turnout: Mapping[Unit, UnitTurnout]
    outcomes: Mapping[str, ContestOutcome]
    contests: Mapping[str, Contest]
    outcome: Outcome
    returns: Returns
    took_part: Mapping[int, int]
    """Who took part, by precinct: known there, and not by the sums of contests that only some voted in."""
    mandates: Mapping[str, tuple[AnswerMandates, ...]]
    """Who holds the mandates of each contest now; none before a notice of the results names the elected."""

    def of_kind(self, kind: UnitKind) -> tuple[made_of.Unit, ...]:
        """The units of a kind, in their order."""
        return tuple(unit for unit in self.units if unit.kind is kind)


def see(folder: Path, root: bytes | None = None) -> Seen:
    """Read the publication in `folder`; `root` is the root certificate, by default the publication's own.

    Raises StoreError when it is none, or when a file or a signature of it does not fit.
    """
    findings = CountryFindings()
    found = read_publication(folder, root, (), findings)
    for one in findings.items:
        if one.weight is Weight.DEFECT:
            raise StoreError(f"{one.place}: {one.text}; publish anew (sailau commission publish), then make the site")
    if found is None or found.returns is None or found.totals is None or found.turnout is None or found.outcome is None:
        raise StoreError(f"{folder}: the publication is not whole; publish anew, then make the site")
    return indexed(
        folder,
        found.manifest,
        found.definition,
        found.returns,
        found.totals,
        found.turnout,
        found.outcome,
        found.mandates,
    )


def indexed(
    folder: Path,
    manifest: PublicationManifest,
    definition: Definition,
    returns: Returns,
    totals: Totals,
    turnout: Turnout,
    outcome: Outcome,
    mandates: MandatesNow | None = None,
) -> Seen:
    """The parts of a publication with their indexes."""
    return Seen(
        folder=folder,
        manifest=manifest,
        definition=definition,
        units=made_of.units(definition),
        precincts={int(one.number): one for one in definition.precincts},
        entries=returns.by_number,
        totals=totals.by_unit,
        turnout={one.unit: one for one in turnout.units},
        outcomes={one.contest: one for one in outcome.contests},
        contests={str(one.id): one for one in definition.contests},
        outcome=outcome,
        returns=returns,
        took_part={
            int(one.unit.id): _took_part(one.result)
            for one in totals.units
            if one.unit.kind == UnitKind.PRECINCT.value and one.result is not None
        },
        mandates=_by_contest(mandates),
    )


def _by_contest(mandates: MandatesNow | None) -> dict[str, tuple[AnswerMandates, ...]]:
    found: dict[str, tuple[AnswerMandates, ...]] = {}
    for one in mandates.mandates if mandates is not None else ():
        found[one.contest] = (*found.get(one.contest, ()), one)
    return found


def _took_part(found: ProtocolTotals) -> int:
    """The ballots of the contest in which most took part: valid and invalid ones (L 43(4-1))."""
    return max((one.valid + one.invalid for one in found.contests.values()), default=0)


def published_unit(unit: made_of.Unit) -> Unit:
    """The unit as the publication's files name it."""
    return Unit(kind=unit.kind.value, id=unit.id)


def is_country(unit: made_of.Unit) -> bool:
    """Whether it is the whole country."""
    return unit.kind.value == COUNTRY
