"""Step 7: one sealed ballot — format, membership, proofs, signature. The box asks the same functions.

Each batch is judged in three movements: read every ballot, compute all commitments in one call of the
group (`rows`), hash and compare. What is *not* judged here, because it needs the whole archive: whether
the credential is listed, used once, or cancelled.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sailau.election.questions import HomomorphicQuestion, Question
from sailau.errors import FormatError
from sailau.formats.codec import Document
from sailau.formats.v1 import challenges
from sailau.formats.v1.ballot import (
    Ballot,
    Ciphertext,
    HomomorphicAnswer,
    NonHomomorphicAnswer,
    Proof,
    ballots_of,
    ciphertexts_text,
    points_of,
    signature_hash,
)
from sailau.formats.v1.election import Election, fingerprint
from sailau.group import GENERATOR, IDENTITY, Job, Point, Q, check, minus, products, rows

CIPHERTEXT_BYTES = 200
PROOF_BYTES = 250
FRAME_BYTES = 2048
"""What a part of a ballot takes as JSON at most, with room for spaces: those are found not canonical, not too long."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a ballot is not sound: a stable code and the words."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A ballot's payload as judged: `ballot` is None when the bytes are no ballot at all."""

    ballot: Ballot | None
    flaws: tuple[Flaw, ...]


class BallotRules:
    """What a ballot is judged against: the election's bytes, key, questions, fingerprint."""

    def __init__(self, election: Election, election_bytes: bytes) -> None:
        self.uuid = election.uuid
        self.phi = fingerprint(election_bytes)
        self.key = election.public_key
        self.questions: tuple[Question, ...] = election.questions
        self.document: Document[Ballot] = ballots_of(election.questions)
        self.ballot_bytes_max = FRAME_BYTES + sum(map(_answer_bytes_max, election.questions))


def _answer_bytes_max(question: Question) -> int:
    if not isinstance(question, HomomorphicQuestion):
        return CIPHERTEXT_BYTES + PROOF_BYTES
    cases = 2 * question.width + question.maximum - question.minimum + 4
    return question.width * CIPHERTEXT_BYTES + cases * PROOF_BYTES


def judge(rules: BallotRules, payloads: Sequence[bytes]) -> list[Judged]:
    """Judge a batch of ballots, in the order given."""
    read = [_read(rules, payload) for payload in payloads]
    works = [
        _claims(rules, payload, judged.ballot) if judged.ballot is not None and not judged.flaws else _Work()
        for payload, judged in zip(payloads, read, strict=True)
    ]
    commitments = iter(rows(rules.key, [job for work in works for job in work.jobs]))
    result = []
    for judged, work in zip(read, works, strict=True):
        flaws = list(judged.flaws)
        for claim in work.claims:
            values = [next(commitments) for _ in range(claim.count)]
            if not claim.holds(values):
                flaws.append(claim.flaw)
        result.append(Judged(judged.ballot, tuple(flaws)))
    return result


def homomorphic_sums(questions: tuple[Question, ...], ballots: Sequence[Ballot]) -> list[list[Ciphertext]]:
    """Multiply the ciphertexts of a batch, a row for each homomorphic question."""
    result = []
    for index, question in enumerate(questions):
        if isinstance(question, HomomorphicQuestion):
            answers = [ballot.answers[index] for ballot in ballots]
            columns = [
                [answer.choices[place] for answer in answers if isinstance(answer, HomomorphicAnswer)]
                for place in range(question.width)
            ]
            alphas = products([[pair.alpha for pair in column] for column in columns])
            betas = products([[pair.beta for pair in column] for column in columns])
            result.append([Ciphertext(*pair) for pair in zip(alphas, betas, strict=True)])
    return result


def control_pairs(ballot: Ballot) -> list[Ciphertext]:
    """List the ballot's control ciphertexts, one a control question."""
    return [answer.choices for answer in ballot.answers if isinstance(answer, NonHomomorphicAnswer)]


def _read(rules: BallotRules, payload: bytes) -> Judged:
    if len(payload) > rules.ballot_bytes_max:
        return Judged(None, (Flaw("ballot-format", f"longer than {rules.ballot_bytes_max} bytes"),))
    try:
        ballot = rules.document.parse(payload)
    except FormatError as error:
        code = "ballot-scalar" if "scalar out of range" in error.reason else "ballot-format"
        return Judged(None, (Flaw(code, str(error)),))
    flaws = []
    if not rules.document.is_canonical(payload, ballot):
        flaws.append(Flaw("ballot-canonical", "not in canonical form"))
    if (ballot.election_uuid, ballot.election_hash) != (rules.uuid, rules.phi):
        flaws.append(Flaw("ballot-election", "cast for another election"))
    points = points_of(ballot)
    if not all(check(points)):
        flaws.append(Flaw("ballot-membership", "a point is not a canonical member of the group"))
    elif IDENTITY in points:
        flaws.append(Flaw("ballot-identity", "the identity stands in a ciphertext or as the credential"))
    return Judged(ballot, tuple(flaws))


