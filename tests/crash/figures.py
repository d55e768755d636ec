"""What a day comes to: the standing of the stores after a step, and the votes in the record.

A crash may lawfully change how the day came to its figures, never what they are:

- a credential that was drawn and not read back from its card is cancelled (`load_failed`): it counts here as one that
  is still in the pool, and the card may be at a later load;
- turns at the terminal and codes struck out are not compared: a voter may have to begin again;
- the recorders may have doubled lines or miss one that stands for what is done; their chains must hold.
"""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sailau.adapters.recorder_file import read_record
from sailau.precinct import State
from sailau.service.accumulator import ASIDE, BALLOTS, CANCELLED
from sailau.service.acting_chair import acting_chair
from sailau.service.acts import acts
from sailau.service.aside import read_aside
from sailau.service.desk import standings
from sailau.service.pool import Place, card_rows, counts, pool_rows
from sailau.service.precinct import Precinct
from sailau.service.present import people
from sailau.service.suspension import suspended_members
from sailau.service.tours import tours
from sailau.verifier.record import verify_record
from tests.crash.eye import opened
from tests.crash.office import RECORD
from tests.crash.people import Machines
from tests.crash.script import COUNTED
from tests.crash.world import MEMBERS, PORTABLE, TERMINAL, VOTERS, key_path

Standing = dict[str, Any]
LOAD_FAILED = b"load_failed"


def standing(machines: Machines) -> Standing:
    """The figures of every store, in a form in which two days are equal when they came to the same."""
    precinct = machines.precinct
    return {
        "state": precinct.state,
        "acts": [(signed.act.number, signed.act.kind) for signed in acts(precinct)],
        "standings": Counter(map(repr, standings(precinct))),
        "tours": [
            (row.tour, row.applications, row.ballots, row.unused, row.valid, row.done) for row in tours(precinct)
        ],
        **_box(precinct),
        **_cards(precinct),
        "tray": machines.memory.notes().get("tray", []),
        "people": (suspended_members(precinct), acting_chair(precinct), people(precinct)),
    }


def contradictions(machines: Machines) -> list[str]:
    """What the stores say that cannot be true of any day: a credential with two fates, a ballot of nobody's card."""
    precinct = machines.precinct
    with precinct.stores.box.transaction() as tx:
        tables = {table: {key for key, _ in tx.items(table)} for table in (BALLOTS, ASIDE, CANCELLED)}
    with precinct.stores.cards.transaction() as tx:
        free = {row.public for row in pool_rows(tx) if row.place in (Place.POOL, Place.UNUSED)}
        out = Counter(row.credential for row in card_rows(tx))
    found = [f"in {one} and in {other}" for one, other in _pairs() if tables[one] & tables[other]]
    found += [f"in {table} and yet unused" for table, keys in tables.items() if keys & free]
    found += ["one credential on two cards"] if max(out.values(), default=0) > 1 else []
    return found


def broken_chains(world: Path) -> list[str]:
    """Recorders whose chain does not hold (a torn last line is cut off when the device starts)."""
    folders = {path.stem: path for path in (world / "computer" / "recorders").glob("*.jsonl")}
    folders |= {device: world / device / "recorder.jsonl" for device in (TERMINAL, PORTABLE)}
    found = []
    for device, path in folders.items():
        try:
            if path.exists():
                read_record(path, device, lambda entry: None)
        except Exception as error:
            found.append(f"{device}: {error}")
    return found


@dataclass(frozen=True)
class Verdict:
    """What the record of a day says: votes that are missing, votes too many, defects."""

    lost: int
    doubled: int
    defects: list[str]


def judge(world: Path, counted: Collection[int] = COUNTED) -> Verdict:
    """Verify the record, and hold it against the truth: the final choice of every voter `counted` exactly once."""
    report = verify_record(world / RECORD, processes=1)
    defects = [] if report.sound else [str(finding) for finding in report.findings]
    return _verdict(_votes(report.result), counted, defects + broken_chains(world))


def judge_postponed(world: Path, taken: Collection[int]) -> Verdict:
    """A postponed day: the ballots of the voters `taken` lie in the box, nothing was counted, nobody can open them."""
    machines = Machines(world)
    try:
        precinct = machines.precinct
        defects = contradictions(machines)
        if precinct.state is not State.POSTPONED:
            defects.append(f"the day is {precinct.state}")
        with precinct.stores.box.transaction() as tx:
            votes = Counter(opened(world, [form for _, form in tx.items(BALLOTS)], precinct.rules))
        with precinct.stores.day.transaction() as tx:
            defects += [f"something was counted: {key.decode()}" for key, _ in tx.items("count")]
    finally:
        machines.stop()
    shares = [json.loads(key_path(world, member).read_bytes()) for member in range(1, MEMBERS + 1)]
    defects += ["a share was not erased" for share in shares if not share["erased"].get("count")]
    return _verdict(votes, taken, defects + broken_chains(world))


def _verdict(votes: Mapping[int, int], counted: Collection[int], defects: list[str]) -> Verdict:
    due = {number: int(number in counted) for number in range(1, VOTERS + 1)}
    lost = sum(max(0, due[number] - votes.get(number, 0)) for number in due)
    doubled = sum(max(0, votes.get(number, 0) - due[number]) for number in due)
    return Verdict(lost, doubled, defects)


def _votes(result: list[dict[str, Any]] | None) -> dict[int, int]:
    rows = [] if result is None else result[0]["votes"]
    return {row["answer"]: row["votes"] for row in rows}


def _box(precinct: Precinct) -> Standing:
    with precinct.stores.box.transaction() as tx:
        aside = Counter(read_aside(value).kind for _, value in tx.items(ASIDE))
        reasons = Counter(value for _, value in tx.items(CANCELLED) if value != LOAD_FAILED)
        return {"ballots": len(tx.items(BALLOTS)), "aside": aside, "cancelled": reasons}


def _cards(precinct: Precinct) -> Standing:
    with precinct.stores.box.transaction() as tx:
        failed = sum(value == LOAD_FAILED for _, value in tx.items(CANCELLED))
    with precinct.stores.cards.transaction() as tx:
        places = Counter(row.place.value for row in pool_rows(tx))
        counters = {name: number for name, number in counts(tx).items() if number}
        rows = [(row.number, row.state.value, row.member, row.test) for row in card_rows(tx)]
        activations = len(tx.items("activations"))
    if "destroyed_unused" in counters:
        counters["destroyed_unused"] += failed
    else:
        places["pool"] += failed
    places["gone"] -= failed
    return {"places": +places, "counters": counters, "cards out": sorted(rows), "activations": activations}


def _pairs() -> list[tuple[str, str]]:
    return [(BALLOTS, ASIDE), (BALLOTS, CANCELLED), (ASIDE, CANCELLED)]
