"""Steps 8 and 9: tally and mixes. Everything before is sound, what comes after is made of it."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance import curve
from conformance.broken_ballots import add_order
from conformance.defects import add, defect
from conformance.drafts import (
    CHOICE_VOTES,
    Draft,
    Precinct,
    assemble,
    cast,
    draft,
    exchanged,
    finish,
    mixes,
    parsed,
    precinct,
)
from conformance.forgery import Forger, code, dumps
from sailau.formats.v1.ballot import Ciphertext
from sailau.formats.v1.tally import Owned, Tally, control_rows
from sailau.group import generators, point_to_hex, rows
from sailau.sealing.count import tally_of

PAYLOAD = "payload-format"
CANONICAL = "payload-canonical"
SCALAR = "scalar-range"
Change = Callable[[Any], object]


def sound_tally(place: Precinct) -> tuple[tuple[bytes, ...], Tally]:
    """Ballots and their tally."""
    ballots = cast(place)
    return ballots, tally_of(place.rules, parsed(place, ballots))


def with_tally(change: Callable[[Tally], Tally]) -> bytes:
    """Publish another tally, and count on from it."""
    place = precinct()
    ballots, tally = sound_tally(place)
    changed = change(tally)
    return assemble(finish(place, ballots, changed, mixes(place, control_rows(place.questions, changed))))


def with_part(name: str, change: Change, mixers: int = 1, sound: Draft | None = None) -> bytes:
    """Change the JSON of one part of a sound draft; of several of a kind the first."""
    parts = sound or draft(precinct(), mixers=mixers)
    old = getattr(parts, name)
    if isinstance(old, tuple):
        (owner, body), *others = old
        return assemble(exchanged(parts, name, ((owner, changed(body, change)), *others)))
    return assemble(exchanged(parts, name, changed(old, change)))


def changed(body: bytes, change: Change) -> bytes:
    """Change a body's JSON in place and write it in the one form."""
    value = json.loads(body)
    change(value)
    return dumps(value).encode()


def part(name: str, change: Change) -> Callable[[], bytes]:
    return lambda: with_part(name, change)


def respelled(name: str, old: str, new: str) -> Callable[[], bytes]:
    """Change the spelling of one part."""

    def make() -> bytes:
        parts = draft(precinct())
        body = getattr(parts, name)
        if isinstance(body, tuple):
            (owner, text), *others = body
            return assemble(exchanged(parts, name, ((owner, text.replace(old.encode(), new.encode(), 1)), *others)))
        return assemble(exchanged(parts, name, body.replace(old.encode(), new.encode(), 1)))

    return make


# 8 encrypted tally


@defect(8, "tally")
def tally_in_another_order() -> bytes:
    """The control ciphertexts are all there, but not sorted."""
    return with_tally(lambda tally: (tally[0], tally[1][::-1]))


@defect(8, "tally")
def tally_with_a_vote_added() -> bytes:
    """A ciphertext of one vote is multiplied into a sum: stuffing after the close."""

    def stuff(tally: Tally) -> Tally:
        pair = tally[0][0]
        (beta,) = rows(pair.beta, [(1, 1, ())])
        return (Ciphertext(pair.alpha, beta), *tally[0][1:]), tally[1]

    return with_tally(stuff)


@defect(8, "tally")
def tally_with_answers_swapped() -> bytes:
    return with_tally(lambda tally: (tally[0][::-1], tally[1]))


@defect(8, "tally")
def tally_with_control_answer_replaced() -> bytes:
    place = precinct()
    pair = Forger(place, place.credentials[0]).control(code(99, 99)).choices
    return with_tally(lambda tally: (tally[0], tuple(sorted((pair, tally[1][1]), key=lambda p: (p.alpha, p.beta)))))


@defect(8, "tally")
def tally_of_fewer_ballots() -> bytes:
    """One ballot is left out of the sums; the numbers say nothing of it."""
    place = precinct()
    ballots, tally = sound_tally(place)
    fewer = tally_of(place.rules, parsed(place, ballots[:1]))
    mixed = (fewer[0], tally[1])
    return assemble(finish(place, ballots, mixed, mixes(place, control_rows(place.questions, mixed))))


