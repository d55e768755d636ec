"""From closing time to the protocol: nothing is opened before people, cards and ballots agree (L 43, 50-6; R 16-20)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cbor2
import pytest

from sailau.adapters.cards import MemoryCard
from sailau.adapters.keystore import MemberKeyStore
from sailau.errors import ProofError, SignatureError
from sailau.formats.v1.record import CLOSING_FILE, PROTOCOL_FILE, Bilingual, CodeNumbers, Figures
from sailau.formats.v1.tally import Result
from sailau.precinct import State, Step
from sailau.refusal import Refusal
from sailau.sealing.vote import SealedVote
from sailau.service import accumulator, closing, desk, opening
from sailau.service.acts import Matter, SignedAct, acts, enter_act
from sailau.service.aside import trackers_of
from sailau.service.codes import code_list
from sailau.service.count import RECOUNT_HELD, Counting, begin_count, begin_recount, finish_count
from sailau.service.record import write_record
from sailau.signing.cms import sign_detached, verify_detached
from sailau.signing.roles import DocumentKind, Role
from sailau.verifier.closing import sums_match
from tests.service.day import DESK, ISSUER, PIN, TABLE, Day, open_day
from tests.service.test_opening import trust

ANSWERS = (4, 4, 1, 5, 4)


def code(outcome: object) -> str:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


@contextmanager
def voted_day(tmp_path: Path) -> Iterator[tuple[Day, list[SealedVote]]]:
    """A day on which five have voted at two terminals, and which is closed; no card is out."""
    with open_day(tmp_path) as made:
        votes = []
        for number, answer in enumerate(ANSWERS, start=1):
            slot = made.admitted(number, number)
            votes.append(made.vote(slot, answer, f"terminal-{1 + number % 2}"))
            assert made.take(slot) == accumulator.Accepted(votes[-1].tracker)
        yield made, votes


def hand_in(day: Day, *devices: str) -> None:
    """Devices give their closing cards; all of them when none is named."""
    request = closing.closing_request(day.precinct)
    for device in devices or ("terminal-1", "terminal-2", "portable-1"):
        booth = day.home(device) if device.startswith("portable") else day.booth(device)
        card, signature = closing.signed_closing(booth, request, day.clock.now())
        closing.enter_closing_card(day.precinct, device, card, signature)


def reconciled(day: Day) -> Figures:
    """Close, call in, hand in, destroy, reconcile."""
    assert opening.close_voting(day.precinct) is None
    closing.declare_missing(day.precinct, day.signers(), accumulator=TABLE)
    hand_in(day)
    assert isinstance(closing.destroy_unused(day.precinct, day.signers()), int)
    figures = closing.reconcile(day.precinct)
    assert isinstance(figures, Figures), figures
    return figures


def key_of(day: Day, member: int) -> MemberKeyStore:
    return MemberKeyStore.open(day.folder / f"member-{member}.key", PIN)


def counting(day: Day, mixers: tuple[int, ...] = (1, 3), members: tuple[int, ...] = (1, 2, 4, 7)) -> Counting:
    begun = begin_count(day.precinct)
    assert isinstance(begun, Counting), begun
    for member in mixers:
        assert begun.mix(member) is None
    for member in members:
        assert begun.decrypt(key_of(day, member)) is None
    return begun


# The gate.


def test_count_waits_for_the_closing_time_and_for_reconciliation(tmp_path: Path) -> None:
    with voted_day(tmp_path) as (made, _):
        assert code(begin_count(made.precinct)) == "not-now-count"
        assert code(closing.reconcile(made.precinct)) == "not-now-reconcile"
        assert opening.close_voting(made.precinct) is None
        assert code(begin_count(made.precinct)) == "not-now-count"
        hand_in(made)
        assert isinstance(closing.destroy_unused(made.precinct, made.signers()), int)
        assert isinstance(closing.reconcile(made.precinct), Figures)
        assert isinstance(begin_count(made.precinct), Counting)


def test_count_waits_for_the_data_of_all_devices(tmp_path: Path) -> None:
    with voted_day(tmp_path) as (made, _):
        assert opening.close_voting(made.precinct) is None
        assert isinstance(closing.destroy_unused(made.precinct, made.signers()), int)
        for device in ("terminal-1", "portable-1", "terminal-2"):
            assert closing.reconcile(made.precinct) == closing.NOT_ALL_DEVICES
            hand_in(made, device)
        assert isinstance(closing.reconcile(made.precinct), Figures)


def test_card_that_is_out_holds_the_count_up_until_it_is_declared_missing(tmp_path: Path) -> None:
    with voted_day(tmp_path) as (made, _):
        slot = made.admitted(10, 10)
        lost = made.vote(slot)
        assert opening.close_voting(made.precinct) is None
        assert closing.destroy_unused(made.precinct, made.signers()) == closing.CARDS_OUT
        assert closing.declare_missing(made.precinct, made.signers(), accumulator=TABLE) == 1
        assert made.table("box", "cancelled") == {lost.credential: b"missing"}
        (act,) = [signed.act for signed in acts(made.precinct) if signed.act.kind == "missing_card"]
        assert act.data == {"cards": [10]}
        assert isinstance(made.take(slot), Refusal)
        hand_in(made)
        assert isinstance(closing.destroy_unused(made.precinct, made.signers()), int)
        figures = closing.reconcile(made.precinct)
        assert isinstance(figures, Figures)
        assert (figures.figures["issued"], figures.figures["accepted"], figures.figures["missing"]) == (6, 5, 1)
        assert lost.tracker not in trackers_of(made.precinct).values()


def test_unused_credentials_are_destroyed_before_the_count_and_nothing_is_loaded_after(tmp_path: Path) -> None:
    with voted_day(tmp_path) as (made, _):
        made.take(made.card(20))
        assert opening.close_voting(made.precinct) is None
        hand_in(made)
        assert closing.reconcile(made.precinct) == closing.UNUSED_NOT_DESTROYED
        destroyed = closing.destroy_unused(made.precinct, made.signers())
        assert destroyed == made.installed.credentials - len(ANSWERS)
        made.restart()
        assert closing.destroy_unused(made.precinct, made.signers()) == destroyed
        assert len(made.table("cards", "pool")) == len(ANSWERS)
        loaded = accumulator.load_card(made.precinct, made.cards[20], accumulator=TABLE)
        assert loaded == accumulator.NO_CREDENTIAL_LEFT


def test_difference_stops_the_count_until_an_act_explains_it(tmp_path: Path) -> None:
    with voted_day(tmp_path) as (made, _):
        with made.precinct.stores.cards.transaction() as tx:
            tx.put("counts", b"issued:member-4", cbor2.dumps(6))
        assert opening.close_voting(made.precinct) is None
        hand_in(made)
        assert isinstance(closing.destroy_unused(made.precinct, made.signers()), int)
        found = closing.reconcile(made.precinct)
        assert isinstance(found, closing.Unreconciled)
        assert {item.relation.id for item in found.differences} == {"cards_issued", "admissions"}
        assert made.precinct.refuse(Step.COUNT) is not None
        text = Bilingual("Бір карточка есептен тыс берілген.", "Одна карточка выдана без учёта.")
        first = closing.explain_difference(made.precinct, found.differences[:1], text, made.signers())
        assert first.act.explains == (closing.relation_code(found.differences[0]),)
        assert isinstance(closing.reconcile(made.precinct), closing.Unreconciled)
        closing.explain_difference(made.precinct, found.differences[1:], text, made.signers())
        assert isinstance(closing.reconcile(made.precinct), Figures)
        assert made.precinct.state is State.RECONCILED


def test_dead_terminal_is_explained_by_an_act(tmp_path: Path) -> None:
    with voted_day(tmp_path) as (made, _):
        assert opening.close_voting(made.precinct) is None
        assert isinstance(closing.destroy_unused(made.precinct, made.signers()), int)
        hand_in(made, "terminal-2", "portable-1")
        assert closing.reconcile(made.precinct) == closing.NOT_ALL_DEVICES
        act = closing.declare_device_dead(made.precinct, "terminal-1", made.signers())
        assert act.act.data == {"device": "terminal-1"}
        assert isinstance(closing.reconcile(made.precinct), Figures)


def test_closing_card_of_another_device_or_signer_is_refused(tmp_path: Path) -> None:
    with voted_day(tmp_path) as (made, _):
        request = closing.closing_request(made.precinct)
        card, signature = closing.signed_closing(made.booth("terminal-1"), request, made.clock.now())
        with pytest.raises(SignatureError):
            closing.enter_closing_card(made.precinct, "terminal-2", card, signature)
        for signer in ("terminal-2", "member-1"):
            forged = sign_detached(card, made.installed.pki.signers[signer], made.clock.now())
            with pytest.raises(SignatureError):
                closing.enter_closing_card(made.precinct, "terminal-1", card, forged)
        lied = card.replace(b'"sealed":2', b'"sealed":3')
        assert lied != card
        with pytest.raises(SignatureError):
            closing.enter_closing_card(made.precinct, "terminal-1", lied, signature)
        assert closing.closing_cards(made.precinct) == {}


def test_sums_of_all_devices_are_the_sum_of_the_box(tmp_path: Path) -> None:
    with voted_day(tmp_path) as (made, votes):
        slot = made.admitted(9, 9)
        made.challenged(slot, 1)
        made.take(slot)
        broken = made.admitted(10, 10)
        made.vote(broken)
        assert accumulator.cancel_unreadable(made.precinct, 10, accumulator=TABLE) is None
        hand_in(made)
        cards = [card for card, _, _ in closing.closing_cards(made.precinct).values()]
        present = trackers_of(made.precinct).values()
        assert sums_match([card.sum for card in cards], (), present)
        assert not sums_match([card.sum for card in cards], (), [*present][1:])
        assert [sum(getattr(card, what) for card in cards) for what in ("sealed", "challenged", "left_out")] == [
            7,
            1,
            1,
        ]
        assert CLOSING_FILE.write(cards[0]) == closing.closing_cards(made.precinct)[cards[0].device][1]
        assert {vote.tracker for vote in votes} < set(present)


# The count.


def test_counted_is_what_was_chosen_and_the_codes_are_those_that_voters_saw(tmp_path: Path) -> None:
    with voted_day(tmp_path) as (made, votes):
        reconciled(made)
        result = finish_count(made.precinct, counting(made))
        assert isinstance(result, Result)
        assert result.result[0] == tuple(ANSWERS.count(answer) for answer in range(1, 6))
        listed = code_list(made.precinct, result)
        assert isinstance(listed, CodeNumbers)
        assert list(listed.codes) == sorted(f"{vote.codes[0]:04d}" for vote in votes)
        assert made.precinct.state is State.COUNTED
        events = made.events("precinct-computer")
        assert [event for event in events if event in ("tally-made", "mix-made", "decryption-made")] == [
            "tally-made",
            *["mix-made"] * 2,
            *["decryption-made"] * 4,
        ]


def test_challenged_and_cancelled_ballots_are_not_counted(tmp_path: Path) -> None:
    with voted_day(tmp_path) as (made, _):
        slot = made.admitted(9, 9)
        made.challenged(slot, 2)
        made.take(slot)
        made.vote(made.admitted(10, 10), 2)
        assert accumulator.cancel_unreadable(made.precinct, 10, accumulator=TABLE) is None
        figures = reconciled(made)
        assert (figures.figures["challenged"], figures.figures["cancelled"]) == (1, 1)
        result = finish_count(made.precinct, counting(made))
        assert isinstance(result, Result)
        assert result.result[0][1] == 0
        assert sum(result.result[0]) == len(ANSWERS)


def test_three_members_of_seven_open_nothing(tmp_path: Path) -> None:
    with voted_day(tmp_path) as (made, _):
        reconciled(made)
        begun = counting(made, members=(1, 2, 3))
        with pytest.raises(ProofError):
            begun.result()
        assert begun.decrypt(key_of(made, 6)) is None
        assert isinstance(finish_count(made.precinct, begun), Result)


def test_nothing_is_decrypted_before_two_members_have_mixed(tmp_path: Path) -> None:
    with voted_day(tmp_path) as (made, _):
        reconciled(made)
        begun = counting(made, mixers=(), members=())
        assert code(begun.decrypt(key_of(made, 1))) == "too-few-mixes"
        assert begun.mix(1) is None
        assert code(begun.mix(1)) == "mixed-before"
        assert code(begun.decrypt(key_of(made, 1))) == "too-few-mixes"
        assert begun.mix(2) is None
        assert begun.decrypt(key_of(made, 1)) is None


def test_count_that_was_cut_short_goes_on_where_it_was(tmp_path: Path) -> None:
    with voted_day(tmp_path) as (made, _):
        reconciled(made)
        counting(made, members=(1, 2))
        made.restart()
        begun = begin_count(made.precinct)
        assert isinstance(begun, Counting)
        assert sorted(begun.partials) == [1, 2]
        for member in (2, 4, 7):
            assert begun.decrypt(key_of(made, member)) is None
        before = begun.archive()
        made.restart()
        again = begin_count(made.precinct)
        assert isinstance(again, Counting)
        assert again.archive() == before


def test_recount_is_held_once_with_other_mixers_and_the_same_ballots(tmp_path: Path) -> None:
    with voted_day(tmp_path) as (made, _):
        reconciled(made)
        first = counting(made)
        result = finish_count(made.precinct, first)
        decision = recount_decision(made, "first")
        again = begin_recount(made.precinct, decision)
        assert isinstance(again, Counting)
        assert code(again.mix(3)) == "mixed-before"
        assert (again.mix(2), again.mix(5)) == (None, None)
        assert code(again.decrypt(key_of(made, 1))) == "archive-decrypted-already"
        for member in (1, 2, 4, 7):
            assert again.decrypt(key_of(made, member), decision) is None
        recounted = finish_count(made.precinct, again)
        assert isinstance(recounted, Result)
        assert isinstance(result, Result)
        assert recounted.result[0] == result.result[0]
        assert sorted(recounted.result[1]) == sorted(result.result[1])
        assert again.ballots == first.ballots
        assert again.archive() != first.archive()
        assert begin_recount(made.precinct, recount_decision(made, "second")) == RECOUNT_HELD


def test_protocol_is_confirmed_by_the_signatures_of_chair_and_members(tmp_path: Path) -> None:
    with voted_day(tmp_path) as (made, _):
        reconciled(made)
        assert isinstance(finish_count(made.precinct, counting(made)), Result)
        signers = made.signers(1, 2, 3, 4, 5, 7)
        absent = {"member-6": Bilingual("Ауырып қалды.", "Заболел.")}
        assert write_record(made.precinct, tmp_path / "record", signers, unsigned=absent) is None
        assert made.precinct.state is State.SIGNED
        data = (tmp_path / "record" / "protocol.json").read_bytes()
        signature = (tmp_path / "record" / "protocol.json.p7s").read_bytes()
        identities = verify_detached(data, signature, trust(made), DocumentKind.PROTOCOL)
        roles = {identity.role for identity in identities}
        assert len(identities) == 6
        assert roles == {Role.CHAIR, Role.DEPUTY, Role.SECRETARY, Role.MEMBER}
        protocol = PROTOCOL_FILE.read(data)
        assert [row.votes for row in protocol.contests[0].rows] == [ANSWERS.count(n) for n in range(1, 6)]
        assert [unsigned.member for unsigned in protocol.unsigned] == ["member-6"]
        with pytest.raises(SignatureError):
            verify_detached(data.replace(b"votes", b"Votes", 1), signature, trust(made), DocumentKind.PROTOCOL)


def test_voters_cards_and_ballots_of_a_day_with_every_episode_agree(tmp_path: Path) -> None:
    """Second admission refused, replacement, undo, abandoned, test card, missing card: the relations hold."""
    with voted_day(tmp_path) as (made, _):
        unread = made.admitted(6, 6)
        made.vote(unread)
        assert accumulator.cancel_unreadable(made.precinct, 6, accumulator=TABLE) is None
        replacement = made.card(7)
        assert desk.replace_card(made.precinct, replacement, desk=DESK, member=ISSUER) is None
        made.vote(replacement)
        made.take(replacement)
        undone = made.admitted(7, 8)
        made.take(undone)
        assert desk.undo_admission(made.precinct, made.voter(7), DESK) is None
        left = made.admitted(8, 9)
        made.booth().abandon(left, made.session(left))
        made.take(left)
        assert desk.undo_admission(made.precinct, made.voter(8), DESK) is None
        test: MemoryCard = made.card(10)
        assert desk.replace_card(made.precinct, test, desk=DESK, member=ISSUER, test=True) is None
        made.challenged(test, 1)
        made.take(test)
        made.admitted(9, 11)
        figures = reconciled(made).figures
        assert figures["voters_received_ballots"] == 7
        assert figures["ballots_received"] == 31
        assert figures["ballots_destroyed"] == 24
        expected = {
            "issued": 11,
            "accepted": 6,
            "challenged": 1,
            "cancelled": 1,
            "returned": 1,
            "abandoned": 1,
            "missing": 1,
            "undone": 2,
            "replacements": 1,
            "test_cards": 1,
        }
        assert {name: figures[name] for name in expected} == expected


def recount_decision(day: Day, key: str) -> SignedAct:
    text = Bilingual("Қайта санау туралы шешім.", "Решение о пересчёте.")
    return enter_act(day.precinct, Matter(key=key, kind="recount", article="L 43(7-1)", text=text), day.signers())
