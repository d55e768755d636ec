"""What a terminal and a portable device have in common: installing, starting, kit, codes, sealed ballots, closing.

The store keeps no order and no time: a set of (credential, tracker, status), a map of unused codes, and
counters. A code is struck out durably *before* the ballot that carries it is sealed, so no code is used twice.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import Any, Final, Self

import cbor2
import rfc8785
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.password import DEFAULT_COST, PasswordCost
from sailau.adapters.recorder_file import RecorderFile
from sailau.adapters.sqlite import FixedTable, GrowingTable, Table
from sailau.adapters.sqlite.device_store import OpenStore, create_device_store, open_device_store
from sailau.adapters.sqlite.twin_store import SECOND
from sailau.election.ballot import Choice, questions, rows
from sailau.election.definition import parse
from sailau.election.nouns import ContestId
from sailau.errors import FormatError, StoreError
from sailau.formats import strict_json
from sailau.formats.v1.election import ELECTION
from sailau.formats.v1.record import ClosingCard, closing_sum
from sailau.group import Point, Secret
from sailau.ports import NO_FAULTS, Clock, DeviceRecorder, Faults, OpenRecorder, Store, Transaction
from sailau.refusal import Refusal
from sailau.sealing import codes
from sailau.sealing.codes import Codes
from sailau.sealing.vote import SealedVote, seal_vote
from sailau.service.password_entry import enter_password
from sailau.signing.authority import Signer
from sailau.terminal.state import Kit
from sailau.verifier.ballots import BallotRules

RECORDER_NAME: Final = "recorder.jsonl"
LAYOUT_NAME: Final = "device.json"
_CONFIG, _SEALED = "config", "sealed"
_KIT, _UNUSED, _COUNTERS, _REQUESTS = b"kit", b"unused-codes", b"counters", b"closing-requests"
CLOSING_REQUESTS_MAX: Final = 3
"""Different closing requests that a device answers: a late card changes the second, a found one the third."""


class Status(IntEnum):
    """How far a ballot got: on its way to the card, read back from it, opened by a challenge."""

    PENDING = 0
    SEALED = 1
    CHALLENGED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """What a device is installed with (from the package, and the Setup after the ceremony)."""

    device: str
    signer: Signer
    setup: bytes
    definition: bytes
    precinct: int
    election: bytes
    computer: x509.Certificate
    credential_key: bytes = field(repr=False)
    codes: Codes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledDevice:
    """Which device lies in a folder, and how many credentials its precinct has: what opening it needs."""

    device: str
    credentials: int


def installed_device(folder: Path) -> InstalledDevice:
    """Read which device was installed in `folder`, where its second copy says so too.

    Raises StoreError or FormatError when none was.
    """
    places = (folder / LAYOUT_NAME, folder / SECOND / LAYOUT_NAME)
    found = next((place for place in places if place.exists()), places[0])
    read = strict_json.read(read_file(found), LAYOUT_NAME)
    match read:
        case {"device": str(device), "credentials": int(credentials)} if credentials > 0:
            return InstalledDevice(device=device, credentials=credentials)
    raise FormatError(LAYOUT_NAME, "it does not say which device was installed here")


class Booth:
    """An open device. Close it, or use it in a `with`. A kind of device says which tables it has beside the common."""

    def __init__(self, device_store: OpenStore, recorder: DeviceRecorder) -> None:
        self.store: Store = device_store.store
        self.recorder = recorder
        self._device_store = device_store
        with self.store.transaction() as tx:
            encoded = tx.get(_CONFIG, _KIT)
        if encoded is None:
            raise StoreError("the device was not installed")
        self.kit = _kit(encoded)

    @staticmethod
    def own_tables() -> tuple[Table, ...]:
        """Return the tables that this kind of device has beside the common ones."""
        return ()

    _create_store: Callable[..., OpenStore] = staticmethod(create_device_store)
    _open_store: Callable[..., OpenStore] = staticmethod(open_device_store)
    """Where a kind of device keeps its tables: one file, or two copies."""

    @classmethod
    def install(
        cls,
        folder: Path,
        equipment: Equipment,
        password: bytes,
        *,
        credentials: int,
        cost: PasswordCost = DEFAULT_COST,
        faults: Faults = NO_FAULTS,
    ) -> None:
        """Install a device in `folder`, its equipment under the sealed password; the precinct has `credentials`."""
        layout = cls._tables(credentials)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        about: dict[str, int | str] = {"credentials": credentials, "device": equipment.device}
        write_atomically(folder / LAYOUT_NAME, rfc8785.dumps(about), faults)
        device_store = cls._create_store(folder, equipment.device, password, layout, cost=cost, faults=faults)
        try:
            with device_store.store.transaction() as tx:
                tx.put(_CONFIG, _KIT, _encode(equipment))
                tx.put(_CONFIG, _UNUSED, codes.to_map(equipment.codes))
                _put_counters(tx, 0, 0)
        finally:
            device_store.close()

    @classmethod
    def open(
        cls,
        folder: Path,
        device: str,
        password: bytes,
        clock: Clock,
        *,
        credentials: int,
        faults: Faults = NO_FAULTS,
        recorder: OpenRecorder | None = None,
    ) -> Self:
        """Start the device by the sealed password; raises as `Precinct.open` does.

        `recorder` opens the device's recorder process; without it a file in `folder` is the record, which seals no
        session: for training.
        """
        opened_recorder = recorder or partial(RecorderFile, folder / RECORDER_NAME, device, clock, faults)
        opening = partial(cls._open_store, folder, device, password, cls._tables(credentials), faults=faults)
        device_store = enter_password(folder, opened_recorder, opening, faults)
        with ExitStack() as started:
            started.callback(device_store.close)
            own = started.enter_context(opened_recorder())
            own.record("password-entered", accepted=True)
            opened = cls(device_store, own)
            started.pop_all()
            return opened

    @classmethod
    def _tables(cls, credentials: int) -> tuple[Table, ...]:
        return (GrowingTable(_CONFIG), FixedTable(_SEALED, credentials, 64), *cls.own_tables())

    def close(self) -> None:
        """Stop the device."""
        self.recorder.close()
        self._device_store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def count_session(self) -> None:
        """Count a voter's turn."""
        with self.store.transaction() as tx:
            sessions, abandoned = _counters(tx)
            _put_counters(tx, sessions + 1, abandoned)
        self.recorder.record("session-begun")

    def count_abandoned(self, stage: str) -> None:
        """Count a turn that ended without a vote."""
        with self.store.transaction() as tx:
            sessions, abandoned = _counters(tx)
            _put_counters(tx, sessions, abandoned + 1)
        self.recorder.record("session-abandoned", stage=stage)

    def seal(self, credential: Secret, choices: Mapping[ContestId, Choice]) -> SealedVote | Refusal:
        """Draw the codes, strike them out, and seal the ballot."""
        count = self.kit.style.codes_a_ballot
        refused = rows(self.kit.style, choices, [0] * count)
        if isinstance(refused, Refusal):
            return refused
        with self.store.transaction() as tx:
            unused = codes.from_map(tx.get(_CONFIG, _UNUSED) or bytes(codes.MAP_BYTES))
            drawn = codes.draw(unused, frozenset(), count)
            if not isinstance(drawn, Refusal):
                tx.put(_CONFIG, _UNUSED, codes.to_map(unused - frozenset(drawn)))
        if isinstance(drawn, Refusal):
            self.recorder.record("codes-used-up")
            return drawn
        return seal_vote(self.kit.rules, self.kit.style, credential, choices, drawn)

    def record_sealed(self) -> None:
        """Record that the voter confirmed and the ballot is sealed: both at once, since each record is waited for."""
        self.recorder.record_all([("ballot-sealed", {}), ("confirmed", {})])

    def has_codes(self) -> bool:
        """Say whether a ballot's control codes are left in this device's share (R 11)."""
        with self.store.transaction() as tx:
            unused = codes.from_map(tx.get(_CONFIG, _UNUSED) or bytes(codes.MAP_BYTES))
        return len(unused) >= self.kit.style.codes_a_ballot

    def definition(self) -> bytes:
        """Return the election's definition as this device was given it. Raises StoreError after `erase_secrets`."""
        with self.store.transaction() as tx:
            encoded = tx.get(_CONFIG, _KIT)
        if encoded is None:
            raise StoreError("the device was closed: it holds no ballot any more")
        definition: bytes = cbor2.loads(encoded)[4]
        return definition

    def closing(
        self, left_out: Collection[Point], opened: Collection[Point] = (), arrived: Collection[Point] = ()
    ) -> ClosingCard:
        """Return the device's figures; ballots under the credentials of `left_out` are not in the sum.

        `opened` are credentials that an accumulator opened by a challenge: a card that left before the device
        could note its challenge is counted by them. `arrived` are those whose ballot an accumulator has: a card
        that left before it was read back was written all the same. Named as undecided, its ballot would be known
        to be that of the voter whose card left too early.
        """
        with self.store.transaction() as tx:
            sessions, abandoned = _counters(tx)
            noted = [(credential, *_entry(value)) for credential, value in tx.items(_SEALED)]
        entries = [
            (credential, Status.SEALED if status == Status.PENDING and credential in arrived else status, tracker)
            for credential, status, tracker in noted
        ]
        sealed = [(credential, tracker) for credential, status, tracker in entries if status != Status.PENDING]
        kept = [tracker for credential, tracker in sealed if credential not in left_out]
        figures = ClosingCard(
            uuid=self.kit.rules.uuid,
            device=self.kit.device,
            sessions=sessions,
            sealed=len(sealed),
            challenged=sum(status == Status.CHALLENGED or credential in opened for credential, status, _ in entries),
            abandoned=abandoned,
            undecided=tuple(sorted(tracker for _, status, tracker in entries if status == Status.PENDING)),
            left_out=len(sealed) - len(kept),
            sum=closing_sum(kept),
        )
        self.recorder.record(
            "closing-card-signed",
            sessions=figures.sessions,
            sealed=figures.sealed,
            challenged=figures.challenged,
            abandoned=figures.abandoned,
            left_out=figures.left_out,
            undecided=len(figures.undecided),
        )
        return figures

    def holds_a_tour(self) -> bool:
        """Whether a tour is inside, whose ballots must be handed over before the closing card: a terminal has none."""
        return False

    def notes_request(self, digest: bytes) -> bool:
        """Note the SHA-256 of a closing request that is to be answered; False when it is one too many."""
        with self.store.transaction() as tx:
            known = cbor2.loads(tx.get(_CONFIG, _REQUESTS) or cbor2.dumps([]))
            if digest in known:
                return True
            if len(known) >= CLOSING_REQUESTS_MAX:
                return False
            tx.put(_CONFIG, _REQUESTS, cbor2.dumps([*known, digest]))
        return True

    def erase_secrets(self) -> None:
        """Erase unused codes, the keys, and which ballots were sealed here; the counters stay (L 50-1(2)).

        The closing card has vouched for those ballots. Kept, they would tell with the recorder's times which ballots
        are those of the people who stood at this device.
        """
        with self.store.transaction() as tx:
            tx.put(_CONFIG, _UNUSED, bytes(codes.MAP_BYTES))
            tx.delete(_CONFIG, _KIT)
            for table in (_SEALED, *(table.name for table in self.own_tables())):
                for key, _ in tx.items(table):
                    tx.delete(table, key)
        self.recorder.record("device-secrets-erased")


