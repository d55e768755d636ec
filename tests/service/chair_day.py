"""A day that is led from a desk through the link alone: members' keys and key stores are at this end of it only."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sailau.adapters.keystore import MemberKeyStore
from sailau.adapters.station_link import SignedIn, StationLink
from sailau.formats.v1.record import Act
from sailau.refusal import Refusal
from sailau.service import opening
from sailau.service.acts import enter_foreign_act
from sailau.service.chair_judgment import ShownProtocol
from sailau.service.chair_link import ChairLink
from sailau.service.closing_medium import REQUEST_FILE, answer_request, read_answers
from sailau.service.preparation import destruction_act
from tests.service.day import MORNING, PIN, Day, day
from tests.service.test_table import link_of, serving

DESK = "desk-1"
MEMBERS = tuple(f"member-{number}" for number in range(1, 8))
CHAIR, DEPUTY, SECRETARY = MEMBERS[:3]
TWO = (CHAIR, SECRETARY)
EVENING = MORNING.replace(hour=20, minute=1)


@dataclass
class ChairDay:
    """The day, and the chair's end of its link while it is served."""

    day: Day
    record_to: Path
    agreed: list[Act] = field(default_factory=list)
    _port: int = 0
    _chair: ChairLink | None = None

    @property
    def chair(self) -> ChairLink:
        assert self._chair is not None, "nobody is served"
        return self._chair

    @contextmanager
    def served(self) -> Iterator[None]:
        """The precinct computer serves; all members sign in."""
        with serving(self.day, self.record_to) as port:
            self._port, self._chair = port, chair_of(self.day, port)
            try:
                self.sign_in(*MEMBERS)
                yield
            finally:
                self.chair.link.close()

    def agree(self, act: Act) -> bool:
        self.agreed.append(act)
        return True

    def sign_in(self, *members: str) -> None:
        for member in members:
            assert isinstance(self.chair.sign_in(self.day.installed.pki.signers[member]), SignedIn)

    def ask(self, command: str, *who: str, **args: Any) -> Mapping[str, Any]:
        return granted(self.chair.ask(command, who or (CHAIR,), self.agree, **args))

    def outline(self) -> Mapping[str, Any]:
        return granted(self.chair.link.outline())

    def key(self, number: int) -> MemberKeyStore:
        """The member types the PIN, here."""
        return MemberKeyStore.open(self.day.folder / f"member-{number}.key", PIN)

    def cut(self) -> None:
        """The cable is pulled; the station comes in anew and its members sign in anew."""
        self.chair.link.close()
        self._chair = chair_of(self.day, self._port)
        self.sign_in(*MEMBERS)

    @property
    def now(self) -> datetime:
        return self.day.clock.now()


def chair_of(made: Day, port: int) -> ChairLink:
    return ChairLink(StationLink(link_of(made, port, DESK)), made.installed.setup.hash.hex())


def granted(answer: Mapping[str, Any] | Refusal) -> Mapping[str, Any]:
    assert not isinstance(answer, Refusal), answer
    return answer


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


@contextmanager
def led_from_a_desk(tmp_path: Path) -> Iterator[ChairDay]:
    """A precinct on the morning, installed; all members have signed in at the desk."""
    with day(tmp_path) as made:
        install_acts(made)
        led = ChairDay(made, tmp_path / "out")
        with led.served():
            yield led


def install_acts(made: Day) -> None:
    """What was done three days before."""
    installation = opening.record_installation(made.precinct, made.signers())
    package, election = made.installed.prepared.package, str(made.precinct.definition.id)
    signer, number = made.installed.pki.signers["territorial"], installation.act.number + 1
    destroyed = destruction_act(package, election, signer, made.clock.now(), number=number)
    enter_foreign_act(made.precinct, "credentials-destroyed", *destroyed)


def check_and_open(led: ChairDay) -> None:
    """Seven of seven prove possession; the zero report; a duty; seven o'clock."""
    for number, member in enumerate(MEMBERS, start=1):
        assert led.chair.prove_possession(member, led.key(number)) is None
    led.ask("check-system", *TWO)
    led.ask("name-duty", CHAIR, named="member-4", duty="issues-cards")
    led.day.clock.at = MORNING.replace(hour=7, minute=0)
    led.ask("open-voting")


def vote(led: ChairDay, answers: Sequence[int] = (1, 4, 4)) -> None:
    for number, answer in enumerate(answers, start=1):
        led.day.voted(number, number, answer)


def close_and_reconcile(led: ChairDay, medium: Path) -> None:
    """Eight in the evening: devices answer by a medium, the rest is destroyed, people, cards and ballots agree."""
    led.day.clock.at = EVENING
    led.ask("close-voting")
    closing_cards(led, medium)
    led.ask("destroy-unused", *TWO)
    assert led.ask("reconcile")["agrees"]


def closing_cards(led: ChairDay, medium: Path, without: str = "") -> None:
    """A member carries the request to every device, and the answers back; one may be left out."""
    medium.mkdir(exist_ok=True)
    request = led.chair.closing_request(CHAIR)
    assert not isinstance(request, Refusal)
    (medium / REQUEST_FILE).write_bytes(request)
    for booth in (led.day.booth("terminal-1"), led.day.booth("terminal-2"), led.day.home()):
        if booth.kit.device != without:
            answer_request(booth, medium, led.now)
    for answer in read_answers(medium).values():
        assert led.chair.enter_closing_card(CHAIR, answer) is None


def mix(led: ChairDay, member: str, count: str = "first") -> None:
    """A member mixes; it goes on by itself, and the outline tells when it is done."""
    led.ask("mix", member, count=count)
    which = "count" if count == "first" else "recount"
    for _ in range(600):
        if led.outline()[which]["mixing"] == "":
            break
    assert member in led.outline()[which]["mixed"]


def count(led: ChairDay, decrypting: Sequence[int] = (1, 2, 3, 5), name: str = "first") -> None:
    for number in decrypting:
        done = led.chair.decrypt(f"member-{number}", led.key(number), lambda opening: opening.ballots > 0, name)
        assert done is None, done
    led.ask("finish-count", CHAIR, count=name)


def draw_up(led: ChairDay, members: Sequence[str] = MEMBERS[:3]) -> tuple[ShownProtocol, ...]:
    """The chair has it drawn up for these to sign; the others are away."""
    away = {member: ["Ауырып қалды.", "Заболел."] for member in MEMBERS if member not in members}
    led.ask("draw-up-protocol", absent=away)
    shown = led.chair.show_protocols(CHAIR)
    assert not isinstance(shown, Refusal), shown
    return shown


def counted(led: ChairDay) -> None:
    """Two members mix, four decrypt."""
    led.ask("begin-count")
    for member in TWO:
        mix(led, member)
    count(led)


def write(led: ChairDay, members: Sequence[str] = MEMBERS[:3]) -> None:
    """The protocol is drawn up, shown, signed by those who are there; the record is written."""
    draw_up(led, members)
    sign_all(led, members)
    assert led.chair.write_record(TWO) == "record"


def sign_all(led: ChairDay, members: Sequence[str]) -> None:
    for member in members:
        assert led.chair.sign_protocols(member, led.now) is None
