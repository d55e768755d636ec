"""What is trusted, and the judgment of one signer's certificate.

The moment is the caller's: a voting day lies in the past when its record is read, so certificates are judged at
`Trust.at`, never at the clock of the reader. Nothing is fetched; revocation lists are given by the
caller or not at all.

A chain is good when (1) it leads to the given root, every certificate is valid at the moment and may do what it does
(X.509 path validation by pyHanko), (2) all of it, root included, says *training* or none of it does, as the caller
expects, (3) it has the shape of `sailau.signing.authority`: only the root speaks for the central commission,
(4) the role may sign this kind of document, (5) election, precinct and territory are the expected ones,
(6) no certificate of it was taken back by then, nor by the time that the signer claims (`sailau.signing.revocation`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from sailau.errors import SignatureError, invariant
from sailau.signing.holder import Holder, holder_of
from sailau.signing.revocation import RevokedError, revoked_since
from sailau.signing.roles import CERTIFIED_BY_EITHER, OF_AN_AUTHORITY, SIGNING_RULES, TERRITORY_WIDE, DocumentKind, Role
from sailau.signing.unreadable import UNREADABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What a reader expects of signers; `precinct` and `territory` are commission ids, None = not compared."""

    root: x509.Certificate
    at: datetime
    training: bool
    election: str
    precinct: str | None = None
    territory: str | None = None
    revocation_lists: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        invariant(self.at.tzinfo is not None, "the moment of trust carries a time zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerIdentity:
    """A signer that was judged good. `signed_at` is the signer's own word; `territory` issued the certificate."""

    holder: Holder
    fingerprint: str
    territory: str | None
    signed_at: datetime | None

    @property
    def role(self) -> Role:
        """The role that the certificate carries."""
        return self.holder.role


def read_certificate(data: bytes) -> x509.Certificate:
    """Read one certificate, PEM or DER; raises SignatureError."""
    try:
        if data.lstrip().startswith(b"-----BEGIN"):
            return x509.load_pem_x509_certificate(data)
        return x509.load_der_x509_certificate(data)
    except UNREADABLE as error:
        raise SignatureError("the file holds no readable certificate") from error


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate's DER, 64 lower-case hex digits."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def judge_chain(
    chain: Sequence[x509.Certificate], kind: DocumentKind | None, trust: Trust, signed_at: datetime | None
) -> SignerIdentity:
    """Judge a chain (signer first, root last) that path validation has accepted: points 2 to 6 of the module.

    `kind` is None where nothing is signed: then the role is not compared (a technician may enter, and signs nothing).
    Raises SignatureError that names the holder and what is wrong.
    """
    holders = [holder_of(certificate) for certificate in chain]
    signer, authorities = holders[0], holders[1:]
    # (2) training or not, all alike
    _demand_one_world(holders, trust)
    # (3) who issued whom
    _demand_shape(signer, authorities)
    # (4) the role
    if kind is not None and signer.role not in SIGNING_RULES[kind].may:
        raise SignatureError(f"{signer.name}: a {signer.role.value} may not sign a {kind.value}")
    # (5) election and commissions
    territory = authorities[0].commission if len(chain) == 3 else None
    _demand_place(signer, authorities, territory, trust)
    # (6) revocation, and the time that the signer claims
    for certificate, issuer in pairwise(chain):
        _demand_not_revoked(certificate, issuer, trust, signed_at)
    _demand_time(chain[0], signer, signed_at)
    return SignerIdentity(holder=signer, fingerprint=fingerprint(chain[0]), territory=territory, signed_at=signed_at)


