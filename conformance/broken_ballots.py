"""Step 7: one ballot with one thing wrong, signed again by its own credential, and counted as it stands."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from conformance import curve
from conformance.defects import add, defect
from conformance.drafts import BLANK, CHOICE_VOTES, Precinct, assemble, cast, draft, precinct
from conformance.forgery import Change, Forger, code, edited, respelled, sign, unsigned
from sailau.formats.v1.ballot import PROOF, Proof
from sailau.group import Point, Q, Secret, point_to_hex
from sailau.sealing.ballots import seal

CANONICAL = "ballot-canonical"


def with_ballots(place: Precinct, ballots: Sequence[bytes], counted: Sequence[bytes] | None = None) -> bytes:
    """Count these ballots and write their archive."""
    return assemble(draft(place, ballots, counted))


def with_first(make: Callable[[Precinct, bytes], bytes], place: Precinct | None = None, *, count: bool = True) -> bytes:
    """Replace the first ballot. `count=False`: the tally is of the sound ballots, as the new one cannot be added."""
    used = place or precinct()
    sound = cast(used)
    changed = (make(used, sound[0]), *sound[1:])
    return with_ballots(used, changed, None if count else sound)


def content(change: Change, place: Precinct | None = None, *, count: bool = True) -> Callable[[], bytes]:
    """Change the first ballot's content, canonically written and signed."""
    return lambda: with_first(lambda used, old: edited(used.credentials[0], old, change), place, count=count)


def spelling(change: Callable[[str], str], *, count: bool = True) -> Callable[[], bytes]:
    """Change the first ballot's spelling; what it says stays."""
    return lambda: with_first(lambda used, old: respelled(used.credentials[0], old, change), count=count)


# Spelling: the same ballot in another form, correctly signed. Each form is a mark on a ballot.


def leading_zero(text: str) -> str:
    return text.replace('"response":"', '"response":"0', 1)


def upper_case(text: str) -> str:
    digits = json.loads(text)["answers"][0]["choices"][0]["alpha"]
    return text.replace(digits, digits.upper(), 1)


def swapped_fields(text: str) -> str:
    value = json.loads(text)
    answer = value["answers"][0]
    value["answers"][0] = {name: answer[name] for name in reversed(answer)}
    return json.dumps(value, separators=(",", ":"))


add(7, CANONICAL, "ballot-with-leading-zero", spelling(leading_zero))
add(7, CANONICAL, "ballot-with-upper-case-point", spelling(upper_case))
add(7, CANONICAL, "ballot-with-swapped-fields", spelling(swapped_fields))
add(7, CANONICAL, "ballot-with-space", spelling(lambda text: text.replace(":", ": ", 1)))
add(7, CANONICAL, "ballot-with-newline", spelling(lambda text: text.replace(",", ",\n", 1)))
add(7, CANONICAL, "ballot-with-extra-field", spelling(lambda text: text[:-1] + ',"mark":1}'))
add(
    7,
    CANONICAL,
    "ballot-with-extra-field-inside",
    spelling(lambda text: text.replace('{"alpha"', '{"mark":"","alpha"', 1)),
)
add(7, CANONICAL, "ballot-with-escaped-letter", spelling(lambda text: text.replace('"alpha"', '"\\u0061lpha"', 1)))
add(7, CANONICAL, "ballot-with-byte-after-it", lambda: with_first(lambda _, old: old + b"\n"))


@defect(7, CANONICAL)
def ballot_with_leading_zero_in_signature() -> bytes:
    return with_first(lambda _, old: old[::-1].replace(b'":"esnopser"', b'0":"esnopser"', 1)[::-1])


# Shape: what cannot be read as a ballot of these questions.


def too_many_overall(ballot: dict[str, Any]) -> None:
    ballot["answers"][0]["overall_proof"] *= 2


def number_for_text(ballot: dict[str, Any]) -> None:
    proof = ballot["answers"][1]["proof"]
    proof["challenge"] = int(proof["challenge"])


