"""The new key is rehearsed by opening test ballots, and a member's tool opens nothing else (L 50-5(1))."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from sailau.adapters.keystore import MemberKeyStore
from sailau.errors import FormatError, ProofError, StoreError
from sailau.formats.v1.ballot import Ciphertext
from sailau.formats.v1.ceremony_round import Step
from sailau.formats.v1.election import ELECTION, Election
from sailau.formats.v1.key_rehearsal import KEY_REHEARSAL, REHEARSAL_ANSWER, KeyRehearsal
from sailau.formats.v1.record.proofs import StrongDecryption, strong_proofs_of
from sailau.formats.v1.recorder_key import TERRITORIAL
from sailau.formats.v1.tally import control_rows, partial_decryptions_of, shuffles_of
from sailau.formats.v1.trustees import ThresholdParameters
from sailau.group import Secret, base, products
from sailau.ports import MemberStore
from sailau.refusal import Refusal
from sailau.sealing.ballots import seal
from sailau.sealing.channel import new_seed
from sailau.sealing.count import tally_of
from sailau.sealing.decryption import decrypt
from sailau.sealing.mix import shuffle
from sailau.service.ceremony import hold_ceremony
from sailau.service.ceremony_round import read_standing, write_message
from sailau.service.key_rehearsal import (
    BALLOTS,
    QUESTIONS,
    REHEARSAL_UNSOUND,
    answer_in_round,
    answer_rehearsal,
    answered,
    judge_rehearsal,
    lay_rehearsal,
    make_rehearsal,
    rehearsal_rules,
    verdict_of_round,
)
from sailau.verifier.ballots import BallotRules, judge
from sailau.verifier.trustees import combined_key
from tests.service.ceremonies import LIGHT, PIN, T_3, after

PLAN, OTHER_PLAN = bytes(range(32)), bytes(32)


@cache
def seven() -> tuple[list[MemberKeyStore], ThresholdParameters]:
    """Seven members of whom four decrypt."""
    folder = Path(mkdtemp(prefix="sailau-rehearsal-"))
    stores = [
        MemberKeyStore.create(folder / f"{number}.key", PIN, member=number, seed=new_seed(), cost=LIGHT)
        for number in range(1, 8)
    ]
    return stores, hold_ceremony(stores, 4)


@cache
def laid() -> bytes:
    return make_rehearsal(seven()[1], PLAN)


@cache
def answers() -> dict[int, bytes]:
    stores, parameters = seven()
    found = {store.member: answer_rehearsal(store, parameters, PLAN, laid()) for store in stores}
    return {number: answer for number, answer in found.items() if isinstance(answer, bytes)}


def verdict(*members: int, **changed: bytes) -> Any:
    given = {number: answers()[number] for number in members}
    given |= {int(name[1:]): answer for name, answer in changed.items()}
    return judge_rehearsal(seven()[1], PLAN, laid(), given)


# Four of seven


@pytest.mark.parametrize("four", list(combinations(range(1, 8), 4))[::7])
def test_any_four_of_seven_open_what_was_sealed(four: tuple[int, ...]) -> None:
    found = verdict(*four)
    assert found.agrees is True and found.wrong == {}
    assert not found.suffices, "one key may be lost by the voting day: five must pass"


def test_three_of_seven_open_nothing() -> None:
    for three in list(combinations(range(1, 8), 3))[::4]:
        found = verdict(*three)
        assert found.agrees is None and not found.suffices


def test_five_of_seven_suffice() -> None:
    found = verdict(2, 3, 5, 6, 7)
    assert (found.passed, found.needed) == (("member-2", "member-3", "member-5", "member-6", "member-7"), 5)
    assert found.suffices


def test_rehearsal_is_a_whole_count_of_test_ballots() -> None:
    made = KEY_REHEARSAL.read(laid())
    assert (len(made.ballots), sum(made.votes), len(made.codes), len(made.mixes)) == (BALLOTS, BALLOTS, BALLOTS, 2)
    assert KEY_REHEARSAL.write(made) == laid()
    assert REHEARSAL_ANSWER.write(REHEARSAL_ANSWER.read(answers()[1])) == answers()[1]


def test_result_other_than_what_was_sealed_is_told() -> None:
    made = KEY_REHEARSAL.read(laid())
    data = KEY_REHEARSAL.write(replace(made, votes=(made.votes[0] + 1, *made.votes[1:])))
    stores, parameters = seven()
    given = {store.member: answer_rehearsal(store, parameters, PLAN, data) for store in stores}
    found = judge_rehearsal(parameters, PLAN, data, {n: a for n, a in given.items() if isinstance(a, bytes)})
    assert found.agrees is False and not found.suffices


# A false answer is named


def rewritten(number: int, change: Callable[[dict[str, Any]], None]) -> bytes:
    """A member's answer with its partial decryption changed."""
    answer = REHEARSAL_ANSWER.read(answers()[number])
    partial = json.loads(answer.partial)
    change(partial)
    return REHEARSAL_ANSWER.write(replace(answer, partial=json.dumps(partial, separators=(",", ":"))))


