"""Steps 3 to 6 as far as a record binds them: definition, election, Setup; trustees; credentials; the archive's order.

The archive by itself was judged before; here it is held against definition.json and the profile's items 1, 3, 4, 5, 7.
"""

from itertools import pairwise

from sailau.election.ballot import election_description, election_name
from sailau.election.canonical import fingerprint
from sailau.election.nouns import Definition
from sailau.election.reserve import credential_reserve
from sailau.formats.v1.record import names
from sailau.formats.v1.record.acts import INSTALLATION, ZERO_REPORT
from sailau.formats.v1.trustees import ThresholdParameters
from sailau.verifier.archive import Archive
from sailau.verifier.finding import Findings
from sailau.verifier.record.reading import Record

SETUP_ACTS = (INSTALLATION, ZERO_REPORT)
"""Acts that carry the Setup hash in their data."""


def check_definition(record: Record, findings: Findings) -> None:
    """Step 3: the election message is the one that definition.json gives for this precinct."""
    _check_identity(record, findings)
    archive, definition, style = record.archive, record.definition, record.style
    if archive is None or archive.election is None or definition is None or style is None or record.precinct is None:
        return
    election, place = archive.election, names.archive_name(record.uuid or "")
    if not election.description.endswith(f" sha256:{fingerprint(record.definition_bytes)}"):
        findings.defect(3, "definition-hash", place, "the election's description names another definition.json")
    elif election.description != election_description(definition, record.precinct):
        findings.defect(3, "election-description", place, "the description is not the one that the definition gives")
    if election.name != election_name(definition):
        findings.defect(3, "election-name", place, "the name is not the one that the definition gives")
    if election.questions != style.questions:
        findings.defect(3, "election-questions", place, "the questions are not those that the definition gives")
    if election.uuid != record.uuid:
        findings.defect(3, "election-uuid", place, f"the archive is of {election.uuid}")


def _check_identity(record: Record, findings: Findings) -> None:
    """Every document is of this election, precinct and uuid."""
    expected = (record.definition.id if record.definition else None, record.precinct, record.uuid)
    for name, *said in _identities(record):
        if any(word is not None and due is not None and word != due for word, due in zip(said, expected, strict=True)):
            findings.defect(3, "document-of-another", str(name), "of another election, precinct or voting day")


def _identities(record: Record) -> list[tuple[str, str | None, int | None, str]]:
    found: list[tuple[str, str | None, int | None, str]] = []
    for name, document in ((names.MANIFEST, record.manifest), (names.FIGURES, record.figures)):
        if document is not None:
            found.append((name, document.election, document.precinct, document.uuid))
    for count in (record.first, record.again):
        if count is not None and (protocol := count.protocol) is not None:
            found.append((count.name(names.PROTOCOL), protocol.election, protocol.precinct.number, protocol.uuid))
    for name, mixed in record.mixed_protocols:
        found.append((name, mixed.election, mixed.precinct.number, mixed.uuid))
    found += [(file.path, file.act.election, file.act.precinct, file.act.uuid) for file in record.acts]
    found += [(names.closing_name(device), None, None, card.uuid) for device, card in record.closing.items()]
    if record.cancelled is not None:
        found.append((names.CANCELLED, None, None, record.cancelled.uuid))
    return found


def check_setup_hash(record: Record, expected: str | None, findings: Findings) -> None:
    """Step 3: one Setup — the reader's, the manifest's, the protocol's, the zero report's."""
    event = record.archive.chain.setup_event if record.archive is not None else None
    if event is None:
        return
    found = event.hex()
    if expected is None:
        findings.remark(3, "setup-not-given", found, "no Setup hash was given; compare this one with the zero report")
    elif expected != found:
        findings.defect(3, "setup-expected", found, f"the Setup is not the expected one, {expected}", "L 37(1)")
    claims = [] if record.manifest is None else [(names.MANIFEST, record.manifest.setup)]
    claims += [(place, protocol.setup) for place, protocol in record.mixed_protocols]
    for count in (record.first, record.again):
        if count is not None and count.protocol is not None:
            claims.append((count.name(names.PROTOCOL), count.protocol.setup))
    for file in record.acts:
        if file.act.kind in SETUP_ACTS:
            claims.append((file.path, str(file.act.data.get("setup"))))
    for place, claim in claims:
        if claim != found:
            findings.defect(3, "setup-claim", place, "names another Setup than the archive's")
    kinds = {file.act.kind for file in record.acts}
    for kind in SETUP_ACTS:
        if kind not in kinds:
            findings.defect(3, "setup-act-missing", names.ACTS, f"there is no act of the kind {kind}", "L 43(1)")


def check_commission(archive: Archive, definition: Definition, findings: Findings) -> None:
    """Step 4: one joint key of the whole commission, with the threshold that the rules fix (profile, item 3)."""
    if archive.trustees is None:
        return
    quorum = definition.rules.quorum
    match archive.trustees:
        case (ThresholdParameters() as joint,):
            size = len(joint.verification_keys)
            if (size, joint.threshold) != (quorum.members, quorum.threshold):
                text = f"{joint.threshold} of {size} where the definition has {quorum.threshold} of {quorum.members}"
                findings.defect(4, "trustees-quorum", "trustees", text)
            if joint.threshold > size - 1:
                findings.defect(4, "trustees-no-spare", "trustees", "not one member may be missing at the count")
        case _:
            findings.defect(4, "trustees-form", "trustees", "not one joint key of the commission's members")


def check_credential_list(record: Record, archive: Archive, findings: Findings) -> None:
    """Step 5: as many credentials as list and reserve, sorted, so that the list tells no order."""
    credentials = archive.credentials
    if not credentials:
        return  # it could not be read: a finding of the archive itself
    if any(not before < after for before, after in pairwise(credentials)):
        findings.defect(5, "credentials-order", "credentials", "the credentials are not sorted")
    if record.figures is None or record.definition is None:
        return
    account = record.figures.credentials
    if not len(credentials) == account.made == account.list_ + account.reserve:
        text = f"{len(credentials)} listed, {account.made} made, list {account.list_} and reserve {account.reserve}"
        findings.defect(5, "credential-count", "credentials", text)
    terminals = [p.terminals for p in record.definition.precincts if p.number == record.precinct]
    if terminals and account.reserve != (due := credential_reserve(record.definition.rules, account.list_, *terminals)):
        findings.defect(5, "credential-reserve", names.FIGURES, f"reserve of {account.reserve}; the rules give {due}")


def check_order(archive: Archive, definition: Definition, findings: Findings) -> None:
    """Step 6: no time but the voting day's midnight, no order but that of the hashes (profile, item 7)."""
    midnight = str(int(definition.midnight().timestamp()))
    if archive.chain.timestamp and archive.chain.timestamp != midnight:
        findings.defect(6, "archive-day", archive.chain.path.name, "the archive's time is not 00:00 of the voting day")
    digests = [message.digests[0] for message in archive.chain.of_type("Ballot")]
    if any(not before < after for before, after in pairwise(digests)):
        text = "the ballots do not ascend by their hash: their order may tell when they were cast"
        findings.defect(6, "ballots-order", archive.chain.path.name, text)
