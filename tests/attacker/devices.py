"""The devices of a polling place, installed and started: the real ones, each in its own folder under one world.

    computer/      list, box, cards, day; recorders of the computer, desk and accumulators
    terminal-1/ …  a store, the recorder's two media
    portable-1/    the same, its store in two copies
    tray/NN.card   the voter cards
    board.txt      what the observers' board and the public screen showed, and when

Codes are printed `by_choice`: the one print-out from which a code leads to a choice.
"""

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Final

from sailau.adapters.cards import FileCard
from sailau.adapters.keystore import MemberKeyStore
from sailau.adapters.password import PasswordCost
from sailau.card import CardNumber, Loaded
from sailau.checkin.voters import encode_list
from sailau.election.ballot import Choice
from sailau.election.definition import canonical
from sailau.election.examples import EXAMPLE_PRECINCT, party_and_district, president_2005
from sailau.election.nouns import ByChoice, ContestId, Decision, Definition
from sailau.refusal import Refusal
from sailau.sealing.channel import new_seed
from sailau.service import accumulator, opening
from sailau.service.acts import enter_foreign_act
from sailau.service.booth import Booth
from sailau.service.ceremony import hold_ceremony, prove_possession
from sailau.service.day_summary import day_summary
from sailau.service.installation import install_precinct, make_setup
from sailau.service.portable import Portable
from sailau.service.precinct import Precinct
from sailau.service.preparation import destruction_act, prepare
from sailau.service.rehearsal.people import fictitious_list
from sailau.service.terminal import Terminal
from sailau.service.witness import CardWitness
from sailau.signing.authority import Signer, around
from sailau.signing.cms import sign_detached
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from tests.attacker.sealed import Clock, SealedRecorder

ALMATY: Final = timezone(timedelta(hours=5))
EVE: Final = datetime(2005, 12, 3, 10, 0, tzinfo=ALMATY)
MORNING: Final = datetime(2005, 12, 4, 6, 31, tzinfo=ALMATY)
OPENING: Final = MORNING.replace(hour=7, minute=0)
PASSWORD: Final = b"seven seals"
LIGHT: Final = PasswordCost(passes=1, memory_kib=8, lanes=1)
TERMINALS: Final = ("terminal-1", "terminal-2", "terminal-3")
PORTABLE: Final = "portable-1"
TABLES: Final = ("accumulator-1", "accumulator-2")
DESK, ISSUER, CARRIERS = "desk-1", "member-4", ("member-5", "member-6")
CARDS: Final = 10 + 2 * len(TERMINALS)
CONTEST: Final = ContestId("president")
ANSWERS: Final = 5


def chosen(row: int) -> dict[ContestId, Choice]:
    return {CONTEST: frozenset({row})}


@cache
def authorities() -> PrecinctPki:
    plan = PrecinctPlan(
        election="president-2005-example",
        precinct="precinct-25",
        territory="almaty-city",
        terminals=len(TERMINALS),
        accumulators=len(TABLES),
    )
    return make_training_pki(plan, around(EVE, before=timedelta(days=60), after=timedelta(days=400)))


def definition(voters: int) -> Definition:
    """The presidential election of the example; codes with choices, by the decision of the other example."""
    base, other = president_2005(voters=voters, terminals=len(TERMINALS)), party_and_district()
    printout = other.rules.code_printout
    assert isinstance(printout, ByChoice)
    decision: Decision = next(item for item in other.decisions if item.id == printout.decision)
    return replace(
        base,
        rules=replace(base.rules, code_printout=printout),
        decisions=(*base.decisions, replace(decision, date=base.date.replace(month=11))),
    )


