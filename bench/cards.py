"""A voted card at the table: from its insertion to "accepted", wiped and proven so.

    python -m bench.cards          the row and the notes alone

The row is the computing of one card (the law of the house: at most 0.3 s), with the card's chip in this process. The
bound is what nobody can save: the ballot's proofs, at the library's own rates.

The notes are by the clock, not of CPU: the same over a real PC/SC service with a virtual reader (pcscd and vpcd), once
from the moment at which the card touches the reader and once from the reader's report. Virtual readers need root and
Debian's pcscd and vsmartcard-vpcd; without them the note says that nothing was measured. No figure here is one of
hardware: readers and chips add their own time to it.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench.ballots import FIVE, rules_of
from bench.library import Calls, calls_of
from bench.rows import Row, alone, timed
from sailau.adapters.cards import Type4Card
from sailau.card import CardNumber, CardSlot, Loaded, fresh
from sailau.errors import invariant
from sailau.group import Secret
from sailau.sealing.ballots import seal
from sailau.sealing.rehearsal import draw_votes
from sailau.sealing.vote import SealedVote
from sailau.service import accumulator, desk
from sailau.service.accumulator import Accepted
from sailau.terminal import Session
from sailau.verifier.ballots import judge
from tests.pcsc.bench_top import BenchTop, missing
from tests.pcsc.chip import Chip
from tests.pcsc.device import Device
from tests.service.day import DESK, ISSUER, TABLE, Day, chosen, open_day

CARDS = 12
REACH_MS = 300
_BENCH_TOPS: list[BenchTop] = []


def card_rows(folder: Path) -> tuple[list[Row], list[str]]:
    """The row of a card without a reader, and notes of one with a virtual reader."""
    with open_day(folder) as day:
        slots = [Type4Card(make_voted(day, number).answer) for number in range(1, CARDS + 1)]
        measured = timed([_taking(day, slot) for slot in slots])
        rows = [measured.row("card at the table, insertion to accepted", calls_of_a_check(), REACH_MS)]
        return rows, _with_readers(day, folder)


def calls_of_a_check() -> Calls:
    """The library's calls of checking one ballot of five answers."""
    rules = rules_of(FIVE)
    payload = seal(rules, Secret.random(), draw_votes(FIVE, 1)[0]).payload
    return calls_of(lambda: judge(rules, [payload]))


def make_voted(day: Day, number: int) -> Chip:
    """A card on its way to the table, with a vote on it."""
    chip = Chip()
    chip.image = fresh(CardNumber(number))
    slot = Type4Card(chip.answer)
    loaded = accumulator.load_card(day.precinct, slot, accumulator=TABLE)
    admitted = desk.admit(day.precinct, day.voter(number), slot, desk=DESK, member=ISSUER)
    session = day.booth().insert(slot, day.clock.now())
    invariant(isinstance(loaded, Loaded) and isinstance(admitted, desk.Admitted), "the card was not activated")
    if not isinstance(session, Session):
        raise SystemExit(f"bench: the terminal refused the card: {session.code}")
    vote = day.booth().confirm(slot, session, chosen(1 + number % 5))
    invariant(isinstance(vote, SealedVote), "the vote was not written")
    return chip


def _taking(day: Day, slot: CardSlot) -> Callable[[], None]:
    def take() -> None:
        outcome = accumulator.take_card(day.precinct, slot, accumulator=TABLE)
        invariant(isinstance(outcome, Accepted), "the card was not accepted")

    return take


def bench_top_at(folder: Path) -> BenchTop:
    """The virtual readers of this run: libpcsclite remembers the first socket that a process told it of."""
    if not _BENCH_TOPS:
        _BENCH_TOPS.append(BenchTop(folder))
        os.environ["PCSCLITE_CSOCK_NAME"] = str(_BENCH_TOPS[0].socket)
    return _BENCH_TOPS[0]


def _with_readers(day: Day, folder: Path) -> list[str]:
    lacking = missing()
    if lacking is not None:
        return [f"card at the table over virtual PC/SC: not measured, this machine lacks {lacking}"]
    chips = [make_voted(day, number) for number in range(CARDS + 1, 2 * CARDS + 1)]
    bench_top = bench_top_at(folder / "reader")
    bench_top.start()
    try:
        device = Device(bench_top)
        touched, reported = zip(*(_timed_taking(day, device, chip) for chip in chips), strict=True)
        device.close()
    finally:
        bench_top.stop()
    from_touch, from_report = (f"{median(seconds) * 1000:.0f} ms" for seconds in (touched, reported))
    return [
        f"card at the table over virtual PC/SC, by the clock, median of {CARDS}: {from_touch} from the card's touch, "
        f"{from_report} from the reader's report"
    ]


def _timed_taking(day: Day, device: Device, chip: Chip) -> tuple[float, float]:
    slot = device.insert(chip)
    touched, reported = device.inserted.touched_at, time.monotonic()
    _taking(day, slot)()
    accepted = time.monotonic()
    device.pull()
    return accepted - touched, accepted - reported


def main() -> int:
    """Measure the cards alone."""
    return alone(card_rows)


if __name__ == "__main__":
    sys.exit(main())