FORMAT = "ballot-format"
add(7, FORMAT, "ballot-without-control-answer", content(lambda b: b["answers"].pop(), count=False))
add(7, FORMAT, "ballot-with-third-answer", content(lambda b: b["answers"].append(b["answers"][1]), count=False))
add(7, FORMAT, "ballot-with-choice-missing", content(lambda b: b["answers"][0]["choices"].pop(), count=False))
add(7, FORMAT, "ballot-with-proof-missing", content(lambda b: b["answers"][0].pop("overall_proof"), count=False))
add(7, FORMAT, "ballot-with-overall-proof-too-long", content(too_many_overall, count=False))
add(7, FORMAT, "ballot-with-number-for-scalar", content(number_for_text, count=False))
add(7, FORMAT, "ballot-with-null-credential", content(lambda b: b.update(credential=None), count=False))
add(
    7,
    FORMAT,
    "ballot-with-key-twice",
    spelling(lambda text: text.replace('{"alpha"', '{"alpha":"","alpha"', 1), count=False),
)


def replaced(payload: bytes) -> Callable[[], bytes]:
    return lambda: with_first(lambda *_: payload, count=False)


add(7, FORMAT, "ballot-not-json", replaced(b"not a ballot"))
add(7, FORMAT, "ballot-not-utf-8", replaced(b'{"election_uuid":"\xff"}'))
add(7, FORMAT, "ballot-nested-deeply", replaced(b"[" * 9000 + b"]" * 9000))
add(7, FORMAT, "ballot-empty", replaced(b""))
add(7, FORMAT, "ballot-unsigned", lambda: with_first(lambda _, old: unsigned(old).encode(), count=False))
add(7, FORMAT, "ballot-too-long", lambda: with_first(lambda _, old: old + b" " * 9000, count=False))


# Scalars and points.


def add_order(proof: Any, name: str | int) -> None:
    proof[name] = str(int(proof[name]) + Q)


SCALAR = "ballot-scalar"
add(
    7,
    SCALAR,
    "ballot-with-response-plus-order",
    content(lambda b: add_order(b["answers"][0]["overall_proof"][0], "response"), count=False),
)
add(
    7,
    SCALAR,
    "ballot-with-challenge-plus-order",
    content(lambda b: add_order(b["answers"][1]["proof"], "challenge"), count=False),
)


@defect(7, SCALAR)
def ballot_with_response_equal_to_order() -> bytes:
    return content(lambda b: b["answers"][1]["proof"].update(response=str(Q)), count=False)()


def control_alpha(point: Point) -> Callable[[], bytes]:
    def change(ballot: dict[str, Any]) -> None:
        ballot["answers"][1]["choices"]["alpha"] = point_to_hex(point)

    return content(change, count=False)


def choice_beta(make: Callable[[Point], Point]) -> Callable[[], bytes]:
    def change(ballot: dict[str, Any]) -> None:
        choice = ballot["answers"][0]["choices"][0]
        choice["beta"] = point_to_hex(make(bytes.fromhex(choice["beta"])[::-1]))

    return content(change, count=False)


MEMBERSHIP = "ballot-membership"
add(7, MEMBERSHIP, "ballot-with-point-of-order-two", control_alpha(curve.ORDER_TWO))
add(7, MEMBERSHIP, "ballot-with-point-of-order-eight", control_alpha(curve.ORDER_EIGHT))
add(7, MEMBERSHIP, "ballot-with-point-off-the-curve", control_alpha(curve.OFF_CURVE))
add(7, MEMBERSHIP, "ballot-with-second-spelling-of-identity", control_alpha(curve.SECOND_SPELLING_OF_IDENTITY))
add(7, MEMBERSHIP, "ballot-with-signed-identity", control_alpha(curve.identity_with_sign()))
add(7, MEMBERSHIP, "ballot-with-torsion-in-a-choice", choice_beta(curve.with_torsion))


@defect(7, MEMBERSHIP)
def ballot_with_torsion_in_control_answer() -> bytes:
    def change(ballot: dict[str, Any]) -> None:
        pair = ballot["answers"][1]["choices"]
        pair["beta"] = point_to_hex(curve.with_torsion(bytes.fromhex(pair["beta"])[::-1]))

    return content(change, count=False)()


def forged(make: Callable[[Forger], Sequence[Any]]) -> bytes:
    """Replace the first ballot by one that a malicious terminal seals."""

    def ballot(place: Precinct, _: bytes) -> bytes:
        forger = Forger(place, place.credentials[0])
        return forger.ballot(*make(forger))

    return with_first(ballot)


