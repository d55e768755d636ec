"""The plan's steps 3 to 12 on an archive alone, and what later steps need of it.

It goes on after a failure as far as what was read allows, and collects findings. An archive that cannot
be read on has findings of the step where that is seen, and none of earlier steps. Of step 3 an archive alone
allows the form of the election; that it is the decided one needs a definition.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sailau.formats.codec import Document
from sailau.formats.v1.election import CREDENTIALS, ELECTION, SETUP
from sailau.formats.v1.trustees import TRUSTEES, keys_of
from sailau.group import IDENTITY, Point, check
from sailau.verifier.box import judge_box
from sailau.verifier.chain import BALLOTS_MAX, read_chain
from sailau.verifier.counted import judge_count
from sailau.verifier.finding import Findings
from sailau.verifier.judged import Archive, Progress
from sailau.verifier.payloads import SETUP_BYTES_MAX, body_of, judge_payload
from sailau.verifier.trustees import check_trustees
from sailau.verifier.workers import HERE, Workers

PROCESSES_FROM_BALLOTS = 150
"""Below this many ballots starting processes costs more than it gives."""

VERSION_1_REMARK = (
    "the proofs of partial decryption in version 1 do not bind the statement; a record's strong proofs do"
)

SETUP_DOCUMENTS: tuple[tuple[int, Document[Any]], ...] = ((3, ELECTION), (4, TRUSTEES), (5, CREDENTIALS), (6, SETUP))
"""The documents of the Setup in their order, each with the step that judges it."""


def verify_archive(path: Path, findings: Findings, processes: int = 2, progress: Progress = lambda *_: None) -> Archive:
    """Judge the archive at `path` on steps 3–12 and report to `findings`. Raises OSError when it cannot be read."""
    with Workers(processes) as workers:
        return judge_archive(path, findings, workers, progress)


def judge_archive(path: Path, findings: Findings, workers: Workers, progress: Progress) -> Archive:
    """The same with workers that the caller keeps for more work; a small archive is judged here and now."""
    size = path.stat().st_size
    done = 0

    def read(count: int) -> None:
        nonlocal done
        done += count
        progress("6 archive", done, size)

    archive = Archive(read_chain(path, findings, read))
    if archive.chain.refused:
        return archive
    chosen = sharing(archive, workers)
    if judge_setup(archive, findings):
        sums = judge_box(archive, chosen, findings, progress)
        if archive.chain.whole:
            judge_count(archive, sums, chosen, findings, progress)
    return archive


def sharing(archive: Archive, workers: Workers) -> Workers:
    """The workers where there is enough to share, else this process."""
    return workers if len(archive.chain.of_type("Ballot")) >= PROCESSES_FROM_BALLOTS else HERE


def judge_setup(archive: Archive, findings: Findings) -> bool:
    """Steps 3, 4, 5, and of 6 that the Setup binds the documents; returns whether ballots can be judged."""
    message = next(iter(archive.chain.of_type("Setup")), None)
    if message is None:
        return False
    read: list[Any] = []
    for (step, document), entry in zip(SETUP_DOCUMENTS, message.data, strict=True):
        body = body_of(archive.chain, entry, SETUP_BYTES_MAX)
        read.append(judge_payload(document, body, step, entry.name, findings))
        if document is ELECTION:
            archive.election_bytes = body
    archive.election, archive.trustees, setup = read[0], read[1], read[3]
    archive.credentials = read[2] or ()
    if setup is not None and (setup.election, setup.trustees, setup.credentials) != message.digests[:3]:
        findings.defect(6, "setup-hashes", message.data[3].name, "setup_data names other documents")
    if archive.election is None:
        return False
    if archive.election.public_key == IDENTITY or not check([archive.election.public_key])[0]:
        findings.defect(4, "election-key", "election.public_key", "not a proper member of the group")
        return False
    if archive.trustees is not None:
        check_trustees(archive.trustees, archive.election.public_key, findings)
        if not all(check([key.public_key for key in keys_of(archive.trustees)])):
            archive.trustees = None  # reported; nothing can be computed with such a key
    if read[2] is not None:
        check_credentials(archive.credentials, findings)
    return True


def check_credentials(credentials: Sequence[Point], findings: Findings) -> None:
    """Step 5: credentials are proper members and distinct."""
    distinct = set(credentials)
    bad = sum(not sound for sound in check(distinct)) + (IDENTITY in distinct)
    if bad:
        findings.defect(5, "credential-membership", "credentials", f"{bad} not proper members of the group")
    if len(distinct) != len(credentials):
        findings.defect(5, "credential-listed-twice", "credentials", "a credential stands twice in the list")


def remark_on_bare_archive(archive: Archive, findings: Findings) -> None:
    """Say what an archive without its record cannot show."""
    if archive.chain.of_type("PartialDecryption"):
        findings.remark(10, "version-1-decryption", archive.chain.path.name, VERSION_1_REMARK)
    text = "without a record: no signatures, definition, protocol, cancelled credentials, challenged ballots"
    findings.remark(1, "archive-alone", archive.chain.path.name, text)


__all__ = [
    "BALLOTS_MAX",
    "VERSION_1_REMARK",
    "Archive",
    "Progress",
    "check_credentials",
    "remark_on_bare_archive",
    "verify_archive",
]
