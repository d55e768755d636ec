"""A commission above the precincts at work: its folder, its store, whom it believes, its intake's key, its clock.

centre.json            election, commission, which store
definition.json, .p7s  the definition that the central commission signed
root.pem               the root that the commission trusts
revoked/               lists of revoked certificates (DER), as they come
incoming/              bundles on their way in
bundles/               bundles that were received, by their SHA-256
judging/               records that are being verified
centre.db              the store, where it is not elsewhere

centre = open_centre(folder)            read, and receive
centre = open_centre(folder, signer)    acknowledge too: the certificate and key of the commission's intake
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.centre import DEFAULT, open_centre_store
from sailau.adapters.clock import LocalClock
from sailau.adapters.files import read_file, write_atomically
from sailau.election.definition import parse
from sailau.election.nouns import Definition, Precinct
from sailau.errors import FormatError, SignatureError, StoreError
from sailau.formats.codec import STRING, Field, Leaf
from sailau.formats.v1.record.canonical import ELECTION_ID, CanonicalDocument, document
from sailau.ports.centre_store import CentreStore
from sailau.ports.clock import Clock
from sailau.ports.faults import NO_FAULTS, Faults
from sailau.signing.authority import Signer
from sailau.signing.cms import verify_detached
from sailau.signing.holder import holder_of
from sailau.signing.revocation import read_revocations
from sailau.signing.roles import DocumentKind, Role
from sailau.signing.trust import Trust, fingerprint, read_certificate
from sailau.verifier.record.signers import polls_close

SETTINGS: Final = "centre.json"
DEFINITION: Final = "definition.json"
DEFINITION_SIGNATURE: Final = "definition.json.p7s"
ROOT: Final = "root.pem"
REVOKED: Final = "revoked"
INCOMING: Final = "incoming"
BUNDLES: Final = "bundles"
JUDGING: Final = "judging"
PRIVATE_FOLDER: Final = 0o700


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What centre.json says: the election's id, the commission's id as in its certificates, the store's setting."""

    election: str
    commission: str
    store: str


def _setting(value: Any) -> str:
    text = STRING.read(value)
    if not text.isprintable() or not text:
        raise ValueError("not a store")
    return text


