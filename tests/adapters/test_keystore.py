"""A member's key store opens under the PIN, decrypts one archive, and is erased by act (E43, M48)."""

import json
from pathlib import Path

import pytest

from sailau.adapters.keystore import Decryption, MemberKeyStore, erase_key_store, may_decrypt
from sailau.adapters.password import PasswordCost, WrongPasswordError
from sailau.errors import StoreError
from sailau.refusal import Refusal
from tests.adapters.faulty import Counting, InterruptionError, KillingAt, RaisingAt, run_and_be_killed

LIGHT = PasswordCost(passes=1, memory_kib=8, lanes=1)
PIN = b"481502"
SEED = b"Yx3kQmZ7TtVnB2sLwPqR9c"
SHARE = b'{"message":"the share of member 3"}'
COUNT, RECOUNT, FORGED = b"\1" * 32, b"\2" * 32, b"\3" * 32


def made(path: Path) -> MemberKeyStore:
    return MemberKeyStore.create(path, PIN, member=3, seed=SEED, cost=LIGHT)


def test_seed_and_share_come_back_under_the_pin(tmp_path: Path) -> None:
    path = tmp_path / "member-3.key"
    store = made(path)
    assert store.share is None
    store.keep_share(SHARE)
    again = MemberKeyStore.open(path, PIN)
    assert (again.member, again.seed, again.share, again.journal) == (3, SEED, SHARE, ())


def test_share_of_another_ceremony_is_refused_and_the_same_one_is_not(tmp_path: Path) -> None:
    store = made(tmp_path / "k")
    store.keep_share(SHARE)
    store.keep_share(SHARE)
    with pytest.raises(StoreError, match="another ceremony"):
        store.keep_share(b"another")
    assert MemberKeyStore.open(tmp_path / "k", PIN).share == SHARE


def test_file_repr_and_errors_show_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "k"
    store = made(path)
    store.keep_share(SHARE)
    raw = path.read_bytes()
    for secret in (SEED, SHARE, PIN):
        assert secret not in raw
        assert secret.hex().encode() not in raw
    assert repr(store) == "MemberKeyStore(member=3)"
    with pytest.raises(WrongPasswordError) as raised:
        MemberKeyStore.open(path, b"999999")
    assert raised.value.diagnostics() == "wrong PIN; tries left: 9"
    assert raised.value.__cause__ is None
    assert path.stat().st_mode & 0o077 == 0


def test_ten_wrong_pins_lock_the_store_even_for_the_right_one(tmp_path: Path) -> None:
    path = tmp_path / "k"
    made(path)
    for left in range(9, -1, -1):
        with pytest.raises(WrongPasswordError, match=f"tries left: {left}$"):
            MemberKeyStore.open(path, b"000000")
    with pytest.raises(StoreError, match="locked"):
        MemberKeyStore.open(path, PIN)


def test_right_pin_gives_the_tries_back(tmp_path: Path) -> None:
    path = tmp_path / "k"
    made(path)
    for _ in range(3):
        with pytest.raises(WrongPasswordError, match="tries left: 9"):
            MemberKeyStore.open(path, b"000000")
        MemberKeyStore.open(path, PIN)


def test_try_is_counted_before_it_is_made(tmp_path: Path) -> None:
    path = tmp_path / "k"
    made(path)
    with pytest.raises(InterruptionError):
        MemberKeyStore.open(path, b"000000", RaisingAt(4))
    with pytest.raises(WrongPasswordError, match="tries left: 8"):
        MemberKeyStore.open(path, b"000000")


def test_one_archive_is_decrypted_and_a_second_only_on_a_recount_decision(tmp_path: Path) -> None:
    path = tmp_path / "k"
    store = made(path)
    assert refused(store.begin_decryption(COUNT, shuffles_ended=False)) == "archive-not-shuffled"
    assert store.begin_decryption(COUNT, shuffles_ended=True) is None
    store = MemberKeyStore.open(path, PIN)
    assert store.begin_decryption(COUNT, shuffles_ended=True) is None, "the same archive after a crash"
    assert refused(store.begin_decryption(FORGED, shuffles_ended=True)) == "archive-decrypted-already"
    assert store.begin_decryption(RECOUNT, shuffles_ended=True, recount_decision="ACT-9") is None
    third = store.begin_decryption(FORGED, shuffles_ended=True, recount_decision="ACT-10")
    assert refused(third) == "archive-recounted-already"
    assert MemberKeyStore.open(path, PIN).journal == (Decryption(COUNT, None), Decryption(RECOUNT, "ACT-9"))


