"""A commission's authority at work: it certifies officials and devices, takes certificates back, accounts for it.

An authority's folder holds what is public, and its key when that is a file (in a token there is no key file):

    authority.pem          its certificate and those above it
    authority.p12          the key, sealed under a PIN
    root.pem               the root that readers need
    issued/<serial>.pem    every certificate that it issued, with the chain
    revoked.json           what was taken back: serial number, since when, why
    revoked.crl            the newest list of that, for packages, precincts and readers

Real or training is decided once, by the root; everything below it is of the same kind (L 50-2(2); E14, E17). Acts of
what was issued and taken back: `sailau.service.authority_acts`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import rfc8785
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.files import read_file, write_atomically
from sailau.errors import FormatError, StoreError
from sailau.formats import strict_json
from sailau.refusal import Refusal
from sailau.service import authority_refusals as refusals
from sailau.signing.authority import (
    Authority,
    Validity,
    certify,
    certify_territorial,
    list_of_revoked,
    make_root,
)
from sailau.signing.holder import Holder, holder_of
from sailau.signing.roles import CERTIFIED_BY_EITHER, MACHINES, OF_AN_AUTHORITY, PRECINCT_MEMBERS, Role
from sailau.signing.trust import read_certificate

LIST_DAYS: Final = timedelta(days=90)
"""When a newer list of revoked certificates is due: later than a precinct with its package publishes its record."""
AUTHORITY_FILE, KEY_FILE, ROOT_FILE = "authority.pem", "authority.p12", "root.pem"
ISSUED, REVOKED_FILE, LIST_FILE = "issued", "revoked.json", "revoked.crl"
FORMAT: Final = "sailau-revoked/1"
TRAINING_MARK: Final = "(үлгі)"
"""Ends the name of every training authority: "model"."""
CERTIFICATE_END: Final = b"-----END CERTIFICATE-----\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """One entry of `revoked.json`: from when the certificate does not count, and the decision."""

    serial: int
    since: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A certificate that the authority issued, and when it was taken back, if it was."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    taken_back: TakenBack | None

    @property
    def holder(self) -> Holder:
        """What the certificate says."""
        return holder_of(self.certificate)

    @property
    def serial(self) -> str:
        """The serial number as files and papers write it: hexadecimal."""
        return serial_text(self.certificate.serial_number)

    def row(self) -> dict[str, Any]:
        """Whose certificate it is and when it holds, as papers and listings have it."""
        holder = self.holder
        return {
            "serial": self.serial,
            "name": holder.name,
            "role": holder.role.value,
            "commission": holder.commission,
            "election": holder.election,
            "member": holder.member,
            "device": holder.device,
            "training": holder.training,
            "from": self.certificate.not_valid_before_utc.isoformat(),
            "until": self.certificate.not_valid_after_utc.isoformat(),
        }


def found_root(
    folder: Path, holder: Holder, validity: Validity, at: datetime, key: ec.EllipticCurvePrivateKey
) -> Authority | Refusal:
    """Found the central commission's root in a new folder, with a key made in a file or a token.

    A training root says so in its name too, and so does every authority below it; a real one may not. Raises
    StoreError.
    """
    named = _named(holder)
    if isinstance(named, Refusal):
        return named
    root = make_root(named, validity, key)
    _lay_out(folder, root, at)
    return root


def found_territorial(
    folder: Path,
    root_folder: Path,
    root: Authority,
    holder: Holder,
    validity: Validity,
    at: datetime,
    key: ec.EllipticCurvePrivateKey,
) -> Authority | Refusal:
    """Found a territorial commission's authority under the root, in a folder of its own. Raises StoreError."""
    named = _named(holder)
    if isinstance(named, Refusal):
        return named
    refusal = _refuse(root, named, validity, issued(root_folder))
    if refusal is not None:
        return refusal
    certificate = certify_territorial(root, named, validity, key.public_key())
    made = Authority(certificate=certificate, chain=(root.certificate,), key=key)
    _lay_out(folder, made, at)
    _enter(root_folder, certificate, made.chain)
    return made