def demand_signers(identities: Sequence[SignerIdentity], kind: DocumentKind, at_least: int | None = None) -> None:
    """Check that the signers together suffice for `kind`: no one twice, the lead present, enough of them.

    `at_least` may raise the table's floor. Raises SignatureError.
    """
    rule = SIGNING_RULES[kind]
    seen: set[str] = set()
    for identity in identities:
        if identity.fingerprint in seen:
            raise SignatureError(f"{kind.value}: {identity.holder.name} signed twice")
        seen.add(identity.fingerprint)
    if rule.lead and not any(identity.role in rule.lead for identity in identities):
        wanted = " or ".join(sorted(role.value for role in rule.lead))
        raise SignatureError(f"{kind.value}: the signature of the {wanted} is missing")
    wanted_count = max(rule.at_least, at_least or 0)
    if len(identities) < wanted_count:
        raise SignatureError(f"{kind.value}: {len(identities)} signed, at least {wanted_count} must")


def missing_members(identities: Sequence[SignerIdentity], members: int) -> tuple[int, ...]:
    """Numbers (from 1) of the commission's `members` who did not sign: the protocol must say "unsigned by" them."""
    signed = {identity.holder.member for identity in identities}
    return tuple(number for number in range(1, members + 1) if number not in signed)


def _demand_one_world(holders: Sequence[Holder], trust: Trust) -> None:
    for holder in holders:
        if holder.training != trust.training:
            is_, wanted = ("training", "a real") if holder.training else ("real", "a training")
            raise SignatureError(f"{holder.name}: a {is_} certificate does not count in {wanted} election")


def _demand_shape(signer: Holder, authorities: Sequence[Holder]) -> None:
    if not authorities or authorities[-1].role is not Role.CENTRAL_COMMISSION:
        raise SignatureError(f"{signer.name}: the root of the chain is not a central commission's")
    roles = [holder.role for holder in authorities[:-1]]
    wanted = [] if signer.role is Role.CENTRAL_COMMISSION else [Role.TERRITORIAL_COMMISSION]
    by_the_root = signer.role in CERTIFIED_BY_EITHER and not roles
    if roles != wanted and not by_the_root:
        issuers = ", ".join(role.value for role in roles) or "the root alone"
        raise SignatureError(f"{signer.name}: a {signer.role.value} cannot be certified by {issuers}")


def _demand_place(signer: Holder, authorities: Sequence[Holder], territory: str | None, trust: Trust) -> None:
    for holder in (signer, *authorities):
        if holder.election != trust.election and (holder is signer or holder.election is not None):
            raise SignatureError(f"{holder.name}: the certificate is for election {holder.election}, not this one")
    if trust.territory is not None and territory not in (None, trust.territory):
        raise SignatureError(f"{signer.name}: certified by {territory}, not by {trust.territory}")
    issuer = authorities[0].commission
    if signer.role in OF_AN_AUTHORITY and signer.commission != issuer:
        raise SignatureError(f"{signer.name}: of {signer.commission}, but certified by {issuer}")
    in_precinct = signer.role not in TERRITORY_WIDE
    if in_precinct and trust.precinct is not None and signer.commission != trust.precinct:
        raise SignatureError(f"{signer.name}: belongs to {signer.commission}, not to {trust.precinct}")


def _demand_not_revoked(
    certificate: x509.Certificate, issuer: x509.Certificate, trust: Trust, signed_at: datetime | None
) -> None:
    since = revoked_since(certificate, issuer, trust.revocation_lists)
    moment = trust.at if signed_at is None else max(trust.at, signed_at)
    if since is not None and since <= moment:
        claimed = "" if signed_at is None else f", and the signature says {signed_at.isoformat()}"
        raise RevokedError(
            f"{holder_of(certificate).name}: the certificate was revoked at {since.isoformat()}{claimed}"
        )


def _demand_time(certificate: x509.Certificate, signer: Holder, signed_at: datetime | None) -> None:
    if signed_at is None:
        return
    if not certificate.not_valid_before_utc <= signed_at <= certificate.not_valid_after_utc:
        raise SignatureError(f"{signer.name}: claims to have signed at {signed_at.isoformat()}, outside its validity")
