"""The public site of a whole country: pages in three languages, made anew, and made again when nothing changed.

    python -m bench.site [PRECINCTS]     default 10000

The publication is made up in memory (figures of a country's size, no records), so what is measured is the drawing and
writing of pages. Lookups are left out: each is the reading of one archive. Wall time, one process.
"""

import json
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sailau.commission.units import units
from sailau.election.examples import president_2005
from sailau.election.nouns import CommissionId, Definition, PrecinctNumber, Words
from sailau.formats.v1.publication import (
    ContestTotals,
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
    VersionEntry,
)
from sailau.law.protocol_figures import FIGURES
from sailau.stations.results.building import Site, write_site
from sailau.stations.results.seen import Seen, indexed

PRECINCTS = 10_000
OBLASTS = 17
BALLOTS = 1_200
AT = datetime(2005, 12, 5, 1, tzinfo=UTC)


def country(precincts: int) -> Definition:
    """The ballot of 2005 in so many invented precincts of 17 oblasts."""
    definition = president_2005()
    one = definition.precincts[0]
    made = (
        replace(
            one,
            number=PrecinctNumber(number),
            commission=CommissionId(f"precinct-{number}"),
            oblast=Words(f"{number % OBLASTS + 1}-облыс", f"Область {number % OBLASTS + 1}"),
        )
        for number in range(1, precincts + 1)
    )
    return replace(definition, precincts=tuple(made))


def made_up(folder: Path, precincts: int) -> Seen:
    """A publication as it is after reading: every precinct accepted, every figure alike."""
    definition = country(precincts)
    own = [Unit(kind=unit.kind.value, id=unit.id) for unit in units(definition)]
    counts = [len(unit.precincts) for unit in units(definition)]
    [contest] = definition.contests
    share = BALLOTS // len(contest.answers)

    def protocol(count: int) -> ProtocolTotals:
        votes = {str(answer.id): share * count for answer in contest.answers}
        figures = ContestTotals(votes=votes, blank=0, valid=sum(votes.values()), invalid=0)
        return ProtocolTotals(lines={one.id: BALLOTS * count for one in FIGURES}, contests={str(contest.id): figures})

    totals = tuple(
        UnitTotals(unit=unit, precincts=n, counted=n, electronic=protocol(n), paper=None, summary=None)
        for unit, n in zip(own, counts, strict=True)
    )
    hours = {f"{hour:02d}": BALLOTS // 13 for hour in range(7, 20)}
    turnout = tuple(UnitTurnout(unit=unit, voters_on_list=BALLOTS, admitted_by_hour=hours) for unit in own)
    entries = tuple(_entry(number) for number in range(1, precincts + 1))
    manifest = PublicationManifest(
        election=definition.id,
        number=1,
        stage="final",
        published=AT,
        training=True,
        software="bench",
        files={},
        records={},
    )
    election = definition.id
    return indexed(
        folder,
        manifest,
        definition,
        Returns(election=election, as_of=AT, precincts=entries),
        Totals(election=election, as_of=AT, units=totals),
        Turnout(election=election, as_of=AT, units=turnout),
        Outcome(election=election, as_of=AT, preliminary=False, registrations={}, contests=()),
    )


def _entry(number: int) -> PrecinctEntry:
    digest = f"{number:064x}"
    version = VersionEntry(
        version=1,
        uuid="BenchPrecinct" + str(number).replace("0", "o"),
        bundle_sha256=digest,
        manifest_sha256=digest,
        received=AT,
        judged=AT,
        verdict="sound",
    )
    return PrecinctEntry(number=number, standing="accepted", since=AT, counted=digest, versions=(version,))


def timed(seen: Seen) -> tuple[Site, float]:
    """Build once; the seconds that it took."""
    started = time.perf_counter()
    made = write_site(seen)
    return made, time.perf_counter() - started


def main() -> int:
    """Measure and print one JSON object."""
    precincts = int(sys.argv[1]) if len(sys.argv) > 1 else PRECINCTS
    with tempfile.TemporaryDirectory() as folder:
        seen = made_up(Path(folder), precincts)
        first, anew = timed(seen)
        second, again = timed(seen)
    told = {"precincts": precincts, "files": first.pages, "anew_s": round(anew, 1), "again_s": round(again, 1)}
    print(json.dumps({**told, "written_again": second.written}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
