"""A precinct's day for tests: real stores, keys and signatures; cards lie in memory, and the clock is set.

Installing costs a second, so it is done once; every test works on a copy of the installed folders.
"""

import atexit
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import cbor2

from sailau.adapters.cards import MemoryCard
from sailau.adapters.keystore import MemberKeyStore
from sailau.adapters.password import PasswordCost
from sailau.adapters.recorder_file import read_record
from sailau.card import CardNumber, CardSlot, Loaded
from sailau.checkin.voters import VoterEntry, VoterNumber, encode_list
from sailau.election.ballot import Choice
from sailau.election.definition import canonical
from sailau.election.examples import EXAMPLE_PRECINCT, president_2005
from sailau.election.nouns import ContestId
from sailau.formats.v1.record import Bilingual
from sailau.ports import NO_FAULTS, Faults
from sailau.refusal import Refusal
from sailau.sealing.channel import new_seed
from sailau.sealing.vote import SealedVote
from sailau.service import accumulator, desk, open_tray, opening, portable, terminal
from sailau.service.acts import enter_foreign_act
from sailau.service.ceremony import hold_ceremony, prove_possession
from sailau.service.installation import PrecinctSetup, install_precinct, make_setup
from sailau.service.pool import counts
from sailau.service.precinct import Precinct
from sailau.service.preparation import Prepared, destruction_act, prepare
from sailau.service.rehearsal.people import fictitious_list
from sailau.signing.authority import Signer, around
from sailau.signing.cms import sign_detached
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from sailau.terminal import Session

LIGHT = PasswordCost(passes=1, memory_kib=8, lanes=1)
PASSWORD = b"seven seals"
PIN = b"481502"
VOTERS = 30
CARDS = 40
ALMATY = timezone(timedelta(hours=5))
MORNING = datetime(2005, 12, 4, 6, 31, tzinfo=ALMATY)
DESK, TABLE, ISSUER = "desk-1", "accumulator-1", "member-4"
CONTEST = ContestId("president")
REASON = Bilingual("Терминалдың ақауы.", "Неисправность терминала.")


