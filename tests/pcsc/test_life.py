"""Every way in which a card's day can go wrong, in real readers with the real use cases (R 8, 11, 12; L 50-5(5)).

Each case has its message (a refusal in three languages, or an error with its diagnostics) and its recorded event, and
at the end nothing is lost and nothing is doubled.
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sailau.card import (
    ACTIVATION_TAG,
    Abandoned,
    Activated,
    ActivationMark,
    CardNumber,
    CardRemovedError,
    CardSlot,
    LoadCounter,
    Loaded,
    Voted,
    activation_message,
    expiry_after,
    fresh,
    parse,
    write_and_read_back,
)
from sailau.card.reader import CardInserted, CardRemoved, ReaderFound
from sailau.card.refusals import READER_LOST, SERVICE_LOST, SURPLUS_READER
from sailau.card.slot import CardDamagedError
from sailau.refusal import Refusal
from sailau.sealing.vote import SealedVote
from sailau.service import accumulator, desk
from sailau.service.accumulator import Accepted, Returned
from sailau.signing.authority import Signer, around
from sailau.signing.device import device_sign
from sailau.signing.precinct_pki import PrecinctPlan, make_training_pki
from sailau.terminal import Session
from tests.card.contents import noise
from tests.pcsc.bench_top import READER, BenchTop, wait_until
from tests.pcsc.chip import MEMORY_CARD_ATR, Chip
from tests.pcsc.device import MakeDevice
from tests.pcsc.hand import in_hand
from tests.pcsc.place import BOOTH, Place, clean, open_place, slot_in
from tests.service.day import DESK, ISSUER, MORNING, TABLE, chosen, open_day


def code(outcome: object) -> str:
    """The code of a refusal that speaks all three languages."""
    assert isinstance(outcome, Refusal), outcome
    assert all((outcome.text.kk, outcome.text.ru, outcome.text.en, outcome.article))
    return outcome.code


def test_vote_goes_from_tray_to_box_over_real_readers(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:
        chip = place.activated()
        vote = place.vote(chip)
        assert isinstance(vote, SealedVote)
        assert place.take(chip) == Accepted(vote.tracker)
        assert clean(chip)
        assert place.events()[2:] == ["card-inserted", "session-begun", "ballot-sealed", "confirmed", "card-written"]
        assert place.events(TABLE)[-3:] == ["card-inserted", "ballot-taken", "card-wiped"]
        place.check(accepted=1)


# Cards that must not vote.


def mark_by(signer: Signer, setup: bytes, place: Place, chip: Chip) -> None:
    """Activate a loaded card as the precinct computer `signer` would for its own Setup."""
    card = parse(chip.image)
    assert isinstance(card, Loaded)
    expiry = expiry_after(place.day.clock.at.timestamp() + 3600)
    message = activation_message(setup=setup, number=card.number, load=card.load, expiry=expiry)
    mark = ActivationMark(expiry=expiry, desk=DESK, signature=device_sign(signer.key, ACTIVATION_TAG, message))
    content = Activated(number=card.number, load=card.load, credential=card.credential, mark=mark)
    write_and_read_back(in_hand(chip), content)


def computer_of(election: str, precinct: str) -> Signer:
    plan = PrecinctPlan(election=election, precinct=precinct, territory="almaty-city")
    pki = make_training_pki(plan, around(MORNING, before=timedelta(days=60), after=timedelta(days=400)))
    return pki.signers["precinct-computer"]


def test_card_of_another_precinct_another_election_or_a_training_is_refused_everywhere(
    tmp_path: Path, device: MakeDevice
) -> None:
    with open_place(tmp_path, device) as place:
        ours = place.day.installed
        cases = {
            1: (computer_of("president-2005-example", "precinct-26"), ours.setup.hash),
            2: (computer_of("majilis-2021-example", "precinct-25"), noise("other election", 32)),
            3: (ours.pki.signers["precinct-computer"], noise("the Setup of a training", 32)),
        }
        for number, (signer, setup) in cases.items():
            chip = place.loaded(number)
            mark_by(signer, setup, place, chip)
            before = chip.image
            assert code(place.vote(chip)) == "card-foreign"
            assert code(place.admit(number, chip)) == "card-not-loaded"
            assert chip.image == before
        assert place.events().count("card-refused") == 3
        assert place.events(DESK).count("activation-failed") == 3
        assert place.events("precinct-computer").count("refusal-shown") >= 3
        place.check(accepted=0)


def test_voted_card_of_another_setup_is_refused_at_the_table(tmp_path: Path, device: MakeDevice) -> None:
    with open_day(tmp_path / "theirs", "second") as theirs:
        slot = theirs.admitted(1, 1)
        theirs.vote(slot)
        image = slot.read(0, 8192)
    with open_place(tmp_path / "ours", device) as place:
        place.activated(1, 1)
        foreign = Chip()
        foreign.image = image
        assert code(place.take(foreign)) == "ballot-foreign"
        assert code(place.vote(foreign)) == "card-voted-already"
        stranger = Chip()
        stranger.image = fresh(CardNumber(999))
        outcome = place.at(
            place.table, stranger, lambda slot: accumulator.load_card(place.precinct, slot, accumulator=TABLE)
        )
        assert code(outcome) == "card-not-in-package"
        assert place.events(TABLE).count("ballot-refused") == 1
        place.check(accepted=0)


def test_used_card_and_its_copy_do_not_vote_again(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:
        chip = place.activated()
        copy = Chip()
        copy.image = chip.image
        assert isinstance(place.vote(chip), SealedVote)
        voted = chip.image
        assert code(place.vote(chip)) == "card-voted-already"
        assert code(place.vote(copy)) == "credential-used"
        assert isinstance(place.take(chip), Accepted)
        assert code(place.vote(chip)) == "card-not-activated"
        copy.image = voted
        assert code(place.take(copy)) == "ballot-of-another-card"
        assert isinstance(place.take(chip), Returned), "an empty card counts nothing"
        assert place.events().count("card-refused") == 3
        place.check(accepted=1)


def test_expired_card_is_refused_in_the_booth_and_returned_at_the_table(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:
        chip, late = place.activated(1, 1), place.activated(2, 2)
        assert isinstance(place.vote(late), SealedVote)
        place.day.clock.at += timedelta(hours=3)
        assert code(place.vote(chip)) == "card-expired"
        assert place.events()[-1] == "card-refused"
        assert place.take(chip) == Returned(abandoned=False)
        assert isinstance(place.take(late), Accepted), "a vote does not expire"
        assert place.events(TABLE).count("card-returned") == 1
        place.check(accepted=1)


STRANGERS: dict[str, Callable[[], Chip]] = {
    "memory card": lambda: Chip(atr=MEMORY_CARD_ATR),
    "too small a card": lambda: Chip(own_file=0),
    "locked card": lambda: Chip(locked=True),
    "new card": Chip,
}


@pytest.mark.parametrize("kind", STRANGERS)
def test_foreign_card_is_refused_everywhere_and_not_written(tmp_path: Path, device: MakeDevice, kind: str) -> None:
    with open_place(tmp_path, device) as place:
        chip = STRANGERS[kind]()
        assert code(place.vote(chip)) == "card-foreign"
        assert code(place.admit(1, chip)) == "card-not-loaded"
        assert code(place.take(chip)) == "card-unreadable"
        loading = place.at(place.table, chip, lambda s: accumulator.load_card(place.precinct, s, accumulator=TABLE))
        assert code(loading) == "card-unreadable"
        assert chip.writes == 0
        assert place.events()[-2:] == ["card-inserted", "card-refused"]
        assert place.events(DESK)[-1] == "activation-failed"


def test_card_on_which_a_phone_wrote_a_text_is_replaced_and_counts_once(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:
        place.chips[1] = Chip(own_file=0, messages=0x2040)
        in_hand(place.chips[1]).make_ready(CardNumber(1))
        chip = place.voted(1, 1)
        chip.text_by_phone("vote for somebody else " * 5)
        assert code(place.take(chip)) == "card-unreadable"
        assert code(place.vote(chip)) == "card-foreign"
        assert accumulator.cancel_unreadable(place.precinct, 1, accumulator=TABLE) is None
        second = place.loaded(2)
        replaced = place.at(
            place.table, second, lambda slot: desk.replace_card(place.precinct, slot, desk=DESK, member=ISSUER)
        )
        assert replaced is None
        assert isinstance(place.vote(second), SealedVote)
        assert isinstance(place.take(second), Accepted)
        assert place.events(TABLE).count("card-cancelled") == 1
        assert place.box() == 1 == place.day.counts()["accepted"]


def test_old_card_that_is_readable_again_after_its_replacement_counts_nothing_also_after_a_restart(
    tmp_path: Path, device: MakeDevice
) -> None:
    with open_place(tmp_path, device) as place:
        old = place.voted(1, 1)
        image = old.image
        old.image = noise("a card that was bent", 8192)
        assert code(place.take(old)) == "card-unreadable"
        assert accumulator.cancel_unreadable(place.precinct, 1, accumulator=TABLE) is None
        new = place.loaded(2)
        assert place.at(place.table, new, _replace(place)) is None
        old.image = image
        assert code(place.take(old)) == "ballot-of-another-card"
        place.day.restart()
        assert code(place.take(old)) == "ballot-of-another-card"
        assert code(place.vote(old)) == "card-voted-already"
        assert isinstance(place.vote(new), SealedVote)
        assert isinstance(place.take(new), Accepted)
        assert code(place.take(old)) == "ballot-of-another-card"
        assert place.events(TABLE).count("ballot-refused") == 3
        assert place.box() == 1 == place.day.counts()["accepted"]


def _replace(place: Place) -> Callable[[CardSlot], Refusal | None]:
    return lambda slot: desk.replace_card(place.precinct, slot, desk=DESK, member=ISSUER)


# Damage.


def test_card_that_takes_no_write_in_the_booth_is_said_to_be_damaged_and_its_voter_gets_another(
    tmp_path: Path, device: MakeDevice
) -> None:
    with open_place(tmp_path, device) as place:
        chip = place.activated()
        chip.refuse_writes = 0x6581
        assert code(place.vote(chip)) == "card-damaged"
        assert place.events()[-1] == "card-write-failed"
        assert isinstance(parse(chip.image), Activated)
        with pytest.raises(CardDamagedError):
            place.take(chip)
        assert place.events(TABLE)[-1] == "card-damaged"
        # It was returned unvoted, and only its wiping failed: the admission is undone against it.
        assert desk.undo_admission(place.precinct, place.day.voter(1), DESK) is None
        assert isinstance(place.vote(place.activated(1, 2)), SealedVote)
        assert isinstance(place.take(place.chip(2)), Accepted)
        assert place.box() == 1


def test_card_that_takes_no_write_at_the_desk_leaves_the_desk_free_after_it_was_put_in_again(
    tmp_path: Path, device: MakeDevice
) -> None:
    with open_place(tmp_path, device) as place:
        chip = place.loaded()
        chip.refuse_writes = 0x6581
        assert code(place.admit(1, chip)) == "card-damaged"
        assert place.events(DESK)[-1] == "activation-failed"
        assert place.at(place.table, chip, lambda slot: desk.resume(place.precinct, slot, DESK)) is None
        assert isinstance(place.admit(1, place.loaded(2)), desk.Admitted)
        assert place.day.counts() == {"issued:member-4": 1}


def test_card_that_breaks_while_it_is_taken_has_been_counted_once(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:
        chip = place.voted()
        chip.refuse_writes = 0x6581
        with pytest.raises(CardDamagedError) as raised:
            place.take(chip)
        assert "6581" in raised.value.diagnostics()
        assert place.events(TABLE)[-1] == "card-damaged"
        assert code(accumulator.cancel_unreadable(place.precinct, 1, accumulator=TABLE)) == "ballot-taken-before"
        place.check(accepted=1)


def test_card_that_takes_no_load_costs_one_credential_and_no_vote(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:
        chip = place.chip()
        chip.refuse_writes = 0x6581
        loading = place.at(place.table, chip, lambda s: accumulator.load_card(place.precinct, s, accumulator=TABLE))
        assert code(loading) == "card-unreadable"
        assert place.events(TABLE)[-1] == "load-failed"
        assert list(place.day.table("box", "cancelled").values()) == [b"load_failed"]


# Hands.


def test_two_cards_swapped_in_the_booth_neither_carries_the_other_ones_vote(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:
        first, second = place.activated(1, 1), place.activated(2, 2)
        slot = place.booth.insert(first)
        session = place.insert_in(slot)
        assert isinstance(session, Session)
        place.booth.pull()
        other = place.booth.insert(second)
        terminal = place.day.booth(BOOTH)
        assert code(terminal.confirm(slot, session, chosen(1))) == "card-undecided"
        assert isinstance(parse(first.image), Activated) and isinstance(parse(second.image), Activated)
        assert isinstance(place.vote_in(other, 2), SealedVote)
        place.booth.pull()
        assert isinstance(place.vote(first, 1), SealedVote)
        assert isinstance(place.take(second), Accepted) and isinstance(place.take(first), Accepted)
        assert place.events().count("card-write-failed") == 1
        place.check(accepted=2)


def test_two_cards_swapped_on_the_way_to_the_table_are_each_what_they_are(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:
        first, second = place.voted(1, 1), place.activated(2, 2)
        assert place.take(second) == Returned(abandoned=False)
        assert isinstance(place.take(first), Accepted)
        place.check(accepted=1)


def test_ballot_moved_onto_another_card_is_refused(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:
        first, second = place.voted(1, 1), place.voted(2, 2)
        card, other = parse(first.image), parse(second.image)
        assert isinstance(card, Voted) and isinstance(other, Voted)
        forged = place.activated(3, 3)
        content = parse(forged.image)
        write_and_read_back(in_hand(forged), replace(card, number=content.number, load=content.load))
        assert code(place.take(forged)) == "ballot-foreign"
        assert isinstance(place.take(first), Accepted) and isinstance(place.take(second), Accepted)
        place.check(accepted=2)


def test_same_ballot_on_two_cards_at_two_accumulators_at_the_same_instant_counts_once(
    tmp_path: Path, device: MakeDevice
) -> None:
    """Both cards are read, and both are about to be written *taken*, before either goes on."""
    with open_place(tmp_path, device) as place:
        first = place.voted()
        second = Chip()
        second.image = first.image
        slots = {"accumulator-1": place.booth.insert(first), "accumulator-2": place.table.insert(second)}
        for table in slots:
            place.precinct.recorder(table)
        reads = 6
        both = threading.Barrier(2, timeout=30)
        first.before = second.before = {reads - 1: both.wait, reads + 1: both.wait}  # type: ignore[dict-item]
        outcomes: dict[str, accumulator.Outcome] = {}

        def take(table: str) -> None:
            outcomes[table] = place.take_from(slots[table], table)

        threads = [threading.Thread(target=take, args=(table,)) for table in slots]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        kinds = sorted(code(one) if isinstance(one, Refusal) else "accepted" for one in outcomes.values())
        assert kinds == ["accepted", "ballot-taken-before"]
        assert both.n_waiting == 0 and clean(first) and clean(second)
        last = sorted(place.events(table)[-1] for table in slots)
        assert last == ["ballot-taken-before", "card-wiped"]
        place.check(accepted=1)


def test_card_taken_away_before_thanks_tells_when_it_is_put_back(tmp_path: Path, device: MakeDevice) -> None:
    """The commit byte was written and never read back: the card knows, the terminal asks it."""
    with open_place(tmp_path, device) as place:
        measured = place.voted(2, 2)
        written = [n for n, c in enumerate(measured.trace[-measured.commands :]) if c[1] == 0xD6]
        chip = place.activated(1, 1)
        slot = place.booth.insert(chip)
        chip.pull_after = written[3]
        assert code(place.vote_in(slot)) == "card-undecided"
        assert place.events()[-1] == "card-write-failed"
        assert place.noticed(place.booth) == CardRemoved()
        chip.pull_after = None
        assert isinstance(parse(chip.image), Voted)
        assert code(place.at(place.booth, chip, place.insert_in)) == "card-voted-already"
        assert place.events()[-3:] == ["card-inserted", "undecided-settled", "card-refused"]
        assert isinstance(place.take(chip), Accepted) and isinstance(place.take(measured), Accepted)
        place.check(accepted=2)


def test_card_left_in_the_terminal_is_no_second_vote_also_after_the_terminal_was_restarted(
    tmp_path: Path, device: MakeDevice
) -> None:
    with open_place(tmp_path, device) as place:
        chip = place.activated()
        slot = place.booth.insert(chip)
        assert isinstance(place.vote_in(slot), SealedVote)
        assert code(place.insert_in(slot)) == "card-voted-already"
        place.day.booth(BOOTH).close()
        del place.day.booths[BOOTH]
        place.booth.close()
        again = device(0)
        event = again.event()
        assert isinstance(event, CardInserted)
        assert code(place.insert_in(event.slot)) == "card-voted-already"
        again.pull()
        assert isinstance(place.take(chip), Accepted)
        place.check(accepted=1)


def test_card_left_in_the_terminal_without_a_vote_is_wiped_and_carried_to_the_table(
    tmp_path: Path, device: MakeDevice
) -> None:
    with open_place(tmp_path, device) as place:
        chip = place.activated()
        slot = place.booth.insert(chip)
        session = place.insert_in(slot)
        assert isinstance(session, Session)
        place.day.booth(BOOTH).abandon(slot, session)
        place.booth.pull()
        assert isinstance(parse(chip.image), Abandoned)
        assert place.take(chip) == Returned(abandoned=True)
        assert place.events()[-1] == "session-abandoned"
        assert desk.undo_admission(place.precinct, place.day.voter(1), DESK) is None
        place.check(accepted=0)


def test_card_pulled_while_it_is_read_is_recorded_and_nothing_happened(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:
        chip = place.activated()
        chip.pull_before = 3
        slot = place.booth.insert(chip)
        with pytest.raises(CardRemovedError):
            place.insert_in(slot)
        assert place.events()[-1] == "card-removed"
        chip.pull_before = None
        place.booth.saw_removal()
        assert isinstance(place.vote(chip), SealedVote)
        assert isinstance(place.take(chip), Accepted)
        place.check(accepted=1)


# Readers.


def test_second_reader_that_appears_is_said_and_recorded_and_not_used(
    tmp_path: Path, device: MakeDevice, bench_top: BenchTop
) -> None:
    bench_top.unplug(1)
    wait_until(lambda states: not any(s.available for name, s in states.items() if name == READER.format(slot=1)))
    with open_day(tmp_path) as day:
        booth = device(0)
        place = Place(day, booth, booth)
        chip = place.activated()
        bench_top.plug_in(1)
        assert place.noticed(booth) == SURPLUS_READER
        assert place.events()[-1] == "reader-surplus"
        bench_top.insert(place.loaded(2), 1)
        assert booth.is_quiet()
        assert isinstance(place.vote(chip), SealedVote)


def test_reader_unplugged_in_mid_write_is_said_recorded_and_loses_no_vote(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:
        chip = place.activated()
        slot = place.booth.insert(chip)
        session = place.insert_in(slot)
        assert isinstance(session, Session)
        chip.before = {chip.commands + 2: place.booth.bench_top.unplug}
        assert code(place.day.booth(BOOTH).confirm(slot, session, chosen(4))) == "card-undecided"
        chip.before = {}
        noticed = [place.noticed(place.booth), place.noticed(place.booth)]
        assert noticed == [CardRemoved(), READER_LOST]
        assert place.events()[-3:] == ["card-write-failed", "card-removed", "reader-lost"]
        place.booth.bench_top.plug_in()
        assert isinstance(place.noticed(place.booth), ReaderFound)
        again = slot_in(place.noticed(place.booth))
        assert place.events()[-1] == "reader-found"
        assert isinstance(parse(chip.image), Activated)
        assert isinstance(place.vote_in(again), SealedVote)
        place.booth.pull()
        assert isinstance(place.take(chip), Accepted)
        place.check(accepted=1)


def test_pcscd_that_dies_in_mid_write_is_said_recorded_and_loses_no_vote(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:
        measured = place.voted(2, 2)
        written = [n for n, c in enumerate(measured.trace[-measured.commands :]) if c[1] == 0xD6]
        chip = place.activated(1, 1)
        slot = place.booth.insert(chip)
        session = place.insert_in(slot)
        assert isinstance(session, Session)
        # The first command after the commit byte: the vote is on the card, and nobody could read it back.
        chip.before = {written[4]: place.booth.bench_top.kill_process}
        assert code(place.day.booth(BOOTH).confirm(slot, session, chosen(4))) == "card-undecided"
        chip.before = {}
        noticed = [place.noticed(place.booth), place.noticed(place.booth)]
        assert noticed == [CardRemoved(), SERVICE_LOST]
        assert place.events()[-1] == "reader-lost"
        place.booth.bench_top.clear()
        assert isinstance(place.noticed(place.booth), ReaderFound)
        again = place.booth.insert(chip)
        assert code(place.insert_in(again)) == "card-voted-already"
        assert "undecided-settled" in place.events()
        place.booth.pull()
        closing = place.day.booth(BOOTH).closing((), ())
        assert (closing.sealed, closing.undecided) == (2, ())


def test_pcscd_that_dies_while_a_card_is_taken_counts_it_once(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:
        chip = place.voted()
        slot = place.table.insert(chip)
        chip.before = {7: place.table.bench_top.kill_process}
        with pytest.raises(CardRemovedError):
            place.take_from(slot)
        chip.before = {}
        assert place.events(TABLE)[-1] == "fault-reported"
        place.table.bench_top.clear()
        found = [place.table.event() for _ in range(3)]
        assert isinstance(found[-1], ReaderFound)
        outcome = place.take_from(place.table.insert(chip))
        assert isinstance(outcome, Accepted) or code(outcome) == "ballot-taken-before"
        assert clean(chip) and place.box() == 1
        assert place.day.counts()["accepted"] == 1


def test_loaded_card_keeps_its_load_counter_over_every_reader(tmp_path: Path, device: MakeDevice) -> None:
    with open_place(tmp_path, device) as place:
        for load in (1, 2):
            card = parse(place.loaded(1).image)
            assert (card.number, card.load) == (CardNumber(1), LoadCounter(load))
            assert place.take(place.chip(1)) == Returned(abandoned=False)
