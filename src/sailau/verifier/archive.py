"""The plan's steps 4 to 12 on an archive alone, and what later steps need of it.

It goes on after a failure as far as what was read allows, and collects findings. An archive that cannot
be read on has findings of the step where that is seen, and none of earlier steps.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sailau.election.questions import HomomorphicQuestion, Question
from sailau.errors import FormatError
from sailau.formats.codec import Document
from sailau.formats.v1.archive import Entry
from sailau.formats.v1.ballot import Ciphertext, tracker
from sailau.formats.v1.election import CREDENTIALS, ELECTION, SETUP, Election
from sailau.formats.v1.tally import (
    OWNED,
    SIZED,
    PartialDecryption,
    Result,
    Shuffle,
    Tally,
    control_rows,
    merged,
    partial_decryptions_of,
    results_of,
    shuffles_of,
    tallies_of,
)
from sailau.formats.v1.trustees import TRUSTEES, Trustees, keys_of
from sailau.group import IDENTITY, Point, check
from sailau.verifier.ballots import BALLOT_BYTES_MAX, BallotRules, control_pairs, homomorphic_sums, judge
from sailau.verifier.chain import BALLOTS_MAX, Chain, Message, read_chain
from sailau.verifier.decryptions import Factors, flaws_of_decryption, opened, quorum
from sailau.verifier.finding import Findings
from sailau.verifier.results import bent_control_answers, encrypted_tally, flaws_of_result
from sailau.verifier.shuffles import flaws_of_shuffle
from sailau.verifier.trustees import check_trustees
from sailau.verifier.workers import Workers

T = TypeVar("T")

SETUP_BYTES_MAX = 16 * 1024 * 1024
BALLOTS_PER_TASK = 100
PROCESSES_FROM_BALLOTS = 150
"""Below this many ballots starting processes costs more than it gives."""

Progress = Callable[[str, int, int], None]
"""Called with a step's name, what is done, and how much there is."""


@dataclass(slots=True)
class Archive:
    """What an archive says, as far as it could be read; fields are None or empty where it could not."""

    chain: Chain
    election_bytes: bytes = b""
    election: Election | None = None
    trustees: Trustees | None = None
    credentials: tuple[Point, ...] = ()
    ballot_digests: list[bytes] = field(default_factory=list)
    ballot_credentials: list[Point] = field(default_factory=list)
    trackers: list[str] = field(default_factory=list)
    tally: Tally | None = None
    mixed: Tally | None = None
    mixers: list[int] = field(default_factory=list)
    partials: dict[int, PartialDecryption] = field(default_factory=dict)
    points: list[list[Point]] | None = None
    result: Result | None = None


def verify_archive(path: Path, findings: Findings, processes: int = 2, progress: Progress = lambda *_: None) -> Archive:
    """Judge the archive at `path` on steps 4–12 and report to `findings`."""
    size = path.stat().st_size
    done = [0]

    def read(count: int) -> None:
        done[0] += count
        progress("6 archive", done[0], size)

    chain = read_chain(path, findings, read)
    archive = Archive(chain)
    count = len(chain.of_type("Ballot"))
    with Workers(processes if count >= PROCESSES_FROM_BALLOTS else 1) as workers:
        if _setup(archive, findings):
            sums = _ballots(archive, workers, findings, progress)
            if chain.whole:
                _count(archive, sums, workers, findings, progress)
    return archive


def _setup(archive: Archive, findings: Findings) -> bool:
    """Steps 3 (the election message), 4, 5; returns whether ballots can be judged."""
    message = next(iter(archive.chain.of_type("Setup")), None)
    if message is None:
        return False
    documents: tuple[Document[Any], ...] = (ELECTION, TRUSTEES, CREDENTIALS, SETUP)
    steps = (3, 4, 5, 6)
    bodies = [_body(archive.chain, entry, SETUP_BYTES_MAX) for entry in message.data]
    read = [
        _payload(document, body, step, entry.name, findings)
        for document, body, step, entry in zip(documents, bodies, steps, message.data, strict=True)
    ]
    archive.election, archive.trustees, setup = read[0], read[1], read[3]
    archive.credentials, archive.election_bytes = read[2] or (), bodies[0]
    if setup is not None and (setup.election, setup.trustees, setup.credentials) != message.digests[:3]:
        findings.defect(6, "setup-hashes", message.data[3].name, "setup_data names other documents")
    if archive.election is None:
        return False
    if archive.election.public_key == IDENTITY or not check([archive.election.public_key])[0]:
        findings.defect(4, "election-key", "election.public_key", "not a proper member of the group")
        return False
    if archive.trustees is not None:
        check_trustees(archive.trustees, archive.election.public_key, findings)
    if read[2] is not None:
        check_credentials(archive.credentials, findings)
    return True


