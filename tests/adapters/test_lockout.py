"""Five wrong tries, five minutes' wait: over restarts, over clocks that are set, over a killed program (E27)."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.adapters import lockout
from sailau.adapters.lockout import (
    TRIES,
    TRIES_FILE,
    WAIT_SECONDS,
    Lockout,
    MistypedPasswordError,
    PasswordLockedError,
    Uptime,
    machine_uptime,
)
from sailau.adapters.password import WrongPasswordError
from sailau.errors import StoreError
from tests.adapters.faulty import KillingAt, RaisingAt, run_and_be_killed


class Machine:
    """A machine whose uptime the test moves, and whose start it repeats."""

    def __init__(self) -> None:
        self.start, self.milliseconds = "start-1", 60_000

    def uptime(self) -> Uptime:
        return Uptime(self.start, self.milliseconds)

    def wait(self, seconds: float) -> None:
        self.milliseconds += int(seconds * 1000)

    def restart(self, seconds_since: float = 20) -> None:
        self.start, self.milliseconds = self.start + "'", int(seconds_since * 1000)


class Door:
    """What the password opens; counts how often it was really tried."""

    def __init__(self) -> None:
        self.tried = 0
        self.closed = False

    def right(self) -> "Door":
        self.tried += 1
        return self

    def wrong(self) -> "Door":
        self.tried += 1
        raise WrongPasswordError("wrong")

    def close(self) -> None:
        self.closed = True


def mistyped(lock: Lockout, door: Door, times: int) -> list[int]:
    left = []
    for _ in range(times):
        with pytest.raises(MistypedPasswordError) as told:
            lock.attempt(door.wrong)
        left.append(told.value.tries_left)
    return left


def test_five_wrong_tries_and_five_minutes(tmp_path: Path) -> None:
    machine, door = Machine(), Door()
    lock = Lockout(tmp_path, uptime=machine.uptime)
    assert mistyped(lock, door, TRIES) == [4, 3, 2, 1, 0]
    assert lock.seconds_left() == WAIT_SECONDS == 300
    machine.wait(299.5)
    with pytest.raises(PasswordLockedError) as told:
        lock.attempt(door.right)
    assert (told.value.seconds, door.tried) == (1, TRIES)
    machine.wait(0.5)
    assert lock.attempt(door.right) is door
    assert lock.seconds_left() == 0


def test_after_the_wait_there_are_five_tries_again(tmp_path: Path) -> None:
    machine, door = Machine(), Door()
    lock = Lockout(tmp_path, uptime=machine.uptime)
    mistyped(lock, door, TRIES)
    machine.wait(300)
    assert mistyped(lock, door, TRIES) == [4, 3, 2, 1, 0]
    with pytest.raises(PasswordLockedError):
        lock.attempt(door.right)


def test_a_right_password_forgets_the_wrong_ones(tmp_path: Path) -> None:
    lock, door = Lockout(tmp_path, uptime=Machine().uptime), Door()
    mistyped(lock, door, TRIES - 1)
    lock.attempt(door.right)
    assert mistyped(lock, door, 1) == [TRIES - 1]


def test_tries_are_counted_over_restarts(tmp_path: Path) -> None:
    machine, door = Machine(), Door()
    for left in (4, 3, 2, 1, 0):
        assert mistyped(Lockout(tmp_path, uptime=machine.uptime), door, 1) == [left]
        machine.restart()


def test_a_restart_does_not_shorten_the_wait(tmp_path: Path) -> None:
    machine, door = Machine(), Door()
    mistyped(Lockout(tmp_path, uptime=machine.uptime), door, TRIES)
    machine.restart(seconds_since=0)
    assert Lockout(tmp_path, uptime=machine.uptime).seconds_left() == 300
    machine.wait(120)
    with pytest.raises(PasswordLockedError):
        Lockout(tmp_path, uptime=machine.uptime).attempt(door.right)
    machine.restart(seconds_since=0)
    assert Lockout(tmp_path, uptime=machine.uptime).seconds_left() == 180


def test_no_clock_that_can_be_set_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    door = Door()
    lock = Lockout(tmp_path)
    mistyped(lock, door, TRIES)
    for wall in (0.0, 4_000_000_000.0):
        monkeypatch.setattr("time.time", lambda wall=wall: wall)
        assert 290 < lock.seconds_left() <= 300
        with pytest.raises(PasswordLockedError):
            lock.attempt(door.right)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 400)), max_size=12))
def test_whatever_is_done_meanwhile_the_wait_is_five_minutes_of_running(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[bool, int]]
) -> None:
    """Restarts (True) and waits in any order: the lock opens only when the machine has run for 300 seconds."""
    machine, door, folder = Machine(), Door(), tmp_path_factory.mktemp("lock")
    mistyped(Lockout(folder, uptime=machine.uptime), door, TRIES)
    ran = 0
    for restarts, seconds in moves:
        if restarts:
            machine.restart(seconds_since=0)
        machine.wait(seconds)
        ran += seconds
        lock = Lockout(folder, uptime=machine.uptime)
        if ran < WAIT_SECONDS:
            with pytest.raises(PasswordLockedError) as told:
                lock.attempt(door.right)
            assert told.value.seconds == WAIT_SECONDS - ran
        else:
            assert lock.seconds_left() == 0
            return


def test_a_try_is_counted_before_it_is_made(tmp_path: Path) -> None:
    machine, door = Machine(), Door()

    def killed() -> None:
        lock = Lockout(tmp_path, uptime=machine.uptime)
        lock.attempt(lambda: KillingAt(0).point("the key is derived") or door)

    for _ in range(TRIES):
        assert run_and_be_killed(killed, tmp_path / "log")
    with pytest.raises(PasswordLockedError):
        Lockout(tmp_path, uptime=machine.uptime).attempt(door.right)


def test_a_count_that_cannot_be_written_lets_nobody_try(tmp_path: Path) -> None:
    door = Door()
    with pytest.raises(Exception, match="written"):
        Lockout(tmp_path, RaisingAt(1), Machine().uptime).attempt(door.right)
    assert door.tried == 0


def test_what_was_opened_is_closed_when_the_count_cannot_be_cleared(tmp_path: Path) -> None:
    door = Door()
    with pytest.raises(Exception, match=r"tries\.json:write$"):
        Lockout(tmp_path, RaisingAt(5), Machine().uptime).attempt(door.right)
    assert (door.tried, door.closed) == (1, True)


def test_an_error_that_is_no_wrong_password_does_not_count(tmp_path: Path) -> None:
    lock, door = Lockout(tmp_path, uptime=Machine().uptime), Door()
    mistyped(lock, door, 2)

    def in_use() -> Door:
        raise StoreError("in use")

    for _ in range(TRIES):
        with pytest.raises(StoreError, match="in use"):
            lock.attempt(in_use)
    assert mistyped(lock, door, 1) == [2]


def test_two_programs_do_not_share_one_try(tmp_path: Path) -> None:
    lock, door = Lockout(tmp_path, uptime=Machine().uptime), Door()

    def meanwhile() -> Door:
        with pytest.raises(StoreError, match="in use by another process"):
            Lockout(tmp_path, uptime=Machine().uptime).attempt(door.right)
        return door.wrong()

    with pytest.raises(MistypedPasswordError):
        lock.attempt(meanwhile)
    assert door.tried == 1


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"[]",
        b"{",
        b'{"left_ms":0,"seen_ms":0,"start":"start-1","tries":0}',
        b'{"left_ms":0,"seen_ms":0,"start":"start-1","tries":-9,"version":1}',
        b'{"left_ms":true,"seen_ms":0,"start":"start-1","tries":0,"version":1}',
        b'{"left_ms":0,"seen_ms":0,"start":"start-1","tries":0,"version":2}',
    ],
    ids=["empty", "list", "torn", "no version", "fewer than none", "truth for time", "other version"],
)
def test_a_damaged_count_is_as_five_wrong_tries(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / TRIES_FILE).write_bytes(damage)
    machine, door = Machine(), Door()
    lock = Lockout(tmp_path, uptime=machine.uptime)
    with pytest.raises(PasswordLockedError):
        lock.attempt(door.right)
    machine.wait(300)
    assert lock.attempt(door.right) is door


def test_the_person_is_told_in_three_languages(tmp_path: Path) -> None:
    lock, door = Lockout(tmp_path, uptime=Machine().uptime), Door()
    with pytest.raises(MistypedPasswordError) as wrong:
        lock.attempt(door.wrong)
    assert wrong.value.diagnostics().splitlines() == [
        "Пароль дұрыс емес. Қалған әрекет саны: 4.",
        "Пароль неверен. Осталось попыток: 4.",
        "The password is wrong. Tries left: 4.",
    ]
    mistyped(lock, door, 4)
    with pytest.raises(PasswordLockedError) as locked:
        lock.attempt(door.wrong)
    assert locked.value.refusal.article == "L 50-5(2)"
    assert "5 мин 0 с" in locked.value.diagnostics() and "5 минут 0 секунд" in locked.value.diagnostics()


def test_this_machine_tells_its_start_and_its_time_goes_on(tmp_path: Path) -> None:
    first, second = machine_uptime(), machine_uptime()
    assert first.start == second.start and len(first.start) == 36
    assert 0 < first.milliseconds <= second.milliseconds
    Lockout(tmp_path).attempt(Door().right)
    kept = json.loads((tmp_path / TRIES_FILE).read_bytes())
    assert (kept["start"], kept["tries"], kept["left_ms"]) == (first.start, 0, 0)
    assert lockout.TRIES_FILE == "tries.json"
