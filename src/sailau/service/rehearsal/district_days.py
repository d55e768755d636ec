"""The voting days of a district's precincts, each from its package to its record (`sailau demo-district`).

Every precinct goes the whole way of `story`; the commissions above decided once, for all. What is different in some:

    mixed       paper ballots are given too, and two further protocols are drawn up
    recounted   after the record is written, the district commission has the votes counted again
    postponed   at noon the voting is postponed; the precinct votes anew on another day, under a revised definition
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
from sailau.service.rehearsal.stage import Plan, RehearsalError, Stage, strike
from sailau.service.rehearsal.voters import an_ordinary_vote
from sailau.signing.authority import Signer

BEFORE_THE_POSTPONEMENT: Final = 3
"""So many have voted when the voting is postponed."""


class Evening(Enum):
    """What is different in a precinct."""

    ORDINARY = "ordinary"
    MIXED = "mixed"
    RECOUNTED = "recounted"
    POSTPONED = "postponed"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPrecinct:
    """What a precinct comes out of its day with. `records`: the folder of its record, and of that after a recount;
    none where the voting was postponed. `signers` are the members' keys by number, `computer` is the key of the
    precinct computer, for the link; `clock` stands where the day ended."""

    number: PrecinctNumber
    records: tuple[Path, ...]
    setup: str
    clock: SimulatedClock
    signers: Mapping[int, Signer] = field(repr=False)
    computer: Signer = field(repr=False)


def hold_precinct(plan: Plan, evening: Evening, commissions: Commissions, folder: Path) -> HeldPrecinct:
    """Hold the voting of one precinct: its records and papers are left under `folder`, everything secret is erased."""
    work, papers = folder / "work", folder / "papers"
    work.mkdir(parents=True, mode=0o700)
    try:
        stage = set_the_stage(plan, work, papers, Silent(), commissions)
        try:
            open_the_precinct(stage)
            records = _HELD[evening](stage, folder)
            return _held(stage, records)
        finally:
            stage.close()
    finally:
        strike(work)


def _held(stage: Stage, records: tuple[Path, ...]) -> HeldPrecinct:
    return HeldPrecinct(
        number=stage.plan.precinct,
        records=records,
        setup=stage.setup.hash.hex(),
        clock=stage.clock,
        signers=dict(enumerate(stage.members(), start=1)),
        computer=stage.precinct.installed.computer,
    )


def _ordinary(stage: Stage, folder: Path) -> tuple[Path, ...]:
    hold_the_day(stage)
    end_the_voting(stage)
    first = _counted(stage, folder)
    shares_are_erased(stage)
    return (first,)


def _mixed(stage: Stage, folder: Path) -> tuple[Path, ...]:
    paper_ballots_are_given(stage, _on_paper(stage))
    hold_the_day(stage)
    end_the_voting(stage)
    paper_is_counted(stage, PAPER_VOTERS)
    first = _counted(stage, folder)
    shares_are_erased(stage)
    return (first,)


def _recounted(stage: Stage, folder: Path) -> tuple[Path, ...]:
    hold_the_day(stage)
    end_the_voting(stage)
    first, second = _counted(stage, folder), folder / "record-2"
    a_recount_is_held(stage)
    the_protocol_is_signed(stage, second)
    shares_are_erased(stage)
    return (first, second)


def _postponed(stage: Stage, folder: Path) -> tuple[Path, ...]:
    for voter, choices in comers(stage).precinct[:BEFORE_THE_POSTPONEMENT]:
        an_ordinary_vote(stage, voter, choices)
    the_voting_is_postponed(stage)
    return ()


_HELD: Final[Mapping[Evening, Callable[[Stage, Path], tuple[Path, ...]]]] = {
    Evening.ORDINARY: _ordinary,
    Evening.MIXED: _mixed,
    Evening.RECOUNTED: _recounted,
    Evening.POSTPONED: _postponed,
}


def _counted(stage: Stage, folder: Path) -> Path:
    record = folder / "record-1"
    count_the_ballots(stage)
    the_protocol_is_signed(stage, record)
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