@dataclass
class Devices:
    """Everything that runs in the polling place, and the clock on its wall."""

    world: Path
    clock: Clock
    pki: PrecinctPki
    precinct: Precinct
    booths: dict[str, Booth] = field(default_factory=dict)
    recorders: dict[str, SealedRecorder] = field(default_factory=dict)

    def terminal(self, device: str) -> Terminal:
        booth = self.booths[device]
        assert isinstance(booth, Terminal)
        return booth

    @property
    def portable(self) -> Portable:
        booth = self.booths[PORTABLE]
        assert isinstance(booth, Portable)
        return booth

    def start(self, device: str, credentials: int) -> None:
        """Start a terminal or the portable device, its recorder first."""
        own = self.recorders[device] = SealedRecorder(self.world / device, device, self.clock)
        opened = _kind(device).open(
            self.world / device, device, PASSWORD, self.clock, credentials=credentials, recorder=lambda: own
        )
        if isinstance(opened, Terminal):
            opened.witness = CardWitness(own, self.clock.uptime_us)  # epochs pass in the day's clock too
        self.booths[device] = opened

    def signers(self) -> tuple[Signer, ...]:
        return tuple(self.pki.signers[f"member-{number}"] for number in (1, 2, 3))

    def card(self, number: int) -> FileCard:
        return FileCard(self.world / "tray" / f"{number:02d}.card")

    def load(self, number: int, table: str) -> None:
        loaded = accumulator.load_card(self.precinct, self.card(number), accumulator=table)
        assert isinstance(loaded, Loaded), loaded

    def show(self, text: str = "") -> None:
        """The observers' board changes, and what else everybody sees; somebody writes all of it down."""
        seen = {"at": self.clock.now().isoformat(), "board": asdict(day_summary(self.precinct)), "shown": text}
        with (self.world / "board.txt").open("a", encoding="utf-8") as board:
            board.write(json.dumps(seen, ensure_ascii=False) + "\n")

    def stop(self) -> None:
        self.precinct.close()
        for booth in self.booths.values():
            booth.close()


def install(world: Path, voters: int) -> Devices:
    """Prepare, hold the ceremony, install every device, start them, open the voting."""
    pki, decided = authorities(), canonical(definition(voters))
    signature = sign_detached(decided, pki.signers["central"], EVE)
    voter_list = encode_list(fictitious_list(voters, 7, EVE.date()))
    prepared = prepare(decided, signature, EXAMPLE_PRECINCT, voter_list, pki, at=EVE, training=True, cards=CARDS)
    assert not isinstance(prepared, Refusal), prepared.code
    (world / "members").mkdir()
    keys = [
        MemberKeyStore.create(world / "members" / f"{n}.key", b"481502", member=n, seed=new_seed(), cost=LIGHT)
        for n in range(1, 8)
    ]
    parameters = hold_ceremony(keys, 4)
    setup = make_setup(prepared.package, (parameters,))
    install_precinct(world / "computer", prepared.package, setup, PASSWORD, cost=LIGHT)
    for device in prepared.booths:
        equipment = prepared.equipment(device, setup)
        _kind(device).install(world / device, equipment, PASSWORD, credentials=prepared.made, cost=LIGHT)
    (world / "tray").mkdir()
    for number in prepared.package.cards:
        FileCard.make(world / "tray" / f"{number:02d}.card", CardNumber(number))
    clock = Clock(MORNING)
    devices = Devices(world, clock, pki, Precinct.open(world / "computer", PASSWORD, clock))
    for device in prepared.booths:
        devices.start(device, prepared.made)
    act = opening.record_installation(devices.precinct, devices.signers()).act
    election = str(devices.precinct.definition.id)
    destroyed = destruction_act(
        prepared.package, election, pki.signers["territorial"], clock.now(), number=act.number + 1
    )
    enter_foreign_act(devices.precinct, "credentials-destroyed", *destroyed)
    proved = tuple(prove_possession(key, parameters, setup.hash) for key in keys)
    assert not isinstance(opening.check_system(devices.precinct, proved, devices.signers()), Refusal)
    assert opening.name_duty(devices.precinct, ISSUER, "issues-cards") is None
    clock.reach(OPENING)
    assert opening.open_voting(devices.precinct) is None
    return devices


def _kind(device: str) -> type[Booth]:
    return Portable if device == PORTABLE else Terminal
