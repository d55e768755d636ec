"""The voting days of a district's precincts, each from its package to its record (`sailau demo-district`).

Every precinct goes the whole way of `story`; the commissions above decided once, for all. What is different in some:

    mixed       paper ballots are given too, and two further protocols are drawn up
    recounted   after the record was sent, the district commission has the votes counted again; it is sent anew
    postponed   at noon the voting is postponed; the precinct votes anew on another day, under a revised definition
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from sailau.checkin.voters import VoterEntry
from sailau.election.nouns import PrecinctNumber
from sailau.service.rehearsal.before import Commissions, set_the_stage
from sailau.service.rehearsal.clock import SimulatedClock
from sailau.service.rehearsal.day import comers, hold_the_day
from sailau.service.rehearsal.evening import (
    count_the_ballots,
    end_the_voting,
    shares_are_erased,
    the_protocol_is_signed,
)
from sailau.service.rehearsal.further import (
    PAPER_VOTERS,
    a_recount_is_held,
    paper_ballots_are_given,
    paper_is_counted,
    the_voting_is_postponed,
)
from sailau.service.rehearsal.morning import open_the_precinct
from sailau.service.rehearsal.narrator import Silent
from sailau.service.rehearsal.sent import (
    Line,
    the_answer_comes_back,
    the_protocol_hangs,
    the_record_is_carried,
    the_record_is_sent,
)
from sailau.service.rehearsal.stage import Plan, RehearsalError, Stage, strike
from sailau.service.rehearsal.voters import an_ordinary_vote

BEFORE_THE_POSTPONEMENT: Final = 3
"""So many have voted when the voting is postponed."""
Between = Callable[[SimulatedClock], None]


class Evening(Enum):
    """What is different in a precinct."""

    ORDINARY = "ordinary"
    MIXED = "mixed"
    RECOUNTED = "recounted"
    POSTPONED = "postponed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How records reach the commission: over the line, or, where `carry` is given, on a medium. `carry` is handed the
    bundle on the medium and leaves the commission's answer beside it."""

    line: Line
    carry: Callable[[Path], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPrecinct:
    """What a precinct comes out of its day with. `records`: the folder of its record, and of that after a recount;
    none where the voting was postponed. `setup` is the Setup hash of its zero report."""

    number: PrecinctNumber
    records: tuple[Path, ...]
    setup: str


def hold_precinct(
    plan: Plan, evening: Evening, commissions: Commissions, folder: Path, way: Way, between: Between = lambda _: None
) -> HeldPrecinct:
    """Hold the voting of one precinct and send its record: records, bundles, answers and papers are left under
    `folder`, everything secret is erased. `between` happens before a recount, with the moment of the story."""
    work, papers = folder / "work", folder / "papers"
    work.mkdir(parents=True, mode=0o700)
    try:
        stage = set_the_stage(plan, work, papers, Silent(), commissions)
        try:
            open_the_precinct(stage)
            records = _held(stage, evening, folder, way, between)
            return HeldPrecinct(number=plan.precinct, records=records, setup=stage.setup.hash.hex())
        finally:
            stage.close()
    finally:
        strike(work)


def _held(stage: Stage, evening: Evening, folder: Path, way: Way, between: Between) -> tuple[Path, ...]:
    if evening is Evening.POSTPONED:
        for voter, choices in comers(stage).precinct[:BEFORE_THE_POSTPONEMENT]:
            an_ordinary_vote(stage, voter, choices)
        the_voting_is_postponed(stage)
        return ()
    if evening is Evening.MIXED:
        paper_ballots_are_given(stage, _on_paper(stage))
    hold_the_day(stage)
    end_the_voting(stage)
    if evening is Evening.MIXED:
        paper_is_counted(stage, PAPER_VOTERS)
    count_the_ballots(stage)
    records = [_signed_and_sent(stage, folder / "record-1", folder, way)]
    if evening is Evening.RECOUNTED:
        between(stage.clock)
        a_recount_is_held(stage)
        records.append(_signed_and_sent(stage, folder / "record-2", folder, way))
    shares_are_erased(stage)
    return tuple(records)


def _signed_and_sent(stage: Stage, record: Path, folder: Path, way: Way) -> Path:
    the_protocol_is_signed(stage, record)
    the_protocol_hangs(stage, record)
    if way.carry is None:
        the_record_is_sent(stage, record, folder, way.line)
    else:
        bundle = the_record_is_carried(stage, record, folder, folder / "medium")
        way.carry(bundle)
        the_answer_comes_back(stage, bundle, folder)
    return record


def _on_paper(stage: Stage) -> list[VoterEntry]:
    """Voters of the list who do not come to vote by card."""
    day = comers(stage)
    busy = {voter.number for voter, _ in (*day.precinct, *day.home)}
    busy |= {day.leaves_the_booth.number, day.walks_off.number}
    free = [voter for voter in stage.precinct.voters if voter.number not in busy]
    if len(free) < PAPER_VOTERS:
        raise RehearsalError("the list is too short for paper ballots")
    return free[:PAPER_VOTERS]
