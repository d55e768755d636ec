"""A whole archive in memory, from random lawful votes: for tests, measurements and the independent judge.

Everything is real, made by the same functions as on the voting day: the key ceremony, the sealing, the mixes,
the decryptions. Only the people are missing, so one program holds all secrets; nothing of this serves an election.
"""

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from sailau.election.questions import HomomorphicQuestion, Question
from sailau.formats.v1.election import ELECTION, Election
from sailau.formats.v1.tally import Shuffle, control_rows, merged
from sailau.formats.v1.trustees import ThresholdParameters, TrusteeItem, keys_of
from sailau.group import Point, Secret, base
from sailau.sealing.archive import Count, Setup, begin, write_archive
from sailau.sealing.ballots import Plaintext, SealedBallot, seal
from sailau.sealing.ceremony import (
    Ceremony,
    Member,
    assemble,
    decryption_share,
    gather,
    single_key,
    threshold_parameters,
    vinputs,
)
from sailau.sealing.channel import new_seed
from sailau.sealing.count import opened_points, result, tally_of
from sailau.sealing.decryption import MemberDecryption, decrypt
from sailau.sealing.mix import shuffle
from sailau.verifier.ballots import BallotRules
from sailau.verifier.decryptions import quorum
from sailau.verifier.trustees import combined_key

DESCRIPTION = "Rehearsal. Fictitious. sha256:" + 64 * "0"
NAME = "Сынақ · Проба · Rehearsal"
UUID = "Rehearsa1Precinct"
TIMESTAMP = 1133632800
"""Midnight of 4 December 2005, UTC+6: the voting day of the 2005 ballot."""
MIXES = 2
CONTROL_INTEGER_MAX = 99


@dataclass(frozen=True, slots=True)
class Joint:
    """Members who hold one key together, any `threshold` of them enough ("Pedersen")."""

    members: int
    threshold: int


@dataclass(frozen=True, slots=True)
class Alone:
    """A trustee without whom nothing is decrypted ("Single")."""


Plan = Sequence[Joint | Alone]
SEVEN_OF_WHOM_FOUR: Plan = (Joint(7, 4),)


@dataclass(frozen=True, slots=True)
class Holders:
    """The trustees, the decryption shares by owner's number, and the seeds of the ceremonies' members."""

    trustees: tuple[TrusteeItem, ...]
    shares: dict[int, Secret] = field(repr=False)
    seeds: dict[int, bytes] = field(repr=False)

    @property
    def key(self) -> Point:
        """The election's key."""
        return combined_key(self.trustees)

    @property
    def quorum(self) -> tuple[int, ...]:
        """The owners of lowest numbers who are enough to decrypt."""
        chosen = quorum(self.trustees, self.shares) or []
        return tuple(owner for owner, _ in chosen)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """An archive with all secrets behind it; the secrets show nothing when printed."""

    rules: BallotRules
    holders: Holders = field(repr=False)
    credentials: tuple[Secret, ...] = field(repr=False)
    votes: tuple[tuple[Plaintext, ...], ...] = field(repr=False)
    ballots: tuple[SealedBallot, ...] = field(repr=False)
    setup: Setup
    count: Count
    decryptions: dict[int, MemberDecryption]
    archive: bytes = field(repr=False)
    setup_hash: bytes


def archive(
    questions: tuple[Question, ...], members: int, threshold: int, ballots: int, uuid: str = UUID, mixes: int = MIXES
) -> bytes:
    """Return the bytes of a whole archive of random lawful votes; every secret is forgotten."""
    return rehearse(questions, ballots, (Joint(members, threshold),), uuid, mixes).archive