SETTINGS_FILE: Final[CanonicalDocument[Settings]] = document(
    "sailau-centre/1",
    SETTINGS,
    Settings,
    Field("election", ELECTION_ID),
    Field("commission", ELECTION_ID),
    Field("store", Leaf(_setting, str)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """A commission, opened. Close its store, or open it by `opened_centre`.

    `signer` is the intake that acknowledges; None where nothing is acknowledged. `precincts` are the definition's, by
    number.
    """

    folder: Path
    settings: Settings
    store: CentreStore
    definition: Definition
    definition_data: bytes = field(repr=False)
    root: x509.Certificate = field(repr=False)
    precincts: dict[int, Precinct] = field(repr=False)
    signer: Signer | None
    clock: Clock
    faults: Faults

    @property
    def election(self) -> str:
        """The election's id."""
        return str(self.definition.id)

    @property
    def commission(self) -> str:
        """The commission's id, as in its certificates."""
        return self.settings.commission

    @property
    def training(self) -> bool:
        """Whether everything here is for training."""
        return holder_of(self.root).training

    def now(self) -> datetime:
        """The present moment, with the election's own offset from UTC."""
        offset = timedelta(minutes=self.definition.rules.hours.utc_offset_minutes)
        return self.clock.now().astimezone(timezone(offset))

    def trust(self, *, at: datetime | None = None, precinct: str | None = None) -> Trust:
        """Whom the commission believes at a moment (default: when the polls close); `precinct`: a commission's id."""
        return Trust(
            root=self.root,
            at=at or polls_close(self.definition),
            training=self.training,
            election=self.election,
            precinct=precinct,
            revocation_lists=self.revocations(),
        )

    def revocations(self) -> tuple[bytes, ...]:
        """The lists of revoked certificates that the commission was given, DER. Raises StoreError."""
        return tuple(read_file(path) for path in sorted((self.folder / REVOKED).glob("*.crl")))

    def bundle_path(self, digest: str) -> Path:
        """Where the bundle with this SHA-256 lies."""
        return self.folder / BUNDLES / digest[:2] / f"{digest}.zip"


def found_centre(
    folder: Path,
    *,
    definition: bytes,
    signature: bytes,
    root: bytes,
    commission: str,
    store: str = DEFAULT,
    faults: Faults = NO_FAULTS,
) -> None:
    """Make a commission's folder and its store. What is there already is not overwritten; done again, it goes on.

    Raises SignatureError when the definition is not signed by the central commission under `root`, FormatError or
    DefinitionError when it is not sound, StoreError when the folder holds something else or the store refuses.
    """
    certificate = read_certificate(root)
    read = parse(definition, DEFINITION)
    settings = Settings(election=str(read.id), commission=commission, store=store)
    trust = Trust(
        root=certificate, at=polls_close(read), training=holder_of(certificate).training, election=str(read.id)
    )
    verify_detached(definition, signature, trust, DocumentKind.DEFINITION)
    due = {
        DEFINITION: definition,
        DEFINITION_SIGNATURE: signature,
        ROOT: certificate.public_bytes(Encoding.PEM),
        SETTINGS: SETTINGS_FILE.write(settings),
    }
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    for name, data in due.items():
        if (folder / name).exists() and read_file(folder / name) != data:
            raise StoreError(f"{folder.name} is another commission's folder ({name} differs): take an empty one")
    for name in (REVOKED, INCOMING, BUNDLES, JUDGING):
        (folder / name).mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    open_centre_store(store, folder, settings.election, faults, create=True).close()
    for name, data in due.items():
        write_atomically(folder / name, data, faults)


def open_centre(
    folder: Path, signer: Signer | None = None, *, clock: Clock | None = None, faults: Faults = NO_FAULTS
) -> Centre:
    """Open a commission's folder. Raises StoreError, FormatError or SignatureError that say what is wrong with it."""
    if not (folder / SETTINGS).is_file():
        raise StoreError(f"{folder} is no commission's folder: make one with `sailau commission new`")
    settings = SETTINGS_FILE.read(read_file(folder / SETTINGS))
    data = read_file(folder / DEFINITION)
    definition = parse(data, DEFINITION)
    if str(definition.id) != settings.election:
        raise FormatError(SETTINGS, "the definition in the folder is of another election")
    root = read_certificate(read_file(folder / ROOT))
    if signer is not None:
        _demand_intake(signer, root, settings)
    return Centre(
        folder=folder,
        settings=settings,
        store=open_centre_store(settings.store, folder, settings.election, faults),
        definition=definition,
        definition_data=data,
        root=root,
        precincts={int(one.number): one for one in definition.precincts},
        signer=signer,
        clock=clock or LocalClock(),
        faults=faults,
    )


@contextmanager
def opened_centre(
    folder: Path, signer: Signer | None = None, *, clock: Clock | None = None, faults: Faults = NO_FAULTS
) -> Iterator[Centre]:
    """A commission that is open in the `with`. Raises like `open_centre`."""
    centre = open_centre(folder, signer, clock=clock, faults=faults)
    try:
        yield centre
    finally:
        centre.store.close()


def enter_revocation_list(centre: Centre, data: bytes) -> None:
    """Keep a list of revoked certificates (PEM or DER): the newest of each authority counts, an older one is dropped.

    Raises SignatureError when it is no such list.
    """
    revoked = read_revocations(data)
    name = _name_of_issuer(revoked)
    path = centre.folder / REVOKED / f"{name}.crl"
    if path.exists() and read_revocations(read_file(path)).last_update_utc > revoked.last_update_utc:
        raise SignatureError("a newer list of revoked certificates of this authority is known already")
    write_atomically(path, revoked.public_bytes(Encoding.DER), centre.faults)


def _name_of_issuer(revoked: x509.CertificateRevocationList) -> str:
    return hashlib.sha256(revoked.issuer.public_bytes()).hexdigest()


def _demand_intake(signer: Signer, root: x509.Certificate, settings: Settings) -> None:
    holder = holder_of(signer.certificate)
    if holder.role is not Role.INTAKE:
        raise SignatureError(f"{holder.name}: acknowledgements are signed by the commission's intake")
    if (holder.election, holder.commission) != (settings.election, settings.commission):
        raise SignatureError(f"{holder.name}: the intake of another election or commission")
    if fingerprint(signer.chain[-1]) != fingerprint(root):
        raise SignatureError(f"{holder.name}: its certificate is not under the commission's root")
