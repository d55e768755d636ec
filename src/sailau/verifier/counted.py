"""Steps 8 to 12 on a whole archive: tally, mixes, partial decryptions, result, control answers.

Messages are read one at a time and let go: an archive may hold many mixes and decryptions, and the
verifier's memory holds one. What needs the group most is shared out inside each message.
"""

from collections.abc import Iterator
from dataclasses import replace

from sailau.election.questions import Question
from sailau.formats.codec import Document
from sailau.formats.v1.tally import (
    OWNED,
    SIZED,
    PartialDecryption,
    Tally,
    control_rows,
    merged,
    partial_decryptions_of,
    results_of,
    shuffles_of,
    tallies_of,
)
from sailau.formats.v1.trustees import keys_of
from sailau.verifier.ballots import BallotRules
from sailau.verifier.box import Sums
from sailau.verifier.chain import Message
from sailau.verifier.decryptions import Factors, flaws_of_decryption, opened, quorum
from sailau.verifier.finding import Findings
from sailau.verifier.judged import Archive, Progress
from sailau.verifier.payloads import read_message, width_of
from sailau.verifier.results import bent_control_answers, encrypted_tally, flaws_of_result
from sailau.verifier.shuffles import flaws_of_shuffle
from sailau.verifier.workers import Workers


def judge_count(archive: Archive, sums: Sums, workers: Workers, findings: Findings, progress: Progress) -> None:
    """Judge steps 8 to 12 as far as the archive goes."""
    rules = archive.rules
    if rules is None:
        return
    judge_mixes(archive, sums, workers, findings, progress)
    if archive.tally is None:
        return
    _decryptions(archive, rules, workers, findings, progress)
    _result(archive, rules.questions, workers, findings)


def judge_mixes(archive: Archive, sums: Sums, workers: Workers, findings: Findings, progress: Progress) -> None:
    """Judge steps 8 and 9: the tally, and every mix."""
    rules = archive.rules
    if rules is None:
        return
    _tally(archive, rules.questions, sums, workers, findings)
    if archive.tally is not None:
        _shuffles(archive, rules, archive.tally, workers, findings, progress)


def _size(archive: Archive) -> int:
    return len(archive.ballot_credentials)


def _tally(archive: Archive, questions: tuple[Question, ...], sums: Sums, workers: Workers, findings: Findings) -> None:
    """Step 8: the encrypted tally recomputed from the ballots."""
    size = _size(archive)
    for message in archive.chain.of_type("EncryptedTally"):
        entry, sized_entry = message.data
        width = width_of(questions, size)
        tally = read_message(archive.chain, entry, tallies_of(questions, size), 8, findings, width)
        sized = read_message(archive.chain, sized_entry, SIZED, 8, findings)
        due = (size, size, message.digests[0])
        if sized is not None and (sized.num_tallied, sized.total_weight, sized.encrypted_tally) != due:
            findings.defect(8, "tally-size", sized_entry.name, "numbers or hash are not those of the ballots")
        if tally is None:
            continue
        if not _are_members(tally, workers):
            findings.defect(8, "tally-membership", entry.name, "a point is not a member of the group")
            continue
        archive.tally = tally
        if sums.known:
            control = [list(column) for column in zip(*sums.control, strict=True)] or [[] for _ in questions]
            if encrypted_tally(questions, sums.batches, control) != tally:
                findings.defect(8, "tally", entry.name, "not the product of the ballots in the archive")


def _are_members(rows: Tally, workers: Workers) -> bool:
    return all(workers.check([point for row in rows for pair in row for point in (pair.alpha, pair.beta)]))


def _owner(archive: Archive, message: Message, step: int, findings: Findings) -> int | None:
    """Read who made a mix or a partial decryption: a trustee's number from 1."""
    entry = message.data[1]
    owned = read_message(archive.chain, entry, OWNED, step, findings)
    if owned is None:
        return None
    trustees = len(keys_of(archive.trustees)) if archive.trustees else owned.owner
    if owned.payload != message.digests[0] or not 1 <= owned.owner <= trustees:
        findings.defect(step, "owner", entry.name, "names another payload, or no trustee")
        return None
    return owned.owner


