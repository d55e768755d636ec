"""The portable device at work: filled for a tour, voted on at homes, emptied at the accumulator (L 50-5(4), R 13).

Everything it keeps is kept twice (`adapters.sqlite.twin_store`). When a copy is lost, or the two are different, no more
votes are taken on it: what is inside is handed over from the other copy, with an act, and the lost one is made anew
when the device is empty. While both stand, a power cut costs at most the vote that was not thanked for.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

import cbor2
import rfc8785

from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.password import DEFAULT_COST, PasswordCost
from sailau.adapters.sqlite import FixedTable, GrowingTable, Table
from sailau.adapters.sqlite.device_store import OpenStore
from sailau.adapters.sqlite.twin_store import (
    SECOND,
    Copies,
    TwinDevice,
    create_twin_store,
    mend_twin_store,
    open_twin_store,
)
from sailau.election.ballot import Choice
from sailau.election.nouns import ContestId
from sailau.errors import StoreError, invariant
from sailau.group import base
from sailau.portable import TOUR_CREDENTIALS_MAX, TourContents, sign_tour
from sailau.ports import Clock, DeviceRecorder, OpenRecorder, Transaction
from sailau.refusal import Refusal, Text
from sailau.sealing.credentials import derive, open_credential
from sailau.sealing.vote import SealedVote
from sailau.service.booth import LAYOUT_NAME, Booth, Status, installed_device, note_sealed

_LOADED, _BALLOTS, _TOUR = "loaded", "ballots", "tour"
_TROUBLE: Final = b"copies"
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
AS_MANY_AS_APPLICATIONS = Refusal(
    "portable-as-many-as-applications",
    "L 43(3-1)",
    Text(
        "Құрылғыда өтініш санындай бюллетень бар: тағы біреуі сапардың барлық бюллетенін жарамсыз етеді.",
        "В устройстве столько же бюллетеней, сколько заявлений: ещё один сделает недействительными все.",
        "The device holds as many ballots as there are applications: one more would make all of them invalid.",
    ),
)
ONE_COPY_ONLY = Refusal(
    "portable-one-copy",
    "L 50-5(4)",
    Text(
        "Деректердің екі көшірмесінің бірі жоқ: құрылғыда дауыс берілмейді. Учаскеге оралыңыз, бюллетеньдер сақталған.",
        "Одной из двух копий данных нет: голосовать на устройстве нельзя. Вернитесь на участок, бюллетени сохранены.",
        "One of the two copies is missing: no vote is taken. Return to the precinct, the ballots are kept.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What a device on its tour holds, in numbers."""

    tour: int
    applications: int
    ballots: int
    unused: int


def _create_copies(folder: Path, *args: Any, **named: Any) -> TwinDevice:
    """Make both copies; the second says whose it is, for the day when the first is gone with its medium."""
    made = create_twin_store(folder, *args, **named)
    write_atomically(folder / SECOND / LAYOUT_NAME, read_file(folder / LAYOUT_NAME))
    return made


