"""The accumulator: each ballot once, opened ones never, and every other card has its place (R 12; L 50-5(5))."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sailau.accumulator import ANOTHER_CARD, TAKEN_BEFORE, TEST_CARD_CANCELLED
from sailau.adapters.cards import MemoryCard, PulledCard
from sailau.card import (
    TERMINAL_TAG,
    Abandoned,
    Activated,
    CardNumber,
    CardRemovedError,
    CardSlot,
    Loaded,
    TerminalMark,
    Voted,
    is_clean,
    read_card,
    read_image,
    terminal_message,
    write_and_read_back,
)
from sailau.errors import SailauError
from sailau.refusal import Refusal
from sailau.sealing.credentials import derive as derive_credential
from sailau.sealing.credentials import make_credentials
from sailau.sealing.vote import SealedVote
from sailau.service import accumulator, desk
from sailau.service.accumulator import Accepted, Returned, Shown
from sailau.service.pool import Place, pool_rows
from sailau.signing.device import device_sign
from tests.adapters.faulty import Counting, InterruptionError, RaisingAt
from tests.service.day import DESK, ISSUER, TABLE, Day, chosen, open_day


def code(outcome: object) -> str:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


def copy_of(slot: MemoryCard) -> MemoryCard:
    return MemoryCard(image=read_image(slot))


def filled_by(day: Day, slot: MemoryCard, signer: str, vote: SealedVote, **changed: Any) -> MemoryCard:
    """An activated card with a ballot, signed by `signer` as a terminal would sign; parts of it changed."""
    card = read_card(slot)
    assert isinstance(card, Activated)
    words: dict[str, Any] = {"setup": day.installed.setup.hash, "number": card.number, "load": card.load} | changed
    message = terminal_message(kind="voted", ballot=vote.card_form, **words)
    key = day.installed.pki.signers[signer].key
    mark = TerminalMark(device=signer, signature=device_sign(key, TERMINAL_TAG, message))
    write_and_read_back(slot, Voted(number=card.number, load=card.load, ballot=vote.card_form, terminal=mark))
    return slot


def sealed(day: Day, slot: MemoryCard, answer: int = 1, device: str = "terminal-1") -> SealedVote:
    """A ballot under the credential of an activated card, which is left as it was."""
    session = day.session(slot, device)
    vote = day.booth(device).seal(session.credential, chosen(answer))
    assert isinstance(vote, SealedVote)
    return vote


# The ordinary way, and the same ballot again.


def test_ballot_is_taken_and_the_card_comes_back_clean(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        vote = made.vote(slot)
        assert made.take(slot) == Accepted(vote.tracker)
        assert is_clean(read_image(slot))
        assert made.table("box", "ballots") == {vote.credential: vote.card_form}
        assert made.table("cards", "out") == {}
        assert made.counts() == {"issued:member-4": 1, "accepted": 1}


def test_same_ballot_on_two_accumulators_counts_once(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        vote = made.vote(slot)
        copy = copy_of(slot)
        assert made.take(slot) == Accepted(vote.tracker)
        assert isinstance(made.take(copy, "accumulator-2"), Refusal)
        assert len(made.table("box", "ballots")) == 1
        assert made.counts()["accepted"] == 1


def test_two_ballots_under_one_credential_count_once(tmp_path: Path) -> None:
    """The activated card was copied and filled at two terminals, which do not know of each other."""
    with open_day(tmp_path) as made:
        slot = made.admitted()
        copy = copy_of(slot)
        first, second = made.vote(slot, 1, "terminal-1"), made.vote(copy, 2, "terminal-2")
        assert first.credential == second.credential
        assert made.take(copy) == Accepted(second.tracker)
        assert isinstance(made.take(slot), Refusal)
        assert made.table("box", "ballots") == {second.credential: second.card_form}


def test_card_is_loaded_anew_under_the_next_load_and_the_old_image_is_dead(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted(1, 1)
        made.vote(slot)
        old = copy_of(slot)
        made.take(slot)
        made.admitted(2, 1)
        assert made.take(old) == ANOTHER_CARD
        assert len(made.table("box", "ballots")) == 1
        second = made.vote(slot)
        assert made.take(slot) == Accepted(second.tracker)


# Foreign, forged and swapped cards.


def test_ballot_without_a_terminals_signature_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        for number, signer in enumerate(("precinct-computer", "accumulator-1", "portable-1", "member-4"), start=1):
            slot = made.admitted(number, number)
            filled_by(made, slot, signer, sealed(made, slot))
            assert code(made.take(slot)) == "ballot-foreign"
        assert made.table("box", "ballots") == {}


def test_ballot_signed_for_another_card_load_or_setup_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        changes: list[dict[str, Any]] = [{"number": CardNumber(99)}, {"load": 7}, {"setup": bytes(32)}]
        for number, changed in enumerate(changes, start=1):
            slot = made.admitted(number, number)
            filled_by(made, slot, "terminal-1", sealed(made, slot), **changed)
            assert code(made.take(slot)) == "ballot-foreign"
        slot = made.admitted(4, 4)
        filled_by(made, slot, "terminal-1", sealed(made, slot))
        assert isinstance(made.take(slot), Accepted)


def test_ballot_under_the_credential_of_another_card_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        first, second = made.admitted(1, 1), made.admitted(2, 2)
        filled_by(made, first, "terminal-1", sealed(made, second))
        assert code(made.take(first)) == "ballot-of-another-card"
        assert made.table("box", "ballots") == {}


def test_ballot_under_an_invented_credential_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        uuid = made.installed.prepared.package.uuid
        invented = derive_credential(uuid, make_credentials(uuid, 1)[0].credential)
        vote = made.booth().seal(invented, chosen(1))
        assert isinstance(vote, SealedVote)
        filled_by(made, slot, "terminal-1", vote)
        assert code(made.take(slot)) == "ballot-of-another-card"


def test_ballot_with_a_broken_proof_is_refused_even_from_a_terminal(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        for number, place in enumerate((-1, 700, 300), start=1):
            slot = made.admitted(number, number)
            vote = sealed(made, slot)
            form = bytearray(vote.card_form)
            form[place] ^= 1
            filled_by(made, slot, "terminal-1", replace(vote, card_form=bytes(form)))
            assert code(made.take(slot)) == "ballot-unsound"
            assert isinstance(read_card(slot), Voted)
        assert made.events(TABLE).count("ballot-refused") == 3


def test_card_of_another_setup_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path / "other", "second") as other:
        foreign = other.admitted(1, 1)
        other.vote(foreign)
    with open_day(tmp_path / "ours") as made:
        made.admitted(1, 1)
        assert code(made.take(foreign)) == "ballot-foreign"
        assert isinstance(read_card(foreign), Voted)
        assert made.table("box", "ballots") == {}


def test_card_that_was_never_issued_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        stranger = MemoryCard(CardNumber(999))
        assert accumulator.load_card(made.precinct, stranger, accumulator=TABLE) == accumulator.NOT_IN_PACKAGE
        assert accumulator.cancel_unreadable(made.precinct, 999, accumulator=TABLE) == accumulator.NOT_ISSUED


# Unvoted, expired, abandoned, unreadable.


def test_expired_voted_card_is_taken(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        vote = made.vote(slot)
        made.clock.at = made.clock.at.replace(hour=19)
        assert made.take(slot) == Accepted(vote.tracker)


def test_expired_unvoted_card_is_returned_and_its_credential_never_loaded_again(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        made.clock.at = made.clock.at.replace(hour=19)
        assert made.take(slot) == Returned(abandoned=False)
        assert is_clean(read_image(slot))
        with made.precinct.stores.cards.transaction() as tx:
            assert [row.place for row in pool_rows(tx)].count(Place.UNUSED) == 1
        assert made.counts() == {"issued:member-4": 1, "returned": 1}


def test_abandoned_card_is_counted_and_its_credential_cancelled(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        session = made.session(slot)
        made.booth().abandon(slot, session)
        assert made.take(slot) == Returned(abandoned=True)
        assert made.table("box", "cancelled") == {session.public: b"abandoned"}
        assert made.counts() == {"issued:member-4": 1, "abandoned": 1}


def test_tray_card_that_nobody_took_is_returned_without_a_trace(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        assert made.take(made.card(1)) == Returned(abandoned=False)
        assert made.counts() == {}
        assert made.table("box", "cancelled") == {}


def test_unreadable_card_is_cancelled_before_a_new_one_is_permitted(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        vote = made.vote(slot)
        broken = MemoryCard(image=b"\xa5" * len(read_image(slot)))
        assert code(made.take(broken)) == "card-unreadable"
        assert accumulator.cancel_unreadable(made.precinct, 1, accumulator=TABLE) is None
        assert made.table("box", "cancelled") == {vote.credential: b"unreadable"}
        assert desk.replace_card(made.precinct, made.card(2), desk=DESK, member=ISSUER) is None
        assert accumulator.cancel_unreadable(made.precinct, 1, accumulator=TABLE) == accumulator.NOT_ISSUED


def test_unreadable_card_that_can_be_read_again_is_not_counted_beside_its_replacement(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        made.vote(slot)
        assert accumulator.cancel_unreadable(made.precinct, 1, accumulator=TABLE) is None
        assert isinstance(made.take(slot), Refusal)
        replacement = made.card(2)
        assert desk.replace_card(made.precinct, replacement, desk=DESK, member=ISSUER) is None
        vote = made.vote(replacement)
        assert made.take(replacement) == Accepted(vote.tracker)
        assert len(made.table("box", "ballots")) == 1


def test_card_that_broke_after_its_ballot_was_taken_gives_no_second_one(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        vote = made.vote(slot)
        with pytest.raises(CardRemovedError):
            made.take(PulledCard(slot, 30))
        assert accumulator.cancel_unreadable(made.precinct, 1, accumulator=TABLE) == TAKEN_BEFORE
        assert made.table("box", "ballots") == {vote.credential: vote.card_form}
        assert made.table("box", "cancelled") == {}
        assert made.counts() == {"issued:member-4": 1, "accepted": 1}


# Checking the machine.


def test_challenged_ballot_is_void_before_it_is_shown(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        vote = made.challenged(slot, 2)
        counting = Counting()
        made.restart(counting)
        began = len(counting.names)
        assert isinstance(made.take(slot), Shown)
        names = counting.names[began:]
        appended = [place for place, name in enumerate(names) if name == "recorder:append"]
        assert made.events(TABLE)[-6:-2] == [
            "recorder-reopened",
            "card-inserted",
            "ballot-voided",
            "challenge-opened",
        ]
        assert names.index("box:checkpointed") < appended[2] < appended[3]
        assert vote.credential in made.table("box", "aside")


def test_challenged_ballot_opens_to_what_the_voter_chose_and_is_never_counted(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        vote = made.challenged(slot, 2)
        shown = made.take(slot)
        assert isinstance(shown, Shown)
        assert shown.opening is not None
        assert shown.opening.plaintexts[0] == (0, 1, 0, 0, 0)
        assert made.table("box", "ballots") == {}
        assert made.counts() == {"issued:member-4": 1, "challenged": 1, "permits": 1}
        assert repr(shown).find("plaintext") < 0
        assert vote.credential in made.table("box", "aside")


def test_ballot_of_an_opened_credential_is_refused(tmp_path: Path) -> None:
    """The card was copied while it was only voted; its challenged twin was opened before all."""
    with open_day(tmp_path) as made:
        slot = made.admitted()
        session = made.session(slot)
        vote = made.booth().confirm(slot, session, chosen(1))
        assert isinstance(vote, SealedVote)
        voted = copy_of(slot)
        made.booth().challenge(slot, session, vote)
        with pytest.raises(CardRemovedError):
            made.take(PulledCard(slot, 30))
        assert code(made.take(voted)) == "credential-not-valid"
        assert isinstance(made.take(slot), Shown)
        assert made.table("box", "ballots") == {}
        assert made.counts() == {"issued:member-4": 1, "challenged": 1, "permits": 1}


def test_ballot_in_the_box_cannot_be_challenged_any_more(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        session = made.session(slot)
        vote = made.booth().confirm(slot, session, chosen(1))
        assert isinstance(vote, SealedVote)
        challenged = copy_of(slot)
        made.booth().challenge(challenged, session, vote)
        with pytest.raises(CardRemovedError):
            made.take(PulledCard(slot, 30))
        assert code(made.take(challenged)) == "credential-not-valid"
        assert made.table("box", "aside") == {}
        assert made.take(slot) == Accepted(vote.tracker)


def test_terminal_that_gives_wrong_randomness_has_failed_the_check(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        session = made.session(slot)
        booth = made.booth()
        vote = booth.confirm(slot, session, chosen(1))
        assert isinstance(vote, SealedVote)
        lied = bytes([vote.randomness[0] ^ 1]) + vote.randomness[1:]
        booth.challenge(slot, session, replace(vote, randomness=lied))
        assert made.take(slot) == Shown(None, vote.tracker, "terminal-1")
        assert made.table("box", "ballots") == {}
        assert made.counts()["challenged"] == 1


def test_voter_who_checked_the_machine_votes_with_a_new_card(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        made.challenged(slot, 2)
        made.take(slot)
        new = made.card(2)
        assert desk.replace_card(made.precinct, new, desk=DESK, member=ISSUER) is None
        vote = made.vote(new, 1)
        assert made.take(new) == Accepted(vote.tracker)


def test_test_card_not_challenged_is_cancelled(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.card(1)
        assert desk.replace_card(made.precinct, slot, desk=DESK, member=ISSUER, test=True) is None
        vote = made.vote(slot)
        assert made.take(slot) == TEST_CARD_CANCELLED
        assert is_clean(read_image(slot))
        assert made.table("box", "ballots") == {}
        assert made.table("box", "cancelled") == {vote.credential: b"test"}
        assert made.counts() == {"issued:member-4": 1, "test_cards": 1, "cancelled": 1}


def test_challenged_test_card_is_opened_and_gives_no_permit(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.card(1)
        assert desk.replace_card(made.precinct, slot, desk=DESK, member=ISSUER, test=True) is None
        made.challenged(slot, 3)
        assert isinstance(made.take(slot), Shown)
        assert made.counts() == {"issued:member-4": 1, "test_cards": 1, "challenged": 1}


# Loading.


def test_credential_drawn_for_a_card_that_was_pulled_is_cancelled(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = MemoryCard(CardNumber(1))
        assert code(accumulator.load_card(made.precinct, PulledCard(slot, 20), accumulator=TABLE)) == "card-unreadable"
        assert list(made.table("box", "cancelled").values()) == [b"load_failed"]
        assert made.table("cards", "out") == {}
        assert isinstance(accumulator.load_card(made.precinct, slot, accumulator=TABLE), Loaded)


def test_card_that_holds_a_cancelled_credential_is_wiped_and_loaded_anew(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = MemoryCard(CardNumber(1))
        measured = _Measured(MemoryCard(CardNumber(2)))
        accumulator.load_card(made.precinct, measured, accumulator=TABLE)
        pulled = PulledCard(slot, measured.written)
        assert code(accumulator.load_card(made.precinct, pulled, accumulator=TABLE)) == "card-unreadable"
        dead = read_card(slot)
        assert isinstance(dead, Loaded)
        again = accumulator.load_card(made.precinct, slot, accumulator=TABLE)
        assert isinstance(again, Loaded)
        assert again.credential != dead.credential


def test_every_credential_is_used_once_until_the_reserve_is_used_up(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        seen = set()
        slot = MemoryCard(CardNumber(1))
        for _ in range(made.installed.credentials):
            loaded = accumulator.load_card(made.precinct, slot, accumulator=TABLE)
            assert isinstance(loaded, Loaded)
            seen.add(loaded.credential)
            assert made.take(slot) == Returned(abandoned=False)
        assert len(seen) == made.installed.credentials
        assert accumulator.load_card(made.precinct, slot, accumulator=TABLE) == accumulator.NO_CREDENTIAL_LEFT
        made.restart()
        assert accumulator.load_card(made.precinct, slot, accumulator=TABLE) == accumulator.NO_CREDENTIAL_LEFT


# Crashes.


@pytest.mark.parametrize("kind", ["voted", "challenged", "returned", "abandoned"])
def test_crash_anywhere_while_a_card_is_taken_counts_it_once(tmp_path: Path, kind: str) -> None:
    with open_day(tmp_path) as made:
        counting = Counting()
        slots = [_brought(made, kind, number) for number in range(1, 10)]
        made.restart(counting)
        started = len(counting.names)
        made.take(slots[0])
        points = len(counting.names) - started
        for slot, step in zip(slots[1:], range(0, points, points // 7), strict=False):
            made.restart(RaisingAt(started + step))
            with pytest.raises((InterruptionError, SailauError)):
                made.take(slot)
                raise InterruptionError("nothing left to interrupt")
            made.restart()
            made.take(slot)
            assert is_clean(read_image(slot)), f"point {step}"
        counts = made.counts()
        done = 1 + len(range(0, points, points // 7)[:8])
        names = {"voted": "accepted"}
        assert counts[names.get(kind, kind)] == done
        assert len(made.table("cards", "out")) == len(slots) - done
        assert len(made.table("box", "ballots")) == (done if kind == "voted" else 0)
        assert len(made.table("box", "aside")) == (done if kind == "challenged" else 0)


def _brought(day: Day, kind: str, number: int) -> MemoryCard:
    slot = day.admitted(number, number)
    if kind == "voted":
        day.vote(slot)
    elif kind == "challenged":
        day.challenged(slot)
    elif kind == "abandoned":
        day.booth().abandon(slot, day.session(slot))
        assert isinstance(read_card(slot), Abandoned)
    return slot


class _Measured:
    def __init__(self, card: CardSlot) -> None:
        self._card = card
        self.written = 0

    def read(self, offset: int, length: int) -> bytes:
        return self._card.read(offset, length)

    def write(self, offset: int, data: bytes) -> None:
        self._card.write(offset, data)
        self.written += len(data)
