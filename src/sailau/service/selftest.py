"""A device tests itself before the members at the installation, and signs what it found (E8, E14; L 50-1(5), 50-2(2)).

Every part is the real thing, in a folder of its own that is erased afterwards: a sealed store is made, written, closed
and read back; on a device that voters touch, every answer of the precinct's ballot is found and pressed at the kiosk in
every language, and every screen of it is made; a ballot of the precinct is sealed under a throw-away key and judged as
the accumulator judges it; a recorder's chain is written and checked; the clock must go forward; a MiB reaches the disk.
What fails is reported as failed, never hidden by an error.
"""

import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from sailau.adapters.machine import Standing, check_disk
from sailau.adapters.password import PasswordCost
from sailau.adapters.recorder_file import RecorderFile
from sailau.adapters.sqlite import GrowingTable
from sailau.adapters.sqlite.device_store import create_device_store, open_device_store
from sailau.election.ballot import BallotStyle, ContestQuestion, election_description, election_name, questions, rows
from sailau.election.nouns import Definition
from sailau.errors import SailauError, StoreError, impossible
from sailau.formats.v1.election import ELECTION, Election
from sailau.formats.v1.package import InventoryDevice, Software
from sailau.formats.v1.selftest import PARTS, SELF_TEST_FILE, SELF_TEST_TAG, SelfTest, TestedPart, signed_part
from sailau.group import Secret, base
from sailau.ports import Clock
from sailau.refusal import Refusal
from sailau.sealing.ballots import seal
from sailau.service.deck_run import terminal_screen
from sailau.service.deck_voter import hands, kiosk_of, vote_at_kiosk
from sailau.service.enrolment import open_listed_device, this_software
from sailau.service.package_reading import PackageContents
from sailau.service.preparation import new_uuid
from sailau.signing.authority import Signer
from sailau.signing.device import device_sign
from sailau.signing.holder import holder_of
from sailau.signing.roles import Role
from sailau.signing.trust import fingerprint
from sailau.verifier.ballots import BallotRules, judge

RECORDED: Final = 20
MILLISECONDS_MAX: Final = 3_600_000
_COST: Final = PasswordCost(passes=1, memory_kib=8 * 1024, lanes=1)
_TEST_FOLDER: Final = "self-test"
_OF_VOTERS: Final = frozenset({Role.TERMINAL.value, Role.PORTABLE.value})

Draws = Callable[[Definition, int], bool]
"""Whether this program makes every screen of a precinct's ballot; given by the shell that has the pages."""


def kiosk_alone(definition: Definition, precinct: int) -> bool:
    """For a program without pages: the kiosk is tested by pressing alone."""
    return True


def new_challenge() -> str:
    """Draw what the devices of one installation put into their reports: 64 hex digits."""
    return secrets.token_hex(32)


def report_of_device(
    folder: Path,
    contents: PackageContents,
    challenge: str,
    pin: bytes,
    clock: Clock,
    software: Software | None = None,
    draws: Draws = kiosk_alone,
) -> bytes | Refusal:
    """Open the device whose keys lie in `folder` and let it test itself; returns the signed report (`selftest.json`).

    `challenge` is the installation's, `software` what runs on the device (default: this program). Refused when the
    package does not list the device with these keys. Raises WrongPasswordError or StoreError.
    """
    keys = open_listed_device(folder, pin, contents.inventory, contents.above)
    if isinstance(keys, Refusal):
        return keys
    device = holder_of(keys.signer.certificate).device or ""
    entry = contents.inventory.device(device)
    if entry is None:
        impossible("a device that was opened by the inventory is in it")
    return self_test(folder, entry, keys.signer, contents, challenge, clock, software or this_software(), draws)


def self_test(
    folder: Path,
    entry: InventoryDevice,
    signer: Signer,
    contents: PackageContents,
    challenge: str,
    clock: Clock,
    running: Software,
    draws: Draws = kiosk_alone,
) -> bytes:
    """Run every test in `folder` and sign what was found. Raises StoreError when the folder cannot be written."""
    definition, precinct = contents.decided, contents.manifest.precinct
    room = folder / _TEST_FOLDER
    _clear(room)
    room.mkdir(parents=True, mode=0o700)
    tests: Mapping[str, Callable[[], bool]] = {
        "software": lambda: running == entry.software,
        "store": lambda: _store_keeps(room),
        "screens": lambda: entry.role not in _OF_VOTERS or _screens_serve(definition, precinct, draws),
        "sealing": lambda: _ballot_is_sealed(questions(definition, precinct), definition),
        "recorder": lambda: _recorder_holds(room, entry.device, clock),
        "clock": lambda: _clock_goes(clock),
        "disk": lambda: all(check.standing is not Standing.BAD for check in check_disk(room)),
    }
    try:
        parts = tuple(_timed(part, tests[part]) for part in PARTS)
    finally:
        _clear(room)
    report = SelfTest(
        device=entry.device,
        role=entry.role,
        serial=entry.serial,
        certificate=fingerprint(signer.certificate),
        software=running,
        challenge=challenge,
        at=clock.now().replace(second=0, microsecond=0),
        parts=parts,
        signature=bytes(64),
    )
    return SELF_TEST_FILE.write(replace(report, signature=device_sign(signer.key, SELF_TEST_TAG, signed_part(report))))