def check_credentials(credentials: Sequence[Point], findings: Findings) -> None:
    """Step 5: credentials are proper members and distinct."""
    bad = sum(not sound for sound in check(credentials)) + (IDENTITY in credentials)
    if bad:
        findings.defect(5, "credential-membership", "credentials", f"{bad} not proper members of the group")
    if len(set(credentials)) != len(credentials):
        findings.defect(5, "credential-listed-twice", "credentials", "a credential stands twice in the list")


def _body(chain: Chain, entry: Entry, bytes_max: int) -> bytes:
    return chain.body(entry) if entry.size <= bytes_max else b""


def _payload(document: Document[T], body: bytes, step: int, place: str, findings: Findings) -> T | None:
    """Read a payload leniently and report both what it cannot be and what form it lacks."""
    if not body:
        findings.defect(step, "payload-size", place, f"{document.name}: empty or far too long")
        return None
    try:
        value = document.parse(body)
    except FormatError as error:
        code = "scalar-range" if "scalar out of range" in error.reason else "payload-format"
        findings.defect(step, code, f"{place}: {error.place}", error.reason)
        return None
    if not document.is_canonical(body, value):
        findings.defect(step, "payload-canonical", place, f"{document.name}: not in canonical form")
    return value


@dataclass(frozen=True, slots=True)
class _Chunk:
    election: Election
    election_bytes: bytes
    payloads: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class _ChunkResult:
    flaws: tuple[tuple[int, str, str], ...]
    credentials: tuple[Point | None, ...]
    trackers: tuple[str, ...]
    sums: list[list[Ciphertext]]
    control: list[list[Ciphertext]]


def _judge_chunk(chunk: _Chunk) -> _ChunkResult:
    rules = BallotRules(chunk.election, chunk.election_bytes)
    judged = judge(rules, chunk.payloads)
    ballots = [item.ballot for item in judged if item.ballot is not None]
    broken = any(flaw.code == "ballot-membership" for item in judged for flaw in item.flaws)
    return _ChunkResult(
        tuple((index, flaw.code, flaw.text) for index, item in enumerate(judged) for flaw in item.flaws),
        tuple(item.ballot.credential if item.ballot else None for item in judged),
        tuple(tracker(payload) for payload in chunk.payloads),
        [] if broken else homomorphic_sums(rules.questions, ballots),
        [] if broken else [control_pairs(ballot) for ballot in ballots],
    )


@dataclass(slots=True)
class _Sums:
    """Products and control ciphertexts of all ballots; `known` is False when one could not be read."""

    batches: list[list[list[Ciphertext]]] = field(default_factory=list)
    control: list[list[Ciphertext]] = field(default_factory=list)
    known: bool = True


def _ballots(archive: Archive, workers: Workers, findings: Findings, progress: Progress) -> _Sums:
    """Step 7: every ballot by itself, then listed credential and used once."""
    messages = archive.chain.of_type("Ballot")
    sums = _Sums()
    done = 0
    for start, outcome in zip(
        range(0, len(messages), BALLOTS_PER_TASK), workers.map(_judge_chunk, _chunks(archive, messages)), strict=True
    ):
        _take(archive, messages[start : start + BALLOTS_PER_TASK], outcome, sums, findings)
        done += len(outcome.trackers)
        progress("7 ballots", done, len(messages))
    _check_use(archive, messages, findings)
    return sums


def _chunks(archive: Archive, messages: list[Message]) -> Iterator[_Chunk]:
    assert archive.election is not None
    with archive.chain.path.open("rb") as source:
        for start in range(0, len(messages), BALLOTS_PER_TASK):
            payloads = []
            for message in messages[start : start + BALLOTS_PER_TASK]:
                source.seek(message.data[0].offset)
                payloads.append(source.read(min(message.data[0].size, BALLOT_BYTES_MAX + 1)))
            yield _Chunk(archive.election, archive.election_bytes, tuple(payloads))


