"""A PIN is not guessed at a station: ten tries, counted before they are made (E14, L 50-2(2))."""

from pathlib import Path

import pytest

from sailau.adapters.keystore.store import PIN_TRIES_MAX
from sailau.adapters.pin_tries import TRIES_FILE, PinRefusedError, PinTries
from sailau.errors import StoreError

KEY, OTHER = b"a key file", b"another key file"


def wrong(pin: str) -> str:
    raise StoreError("the key file cannot be opened")


def opened(pin: str) -> str:
    return "opened"


def refused(tries: PinTries, key: bytes = KEY) -> str:
    with pytest.raises(PinRefusedError) as caught:
        tries.attempt(key, "111111", wrong)
    return caught.value.refusal.code


def test_after_ten_wrong_pins_the_right_one_opens_nothing_either(tmp_path: Path) -> None:
    for _ in range(PIN_TRIES_MAX - 1):
        assert refused(PinTries(tmp_path)) == "wrong-pin"
    assert refused(PinTries(tmp_path)) == "pin-locked"
    with pytest.raises(PinRefusedError) as caught:
        PinTries(tmp_path).attempt(KEY, "604913", opened)
    assert caught.value.refusal.code == "pin-locked"
    assert PinTries(tmp_path).attempt(OTHER, "604913", opened) == "opened"


def test_the_right_pin_sets_the_count_back(tmp_path: Path) -> None:
    tries = PinTries(tmp_path)
    for _ in range(3):
        for _ in range(PIN_TRIES_MAX - 1):
            refused(tries)
        assert tries.attempt(KEY, "604913", opened) == "opened"


def test_a_try_is_counted_before_it_is_made(tmp_path: Path) -> None:
    """The plug is pulled while the PIN is tried."""

    def pulled(pin: str) -> str:
        raise KeyboardInterrupt

    for _ in range(PIN_TRIES_MAX):
        with pytest.raises(KeyboardInterrupt):
            PinTries(tmp_path).attempt(KEY, "604913", pulled)
    with pytest.raises(PinRefusedError):
        PinTries(tmp_path).attempt(KEY, "604913", opened)


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"x":"y"}', b"\xff"])
def test_a_damaged_count_counts_as_used_up(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / TRIES_FILE).write_bytes(damage)
    assert refused(PinTries(tmp_path)) == "pin-locked"


@pytest.mark.parametrize("nothing", ["", "   "])
def test_an_empty_pin_is_tried_on_no_key_and_uses_up_no_try(tmp_path: Path, nothing: str) -> None:
    tries, tried = PinTries(tmp_path), list[str]()
    for _ in range(PIN_TRIES_MAX + 1):
        with pytest.raises(PinRefusedError) as caught:
            tries.attempt(KEY, nothing, tried.append)
        assert caught.value.refusal.text.en == "Type the PIN."
    assert tried == []
    assert tries.attempt(KEY, "604913", opened) == "opened"
