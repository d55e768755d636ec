"""Cards that somebody wrote at home: whatever stands on them, nobody votes with them and nothing is counted (R 12)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sailau.accumulator import ANOTHER_CARD, CARD_UNREADABLE, EMPTY_UNSIGNED, NOT_OF_THIS_PRECINCT, TAKEN_BEFORE
from sailau.adapters.cards import MemoryCard, PulledCard
from sailau.card import (
    CARD_BYTES,
    TERMINAL_TAG,
    Abandoned,
    Activated,
    CardContent,
    CardRemovedError,
    Challenged,
    Expiry,
    LoadCounter,
    Loaded,
    Taken,
    TerminalMark,
    Voted,
    Wiped,
    parse,
    read_card,
    read_image,
    terminal_message,
)
from sailau.card.layout import BALLOT_OFFSET, COMMIT_OFFSET, COMMITTED, randomness_offset
from sailau.card.record import encode_record
from sailau.card.refusals import CARD_DAMAGED
from sailau.card.slot import CardDamagedError
from sailau.errors import FormatError, SailauError
from sailau.refusal import Refusal
from sailau.sealing.vote import SealedVote
from sailau.service import accumulator, desk
from sailau.signing.device import device_sign
from sailau.terminal import Session, abandoned_card
from tests.service.day import DESK, ISSUER, TABLE, Day, chosen, open_day


@dataclass
class Forgery:
    """A day on which card 1 was activated and card 2 voted, and what stands on them."""

    day: Day
    activated: Activated
    voted: Voted


@pytest.fixture(scope="module")
def forgery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forgery]:
    folder: Path = tmp_path_factory.mktemp("forged")
    with open_day(folder) as made:
        activated = read_card(made.admitted(1, 1))
        slot = made.admitted(2, 2)
        made.vote(slot)
        voted = read_card(slot)
        made.card(3)
        assert isinstance(activated, Activated) and isinstance(voted, Voted)
        yield Forgery(made, activated, voted)


def image_of(content: CardContent, counter: int) -> bytes:
    """A card on which anybody could have written this, with good checksums."""
    image = bytearray(CARD_BYTES)
    text = encode_record(content, counter)
    image[: len(text)] = text
    image[COMMIT_OFFSET] = COMMITTED
    if isinstance(content, Voted | Challenged):
        image[BALLOT_OFFSET : BALLOT_OFFSET + len(content.ballot)] = content.ballot
    if isinstance(content, Challenged):
        start = randomness_offset(len(content.ballot))
        image[start : start + len(content.randomness)] = content.randomness
    return bytes(image)


def changed(data: st.DataObject, original: bytes) -> bytes:
    """Bytes with one bit turned, cut short, or of the forger's choice."""
    at = data.draw(st.integers(0, len(original) - 1))
    turned = original[:at] + bytes([original[at] ^ (1 << data.draw(st.integers(0, 7)))]) + original[at + 1 :]
    return data.draw(st.sampled_from([turned, original[: max(1, at)], bytes(len(original)), original + b"\0"]))


def forged(data: st.DataObject, made: Forgery) -> CardContent:
    """A content that differs from the true one in at least one place."""
    activated, voted = made.activated, made.voted
    signature, device = voted.terminal.signature, data.draw(st.sampled_from(["terminal-1", "terminal-2", "portable-1"]))
    terminal = TerminalMark(device=device, signature=signature)
    load = LoadCounter(data.draw(st.integers(2, 5)))
    other_mark = replace(activated.mark, signature=changed(data, activated.mark.signature)[:64].ljust(64, b"\0"))
    randomness = data.draw(st.binary(min_size=1, max_size=300))
    choices: list[CardContent] = [
        replace(activated, load=load),
        replace(activated, number=voted.number),
        replace(activated, mark=replace(activated.mark, expiry=Expiry(activated.mark.expiry + 1))),
        replace(activated, mark=other_mark) if other_mark != activated.mark else replace(activated, load=load),
        replace(activated, credential=changed(data, activated.credential)[:256]),
        replace(voted, ballot=changed(data, voted.ballot)),
        replace(voted, number=activated.number),
        replace(voted, load=load),
        replace(voted, terminal=replace(voted.terminal, witness=data.draw(st.binary(min_size=40, max_size=40)))),
        replace(voted, terminal=terminal) if device != voted.terminal.device else replace(voted, load=load),
        Challenged(number=voted.number, load=voted.load, ballot=voted.ballot, randomness=randomness, terminal=terminal),
        Taken(number=voted.number, load=voted.load),
        Wiped(number=voted.number, load=voted.load),
        Abandoned(number=voted.number, load=voted.load, terminal=terminal),
        Abandoned(number=activated.number, load=activated.load, terminal=terminal),
        Loaded(number=activated.number, load=load, credential=activated.credential),
    ]
    return choices[data.draw(st.integers(0, len(choices) - 1))]


