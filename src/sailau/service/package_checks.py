"""What must hold between the parts of a package, on values: asked when it is made, and again when it is read.

Each function returns None or the Refusal that says what does not agree. A signature that is not good is refused by its
reason: a foreign root, training against real, another election or territory, a role that may not sign, a certificate
that is outdated or taken back; what none of these explains was altered.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec

from sailau.election.definition import parse
from sailau.election.nouns import Definition
from sailau.election.reserve import ballots_received, credentials_made
from sailau.errors import DefinitionError, FormatError, SailauError, SignatureError
from sailau.formats import strict_json
from sailau.formats.v1.package import Inventory, Numbers, Officials, PackageManifest, Software
from sailau.refusal import Refusal
from sailau.service.package_refusals import refuse
from sailau.signing.cms import certificates_in, verify_detached
from sailau.signing.device import judge_certificate
from sailau.signing.holder import holder_of
from sailau.signing.roles import SIGNING_RULES, DocumentKind, Role
from sailau.signing.trust import Trust, fingerprint, read_certificate
from sailau.signing.unreadable import UNREADABLE

BOOTHS: Final = (Role.TERMINAL.value, Role.PORTABLE.value)
STATIONS: Final = (Role.DESK.value, Role.ACCUMULATOR.value)
_SINGLE: Final = {Role.PRECINCT_COMPUTER.value: "precinct-computer", Role.RECORDER.value: "recorder"}
_SHOWN: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the reader of a package knows beforehand. `installed` is the issue and uuid installed here before, if any.

    `precinct` is the number in the definition; `territory` is a commission's id, None = not compared.
    """

    root: x509.Certificate
    at: datetime
    training: bool
    election: str
    precinct: int
    software: Software
    territory: str | None = None
    installed: tuple[int, str] | None = None
    revocation_lists: tuple[bytes, ...] = ()

    def trust(self, *more: bytes, precinct: str | None = None, territory: str | None = None) -> Trust:
        """Whom to believe; `more` are further revocation lists."""
        return Trust(
            root=self.root,
            at=self.at,
            training=self.training,
            election=self.election,
            precinct=precinct,
            territory=territory or self.territory,
            revocation_lists=(*self.revocation_lists, *more),
        )


def signature_refusal(data: bytes, p7s: bytes, path: str, kind: DocumentKind, trust: Trust) -> Refusal | None:
    """Verify the detached signature of the file `path`; when it is not good, say why by name."""
    try:
        verify_detached(data, p7s, trust, kind)
    except SignatureError as error:
        return _named(p7s, path, kind, trust) or refuse("package-altered", f"{path} ({error.diagnostics()})")
    return None


def place_refusals(manifest: PackageManifest, expected: Expectation) -> dict[str, Refusal | None]:
    """Is this package for here? One answer for each question, by its name in the report."""
    return {
        "election": _differs("package-other-election", manifest.election, expected.election),
        "training": _differs(
            "package-training", _kind_of_day(manifest.training), _kind_of_day(training=expected.training)
        ),
        "territory": _differs("package-other-territory", manifest.territory, expected.territory or manifest.territory),
        "precinct": _differs("package-wrong-precinct", str(manifest.precinct), str(expected.precinct)),
        "software": software_refusal(manifest.software, expected.software),
        "issue": _issue_refusal(manifest, expected),
    }


def software_refusal(found: Software, due: Software) -> Refusal | None:
    """Refuse other software, by version and fingerprint (E4, E6)."""
    return _differs("package-other-software", _software(found), _software(due))


def definition_refusal(data: bytes, p7s: bytes, precinct: int, trust: Trust) -> Refusal | Definition:
    """The definition that the central commission signed, with this precinct in it, or why it is refused (L 20(5))."""
    refusal = signature_refusal(data, p7s, "definition.json", DocumentKind.DEFINITION, trust)
    if refusal is not None:
        return refusal
    try:
        definition = parse(data, "definition.json")
        definition.precinct(precinct)
    except DefinitionError as error:
        return refuse("package-definition", error.diagnostics())
    if str(definition.id) != trust.election:
        return refuse("package-other-election", f"definition.json: {definition.id}, {trust.election}")
    if not trust.training and definition.fictitious:
        return refuse("package-training", "definition.json: fictitious")
    return definition


def late_refusal(issued: datetime, definition: Definition) -> Refusal | None:
    """Ballots reach the precinct a day before voting at the latest (L 37(3), M27)."""
    if issued < definition.midnight():
        return None
    return refuse("package-late", f"{issued.isoformat(timespec='minutes')}; {definition.date.isoformat()}")


