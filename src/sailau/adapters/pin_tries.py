"""Ten wrong PINs of a key file at one station, and it opens no more there (E14; L 50-2(2)).

The rule is that of the members' key stores (`adapters.keystore`). A key file of the common form (PKCS#12) has no place
for a count, so the station counts: by the SHA-256 of the file, in its own folder, durably and before the PIN is tried,
so that pulling the plug buys no further try. An empty PIN is no try: it is tried on nothing and not counted. The right
PIN sets the count back. A count that cannot be read is used up. Whoever copies the file can try elsewhere: against that
stands what one try costs, and a token, which counts itself.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import rfc8785

from sailau.adapters.files import ProcessLock, write_atomically
from sailau.adapters.keystore.store import PIN_TRIES_MAX
from sailau.errors import StoreError
from sailau.refusal import Refusal, Text

TRIES_FILE: Final = "pin-tries.json"
LOCK_FILE: Final = "pin-tries.lock"
T = TypeVar("T")


class PinRefusedError(StoreError):
    """The PIN was wrong, or is not tried any more; `refusal` says which, and what to do."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.text.en)


class PinTries:
    """The count of one station, in its folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def attempt(self, key_file: bytes, pin: str, opening: Callable[[str], T]) -> T:
        """Let `opening` try `pin` on `key_file`; it raises StoreError when the PIN is wrong or the file is damaged.

        Raises PinRefusedError for that, and without a try when none is left or no PIN was typed.
        """
        typed(pin)
        name = hashlib.sha256(key_file).hexdigest()
        lock = ProcessLock(self._folder / LOCK_FILE, "the entry of a PIN")
        try:
            used = self._read()
            if used is None or used.get(name, 0) >= PIN_TRIES_MAX:
                raise PinRefusedError(LOCKED)
            tries = used.get(name, 0) + 1
            self._keep({**used, name: tries})
            try:
                opened = opening(pin)
            except StoreError as error:
                raise PinRefusedError(mistyped(PIN_TRIES_MAX - tries)) from error
            self._keep({known: count for known, count in used.items() if known != name})
            return opened
        finally:
            lock.release()

    def _read(self) -> dict[str, int] | None:
        """Wrong tries by file; None when the count itself is damaged."""
        try:
            found: Any = json.loads((self._folder / TRIES_FILE).read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(found, dict) or any(type(count) is not int for count in found.values()):
            return None
        return found

    def _keep(self, used: dict[str, int]) -> None:
        write_atomically(self._folder / TRIES_FILE, rfc8785.dumps(used))


def typed(pin: str) -> str:
    """The PIN, if one was typed. Raises PinRefusedError for an empty one: it is no try, and is tried on nothing."""
    if not pin.strip():
        raise PinRefusedError(NO_PIN)
    return pin


NO_PIN: Final = Refusal("no-pin", "L 50-2(2)", Text("PIN теріңіз.", "Наберите PIN.", "Type the PIN."))
LOCKED: Final = Refusal(
    "pin-locked",
    "L 50-2(2)",
    Text(
        f"PIN {PIN_TRIES_MAX} рет қате терілді: бұл кілт осы жерде енді ашылмайды. Төрағаны шақырыңыз; жаңа кілтті "
        "аумақтық комиссия береді.",
        f"PIN набран неверно {PIN_TRIES_MAX} раз: этот ключ здесь больше не открывается. Позовите председателя; новый "
        "ключ выдаёт территориальная комиссия.",
        f"The PIN was wrong {PIN_TRIES_MAX} times: this key is not opened here any more. Call the chair; the "
        "territorial commission issues a new one.",
    ),
)


def mistyped(left: int) -> Refusal:
    """Say that a PIN was wrong and how many tries are left; that nothing is opened any more when none is."""
    if not left:
        return LOCKED
    return Refusal(
        "wrong-pin",
        "L 50-2(2)",
        Text(
            f"PIN қате. Қалған әрекет саны: {left}.",
            f"PIN неверен. Осталось попыток: {left}.",
            f"The PIN is wrong. Tries left: {left}.",
        ),
    )
