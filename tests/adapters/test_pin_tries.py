"""A PIN is not guessed at a station: ten tries, counted before they are made (E14, L 50-2(2))."""

from pathlib import Path

import pytest

from sailau.adapters.keystore.store import PIN_TRIES_MAX
from sailau.adapters.pin_tries import TRIES_FILE, PinRefusedError, PinTries
from sailau.errors import StoreError

KEY, OTHER = b"a key file", b"another key file"


def wrong() -> str:
    raise StoreError("the key file cannot be opened")


def refused(tries: PinTries, key: bytes = KEY) -> str:
    with pytest.raises(PinRefusedError) as caught:
        tries.attempt(key, wrong)
    return caught.value.refusal.code


def test_after_ten_wrong_pins_the_right_one_opens_nothing_either(tmp_path: Path) -> None:
    for _ in range(PIN_TRIES_MAX - 1):
        assert refused(PinTries(tmp_path)) == "wrong-pin"
    assert refused(PinTries(tmp_path)) == "pin-locked"
    with pytest.raises(PinRefusedError) as caught:
        PinTries(tmp_path).attempt(KEY, lambda: "opened")
    assert caught.value.refusal.code == "pin-locked"
    assert PinTries(tmp_path).attempt(OTHER, lambda: "opened") == "opened"


def test_the_right_pin_sets_the_count_back(tmp_path: Path) -> None:
    tries = PinTries(tmp_path)
    for _ in range(3):
        for _ in range(PIN_TRIES_MAX - 1):
            refused(tries)
        assert tries.attempt(KEY, lambda: "opened") == "opened"


def test_a_try_is_counted_before_it_is_made(tmp_path: Path) -> None:
    """The plug is pulled while the PIN is tried."""

    def pulled() -> str:
        raise KeyboardInterrupt

    for _ in range(PIN_TRIES_MAX):
        with pytest.raises(KeyboardInterrupt):
            PinTries(tmp_path).attempt(KEY, pulled)
    with pytest.raises(PinRefusedError):
        PinTries(tmp_path).attempt(KEY, lambda: "opened")


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"x":"y"}', b"\xff"])
def test_a_damaged_count_counts_as_used_up(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / TRIES_FILE).write_bytes(damage)
    assert refused(PinTries(tmp_path)) == "pin-locked"
