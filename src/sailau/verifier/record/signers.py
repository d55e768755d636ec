"""Step 2: every signature of the record, and whether its signer's role may sign that document.

Certificates are judged at the closing of the polls on the voting day, acts at their own time: a record is read for
years, and its certificates expire. The root is the reader's (`--root`) or the record's own, which is a remark. Lists of
revoked certificates are the reader's (`--revoked`): a record could leave out the one that names its own signer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.election.nouns import Definition
from sailau.errors import SignatureError
from sailau.formats.v1.record import RECORDER_TAG, Act, MixedProtocol, Protocol, names
from sailau.formats.v1.record.acts import EITHER_KINDS, HIGHER_KINDS
from sailau.signing.cms import verify_detached
from sailau.signing.device import device_verify, judge_certificate
from sailau.signing.holder import holder_of
from sailau.signing.revocation import RevokedError, is_overdue, issuer_among, read_revocations
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import SignerIdentity, Trust, fingerprint, read_certificate
from sailau.verifier.finding import Findings
from sailau.verifier.record.reading import ActFile, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """Whom this reading trusts: root, election, precinct commission; `trust` is for the voting day."""

    trust: Trust

    def at(self, moment: datetime) -> Trust:
        """The same trust at another moment."""
        return replace(self.trust, at=moment)

    def within(self, territory: str | None) -> "Trusted":
        """The same trust, narrowed to the territory whose authority certified the commission."""
        return Trusted(trust=replace(self.trust, territory=territory))


def trusted(record: Record, root: bytes | None, findings: Findings, revoked: Sequence[bytes] = ()) -> Trusted | None:
    """Settle the root; None when nothing can be judged.

    Raises SignatureError when `root` is no certificate, or one of `revoked` no list of revoked certificates.
    """
    lists = tuple(read_revocations(data).public_bytes(Encoding.DER) for data in revoked)
    given = None if root is None else read_certificate(root)
    if given is None:
        if not record.certificates:
            findings.remark(2, "no-root", names.CERTIFICATES, "no root certificate; no signature was judged")
            return None
        text = f"signatures were judged by the record's own root, SHA-256 {fingerprint(record.certificates[0])}"
        findings.remark(2, "root-of-the-record", names.CERTIFICATES, text)
    elif record.certificates and record.certificates[0] != given:
        findings.defect(2, "root-foreign", names.CERTIFICATES, "the first certificate is not the given root")
    chosen = given or record.certificates[0]
    if record.definition is None:
        findings.remark(2, "signatures-not-judged", names.DEFINITION, "without a definition no signature can be judged")
        return None
    try:
        training = holder_of(chosen).training
    except SignatureError as error:
        findings.defect(2, "root", names.CERTIFICATES, str(error))
        return None
    if training:
        findings.remark(2, "training", names.CERTIFICATES, "the certificates are those of a training or test system")
    return Trusted(trust=replace(_trust(record, record.definition, chosen, training), revocation_lists=lists))


def polls_close(definition: Definition, precinct: int | None = None) -> datetime:
    """The closing of the polls, there or by the rules, in local time: the moment at which certificates are judged."""
    return definition.closes(next((one for one in definition.precincts if one.number == precinct), None))


def _trust(record: Record, definition: Definition, root: x509.Certificate, training: bool) -> Trust:
    commissions = [precinct.commission for precinct in definition.precincts if precinct.number == record.precinct]
    return Trust(
        root=root,
        at=polls_close(definition, record.precinct),
        training=training,
        election=definition.id,
        precinct=commissions[0] if commissions else None,
    )


def check_signatures(record: Record, by: Trusted, findings: Findings) -> Trusted:
    """Judge every signed file, the recorders' heads, the inventory of devices; returns the trust for the papers.

    All signers of the precinct are certified by one territorial authority: the one of another territory could make
    a chair too.
    """
    _check_lists(record, by.trust, findings)
    signers = [*_signed(record, names.DEFINITION, DocumentKind.DEFINITION, by.trust, findings)]
    for file in record.acts:
        signers += _check_act(record, file, by, findings)
    for device in record.closing:
        signers += _check_card(record, device, by, findings)
    for count in (record.first, record.again):
        if count is not None:
            signers += _check_protocol(record, count.name(names.PROTOCOL), count.protocol, by, findings)
    if record.mixed:
        signers += _check_protocol(record, names.PAPER_PROTOCOL, record.paper, by, findings)
        signers += _check_protocol(record, names.SUMMARY_PROTOCOL, record.summary, by, findings)
    signers += _signed(record, names.MANIFEST, DocumentKind.MANIFEST, by.trust, findings)
    _check_devices(record, findings)
    signers += _check_recorders(record, by, findings)
    territories = sorted({signer.territory for signer in signers if signer.territory is not None})
    if len(territories) > 1:
        text = f"signers certified by several territorial authorities: {', '.join(territories)}"
        findings.defect(2, "territories", names.CERTIFICATES, text)
    return by.within(territories[0]) if len(territories) == 1 else by


def _check_lists(record: Record, trust: Trust, findings: Findings) -> None:
    """Say what the reader's lists of revoked certificates can and cannot tell of this record."""
    authorities = (trust.root, *record.certificates)
    for revoked in map(read_revocations, trust.revocation_lists):
        try:
            issuer = issuer_among(revoked, authorities)
        except SignatureError as error:
            findings.remark(2, "revocations-foreign", names.CERTIFICATES, f"{error}; it was not of use")
            continue
        who = holder_of(issuer).name
        if is_overdue(revoked, trust.at):
            text = (
                f"{who}: a newer list of revoked certificates was due before the polls closed; this one may be silent"
            )
            findings.remark(2, "revocations-overdue", names.CERTIFICATES, text)
        for certificate in record.certificates:
            entry = revoked.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if certificate.issuer == issuer.subject and entry is not None and entry.revocation_date_utc > trust.at:
                text = f"{holder_of(certificate).name}: revoked at {entry.revocation_date_utc.isoformat()}, later"
                findings.remark(2, "revoked-later", names.CERTIFICATES, text)