SECRET = 7


@defect(7, "ballot-identity")
def ballot_with_identity_alpha() -> bytes:
    """Sealed with randomness 0: everybody can read it, every proof holds."""
    return forged(lambda by: (by.choices((1, 0), secrets=(0, SECRET)), by.control(code(12, 34))))


@defect(7, "ballot-identity")
def ballot_with_identity_beta() -> bytes:
    """Sealed by somebody who knows the election's secret key x, with r = −1/x: y^r · g is the identity."""

    def make(place: Precinct, _: bytes) -> bytes:
        forger = Forger(place, place.credentials[0])
        undoing = -pow(place.holders.shares[1].public(), -1, Q) % Q
        return forger.ballot(forger.choices((1, 0), secrets=(undoing, SECRET)), forger.control(code(12, 34)))

    return with_first(make)


@defect(7, "ballot-identity")
def ballot_with_identity_in_control_answer() -> bytes:
    return forged(lambda by: (by.choices((1, 0)), by.control(code(12, 34), secret=0)))


# Proofs.


@defect(7, "ballot-proof-individual")
def ballot_of_two_and_minus_one() -> bytes:
    """Two ballots, 2 and −1 against −1 and 2: each adds up to one, both together to one vote each."""
    place = precinct()
    first, second = (Forger(place, credential) for credential in place.credentials[:2])
    ballots = [
        first.ballot(first.choices((2, -1)), first.control(code(12, 34))),
        second.ballot(second.choices((-1, 2)), second.control(code(56, 78))),
    ]
    return with_ballots(place, ballots)


@defect(7, "ballot-proof-overall")
def ballots_of_two_votes_and_none() -> bytes:
    """One ballot with two choices, one with none; the overall proofs are taken from elsewhere, the sums agree."""
    place = precinct()
    donors = [Forger(place, credential) for credential in place.credentials[:2]]
    ballots = []
    for forger, numbers in zip(donors, ((1, 1), (0, 0)), strict=True):
        foreign = json.loads(cast(place)[0])["answers"][0]["overall_proof"]

        def exchange(ballot: dict[str, Any], foreign: Any = foreign) -> None:
            ballot["answers"][0]["overall_proof"] = foreign

        payload = forger.ballot(forger.choices(numbers), forger.control(code(9, sum(numbers))))
        ballots.append(edited(forger.credential, payload, exchange))
    return with_ballots(place, ballots)


@defect(7, "ballot-proof-individual")
def ballot_with_choices_swapped() -> bytes:
    return content(lambda b: b["answers"][0]["choices"].reverse())()


@defect(7, "ballot-proof-overall")
def ballot_with_choices_and_their_proofs_swapped() -> bytes:
    def change(ballot: dict[str, Any]) -> None:
        ballot["answers"][0]["choices"].reverse()
        ballot["answers"][0]["individual_proofs"].reverse()

    return content(change)()


@defect(7, "ballot-proof-individual")
def ballot_with_answers_of_another_credential() -> bytes:
    """A copied vote: the ciphertexts and proofs of one ballot under another credential."""
    place = precinct()
    first, second, third = cast(place, CHOICE_VOTES)
    copied = json.loads(first)["answers"]
    return with_ballots(place, (first, second, edited(place.credentials[2], third, lambda b: b.update(answers=copied))))


def bent(proof: dict[str, str], name: str = "response") -> None:
    proof[name] = str((int(proof[name]) + 1) % Q)


add(
    7,
    "ballot-proof-individual",
    "ballot-with-individual-proof-bent",
    content(lambda b: bent(b["answers"][0]["individual_proofs"][1][0])),
)
add(
    7,
    "ballot-proof-individual",
    "ballot-with-individual-challenge-bent",
    content(lambda b: bent(b["answers"][0]["individual_proofs"][0][1], "challenge")),
)
add(
    7,
    "ballot-proof-overall",
    "ballot-with-overall-proof-bent",
    content(lambda b: bent(b["answers"][0]["overall_proof"][0])),
)
add(7, "ballot-proof-control", "ballot-with-control-proof-bent", content(lambda b: bent(b["answers"][1]["proof"])))


