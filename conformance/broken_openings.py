"""Steps 10 to 12: decryptions, result, control answers. Everything before is sound."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance import curve
from conformance.broken_ballots import add_order, bent
from conformance.broken_counts import (
    CANONICAL,
    OWNER,
    PAYLOAD,
    SCALAR,
    changed,
    owned,
    part,
    respelled,
    sound_tally,
    with_part,
)
from conformance.defects import add, defect
from conformance.drafts import CONTEST_ALONE, JOINT, Precinct, assemble, cast, draft, finish, mixes, precinct
from conformance.forgery import Forger, code
from sailau.formats.v1.tally import control_rows, merged, partial_decryptions_of
from sailau.group import IDENTITY, Point, check, embed, generators, point_to_hex, products
from sailau.sealing.decryption import decrypt

# 10 partial decryptions

DECRYPTION = "decryption"


def first_proof(value: Any) -> dict[str, str]:
    found: dict[str, str] = value["decryption_proofs"][0][0]
    return found


add(10, DECRYPTION, "decryption-with-proof-bent", part("partials", lambda v: bent(first_proof(v))))
add(10, DECRYPTION, "decryption-with-challenge-bent", part("partials", lambda v: bent(first_proof(v), "challenge")))
add(
    10,
    DECRYPTION,
    "decryption-with-control-proof-bent",
    part("partials", lambda v: bent(v["decryption_proofs"][1][1])),
)
add(
    10, SCALAR, "decryption-with-response-plus-order", part("partials", lambda v: add_order(first_proof(v), "response"))
)
add(10, PAYLOAD, "decryption-with-factor-missing", part("partials", lambda v: v["decryption_factors"][1].pop()))
add(10, PAYLOAD, "decryption-with-proof-missing", part("partials", lambda v: v["decryption_proofs"][1].pop()))
add(10, CANONICAL, "decryption-with-extra-field", part("partials", lambda v: v.update(mark=1)))
add(10, OWNER, "decryption-of-no-trustee", owned(1, lambda link: replace(link, owner=2)))
add(10, OWNER, "decryption-owned-by-another-hash", owned(1, lambda link: replace(link, payload=bytes(32))))


def with_factor(make: Callable[[Point], Point]) -> Callable[[], bytes]:
    def change(value: Any) -> None:
        row = value["decryption_factors"][0]
        row[0] = point_to_hex(make(bytes.fromhex(row[0])[::-1]))

    return part("partials", change)


add(10, DECRYPTION, "decryption-with-another-factor", with_factor(lambda _: generators(1)[0]))
add(10, DECRYPTION, "decryption-with-identity-as-factor", with_factor(lambda _: IDENTITY))
add(10, DECRYPTION, "decryption-with-torsion-in-factor", with_factor(curve.with_torsion))


@defect(10, DECRYPTION)
def decryption_with_factors_swapped() -> bytes:
    def change(value: Any) -> None:
        value["decryption_factors"][1].reverse()

    return with_part("partials", change)


@defect(10, DECRYPTION)
def decryption_of_the_unmixed_answers() -> bytes:
    """The control answers are decrypted as they came from the ballots: everybody sees whose they are."""
    place = precinct()
    ballots, tally = sound_tally(place)
    parts = finish(place, ballots, tally, mixes(place, control_rows(place.questions, tally)))
    unmixed = merged(place.questions, tally, control_rows(place.questions, tally))
    made = decrypt(place.rules.phi, place.holders.shares[1], unmixed).partial
    body = partial_decryptions_of(place.questions, len(ballots)).write(made)
    return assemble(replace(parts, partials=((1, body),)))


def joint(change: Callable[[tuple[tuple[int, bytes], ...], Precinct], tuple[tuple[int, bytes], ...]]) -> bytes:
    """Change which decryptions there are, of three members of whom two decrypt."""
    place = precinct(CONTEST_ALONE, JOINT)
    parts = draft(place)
    return assemble(replace(parts, partials=change(parts.partials, place)))


@defect(10, DECRYPTION)
def decryption_of_another_member() -> bytes:
    """Sound, but under another member's number."""
    return joint(lambda partials, _: ((1, partials[0][1]), (3, partials[1][1])))


@defect(10, "decryption-twice")
def decryption_twice() -> bytes:
    return joint(lambda partials, _: (*partials, partials[0]))


@defect(10, "quorum")
def decryption_without_quorum() -> bytes:
    return joint(lambda partials, _: partials[:1])


@defect(10, DECRYPTION)
def surplus_decryption_with_proof_bent() -> bytes:
    """Enough members decrypted rightly; one more did not, and nobody needs that one."""
    return joint(lambda partials, _: (*partials, (3, changed(partials[0][1], lambda v: bent(first_proof(v))))))


# 11 result

RESULT = "result"


def in_result(question: int, *path: int, by: int = 1) -> Callable[[], bytes]:
    def change(value: Any) -> None:
        row = value["result"][question]
        for step in path[:-1]:
            row = row[step]
        row[path[-1]] += by

    return part("result", change)


def moved(value: Any) -> None:
    value["result"][0] = [value["result"][0][0] + 1, value["result"][0][1] - 1]


add(11, RESULT, "result-with-a-vote-added", in_result(0, 0))
add(11, RESULT, "result-with-a-vote-moved", part("result", moved))
add(11, RESULT, "result-with-the-order-added", in_result(0, 0, by=2**40))
add(11, RESULT, "result-with-another-code", in_result(1, 0, 1))
add(11, RESULT, "result-with-codes-in-another-order", part("result", lambda v: v["result"][1].reverse()))
add(11, PAYLOAD, "result-with-a-count-missing", part("result", lambda v: v["result"][0].pop()))
add(11, PAYLOAD, "result-with-a-code-missing", part("result", lambda v: v["result"][1].pop()))
add(11, PAYLOAD, "result-with-count-as-text", part("result", lambda v: v["result"][0].__setitem__(0, "1")))
add(11, PAYLOAD, "result-with-negative-count", in_result(0, 0, by=-5))
add(11, CANONICAL, "result-with-space", respelled("result", '{"result"', ' {"result"'))


# 12 control answers: properly sealed, proved, mixed and opened, but with a mark in what nobody reads


def with_control(point: Point) -> bytes:
    place = precinct()
    forger = Forger(place, place.credentials[0])
    ballot = forger.ballot(forger.choices((1, 0)), forger.control(point))
    return assemble(draft(place, (ballot, *cast(place)[1:])))


def next_member(point: Point) -> Point:
    """The same integers with another ε."""
    number = int.from_bytes(point, "little") + 1
    while not check([number.to_bytes(32, "little")])[0]:
        number += 1
    return number.to_bytes(32, "little")


BENT = "control-canonical"
add(12, BENT, "control-answer-with-mark-in-epsilon", lambda: with_control(next_member(code(12, 34))))
add(12, BENT, "control-answer-with-mark-above", lambda: with_control(embed((7, 12, 34))))


@defect(12, BENT)
def control_answer_with_mark_in_sign() -> bytes:
    point = code(12, 34)
    return with_control(point[:31] + bytes([point[31] | 0x80]))


@defect(12, BENT)
def control_answer_that_is_no_encoding() -> bytes:
    return with_control(products([generators(2)])[0])