def _shuffles(
    archive: Archive, rules: BallotRules, tally: Tally, workers: Workers, findings: Findings, progress: Progress
) -> None:
    """Step 9: each mix against the one before it."""
    stage, messages = control_rows(rules.questions, tally), archive.chain.of_type("Shuffle")
    if stage and not messages and _size(archive):
        findings.defect(9, "not-mixed", archive.chain.path.name, "control answers were decrypted without a mix")
    document = shuffles_of(rules.questions, _size(archive))
    for number, message in enumerate(messages):
        entry = message.data[0]
        owner = _owner(archive, message, 9, findings)
        shuffle = read_message(archive.chain, entry, document, 9, findings, width_of(rules.questions, _size(archive)))
        if owner is not None:
            archive.mixers.append(owner)
        if shuffle is None:
            return
        flaws = flaws_of_shuffle(rules.phi, rules.key, stage, shuffle, workers)
        for text in flaws:
            findings.defect(9, "shuffle", entry.name, f"mix of trustee {owner}: {text}")
        stage = shuffle.ciphertexts
        if flaws and not _are_members(stage, workers):
            return
        progress("9 shuffles", number + 1, len(messages))
    archive.mixed = merged(rules.questions, tally, stage)


def _decryptions(
    archive: Archive, rules: BallotRules, workers: Workers, findings: Findings, progress: Progress
) -> None:
    """Step 10: every partial decryption present, and a quorum of them."""
    if archive.mixed is None or archive.trustees is None:
        return
    keys = keys_of(archive.trustees)
    messages = archive.chain.of_type("PartialDecryption")
    document = partial_decryptions_of(rules.questions, _size(archive))
    for number, (owner, place, value) in enumerate(_partials(archive, messages, document, findings)):
        flaws = flaws_of_decryption(rules.phi, keys[owner - 1].public_key, archive.mixed, value, workers)
        for text in flaws:
            findings.defect(10, "decryption", place, f"trustee {owner}: {text}")
        if not flaws or all(workers.check([factor for row in value.factors for factor in row])):
            archive.partials[owner] = replace(value, proofs=())
        progress("10 decryptions", number + 1, len(messages))
    chosen = quorum(archive.trustees, archive.partials)
    if chosen is None:
        findings.defect(10, "quorum", archive.chain.path.name, "fewer partial decryptions than the quorum")
        return
    factors: dict[int, Factors] = {owner: value.factors for owner, value in archive.partials.items()}
    archive.points = opened(archive.mixed, factors, chosen, workers)


def _partials(
    archive: Archive, messages: list[Message], document: Document[PartialDecryption], findings: Findings
) -> Iterator[tuple[int, str, PartialDecryption]]:
    """Read the partial decryptions one after another, one of each trustee."""
    assert archive.election is not None
    width, seen = width_of(archive.election.questions, _size(archive)), set[int]()
    for message in messages:
        entry = message.data[0]
        owner = _owner(archive, message, 10, findings)
        if owner is None:
            continue
        if owner in seen:
            findings.defect(10, "decryption-twice", entry.name, f"trustee {owner} decrypted twice")
            continue
        seen.add(owner)
        value = read_message(archive.chain, entry, document, 10, findings, width)
        if value is not None:
            yield owner, entry.name, value


def _result(archive: Archive, questions: tuple[Question, ...], workers: Workers, findings: Findings) -> None:
    """Steps 11 and 12: the result recomputed, control answers canonical."""
    size = _size(archive)
    for message in archive.chain.of_type("Result"):
        (entry,) = message.data
        width = width_of(questions, size)
        archive.result = read_message(archive.chain, entry, results_of(questions, size), 11, findings, width)
        if archive.points is None:
            continue
        if archive.result is not None:
            for text in flaws_of_result(questions, archive.points, archive.result, size):
                findings.defect(11, "result", entry.name, text)
        for place in bent_control_answers(questions, archive.points, workers):
            text = "a control answer is not the canonical encoding of its integers"
            findings.defect(12, "control-canonical", place, text)
