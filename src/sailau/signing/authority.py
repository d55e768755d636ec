"""Making certificates: central root → territorial authority → officials and devices (P-256, SHA-256).

The shape is fixed, and `sailau.signing.trust` demands it again on reading:

    root (central commission, pathlen 1)
    ├── central commission's signer          signs definitions
    ├── a district commission, an intake     of the central commission
    └── territorial authority (pathlen 0)
        ├── territorial commission's signer  signs credentials and packages
        ├── a district commission, an intake of that territory
        └── officials and devices of precincts

Signers have keyUsage digitalSignature + contentCommitment. Officials carry no extended key usage (they only sign);
devices carry TLS client (the precinct computer and the intake also server) and document signing (RFC 9336). Keys and
serial numbers come from the operating system's generator; the time is the caller's, so a certificate can be made for
any day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from sailau.errors import SignatureError, invariant
from sailau.signing.holder import Holder, holder_of, names_of
from sailau.signing.roles import AUTHORITIES, CERTIFIED_BY_EITHER, MACHINES, Role

DOCUMENT_SIGNING: Final = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""id-kp-documentSigning, RFC 9336."""

ROOT_PATHLEN: Final = 1
TERRITORIAL_PATHLEN: Final = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """From when to when a certificate is good; both moments carry a time zone."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        invariant(self.start.tzinfo is not None and self.end.tzinfo is not None, "moments carry a time zone")
        invariant(self.start < self.end, "a certificate's validity must not be empty")


def around(day: datetime, *, before: timedelta, after: timedelta) -> Validity:
    """A validity that covers `day`, which may lie in the past or the future."""
    return Validity(start=day - before, end=day + after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A key with its certificate and the certificates above it, root included, nearest first."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    key: ec.EllipticCurvePrivateKey = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A certificate that may issue others; `chain` are the certificates above it, root included."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    key: ec.EllipticCurvePrivateKey = field(repr=False, compare=False)


def make_root(holder: Holder, validity: Validity, key: ec.EllipticCurvePrivateKey | None = None) -> Authority:
    """Make the central commission's root, with a new key or one in a token; the role is central_commission."""
    invariant(holder.role is Role.CENTRAL_COMMISSION, "the root is the central commission's")
    key = key or ec.generate_private_key(ec.SECP256R1())
    certificate = _authority_certificate(holder, validity, key.public_key(), None, key)
    return Authority(certificate=certificate, chain=(), key=key)


def make_territorial(root: Authority, holder: Holder, validity: Validity) -> Authority:
    """Make a territorial commission's authority under `root`; `holder` has the role territorial_commission.

    Raises SignatureError like `certify`.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = certify_territorial(root, holder, validity, key.public_key())
    return Authority(certificate=certificate, chain=(root.certificate,), key=key)


def certify_territorial(
    root: Authority, holder: Holder, validity: Validity, public_key: ec.EllipticCurvePublicKey
) -> x509.Certificate:
    """Make a territorial authority's certificate for a key that the commission keeps; raises like `certify`."""
    invariant(holder.role is Role.TERRITORIAL_COMMISSION, "a territorial authority is a territorial commission's")
    invariant(not root.chain, "territorial authorities stand directly under the root")
    return _authority_certificate(holder, validity, public_key, root, root.key)


def issue(authority: Authority, holder: Holder, validity: Validity) -> Signer:
    """Make a key and a certificate for `holder`, an official or a device.

    The central commission's signer is issued by the root, district commissions and intakes by the root or a
    territorial authority, everyone else by a territorial authority.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = certify(authority, holder, validity, key.public_key())
    return Signer(certificate=certificate, chain=(authority.certificate, *authority.chain), key=key)


def certify(
    authority: Authority, holder: Holder, validity: Validity, public_key: ec.EllipticCurvePublicKey
) -> x509.Certificate:
    """Make a certificate for a key that `holder` made: a device's own (E14), or one that never leaves a token."""
    fits = holder.role in CERTIFIED_BY_EITHER or (not authority.chain) == (holder.role is Role.CENTRAL_COMMISSION)
    invariant(fits, "the root issues to the central commission, districts and intakes only")
    invariant(holder.election is not None, "a signer's certificate names its election")
    invariant((holder.device is not None) == (holder.role in MACHINES), "devices, and only devices, carry a device id")
    invariant(isinstance(public_key.curve, ec.SECP256R1), "every key is on P-256")
    usage = _usage(signs_documents=True)
    builder = _builder(holder, validity, public_key, authority)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(usage, critical=True)
    if purposes := _purposes(holder.role):
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    return builder.sign(authority.key, hashes.SHA256())


