"""A member's key store does the same in a file and on a token, and its two shares are erased apart (E43)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sailau.adapters.keystore import (
    MemberKeyStore,
    OpenStore,
    Part,
    TokenKeyStore,
    erase_key_store,
    erase_part,
    erase_token_part,
)
from sailau.adapters.token import Token, open_token
from sailau.errors import StoreError
from sailau.ports import NO_FAULTS, Faults, KeptPolynomial
from tests.adapters.faulty import Counting, InterruptionError, RaisingAt
from tests.adapters.test_keystore import LIGHT, PIN, SEED, SHARE
from tests.tokens import FreshToken, fresh_token

SECRET, OTHER = b"\5" * 32, b"\6" * 32
CONTEXT = "president-2005|25|PrecinctTwentyFive"
COEFFICIENTS = (b"\7" * 32, b"\x08" * 32)


class FileKind:
    """Key stores in files of one folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "member-3.key"

    def create(self, member: int = 3, seed: bytes | None = SEED, faults: Faults = NO_FAULTS) -> OpenStore:
        return MemberKeyStore.create(self.path, PIN, member=member, seed=seed, cost=LIGHT, faults=faults)

    def reopen(self, faults: Faults = NO_FAULTS) -> OpenStore:
        return MemberKeyStore.open(self.path, PIN, faults)

    def erase(self, part: Part, act: str, faults: Faults = NO_FAULTS) -> None:
        erase_part(self.path, part, act, faults)

    def raw(self) -> bytes:
        return b"".join(path.read_bytes() for path in self.path.parent.iterdir())

    def close(self) -> None:
        """Nothing is held open."""


class TokenKind:
    """Key stores on a token of its own; the token is pulled out and put in again between openings."""

    def __init__(self, fresh: FreshToken) -> None:
        self.fresh = fresh
        self.token: Token | None = None

    def _put_in(self) -> Token:
        self.close()
        self.token = open_token(self.fresh.module, self.fresh.label, self.fresh.pin)
        return self.token

    def create(self, member: int = 3, seed: bytes | None = SEED, faults: Faults = NO_FAULTS) -> OpenStore:
        return TokenKeyStore.create(self._put_in(), member=member, seed=seed, faults=faults)

    def reopen(self, faults: Faults = NO_FAULTS) -> OpenStore:
        return TokenKeyStore.open(self._put_in(), faults)

    def erase(self, part: Part, act: str, faults: Faults = NO_FAULTS) -> None:
        erase_token_part(self._put_in(), part, act, faults)

    def raw(self) -> bytes:
        token = self._put_in()
        labels = [f"sailau-{part.value}-{slot}" for part in Part for slot in "ab"]
        return b"".join(token.read_object(label) or b"" for label in labels)

    def close(self) -> None:
        if self.token is not None:
            self.token.close()
            self.token = None


Kind = FileKind | TokenKind


@pytest.fixture(params=["file", "token"])
def kind(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kind]:
    made: Kind = FileKind(tmp_path) if request.param == "file" else TokenKind(fresh_token())
    yield made
    made.close()


def filled(kind: Kind) -> OpenStore:
    store = kind.create()
    store.bind(b"\1" * 32)
    store.keep_certificate(b"certificate")
    store.keep_polynomial(b"\2" * 32, COEFFICIENTS)
    store.keep_share(SHARE)
    store.keep_recorder_share(CONTEXT, SECRET)
    return store


def test_everything_comes_back_after_the_store_was_closed(kind: Kind) -> None:
    filled(kind)
    store = kind.reopen()
    assert (store.member, store.seed, store.share, store.recorder_share) == (3, SEED, SHARE, SECRET)
    assert store.certificate == b"certificate"
    assert store.polynomial == KeptPolynomial(certificates=b"\2" * 32, coefficients=COEFFICIENTS)
    assert store.journal == ()


def test_fresh_store_holds_a_seed_and_nothing_else(kind: Kind) -> None:
    kind.create()
    store = kind.reopen()
    assert (store.seed, store.certificate, store.polynomial, store.share, store.recorder_share) == (
        SEED,
        None,
        None,
        None,
        None,
    )


