"""A card pulled at every command of every write, in a real reader, with the real use cases: 0 lost, 0 doubled (R 12).

Each test first does the work undisturbed and counts the commands from the first write to the last answer. Then, for
every one of them, a card is pulled before it and another one after it was carried out and before it was answered; then
the card is put in again, the work is finished, and the figures must be those of a day on which nothing happened.
Every byte of every write is pulled at in `tests/card/test_pulled_card.py` and `tests/adapters/test_type4.py`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from sailau.card import Abandoned, Activated, CardRemovedError, CardSlot, Loaded, Voted, Wiped, parse
from sailau.checkin.state import Admitted as StandsAdmitted
from sailau.checkin.voters import VoterEntry
from sailau.refusal import Refusal
from sailau.sealing.vote import SealedVote
from sailau.service import accumulator, desk
from sailau.service.accumulator import Accepted, Returned
from sailau.terminal import Session
from tests.pcsc.chip import Chip
from tests.pcsc.device import Device, MakeDevice
from tests.pcsc.place import BOOTH, clean, open_place
from tests.service.day import DESK, ISSUER, TABLE, chosen

WRITE = 0xD6


def code(outcome: object) -> str:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


def boundaries(chip: Chip) -> Iterator[tuple[int, bool]]:
    """Every command from the first write on, as this chip saw them since it was put in: before it, and after it."""
    seen = chip.trace[-chip.commands :]
    first = next(number for number, command in enumerate(seen) if command[1] == WRITE)
    for number in range(first, chip.commands):
        yield number, False
        yield number, True


def pulled(device: Device, chip: Chip, place: tuple[int, bool], work: Callable[[CardSlot], object]) -> object:
    """The work with the card pulled at this place; what came of it, the error included."""
    number, carried_out = place
    chip.pull_before, chip.pull_after = (None, number) if carried_out else (number, None)
    slot = device.insert(chip)
    try:
        return work(slot)
    except CardRemovedError as error:
        return error
    finally:
        assert device.inserted.pulled.wait(10), "the card was not pulled"
        chip.pull_before = chip.pull_after = None
        device.saw_removal()


def test_card_pulled_anywhere_while_it_is_loaded(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:
        cases = list(boundaries(place.loaded(40)))
        assert len(cases) >= 8

        def load(slot: CardSlot) -> Loaded | Refusal:
            return accumulator.load_card(place.precinct, slot, accumulator=TABLE)

        for number, case in enumerate(cases, start=1):
            chip = place.chip(number)
            assert code(pulled(place.table, chip, case, load)) == "card-unreadable"
            assert isinstance(parse(chip.image), Loaded | Wiped)
            dead = chip.image
            assert isinstance(place.at(place.table, chip, load), Loaded)
            assert chip.image != dead, "a credential that was drawn and not read back came back"
        assert list(place.day.table("box", "cancelled").values()) == [b"load_failed"] * len(cases)
        assert place.events(TABLE).count("load-failed") == len(cases)
        assert len(place.day.table("cards", "out")) == len(cases) + 1


def test_card_pulled_anywhere_while_it_is_activated(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:
        chip = place.activated(voter=30, number=40)
        cases = list(boundaries(chip))
        for number, case in enumerate(cases, start=1):
            chip, entry = place.loaded(number), place.day.voter(number)

            def admit(slot: CardSlot, entry: VoterEntry = entry) -> desk.Admitted | Refusal:
                return desk.admit(place.precinct, entry, slot, desk=DESK, member=ISSUER)

            assert code(pulled(place.table, chip, case, admit)) == "desk-card-removed"
            assert code(desk.replace_card(place.precinct, _nobody(), desk=DESK, member=ISSUER)) == "desk-unfinished"
            left = parse(chip.image)
            assert place.at(place.table, chip, lambda slot: desk.resume(place.precinct, slot, DESK)) is None
            is_admitted = isinstance(desk.standing_of(place.precinct, entry.number), StandsAdmitted)
            assert is_admitted == isinstance(left, Activated), f"{case}"
            if not is_admitted:
                assert isinstance(place.at(place.table, chip, admit), desk.Admitted)
            assert isinstance(parse(chip.image), Activated)
        assert place.day.counts() == {"issued:member-4": len(cases) + 1}
        assert place.events(DESK).count("activation-failed") == len(cases)


def test_card_pulled_anywhere_while_the_vote_is_written(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:
        chips = [place.voted(voter=30, number=40)]
        cases = list(boundaries(chips[0]))
        assert len(cases) >= 12
        for number, case in enumerate(cases, start=1):
            chip = place.activated(voter=number, number=number)
            assert code(pulled(place.booth, chip, case, place.vote_in)) == "card-undecided"
            if isinstance(parse(chip.image), Voted):
                again = place.at(place.booth, chip, place.insert_in)
                assert code(again) == "card-voted-already", f"{case}"
            else:
                assert isinstance(place.vote(chip), SealedVote), f"{case}"
            chips.append(chip)
        closing = place.day.booth(BOOTH).closing((), ())
        assert (closing.sealed, closing.undecided) == (len(chips), ())
        assert place.events().count("card-write-failed") == len(cases)
        for chip in chips:
            assert isinstance(place.take(chip), Accepted)
        place.check(accepted=len(chips))


def test_card_pulled_anywhere_while_it_is_taken_and_wiped(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:
        chip = place.voted(voter=30, number=40)
        assert isinstance(place.take(chip), Accepted)
        cases = list(boundaries(chip))
        assert len(cases) >= 16
        for number, case in enumerate(cases, start=1):
            chip = place.voted(voter=number, number=number)
            before = place.events(TABLE)
            outcome = pulled(place.table, chip, case, place.take_from)
            assert isinstance(outcome, CardRemovedError)
            assert place.events(TABLE)[len(before) :].count("card-removed") == 1
            assert place.box() == number + 1, "the ballot was in the box before the card was touched"
            again = place.take(chip)
            settled = code(again) == "ballot-taken-before" if isinstance(again, Refusal) else True
            assert settled and isinstance(again, Accepted | Returned | Refusal), f"{case}"
            assert clean(chip), f"{case}"
        place.check(accepted=len(cases) + 1)
        assert place.day.table("cards", "out") == {}


def test_card_pulled_anywhere_while_an_abandoned_turn_is_wiped(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:

        def abandon(slot: CardSlot) -> None:
            session = place.insert_in(slot)
            assert isinstance(session, Session)
            place.day.booth(BOOTH).abandon(slot, session)

        first = place.activated(voter=30, number=40)
        place.at(place.booth, first, abandon)
        cases = list(boundaries(first))
        for number, case in enumerate(cases, start=1):
            chip = place.activated(voter=number, number=number)
            assert isinstance(pulled(place.booth, chip, case, abandon), CardRemovedError)
            assert isinstance(parse(chip.image), Activated | Abandoned)
            assert isinstance(place.take(chip), Returned), f"{case}"
            assert clean(chip)
        place.take(first)
        counts = place.day.counts()
        assert counts["abandoned"] + counts["returned"] == len(cases) + 1
        assert place.events().count("card-removed") == len(cases)
        assert place.box() == 0


def test_card_pulled_anywhere_while_the_challenge_is_written(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:

        def challenge(slot: CardSlot) -> None:
            session = place.insert_in(slot)
            assert isinstance(session, Session)
            vote = place.day.booth(BOOTH).confirm(slot, session, chosen(2))
            assert isinstance(vote, SealedVote)
            place.day.booth(BOOTH).challenge(slot, session, vote)

        first = place.activated(voter=30, number=40)
        place.at(place.booth, first, challenge)
        every = list(boundaries(first))
        # The vote comes first: six writes, the image before and after.
        cases = every[-2 * 5 :]
        accepted = 0
        for number, case in enumerate(cases, start=1):
            chip = place.activated(voter=number, number=number)
            assert isinstance(pulled(place.booth, chip, case, challenge), CardRemovedError), f"{case}"
            assert code(place.at(place.booth, chip, place.insert_in)) == "card-voted-already"
            outcome = place.take(chip)
            accepted += isinstance(outcome, Accepted)
            assert clean(chip)
        assert isinstance(place.take(first), accumulator.Shown)
        assert 0 < accepted < len(cases)
        assert place.day.counts()["challenged"] == len(cases) + 1 - accepted
        place.check(accepted=accepted)


def _nobody() -> CardSlot:
    """A slot that must not be asked."""

    class Empty:
        def read(self, offset: int, length: int) -> bytes:
            raise AssertionError("the desk must not read a card now")

        def write(self, offset: int, data: bytes) -> None:
            raise AssertionError("the desk must not write a card now")

    return Empty()
