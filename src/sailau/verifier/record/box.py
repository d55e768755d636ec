"""What a record adds to steps 7, 9 and 10: cancelled credentials, two mixers, strong proofs."""

from sailau.errors import FormatError
from sailau.formats.v1.record import names
from sailau.formats.v1.record.proofs import strong_proofs_of
from sailau.formats.v1.trustees import keys_of
from sailau.group import point_to_hex
from sailau.verifier.archive import Archive, Progress, sharing
from sailau.verifier.ballots import BallotRules
from sailau.verifier.decryptions import flaws_of_strong
from sailau.verifier.finding import Findings
from sailau.verifier.record.reading import Count, Record
from sailau.verifier.workers import Workers

MIXERS_MIN = 2


def check_cancelled(record: Record, archive: Archive, findings: Findings) -> None:
    """Step 7: no cancelled credential in the box, and only listed ones are cancelled."""
    if record.cancelled is None:
        return
    listed = set(archive.credentials)
    ballots = {
        credential: message.data[0].name
        for credential, message in zip(archive.ballot_credentials, archive.chain.of_type("Ballot"), strict=False)
    }
    for entry in record.cancelled.credentials:
        if entry.credential in ballots:
            text = f"the ballot's credential was cancelled ({entry.reason})"
            findings.defect(7, "credential-cancelled", ballots[entry.credential], text)
        if listed and entry.credential not in listed:
            text = f"{point_to_hex(entry.credential)} is not in the list"
            findings.defect(7, "cancelled-unknown", names.CANCELLED, text)


def check_mixers(count: Count, archive: Archive, findings: Findings) -> None:
    """Step 9: at least two members mixed, one after another (profile, item 8)."""
    if not archive.chain.whole or not archive.ballot_credentials:
        return
    if len(archive.mixers) >= 1 and len(set(archive.mixers)) < MIXERS_MIN:
        findings.defect(9, "mixers", count.name(archive.chain.path.name), "fewer than two members mixed")


def check_strong_proofs(
    record: Record, count: Count, archive: Archive, workers: Workers, findings: Findings, progress: Progress
) -> None:
    """Step 10: a strong proof for every partial decryption, and no other (profile, item 9)."""
    place = count.name(names.STRONG_PROOFS)
    data = record.folder.read(place)
    if data is None or archive.election is None or archive.mixed is None or archive.trustees is None:
        return
    try:
        given = strong_proofs_of(archive.election.questions, len(archive.ballot_credentials)).read(data)
    except FormatError as error:
        findings.defect(10, "strong-format", f"{place}: {error.place}", error.reason)
        return
    owners = {decryption.owner for decryption in given}
    for owner in sorted(archive.partials.keys() - owners):
        findings.defect(10, "strong-missing", place, f"trustee {owner} decrypted without a strong proof")
    for owner in sorted(owners - archive.partials.keys()):
        findings.defect(10, "strong-unknown", place, f"trustee {owner} decrypted nothing in the archive")
    keys, phi = keys_of(archive.trustees), BallotRules(archive.election, archive.election_bytes).phi
    for number, one in enumerate(given, 1):
        if one.owner in archive.partials:
            key, factors = keys[one.owner - 1].public_key, archive.partials[one.owner].factors
            for text in flaws_of_strong(phi, key, archive.mixed, factors, one.proofs, sharing(archive, workers)):
                findings.defect(10, "strong-proof", place, f"trustee {one.owner}: {text}")
        progress("10 strong proofs", number, len(given))