Signers = tuple[SignerIdentity, ...]


def _signed(record: Record, name: str, kind: DocumentKind, trust: Trust, findings: Findings) -> Signers:
    data, signatures = record.folder.read(name), record.folder.read(names.signature_name(name))
    if data is None or signatures is None:
        return ()  # absence is a finding of step 1
    try:
        return verify_detached(data, signatures, trust, kind)
    except RevokedError as error:
        findings.defect(2, "signer-revoked", names.signature_name(name), str(error))
        return ()
    except SignatureError as error:
        findings.defect(2, "signature", names.signature_name(name), str(error))
        return ()


def member_ids(signers: Sequence[SignerIdentity]) -> list[str]:
    """The signers who are members, as `member-3`."""
    return sorted(f"member-{signer.holder.member}" for signer in signers if signer.holder.member is not None)


def _check_act(record: Record, file: ActFile, by: Trusted, findings: Findings) -> Signers:
    trust, kind = by.at(file.act.at), signed_as(file.act)
    signers = _signed(record, file.path, kind, trust, findings)
    if not signers:
        return ()
    if kind is DocumentKind.ACT and member_ids(signers) != list(file.act.members):
        findings.defect(2, "act-members", file.path, "those who signed are not the members that the act names")
        return signers
    file.sound = (file.act.uuid, file.act.precinct) == (record.uuid, record.precinct)
    return signers


def signed_as(act: Act) -> DocumentKind:
    """Whose signatures an act needs: those of a higher commission or of the precinct's members."""
    is_higher = act.kind in HIGHER_KINDS or (act.kind in EITHER_KINDS and not act.members)
    return DocumentKind.HIGHER_ACT if is_higher else DocumentKind.ACT


def _check_card(record: Record, device: str, by: Trusted, findings: Findings) -> Signers:
    name = names.closing_name(device)
    signers = _signed(record, name, DocumentKind.CLOSING_FIGURES, by.trust, findings)
    if signers and [signer.holder.device for signer in signers] != [device]:
        findings.defect(2, "closing-signer", name, "not signed by the device itself, and by it alone")
    return signers


def _check_protocol(
    record: Record, name: str, protocol: Protocol | MixedProtocol | None, by: Trusted, findings: Findings
) -> Signers:
    signers = _signed(record, name, DocumentKind.PROTOCOL, by.trust, findings)
    definition = record.definition
    if not signers or protocol is None or definition is None:
        return signers
    if member_ids(signers) != list(protocol.signers):
        findings.defect(2, "protocol-signers", name, "those who signed are not those whom the protocol names")
    _check_unsigned(name, protocol, definition.rules.quorum.members, findings)
    return signers


def _check_unsigned(name: str, protocol: Protocol | MixedProtocol, members: int, findings: Findings) -> None:
    everybody = {f"member-{number}" for number in range(1, members + 1)}
    listed = {entry.member for entry in protocol.unsigned}
    for entry in protocol.unsigned:
        findings.remark(2, "member-did-not-sign", name, f"{entry.member} did not sign: {entry.reason.ru}")
    for member in sorted(everybody - listed - set(protocol.signers)):
        text = f"{member} neither signed nor is named with a reason"
        findings.defect(2, "member-unsigned", name, text, "L 43(8)")
    if strange := (listed & set(protocol.signers)) | (listed | set(protocol.signers)) - everybody:
        findings.defect(2, "protocol-signers", name, f"named both ways, or no member: {', '.join(sorted(strange))}")


def _check_devices(record: Record, findings: Findings) -> None:
    if record.manifest is None:
        return
    known = {fingerprint(certificate): certificate for certificate in record.certificates}
    seen = set[str]()
    for entry in record.manifest.devices:
        certificate = known.get(entry.certificate_sha256)
        try:
            holder = holder_of(certificate) if certificate is not None else None
        except SignatureError:
            holder = None
        if holder is None or (holder.device, holder.role.value) != (entry.device, entry.role) or entry.device in seen:
            text = f"{entry.device}: listed twice, or no certificate of the record says this device and role"
            findings.defect(2, "device-certificate", names.MANIFEST, text)
        seen.add(entry.device)


def _check_recorders(record: Record, by: Trusted, findings: Findings) -> Signers:
    if record.manifest is None:
        return ()
    devices = {entry.device: entry.certificate_sha256 for entry in record.manifest.devices}
    known = {fingerprint(certificate): certificate for certificate in record.certificates}
    signers = []
    for head in record.manifest.recorders:
        certificate = known.get(devices.get(head.device, ""))
        try:
            if certificate is None:
                raise SignatureError("the device is not in the inventory")
            signers.append(
                judge_certificate(certificate, record.certificates[1:], DocumentKind.RECORDER_HEAD, by.trust)
            )
            device_verify(certificate, RECORDER_TAG, head.message, bytes.fromhex(head.signature))
        except RevokedError as error:
            findings.defect(2, "signer-revoked", names.MANIFEST, f"recorder of {head.device}: {error}")
        except SignatureError as error:
            findings.defect(2, "recorder-head", names.MANIFEST, f"recorder of {head.device}: {error}")
    return tuple(signers)
