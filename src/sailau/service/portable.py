"""The portable device at work: filled for a tour, voted on at homes, emptied at the accumulator (L 50-5(4), R 13)."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import cbor2

from sailau.adapters.password import DEFAULT_COST, PasswordCost
from sailau.adapters.recorder_file import RecorderFile
from sailau.adapters.sqlite import FixedTable, GrowingTable, Table
from sailau.adapters.sqlite.device_store import DeviceStore, create_device_store, open_device_store
from sailau.election.ballot import Choice
from sailau.election.nouns import ContestId
from sailau.group import base
from sailau.portable import TourContents, sign_tour
from sailau.ports import NO_FAULTS, Clock, Faults
from sailau.refusal import Refusal, Text
from sailau.sealing.credentials import derive, open_credential
from sailau.sealing.vote import SealedVote
from sailau.service.booth import Booth, Equipment, Status, booth_tables, install_booth, note_sealed
from sailau.service.password_entry import enter_password

TOUR_VOTERS_MAX = 400
"""R 13 asks for at least 200 voters in one device."""

_LOADED, _BALLOTS, _TOUR = "loaded", "ballots", "tour"
_BALLOT_BYTES_MAX = 6656

NO_CREDENTIAL_LEFT = Refusal(
    "portable-empty",
    "L 50-5(4)",
    Text(
        "Құрылғыда пайдаланылмаған құқық қалмады: учаскеге оралыңыз.",
        "В устройстве не осталось неиспользованных прав голоса: вернитесь на участок.",
        "The device has no unused credential left: return to the precinct.",
    ),
)
TOUR_NOT_EMPTIED = Refusal(
    "portable-not-emptied",
    "L 43(3-1)",
    Text(
        "Алдыңғы сапардың деректері әлі алынбаған.",
        "Данные прошлого выезда ещё не приняты.",
        "The data of the tour before have not been taken yet.",
    ),
)


def tables(credentials: int) -> tuple[Table, ...]:
    """Return the tables of a portable device's store."""
    own = (
        FixedTable(_LOADED, TOUR_VOTERS_MAX, 256),
        FixedTable(_BALLOTS, TOUR_VOTERS_MAX, _BALLOT_BYTES_MAX),
        GrowingTable(_TOUR),
    )
    return (*booth_tables(credentials), *own)


def install(
    folder: Path,
    equipment: Equipment,
    password: bytes,
    *,
    credentials: int,
    cost: PasswordCost = DEFAULT_COST,
    faults: Faults = NO_FAULTS,
) -> None:
    """Install a portable device in `folder`."""
    store = create_device_store(folder, equipment.device, password, tables(credentials), cost=cost, faults=faults)
    with store.store.transaction() as tx:
        install_booth(tx, equipment)
    store.close()


class Portable(Booth):
    """An open portable device. Close it, or use it in a `with`."""

    def __init__(self, store: DeviceStore, recorder: RecorderFile) -> None:
        super().__init__(store.store, recorder)
        self._device_store = store
        self._recorder_file = recorder

    @classmethod
    def open(
        cls, folder: Path, device: str, password: bytes, clock: Clock, *, credentials: int, faults: Faults = NO_FAULTS
    ) -> "Portable":
        """Start the device by the sealed password; raises as `Precinct.open` does."""
        record = folder / "recorder.jsonl"
        opening = partial(open_device_store, folder, device, password, tables(credentials), faults=faults)
        store = enter_password(folder, record, device, opening, clock, faults)
        with ExitStack() as started:
            started.callback(store.close)
            recorder = started.enter_context(RecorderFile(record, device, clock, faults))
            recorder.record("password-entered", accepted=True)
            portable = cls(store, recorder)
            started.pop_all()
            return portable

    @property
    def recorder_file(self) -> RecorderFile:
        """The device's own recorder."""
        return self._recorder_file

    def close(self) -> None:
        """Stop the device."""
        self._recorder_file.close()
        self._device_store.close()

    def __enter__(self) -> "Portable":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def fill(self, tour: int, credentials: Sequence[bytes], applications: int) -> Refusal | None:
        """Take the sealed credentials of a tour; repeating the same tour after a crash changes nothing."""
        with self.store.transaction() as tx:
            present = tx.get(_TOUR, b"tour")
            if present is not None and cbor2.loads(present) != [tour, applications]:
                return TOUR_NOT_EMPTIED
            if present is not None:
                return None
            for sealed in credentials:
                tx.insert(_LOADED, _id(sealed), sealed)
            tx.put(_TOUR, b"tour", cbor2.dumps([tour, applications]))
        self.recorder.record("portable-filled", tour=tour, applications=applications, credentials=len(credentials))
        return None

    def vote(self, choices: Mapping[ContestId, Choice]) -> SealedVote | Refusal:
        """Seal a home voter's choices and keep the ballot inside."""
        self.count_session()
        with self.store.transaction() as tx:
            loaded = tx.items(_LOADED)
        if not loaded:
            return NO_CREDENTIAL_LEFT
        key, sealed = secrets.choice(loaded)
        uuid = self.kit.rules.uuid
        secret = derive(uuid, open_credential(sealed, self.kit.credential_key, uuid))
        vote = self.seal(secret, choices)
        if isinstance(vote, Refusal):
            return vote
        with self.store.transaction() as tx:
            tx.delete(_LOADED, key)
            tx.insert(_BALLOTS, base([secret])[0], vote.card_form)
            note_sealed(tx, vote.credential, vote.tracker, Status.SEALED)
        self.recorder.record("confirmed")
        return vote

    def contents(self) -> TourContents | None:
        """Return what the tour brought back, signed; None when the device is not on a tour."""
        with self.store.transaction() as tx:
            present = tx.get(_TOUR, b"tour")
            ballots = tuple(sorted(form for _, form in tx.items(_BALLOTS)))
            unused = tuple(sorted(sealed for _, sealed in tx.items(_LOADED)))
        if present is None:
            return None
        unsigned = TourContents(device=self.kit.device, tour=cbor2.loads(present)[0], ballots=ballots, unused=unused)
        return sign_tour(unsigned, self.kit.setup, self.kit.signer.key)

    def clear(self) -> None:
        """Erase the tour after the accumulator has taken it."""
        with self.store.transaction() as tx:
            present = tx.get(_TOUR, b"tour")
            ballots, unused = len(tx.items(_BALLOTS)), len(tx.items(_LOADED))
            for table in (_BALLOTS, _LOADED):
                for key, _ in tx.items(table):
                    tx.delete(table, key)
            tx.delete(_TOUR, b"tour")
        if present is not None:
            tour = cbor2.loads(present)[0]
            self.recorder.record("portable-emptied", tour=tour, ballots=ballots, challenged=0, unused=unused)


def _id(sealed: bytes) -> bytes:
    return hashlib.sha256(sealed).digest()
