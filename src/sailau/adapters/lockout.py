"""Five wrong tries of the sealed password, then five minutes' wait (E27, E14; L 50-2(2), 50-5(2)).

A try is counted, durably, before it is made, so that pulling the plug in the middle buys no further one. The wait is
measured by the time since the machine was started (`CLOCK_BOOTTIME`), which nobody can set:

    in the same start      what has passed since the lock was set or last looked at
    after another start    what has passed since that start; the time that the machine was off does not count

So neither a clock set back nor one set forward, nor a restart, shortens the wait; a restart may lengthen it, to five
minutes at most. The clock on the wall is read only to tell people until when they wait.

Beside the stores lies `tries.json`: tries since the last success, and what is left of a wait. A file that cannot be
read counts as five tries. Whoever can remove the file can copy the disk and guess elsewhere: against that stand the
password's 80 bits and what one try costs, not this lock.
"""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol, TypeVar

import rfc8785

from sailau.adapters.files import ProcessLock, write_atomically
from sailau.adapters.password import WrongPasswordError
from sailau.errors import StoreError
from sailau.ports.faults import NO_FAULTS, Faults
from sailau.refusal import Refusal, Text

TRIES: Final = 5
WAIT_SECONDS: Final = 300
TRIES_FILE: Final = "tries.json"
VERSION: Final = 1
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


class Opened(Protocol):
    """What a right password opens."""

    def close(self) -> None:
        """Let go of it."""
        ...


T = TypeVar("T", bound=Opened)


class Uptime(NamedTuple):
    """A reading of the clock that nobody sets: which start of the machine, and milliseconds since it."""

    start: str
    milliseconds: int


def machine_uptime() -> Uptime:
    """Read this machine's. Raises StoreError when the system does not tell its start."""
    try:
        start = _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError as error:
        raise StoreError(f"the system does not tell when it was started: {error.strerror}") from error
    return Uptime(start, int(time.clock_gettime(time.CLOCK_BOOTTIME) * 1000))


class MistypedPasswordError(WrongPasswordError):
    """The password was wrong; so many tries are left (0: the wait begins now)."""

    def __init__(self, tries_left: int) -> None:
        self.tries_left = tries_left
        self.refusal = _mistyped(tries_left)
        super().__init__(self.refusal.text.en)

    def diagnostics(self) -> str:
        """The message in three languages."""
        return _in_three(self.refusal.text)


class PasswordLockedError(StoreError):
    """The password is not tried now: `seconds` are left of the wait."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        self.refusal = _locked(seconds)
        super().__init__(self.refusal.text.en)

    def diagnostics(self) -> str:
        """The message in three languages."""
        return _in_three(self.refusal.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Wrong tries since the last success; milliseconds left of a wait, as of `seen`."""

    tries: int
    left_ms: int
    seen: Uptime