@defect(7, "ballot-proof-control")
def ballot_with_control_answer_of_another() -> bytes:
    """A copied control answer, to see which two codes are equal after the mix."""
    place = precinct()
    first, second, third = cast(place, CHOICE_VOTES)
    copied = json.loads(first)["answers"][1]
    change = edited(place.credentials[2], third, lambda b: b["answers"].__setitem__(1, copied))
    return with_ballots(place, (first, second, change))


# With a blank vote.


@defect(7, "ballot-proof-blank")
def ballot_with_blank_proof_bent() -> bytes:
    return content(lambda b: bent(b["answers"][0]["blank_proof"][0]), precinct(BLANK))()


@defect(7, "ballot-proof-overall")
def ballot_with_blank_overall_proof_bent() -> bytes:
    return content(lambda b: bent(b["answers"][0]["overall_proof"][0]), precinct(BLANK))()


@defect(7, "ballot-proof-blank")
def ballot_with_blank_proofs_swapped() -> bytes:
    return content(lambda b: b["answers"][0]["blank_proof"].reverse(), precinct(BLANK))()


@defect(7, FORMAT)
def ballot_without_blank_proof() -> bytes:
    return content(lambda b: b["answers"][0].pop("blank_proof"), precinct(BLANK), count=False)()


# Election, signature, credential.


@defect(7, "ballot-election")
def ballot_of_another_election() -> bytes:
    place, other = precinct(), precinct(uuid="AnotherPrecinct11")
    foreign = seal(other.rules, place.credentials[0], CHOICE_VOTES[0]).payload
    return with_ballots(place, (foreign, *cast(place)[1:]), cast(place))


add(7, "ballot-election", "ballot-with-another-uuid", content(lambda b: b.update(election_uuid="AnotherPrecinct11")))
add(7, "ballot-election", "ballot-with-another-election-hash", content(lambda b: b.update(election_hash="A" * 43)))


@defect(7, "ballot-signature")
def ballot_signed_by_another_credential() -> bytes:
    return with_first(lambda place, old: sign(place.credentials[3], unsigned(old)))


@defect(7, "ballot-signature")
def ballot_with_signature_of_another_ballot() -> bytes:
    place = precinct()
    first, second, third = cast(place, CHOICE_VOTES)
    again = seal(place.rules, place.credentials[0], CHOICE_VOTES[0]).payload
    tail = again[again.rindex(b',"signature":') :]
    return with_ballots(place, (unsigned(first).encode()[:-1] + tail, second, third))


@defect(7, "ballot-signature")
def ballot_with_signature_bent() -> bytes:
    def bend(_: Precinct, old: bytes) -> bytes:
        value = json.loads(old)
        proof = value["signature"]["proof"]
        changed = PROOF.encode(Proof(int(proof["challenge"]), (int(proof["response"]) + 1) % Q))
        return old.replace(proof["response"].encode(), changed["response"].encode())

    return with_first(bend)


@defect(7, "ballot-signature")
def ballot_with_hash_that_is_not_its_own() -> bytes:
    """The signature holds over the hash given, which is of another text."""
    place = precinct()
    first = cast(place)[0]
    other = sign(place.credentials[0], unsigned(first) + " ")
    tail = other[other.rindex(b',"signature":') :]
    return with_first(lambda _, old: unsigned(old).encode()[:-1] + tail)


@defect(7, "credential-twice")
def credential_twice() -> bytes:
    place = precinct()
    again = seal(place.rules, place.credentials[0], CHOICE_VOTES[1]).payload
    return with_ballots(place, (*cast(place), again))


@defect(7, "credential-twice")
def ballot_twice() -> bytes:
    place = precinct()
    first, second = cast(place)
    return with_ballots(place, (first, second, first))


@defect(7, "credential-unknown")
def credential_unknown() -> bytes:
    place = precinct()
    stranger = seal(place.rules, Secret.random(), CHOICE_VOTES[0]).payload
    return with_ballots(place, (*cast(place), stranger))


@defect(7, "ballot-identity")
def ballot_under_identity_as_credential() -> bytes:
    """A credential that everybody knows: the secret 0."""
    place = precinct()
    nobody = seal(place.rules, Secret(bytes(32)), CHOICE_VOTES[0]).payload
    return with_ballots(place, (*cast(place), nobody))
