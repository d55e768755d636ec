"""What a voter waits for: from "confirm" to the last screen, and from the card in the accumulator to "accepted".

    python -m bench.turns          the rows and the notes alone

The rows are CPU of everything that computes, all threads and both ends of the link, with the card's chip in this
process and real stores, records and TLS. The law of the house is 0.3 s of computing a card. The bounds are what nobody
can save, at the library's own rates: sealing the ballot, checking it. The notes are by the clock, once with the chip in
this process and once over a real PC/SC service with virtual readers, which need root and Debian's pcscd and
vsmartcard-vpcd; readers and chips of hardware add their own time.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from bench.ballots import FIVE, rules_of
from bench.cards import bench_top_at, calls_of_a_check, make_voted
from bench.library import Calls, calls_of, median_rates
from bench.rows import Row, Timed, alone, timed
from sailau.adapters.cards import Type4Card
from sailau.adapters.cards.pcsc import PcscReader
from sailau.adapters.table_link import Done, TableLink
from sailau.card import CardNumber, CardSlot, Loaded, fresh
from sailau.card.reader import CardReader
from sailau.errors import invariant
from sailau.group import Secret
from sailau.sealing.ballots import seal
from sailau.sealing.rehearsal import draw_votes
from sailau.service import accumulator, desk
from sailau.service.kiosk_work import TerminalWork
from tests.pcsc.bench_top import READER, missing
from tests.pcsc.chip import Chip
from tests.pcsc.device import Device
from tests.service.day import DESK, ISSUER, TABLE, Day, open_day
from tests.service.kiosk_voter import Hand, Voter, at_work, kiosk_of, until
from tests.service.test_table import HOST, serving

CARDS = 7
REACH_MS = 300
BOOTH = "terminal-1"


def turn_rows(folder: Path) -> tuple[list[Row], list[str]]:
    """The rows of a voter's two waits, and notes by the clock."""
    with open_day(folder) as day:
        confirming, waited = _confirming(day)
        taking, taken = _taking(day)
        rows = [
            confirming.row('"confirm" to the last screen', _calls_of_a_seal(), REACH_MS),
            taking.row("insertion to accepted over the link, both ends", calls_of_a_check(), REACH_MS),
        ]
        notes = [_note('"confirm" to the last screen', waited), _note("insertion to accepted over the link", taken)]
        return rows, notes + _with_readers(day, folder)


def _note(what: str, seconds: list[float], reader: str = "with the chip in this process") -> str:
    return f"{what}, {reader}, by the clock, median of {len(seconds)}: {median(seconds) * 1000:.0f} ms"


def _calls_of_a_seal() -> Calls:
    rules, votes = rules_of(FIVE), draw_votes(FIVE, 20)
    return calls_of(lambda: [seal(rules, Secret.random(), vote) for vote in votes]).times(1 / len(votes))


# The booth: the kiosk's own program, a voter who presses what is on its screen.


Turn = Callable[[Chip, int], Voter]
"""One voter's turn with this card; what the voter saw."""


Hands = tuple[Callable[[Chip], object], Callable[[], object]]
"""Put a card in, take it out."""


@contextmanager
def _kiosk(day: Day, reader: CardReader, hands: Hands) -> Iterator[Turn]:
    """The booth at work."""
    put_in, take_out = hands
    kiosk = kiosk_of(TerminalWork(day.booth(BOOTH)), day.clock)

    def turn(chip: Chip, answer: int) -> Voter:
        put_in(chip)
        voter = Voter(kiosk, answer)
        invariant(voter.vote() == "thanks", "the vote was not accepted")
        take_out()
        until(kiosk, "waiting")
        return voter

    with at_work(kiosk, reader):
        yield turn