def test_decryption_stands_in_the_journal_before_it_may_begin(tmp_path: Path) -> None:
    path = tmp_path / "k"
    counting = Counting()
    MemberKeyStore.create(path, PIN, member=3, seed=SEED, cost=LIGHT, faults=counting)
    per_write = len(counting.names)
    for n in range(per_write):
        path.unlink()
        made(path)

        def work(k: int = n) -> None:
            store = MemberKeyStore.open(path, PIN, KillingAt(2 * per_write + k))
            if store.begin_decryption(COUNT, shuffles_ended=True) is None:
                raise AssertionError("was to be killed before the answer")

        assert run_and_be_killed(work, tmp_path / "log")
        assert MemberKeyStore.open(path, PIN).journal in ((), (Decryption(COUNT, None),))


def test_rule_needs_no_store() -> None:
    assert may_decrypt([], COUNT, shuffles_ended=True, recount_decision=None) is None
    assert refused(may_decrypt([Decryption(COUNT, None)], COUNT, shuffles_ended=False, recount_decision=None))


def test_erased_store_is_gone_and_says_by_which_act(tmp_path: Path) -> None:
    path = tmp_path / "k"
    store = made(path)
    erase_key_store(path, "ACT-17")
    assert not path.exists()
    assert json.loads((tmp_path / "k.erased.json").read_bytes()) == {"act": "ACT-17", "member": 3}
    with pytest.raises(StoreError, match="erased by act ACT-17"):
        MemberKeyStore.open(path, PIN)
    with pytest.raises(StoreError, match="erased by act"):
        store.keep_share(SHARE)
    with pytest.raises(StoreError, match="erased by act"):
        made(path)
    erase_key_store(path, "ACT-17")


def test_erasing_cut_short_at_any_point_leaves_a_store_that_does_not_open_or_is_whole(tmp_path: Path) -> None:
    counting = Counting()
    made(tmp_path / "k")
    erase_key_store(tmp_path / "k", "ACT-1", counting)
    for n in range(len(counting.names)):
        path = tmp_path / f"k{n}"
        made(path)
        with pytest.raises(InterruptionError):
            erase_key_store(path, "ACT-1", RaisingAt(n))
        if (tmp_path / f"k{n}.erased.json").exists():
            with pytest.raises(StoreError, match="erased"):
                MemberKeyStore.open(path, PIN)
        else:
            assert MemberKeyStore.open(path, PIN).seed == SEED
        erase_key_store(path, "ACT-1")
        assert not path.exists()


def test_store_of_another_member_does_not_pass_for_mine(tmp_path: Path) -> None:
    path = tmp_path / "k"
    made(path)
    header = json.loads(path.read_bytes())
    path.write_text(json.dumps(header | {"member": 4}))
    with pytest.raises(WrongPasswordError):
        MemberKeyStore.open(path, PIN)


def test_altered_content_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "k"
    made(path)
    header = json.loads(path.read_bytes())
    content = header["count"]
    flipped = ("B" if content[30] == "A" else "A").join([content[:30], content[31:]])
    path.write_text(json.dumps(header | {"count": flipped}))
    with pytest.raises(StoreError, match="altered"):
        MemberKeyStore.open(path, PIN)


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b"[" * 100_000, b'{"version":1}', b"\xff"])
def test_file_that_is_no_key_store_is_refused(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "k").write_bytes(text)
    with pytest.raises(StoreError, match="not a key store"):
        MemberKeyStore.open(tmp_path / "k", PIN)


def test_short_pin_and_present_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="at least 6"):
        MemberKeyStore.create(tmp_path / "k", b"12345", member=1, seed=SEED, cost=LIGHT)
    made(tmp_path / "k")
    with pytest.raises(StoreError, match="there already"):
        made(tmp_path / "k")


def refused(refusal: Refusal | None) -> str:
    assert refusal is not None
    assert refusal.text.kk and refusal.text.ru and refusal.text.en
    return refusal.code
