"""The members' keys with real key stores: ceremony, test of possession, one decryption, erasure."""

from dataclasses import replace
from pathlib import Path

import pytest

from sailau.adapters.keystore import MemberKeyStore
from sailau.adapters.password import PasswordCost
from sailau.errors import StoreError
from sailau.formats.v1.ballot import Ciphertext
from sailau.formats.v1.trustees import ThresholdParameters
from sailau.group import GENERATOR, IDENTITY, Secret, base, mask
from sailau.refusal import Refusal
from sailau.sealing.channel import new_seed
from sailau.sealing.count import opened_points
from sailau.sealing.decryption import MemberDecryption
from sailau.service.ceremony import (
    TEST_UNSOUND,
    answer_test,
    erase_recorder_shares,
    erase_shares,
    hold_ceremony,
    member_decrypt,
    passes,
    pedersen,
    possession_test,
    prove_possession,
)
from sailau.verifier.trustees import combined_key

LIGHT = PasswordCost(passes=1, memory_kib=8, lanes=1)
PIN = b"481502"
SETUP = bytes(range(32))
PHI = "phi"
COUNT, RECOUNT, FORGED = b"\1" * 32, b"\2" * 32, b"\3" * 32


def stores(folder: Path) -> list[MemberKeyStore]:
    return [
        MemberKeyStore.create(folder / f"member-{number}.key", PIN, member=number, seed=new_seed(), cost=LIGHT)
        for number in (1, 2, 3)
    ]


def commission(folder: Path) -> tuple[list[MemberKeyStore], ThresholdParameters]:
    made = stores(folder)
    return made, hold_ceremony(made, 2)


def test_any_two_of_three_open_what_is_sealed_to_all(tmp_path: Path) -> None:
    members, parameters = commission(tmp_path)
    key = combined_key((parameters,))
    randomness, content = Secret.random(), Secret.random()
    (alpha, inside) = base([randomness, content])
    mixed = ((Ciphertext(alpha, mask(key, [randomness], [inside])[0]),),)
    for pair in ((1, 2), (1, 3), (2, 3)):
        given = {}
        for number in pair:
            found = member_decrypt(members[number - 1], parameters, PHI, mixed, COUNT, shuffles_ended=True)
            assert isinstance(found, MemberDecryption)
            given[number] = found.partial
        assert opened_points((parameters,), mixed, given) == [[inside]]


def test_shares_survive_in_the_members_own_stores(tmp_path: Path) -> None:
    _, parameters = commission(tmp_path)
    again = MemberKeyStore.open(tmp_path / "member-2.key", PIN)
    assert prove_possession(again, parameters, SETUP)


def test_store_without_a_share_fails_the_test_of_possession(tmp_path: Path) -> None:
    (tmp_path / "others").mkdir()
    _, parameters = commission(tmp_path)
    newcomer = stores(tmp_path / "others")[0]
    assert not prove_possession(newcomer, parameters, SETUP)
    with pytest.raises(StoreError, match="no share"):
        member_decrypt(newcomer, parameters, PHI, ((),), COUNT, shuffles_ended=True)


def test_member_of_another_commission_fails_the_test_of_possession(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    strangers, _ = commission(tmp_path / "a")
    _, parameters = commission(tmp_path / "b")
    assert not prove_possession(strangers[0], parameters, SETUP)


def test_answer_of_one_member_does_not_pass_for_another(tmp_path: Path) -> None:
    members, parameters = commission(tmp_path)
    keys = [entry.public_key for entry in parameters.verification_keys]
    test = possession_test(SETUP, keys[0])
    answer = answer_test(members[0], parameters, test.name, test.pair, test.proof)
    assert isinstance(answer, MemberDecryption)
    assert passes(test, keys[0], answer)
    assert not passes(test, keys[1], answer)
    assert not passes(replace(test, inside=GENERATOR), keys[0], answer)


def test_ballot_passed_off_as_a_test_is_not_opened(tmp_path: Path) -> None:
    members, parameters = commission(tmp_path)
    test = possession_test(SETUP, parameters.verification_keys[0].public_key)
    (alpha,) = base([Secret.random()])
    foreign = Ciphertext(alpha, test.pair.beta)
    assert answer_test(members[0], parameters, test.name, foreign, test.proof) == TEST_UNSOUND
    assert answer_test(members[0], parameters, PHI, test.pair, test.proof) == TEST_UNSOUND
    blank = Ciphertext(IDENTITY, test.pair.beta)
    assert answer_test(members[0], parameters, test.name, blank, test.proof) == TEST_UNSOUND


def test_second_archive_needs_a_recount_decision_and_unmixed_ones_are_refused(tmp_path: Path) -> None:
    (member, *_), parameters = commission(tmp_path)

    def codes(archive: bytes, *, ended: bool = True, decision: str | None = None) -> str:
        found = member_decrypt(member, parameters, PHI, ((),), archive, shuffles_ended=ended, recount_decision=decision)
        return found.code if isinstance(found, Refusal) else "decrypted"

    assert codes(COUNT, ended=False) == "archive-not-shuffled"
    assert codes(COUNT) == "decrypted"
    assert codes(RECOUNT) == "archive-decrypted-already"
    assert codes(RECOUNT, decision="012-recount") == "decrypted"
    assert codes(FORGED, decision="013-recount") == "archive-recounted-already"


def test_erased_shares_are_gone_and_erasing_may_be_repeated(tmp_path: Path) -> None:
    _, parameters = commission(tmp_path)
    paths = [tmp_path / f"member-{number}.key" for number in (1, 2, 3)]
    erase_shares(paths, "015-shares_erased")
    erase_shares(paths, "015-shares_erased")
    for path in paths:
        store = MemberKeyStore.open(path, PIN)
        with pytest.raises(StoreError, match="015-shares_erased"):
            _ = store.share
        assert not prove_possession(store, parameters, SETUP)
        assert store.recorder_share is None


def test_recorder_shares_are_erased_by_an_act_of_their_own(tmp_path: Path) -> None:
    members, parameters = commission(tmp_path)
    members[0].keep_recorder_share("election|25|PrecinctTwentyFive", bytes(32))
    path = tmp_path / "member-1.key"
    erase_recorder_shares([path], "099-recorder_shares_erased")
    store = MemberKeyStore.open(path, PIN)
    with pytest.raises(StoreError, match="099-recorder_shares_erased"):
        _ = store.recorder_share
    assert prove_possession(store, parameters, SETUP)


def test_trustees_other_than_one_commission_are_refused(tmp_path: Path) -> None:
    _, parameters = commission(tmp_path)
    assert pedersen((parameters,)) is parameters
    with pytest.raises(StoreError):
        pedersen((parameters, parameters))