def test_what_is_kept_is_kept_once(kind: Kind) -> None:
    store = filled(kind)
    keeping: list[Callable[[], None]] = [
        lambda: store.bind(b"\x09" * 32),
        lambda: store.keep_certificate(b"another"),
        lambda: store.keep_polynomial(b"\x09" * 32, COEFFICIENTS),
        lambda: store.keep_polynomial(b"\2" * 32, COEFFICIENTS[::-1]),
        lambda: store.keep_share(b"another"),
        lambda: store.keep_recorder_share(CONTEXT, OTHER),
        lambda: store.keep_recorder_share("another|25|PrecinctTwentyFive", SECRET),
    ]
    for keep in keeping:
        with pytest.raises(StoreError, match="another"):
            keep()
    store.bind(b"\1" * 32)
    store.keep_share(SHARE)
    store.keep_recorder_share(CONTEXT, SECRET)
    assert kind.reopen().share == SHARE


def test_journal_is_the_same_on_every_kind_of_store(kind: Kind) -> None:
    store = filled(kind)
    assert store.begin_decryption(b"\1" * 32, shuffles_ended=True) is None
    store = kind.reopen()
    refusal = store.begin_decryption(b"\2" * 32, shuffles_ended=True)
    assert refusal is not None and refusal.code == "archive-decrypted-already"
    assert store.begin_decryption(b"\2" * 32, shuffles_ended=True, recount_decision="ACT-9") is None
    assert [entry.recount_decision for entry in kind.reopen().journal] == [None, "ACT-9"]


def test_territorial_commission_has_a_recorder_share_and_no_seed(kind: Kind) -> None:
    store = kind.create(member=0, seed=None)
    store.keep_recorder_share(CONTEXT, SECRET)
    assert kind.reopen().recorder_share == SECRET
    with pytest.raises(StoreError, match="no share of the count"):
        _ = kind.reopen().seed


@pytest.mark.parametrize(("member", "seed"), [(0, SEED), (3, None), (-1, None), (100, SEED)])
def test_store_for_nobody_is_refused(tmp_path: Path, member: int, seed: bytes | None) -> None:
    with pytest.raises(StoreError):
        FileKind(tmp_path).create(member=member, seed=seed)


@pytest.mark.parametrize("part", list(Part))
def test_one_share_is_erased_by_its_act_and_the_other_stays(kind: Kind, part: Part) -> None:
    filled(kind)
    kind.erase(part, "ACT-031")
    kind.erase(part, "ACT-032")
    store = kind.reopen()
    reading: dict[Part, Callable[[], object]] = {
        Part.COUNT: lambda: store.seed,
        Part.RECORDER: lambda: store.recorder_share,
    }
    with pytest.raises(StoreError, match="erased by act ACT-031"):
        reading[part]()
    (left,) = set(Part) - {part}
    assert reading[left]() in (SEED, SECRET)
    writing: dict[Part, Callable[[], None]] = {
        Part.COUNT: lambda: store.keep_share(SHARE),
        Part.RECORDER: lambda: store.keep_recorder_share(CONTEXT, SECRET),
    }
    with pytest.raises(StoreError, match="erased by act ACT-031"):
        writing[part]()
    kind.erase(left, "ACT-040")
    store = kind.reopen()
    with pytest.raises(StoreError, match="erased by act ACT-040"):
        reading[left]()


def test_erased_bytes_are_not_there_any_more(kind: Kind) -> None:
    filled(kind)
    assert (SECRET in kind.raw()) == isinstance(kind, TokenKind), "on a token the token itself guards them"
    kind.erase(Part.RECORDER, "ACT-031")
    assert SECRET not in kind.raw()
    kind.reopen().begin_decryption(b"\1" * 32, shuffles_ended=True)
    assert kind.reopen().journal


def test_erasing_a_part_cut_short_anywhere_is_finished_by_doing_it_again(kind: Kind) -> None:
    counting = Counting()
    filled(kind)
    kind.erase(Part.COUNT, "ACT-1", counting)
    assert counting.names
    if isinstance(kind, TokenKind):
        return
    for n in range(len(counting.names)):
        kind.path.unlink()
        filled(kind)
        with pytest.raises(InterruptionError):
            kind.erase(Part.COUNT, "ACT-1", RaisingAt(n))
        assert kind.reopen().recorder_share == SECRET
        kind.erase(Part.COUNT, "ACT-1")
        with pytest.raises(StoreError, match="erased by act ACT-1"):
            _ = kind.reopen().seed
        assert [path.name for path in kind.path.parent.iterdir()] == ["member-3.key"]


