"""The terminal at work: what it accepts, what it seals, and a card that leaves too early (R 11, 12; L 50-5(5))."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sailau.adapters.cards import MemoryCard, PulledCard
from sailau.card import (
    ACTIVATION_TAG,
    Abandoned,
    Activated,
    ActivationMark,
    CardNumber,
    Challenged,
    LoadCounter,
    Loaded,
    Voted,
    activation_message,
    expiry_after,
    read_card,
    read_image,
    write_and_read_back,
)
from sailau.election.ballot import BLANK
from sailau.formats.v1.ballot import Ballot
from sailau.formats.v1.card_ballot import from_card
from sailau.formats.v1.record import closing_sum
from sailau.refusal import Refusal
from sailau.sealing.credentials import make_credentials, seal_credential, terminal_key
from sailau.sealing.vote import SealedVote
from sailau.service.accumulator import Accepted
from sailau.service.booth import Status, sealed_status
from sailau.service.closing import closing_request
from sailau.service.terminal import Terminal
from sailau.signing.authority import Signer
from sailau.signing.device import device_sign
from sailau.terminal import Session
from sailau.verifier.challenged import open_ballot, split_randomness
from tests.adapters.faulty import InterruptionError, RaisingAt
from tests.service.day import CONTEST, PASSWORD, Day, chosen, open_day, recorded


def code(outcome: object) -> str:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


def inserted(day: Day, slot: MemoryCard, device: str = "terminal-1") -> Session | Refusal:
    return day.booth(device).insert(slot, day.clock.now())


def activated_by(day: Day, signer: Signer, slot: MemoryCard, **changed: bytes) -> MemoryCard:
    """A loaded card with an activation mark as `signer` would make it."""
    card = read_card(slot)
    assert isinstance(card, Loaded)
    expiry = expiry_after(day.clock.at.timestamp() + 3600)
    setup = changed.get("setup", day.installed.setup.hash)
    message = activation_message(setup=setup, number=card.number, load=card.load, expiry=expiry)
    mark = ActivationMark(expiry=expiry, desk="desk-1", signature=device_sign(signer.key, ACTIVATION_TAG, message))
    write_and_read_back(slot, Activated(number=card.number, load=card.load, credential=card.credential, mark=mark))
    return slot


def status(booth: Terminal, session: Session) -> Status | None:
    with booth.store.transaction() as tx:
        known = sealed_status(tx, session.public)
    return None if known is None else known[0]


def test_choice_is_sealed_on_the_card_and_comes_out_as_chosen(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        vote = made.vote(slot, answer=2)
        card = read_card(slot)
        assert isinstance(card, Voted)
        assert card.ballot == vote.card_form
        rules = made.booth().kit.rules
        payload = rules.document.write(_ballot(made, card.ballot))
        opened = open_ballot(rules, payload, split_randomness(rules.questions, vote.randomness))
        assert opened.plaintexts == ((0, 1, 0, 0, 0), (vote.codes[0] // 100, vote.codes[0] % 100))


def test_card_that_is_not_activated_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        assert code(inserted(made, made.card(1))) == "card-not-activated"
        assert code(inserted(made, MemoryCard(CardNumber(2)))) == "card-not-activated"


def test_damaged_card_is_refused_and_not_written(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        broken = MemoryCard(image=b"\xa5" * len(read_image(made.card(1))))
        assert code(inserted(made, broken)) == "card-foreign"
        assert read_image(broken) == b"\xa5" * len(read_image(broken))


def test_activation_by_anybody_but_the_precinct_computer_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        for number, forger in enumerate(("terminal-2", "accumulator-1", "member-1"), start=1):
            slot = activated_by(made, made.installed.pki.signers[forger], made.card(number))
            assert code(inserted(made, slot)) == "card-foreign"


def test_activation_for_another_setup_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        computer = made.installed.pki.signers["precinct-computer"]
        slot = activated_by(made, computer, made.card(1), setup=bytes(32))
        assert code(inserted(made, slot)) == "card-foreign"
        assert isinstance(inserted(made, activated_by(made, computer, made.card(2))), Session)


def test_mark_copied_to_another_card_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        mark = read_card(made.admitted(1, 1))
        other = read_card(made.card(2))
        assert isinstance(mark, Activated)
        assert isinstance(other, Loaded)
        slot = made.cards[2]
        write_and_read_back(slot, replace(mark, number=other.number, load=other.load, credential=other.credential))
        assert code(inserted(made, slot)) == "card-foreign"


def test_expired_card_is_refused_and_its_voter_may_come_again(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        made.clock.at += timedelta(hours=2, minutes=15)
        assert code(inserted(made, slot)) == "card-expired"
        assert isinstance(read_card(slot), Activated)


def test_activation_holds_for_two_hours(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        made.clock.at += timedelta(hours=1, minutes=59)
        assert isinstance(inserted(made, slot), Session)


def test_credential_sealed_to_other_terminals_is_refused(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        uuid = made.installed.prepared.package.uuid
        foreign = seal_credential(make_credentials(uuid, 1)[0].credential, terminal_key()[1], uuid)
        slot = MemoryCard(CardNumber(7))
        write_and_read_back(slot, Loaded(number=CardNumber(7), load=LoadCounter(1), credential=foreign))
        activated_by(made, made.installed.pki.signers["precinct-computer"], slot)
        assert code(inserted(made, slot)) == "credential-foreign"


def test_card_is_used_once(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        image = read_image(slot)
        made.vote(slot)
        assert code(inserted(made, slot)) == "card-voted-already"
        assert code(inserted(made, MemoryCard(image=image))) == "credential-used"


def test_lawless_choice_casts_nothing_and_uses_up_no_code(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        session = made.session(slot)
        booth = made.booth()
        for choice in (frozenset({1, 2}), frozenset[int](), BLANK):
            assert isinstance(booth.confirm(slot, session, {CONTEST: choice}), Refusal)
        assert isinstance(read_card(slot), Activated)
        assert isinstance(booth.confirm(slot, session, chosen(1)), SealedVote)
        assert _unused_codes(booth) == len(made.installed.prepared.shares.of["terminal-1"]) - 1


def test_every_ballot_carries_another_code_of_the_terminals_own_share(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        devices = ["terminal-1", "terminal-2", "terminal-1", "terminal-2"]
        drawn = [made.vote(made.admitted(n, n), device=device).codes for n, device in enumerate(devices, start=1)]
        shares = made.installed.prepared.shares.of
        assert len(set(drawn)) == 4
        for device, row in zip(devices, drawn, strict=True):
            assert set(row) <= shares[device]


def test_terminal_without_a_code_left_goes_out_of_service(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        booth = made.booth()
        session = made.session(slot)
        with booth.store.transaction() as tx:
            tx.put("config", b"unused-codes", bytes(1250))
        assert code(booth.confirm(slot, session, chosen(1))) == "codes-used-up"
        assert isinstance(read_card(slot), Activated)
        assert isinstance(made.vote(slot, device="terminal-2"), SealedVote)


def test_card_pulled_anywhere_while_voting_carries_one_vote_or_none(tmp_path: Path) -> None:
    """Pulled before the last byte nothing was cast, and the voter goes on; pulled after it, the vote is on the card."""
    with open_day(tmp_path) as made:
        slot = made.admitted()
        booth, session = made.booth(), made.session(slot)
        until = _bytes_of_a_vote(made)
        for after_bytes in [*range(0, until, 97), until - 1, until]:
            outcome = booth.confirm(PulledCard(slot, after_bytes), session, chosen(3))
            assert code(outcome) == "card-undecided"
            again = inserted(made, slot)
            assert isinstance(again, Session), f"after {after_bytes} bytes"
            assert status(booth, session) is None
            session = again
        assert code(booth.confirm(PulledCard(slot, until + 1), session, chosen(3))) == "card-undecided"
        assert status(booth, session) is Status.PENDING
        assert code(inserted(made, slot)) == "card-voted-already"
        assert status(booth, session) is Status.SEALED
        closing = booth.closing((), ())
        assert (closing.sealed, closing.undecided) == (1, ())
        made.take(slot)
        assert len(made.table("box", "ballots")) == 1


def test_undecided_card_that_never_came_back_to_the_terminal_stands_in_the_closing_card(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        booth, session = made.booth(), made.session(slot)
        booth.confirm(PulledCard(slot, _bytes_of_a_vote(made) + 1), session, chosen(3))
        taken = made.take(slot)
        closing = booth.closing((), ())
        assert isinstance(taken, Accepted)
        assert (closing.sealed, closing.undecided) == (0, (taken.tracker,))


def test_undecided_card_whose_ballot_is_in_the_box_is_counted_and_not_named(tmp_path: Path) -> None:
    """Its tracker in the public closing card would be that of the voter whose card left too early."""
    with open_day(tmp_path) as made:
        slot = made.admitted()
        booth, session = made.booth(), made.session(slot)
        booth.confirm(PulledCard(slot, _bytes_of_a_vote(made) + 1), session, chosen(3))
        taken = made.take(slot)
        request = closing_request(made.precinct)
        closing = booth.closing(request.left_out, request.opened, request.arrived)
        assert isinstance(taken, Accepted)
        assert (closing.sealed, closing.undecided) == (1, ())
        assert closing.sum == closing_sum([taken.tracker])


def test_terminal_that_died_before_the_card_was_written_seals_anew(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        booth, session = made.booth(), made.session(slot)

        class Dying:
            read = slot.read

            def write(self, offset: int, data: bytes) -> None:
                raise InterruptionError("the terminal lost its power")

        with pytest.raises(InterruptionError):
            booth.confirm(Dying(), session, chosen(1))
        booth.close()
        del made.booths["terminal-1"]
        vote = made.vote(slot, answer=2)
        closing = made.booth().closing((), ())
        assert (closing.sealed, closing.undecided) == (1, ())
        assert made.take(slot) is not None
        assert list(made.table("box", "ballots").values()) == [vote.card_form]


def test_code_is_never_drawn_twice_even_when_the_terminal_dies_in_between(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        made.booths["terminal-1"] = Terminal.open(
            made.folder / "terminal-1", "terminal-1", PASSWORD, made.clock, credentials=made.installed.credentials
        )
        before = _unused_codes(made.booth())
        session = made.session(slot)
        made.booth().close()
        made.booths["terminal-1"] = Terminal.open(
            made.folder / "terminal-1",
            "terminal-1",
            PASSWORD,
            made.clock,
            credentials=made.installed.credentials,
            faults=RaisingAt(25),  # starting by the password passes sixteen points
        )
        with pytest.raises(InterruptionError):
            made.booth().confirm(slot, session, chosen(1))
        made.booth().close()
        del made.booths["terminal-1"]
        assert _unused_codes(made.booth()) in (before, before - 1)
        made.vote(slot)
        assert _unused_codes(made.booth()) in (before - 1, before - 2)


def test_checked_machine_gives_what_opens_the_ballot_and_never_the_credential(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        session = made.session(slot)
        booth = made.booth()
        vote = booth.confirm(slot, session, chosen(5))
        assert isinstance(vote, SealedVote)
        booth.challenge(slot, session, vote)
        card = read_card(slot)
        assert isinstance(card, Challenged)
        assert card.ballot == vote.card_form
        assert session.credential.reveal() not in read_image(slot)
        assert status(booth, session) is Status.CHALLENGED


def test_card_pulled_while_the_challenge_is_written_is_voted_or_challenged(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        for number, after_bytes in enumerate((10, 150, 400, 600), start=1):
            slot = made.admitted(number, number)
            session = made.session(slot)
            booth = made.booth()
            vote = booth.confirm(slot, session, chosen(5))
            assert isinstance(vote, SealedVote)
            try:
                booth.challenge(PulledCard(slot, after_bytes), session, vote)
            except Exception as error:
                assert type(error).__name__ in {"CardRemovedError", "UndecidedError"}
            card = read_card(slot)
            assert isinstance(card, Voted | Challenged)
            assert code(inserted(made, slot)) == "card-voted-already"
            expected = Status.CHALLENGED if isinstance(card, Challenged) else Status.SEALED
            assert status(booth, session) is expected


def test_turn_left_without_confirming_wipes_the_card_and_casts_nothing(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        slot = made.admitted()
        booth, session = made.booth(), made.session(slot)
        booth.abandon(slot, session)
        assert isinstance(read_card(slot), Abandoned)
        closing = booth.closing((), ())
        assert (closing.sessions, closing.sealed, closing.abandoned) == (1, 0, 1)


def test_erased_terminal_opens_no_credential_any_more(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        made.vote(made.admitted())
        booth = made.booth()
        booth.erase_secrets()
        booth.close()
        del made.booths["terminal-1"]
        with pytest.raises(Exception, match="not installed"):
            made.booth()


def test_terminals_recorder_knows_the_steps_and_not_the_choice(tmp_path: Path) -> None:
    with open_day(tmp_path) as made:
        for number, answer in ((1, 1), (2, 5)):
            slot = made.admitted(number, number)
            made.vote(slot, answer)
        path = made.folder / "terminal-1" / "recorder.jsonl"
        first, second = (recorded(path, "terminal-1")[start:] for start in (2, 7))
        assert first[:5] == ["card-inserted", "session-begun", "ballot-sealed", "confirmed", "card-written"]
        assert second == first[:5]


def _ballot(day: Day, form: bytes) -> Ballot:
    rules = day.booth().kit.rules
    return from_card(form, rules.questions, rules.uuid, rules.phi)


def _unused_codes(booth: Terminal) -> int:
    with booth.store.transaction() as tx:
        unused = tx.get("config", b"unused-codes")
    assert unused is not None
    return int.from_bytes(unused, "little").bit_count()


def _bytes_of_a_vote(day: Day) -> int:
    """How many bytes a vote writes to a card before the one that commits, measured at the other terminal."""
    slot = day.admitted(30, 30)
    session = day.session(slot, "terminal-2")

    class Measured:
        until_voted = written = 0
        read = slot.read

        def write(self, offset: int, data: bytes) -> None:
            if not isinstance(read_card(slot), Voted):
                Measured.until_voted = Measured.written
            slot.write(offset, data)
            Measured.written += len(data)

    assert isinstance(day.booth("terminal-2").confirm(Measured(), session, chosen(1)), SealedVote)
    return Measured.until_voted
