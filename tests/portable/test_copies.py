"""The two copies of a portable device: one lost, altered, put back older, cut off in mid-write (L 50-5(4))."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sailau.adapters.files import InUseError, ProcessLock
from sailau.adapters.password import WrongPasswordError
from sailau.adapters.sqlite.twin_store import SECOND, Copies
from sailau.errors import StoreError
from sailau.ports import NO_FAULTS, Faults
from sailau.refusal import Refusal
from sailau.sealing.vote import SealedVote
from sailau.service.booth import InstalledDevice, installed_device
from sailau.service.portable import (
    AS_MANY_AS_APPLICATIONS,
    NO_CREDENTIAL_LEFT,
    ONE_COPY_ONLY,
    TOUR_NOT_EMPTIED,
    Portable,
    mend,
)
from tests.service.day import LIGHT, MORNING, PASSWORD, SetClock, chosen, installed, recorded

DEVICE = "portable-1"
APPLICATIONS = 4


@dataclass
class Home:
    """A portable device in a folder of its own, filled for a tour."""

    folder: Path

    def open(self, faults: Faults = NO_FAULTS) -> Portable:
        made = installed().credentials
        return Portable.open(self.folder, DEVICE, PASSWORD, SetClock(MORNING), credentials=made, faults=faults)

    def vote(self, answer: int, faults: Faults = NO_FAULTS) -> SealedVote | Refusal:
        with self.open(faults) as device:
            return device.vote(chosen(answer))

    def ballots(self) -> int:
        with self.open() as device:
            carried = device.carried()
            contents = device.contents()
        assert carried is not None and contents is not None
        assert carried.ballots == len(contents.ballots)
        assert carried.ballots + carried.unused == len(contents.ballots) + len(contents.unused) == APPLICATIONS + 2
        return carried.ballots

    def events(self) -> list[str]:
        return recorded(self.folder / "recorder.jsonl", DEVICE)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / DEVICE)
    shutil.copytree(installed().folder / DEVICE, made.folder)
    sealed = [row.sealed for row in installed().prepared.package.credentials[: APPLICATIONS + 2]]
    with made.open() as device:
        assert device.copies is Copies.BOTH
        assert device.fill(1, sealed, APPLICATIONS) is None
        assert isinstance(device.vote(chosen(1)), SealedVote)
    return made


def first_lost(folder: Path) -> None:
    (folder / f"{DEVICE}.db").unlink()


def second_lost(folder: Path) -> None:
    shutil.rmtree(folder / SECOND)


def first_medium_lost(folder: Path) -> None:
    """Everything of the device but the second copy, which is put into another machine."""
    for path in folder.iterdir():
        if path.is_file():
            path.unlink()


def first_altered(folder: Path) -> None:
    path = folder / f"{DEVICE}.db"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def key_lost(folder: Path) -> None:
    (folder / SECOND / "key.json").unlink()


@pytest.mark.parametrize("harm", [first_lost, second_lost, first_medium_lost, first_altered, key_lost])
def test_ballots_come_back_from_the_other_copy_and_no_further_vote_is_taken(
    home: Home, harm: Callable[[Path], None]
) -> None:
    harm(home.folder)
    assert installed_device(home.folder) == InstalledDevice(device=DEVICE, credentials=installed().credentials)
    with home.open() as device:
        assert device.copies is Copies.LOST
        assert device.begin() == device.vote(chosen(2)) == ONE_COPY_ONLY
        contents = device.contents()
        assert contents is not None and len(contents.ballots) == 1 and contents.copies == "lost"
        assert device.fill(2, (), 1) == ONE_COPY_ONLY
    assert "copy-missing" in home.events()


@pytest.mark.parametrize("place", ["", SECOND], ids=["first", "second"])
def test_an_older_copy_put_back_does_not_serve_and_is_told(home: Home, place: str) -> None:
    older = home.folder.with_name("older")
    shutil.copytree(home.folder / place, older)
    assert isinstance(home.vote(2), SealedVote) and isinstance(home.vote(3), SealedVote)
    (database,) = older.glob("*.db")
    shutil.copy(database, home.folder / place / database.name)
    with home.open() as device:
        assert device.copies is Copies.DIFFERENT
        contents = device.contents()
        assert contents is not None and len(contents.ballots) == 3 and contents.copies == "different"
        assert device.vote(chosen(4)) == ONE_COPY_ONLY


class CutAt:
    """The power goes at the n-th point of that name."""

    def __init__(self, name: str, error: type[BaseException] = StoreError) -> None:
        self._name = name
        self._error = error
        self.cut = False

    def point(self, name: str) -> None:
        if name == self._name and not self.cut:
            self.cut = True
            raise self._error("the power went")


@pytest.mark.parametrize("copy", [DEVICE, f"{DEVICE}-{SECOND}"])
@pytest.mark.parametrize("point", ["begin", "write", "commit", "committed", "checkpointed"])
def test_power_cut_between_the_copies_leaves_them_equal_and_the_vote_whole_or_not_there(
    home: Home, copy: str, point: str
) -> None:
    faults = CutAt(f"{copy}:{point}")
    with home.open() as device:
        device._device_store.store._stores[0]._faults = faults  # type: ignore[attr-defined]
        device._device_store.store._stores[1]._faults = faults  # type: ignore[attr-defined]
        with pytest.raises(StoreError):
            device.vote(chosen(2))
    assert faults.cut
    before = home.ballots()
    assert before in (1, 2)
    with home.open() as device:
        assert device.copies is Copies.BOTH
        assert isinstance(device.vote(chosen(3)), SealedVote)
    assert home.ballots() == before + 1


def test_a_lost_copy_is_made_anew_when_the_device_is_empty(home: Home) -> None:
    second_lost(home.folder)
    assert mend(home.folder, PASSWORD, SetClock(MORNING), cost=LIGHT) == TOUR_NOT_EMPTIED
    with home.open() as device:
        device.clear()
    assert mend(home.folder, PASSWORD, SetClock(MORNING), cost=LIGHT) is None
    with home.open() as device:
        assert device.copies is Copies.BOTH
        assert device.begin() == NO_CREDENTIAL_LEFT
    assert home.events().count("copy-made-anew") == 1


def test_medium_that_came_off_for_a_moment_is_brought_up_to_the_other_and_the_tour_says_so(home: Home) -> None:
    shutil.move(home.folder / SECOND, home.folder.with_name("pulled"))
    with home.open() as device:
        assert device.copies is Copies.LOST
    shutil.move(home.folder.with_name("pulled"), home.folder / SECOND)
    with home.open() as device:
        assert device.copies is Copies.BOTH
        assert isinstance(device.vote(chosen(2)), SealedVote)
        contents = device.contents()
    assert contents is not None and contents.copies == "lost"


def test_wrong_password_opens_neither_copy(home: Home) -> None:
    first_lost(home.folder)
    with pytest.raises(WrongPasswordError):
        Portable.open(home.folder, DEVICE, b"wrong", SetClock(MORNING), credentials=installed().credentials)


def test_a_turn_is_not_begun_when_one_more_ballot_would_void_the_tour(home: Home) -> None:
    with home.open() as device:
        for answer in range(2, APPLICATIONS + 1):
            assert device.begin() is None
            assert isinstance(device.vote(chosen(answer)), SealedVote)
        assert device.begin() == AS_MANY_AS_APPLICATIONS
        assert device.closing(()).sessions == device.closing(()).sealed == APPLICATIONS


def test_secrets_are_not_erased_while_a_tour_is_inside(home: Home) -> None:
    with home.open() as device:
        with pytest.raises(StoreError, match="not handed over"):
            device.erase_secrets()
        assert device.carried() is not None
        device.clear()
        device.erase_secrets()


def test_nothing_of_a_tour_is_left_in_either_copy_after_it_was_emptied(home: Home) -> None:
    with home.open() as device:
        device.clear()
        for store in device._device_store.store._stores:  # type: ignore[attr-defined]
            with store.transaction() as tx:
                assert tx.items("ballots") == tx.items("loaded") == tx.items("tour") == ()


def test_two_programs_at_once_do_not_take_a_copy_each(home: Home) -> None:
    """The second holds the lock of one copy only: that one is in use, not lost."""
    for place in (home.folder, home.folder / SECOND):
        lock = ProcessLock(place / ".lock", "another program")
        try:
            with pytest.raises(InUseError), home.open():
                pass
        finally:
            lock.release()
    with home.open() as device:
        assert device.copies is Copies.BOTH
        with pytest.raises(InUseError), home.open():
            pass


@pytest.mark.parametrize("error", [StoreError, KeyboardInterrupt])
def test_medium_that_fails_once_while_the_device_starts_is_read_again(home: Home, error: type[BaseException]) -> None:
    faults = CutAt(f"{DEVICE}-{SECOND}:begin", error)
    try:
        with home.open(faults) as device:
            assert device.copies is Copies.BOTH
    except KeyboardInterrupt:
        assert error is KeyboardInterrupt
    assert faults.cut
    with home.open() as device:
        assert device.copies is Copies.BOTH


@pytest.mark.parametrize("place", ["", SECOND], ids=["first", "second"])
def test_a_copy_that_does_not_serve_cannot_be_read_any_more_when_the_device_erases(home: Home, place: str) -> None:
    """An older copy still has credentials and ballots that the serving one erases."""
    older = home.folder.with_name("older")
    shutil.copytree(home.folder / place, older)
    assert isinstance(home.vote(2), SealedVote) and isinstance(home.vote(3), SealedVote)
    (database,) = older.glob("*.db")
    shutil.copy(database, home.folder / place / database.name)
    with home.open() as device:
        assert device.copies is Copies.DIFFERENT
        device.clear()
        device.erase_secrets()
    assert not (home.folder / place / "key.json").exists()
    assert (home.folder / ("" if place else SECOND) / "key.json").exists()