class Lockout:
    """The lock in front of one folder of stores."""

    def __init__(self, folder: Path, faults: Faults = NO_FAULTS, uptime: Callable[[], Uptime] | None = None) -> None:
        self._folder = folder
        self._faults = faults
        self._uptime = uptime or machine_uptime

    def attempt(self, opening: Callable[[], T]) -> T:
        """Let `opening` try the password; it raises WrongPasswordError for a wrong one.

        Raises PasswordLockedError without a try while the wait lasts, MistypedPasswordError for a wrong password. Any
        other error of `opening` came before the password or after the right one, and does not count.
        """
        if not self._folder.is_dir():
            return opening()
        lock = ProcessLock(self._folder / "tries.lock", "the entry of the password")
        try:
            return self._attempt(opening)
        finally:
            lock.release()

    def seconds_left(self) -> int:
        """How long the password is not tried, in whole seconds rounded up; 0 when it may be tried."""
        return -(-self._standing().left_ms // 1000)

    def _attempt(self, opening: Callable[[], T]) -> T:
        before = self._standing()
        if before.left_ms:
            self._keep(before)
            raise PasswordLockedError(-(-before.left_ms // 1000))
        # A wait that is over gives five new tries.
        tries = before.tries % TRIES + 1
        waits = WAIT_SECONDS * 1000 if tries == TRIES else 0
        self._keep(Standing(tries=tries, left_ms=waits, seen=before.seen))
        try:
            opened = opening()
        except WrongPasswordError:
            # The wait runs from the answer, not from the question: a slow key derivation does not eat into it.
            self._keep(Standing(tries=tries, left_ms=waits, seen=self._uptime()))
            raise MistypedPasswordError(TRIES - tries) from None
        except Exception:
            self._keep(before)
            raise
        try:
            self._keep(Standing(tries=0, left_ms=0, seen=self._uptime()))
        except BaseException:
            opened.close()
            raise
        return opened

    def _standing(self) -> Standing:
        """What the file says, with the time since then taken off."""
        now = self._uptime()
        kept = self._read(now)
        since = now.milliseconds - (kept.seen.milliseconds if kept.seen.start == now.start else 0)
        return Standing(tries=kept.tries, left_ms=max(0, kept.left_ms - max(0, since)), seen=now)

    def _read(self, now: Uptime) -> Standing:
        try:
            data = (self._folder / TRIES_FILE).read_bytes()
        except FileNotFoundError:
            return Standing(tries=0, left_ms=0, seen=now)
        except OSError as error:
            raise StoreError(f"cannot read {TRIES_FILE}: {error.strerror}") from error
        with suppress(ValueError, RecursionError):
            return _standing_in(json.loads(data), now)
        return _used_up(now)

    def _keep(self, standing: Standing) -> None:
        fields: dict[str, int | str] = {
            "left_ms": standing.left_ms,
            "seen_ms": standing.seen.milliseconds,
            "start": standing.seen.start,
            "tries": standing.tries,
            "version": VERSION,
        }
        write_atomically(self._folder / TRIES_FILE, rfc8785.dumps(fields), self._faults)


def _standing_in(fields: Any, now: Uptime) -> Standing:
    kinds = {"left_ms": int, "seen_ms": int, "start": str, "tries": int, "version": int}
    if not isinstance(fields, dict) or {key: type(value) for key, value in fields.items()} != kinds:
        return _used_up(now)
    tries, left, seen = fields["tries"], fields["left_ms"], fields["seen_ms"]
    if fields["version"] != VERSION or not (0 <= tries <= TRIES and 0 <= left <= WAIT_SECONDS * 1000 and seen >= 0):
        return _used_up(now)
    return Standing(tries=tries, left_ms=left, seen=Uptime(fields["start"], seen))


def _used_up(now: Uptime) -> Standing:
    """A file that was damaged: as after the fifth try."""
    return Standing(tries=TRIES, left_ms=WAIT_SECONDS * 1000, seen=now)


def _mistyped(left: int) -> Refusal:
    if not left:
        return _locked(WAIT_SECONDS)
    return Refusal(
        "password-mistyped",
        "L 50-5(2)",
        Text(
            f"Пароль дұрыс емес. Қалған әрекет саны: {left}.",
            f"Пароль неверен. Осталось попыток: {left}.",
            f"The password is wrong. Tries left: {left}.",
        ),
    )


def _locked(seconds: int) -> Refusal:
    minutes, rest = divmod(seconds, 60)
    return Refusal(
        "password-locked",
        "L 50-5(2)",
        Text(
            f"Пароль {TRIES} рет қате терілді. {minutes} минут {rest} секунд күтіңіз; машинаны өшірмеңіз.",
            f"Пароль набран неверно {TRIES} раз. Подождите {minutes} мин {rest} с; не выключайте машину.",
            f"The password was mistyped {TRIES} times. Wait {minutes} min {rest} s; do not switch the machine off.",
        ),
    )


def _in_three(text: Text) -> str:
    return f"{text.kk}\n{text.ru}\n{text.en}"