def _timed(part: str, test: Callable[[], bool]) -> TestedPart:
    began = time.monotonic()
    try:
        passed = test()
    except SailauError:
        passed = False
    taken = int((time.monotonic() - began) * 1000)
    return TestedPart(part=part, passed=passed, milliseconds=min(taken, MILLISECONDS_MAX))


def _store_keeps(room: Path) -> bool:
    """Make a store under a password of its own, write, close, open, read back."""
    tables, password = (GrowingTable("test"),), secrets.token_bytes(16)
    written = {secrets.token_bytes(8): secrets.token_bytes(64) for _ in range(RECORDED)}
    store = create_device_store(room / "store", "test", password, tables, cost=_COST)
    try:
        with store.store.transaction() as tx:
            for key, value in written.items():
                tx.insert("test", key, value)
    finally:
        store.close()
    store = open_device_store(room / "store", "test", password, tables)
    try:
        with store.store.transaction() as tx:
            return dict(tx.items("test")) == written
    finally:
        store.close()


def _screens_serve(definition: Definition, precinct: int, draws: Draws) -> bool:
    """Press every answer in every language, by every hand in turn; then make every screen."""
    style = questions(definition, precinct)
    ground, ways = kiosk_of(style, definition.languages), hands()
    for place in range(max(len(asked.answers) for asked in style.contests)):
        chosen = {asked.contest.id: _rows_from(asked, place) for asked in style.contests}
        wanted = {
            asked.contest.id: frozenset(asked.answers[row - 1].id for row in chosen[asked.contest.id])
            for asked in style.contests
        }
        for language in definition.languages:
            if vote_at_kiosk(ground, wanted, language, terminal_screen, next(ways)) != chosen:
                return False
    return draws(definition, precinct)


def _rows_from(asked: ContestQuestion, place: int) -> frozenset[int]:
    """So many rows as must be chosen, from a place on, around the end."""
    count = max(1, asked.question.minimum)
    return frozenset((place + more) % len(asked.answers) + 1 for more in range(count))


def _ballot_is_sealed(style: BallotStyle, definition: Definition) -> bool:
    """Seal a ballot of this precinct for an election that does not exist, and judge it as any other."""
    uuid = new_uuid()
    election = Election(
        description=election_description(definition, style.precinct),
        name=election_name(definition),
        public_key=base([Secret.random()])[0],
        questions=style.questions,
        uuid=uuid,
    )
    rules = BallotRules(election, ELECTION.write(election))
    first = {asked.contest.id: frozenset(range(1, 1 + max(1, asked.question.minimum))) for asked in style.contests}
    plain = rows(style, first, tuple(range(style.codes_a_ballot)))
    if isinstance(plain, Refusal):
        return False
    sealed = seal(rules, Secret.random(), plain)
    (judged,) = judge(rules, [sealed.payload])
    return judged.ballot == sealed.ballot and not judged.flaws


def _recorder_holds(room: Path, device: str, clock: Clock) -> bool:
    """Write a chain and check it from the disk; then break one byte, which must be seen."""
    path = room / "recorder.jsonl"
    with RecorderFile(path, device, clock) as recorder:
        for _ in range(RECORDED):
            recorder.record("device-started")
        if recorder.verify().entries != RECORDED + 1:
            return False
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    try:
        RecorderFile(path, device, clock).close()
    except StoreError:
        return True
    return False


def _clock_goes(clock: Clock) -> bool:
    first, steady = clock.now(), time.monotonic()
    time.sleep(0.01)
    return clock.now() >= first and first.tzinfo is not None and time.monotonic() > steady


def _clear(room: Path) -> None:
    try:
        shutil.rmtree(room)
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError(f"cannot clear {room.name}: {error.strerror}") from error
