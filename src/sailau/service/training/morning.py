"""The morning of a training day: what the commission does before the first voter, done for the newcomer (L 50-5(1, 2)).

The check with the zero report, the duties, the opening, and a fresh credential on every card of the tray: each by the
same command that the chair's station gives, with the members' own keys, through the door of the precinct. What the
stores say of the day decides what is left to do, so it may be cut short anywhere.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sailau.adapters.cards import FileCard
from sailau.adapters.cards.tray import TRAY, Tray
from sailau.adapters.clock import LocalClock
from sailau.adapters.files import read_file
from sailau.adapters.keystore import MemberKeyStore
from sailau.adapters.recorders import RecorderProcesses
from sailau.card import Wiped, read_card
from sailau.precinct import State
from sailau.precinct.commands import Command
from sailau.service.ceremony import pedersen, prove_possession
from sailau.service.entrance import Actor, Entrance
from sailau.service.precinct import Precinct
from sailau.service.sealed_password import typed_password
from sailau.service.training.place import MEMBERS_PIN, Place, granted
from sailau.signing.authority import Signer
from sailau.signing.keystore import open_signer

CHAIR: Final = 1
CHECKERS: Final = (1, 2, 3)
ISSUERS: Final = (4, 5)
"""The members who are named to admit voters and to hand out cards."""
DUTIES: Final = ("registers-voters", "issues-cards")
ACCUMULATOR: Final = "accumulator-1"


def open_the_day(place: Place, sockets: Sequence[Path]) -> None:
    """Open the voting and load the cards; `sockets` are where the recorders at the table answer. Raises SailauError."""
    password = granted(typed_password(read_file(place.password).decode()))
    with Precinct.open(place.computer, password, LocalClock(), recorders=RecorderProcesses(sockets)) as precinct:
        entrance, members = Entrance(precinct), {n: _signer(place, n) for n in (*CHECKERS, *ISSUERS)}
        actors = {number: granted(entrance.come_in(signer)) for number, signer in members.items()}
        if precinct.state is State.INSTALLED:
            _check(place, entrance, actors, members)
        if precinct.state is State.CHECKED:
            for number in ISSUERS:
                for duty in DUTIES:
                    granted(entrance.perform(Command.NAME_DUTY, [actors[CHAIR]], f"member-{number}", duty))
            granted(entrance.perform(Command.OPEN_VOTING, [actors[CHAIR]]))
        if precinct.state is State.OPEN:
            _load(place, entrance)


def _signer(place: Place, number: int) -> Signer:
    return open_signer(read_file(place.keys / f"member-{number}.p12"), MEMBERS_PIN)


def _check(place: Place, entrance: Entrance, actors: dict[int, Actor], members: dict[int, Signer]) -> None:
    """Every member proves possession of the key of the count; those who are there sign the zero report."""
    precinct = entrance.precinct
    parameters = pedersen(precinct.installed.setup.trustees)
    stores = [MemberKeyStore.open(path, MEMBERS_PIN.encode()) for path in sorted(place.keys.glob("member-*.key"))]
    passed = [prove_possession(store, parameters, precinct.installed.setup_hash) for store in stores]
    who, signers = [actors[number] for number in CHECKERS], [members[number] for number in CHECKERS]
    granted(entrance.perform(Command.CHECK_SYSTEM, who, passed, signers=signers))


def _load(place: Place, entrance: Entrance) -> None:
    """Load what lies empty on the tray; without a credential left a card stays empty."""
    tray = Tray(place.cards)
    station = granted(entrance.come_in(entrance.precinct.installed.stations[ACCUMULATOR]))
    for number in [number for number, where in tray.cards().items() if where == TRAY]:
        card = FileCard(tray.path(number, TRAY))
        if isinstance(read_card(card), Wiped):
            entrance.perform(Command.LOAD_CARD, [station], card, accumulator=ACCUMULATOR)