def officials_refusal(
    officials: Officials, definition: Definition, above: Iterable[x509.Certificate], trust: Trust
) -> Refusal | None:
    """The commission of this precinct: as many as decided, each as the own certificate says, a chair first."""
    refusal = _place_of_file("officials.json", officials, definition)
    if refusal is not None:
        return refusal
    due = definition.rules.quorum.members
    if len(officials.members) != due:
        return refuse("package-officials", f"{len(officials.members)}; {due}")
    if officials.members[0].role != Role.CHAIR.value:
        return refuse("package-officials", f"member-1: {officials.members[0].role}")
    for one in officials.members:
        who = f"member-{one.number} ({one.name})"
        refusal = certificate_refusal(one.certificate, who, DocumentKind.ACT, above, trust)
        if refusal is not None:
            return refusal
        holder = holder_of(x509.load_der_x509_certificate(one.certificate))
        if (holder.name, holder.role.value, holder.member) != (one.name, one.role, one.number):
            return refuse("package-officials", f"{who}: {holder.name}, {holder.role.value}, {holder.member}")
    return None


def inventory_refusal(
    inventory: Inventory, definition: Definition, software: Software, above: Iterable[x509.Certificate], trust: Trust
) -> Refusal | None:
    """The devices of this precinct: one computer, the decided number of terminals, each with its own certificate."""
    refusal = _place_of_file("inventory.json", inventory, definition) or _numbers_of_devices(inventory, definition)
    if refusal is not None:
        return refusal
    for one in inventory.devices:
        who = f"{one.device} ({one.serial})"
        if not _has_name_of_role(one.device, one.role):
            return refuse("package-inventory", f"{who}: {one.role}")
        refusal = certificate_refusal(one.certificate, who, DocumentKind.RECORDER_HEAD, above, trust)
        if refusal is not None:
            return refusal
        holder = holder_of(x509.load_der_x509_certificate(one.certificate))
        if (holder.device, holder.role.value) != (one.device, one.role):
            return refuse("package-inventory", f"{who}: {holder.device}, {holder.role.value}")
        if one.software != software:
            return refuse("package-other-software", f"{who}: {_software(one.software)}; {_software(software)}")
    return None


def certificate_refusal(
    der: bytes, who: str, kind: DocumentKind, above: Iterable[x509.Certificate], trust: Trust
) -> Refusal | None:
    """Judge the certificate of a person or device; when it is not good, say why by name."""
    above = tuple(above)
    try:
        certificate = read_certificate(der)
        judge_certificate(certificate, above, kind, trust)
    except SignatureError as error:
        try:
            chain = (read_certificate(der), *above)
            return _by_reason(chain, who, kind, trust) or refuse("package-certificate", f"{who}: {error.diagnostics()}")
        except SignatureError:
            return refuse("package-certificate", f"{who}: {error.diagnostics()}")
    return None


def revocations_refusal(data: bytes, authority: x509.Certificate) -> Refusal | None:
    """The list of revoked certificates must be readable and signed by the territorial authority."""
    try:
        found = x509.load_der_x509_crl(data)
    except UNREADABLE:
        return refuse("package-revocations", "revoked.crl: not a list of revoked certificates")
    key = authority.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not found.is_signature_valid(key):
        return refuse("package-revocations", f"revoked.crl: not signed by {holder_of(authority).name}")
    return None


def numbers_due(definition: Definition, precinct: int, listed: int, cards: int) -> Numbers:
    """The numbers that follow from the list: credentials with their reserve, ballots received (M26)."""
    place = definition.precinct(precinct)
    return Numbers(
        listed=listed,
        credentials=credentials_made(definition.rules, listed, place.terminals),
        ballots=ballots_received(definition.rules, listed),
        cards=cards,
    )


def list_refusal(act: bytes | None, list_sha256: str, election: str, precinct: int) -> Refusal | None:
    """Hold the list against the act that handed it over: its election, its precinct, its hash (L 24(5), M10)."""
    if act is None:
        return None
    try:
        fields: Any = strict_json.read(act, "list.act.json")
    except FormatError as error:
        return refuse("package-list", error.diagnostics())
    if not isinstance(fields, dict):
        return refuse("package-list", "list.act.json")
    if fields.get("election") != election:
        return refuse("package-other-election", f"list.act.json: {fields.get('election')}")
    if fields.get("precinct") != precinct:
        return refuse("package-list-of-another-precinct", f"list.act.json: {fields.get('precinct')}; {precinct}")
    if fields.get("list_sha256") != list_sha256:
        shown = f"{list_sha256[:_SHOWN]}…; list.act.json: {str(fields.get('list_sha256'))[:_SHOWN]}…"
        return refuse("package-list-of-another-precinct", shown)
    return None


def list_digest(voters: bytes) -> str:
    """SHA-256 of a voter list, 64 hex digits."""
    return hashlib.sha256(voters).hexdigest()


def _differs(code: str, found: str, due: str) -> Refusal | None:
    return None if found == due else refuse(code, f"{found}; {due}")


def _kind_of_day(training: bool) -> str:
    return "training" if training else "real"


def _software(software: Software) -> str:
    return f"{software.version} {software.sha256[:_SHOWN]}…"