def swap_factors(partial: dict[str, Any]) -> None:
    row = partial["decryption_factors"][0]
    row[0], row[1] = row[1], row[0]


@cache
def false_answers() -> dict[str, bytes]:
    parameters = seven()[1]
    found = REHEARSAL_ANSWER.read(answers()[2])
    rules = rehearsal_rules(parameters, PLAN)
    made = KEY_REHEARSAL.read(laid())
    ballots = [one.ballot for one in judge(rules, [text.encode() for text in made.ballots]) if one.ballot]
    own_mix = shuffle(rules.phi, rules.key, control_rows(QUESTIONS, tally_of(rules, ballots)))
    stranger = decrypt(rules.phi, Secret.random(), (tally_of(rules, ballots)[0], own_mix.ciphertexts[0]))
    partial = partial_decryptions_of(QUESTIONS, BALLOTS).write(stranger.partial).decode()
    strong = strong_proofs_of(QUESTIONS, BALLOTS).line
    return {
        "another member's answer": answers()[3],
        "factors swapped": rewritten(2, swap_factors),
        "another key's factors": REHEARSAL_ANSWER.write(replace(found, partial=partial)),
        "strong proofs of another": REHEARSAL_ANSWER.write(
            replace(found, strong=REHEARSAL_ANSWER.read(answers()[3]).strong)
        ),
        "strong proofs of another key": REHEARSAL_ANSWER.write(
            replace(found, strong=strong.write(StrongDecryption(owner=2, proofs=stranger.strong)).decode())
        ),
        "no answer at all": b"{}",
    }


@pytest.mark.parametrize("kind", false_answers())
def test_false_answer_is_named_and_the_others_still_open(kind: str) -> None:
    found = verdict(1, 3, 4, 5, 6, _2=false_answers()[kind])
    assert list(found.wrong) == ["member-2"]
    assert found.agrees is True
    assert not found.suffices, "somebody who answers falsely is not passed over"


def test_answer_to_another_rehearsal_is_none_and_no_fault() -> None:
    """Anybody can exchange the file after a member has answered."""
    stale = REHEARSAL_ANSWER.write(replace(REHEARSAL_ANSWER.read(answers()[2]), rehearsal="0" * 64))
    found = verdict(1, 3, 4, 5, 6, _2=stale)
    assert found.wrong == {} and "member-2" not in found.passed and found.suffices


def test_exchanged_rehearsal_is_answered_anew(tmp_path: Path) -> None:
    made = after(tmp_path, 3)
    round_ = made.round()
    lay_rehearsal(round_, read_standing(round_))
    answer = answer_in_round(round_, read_standing(round_), made.store("member-1"))
    assert isinstance(answer, bytes)
    write_message(round_, Step.REHEARSAL, "member-1", answer, made.signer("member-1"), T_3)
    assert answered(round_, read_standing(round_)) == {"member-1"}
    (round_.folder / "rehearsal.json").unlink()
    lay_rehearsal(round_, read_standing(round_))
    assert answered(round_, read_standing(round_)) == frozenset()
    assert isinstance(answer_in_round(round_, read_standing(round_), made.store("member-1")), bytes)


# No oracle


