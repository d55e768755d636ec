"""What people do in a polling place, at the real devices: plain voters, and those of whom a day has a few.

Every kind is a generator for `Town`. Each voter's ballot that came into the box is noted in `Truth`, with the choice.
"""

from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from sailau.adapters.cards import PulledCard
from sailau.card import CARD_BYTES, Activated, CardRemovedError, CardSlot, Voted, read_card
from sailau.checkin.home import HomeReason
from sailau.checkin.voters import VoterEntry, VoterNumber
from sailau.election.nouns import Language
from sailau.refusal import Refusal
from sailau.sealing.vote import SealedVote
from sailau.service import accumulator, desk, tours
from sailau.terminal import Session
from sailau.terminal.turn import Device, Ground
from tests.attacker.devices import ANSWERS, CARRIERS, DESK, ISSUER, PORTABLE, TABLES, Devices, chosen
from tests.attacker.hands import Hands, Way
from tests.attacker.town import Cast, Person, Queue, Town

OBSERVER: Final = 0
"""In place of a voter's number: an observers' test."""
Result = TypeVar("Result")
Steps = Generator[float | Queue, Any, Result]


@dataclass(frozen=True)
class Visit:
    """A voter in a booth, the card in the slot."""

    device: str
    slot: CardSlot
    hands: Hands
    session: Session