def _issue_refusal(manifest: PackageManifest, expected: Expectation) -> Refusal | None:
    if expected.installed is None:
        return None
    issue, uuid = expected.installed
    if manifest.issue > issue or (manifest.issue, manifest.uuid) == (issue, uuid):
        return None
    return refuse("package-stale", f"{manifest.issue}; {issue}")


def _place_of_file(name: str, found: Officials | Inventory, definition: Definition) -> Refusal | None:
    if found.election != str(definition.id):
        return refuse("package-other-election", f"{name}: {found.election}; {definition.id}")
    if all(precinct.number != found.precinct for precinct in definition.precincts):
        return refuse("package-wrong-precinct", f"{name}: {found.precinct}")
    commission = str(definition.precinct(found.precinct).commission)
    if found.commission != commission:
        return refuse("package-wrong-precinct", f"{name}: {found.commission}; {commission}")
    return None


def _numbers_of_devices(inventory: Inventory, definition: Definition) -> Refusal | None:
    due = definition.precinct(inventory.precinct).terminals
    terminals = len(inventory.of_roles(Role.TERMINAL.value))
    if terminals != due:
        return refuse("package-inventory", f"{Role.TERMINAL.value}: {terminals}; {due}")
    computers = len(inventory.of_roles(Role.PRECINCT_COMPUTER.value))
    if computers != 1:
        return refuse("package-inventory", f"{Role.PRECINCT_COMPUTER.value}: {computers}; 1")
    for role in STATIONS:
        if not inventory.of_roles(role):
            return refuse("package-inventory", f"{role}: 0")
    return None


def _has_name_of_role(device: str, role: str) -> bool:
    single = _SINGLE.get(role)
    return device == single if single else re.fullmatch(rf"{role}-[1-9][0-9]{{0,2}}", device) is not None


def _named(p7s: bytes, path: str, kind: DocumentKind, trust: Trust) -> Refusal | None:
    """Why a signature is not good, from the certificates that came with it; None when they explain nothing."""
    try:
        certificates = certificates_in(p7s)
        chains = [_chain(one, certificates) for one in certificates if not _issues(one)]
        for chain in chains:
            refusal = _by_reason(chain, f"{path}, {holder_of(chain[0]).name}", kind, trust)
            if refusal is not None:
                return refusal
    except SailauError:
        return None
    return None


def _by_reason(chain: Sequence[x509.Certificate], who: str, kind: DocumentKind, trust: Trust) -> Refusal | None:
    """The first reason that a whole, unaltered chain gives; raises SignatureError on a certificate without a holder."""
    if not _is_whole(chain):
        return None
    holders = [holder_of(certificate) for certificate in chain]
    signer = holders[0]
    for holder in holders:
        if holder.training != trust.training:
            return refuse("package-training", f"{who}: {_kind_of_day(holder.training)}; {_kind_of_day(trust.training)}")
    if fingerprint(chain[-1]) != fingerprint(trust.root):
        return refuse("package-foreign-root", f"{who}: {fingerprint(chain[-1])[:_SHOWN]}…")
    if signer.role not in SIGNING_RULES[kind].may:
        return refuse("package-wrong-signer", f"{who}: {signer.role.value}")
    if signer.election != trust.election:
        return refuse("package-other-election", f"{who}: {signer.election}; {trust.election}")
    territory = holders[1].commission if len(chain) == 3 else None
    if trust.territory is not None and territory not in (None, trust.territory):
        return refuse("package-other-territory", f"{who}: {territory}; {trust.territory}")
    if trust.precinct is not None and signer.commission != trust.precinct and territory != signer.commission:
        return refuse("package-wrong-precinct", f"{who}: {signer.commission}; {trust.precinct}")
    return _outdated(chain, who, trust)


def _outdated(chain: Sequence[x509.Certificate], who: str, trust: Trust) -> Refusal | None:
    for certificate in chain:
        begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        if not begins <= trust.at <= ends:
            return refuse("package-certificate-expired", f"{who}: {begins.isoformat()} – {ends.isoformat()}")
    for data in trust.revocation_lists:
        try:
            revoked = x509.load_der_x509_crl(data)
        except UNREADABLE:
            continue
        for certificate in chain:
            entry = revoked.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry is not None and revoked.issuer == certificate.issuer:
                return refuse("package-certificate-revoked", f"{who}: {entry.revocation_date_utc.isoformat()}")
    return None


def _chain(leaf: x509.Certificate, beside: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """From the leaf up to a certificate that issued itself. A commission's signer may bear its authority's name."""
    chain = [leaf]
    while not (_issues(chain[-1]) and chain[-1].issuer == chain[-1].subject) and len(chain) <= len(beside):
        above = [one for one in beside if one.subject == chain[-1].issuer and _issues(one)]
        if not above:
            break
        chain.append(above[0])
    return tuple(chain)


def _is_whole(chain: Sequence[x509.Certificate]) -> bool:
    """Whether each certificate is signed by the next, and the last by itself: then what they say was not altered."""
    try:
        for certificate, issuer in zip(chain, (*chain[1:], chain[-1]), strict=True):
            certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _issues(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return False
