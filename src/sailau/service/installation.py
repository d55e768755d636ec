"""Installation three days before: package and Setup into sealed stores (L 50-1(5), 50-5(2); profile 3-5).

The package is what the commissions hand to the precinct; the Setup adds the trustees of the key ceremony. The
precinct computer never sees a credential's secret, a member's share or the terminals' key.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from sailau.adapters.password import DEFAULT_COST, PasswordCost
from sailau.adapters.sqlite import FixedTable, GrowingTable, StoreLayouts, create_stores
from sailau.card.layout import BALLOT_BYTES_MAX
from sailau.election.ballot import election_description, election_name, questions
from sailau.election.definition import parse
from sailau.formats.v1.election import ELECTION, Election
from sailau.formats.v1.trustees import TRUSTEES, Trustees
from sailau.group import Point
from sailau.ports import NO_FAULTS, Faults
from sailau.precinct import State
from sailau.sealing.archive import Setup, begin
from sailau.sealing.credentials import SealedCredential
from sailau.service.pool import enter_pool
from sailau.signing.authority import Signer
from sailau.verifier.trustees import combined_key

REVOKED = b"revoked"
"""Where the day's store keeps the lists of revoked certificates."""
HOME_BALLOTS_MAX = 400
"""Room for ballots of void tours beside those of challenges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """A member of the precinct commission. `id` is `member-1` …, by the trustee's number."""

    id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What the commissions hand to one precinct. `stations` are the signers of desks and accumulators, by device."""

    definition: bytes
    definition_signature: bytes
    precinct: int
    uuid: str
    voters: bytes = field(repr=False)
    credentials: tuple[SealedCredential, ...] = field(repr=False)
    cards: tuple[int, ...]
    officials: tuple[Official, ...]
    devices: dict[str, x509.Certificate]
    computer: Signer
    stations: dict[str, Signer]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecinctSetup:
    """The Setup event's content and its hash, which stands on the installation act and the zero report."""

    setup: Setup
    hash: bytes


def make_setup(package: Package, trustees: Trustees) -> PrecinctSetup:
    """Join the package's ballot and credentials with the ceremony's trustees. Raises FormatError or ProofError."""
    definition = parse(package.definition, "definition.json")
    election = Election(
        description=election_description(definition, package.precinct),
        name=election_name(definition),
        public_key=combined_key(trustees),
        questions=questions(definition, package.precinct).questions,
        uuid=package.uuid,
    )
    halves: tuple[Point, ...] = tuple(row.public_half for row in package.credentials)
    setup = Setup(ELECTION.write(election), trustees, halves)
    _, hash_ = begin(io.BytesIO(), setup, int(definition.midnight().timestamp()))
    return PrecinctSetup(setup=setup, hash=hash_)


def layouts(credentials: int, voters: int, cards: int) -> StoreLayouts:
    """Return the tables of the precinct's four stores for these numbers."""
    ballot = BALLOT_BYTES_MAX + 64
    return StoreLayouts(
        checkin=(
            FixedTable("standings", voters + credentials, 64),
            FixedTable("intents", 16, 64),
            GrowingTable("voters"),
            GrowingTable("tours"),
            FixedTable("helpers", voters + credentials, 256),
            GrowingTable("requests"),
        ),
        box=(
            FixedTable("ballots", credentials, BALLOT_BYTES_MAX),
            FixedTable("aside", min(credentials, HOME_BALLOTS_MAX), ballot),
            FixedTable("cancelled", credentials, 64),
        ),
        cards=(
            FixedTable("pool", credentials, 256),
            FixedTable("out", cards, 128),
            FixedTable("activations", 16, 128),
            GrowingTable("counts"),
        ),
        day=(
            GrowingTable("config"),
            GrowingTable("acts"),
            GrowingTable("count"),
            GrowingTable("closing"),
            GrowingTable("present"),
        ),
    )


def install_precinct(
    folder: Path,
    package: Package,
    setup: PrecinctSetup,
    password: bytes,
    *,
    revoked: Sequence[bytes] = (),
    cost: PasswordCost = DEFAULT_COST,
    faults: Faults = NO_FAULTS,
) -> None:
    """Make the precinct's stores under the sealed password. Raises StoreError; a making cut short begins anew.

    `revoked` are the lists of revoked certificates that came with the package, judged there (DER).
    """
    numbers = (len(package.credentials), package.voters.count(b"\n"), len(package.cards))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with create_stores(folder, password, layouts(*numbers), cost=cost, faults=faults) as stores:
        with stores.checkin.transaction() as tx:
            tx.put("voters", b"list", package.voters)
        with stores.cards.transaction() as tx:
            enter_pool(tx, package.credentials)
        with stores.day.transaction() as tx:
            tx.put("config", b"package", _encode(package, setup))
            tx.put("config", REVOKED, cbor2.dumps(list(revoked)))
            tx.put("config", b"state", State.INSTALLED.value.encode())
    (folder / "layout").write_bytes(cbor2.dumps(numbers))


def read_layout(folder: Path) -> StoreLayouts:
    """Return the tables of an installed precinct."""
    credentials, voters, cards = cbor2.loads((folder / "layout").read_bytes())
    return layouts(credentials, voters, cards)


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What an installed precinct knows of its election, without voters and credentials."""

    definition: bytes
    definition_signature: bytes
    precinct: int
    uuid: str
    cards: tuple[int, ...]
    officials: tuple[Official, ...]
    devices: dict[str, x509.Certificate]
    computer: Signer
    stations: dict[str, Signer]
    setup: Setup
    setup_hash: bytes


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def _encode(package: Package, setup: PrecinctSetup) -> bytes:
    return cbor2.dumps(
        [
            package.definition,
            package.definition_signature,
            package.precinct,
            package.uuid,
            list(package.cards),
            [[official.id, official.name, official.role] for official in package.officials],
            {device: _der(certificate) for device, certificate in package.devices.items()},
            _encode_signer(package.computer),
            {device: _encode_signer(signer) for device, signer in package.stations.items()},
            setup.setup.election,
            TRUSTEES.write(setup.setup.trustees),
            list(setup.setup.sorted_credentials),
            setup.hash,
        ]
    )


def _encode_signer(signer: Signer) -> list[Any]:
    key = signer.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return [key, _der(signer.certificate), [_der(item) for item in signer.chain]]


def _decode_signer(encoded: list[Any]) -> Signer:
    key, certificate, chain = encoded
    load = x509.load_der_x509_certificate
    loaded: Any = load_der_private_key(key, None)
    return Signer(certificate=load(certificate), chain=tuple(map(load, chain)), key=loaded)


def decode_installed(encoded: bytes) -> Installed:
    """Read back what `install_precinct` stored."""
    fields: list[Any] = cbor2.loads(encoded)
    definition, signature, precinct, uuid, cards, officials, devices, computer, stations, *rest = fields
    election, trustees, credentials, setup_hash = rest
    load = x509.load_der_x509_certificate
    return Installed(
        definition=definition,
        definition_signature=signature,
        precinct=precinct,
        uuid=uuid,
        cards=tuple(cards),
        officials=tuple(Official(id=id_, name=name, role=role) for id_, name, role in officials),
        devices={device: load(der) for device, der in devices.items()},
        computer=_decode_signer(computer),
        stations={device: _decode_signer(signer) for device, signer in stations.items()},
        setup=Setup(election, TRUSTEES.read(trustees), tuple(credentials)),
        setup_hash=setup_hash,
    )