def _confirming(day: Day) -> tuple[Timed, list[float]]:
    """CPU of the use case behind "confirm", and the time that a voter waits at the kiosk's screen."""
    chips = [_activated(day, number) for number in range(1, 2 * CARDS + 1)]
    work = TerminalWork(day.booth(BOOTH))

    def confirm(chip: Chip, answer: int) -> Callable[[], None]:
        slot = Type4Card(chip.answer)

        def seal_and_write() -> None:
            outcome = work.seal(slot, {day.precinct.style.contests[0].contest.id: frozenset({answer})}, lambda _: None)
            invariant(outcome.what == "sealed", "the vote was not sealed")

        invariant(work.read(slot, day.clock.now()).what == "card-admitted", "the card was not admitted")
        return seal_and_write

    measured: list[Timed] = []
    for number, chip in enumerate(chips[:CARDS]):
        measured.append(timed([confirm(chip, 1 + number % 5)]))
        work.forget()
    hand = Hand()
    with _kiosk(day, hand, (lambda chip: hand.put_in(Type4Card(chip.answer)), hand.take_out)) as turn:
        voters = [turn(chip, 1 + number % 5) for number, chip in enumerate(chips[CARDS:])]
    times = [one.times_ms[0] for one in measured]
    return Timed(times, median_rates([one.rates for one in measured])), [
        voter.thanked_at - voter.confirmed_at for voter in voters
    ]


def _activated(day: Day, number: int) -> Chip:
    """A card in the hand of an admitted voter."""
    chip = Chip()
    chip.image = fresh(CardNumber(number))
    slot = Type4Card(chip.answer)
    loaded = accumulator.load_card(day.precinct, slot, accumulator=TABLE)
    admitted = desk.admit(day.precinct, day.voter(number), slot, desk=DESK, member=ISSUER)
    invariant(isinstance(loaded, Loaded) and isinstance(admitted, desk.Admitted), "the card was not activated")
    return chip


# The table: the accumulator's end and the precinct computer's end of a real link.


def _taking(day: Day) -> tuple[Timed, list[float]]:
    chips = [make_voted(day, number) for number in range(2 * CARDS + 1, 3 * CARDS + 1)]
    seconds: list[float] = []
    with serving(day) as port, _link(day, port) as link:
        measured = timed([_timed(_take(link, Type4Card(chip.answer)), seconds) for chip in chips])
    return measured, seconds


@contextmanager
def _link(day: Day, port: int) -> Iterator[TableLink]:
    """An accumulator's link, open all day as on the day."""
    link = TableLink.open(HOST, port, day.installed.pki.signers[TABLE], day.clock.now())
    if not isinstance(link, TableLink):
        raise SystemExit(f"bench: the door refused the accumulator: {link.code}")
    with link:
        yield link


def _take(link: TableLink, slot: CardSlot) -> Callable[[], None]:
    def take() -> None:
        invariant(link.perform("take-card", slot) == Done("accepted", True), "the card was not accepted")

    return take


def _timed(task: Callable[[], None], seconds: list[float]) -> Callable[[], None]:
    def by_the_clock() -> None:
        begun = time.monotonic()
        task()
        seconds.append(time.monotonic() - begun)

    return by_the_clock


# With virtual readers.


def _with_readers(day: Day, folder: Path) -> list[str]:
    lacking = missing()
    if lacking is not None:
        return [f"the same over virtual PC/SC: not measured, this machine lacks {lacking}"]
    with ExitStack() as stack:
        bench_top = bench_top_at(folder / "reader")
        bench_top.start()
        stack.callback(bench_top.stop)
        reader = stack.enter_context(PcscReader(READER.format(slot=0)))
        with _kiosk(day, reader, (lambda chip: bench_top.insert(chip, 0), lambda: bench_top.pull(0))) as turn:
            chips = [_activated(day, number) for number in range(3 * CARDS + 1, 4 * CARDS + 1)]
            voters = [turn(chip, 1 + number % 5) for number, chip in enumerate(chips)]
        confirmed = [voter.thanked_at - voter.confirmed_at for voter in voters]
        device, taken = Device(bench_top, 1), []
        with serving(day) as port, _link(day, port) as link:
            for chip in chips:
                slot = device.insert(chip)
                touched = device.inserted.touched_at
                _take(link, slot)()
                taken.append(time.monotonic() - touched)
                device.pull()
        device.close()
    over = "over virtual PC/SC"
    return [
        _note('"confirm" to the last screen', confirmed, over),
        _note("touch to accepted over the link", taken, over),
    ]


def main() -> int:
    """Measure the turns alone."""
    return alone(turn_rows)


if __name__ == "__main__":
    sys.exit(main())