def _is_the_true_card(content: CardContent, true: Activated) -> bool:
    """Whether only the desk's mark was spoilt: the table takes such a card back unvoted, as it should."""
    return isinstance(content, Activated) and replace(content, mark=true.mark) == true


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), counter=st.integers(1, 2**32 - 1))
def test_forged_card_neither_votes_nor_counts_nor_is_activated(
    forgery: Forgery, data: st.DataObject, counter: int
) -> None:
    day, content = forgery.day, forged(data, forgery)
    image = image_of(content, counter)
    assert parse(image) == content
    session = day.booth().insert(MemoryCard(image=image), day.clock.now())
    assert isinstance(session, Refusal), content
    admitted = desk.admit(day.precinct, day.voter(3), MemoryCard(image=image), desk=DESK, member=ISSUER)
    assert isinstance(admitted, Refusal), content
    if not _is_the_true_card(content, forgery.activated):
        taken = accumulator.take_card(day.precinct, MemoryCard(image=image), accumulator=TABLE)
        assert isinstance(taken, Refusal), content
    assert day.table("box", "ballots") == {} == day.table("box", "aside")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    which=st.sampled_from(["activated", "voted"]),
    spans=st.lists(
        st.tuples(st.integers(0, CARD_BYTES - 1), st.binary(min_size=1, max_size=90)), min_size=1, max_size=4
    ),
)
def test_card_with_bytes_changed_at_will_gives_an_answer_and_never_another_vote(
    forgery: Forgery, which: str, spans: list[tuple[int, bytes]]
) -> None:
    day = forgery.day
    true = forgery.activated if which == "activated" else forgery.voted
    image = bytearray(image_of(true, 7))
    for at, new in spans:
        image[at : at + len(new)] = new
    slot = MemoryCard(image=bytes(image[:CARD_BYTES]))
    try:
        found: CardContent | None = read_card(slot)
    except FormatError:
        found = None
    begun = day.booth().insert(slot, day.clock.now())
    assert isinstance(begun, Refusal) or (isinstance(begun, Session) and found == forgery.activated)
    if found is None:
        assert accumulator.take_card(day.precinct, slot, accumulator=TABLE) == CARD_UNREADABLE
    assert found in (None, true)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.one_of(st.binary(max_size=300), st.just(b"\x00\x0f\xd1\x01\x0bT\x02envote me")), filler=st.integers(0, 255)
)
def test_card_full_of_noise_is_refused_at_every_device(forgery: Forgery, start: bytes, filler: int) -> None:
    day = forgery.day
    slot = MemoryCard(image=start.ljust(CARD_BYTES, bytes([filler])))
    before = read_image(slot)
    for answer in (
        day.booth().insert(slot, day.clock.now()),
        desk.admit(day.precinct, day.voter(4), slot, desk=DESK, member=ISSUER),
        accumulator.load_card(day.precinct, slot, accumulator=TABLE),
        accumulator.take_card(day.precinct, slot, accumulator=TABLE),
    ):
        assert isinstance(answer, Refusal)
    assert read_image(slot) == before
    assert issubclass(FormatError, SailauError)


def test_card_written_as_wiped_with_anothers_number_takes_nobodys_vote_away(tmp_path: Path) -> None:
    """The attack: on an own card stands "wiped" under the number and load of a card that others are using."""
    with open_day(tmp_path) as day:
        ready, given, voted = day.card(1), day.admitted(2, 2), day.admitted(3, 3)
        vote = day.vote(voted)
        for victim in (ready, given, voted):
            true = read_card(victim)
            slot = MemoryCard(image=image_of(Wiped(number=true.number, load=true.load), 9))
            answer = accumulator.take_card(day.precinct, slot, accumulator=TABLE)
            assert answer in (EMPTY_UNSIGNED, accumulator.FINISH_AT_DESK)
        assert day.table("box", "cancelled") == {}
        assert set(day.counts()) == {"issued:member-4"}
        assert day.take(voted) == accumulator.Accepted(vote.tracker)
        given_vote = day.vote(given)
        assert day.take(given) == accumulator.Accepted(given_vote.tracker)