@defect(8, "tally-membership")
def tally_with_torsion() -> bytes:
    def change(tally: Any) -> None:
        pair = tally[0][0]
        pair["beta"] = point_to_hex(curve.with_torsion(bytes.fromhex(pair["beta"])[::-1]))

    return with_part("tally", change)


def sized(change: Change) -> Callable[[], bytes]:
    """Change the sized tally that otherwise follows from the ballots."""

    def make() -> bytes:
        parts = draft(precinct())
        probe = assemble(parts)
        start = probe.index(b'{"num_tallied"')
        body = probe[start : probe.index(b"}", start) + 1]
        return assemble(replace(parts, sized=changed(body, change)))

    return make


SIZE = "tally-size"
add(8, SIZE, "tally-with-another-number-of-ballots", sized(lambda value: value.update(num_tallied=3)))
add(8, SIZE, "tally-with-another-weight", sized(lambda value: value.update(total_weight=3)))
add(8, SIZE, "tally-with-another-hash", sized(lambda value: value.update(encrypted_tally="0" * 64)))
add(8, PAYLOAD, "tally-with-weight-as-text", sized(lambda value: value.update(total_weight="2")))
add(8, PAYLOAD, "tally-with-a-sum-missing", part("tally", lambda value: value[0].pop()))
add(8, PAYLOAD, "tally-with-control-row-missing", part("tally", lambda value: value.pop()))
add(8, CANONICAL, "tally-with-extra-field", part("tally", lambda value: value[0][0].update(mark=1)))
add(8, CANONICAL, "sized-tally-with-extra-field", sized(lambda value: value.update(mark=1)))
add(8, "payload-size", "tally-empty", lambda: assemble(replace(draft(precinct()), tally=b"")))
add(8, "payload-size", "tally-too-long", lambda: assemble(replace(draft(precinct()), tally=b" " * 9000)))


# 9 shuffles


def in_responses(index: int, inner: int | None = None) -> Change:
    """Add one to a response of the proof: 0–3 are s1…s4, 4 the ŝ, 5 the s'."""

    def change(value: Any) -> None:
        responses = value["proofs"][0][1]
        place, at = (responses, index) if inner is None else (responses[index], inner)
        place[at] = str(int(place[at]) + 1)

    return change


MIX = "shuffle"
for number in range(4):
    add(9, MIX, f"shuffle-with-s{number + 1}-bent", part("shuffles", in_responses(number)))
add(9, MIX, "shuffle-with-s-hat-bent", part("shuffles", in_responses(4, 1)))
add(9, MIX, "shuffle-with-s-prime-bent", part("shuffles", in_responses(5, 0)))


def with_point(*path: int) -> Change:
    """Put another member of the group into the proof."""

    def change(value: Any) -> None:
        target = value["proofs"][0]
        for step in path[:-1]:
            target = target[step]
        target[path[-1]] = point_to_hex(generators(1)[0])

    return change


for title, path in {
    "t1": (0, 0),
    "t2": (0, 1),
    "t3": (0, 2),
    "t4-first": (0, 3, 0),
    "t4-second": (0, 3, 1),
    "t-hat": (0, 4, 0),
    "commitment": (2, 0),
    "chain": (3, 0),
    "end-of-chain": (3, 1),
}.items():
    add(9, MIX, f"shuffle-with-another-{title}", part("shuffles", with_point(*path)))


@defect(9, MIX)
def shuffle_with_a_point_outside_the_group() -> bytes:
    def change(value: Any) -> None:
        proof = value["proofs"][0]
        proof[2][0] = point_to_hex(curve.with_torsion(bytes.fromhex(proof[2][0])[::-1]))

    return with_part("shuffles", change)


def torsion_in_output(value: Any) -> None:
    pair = value["ciphertexts"][0][0]
    pair["alpha"] = point_to_hex(curve.with_torsion(bytes.fromhex(pair["alpha"])[::-1]))