def issue_certificate(
    folder: Path, authority: Authority, holder: Holder, validity: Validity, key: ec.EllipticCurvePublicKey
) -> Issued | Refusal:
    """Certify the key of an official or a device, and enter it in the folder, or say why not.

    Refused: real by training or the other way round; central by territorial or the other way round; a member's number
    or a device that has a good certificate already (take that back first); a validity beyond the authority's own.
    """
    no_election = refusals.incomplete("election", "сайлаудың белгісі", "обозначение выборов")
    refusal = no_election if holder.election is None else _refuse(authority, holder, validity, issued(folder))
    if refusal is not None:
        return refusal
    chain = (authority.certificate, *authority.chain)
    certificate = certify(authority, holder, validity, key)
    _enter(folder, certificate, chain)
    return Issued(certificate=certificate, chain=chain, taken_back=None)


def revoke_certificate(
    folder: Path, authority: Authority, serial: int, reason: str, at: datetime
) -> TakenBack | Refusal:
    """Take a certificate back from now on, and write the new list; the same once more changes nothing.

    Raises StoreError when the disk refuses.
    """
    if not reason.strip():
        return refusals.NO_REASON
    if all(one.certificate.serial_number != serial for one in issued(folder)):
        return refusals.not_issued(serial_text(serial))
    known = taken_back(folder)
    found = next((one for one in known if one.serial == serial), None)
    if found is None:
        # A list's times are whole seconds.
        found = TakenBack(serial=serial, since=at.replace(microsecond=0), reason=reason.strip())
        known = (*known, found)
        _write_taken_back(folder, known)
    write_list(folder, authority, at)
    return found


def write_list(folder: Path, authority: Authority, at: datetime) -> bytes:
    """Write the list of all that was taken back, anew: after a revocation, and before the last list is overdue."""
    since = {one.serial: one.since for one in taken_back(folder)}
    made = list_of_revoked(authority, since, at.replace(microsecond=0), at.replace(microsecond=0) + LIST_DAYS)
    write_atomically(folder / LIST_FILE, made)
    return made


def issued(folder: Path) -> tuple[Issued, ...]:
    """All that the authority of this folder issued, in the order of their beginning. Raises StoreError."""
    back = {one.serial: one for one in taken_back(folder)}
    found = []
    for path in sorted((folder / ISSUED).glob("*.pem")):
        certificate, *chain = read_chain(read_file(path))
        found.append(
            Issued(certificate=certificate, chain=tuple(chain), taken_back=back.get(certificate.serial_number))
        )
    return tuple(sorted(found, key=lambda one: (one.certificate.not_valid_before_utc, one.holder.name, one.serial)))


def taken_back(folder: Path) -> tuple[TakenBack, ...]:
    """What the authority of this folder has taken back, in that order. Raises StoreError when the file is damaged."""
    path = folder / REVOKED_FILE
    if not path.is_file():
        raise StoreError(f"{folder} is no authority's folder: {REVOKED_FILE} is missing")
    try:
        read = strict_json.read(read_file(path), REVOKED_FILE)
        if read["format"] != FORMAT:
            raise StoreError(f"{REVOKED_FILE} is of an unknown version")
        return tuple(
            TakenBack(
                serial=int(row["serial"], 16), since=datetime.fromisoformat(row["since"]), reason=str(row["reason"])
            )
            for row in read["revoked"]
        )
    except (FormatError, KeyError, TypeError, ValueError) as error:
        raise StoreError(f"{REVOKED_FILE} cannot be read ({error}): restore it from a copy") from error


def authority_chain(folder: Path) -> tuple[x509.Certificate, ...]:
    """The authority's certificate and those above it. Raises StoreError or SignatureError."""
    return read_chain(read_file(folder / AUTHORITY_FILE))