@dataclass(frozen=True, slots=True)
class _Claim:
    """`count` commitments that, hashed as `challenge` says, must give the sum of the challenges."""

    flaw: Flaw
    count: int
    total: int
    transcript: str
    pair: Ciphertext | None = None
    key: Point = b""

    def holds(self, values: list[Point]) -> bool:
        match self.flaw.code:
            case "ballot-proof-individual" | "ballot-proof-overall" if self.pair:
                found = challenges.interval(self.transcript, self.pair, values)
            case "ballot-proof-overall":
                found = challenges.blank_overall(self.transcript, values)
            case "ballot-proof-blank":
                found = challenges.blank_choice(self.transcript, values)
            case "ballot-proof-control" if self.pair:
                found = challenges.control(self.transcript, self.key, self.pair, values[0])
            case _:
                found = challenges.signature(self.transcript, values[0])
        return found == self.total


@dataclass(slots=True)
class _Work:
    """The claims of one ballot and the jobs whose results they consume, in the same order."""

    claims: list[_Claim] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)

    def disjunction(self, pairs: Sequence[Ciphertext], proofs: Sequence[Proof]) -> int:
        """Add the two commitments of each case of an "or"; returns the sum of the challenges."""
        for pair, proof in zip(pairs, proofs, strict=True):
            self.jobs.append((proof.response, 0, ((pair.alpha, proof.challenge),)))
            self.jobs.append((0, proof.response, ((pair.beta, proof.challenge),)))
        return sum(proof.challenge for proof in proofs) % Q

    def claim(
        self, code: str, text: str, count: int, total: int, transcript: str, pair: Ciphertext | None = None
    ) -> None:
        self.claims.append(_Claim(Flaw(code, text), count, total, transcript, pair))


def _claims(rules: BallotRules, payload: bytes, ballot: Ballot) -> _Work:
    work = _Work()
    s0 = challenges.prefix(rules.phi, ballot.credential)
    for index, (question, answer) in enumerate(zip(rules.questions, ballot.answers, strict=True)):
        place = f"answer {index}"
        if isinstance(question, HomomorphicQuestion) and isinstance(answer, HomomorphicAnswer):
            _claim_individual(work, s0, answer, place)
            _claim_overall(work, s0, question, answer, place)
        elif isinstance(answer, NonHomomorphicAnswer):
            _claim_control(work, rules.key, s0, answer, place)
    _claim_signature(work, payload, ballot)
    return work


def _claim_individual(work: _Work, s0: str, answer: HomomorphicAnswer, place: str) -> None:
    lowered = minus([pair.beta for pair in answer.choices], [GENERATOR] * len(answer.choices))
    for number, (pair, beta, proofs) in enumerate(zip(answer.choices, lowered, answer.individual_proofs, strict=True)):
        total = work.disjunction((pair, Ciphertext(pair.alpha, beta)), proofs)
        text = f"{place}: choice {number} is not proved to be 0 or 1"
        work.claim("ballot-proof-individual", text, 4, total, s0, pair)


def _claim_overall(work: _Work, s0: str, question: HomomorphicQuestion, answer: HomomorphicAnswer, place: str) -> None:
    context = f"{s0}|{ciphertexts_text(answer.choices)}"
    counted = answer.choices[1:] if question.blank else answer.choices
    alpha, beta = products([[pair.alpha for pair in counted], [pair.beta for pair in counted]])
    cases = [Ciphertext(alpha, value) for value in _lowered(beta, question)]
    text = f"{place}: the number of choices is not proved"
    if question.blank and answer.blank_proof is not None:
        blank = answer.choices[0]
        pairs = [Ciphertext(blank.alpha, minus([blank.beta], [GENERATOR])[0]), *cases]
        total = work.disjunction(pairs, answer.overall_proof)
        work.claim("ballot-proof-overall", text, 2 * len(pairs), total, context)
        total = work.disjunction((blank, Ciphertext(alpha, beta)), answer.blank_proof)
        work.claim("ballot-proof-blank", f"{place}: blank and a choice are not excluded", 4, total, context)
    else:
        total = work.disjunction(cases, answer.overall_proof)
        work.claim("ballot-proof-overall", text, 2 * len(cases), total, context, Ciphertext(alpha, beta))


def _lowered(beta: Point, question: HomomorphicQuestion) -> list[Point]:
    """Return beta / g^M for M from min to max."""
    (start,) = rows(IDENTITY, [(question.minimum, 0, ())]) if question.minimum != 1 else (GENERATOR,)
    values = minus([beta], [start])
    for _ in range(question.maximum - question.minimum):
        values += minus(values[-1:], [GENERATOR])
    return values


def _claim_control(work: _Work, key: Point, s0: str, answer: NonHomomorphicAnswer, place: str) -> None:
    proof, pair = answer.proof, answer.choices
    work.jobs.append((proof.response, 0, ((pair.alpha, proof.challenge),)))
    flaw = Flaw("ballot-proof-control", f"{place}: the control answer's proof does not hold")
    work.claims.append(_Claim(flaw, 1, proof.challenge, s0, pair, key))


def _claim_signature(work: _Work, payload: bytes, ballot: Ballot) -> None:
    if ballot.signature is None:
        return
    proof, hash_ = ballot.signature.proof, signature_hash(payload)
    work.jobs.append((proof.response, 0, ((ballot.credential, proof.challenge),)))
    flaw = Flaw("ballot-signature", "the credential's signature does not hold")
    total = proof.challenge if ballot.signature.hash == hash_ else -1
    work.claims.append(_Claim(flaw, 1, total, hash_))