add(9, MIX, "shuffle-with-torsion-in-its-output", part("shuffles", torsion_in_output))


def with_first_mix(make: Callable[[Precinct, Tally], Tally]) -> bytes:
    """Publish another output of the first mix with the old proof, and count on from it."""
    place = precinct()
    ballots, tally = sound_tally(place)
    ((owner, made),) = mixes(place, control_rows(place.questions, tally))
    cheated = replace(made, ciphertexts=make(place, made.ciphertexts))
    return assemble(finish(place, ballots, tally, [(owner, cheated)]))


@defect(9, MIX)
def shuffle_that_replaces_an_answer() -> bytes:
    def cheat(place: Precinct, mixed: Tally) -> Tally:
        return ((Forger(place, place.credentials[0]).control(code(11, 11)).choices, mixed[0][1]),)

    return with_first_mix(cheat)


@defect(9, MIX)
def shuffle_that_repeats_an_answer() -> bytes:
    return with_first_mix(lambda _, mixed: ((mixed[0][0], mixed[0][0]),))


@defect(9, MIX)
def shuffle_with_outputs_swapped() -> bytes:
    return with_first_mix(lambda _, mixed: (mixed[0][::-1],))


@defect(9, MIX)
def shuffle_of_another_tally() -> bytes:
    """A sound mix, but of other ballots."""
    place = precinct()
    ballots, tally = sound_tally(place)
    others = tally_of(place.rules, parsed(place, cast(place, CHOICE_VOTES[1:])))
    return assemble(finish(place, ballots, tally, mixes(place, control_rows(place.questions, others))))


@defect(9, MIX)
def second_shuffle_not_of_the_first() -> bytes:
    """Two sound mixes of the tally, where the second must be of the first."""
    place = precinct()
    ballots, tally = sound_tally(place)
    stage = control_rows(place.questions, tally)
    return assemble(finish(place, ballots, tally, [*mixes(place, stage), *mixes(place, stage)]))


@defect(9, MIX)
def shuffle_twice_the_same() -> bytes:
    """The first mix is published a second time: nothing is mixed, the proof is of other input."""
    place = precinct()
    ballots, tally = sound_tally(place)
    made = mixes(place, control_rows(place.questions, tally))
    return assemble(finish(place, ballots, tally, made * 2))


@defect(9, "not-mixed")
def not_mixed() -> bytes:
    place = precinct()
    ballots, tally = sound_tally(place)
    return assemble(finish(place, ballots, tally, []))


add(9, PAYLOAD, "shuffle-without-proof", part("shuffles", lambda value: value["proofs"].pop()))
add(9, PAYLOAD, "shuffle-with-fewer-answers", part("shuffles", lambda value: value["ciphertexts"][0].pop()))
add(9, PAYLOAD, "shuffle-with-a-response-missing", part("shuffles", lambda value: value["proofs"][0][1][5].pop()))
add(9, CANONICAL, "shuffle-with-extra-field", part("shuffles", lambda value: value.update(mark=1)))
add(9, CANONICAL, "shuffle-with-space", respelled("shuffles", '"proofs":', '"proofs": '))
add(9, SCALAR, "shuffle-with-response-plus-order", part("shuffles", lambda v: add_order(v["proofs"][0][1], 0)))


def owned(type_index: int, change: Callable[[Owned], Owned]) -> Callable[[], bytes]:
    """Change the owner's link of the first message of a kind: 0 the mix, 1 the decryption."""

    def make() -> bytes:
        seen: list[Owned] = []

        def on(link: Owned) -> Owned:
            seen.append(link)
            return change(link) if len(seen) == type_index + 1 else link

        return assemble(replace(draft(precinct()), owned=on))

    return make


OWNER = "owner"
add(9, OWNER, "shuffle-of-no-trustee", owned(0, lambda link: replace(link, owner=9)))
add(9, OWNER, "shuffle-of-trustee-zero", owned(0, lambda link: replace(link, owner=0)))
add(9, OWNER, "shuffle-owned-by-another-hash", owned(0, lambda link: replace(link, payload=bytes(32))))