def read_chain(pem: bytes) -> tuple[x509.Certificate, ...]:
    """The certificates of a PEM file, in its order; at least one. Raises SignatureError."""
    parts = pem.split(CERTIFICATE_END)
    return tuple(read_certificate(part + CERTIFICATE_END) for part in parts[: max(1, len(parts) - 1)])


def chain_pem(certificates: Sequence[x509.Certificate]) -> bytes:
    """Certificates as one PEM file."""
    return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in certificates)


def serial_text(serial: int) -> str:
    """A serial number as files and papers write it."""
    return f"{serial:040x}"


def _refuse(authority: Authority, holder: Holder, validity: Validity, known: Sequence[Issued]) -> Refusal | None:
    own = authority.certificate
    if holder.training != holder_of(own).training:
        return refusals.other_world(training=holder.training)
    by_root = holder.role is Role.CENTRAL_COMMISSION or (
        holder.role is Role.TERRITORIAL_COMMISSION and holder.election is None
    )
    if holder.role not in CERTIFIED_BY_EITHER and by_root == bool(authority.chain):
        return refusals.other_authority(holder)
    own_people = OF_AN_AUTHORITY | {Role.CENTRAL_COMMISSION}
    if holder.election is not None and holder.role in own_people and holder.commission != holder_of(own).commission:
        return refusals.other_commission(holder_of(own).commission)
    if validity.start < own.not_valid_before_utc or validity.end > own.not_valid_after_utc:
        return refusals.beyond(own)
    if holder.role in PRECINCT_MEMBERS and holder.member is None:
        return refusals.incomplete("member", "мүшенің нөмірі", "номер члена комиссии")
    if (holder.device is None) == (holder.role in MACHINES):
        return refusals.incomplete("device", "құрылғының белгісі", "обозначение устройства")
    same = [one for one in known if one.taken_back is None and _same_place(one.holder, holder)]
    good = [one for one in same if one.certificate.not_valid_after_utc > validity.start]
    return refusals.held_already(good[0].holder.name, good[0].serial) if good else None


def _named(holder: Holder) -> Holder | Refusal:
    """An authority's name tells a training one from a real one, also to a person who reads nothing else."""
    marked = holder.name.endswith(TRAINING_MARK)
    if not holder.training:
        return refusals.NAMED_AS_TRAINING if marked else holder
    return holder if marked else replace(holder, name=f"{holder.name} {TRAINING_MARK}")


def _same_place(one: Holder, other: Holder) -> bool:
    """Whether two holders claim one place: the same member's number, or the same device, in one commission."""
    if (one.commission, one.election) != (other.commission, other.election):
        return False
    if other.member is not None or other.device is not None:
        return (one.member, one.device) == (other.member, other.device)
    return (one.role, one.name) == (other.role, other.name)


def _lay_out(folder: Path, authority: Authority, at: datetime) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise StoreError(f"{folder} is not empty: an authority is founded in a folder of its own")
        (folder / ISSUED).mkdir(mode=0o700)
    except OSError as error:
        raise StoreError(f"cannot use {folder} as a folder: {error.strerror}") from error
    chain = (authority.certificate, *authority.chain)
    write_atomically(folder / AUTHORITY_FILE, chain_pem(chain))
    write_atomically(folder / ROOT_FILE, chain_pem(chain[-1:]))
    _write_taken_back(folder, ())
    write_list(folder, authority, at)


def _enter(folder: Path, certificate: x509.Certificate, chain: Sequence[x509.Certificate]) -> None:
    name = f"{serial_text(certificate.serial_number)}.pem"
    write_atomically(folder / ISSUED / name, chain_pem((certificate, *chain)))


def _write_taken_back(folder: Path, known: Sequence[TakenBack]) -> None:
    rows: list[Any] = [
        {"serial": serial_text(one.serial), "since": one.since.isoformat(), "reason": one.reason} for one in known
    ]
    write_atomically(folder / REVOKED_FILE, rfc8785.dumps({"format": FORMAT, "revoked": rows}))
