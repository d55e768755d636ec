"""A whole archive as parts that can be exchanged, put together again with all hashes and events right.

Every defect takes a sound draft, changes one part as an attacker would, and lets everything after it be made
anew: hashes and events always, signatures and proofs where the attacker holds the secrets.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sailau.election.questions import HomomorphicQuestion, NonHomomorphicQuestion, Question
from sailau.formats.v1.archive import Writer
from sailau.formats.v1.ballot import Ballot
from sailau.formats.v1.election import CREDENTIALS, ELECTION, SETUP, Election, SetupData
from sailau.formats.v1.tally import (
    OWNED,
    SIZED,
    Owned,
    Shuffle,
    SizedTally,
    Tally,
    control_rows,
    merged,
    partial_decryptions_of,
    results_of,
    shuffles_of,
    tallies_of,
)
from sailau.formats.v1.trustees import TRUSTEES
from sailau.group import Secret, base
from sailau.sealing.ballots import Plaintext, seal
from sailau.sealing.count import opened_points, result, tally_of
from sailau.sealing.decryption import decrypt
from sailau.sealing.mix import shuffle
from sailau.sealing.rehearsal import Alone, Holders, Joint, Plan, hold_ceremonies
from sailau.verifier.ballots import BallotRules

TIMESTAMP = 1133632800
UUID = "ConformancePrecinct"
CODE = NonHomomorphicQuestion(("code / 100", "code mod 100"), "code")
CHOICE: tuple[Question, ...] = (HomomorphicQuestion(("A", "B"), 1, 1, "one of two"), CODE)
CONTEST_ALONE = CHOICE[:1]
BLANK: tuple[Question, ...] = (HomomorphicQuestion(("A", "B"), 1, 2, "one or two, or blank", True), CODE)
CHOICE_VOTES: tuple[tuple[Plaintext, ...], ...] = (((1, 0), (12, 34)), ((0, 1), (56, 78)), ((0, 1), (90, 12)))
BLANK_VOTES: tuple[tuple[Plaintext, ...], ...] = (((0, 1, 1), (12, 34)), ((1, 0, 0), (56, 78)))

Body = tuple[int, bytes]
"""A mix or decryption: its owner's number and its bytes."""


