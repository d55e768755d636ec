"""Attacks on the count itself: by the writer of the archive, by a mixer, by a member who decrypts."""

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

from sailau.formats.v1 import challenges
from sailau.formats.v1.ballot import Ciphertext, Proof
from sailau.formats.v1.record import names
from sailau.formats.v1.tally import (
    OWNED,
    SIZED,
    Owned,
    PartialDecryption,
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
from sailau.group import GENERATOR, IDENTITY, Point, Q, Secret, base, embed, mask, products, rows
from sailau.sealing.archive import Count, Setup, begin, write_archive
from sailau.sealing.ballots import SealedBallot, seal
from sailau.sealing.count import opened_points, result, tally_of
from sailau.sealing.decryption import MemberDecryption, decrypt
from sailau.sealing.mix import shuffle
from sailau.verifier.decryptions import quorum
from tests.records.day import BOX, Day, cast, counted
from tests.records.folder import Edits, Files, write_record
from tests.records.world import World

PlainRows = Sequence[Sequence[int]]
FORGER = 2
"""The member who decrypts falsely; one of the quorum of lowest owners."""


def cast_raw(world: World, credential: int, plaintext: PlainRows) -> SealedBallot:
    """What a dishonest terminal may seal: any integers in the control answers."""
    return seal(world.rules, world.credentials[credential], plaintext)


def with_lax_list(change: Callable[[World, Day], Day]) -> Callable[[World, Day], Files]:
    """A code that has no four digits cannot be listed; the list has another one in its place."""

    def codes(listed: Any) -> Any:
        return replace(listed, codes=tuple(code if len(code) == 4 else "9999" for code in listed.codes))

    return lambda world, day: write_record(counted(change(world, day)), Edits(values={names.CODES: codes}))


# By the writer of the archive


@dataclass(frozen=True)
class _Unsorted(Setup):
    @property
    def sorted_credentials(self) -> tuple[Point, ...]:
        return tuple(sorted(self.credentials, reverse=True))


def _rewritten(day: Day, kind: type[Setup] = Setup, later: int = 0) -> bytes:
    world, target = day.world, io.BytesIO()
    setup = kind(world.election_bytes, world.holders.trustees, tuple(world.public_halves))
    payloads = [ballot.payload for ballot in day.box]
    questions = world.election.questions
    write_archive(target, setup, questions, payloads, day.counted, world.midnight + later)
    return target.getvalue()


def unsorted_credentials(world: World, day: Day) -> Files:
    """The list of credentials keeps an order of its own."""
    return write_record(replace(day, made=_rewritten(day, _Unsorted)))


def time_leak(world: World, day: Day) -> Files:
    """The archive is dated 20:17 and not midnight."""
    return write_record(replace(day, made=_rewritten(day, later=20 * 3600 + 17 * 60)))


def ballots_in_order_of_casting(world: World, day: Day) -> Files:
    """The ballots stand as they came: here, against the order of their hashes."""
    target = io.BytesIO()
    questions, size, done = world.election.questions, len(day.box), day.counted
    writer, _ = begin(
        target, Setup(world.election_bytes, world.holders.trustees, tuple(world.public_halves)), world.midnight
    )
    for payload in sorted((sealed.payload for sealed in day.box), key=_digest, reverse=True):
        writer.event("Ballot", writer.data(payload))
    writer.event("EndBallots")
    tally = writer.data(tallies_of(questions, size).write(done.tally))
    writer.event("EncryptedTally", writer.data(SIZED.write(SizedTally(size, size, tally))))
    for owner, mix in done.shuffles:
        writer.event(
            "Shuffle", writer.data(OWNED.write(Owned(owner, writer.data(shuffles_of(questions, size).write(mix)))))
        )
    writer.event("EndShuffles")
    for owner, given in done.partials:
        body = writer.data(partial_decryptions_of(questions, size).write(given))
        writer.event("PartialDecryption", writer.data(OWNED.write(Owned(owner, body))))
    writer.event("Result", writer.data(results_of(questions, size).write(done.result)))
    return write_record(replace(day, made=target.getvalue()))


def _digest(payload: bytes) -> bytes:
    return hashlib.sha256(payload).digest()


def votes_moved_in_result(world: World, day: Day) -> Files:
    """The published result gives the votes of one to the other."""
    first, *rest = day.counted.result.result
    moved = replace(day.counted.result, result=(tuple(reversed(first)), *rest))
    return write_record(replace(day, count=replace(day.counted, result=moved)))


def vote_added_to_tally(world: World, day: Day) -> Files:
    """The sum of the first answer is one vote more than the ballots, and counted soundly from there."""
    tally = tally_of(world.rules, [sealed.ballot for sealed in day.box])
    first = tally[0][0]
    more = Ciphertext(first.alpha, products([[first.beta, GENERATOR]])[0])
    return write_record(_counted_from(day, ((more, *tally[0][1:]), *tally[1:])))


def _counted_from(day: Day, tally: Tally, spoil: Callable[[Shuffle], Shuffle] = lambda mix: mix) -> Day:
    """Count from a given tally; `spoil` changes the second mix."""
    rules, holders = day.world.rules, day.world.holders
    first = shuffle(rules.phi, rules.key, control_rows(rules.questions, tally))
    second = spoil(shuffle(rules.phi, rules.key, first.ciphertexts))
    mixed = merged(rules.questions, tally, second.ciphertexts)
    given = {owner: decrypt(rules.phi, holders.shares[owner], mixed) for owner in holders.quorum}
    return _with_decryptions(day, tally, (first, second), mixed, given)


def _with_decryptions(
    day: Day, tally: Tally, mixes: tuple[Shuffle, ...], mixed: Tally, given: dict[int, MemberDecryption]
) -> Day:
    rules, holders = day.world.rules, day.world.holders
    points = opened_points(holders.trustees, mixed, {owner: one.partial for owner, one in given.items()})
    found = result(rules, points, len(day.box))
    partials = tuple((owner, one.partial) for owner, one in given.items())
    return replace(day, count=Count(tally, tuple(enumerate(mixes, 1)), partials, found), decryptions=given)


# By a mixer


def same_mixer_twice(world: World, day: Day) -> Files:
    """One member mixes twice, and so knows the way of every answer."""
    shuffles = tuple((1, mix) for _, mix in day.counted.shuffles)
    return write_record(replace(day, count=replace(day.counted, shuffles=shuffles)))


def replaced_in_mix(world: World, day: Day) -> Files:
    """The second mixer puts a control answer of its own in the place of one."""
    secret = Secret.random()
    own = Ciphertext(base([secret])[0], mask(world.rules.key, [secret], [embed((99, 99))])[0])

    def spoil(mix: Shuffle) -> Shuffle:
        return replace(mix, ciphertexts=((own, *mix.ciphertexts[0][1:]), *mix.ciphertexts[1:]))

    return write_record(_counted_from(day, day.counted.tally, spoil))


# By a member who decrypts


@dataclass(frozen=True)
class _Plan:
    """What the forger fixes for one answer before casting: nonce, challenge, shift, and the ballot's randomness."""

    nonce: int
    challenge: int
    shift: int
    randomness: int


def forged_factor(world: World, day: Day) -> Files:
    """A member who also casts the last ballot moves a vote, and version 1's proof holds.

    Version 1's challenge hashes the key and the two commitments, not α and the factor. So the forger takes the
    commitments first, A = g^w and B = α'^w · g^b (α' the product of all other ballots), learns the challenge c, and
    then chooses the randomness r of the own ballot so that α = α' · g^r gives α^w · g^(δc) = B. With the factor
    α^x · g^δ and the response w − xc both equations hold, and the sum opens g^(−λδ) off.
    """
    rules, holders = world.rules, world.holders
    weight = dict(quorum(holders.trustees, holders.quorum) or ())[FORGER]
    one_more, one_less = (sign * pow(weight, -1, Q) % Q for sign in (-1, 1))
    others = [sealed.ballot for sealed in day.box[:2]]
    plans = [_plan(world, answer, others, shift) for answer, shift in enumerate((one_more, one_less))]
    with _first_secrets([plan.randomness for plan in plans]):
        own = cast(world, BOX[2], choice=1)
    box = [*day.box[:2], own]
    tally = tally_of(rules, [sealed.ballot for sealed in box])
    first = shuffle(rules.phi, rules.key, control_rows(rules.questions, tally))
    second = shuffle(rules.phi, rules.key, first.ciphertexts)
    mixed = merged(rules.questions, tally, second.ciphertexts)
    given = {owner: decrypt(rules.phi, holders.shares[owner], mixed) for owner in holders.quorum}
    given[FORGER] = _forge(world, plans, given[FORGER])
    return write_record(_with_decryptions(replace(day, box=box), tally, (first, second), mixed, given))


def _plan(world: World, answer: int, others: Sequence[Any], shift: int) -> _Plan:
    alphas = [ballot.answers[0].choices[answer].alpha for ballot in others]
    nonce, free = Secret.random().public(), Secret.random().public()
    (known,) = products([alphas])
    (key,) = base([world.holders.shares[FORGER]])
    first, second = rows(IDENTITY, [(nonce, 0, ()), (free, 0, ((known, nonce),))])
    challenge = challenges.decryption(world.rules.phi, key, (first, second))
    randomness = (free - shift * challenge) * pow(nonce, -1, Q) % Q
    return _Plan(nonce, challenge, shift, randomness)


def _forge(world: World, plans: Sequence[_Plan], honest: MemberDecryption) -> MemberDecryption:
    share = world.holders.shares[FORGER]
    factors, proofs = list(honest.partial.factors[0]), list(honest.partial.proofs[0])
    for answer, plan in enumerate(plans):
        (moved,) = rows(IDENTITY, [(plan.shift, 0, ())])
        factors[answer] = products([[factors[answer], moved]])[0]
        response = (plan.nonce - share.times(plan.challenge).public()) % Q
        proofs[answer] = Proof(plan.challenge, response)
    partial = PartialDecryption(
        (tuple(factors), *honest.partial.factors[1:]), (tuple(proofs), *honest.partial.proofs[1:])
    )
    return MemberDecryption(partial, honest.strong)


@contextmanager
def _first_secrets(chosen: Sequence[int]) -> Iterator[None]:
    """The next secrets drawn are those chosen: the randomness of a ballot's first ciphertexts."""
    draw = Secret.random
    waiting = [Secret(value.to_bytes(32, "little")) for value in chosen]
    with patch.object(Secret, "random", lambda: waiting.pop(0) if waiting else draw()):
        yield


def proofs_exchanged(given: Any) -> Any:
    """Two strong proofs of one member change places."""
    first, *rest = given
    (one, other), *controls = first.proofs
    return (replace(first, proofs=((other, one), *controls)), *rest)


# On paper


def one_byte_changed(pdf: bytes) -> bytes:
    """A byte of the first page changes after everybody signed."""
    changed = bytearray(pdf)
    changed[changed.index(b"stream\n") + 40] ^= 1
    return bytes(changed)