def _take(archive: Archive, messages: list[Message], outcome: _ChunkResult, sums: _Sums, findings: Findings) -> None:
    for index, code, text in outcome.flaws:
        findings.defect(7, code, messages[index].data[0].name, text)
    archive.ballot_digests += [message.digests[0] for message in messages]
    archive.trackers += outcome.trackers
    archive.ballot_credentials += [credential or b"" for credential in outcome.credentials]
    if None in outcome.credentials or (not outcome.control and outcome.credentials):
        sums.known = False
    else:
        sums.batches.append(outcome.sums)
        sums.control += outcome.control


def _check_use(archive: Archive, messages: list[Message], findings: Findings) -> None:
    listed, used = set(archive.credentials), set[Point]()
    for message, credential in zip(messages, archive.ballot_credentials, strict=True):
        if not credential:
            continue
        place = message.data[0].name
        if credential in used:
            findings.defect(7, "credential-twice", place, "a second ballot of one credential", "L 41(1)")
        elif credential not in listed:
            findings.defect(7, "credential-unknown", place, "the credential is not in the list", "L 41(1)")
        used.add(credential)


def _count(archive: Archive, sums: _Sums, workers: Workers, findings: Findings, progress: Progress) -> None:
    """Steps 8 to 12, as far as the archive goes."""
    assert archive.election is not None
    questions, size = archive.election.questions, len(archive.ballot_credentials)
    _tally(archive, questions, size, sums, findings)
    if archive.tally is None:
        return
    shuffles = _owned(archive, "Shuffle", shuffles_of(questions, size), 9, findings)
    _shuffles(archive, questions, shuffles, workers, findings, progress)
    partials = _owned(archive, "PartialDecryption", partial_decryptions_of(questions, size), 10, findings)
    _decryptions(archive, partials, workers, findings, progress)
    _result(archive, questions, size, findings)


def _tally(archive: Archive, questions: tuple[Question, ...], size: int, sums: _Sums, findings: Findings) -> None:
    """Step 8: the encrypted tally recomputed from the ballots."""
    for message in archive.chain.of_type("EncryptedTally"):
        tally_entry, sized_entry = message.data
        budget = _budget(questions, size)
        tally = _payload(
            tallies_of(questions, size), _body(archive.chain, tally_entry, budget), 8, tally_entry.name, findings
        )
        sized = _payload(SIZED, _body(archive.chain, sized_entry, 4096), 8, sized_entry.name, findings)
        if sized is not None and (sized.num_tallied, sized.total_weight, sized.encrypted_tally) != (
            size,
            size,
            message.digests[0],
        ):
            findings.defect(8, "tally-size", sized_entry.name, "numbers or hash are not those of the ballots")
        if tally is None:
            continue
        points = [point for row in tally for pair in row for point in (pair.alpha, pair.beta)]
        if not all(check(points)):
            findings.defect(8, "tally-membership", tally_entry.name, "a point is not a member of the group")
            continue
        archive.tally = tally
        if sums.known:
            control = [list(column) for column in zip(*sums.control, strict=True)] or [[] for _ in questions]
            if encrypted_tally(questions, sums.batches, control) != tally:
                findings.defect(8, "tally", tally_entry.name, "not the product of the ballots in the archive")


def _budget(questions: tuple[Question, ...], size: int) -> int:
    """Bound the bytes of a tally, shuffle, decryption or result of `size` ballots."""
    widths = sum(question.width if isinstance(question, HomomorphicQuestion) else size for question in questions)
    return 4096 + 1024 * widths


def _owned(
    archive: Archive, type_: str, document: Document[T], step: int, findings: Findings
) -> list[tuple[int, str, T]]:
    """Read all shuffles or partial decryptions with their owners."""
    assert archive.election is not None
    found = []
    budget = _budget(archive.election.questions, len(archive.ballot_credentials))
    trustees = len(keys_of(archive.trustees)) if archive.trustees else 0
    for message in archive.chain.of_type(type_):
        body_entry, owned_entry = message.data
        value = _payload(document, _body(archive.chain, body_entry, budget), step, body_entry.name, findings)
        owned = _payload(OWNED, _body(archive.chain, owned_entry, 4096), step, owned_entry.name, findings)
        if owned is None or value is None:
            continue
        if owned.payload != message.digests[0] or (trustees and not 1 <= owned.owner <= trustees):
            findings.defect(step, "owner", owned_entry.name, "names another payload, or no trustee")
            continue
        found.append((owned.owner, body_entry.name, value))
    return found


