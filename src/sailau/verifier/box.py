"""Step 7 on a whole archive: every ballot by itself, in batches, then listed credential and used once."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sailau.formats.v1.ballot import Ciphertext, tracker
from sailau.formats.v1.election import Election
from sailau.group import Point
from sailau.verifier.ballots import BallotRules, control_pairs, homomorphic_sums, judge
from sailau.verifier.chain import Message
from sailau.verifier.finding import Findings
from sailau.verifier.judged import Archive, Progress
from sailau.verifier.workers import Workers

BALLOTS_PER_TASK = 100
BYTES_PER_TASK = 2 * 1024 * 1024


@dataclass(slots=True)
class Sums:
    """Products and control ciphertexts of all ballots; `known` is False when one could not be read."""

    batches: list[list[list[Ciphertext]]] = field(default_factory=list)
    control: list[list[Ciphertext]] = field(default_factory=list)
    known: bool = True


@dataclass(frozen=True, slots=True)
class _Batch:
    election: Election
    election_bytes: bytes
    payloads: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class _Outcome:
    flaws: tuple[tuple[int, str, str], ...]
    credentials: tuple[Point | None, ...]
    trackers: tuple[str, ...]
    sums: list[list[Ciphertext]]
    control: list[list[Ciphertext]]
    broken: bool


def judge_box(archive: Archive, workers: Workers, findings: Findings, progress: Progress) -> Sums:
    """Judge every ballot, and that its credential is listed and used once."""
    messages = archive.chain.of_type("Ballot")
    sums = Sums()
    for outcome in workers.map(_judge_batch, _batches(archive, messages)):
        _take(archive, messages, outcome, sums, findings)
        progress("7 ballots", len(archive.trackers), len(messages))
    _check_use(archive, messages, findings)
    return sums


def _batches(archive: Archive, messages: list[Message]) -> Iterator[_Batch]:
    rules = archive.rules
    if rules is None or archive.election is None:
        return
    with archive.chain.path.open("rb") as source:
        payloads: list[bytes] = []
        for message in messages:
            entry = message.data[0]
            source.seek(entry.offset)
            payloads.append(source.read(min(entry.size, rules.ballot_bytes_max + 1)))
            if len(payloads) == BALLOTS_PER_TASK or sum(map(len, payloads)) > BYTES_PER_TASK:
                yield _Batch(archive.election, archive.election_bytes, tuple(payloads))
                payloads = []
        if payloads:
            yield _Batch(archive.election, archive.election_bytes, tuple(payloads))


def _judge_batch(batch: _Batch) -> _Outcome:
    rules = BallotRules(batch.election, batch.election_bytes)
    judged = judge(rules, batch.payloads)
    ballots = [item.ballot for item in judged if item.ballot is not None]
    broken = len(ballots) < len(judged) or any(flaw.code == "ballot-membership" for i in judged for flaw in i.flaws)
    return _Outcome(
        tuple((index, flaw.code, flaw.text) for index, item in enumerate(judged) for flaw in item.flaws),
        tuple(item.ballot.credential if item.ballot else None for item in judged),
        tuple(tracker(payload) for payload in batch.payloads),
        [] if broken else homomorphic_sums(rules.questions, ballots),
        [] if broken else [control_pairs(ballot) for ballot in ballots],
        broken,
    )


def _take(archive: Archive, messages: list[Message], outcome: _Outcome, sums: Sums, findings: Findings) -> None:
    start = len(archive.trackers)
    for index, code, text in outcome.flaws:
        findings.defect(7, code, messages[start + index].data[0].name, text)
    archive.ballot_digests += [message.digests[0] for message in messages[start : start + len(outcome.trackers)]]
    archive.trackers += outcome.trackers
    archive.ballot_credentials += [credential or b"" for credential in outcome.credentials]
    sums.known = sums.known and not outcome.broken
    if sums.known:
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