def rehearse(
    questions: tuple[Question, ...],
    ballots: int,
    plan: Plan = SEVEN_OF_WHOM_FOUR,
    uuid: str = UUID,
    mixes: int = MIXES,
    unused: int = 1,
    votes: Sequence[Sequence[Plaintext]] | None = None,
    description: str = DESCRIPTION,
) -> Rehearsal:
    """Hold a whole precinct's election in memory and keep every secret, for tests.

    `unused` credentials are listed and not voted with; `votes` are drawn when not given.
    """
    holders = hold_ceremonies(plan)
    election = Election(description, NAME, holders.key, questions, uuid)
    election_bytes = ELECTION.write(election)
    rules = BallotRules(election, election_bytes)
    credentials = tuple(Secret.random() for _ in range(ballots + unused))
    chosen = tuple(tuple(vote) for vote in votes) if votes is not None else draw_votes(questions, ballots)
    sealed = tuple(seal(rules, credential, vote) for credential, vote in zip(credentials, chosen, strict=False))
    setup = Setup(election_bytes, holders.trustees, tuple(base(credentials)))
    counted, decryptions = count(rules, holders, sealed, mixes)
    target = io.BytesIO()
    _, setup_hash = begin(io.BytesIO(), setup, TIMESTAMP)
    payloads = [ballot.payload for ballot in sealed]
    write_archive(target, setup, questions, payloads, counted, TIMESTAMP)
    return Rehearsal(
        rules, holders, credentials, chosen, sealed, setup, counted, decryptions, target.getvalue(), setup_hash
    )


def count(
    rules: BallotRules, holders: Holders, ballots: Sequence[SealedBallot], mixes: int = MIXES
) -> tuple[Count, dict[int, MemberDecryption]]:
    """Count a box as the commission does: tally, mixes one after another, decryptions of a quorum, result."""
    tally = tally_of(rules, [sealed.ballot for sealed in ballots])
    stage = control_rows(rules.questions, tally)
    shuffles: list[tuple[int, Shuffle]] = []
    if stage:
        trustees = len(keys_of(holders.trustees))
        for number in range(mixes):
            made = shuffle(rules.phi, rules.key, stage)
            shuffles.append((number % trustees + 1, made))
            stage = made.ciphertexts
    mixed = merged(rules.questions, tally, stage)
    given = {owner: decrypt(rules.phi, holders.shares[owner], mixed) for owner in holders.quorum}
    points = opened_points(holders.trustees, mixed, {owner: one.partial for owner, one in given.items()})
    partials = tuple((owner, one.partial) for owner, one in given.items())
    return Count(tally, tuple(shuffles), partials, result(rules, points, len(ballots))), given


def hold_ceremonies(plan: Plan) -> Holders:
    """Make the keys of all trustees, each group by the real key ceremony among its members."""
    trustees: list[TrusteeItem] = []
    shares: dict[int, Secret] = {}
    seeds: dict[int, bytes] = {}
    for item in plan:
        first = len(shares) + 1
        if isinstance(item, Alone):
            shares[first], key = single_key()
            trustees.append(key)
            continue
        parameters, found = _ceremony(Ceremony(item.members, item.threshold))
        trustees.append(parameters)
        for number, (seed, share) in enumerate(found, first):
            seeds[number], shares[number] = seed, share
    return Holders(tuple(trustees), shares, seeds)


def _ceremony(ceremony: Ceremony) -> tuple[ThresholdParameters, list[tuple[bytes, Secret]]]:
    members = {number: Member(ceremony, number, new_seed()) for number in ceremony.numbers}
    roster = assemble(ceremony, {number: member.certificate() for number, member in members.items()})
    gathered = gather(roster, {number: member.polynomial(roster.certificates) for number, member in members.items()})
    inputs = vinputs(gathered)
    outputs = {number: member.voutput(roster.certificates, inputs[number]) for number, member in members.items()}
    parameters = threshold_parameters(gathered, outputs)
    return parameters, [
        (member.seed, decryption_share(member.seed, outputs[number].private_key, parameters)[1])
        for number, member in members.items()
    ]


def draw_votes(questions: tuple[Question, ...], count: int) -> tuple[tuple[Plaintext, ...], ...]:
    """Draw lawful votes: random choices within min and max, sometimes blank, and random control integers."""
    return tuple(tuple(_draw(question) for question in questions) for _ in range(count))


def _draw(question: Question) -> Plaintext:
    chance = random.SystemRandom()
    if not isinstance(question, HomomorphicQuestion):
        return tuple(chance.randint(0, CONTROL_INTEGER_MAX) for _ in question.answers)
    answers = len(question.answers)
    if question.blank and chance.random() < 1 / (answers + 1):
        return (1, *(0,) * answers)
    chosen = set(chance.sample(range(answers), chance.randint(question.minimum, question.maximum)))
    values = tuple(int(place in chosen) for place in range(answers))
    return (0, *values) if question.blank else values