def test_card_called_abandoned_by_anybody_but_a_terminal_of_this_setup_takes_nobodys_vote_away(tmp_path: Path) -> None:
    with open_day(tmp_path) as day:
        victim, other = day.admitted(1, 1), day.admitted(2, 2)
        kit, session, earlier = day.booth().kit, day.session(victim), day.session(other)
        true = abandoned_card(kit, session)
        stranger = day.installed.pki.signers[DESK].key
        message = terminal_message(setup=kit.setup, number=session.number, load=session.load, kind="abandoned")
        old = terminal_message(setup=bytes(32), number=session.number, load=session.load, kind="abandoned")
        forgeries = [
            replace(true, terminal=replace(true.terminal, signature=bytes(64))),
            replace(true, terminal=replace(true.terminal, device="terminal-2")),
            replace(true, terminal=replace(true.terminal, device=DESK)),
            replace(true, terminal=abandoned_card(kit, earlier).terminal),
            replace(true, terminal=replace(true.terminal, signature=device_sign(stranger, TERMINAL_TAG, message))),
            replace(true, terminal=replace(true.terminal, signature=device_sign(kit.signer.key, TERMINAL_TAG, old))),
        ]
        for forgery in forgeries:
            slot = MemoryCard(image=image_of(forgery, 9))
            assert accumulator.take_card(day.precinct, slot, accumulator=TABLE) == NOT_OF_THIS_PRECINCT, forgery
        assert day.table("box", "cancelled") == {}
        vote = day.booth().confirm(victim, session, chosen(4))
        assert isinstance(vote, SealedVote)
        assert day.take(victim) == accumulator.Accepted(vote.tracker)


def test_copy_of_a_card_that_was_left_and_voted_counts_as_the_one_that_comes_first(tmp_path: Path) -> None:
    """A voter copies the own activated card, leaves with the one and votes with the other: one credential, one fate."""
    with open_day(tmp_path) as day:
        for number, votes_first in ((1, True), (2, False)):
            slot = day.admitted(number, number)
            copy = MemoryCard(image=read_image(slot))
            session = day.session(slot)
            day.booth().abandon(slot, session)
            vote = day.vote(copy)
            if votes_first:
                assert day.take(copy) == accumulator.Accepted(vote.tracker)
                assert day.take(slot) == accumulator.Returned(abandoned=False)
            else:
                assert day.take(slot) == accumulator.Returned(abandoned=True)
                assert day.take(copy) == ANOTHER_CARD
        assert len(day.table("box", "ballots")) == len(day.table("box", "cancelled")) == 1
        counts = day.counts()
        assert (counts["accepted"], counts["abandoned"]) == (1, 1)


@pytest.mark.parametrize("copied", ["activated", "abandoned"])
def test_copy_of_a_voted_card_that_comes_after_a_crash_does_not_undo_the_ballot(tmp_path: Path, copied: str) -> None:
    """The ballot is in the box, its card not yet settled: an earlier state of the same card moves nothing."""
    with open_day(tmp_path) as day:
        slot = day.admitted(1, 1)
        copy = MemoryCard(image=read_image(slot))
        session = day.session(slot)
        if copied == "abandoned":
            day.booth().abandon(copy, session)
        vote = day.booth().confirm(slot, session, chosen(4))
        assert isinstance(vote, SealedVote)
        with pytest.raises(CardRemovedError):
            accumulator.take_card(day.precinct, PulledCard(slot, 1), accumulator=TABLE)
        assert accumulator.take_card(day.precinct, copy, accumulator=TABLE) == TAKEN_BEFORE
        assert len(day.table("box", "ballots")) == 1
        assert day.table("box", "cancelled") == {}
        assert day.counts() == {"issued:member-4": 1, "accepted": 1}


def test_chip_that_answers_otherwise_after_it_was_taken_in_stops_no_terminal(tmp_path: Path) -> None:
    """A phone that plays a card shows an activated one first, and another state when the terminal writes."""
    with open_day(tmp_path) as day:
        shown, voted = day.admitted(1, 1), day.admitted(2, 2)
        day.vote(voted)
        session, booth = day.session(shown), day.booth()
        for other in (day.card(3), voted):
            before = read_image(other)
            assert booth.confirm(other, session, chosen(4)) == CARD_DAMAGED
            with pytest.raises(CardDamagedError):
                booth.abandon(other, session)
            assert read_image(other) == before
        assert isinstance(day.take(voted), accumulator.Accepted)
