"""A whole country above its records, measured: 10,000 precincts, made-up figures, every file written and read.

    python -m bench.country [PRECINCTS]

What is measured is what `sailau verify-country` does once the records are judged; the records are
`make bench`'s "verify the record of 3000". Times are of one core; memory is the peak of the whole process.
"""

import hashlib
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from sailau.commission.outcome import outcomes
from sailau.commission.published import (
    SeenBundle,
    published_outcome,
    published_returns,
    published_totals,
    published_turnout,
)
from sailau.commission.returns import ContestFigures, PrecinctReturn, ProtocolFigures
from sailau.commission.standing import Accepted, ReceivedBundle, counting, standings
from sailau.commission.totals import totals
from sailau.election.canonical import canonical
from sailau.election.definition import parse
from sailau.election.examples import president_2005
from sailau.election.nouns import CommissionId, Definition, PrecinctNumber, Words
from sailau.formats.v1.publication import OUTCOME_FILE, RETURNS_FILE, TOTALS_FILE, TURNOUT_FILE
from sailau.formats.v1.publication.tables import tables
from sailau.formats.v1.record.canonical import CanonicalDocument
from sailau.law.protocol_form import FIGURES

T = TypeVar("T")

PRECINCTS = 10_000
OBLASTS = 20
VOTERS = 1_200


def main(precincts: int) -> None:
    """Print the table."""
    definition = _definition(precincts)
    with _timed("definition: written, read and checked"):
        definition = parse(canonical(definition), "definition.json")
    moment = definition.closes() + timedelta(hours=3)
    bundles = [_bundle(definition, number, moment) for number in range(1, precincts + 1)]
    seen = {one.sha256: SeenBundle(manifest_sha256=one.sha256, verdict="sound", record=None) for one in bundles}
    with _timed("standings of all precincts"):
        found = standings(definition, bundles, ())
    with _timed("sums of every unit"):
        summed = totals(definition, counting(found))
    with _timed("outcome with its explanation"):
        judged = outcomes(definition, found, ())
    returns = published_returns(definition, moment, found, bundles, seen)
    figures = published_totals(definition, moment, summed)
    turnout = published_turnout(definition, moment, summed)
    _there_and_back(RETURNS_FILE, returns)
    _there_and_back(TOTALS_FILE, figures)
    _there_and_back(TURNOUT_FILE, turnout)
    _there_and_back(OUTCOME_FILE, published_outcome(definition, moment, judged, preliminary=False))
    with _timed("the four tables") as said:
        written = tables(definition, returns, figures, turnout)
        said.append(f"{sum(map(len, written.values())) / 1e6:.1f} MB")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _there_and_back(file: CanonicalDocument[T], value: T) -> None:
    with _timed(f"{file.name}: written and read") as said:
        data = file.write(value)
        file.read(data)
        said.append(f"{len(data) / 1e6:.1f} MB")


@contextmanager
def _timed(what: str) -> Iterator[list[str]]:
    said: list[str] = []
    began = time.process_time()
    yield said
    print(f"{what:<45} {time.process_time() - began:7.2f} s  {' '.join(said)}", flush=True)


def _definition(precincts: int) -> Definition:
    definition = president_2005(voters=VOTERS, terminals=2)
    one = definition.precincts[0]
    return replace(
        definition,
        precincts=tuple(
            replace(
                one,
                number=PrecinctNumber(number),
                commission=CommissionId(f"precinct-{number}"),
                oblast=Words(f"Облыс {number % OBLASTS}", f"Область {number % OBLASTS}", f"Oblast {number % OBLASTS}"),
            )
            for number in range(1, precincts + 1)
        ),
    )


def _bundle(definition: Definition, number: int, moment: datetime) -> ReceivedBundle:
    contest = definition.contests[0]
    votes = {answer.id: VOTERS // 8 + (number + place) % 7 for place, answer in enumerate(contest.answers)}
    valid, digest = sum(votes.values()), hashlib.sha256(str(number).encode()).hexdigest()
    lines = {**dict.fromkeys((figure.id for figure in FIGURES), 0), "voters_on_list": VOTERS, "participants": valid}
    figures = PrecinctReturn(
        election=definition.id,
        precinct=PrecinctNumber(number),
        archive=f"BenchPrecinct{number:06d}".replace("0", "z"),
        version=1,
        bundle_sha256=digest,
        manifest_sha256=digest,
        recount=False,
        electronic=ProtocolFigures(
            lines=lines, contests={contest.id: ContestFigures(votes=votes, blank=0, valid=valid, invalid=0)}
        ),
        paper=None,
        summary=None,
        admitted_by_hour={f"{hour:02d}": valid // 13 for hour in range(7, 20)},
    )
    return ReceivedBundle(
        precinct=figures.precinct,
        archive=figures.archive,
        version=1,
        sha256=digest,
        received=moment,
        replaces=None,
        act=None,
        judgement=Accepted(at=moment, figures=figures),
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PRECINCTS)