def _shuffle_task(phi: str, key: Point, task: tuple[Tally, Shuffle]) -> list[str]:
    return flaws_of_shuffle(phi, key, *task)


def _shuffles(
    archive: Archive,
    questions: tuple[Question, ...],
    shuffles: list[tuple[int, str, Shuffle]],
    workers: Workers,
    findings: Findings,
    progress: Progress,
) -> None:
    """Step 9: each mix against the one before it."""
    assert archive.election is not None and archive.tally is not None
    rules = BallotRules(archive.election, archive.election_bytes)
    stages = [control_rows(questions, archive.tally), *(shuffle.ciphertexts for _, _, shuffle in shuffles)]
    tasks = [(before, shuffle) for before, (_, _, shuffle) in zip(stages, shuffles, strict=False)]
    outcomes = workers.map(partial(_shuffle_task, rules.phi, rules.key), tasks)
    for number, ((owner, place, _), flaws) in enumerate(zip(shuffles, outcomes, strict=True)):
        for text in flaws:
            findings.defect(9, "shuffle", place, f"mix of trustee {owner}: {text}")
        progress("9 shuffles", number + 1, len(shuffles))
    archive.mixers = [owner for owner, _, _ in shuffles]
    announced = len(archive.chain.of_type("Shuffle"))
    if stages[0] and not announced and archive.ballot_credentials:
        findings.defect(9, "not-mixed", archive.chain.path.name, "control answers were decrypted without a mix")
    if announced == len(shuffles):
        archive.mixed = merged(questions, archive.tally, stages[-1])


def _decryption_task(phi: str, tally: Tally, task: tuple[Point, PartialDecryption]) -> list[str]:
    key, value = task
    return flaws_of_decryption(phi, key, tally, value)


def _decryptions(
    archive: Archive,
    partials: list[tuple[int, str, PartialDecryption]],
    workers: Workers,
    findings: Findings,
    progress: Progress,
) -> None:
    """Step 10: every partial decryption present, and a quorum of them."""
    if archive.mixed is None or archive.trustees is None or archive.election is None:
        return
    keys = keys_of(archive.trustees)
    phi = BallotRules(archive.election, archive.election_bytes).phi
    tasks = [(keys[owner - 1].public_key, value) for owner, _, value in partials]
    outcomes = workers.map(partial(_decryption_task, phi, archive.mixed), tasks)
    for number, ((owner, place, value), flaws) in enumerate(zip(partials, outcomes, strict=True)):
        for text in flaws:
            findings.defect(10, "decryption", place, f"trustee {owner}: {text}")
        if owner in archive.partials:
            findings.defect(10, "decryption-twice", place, f"trustee {owner} decrypted twice")
        if not flaws or "member of the group" not in flaws[0]:
            archive.partials[owner] = value
        progress("10 decryptions", number + 1, len(partials))
    chosen = quorum(archive.trustees, archive.partials)
    if chosen is None:
        findings.defect(10, "quorum", archive.chain.path.name, "fewer partial decryptions than the quorum")
        return
    factors: dict[int, Factors] = {owner: value.factors for owner, value in archive.partials.items()}
    archive.points = opened(archive.mixed, factors, chosen)


def _result(archive: Archive, questions: tuple[Question, ...], size: int, findings: Findings) -> None:
    """Steps 11 and 12: the result recomputed, control answers canonical."""
    for message in archive.chain.of_type("Result"):
        (entry,) = message.data
        body = _body(archive.chain, entry, _budget(questions, size))
        archive.result = _payload(results_of(questions, size), body, 11, entry.name, findings)
        if archive.points is None:
            continue
        if archive.result is not None:
            for text in flaws_of_result(questions, archive.points, archive.result, size):
                findings.defect(11, "result", entry.name, text)
        for place in bent_control_answers(questions, archive.points):
            findings.defect(
                12, "control-canonical", place, "a control answer is not the canonical encoding of its integers"
            )


VERSION_1_REMARK = (
    "the proofs of partial decryption in version 1 do not bind the statement; a record's strong proofs do"
)
__all__ = ["BALLOTS_MAX", "VERSION_1_REMARK", "Archive", "check_credentials", "verify_archive"]