@dataclass(frozen=True, slots=True)
class Precinct:
    """The secrets and rules behind a draft."""

    holders: Holders
    rules: BallotRules
    election: bytes
    credentials: tuple[Secret, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """The ballot's questions."""
        return self.rules.questions


@dataclass(frozen=True, slots=True)
class Draft:
    """The bodies of an archive's records, in their order; `sized` and `setup` follow from the others when None."""

    election: bytes
    trustees: bytes
    credentials: bytes
    ballots: tuple[bytes, ...]
    tally: bytes
    shuffles: tuple[Body, ...]
    partials: tuple[Body, ...]
    result: bytes
    setup: bytes | None = None
    sized: bytes | None = None
    owned: Callable[[Owned], Owned] = lambda owned: owned


@cache
def holders_of(plan: Plan) -> Holders:
    """The trustees of a plan, with their secrets: one ceremony a run."""
    return hold_ceremonies(plan)


ALONE: Plan = (Alone(),)
JOINT: Plan = (Joint(3, 2),)


@cache
def precinct(questions: tuple[Question, ...] = CHOICE, plan: Plan = ALONE, uuid: str = UUID) -> Precinct:
    """A precinct with four credentials."""
    holders = holders_of(plan)
    election = Election("Broken on purpose. Fictitious.", "Conformance", holders.key, questions, uuid)
    credentials = tuple(Secret.random() for _ in range(4))
    data = ELECTION.write(election)
    return Precinct(holders, BallotRules(election, data), data, credentials)


def with_election(place: Precinct, data: bytes) -> Precinct:
    """The same precinct under other bytes of the election message."""
    election = ELECTION.parse(data)
    return replace(place, election=data, rules=BallotRules(election, data))


def cast(place: Precinct, votes: Sequence[Sequence[Plaintext]] | None = None) -> tuple[bytes, ...]:
    """Seal one ballot a vote, each under the next credential."""
    if votes is None:
        votes = BLANK_VOTES if place.questions == BLANK else CHOICE_VOTES[:2]
    return tuple(
        seal(place.rules, key, vote[: len(place.questions)]).payload
        for key, vote in zip(place.credentials, votes, strict=False)
    )


def parsed(place: Precinct, payloads: Sequence[bytes]) -> list[Ballot]:
    """Read payloads leniently, as somebody would who does not check."""
    return [place.rules.document.parse(payload) for payload in payloads]


def draft(
    place: Precinct, ballots: Sequence[bytes] | None = None, counted: Sequence[bytes] | None = None, mixers: int = 1
) -> Draft:
    """Count `ballots` and draft their archive. `counted`: count these instead (of the same number)."""
    payloads = cast(place) if ballots is None else tuple(ballots)
    tally = tally_of(place.rules, parsed(place, payloads if counted is None else counted))
    stage = control_rows(place.questions, tally)
    shuffles = mixes(place, stage, mixers) if stage else []
    return finish(place, payloads, tally, shuffles)


def mixes(place: Precinct, stage: Tally, number: int = 1) -> list[tuple[int, Shuffle]]:
    """Mix one after another."""
    made: list[tuple[int, Shuffle]] = []
    trustees = len(place.holders.shares)
    for owner in range(number):
        made.append((owner % trustees + 1, shuffle(place.rules.phi, place.rules.key, stage)))
        stage = made[-1][1].ciphertexts
    return made


def finish(
    place: Precinct, payloads: tuple[bytes, ...], tally: Tally, shuffles: Sequence[tuple[int, Shuffle]]
) -> Draft:
    """Decrypt what the last mix gives, read the result, and draft the archive."""
    questions, size = place.questions, len(payloads)
    mixed = merged(questions, tally, shuffles[-1][1].ciphertexts if shuffles else control_rows(questions, tally))
    holders = place.holders
    partials = {owner: decrypt(place.rules.phi, holders.shares[owner], mixed).partial for owner in holders.quorum}
    opened = opened_points(holders.trustees, mixed, partials)
    partial_document, shuffle_document = partial_decryptions_of(questions, size), shuffles_of(questions, size)
    return Draft(
        election=place.election,
        trustees=TRUSTEES.write(holders.trustees),
        credentials=CREDENTIALS.write(tuple(sorted(base(place.credentials)))),
        ballots=payloads,
        tally=tallies_of(questions, size).write(tally),
        shuffles=tuple((owner, shuffle_document.write(made)) for owner, made in shuffles),
        partials=tuple((owner, partial_document.write(made)) for owner, made in partials.items()),
        result=results_of(questions, size).write(result(place.rules, opened, size)),
    )


def exchanged(parts: Draft, name: str, value: object) -> Draft:
    """Exchange one part by its name."""
    fields: dict[str, Any] = {name: value}
    return replace(parts, **fields)


def assemble(parts: Draft) -> bytes:
    """Put an archive together: every hash and event as it must be for these bodies."""
    target = io.BytesIO()
    writer = Writer(target, TIMESTAMP)
    hashes = [writer.data(body) for body in (parts.election, parts.trustees, parts.credentials)]
    setup = SETUP.write(SetupData(*hashes)) if parts.setup is None else parts.setup
    writer.event("Setup", writer.data(setup))
    for payload in parts.ballots:
        writer.event("Ballot", writer.data(payload))
    writer.event("EndBallots")
    tally, size = writer.data(parts.tally), len(parts.ballots)
    sized = SIZED.write(SizedTally(size, size, tally)) if parts.sized is None else parts.sized
    writer.event("EncryptedTally", writer.data(sized))
    for owner, body in parts.shuffles:
        _owned(writer, parts, "Shuffle", owner, body)
    if parts.shuffles:
        writer.event("EndShuffles")
    for owner, body in parts.partials:
        _owned(writer, parts, "PartialDecryption", owner, body)
    writer.event("Result", writer.data(parts.result))
    return target.getvalue()


def _owned(writer: Writer, parts: Draft, type_: str, owner: int, body: bytes) -> None:
    owned = parts.owned(Owned(owner, writer.data(body)))
    writer.event(type_, writer.data(OWNED.write(owned)))