def note_sealed(tx: Transaction, credential: Point, tracker: str, status: Status) -> None:
    """Enter a ballot in the device's set, or move it on."""
    tx.put(_SEALED, credential, cbor2.dumps([int(status), tracker]))


def drop_sealed(tx: Transaction, credential: Point) -> None:
    """Strike out a ballot that provably never reached the card."""
    tx.delete(_SEALED, credential)


def sealed_status(tx: Transaction, credential: Point) -> tuple[Status, str] | None:
    """Look a credential up in the device's set."""
    value = tx.get(_SEALED, credential)
    return None if value is None else _entry(value)


def _entry(value: bytes) -> tuple[Status, str]:
    status, tracker = cbor2.loads(value)
    return Status(status), tracker


def _counters(tx: Transaction) -> tuple[int, int]:
    sessions, abandoned = cbor2.loads(tx.get(_CONFIG, _COUNTERS) or cbor2.dumps([0, 0]))
    return sessions, abandoned


def _put_counters(tx: Transaction, sessions: int, abandoned: int) -> None:
    tx.put(_CONFIG, _COUNTERS, cbor2.dumps([sessions, abandoned]))


def _encode(equipment: Equipment) -> bytes:
    certificates = [equipment.signer.certificate, *equipment.signer.chain, equipment.computer]
    key = equipment.signer.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return cbor2.dumps(
        [
            equipment.device,
            key,
            [certificate.public_bytes(Encoding.DER) for certificate in certificates],
            equipment.setup,
            equipment.definition,
            equipment.precinct,
            equipment.election,
            equipment.credential_key,
        ]
    )


def _kit(encoded: bytes) -> Kit:
    fields: list[Any] = cbor2.loads(encoded)
    device, key, chain, setup, definition, precinct, election, credential_key = fields
    certificate, *above, computer = [x509.load_der_x509_certificate(der) for der in chain]
    loaded: Any = load_der_private_key(key, None)
    return Kit(
        device=device,
        signer=Signer(certificate=certificate, chain=tuple(above), key=loaded),
        setup=setup,
        rules=BallotRules(ELECTION.parse(election), election),
        style=questions(parse(definition, "definition.json"), precinct),
        computer=computer,
        credential_key=credential_key,
    )
