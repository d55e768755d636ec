"""The holder of a certificate: name, role, commission, election, device; how they are written into it and read back.

Name stands in the subject's common name; everything else in SubjectAltName URIs of the form `urn:sailau:<key>:<value>`:

    urn:sailau:role:chair                 required
    urn:sailau:commission:precinct-25     required: the commission that the holder belongs to
    urn:sailau:election:president-2005    required for signers, absent on authorities that outlive one election
    urn:sailau:device:terminal-1          devices only
    urn:sailau:member:3                   members of a precinct commission: number from 1, as in the key ceremony
    urn:sailau:training                   present on every certificate of a training or test system, on no other

A certificate with an unknown or repeated `urn:sailau:` name is refused: nothing is read past.
"""

import re
from dataclasses import dataclass
from typing import Final

from cryptography import x509
from cryptography.x509.oid import NameOID

from sailau.errors import SignatureError
from sailau.signing.roles import Role

PREFIX: Final = "urn:sailau:"
TRAINING: Final = "urn:sailau:training"
VALUE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""What a commission's, election's or device's id may look like."""

NAME_LENGTH_MAX: Final = 64
"""X.509's bound on a common name, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """What one certificate says about the one who holds its key."""

    name: str
    role: Role
    commission: str
    election: str | None = None
    device: str | None = None
    member: int | None = None
    training: bool


def names_of(holder: Holder) -> tuple[str, ...]:
    """The `urn:sailau:` names of `holder`, in the order of the module's table.

    Raises SignatureError when a name is too long or a value has characters that a name must not have.
    """
    if not 1 <= len(holder.name) <= NAME_LENGTH_MAX:
        raise SignatureError(
            f"certificate of {holder.name[:NAME_LENGTH_MAX]}: the name has 1 to {NAME_LENGTH_MAX} signs"
        )
    values = (
        ("role", holder.role.value),
        ("commission", holder.commission),
        ("election", holder.election),
        ("device", holder.device),
        ("member", None if holder.member is None else str(holder.member)),
    )
    for key, value in values:
        if value is not None and not VALUE.fullmatch(value):
            raise SignatureError(f"certificate of {holder.name}: {key} {value!r} cannot be written into a certificate")
    names = tuple(f"{PREFIX}{key}:{value}" for key, value in values if value is not None)
    return (*names, TRAINING) if holder.training else names


def holder_of(certificate: x509.Certificate | x509.CertificateSigningRequest) -> Holder:
    """Read the holder from `certificate`, or from a request for one.

    Raises SignatureError when anything is missing, unknown or said twice.
    """
    name = _common_name(certificate)
    training, said = False, dict[str, str]()
    for uri in _uris(certificate, name):
        if not uri.startswith(PREFIX):
            continue
        if uri == TRAINING and not training:
            training = True
            continue
        key, _, value = uri.removeprefix(PREFIX).partition(":")
        known = key in ("role", "commission", "election", "device", "member")
        if not known or key in said or not VALUE.fullmatch(value):
            raise SignatureError(f"certificate of {name}: unknown or repeated name {uri!r}")
        said[key] = value
    for key in ("role", "commission"):
        if key not in said:
            raise SignatureError(f"certificate of {name}: carries no {key}")
    return Holder(
        name=name,
        role=_role(said["role"], name),
        commission=said["commission"],
        election=said.get("election"),
        device=said.get("device"),
        member=_member(said.get("member"), name),
        training=training,
    )


def _common_name(certificate: x509.Certificate | x509.CertificateSigningRequest) -> str:
    try:
        values = [str(a.value) for a in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    except ValueError as error:
        raise SignatureError("certificate: its subject cannot be read") from error
    if len(values) != 1:
        raise SignatureError("certificate: it must carry exactly one common name")
    return values[0]


def _uris(certificate: x509.Certificate | x509.CertificateSigningRequest, name: str) -> list[str]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError) as error:
        raise SignatureError(f"certificate of {name}: carries no role") from error
    return extension.value.get_values_for_type(x509.UniformResourceIdentifier)


def _role(value: str, name: str) -> Role:
    try:
        return Role(value)
    except ValueError as error:
        raise SignatureError(f"certificate of {name}: unknown role {value!r}") from error


def _member(value: str | None, name: str) -> int | None:
    if value is None:
        return None
    if not re.fullmatch(r"[1-9][0-9]?", value):
        raise SignatureError(f"certificate of {name}: member number {value!r} is not a number from 1")
    return int(value)