class People(Town):
    """The polling place with the people in it."""

    def __init__(self, devices: Devices, seed: int) -> None:
        super().__init__(devices, seed)
        style = devices.precinct.style
        languages = (Language.KK, Language.RU)
        self._ground = Ground(style=style, languages=languages, device=Device.TERMINAL, check=True)
        self._at_home = Ground(style=style, languages=languages, device=Device.PORTABLE, check=False)

    def voter(self, number: int, row: int, way: Way) -> Person:
        """Comes, votes, goes."""
        card = yield from self._admitted(number)
        yield from self._votes(number, card, row, way)

    def checks(self, number: int, row: int, way: Way) -> Person:
        """Checks the machine with another choice, then votes with a replacement; an observer only checks it."""
        card = yield from (self._activated(test=True) if number == OBSERVER else self._admitted(number))
        visit = yield from self._enters(card, way)
        cast = yield from self._chooses(visit, number, self.chance.randint(1, ANSWERS))
        yield from visit.hands.checks_the_machine()
        self.devices.terminal(visit.device).challenge(visit.slot, visit.session, cast.vote)
        visit.hands.happens("challenge-written")
        yield from self._goes_out(visit)
        _, outcome = yield from self._handed_in(card)
        assert isinstance(outcome, accumulator.Shown) and outcome.opening is not None
        self.devices.show(f"checked {cast.vote.tracker}")
        if number != OBSERVER:
            card = yield from self._activated(test=False)
            yield from self._votes(number, card, row, way)

    def leaves(self, number: int, row: int, way: Way) -> Person:
        """Leaves without confirming; two members carry the card; comes back, is admitted anew and votes."""
        card = yield from self._admitted(number)
        visit = yield from self._enters(card, way)
        yield from visit.hands.chooses(row)
        visit.hands.happens("help")
        visit.hands.happens("leave")
        self.devices.terminal(visit.device).abandon(visit.slot, visit.session)
        visit.hands.happens("wiped")
        yield from self._goes_out(visit)
        _, outcome = yield from self._handed_in(card)
        assert isinstance(outcome, accumulator.Returned), outcome
        yield self.chance.uniform(120, 240)
        assert desk.undo_admission(self.devices.precinct, self._entry(number), DESK) is None
        card = yield from self._admitted(number)
        yield from self._votes(number, card, row, way)

    def pulls(self, number: int, row: int, way: Way) -> Person:
        """Pulls the card out before it is written, puts it back and votes."""
        card = yield from self._admitted(number)
        visit = yield from self._enters(card, way)
        yield from visit.hands.chooses(row)
        yield from visit.hands.confirms()
        terminal = self.devices.terminal(visit.device)
        refused = terminal.confirm(PulledCard(visit.slot, CARD_BYTES // 64), visit.session, chosen(row))
        assert isinstance(refused, Refusal) and isinstance(read_card(visit.slot), Activated)
        visit.hands.happens("undecided")
        yield self.chance.uniform(3, 6)
        visit.hands.happens("card-in")
        begun = terminal.insert(visit.slot, self.devices.clock.now())
        assert isinstance(begun, Session)
        visit.hands.happens("card-admitted")
        cast = yield from self._chooses(replace(visit, session=begun), number, row)
        yield from self._goes_out(visit)
        yield from self._brings(card, cast)

    def takes_it_early(self, number: int, row: int, way: Way) -> Person:
        """Takes the card out before it was read back, and hands it in: the vote is on it."""
        card = yield from self._admitted(number)
        visit = yield from self._enters(card, way)
        yield from visit.hands.chooses(row)
        yield from visit.hands.confirms()
        terminal = self.devices.terminal(visit.device)
        vote = terminal.seal(visit.session.credential, chosen(row))
        assert isinstance(vote, SealedVote)
        cast = Cast(number, row, vote, visit.device, self.seconds)
        assert terminal.put_on_card(_TakenEarly(visit.slot), visit.session, vote) is not None
        assert isinstance(read_card(visit.slot), Voted)
        visit.hands.happens("undecided")
        yield 120.0
        visit.hands.happens("time-out")
        yield from self._goes_out(visit)
        yield from self._brings(card, cast)

    def breaks(self, number: int, row: int, way: Way) -> Person:
        """The card breaks after the vote; votes with a replacement."""
        card = yield from self._admitted(number)
        visit = yield from self._enters(card, way)
        yield from self._chooses(visit, number, row)
        yield from self._goes_out(visit)
        table = yield self.tables
        self._path(card).write_bytes(b"\xff" * CARD_BYTES)
        outcome = accumulator.take_card(self.devices.precinct, visit.slot, accumulator=table)
        assert isinstance(outcome, Refusal)
        yield self.chance.uniform(20, 40)
        assert accumulator.cancel_unreadable(self.devices.precinct, card, accumulator=table) is None
        self.give(self.tables, table)
        self._path(card).unlink()
        card = yield from self._activated(test=False)
        yield from self._votes(number, card, row, way)

    def walks_off(self, number: int, row: int, way: Way) -> Person:
        """Votes, and carries the card away."""
        card = yield from self._admitted(number)
        visit = yield from self._enters(card, way)
        yield from self._chooses(visit, number, row)
        yield from self._goes_out(visit)
        self._path(card).unlink()

    def tour(self, voters: dict[int, int]) -> Person:
        """Two members go to homes; `voters` are the applicants and their choices."""
        precinct, device = self.devices.precinct, self.devices.portable
        for number in voters:
            entry = self._entry(number)
            assert tours.apply_for_home(precinct, entry, HomeReason.HEALTH, marked_by="member-1", desk=DESK) is None
        row = tours.begin_tour(precinct, 1, PORTABLE, CARRIERS)
        assert not isinstance(row, Refusal)
        assert device.fill(1, row.credentials, row.applications) is None
        for number, choice in voters.items():
            yield self.chance.uniform(60, 120)
            yield from self._votes_at_home(number, choice)
        yield 60.0
        for number in voters:
            hour = precinct.now().hour
            assert tours.admit_at_home(precinct, self._entry(number), 1, member=ISSUER, hour=hour) is None
        brought = device.contents()
        assert brought is not None
        done = tours.end_tour(precinct, brought, accumulator=TABLES[0], signers=self.devices.signers())
        assert not isinstance(done, Refusal) and done.valid
        device.clear()
        self.truth.homes = tuple(voters)
        self.truth.taken += [(self.seconds, number, 0) for number in voters]

    # Parts of what people do.

    def _admitted(self, number: int) -> Steps[int]:
        """Through the desk, with an activated card: its number."""
        held = yield self.desks
        yield self.chance.uniform(8, 16)
        entry = self._entry(number)
        assert desk.find_voter(self.devices.precinct, entry.iin.digits, DESK) == entry
        yield self.chance.uniform(6, 12)
        card: int = yield self.tray
        done = desk.admit(self.devices.precinct, entry, self.devices.card(card), desk=DESK, member=ISSUER)
        assert isinstance(done, desk.Admitted), done
        self.truth.admissions.append((self.seconds, number))
        yield from self._leaves_the_desk(held, card)
        return card

    def _activated(self, *, test: bool) -> Steps[int]:
        """A card without an admission: a replacement, or the observers'."""
        held = yield self.desks
        card: int = yield self.tray
        slot = self.devices.card(card)
        assert desk.replace_card(self.devices.precinct, slot, desk=DESK, member=ISSUER, test=test) is None
        yield from self._leaves_the_desk(held, card)
        return card

    def _leaves_the_desk(self, held: str, card: int) -> Steps[None]:
        self.truth.at_desk.append((self.seconds, card))
        self.give(self.desks, held)
        yield self.chance.uniform(4, 12)

    def _enters(self, card: int, way: Way) -> Steps[Visit]:
        device: str = yield self.booths
        yield self.chance.uniform(1.5, 4)
        slot = self.devices.card(card)
        hands = Hands(self._ground, self.devices.recorders[device], way, self.chance)
        hands.happens("card-in")
        session = self.devices.terminal(device).insert(slot, self.devices.clock.now())
        assert isinstance(session, Session), session
        hands.happens("card-admitted")
        return Visit(device, slot, hands, session)

    def _chooses(self, visit: Visit, number: int, row: int) -> Steps[Cast]:
        yield from visit.hands.chooses(row)
        yield from visit.hands.confirms()
        vote = self.devices.terminal(visit.device).confirm(visit.slot, visit.session, chosen(row))
        assert isinstance(vote, SealedVote), vote
        cast = Cast(number, row, vote, visit.device, self.seconds)
        visit.hands.happens("sealed")
        if self.chance.random() < 0.3:
            yield from visit.hands.asks_for_the_code()
        return cast

    def _goes_out(self, visit: Visit) -> Steps[None]:
        yield self.chance.uniform(2, 8)
        self.devices.recorders[visit.device].record("card-removed")
        visit.hands.happens("card-out")
        yield self.chance.uniform(1, 3)
        self.give(self.booths, visit.device)
        yield self.chance.uniform(4, 10)

    def _votes(self, number: int, card: int, row: int, way: Way) -> Person:
        visit = yield from self._enters(card, way)
        cast = yield from self._chooses(visit, number, row)
        yield from self._goes_out(visit)
        yield from self._brings(card, cast)

    def _votes_at_home(self, number: int, row: int) -> Person:
        device = self.devices.portable
        hands = Hands(self._at_home, self.devices.recorders[PORTABLE], self.chance.choice(list(Way)), self.chance)
        hands.happens("card-in")
        assert device.begin() is None
        hands.happens("card-admitted")
        yield from hands.chooses(row)
        yield from hands.confirms()
        vote = device.vote(chosen(row))
        assert isinstance(vote, SealedVote)
        self.truth.cast[number] = Cast(number, row, vote, PORTABLE, self.seconds)
        hands.happens("sealed")
        yield self.chance.uniform(2, 10)
        hands.happens("finish")

    def _brings(self, card: int, cast: Cast) -> Person:
        at, outcome = yield from self._handed_in(card)
        assert outcome == accumulator.Accepted(cast.vote.tracker), outcome
        self.truth.cast[cast.voter] = cast
        self.truth.taken.append((at, cast.voter, card))
        self.devices.show()

    def _handed_in(self, card: int) -> Steps[tuple[float, accumulator.Outcome]]:
        """The accumulator takes the card, and when; loaded anew, the card lies in the tray again."""
        table: str = yield self.tables
        yield self.chance.uniform(1, 3)
        at = self.seconds
        outcome = accumulator.take_card(self.devices.precinct, self.devices.card(card), accumulator=table)
        self.devices.load(card, table)
        self.give(self.tray, card)
        self.give(self.tables, table)
        return at, outcome

    def _entry(self, number: int) -> VoterEntry:
        entry = self.devices.precinct.voters.by_number(VoterNumber(number))
        assert entry is not None
        return entry

    def _path(self, card: int) -> Path:
        return self.devices.world / "tray" / f"{card:02d}.card"


class _TakenEarly:
    """A card that is taken out when the vote is on it and before it is read back."""

    def __init__(self, card: CardSlot) -> None:
        self._card = card

    def read(self, offset: int, length: int) -> bytes:
        if isinstance(read_card(self._card), Voted):
            raise CardRemovedError("the card is not in the slot")
        return self._card.read(offset, length)

    def write(self, offset: int, data: bytes) -> None:
        self._card.write(offset, data)