@cache
def spoilt() -> dict[str, bytes]:
    parameters = seven()[1]
    made = KEY_REHEARSAL.read(laid())
    rules = rehearsal_rules(parameters, PLAN)

    def told(**changes: Any) -> bytes:
        return KEY_REHEARSAL.write(replace(made, **changes))

    real = Election("An election. sha256:" + "0" * 64, "x", combined_key((parameters,)), QUESTIONS, "RealPrecinct25x")
    real_rules = BallotRules(real, ELECTION.write(real))
    voted = seal(real_rules, Secret.random(), ((1, 0, 0), (12, 34)))
    dressed = voted.payload.decode().replace(real_rules.uuid, rules.uuid).replace(real_rules.phi, rules.phi)
    ballots = [one.ballot for one in judge(rules, [text.encode() for text in made.ballots]) if one.ballot]
    row = control_rows(QUESTIONS, tally_of(rules, ballots))
    stolen = Ciphertext(*base([Secret.random(), Secret.random()]))
    swapped = shuffle(rules.phi, rules.key, ((stolen, *row[0][1:]),))
    shifted = shuffle(rules.phi, rules.key, row)
    moved = replace(
        shifted,
        ciphertexts=(
            (
                Ciphertext(products([[shifted.ciphertexts[0][0].alpha, stolen.alpha]])[0], stolen.beta),
                *shifted.ciphertexts[0][1:],
            ),
        ),
    )
    mixes = shuffles_of(QUESTIONS, BALLOTS)
    return {
        "a voter's ballot among them": told(ballots=(*made.ballots[1:], voted.payload.decode())),
        "a voter's ballot in the rehearsal's clothes": told(ballots=(*made.ballots[1:], dressed)),
        "one test ballot twice": told(ballots=(*made.ballots[1:], made.ballots[1])),
        "a ballot less": told(ballots=made.ballots[1:]),
        "no ballots": told(ballots=()),
        "no mixes": told(mixes=()),
        "mixes in another order": told(mixes=made.mixes[::-1]),
        "a mix of something else": told(mixes=(mixes.write(swapped).decode(),)),
        "a mix with a ciphertext put in": told(mixes=(mixes.write(moved).decode(),)),
        "three mixes": told(mixes=(*made.mixes, made.mixes[0])),
        "another ceremony's": told(plan=OTHER_PLAN.hex()),
        "not canonical": laid() + b" ",
        "nothing": b"",
        "for another key": make_rehearsal(hold_other(), PLAN),
    }


@cache
def hold_other() -> ThresholdParameters:
    folder = Path(mkdtemp(prefix="sailau-rehearsal-"))
    stores: list[MemberStore] = [
        MemberKeyStore.create(folder / f"{number}.key", PIN, member=number, seed=new_seed(), cost=LIGHT)
        for number in (1, 2, 3)
    ]
    return hold_ceremony(stores, 2)


@pytest.mark.parametrize("kind", spoilt())
def test_members_tool_opens_nothing_that_its_maker_does_not_prove_to_know(kind: str) -> None:
    stores, parameters = seven()
    assert answer_rehearsal(stores[0], parameters, PLAN, spoilt()[kind]) == REHEARSAL_UNSOUND
    with pytest.raises((FormatError, ProofError)):
        judge_rehearsal(parameters, PLAN, spoilt()[kind], answers())


def test_rehearsal_of_one_ceremony_is_not_answered_in_another() -> None:
    stores, parameters = seven()
    assert answer_rehearsal(stores[0], parameters, OTHER_PLAN, laid()) == REHEARSAL_UNSOUND
    assert rehearsal_rules(parameters, PLAN).phi != rehearsal_rules(parameters, OTHER_PLAN).phi


def test_rehearsal_does_not_use_up_the_one_decryption() -> None:
    stores, _ = seven()
    assert answers() and all(store.journal == () for store in stores)
    archive = b"\1" * 32
    assert stores[6].begin_decryption(archive, shuffles_ended=True) is None


def test_expected_result_stands_beside_and_is_no_secret() -> None:
    made: KeyRehearsal = KEY_REHEARSAL.read(laid())
    assert made.codes == tuple(sorted(made.codes)) and all(0 <= code < 10_000 for code in made.codes)


# In the round


def test_members_answer_at_their_turns_and_the_round_judges(tmp_path: Path) -> None:
    made = after(tmp_path, 3)
    round_ = made.round()
    standing = read_standing(round_)
    assert verdict_of_round(round_, standing) is None
    data = lay_rehearsal(round_, standing)
    assert lay_rehearsal(round_, standing) == data, "a rehearsal that lies there stays"
    assert answer_in_round(round_, standing, made.store(TERRITORIAL)) is None
    for party in ("member-1", "member-2", "member-3"):
        answer = answer_in_round(round_, read_standing(round_), made.store(party))
        assert isinstance(answer, bytes)
        write_message(round_, Step.REHEARSAL, party, answer, made.signer(party), T_3)
        assert answer_in_round(round_, read_standing(round_), made.store(party)) is None
    found = verdict_of_round(round_, read_standing(round_))
    assert found is not None and found.suffices


def test_no_rehearsal_before_the_key_is_there(tmp_path: Path) -> None:
    made = after(tmp_path, 2)
    round_ = made.round()
    with pytest.raises(StoreError, match="has not ended"):
        lay_rehearsal(round_, read_standing(round_))
    assert answer_in_round(round_, read_standing(round_), made.store("member-1")) is None


def test_refusal_speaks_three_languages() -> None:
    refusal: Refusal = REHEARSAL_UNSOUND
    assert refusal.text.kk and refusal.text.ru and refusal.text.en and refusal.article == "L 50-5(1)"
