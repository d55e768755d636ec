"""A polling place of processes: its folder, its cards in a tray, what people do there, and what the box really holds.

The desk, the acts and the last look into the stores run in the test itself; terminal, portable device, accumulators
and the precinct computer's box process run as `programs`. Nobody here knows a secret but the test's eye: it opens
every ballot, and since every voter has a candidate of his own, it tells a lost ballot and a doubled one by the voter.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from sailau.adapters.cards import FileCard
from sailau.adapters.cards.tray import TRAY, Tray, slot_of
from sailau.adapters.recorder_file import read_record
from sailau.card import CardNumber, Loaded, Wiped, is_clean, read_card, read_image
from sailau.checkin.home import HomeReason
from sailau.checkin.voters import VoterEntry, VoterNumber
from sailau.refusal import Refusal
from sailau.service import accumulator, desk, tours
from sailau.service.accumulator import Accepted, Returned, Shown
from sailau.service.pool import counts
from sailau.service.precinct import Precinct
from sailau.service.tour_rows import TourRow
from sailau.signing.authority import Signer
from sailau.signing.keystore import open_signer
from tests.crash import office
from tests.crash.eye import opened
from tests.crash.figures import broken_chains, contradictions
from tests.crash.people import DESK, ISSUER, TABLE, Machines, minutes
from tests.crash.programs import clock_at
from tests.crash.world import ACCUMULATORS, CARDS, PASSWORD, PIN, TERMINAL

NOON: Final = minutes("11:00", 0)
POCKET: Final = "pocket/voter"
BOOTH: Final = slot_of(TERMINAL)
AT_TABLE: Final = {device: slot_of(device) for device in ACCUMULATORS}
CARRIERS: Final = ("member-5", "member-6")


class Place:
    """One polling place, open since seven o'clock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tray = Tray(folder / "tray")
        self.moment: datetime = NOON
        self.voted: Counter[int] = Counter()
        """Whose ballot is in the box, if nothing is lost or doubled."""
        self.at_home: Counter[int] = Counter()
        """Whose ballot is in the portable device."""

    @staticmethod
    def open(world: Path) -> "Place":
        """Open the voting in this world; its cards lie in a tray."""
        machines = Machines(world)
        machines.clock.at = minutes("06:31", 0)
        for work in (office.install, office.check, office.name_duties):
            work(machines)
        machines.clock.at = minutes("07:00", 0)
        office.open_voting(machines)
        machines.memory.break_off()
        machines.stop()
        shutil.rmtree(world / "cards")
        Tray.make(world / "tray", map(CardNumber, range(1, CARDS + 1)))
        return Place(world)

    def copied_to(self, folder: Path) -> "Place":
        """The same place once more: what is tried there leaves this one as it is."""
        shutil.copytree(self.folder, folder)
        other = Place(folder)
        other.voted, other.at_home = self.voted.copy(), self.at_home.copy()
        return other

    @contextmanager
    def computer(self) -> Iterator[Precinct]:
        """The precinct computer, while its box process does not run; the desk finishes what a crash left open."""
        with Precinct.open(self.folder / "computer", PASSWORD, clock_at(self.moment)) as precinct:
            yield precinct

    def signer(self, accumulator: str) -> Signer:
        """An accumulator's key."""
        return _signer((self.folder / "keys" / f"{accumulator}.p12").read_bytes())

    # Cards.

    def card(self, number: int) -> FileCard:
        """The card with this number, wherever it lies."""
        return FileCard(self.tray.path(CardNumber(number), self.lies_in(number)))

    def lies_in(self, number: int) -> str:
        """Where it lies."""
        return self.tray.cards()[CardNumber(number)]

    def carry(self, number: int, to: str) -> None:
        """Carry it from where it lies."""
        self.tray.move(CardNumber(number), self.lies_in(number), to)

    def is_loaded(self, number: int) -> bool:
        return isinstance(read_card(self.card(number)), Loaded)

    def is_clean(self, number: int) -> bool:
        return is_clean(read_image(self.card(number)))

    # The desk, and the way of a voter whose card a crash has made useless.

    def load(self, number: int) -> None:
        """Load a card as on a day without crashes."""
        with self.computer() as precinct:
            assert isinstance(accumulator.load_card(precinct, self.card(number), accumulator=TABLE), Loaded)

    def admit(self, voter: int, number: int) -> None:
        """The voter is admitted, and has the card in hand."""
        with self.computer() as precinct:
            done = desk.admit(precinct, _entry(precinct, voter), self.card(number), desk=DESK, member=ISSUER)
            assert isinstance(done, desk.Admitted), done
        self.carry(number, POCKET)

    def hand_in(self, number: int) -> accumulator.Outcome:
        """At the table, as on a day without crashes."""
        with self.computer() as precinct:
            return accumulator.take_card(precinct, self.card(number), accumulator=TABLE)

    def has_voted(self, voter: int) -> bool:
        """Whether a ballot of this voter's is in the box."""
        with self.computer() as precinct, precinct.stores.box.transaction() as tx:
            ballots = [form for _, form in tx.items(accumulator.BALLOTS)]
            rules = precinct.rules
        return voter in set(opened(self.folder, ballots, rules))

    def replace(self, number: int) -> None:
        """The card was taken with a challenged ballot: the accumulator permits another one."""
        self.load(number)
        with self.computer() as precinct:
            assert desk.replace_card(precinct, self.card(number), desk=DESK, member=ISSUER) is None

    def renew(self, voter: int, number: int, outcome: accumulator.Outcome) -> bool:
        """After a card brought no ballot, give its voter a card anew; False when the ballot is in the box."""
        if isinstance(outcome, Accepted):
            return False
        if isinstance(outcome, Refusal):
            assert outcome.code == "ballot-taken-before", outcome.code
            return False
        if isinstance(outcome, Returned):
            with self.computer() as precinct:
                assert desk.undo_admission(precinct, _entry(precinct, voter), DESK) is None
        if isinstance(outcome, Shown):
            self.replace(number)
        else:
            self.load(number)
            self.admit(voter, number)
        return True

    # Voting at home.

    def send_tour(self, tour: int, *voters: int) -> TourRow:
        """Voters apply; the tour is drawn up."""
        self.moment = NOON
        with self.computer() as precinct:
            for voter in voters:
                entry = _entry(precinct, voter)
                refused = tours.apply_for_home(precinct, entry, HomeReason.HEALTH, marked_by="member-1", desk=DESK)
                assert refused is None, refused
            row = tours.begin_tour(precinct, tour, "portable-1", CARRIERS, spare=1)
        assert not isinstance(row, Refusal), row
        return row

    def take_tour(self, tour: int, *voters: int) -> None:
        """The device is back: who signed is entered, its ballots are taken as one box."""
        machines = Machines(self.folder)
        machines.clock.at = self.moment
        try:
            for voter in voters:
                entry = machines.voter(voter)
                hour = self.moment.hour
                assert tours.admit_at_home(machines.precinct, entry, tour, member=ISSUER, hour=hour) is None
            brought = machines.portable.contents()
            assert brought is not None
            signers = machines.signers(1, 2, 3)
            done = tours.end_tour(machines.precinct, brought, accumulator=TABLE, signers=signers)
            assert isinstance(done, TourRow) and done.valid, done
        finally:
            machines.stop()
        self.voted.update(voters)

    # What is really there.

    def defects(self) -> list[str]:
        """What is lost, doubled or broken."""
        machines = Machines(self.folder)
        machines.clock.at = self.moment
        try:
            precinct = machines.precinct
            with precinct.stores.box.transaction() as tx:
                ballots = [form for _, form in tx.items(accumulator.BALLOTS)]
            found = contradictions(machines)
            accepted = _counted(precinct, "accepted") + _counted(precinct, "home_ballots")
            rules = precinct.rules
        finally:
            machines.stop()
        seen = Counter(opened(self.folder, ballots, rules))
        found += [f"{lost} lost of voter {voter}" for voter, lost in (self.voted - seen).items()]
        found += [f"{more} doubled of voter {voter}" for voter, more in (seen - self.voted).items()]
        found += [] if accepted == len(ballots) else [f"{accepted} are counted as accepted, {len(ballots)} in the box"]
        for device in ACCUMULATORS:
            path = self.folder / device / "recorder.jsonl"
            if path.exists():
                read_record(path, device, lambda entry: None)
        return found + broken_chains(self.folder)

    def wiped(self) -> bool:
        """Whether every card lies wiped in the tray."""
        cards = self.tray.cards()
        return set(cards.values()) == {TRAY} and all(isinstance(read_card(self.card(one)), Wiped) for one in cards)


def _entry(precinct: Precinct, voter: int) -> VoterEntry:
    entry = precinct.voters.by_number(VoterNumber(voter))
    assert entry is not None
    return entry


def _counted(precinct: Precinct, name: str) -> int:
    with precinct.stores.cards.transaction() as tx:
        return counts(tx).get(name, 0)


@cache
def _signer(sealed: bytes) -> Signer:
    return open_signer(sealed, PIN)