def revocation_list(authority: Authority, revoked: Sequence[x509.Certificate], at: datetime, until: datetime) -> bytes:
    """The DER list of certificates that `authority` takes back as of `at`; the next list is due by `until`."""
    return list_of_revoked(authority, {certificate.serial_number: at for certificate in revoked}, at, until)


def list_of_revoked(authority: Authority, since: Mapping[int, datetime], at: datetime, until: datetime) -> bytes:
    """The DER list, made at `at`, of all that `authority` has taken back: serial numbers, and since when.

    A list names everything that its forerunners named; the next one is due by `until`.
    """
    builder = x509.CertificateRevocationListBuilder().issuer_name(authority.certificate.subject)
    builder = builder.last_update(at).next_update(until)
    for number, moment in sorted(since.items()):
        entry = x509.RevokedCertificateBuilder().serial_number(number).revocation_date(moment).build()
        builder = builder.add_revoked_certificate(entry)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = builder.add_extension(identifier, critical=False)
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(Encoding.DER)


def _authority_certificate(
    holder: Holder,
    validity: Validity,
    public_key: ec.EllipticCurvePublicKey,
    issuer: Authority | None,
    issuer_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    invariant(holder.role in AUTHORITIES, "only higher commissions issue certificates")
    pathlen = TERRITORIAL_PATHLEN if issuer else ROOT_PATHLEN
    builder = _builder(holder, validity, public_key, issuer)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=pathlen), critical=True)
    builder = builder.add_extension(_usage(signs_documents=False), critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


def _builder(
    holder: Holder, validity: Validity, public_key: ec.EllipticCurvePublicKey, issuer: Authority | None
) -> x509.CertificateBuilder:
    _demand_one_world(holder, issuer)
    subject = subject_of(holder)
    issuer_key = issuer.key.public_key() if issuer else public_key
    names = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(name) for name in names_of(holder)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(validity.start)
        .not_valid_after(validity.end)
        .add_extension(names, critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
    )


def _demand_one_world(holder: Holder, issuer: Authority | None) -> None:
    if issuer is not None and holder_of(issuer.certificate).training != holder.training:
        is_, wanted = ("training", "real") if not holder.training else ("real", "training")
        raise SignatureError(f"{holder.name}: a {is_} authority cannot issue a {wanted} certificate")


def subject_of(holder: Holder) -> x509.Name:
    """The subject of `holder`'s certificate: country, commission, name."""
    # X.520 bounds a name by 64 characters, the library by 64 bytes: 32 letters of a Kazakh name. `names_of` holds
    # the bound in characters, so the library's own is left out.
    name = x509.NameAttribute(NameOID.COMMON_NAME, holder.name, _validate=False)
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "KZ")
    return x509.Name([country, x509.NameAttribute(NameOID.ORGANIZATION_NAME, holder.commission), name])


def _usage(*, signs_documents: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs_documents,
        content_commitment=signs_documents,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs_documents,
        crl_sign=not signs_documents,
        encipher_only=False,
        decipher_only=False,
    )


def _purposes(role: Role) -> list[ObjectIdentifier]:
    if role not in MACHINES:
        return []
    server = [ExtendedKeyUsageOID.SERVER_AUTH] if role in (Role.PRECINCT_COMPUTER, Role.INTAKE) else []
    return [ExtendedKeyUsageOID.CLIENT_AUTH, *server, DOCUMENT_SIGNING]