def test_old_bytes_of_an_erased_part_are_overwritten(tmp_path: Path) -> None:
    kind = FileKind(tmp_path)
    filled(kind)
    before = tmp_path / "inode"
    before.hardlink_to(kind.path)
    kind.erase(Part.COUNT, "ACT-1")
    assert before.read_bytes().strip(b"\0") == b""


def test_store_that_was_open_while_a_share_was_erased_writes_nothing_back(tmp_path: Path) -> None:
    kind = FileKind(tmp_path)
    store = filled(kind)
    kind.erase(Part.COUNT, "ACT-1")
    with pytest.raises(StoreError, match="while the store was open"):
        store.begin_decryption(b"\1" * 32, shuffles_ended=True)
    assert store.journal == ()
    with pytest.raises(StoreError, match="erased by act ACT-1"):
        _ = kind.reopen().seed


def test_whole_file_is_erased_after_a_part(tmp_path: Path) -> None:
    kind = FileKind(tmp_path)
    filled(kind)
    kind.erase(Part.COUNT, "ACT-1")
    erase_key_store(kind.path, "ACT-2")
    kind.erase(Part.RECORDER, "ACT-3")
    assert not kind.path.exists()
    with pytest.raises(StoreError, match="ACT-2"):
        kind.reopen()


# The token alone


def test_token_pulled_out_at_any_point_of_a_write_has_the_part_as_before_or_after() -> None:
    kind = TokenKind(fresh_token())
    counting = Counting()
    kind.create()
    kind.reopen(counting).keep_certificate(b"a")
    assert counting.names == ["token:sailau-count-b:write", "token:sailau-count-b:done"]
    for n, due in enumerate((None, b"share")):
        store = kind.reopen(RaisingAt(n))
        with pytest.raises(InterruptionError):
            store.keep_share(b"share")
        assert kind.reopen().share == due
    kind.close()


def test_torn_slot_on_a_token_leaves_the_other_one() -> None:
    kind = TokenKind(fresh_token())
    kind.create().keep_certificate(b"a")
    assert kind.token is not None
    slot = kind.token.read_object("sailau-count-b") or b""
    kind.token.write_object("sailau-count-b", slot[:-3])
    assert kind.reopen().certificate is None
    assert kind.token is not None
    kind.token.erase_object("sailau-count-a")
    with pytest.raises(StoreError, match="damaged"):
        kind.reopen()
    kind.close()


def test_second_store_on_a_token_is_refused_and_an_empty_token_says_so() -> None:
    kind = TokenKind(fresh_token())
    with pytest.raises(StoreError, match="no key store"):
        kind.reopen()
    kind.create()
    with pytest.raises(StoreError, match="already"):
        kind.create()
    kind.close()


def test_making_a_store_on_a_token_cut_short_anywhere_begins_anew() -> None:
    counting = Counting()
    kind = TokenKind(fresh_token())
    kind.create(faults=counting)
    for n in range(len(counting.names) - 1):
        kind = TokenKind(fresh_token())
        with pytest.raises(InterruptionError):
            kind.create(faults=RaisingAt(n))
        assert kind.create(seed=SEED[::-1]).seed == SEED[::-1]
        kind.close()


def test_erasing_on_a_token_cut_short_anywhere_is_finished_by_doing_it_again() -> None:
    for n in range(3):
        kind = TokenKind(fresh_token())
        filled(kind)
        with pytest.raises(InterruptionError):
            kind.erase(Part.RECORDER, "ACT-1", RaisingAt(n))
        kind.erase(Part.RECORDER, "ACT-1")
        store = kind.reopen()
        with pytest.raises(StoreError, match="ACT-1"):
            _ = store.recorder_share
        assert store.share == SHARE
        assert SECRET not in kind.raw()
        kind.close()


@pytest.mark.parametrize("data", [b"\xff", b"\x01", b"\x82\x09\x01", b"\x82\x01\x61a"])
def test_damaged_holder_is_told(data: bytes) -> None:
    kind = TokenKind(fresh_token())
    kind.create()
    assert kind.token is not None
    kind.token.write_object("sailau-holder", data)
    with pytest.raises(StoreError, match=r"damaged|unknown version"):
        kind.reopen()
    kind.close()