class Portable(Booth):
    """An open portable device."""

    _create_store = staticmethod(_create_copies)
    _open_store = staticmethod(open_twin_store)

    def __init__(self, device_store: OpenStore, recorder: DeviceRecorder) -> None:
        super().__init__(device_store, recorder)
        invariant(isinstance(device_store, TwinDevice), "a portable device keeps everything twice")
        self.copies = cast(TwinDevice, device_store).copies
        self._begun = False
        if self.copies is not Copies.BOTH:
            self._note_trouble()

    @staticmethod
    def own_tables() -> tuple[Table, ...]:
        """Return the tables of a tour."""
        return (
            FixedTable(_LOADED, TOUR_CREDENTIALS_MAX, 256),
            FixedTable(_BALLOTS, TOUR_CREDENTIALS_MAX, _BALLOT_BYTES_MAX),
            GrowingTable(_TOUR),
        )

    def _note_trouble(self) -> None:
        """Say so in the record, and with what the tour brings back."""
        self.recorder.record("copy-missing", copies=self.copies.value)
        with self.store.transaction() as tx:
            if _tour(tx) is not None:
                tx.put(_TOUR, _TROUBLE, self.copies.value.encode())

    def fill(self, tour: int, credentials: Sequence[bytes], applications: int) -> Refusal | None:
        """Take the sealed credentials of a tour; repeating the same tour after a crash changes nothing."""
        if self.copies is not Copies.BOTH:
            return ONE_COPY_ONLY
        with self.store.transaction() as tx:
            present = _tour(tx)
            if present is not None:
                return None if present == (tour, applications) else TOUR_NOT_EMPTIED
            for sealed in credentials:
                tx.insert(_LOADED, _id(sealed), sealed)
            tx.put(_TOUR, b"tour", cbor2.dumps([tour, applications]))
        self.recorder.record("portable-filled", tour=tour, applications=applications, credentials=len(credentials))
        return None

    def carried(self) -> Carried | None:
        """How far the tour is; None when the device is not on one."""
        with self.store.transaction() as tx:
            present = _tour(tx)
            ballots, unused = len(tx.items(_BALLOTS)), len(tx.items(_LOADED))
        if present is None:
            return None
        return Carried(tour=present[0], applications=present[1], ballots=ballots, unused=unused)

    def holds_a_tour(self) -> bool:
        """See `Booth.holds_a_tour`."""
        return self.carried() is not None

    def begin(self) -> Refusal | None:
        """Begin a voter's turn, which is counted; or say why nobody may vote on the device now."""
        carried = self.carried()
        if self.copies is not Copies.BOTH:
            return ONE_COPY_ONLY
        if carried is None or not carried.unused:
            return NO_CREDENTIAL_LEFT
        if carried.ballots >= carried.applications:
            return AS_MANY_AS_APPLICATIONS
        self.count_session()
        self._begun = True
        return None

    def vote(self, choices: Mapping[ContestId, Choice]) -> SealedVote | Refusal:
        """Seal a home voter's choices and keep the ballot inside; a turn that was not begun is counted here."""
        if not self._begun:
            self.count_session()
        self._begun = False
        if self.copies is not Copies.BOTH:
            return ONE_COPY_ONLY
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
        self.record_sealed()
        with self.store.transaction() as tx:
            tx.delete(_LOADED, key)
            tx.insert(_BALLOTS, base([secret])[0], vote.card_form)
            note_sealed(tx, vote.credential, vote.tracker, Status.SEALED)
        return vote

    def count_abandoned(self, stage: str) -> None:
        """See `Booth.count_abandoned`: the next turn is another."""
        self._begun = False
        super().count_abandoned(stage)

    def contents(self) -> TourContents | None:
        """Return what the tour brought back, signed; None when the device is not on a tour."""
        with self.store.transaction() as tx:
            present = _tour(tx)
            ballots = tuple(sorted(form for _, form in tx.items(_BALLOTS)))
            unused = tuple(sorted(sealed for _, sealed in tx.items(_LOADED)))
            trouble = tx.get(_TOUR, _TROUBLE)
        if present is None:
            return None
        copies = Copies.BOTH if trouble is None else Copies(trouble.decode())
        unsigned = TourContents(
            device=self.kit.device, tour=present[0], ballots=ballots, unused=unused, copies=copies.value
        )
        return sign_tour(unsigned, self.kit.setup, self.kit.signer.key)

    def erase_secrets(self) -> None:
        """See `Booth.erase_secrets`. Raises StoreError while a tour is inside: its ballots are nowhere else."""
        if self.carried() is not None:
            raise StoreError(f"{self.kit.device} holds a tour that was not handed over: nothing is erased")
        cast(TwinDevice, self._device_store).discard_idle()
        super().erase_secrets()

    def clear(self) -> None:
        """Erase the tour after the accumulator has taken it."""
        with self.store.transaction() as tx:
            present = _tour(tx)
            ballots, unused = len(tx.items(_BALLOTS)), len(tx.items(_LOADED))
            for table in (_BALLOTS, _LOADED, _TOUR):
                for key, _ in tx.items(table):
                    tx.delete(table, key)
        if present is not None:
            self.recorder.record("portable-emptied", tour=present[0], ballots=ballots, challenged=0, unused=unused)


install = Portable.install


def mend(
    folder: Path,
    password: bytes,
    clock: Clock,
    *,
    cost: PasswordCost = DEFAULT_COST,
    recorder: OpenRecorder | None = None,
) -> Refusal | None:
    """Make the lost copy of an empty device anew from the other one (L 50-5(6)); refused while a tour is inside.

    Raises as `Portable.open`, and StoreError when the medium cannot be written.
    """
    installed = installed_device(folder)
    opening = partial(
        Portable.open,
        folder,
        installed.device,
        password,
        clock,
        credentials=installed.credentials,
        recorder=recorder,
    )
    with opening() as device:
        if device.carried() is not None:
            return TOUR_NOT_EMPTIED
        was = device.copies
        device.clear()
    mend_twin_store(folder, installed.device, password, Portable._tables(installed.credentials), cost=cost)
    about = rfc8785.dumps({"credentials": installed.credentials, "device": installed.device})
    for place in (folder, folder / SECOND):
        write_atomically(place / LAYOUT_NAME, about)
    with opening() as device:
        if was is not Copies.BOTH:
            device.recorder.record("copy-made-anew")
    return None


def _tour(tx: Transaction) -> tuple[int, int] | None:
    value = tx.get(_TOUR, b"tour")
    if value is None:
        return None
    tour, applications = cbor2.loads(value)
    return tour, applications


def _id(sealed: bytes) -> bytes:
    return hashlib.sha256(sealed).digest()