class SetClock:
    """A clock that the test sets; each reading is a second later than the one before."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass(frozen=True)
class Installed:
    """What was installed, and where."""

    folder: Path
    pki: PrecinctPki
    prepared: Prepared
    setup: PrecinctSetup
    possession: tuple[bool, ...]

    @property
    def credentials(self) -> int:
        return self.prepared.made


@cache
def authorities() -> PrecinctPki:
    plan = PrecinctPlan(election="president-2005-example", precinct="precinct-25", territory="almaty-city")
    return make_training_pki(plan, around(MORNING, before=timedelta(days=60), after=timedelta(days=400)))


def install(folder: Path, *, mixed: bool = False) -> Installed:
    """Prepare, hold the ceremony, and install computer, two terminals and a portable device in `folder`."""
    pki = authorities()
    plain = president_2005(voters=VOTERS, terminals=2)
    definition = canonical(replace(plain, precincts=tuple(replace(one, mixed=mixed) for one in plain.precincts)))
    signature = sign_detached(definition, pki.signers["central"], MORNING)
    voters = encode_list(fictitious_list(VOTERS, 7, MORNING.date()))
    prepared = prepare(definition, signature, EXAMPLE_PRECINCT, voters, pki, at=MORNING, training=True, cards=CARDS)
    assert not isinstance(prepared, Refusal)
    members = [
        MemberKeyStore.create(folder / f"member-{number}.key", PIN, member=number, seed=new_seed(), cost=LIGHT)
        for number in range(1, 8)
    ]
    parameters = hold_ceremony(members, 4)
    setup = make_setup(prepared.package, (parameters,))
    install_precinct(folder / "computer", prepared.package, setup, PASSWORD, cost=LIGHT)
    for device in prepared.booths:
        kind = terminal if device.startswith("terminal") else portable
        equipment = prepared.equipment(device, setup)
        kind.install(folder / device, equipment, PASSWORD, credentials=prepared.made, cost=LIGHT)
    possession = tuple(prove_possession(member, parameters, setup.hash) for member in members)
    return Installed(folder, pki, prepared, setup, possession)


@cache
def installed(which: str = "first") -> Installed:
    """One installation for the whole run; another word gives another Setup for the same election and voters.

    `mixed` gives a precinct that the definition calls so.
    """
    folder = Path(mkdtemp(prefix=f"sailau-{which}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return install(folder, mixed=which == "mixed")


@dataclass
class Day:
    """The open precinct with its terminals, and a stack of wiped cards."""

    installed: Installed
    folder: Path
    clock: SetClock
    precinct: Precinct
    booths: dict[str, terminal.Terminal] = field(default_factory=dict)
    homes: dict[str, portable.Portable] = field(default_factory=dict)
    cards: dict[int, MemoryCard] = field(default_factory=dict)
    loaded: set[int] = field(default_factory=set)

    # Starting and stopping.

    def restart(self, faults: Faults = NO_FAULTS) -> None:
        """The precinct computer stops, as by a power cut, and is started again."""
        self.precinct.close()
        self.precinct = Precinct.open(self.folder / "computer", PASSWORD, self.clock, faults)

    def stop(self) -> None:
        self.precinct.close()
        for booth in self.booths.values():
            booth.close()
        for home in self.homes.values():
            home.close()

    def booth(self, device: str = "terminal-1", faults: Faults = NO_FAULTS) -> terminal.Terminal:
        if device not in self.booths:
            self.booths[device] = terminal.Terminal.open(
                self.folder / device,
                device,
                PASSWORD,
                self.clock,
                credentials=self.installed.credentials,
                faults=faults,
            )
        return self.booths[device]

    def home(self, device: str = "portable-1") -> portable.Portable:
        if device not in self.homes:
            self.homes[device] = portable.Portable.open(
                self.folder / device, device, PASSWORD, self.clock, credentials=self.installed.credentials
            )
        return self.homes[device]

    # People.

    def voter(self, number: int) -> VoterEntry:
        entry = self.precinct.voters.by_number(VoterNumber(number))
        assert entry is not None
        return entry

    def signers(self, *members: int) -> list[Signer]:
        return [self.installed.pki.signers[f"member-{number}"] for number in members or (1, 2, 3)]

    # The day in one word each; everything must succeed.

    def open_voting(self) -> None:
        installation = opening.record_installation(self.precinct, self.signers())
        destroyed = destruction_act(
            self.installed.prepared.package,
            str(self.precinct.definition.id),
            self.installed.pki.signers["territorial"],
            self.clock.now(),
            number=installation.act.number + 1,
        )
        enter_foreign_act(self.precinct, "credentials-destroyed", *destroyed)
        act = opening.check_system(self.precinct, self.installed.possession, self.signers())
        assert not isinstance(act, Refusal)
        assert opening.name_duty(self.precinct, ISSUER, "issues-cards") is None
        with self.precinct.stores.day.transaction() as tx:
            # As if the chair had given leave: most tests need a card or two, and a tray of ten has tests of its own.
            tx.put("config", open_tray.LEAVE, cbor2.dumps(1))
        self.clock.at = MORNING.replace(hour=7, minute=0)
        assert opening.open_voting(self.precinct) is None

    def card(self, number: int = 1) -> MemoryCard:
        """The card with that printed number; loaded when the tray does not have it yet."""
        slot = self.cards.setdefault(number, MemoryCard(CardNumber(number)))
        if number not in self.loaded:
            assert isinstance(accumulator.load_card(self.precinct, slot, accumulator=TABLE), Loaded)
            self.loaded.add(number)
        return slot

    def admitted(self, voter: int = 1, card: int = 1) -> MemoryCard:
        """A voter who is admitted, with an activated card in hand."""
        slot = self.card(card)
        done = desk.admit(self.precinct, self.voter(voter), slot, desk=DESK, member=ISSUER)
        assert isinstance(done, desk.Admitted), done
        return slot

    def session(self, slot: CardSlot, device: str = "terminal-1") -> Session:
        begun = self.booth(device).insert(slot, self.clock.now())
        assert isinstance(begun, Session), begun
        return begun

    def vote(self, slot: CardSlot, answer: int = 4, device: str = "terminal-1") -> SealedVote:
        """The voter in the booth chooses and confirms."""
        session = self.session(slot, device)
        vote = self.booth(device).confirm(slot, session, chosen(answer))
        assert isinstance(vote, SealedVote), vote
        return vote

    def challenged(self, slot: CardSlot, answer: int = 4, device: str = "terminal-1") -> SealedVote:
        """The voter chooses, confirms, and checks the machine."""
        session = self.session(slot, device)
        vote = self.booth(device).confirm(slot, session, chosen(answer))
        assert isinstance(vote, SealedVote), vote
        self.booth(device).challenge(slot, session, vote)
        return vote

    def take(self, slot: CardSlot, table: str = TABLE) -> accumulator.Outcome:
        """The member at the table puts the card into the accumulator; what came back empty may be loaded again."""
        outcome = accumulator.take_card(self.precinct, slot, accumulator=table)
        for number, card in self.cards.items():
            if card is slot and not isinstance(outcome, Refusal):
                self.loaded.discard(number)
        return outcome

    def voted(self, voter: int = 1, card: int = 1, answer: int = 4, device: str = "terminal-1") -> str:
        """A whole vote; returns the tracker."""
        slot = self.admitted(voter, card)
        vote = self.vote(slot, answer, device)
        assert self.take(slot) == accumulator.Accepted(vote.tracker)
        return vote.tracker

    # What the stores say.

    def counts(self) -> dict[str, int]:
        """The card table's counters that are not zero."""
        with self.precinct.stores.cards.transaction() as tx:
            return {name: number for name, number in counts(tx).items() if number}

    def table(self, store: str, table: str) -> Mapping[bytes, bytes]:
        with getattr(self.precinct.stores, store).transaction() as tx:
            return dict(tx.items(table))

    def events(self, device: str) -> list[str]:
        """Names of the events that a device at the table recorded, in order."""
        return recorded(self.folder / "computer" / "recorders" / f"{device}.jsonl", device)


def recorded(path: Path, device: str) -> list[str]:
    """Names of the events in a recorder's file, which must verify."""
    names: list[str] = []
    read_record(path, device, lambda entry: names.append(entry.event))
    return names


def chosen(answer: int) -> dict[ContestId, Choice]:
    return {CONTEST: frozenset({answer})}


@contextmanager
def day(tmp_path: Path, which: str = "first", faults: Faults = NO_FAULTS) -> Iterator[Day]:
    """An installed precinct, started, before the check."""
    source = installed(which)
    folder = tmp_path / which
    shutil.copytree(source.folder, folder)
    clock = SetClock(MORNING)
    made = Day(source, folder, clock, Precinct.open(folder / "computer", PASSWORD, clock, faults))
    try:
        yield made
    finally:
        made.stop()


@contextmanager
def open_day(tmp_path: Path, which: str = "first") -> Iterator[Day]:
    """A precinct at seven o'clock, voting open."""
    with day(tmp_path, which) as made:
        made.open_voting()
        yield made
