"""Steps 3 to 5: election, trustees, credentials, and the Setup that binds them. What follows is made of what stands."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from conformance import curve
from conformance.broken_ballots import add_order
from conformance.broken_counts import changed
from conformance.defects import add, defect
from conformance.drafts import CONTEST_ALONE, JOINT, Draft, Precinct, assemble, draft, precinct, with_election
from conformance.forgery import dumps
from conformance.members import Members, members
from sailau.formats.v1.election import CREDENTIALS, ELECTION, SETUP, SetupData
from sailau.formats.v1.trustees import (
    TRUSTEES,
    SignedMessage,
)
from sailau.group import GENERATOR, IDENTITY, Point, Q, Secret, base, point_to_hex
from sailau.sealing.ceremony import single_key
from sailau.sealing.proofs import sign_message
from sailau.sealing.rehearsal import Holders
from sailau.verifier.trustees import certs_text

PAYLOAD, CANONICAL, SCALAR = "payload-format", "payload-canonical", "scalar-range"
Change = Callable[[Any], object]


# 3 election: what cannot be read stops there; what can be read is voted under as it stands


def unreadable_election(change: Change) -> Callable[[], bytes]:
    def make() -> bytes:
        place = precinct()
        return assemble(replace(draft(place), election=changed(place.election, change)))

    return make


def respelled_election(change: Callable[[str], str]) -> Callable[[], bytes]:
    """Spell the election otherwise; its fingerprint, the ballots and all that follows are of that spelling."""

    def make() -> bytes:
        place = precinct()
        return assemble(draft(with_election(place, change(place.election.decode()).encode())))

    return make


def question(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = value["questions"][0]
    return found


for title, change in {
    "election-of-version-2": lambda v: v.update(version=2),
    "election-in-another-group": lambda v: v.update(group="BELENIOS-2048"),
    "election-with-min-above-max": lambda v: question(v).update(min=2),
    "election-with-max-above-answers": lambda v: question(v).update(max=3),
    "election-with-huge-max": lambda v: question(v).update(max=2**40),
    "election-with-negative-min": lambda v: question(v).update(min=-1),
    "election-without-answers": lambda v: question(v).update(answers=[]),
    "election-with-256-answers": lambda v: question(v).update(answers=["x"] * 256),
    "election-with-31-integers": lambda v: v["questions"][1]["value"].update(answers=["x"] * 31),
    "election-without-questions": lambda v: v.update(questions=[]),
    "election-with-unknown-question": lambda v: v["questions"][1].update(type="Lists"),
    "election-with-path-as-uuid": lambda v: v.update(uuid="../../etc/passwd"),
    "election-without-name": lambda v: v.pop("name"),
}.items():
    add(3, PAYLOAD, title, unreadable_election(change))


@defect(3, PAYLOAD)
def election_with_key_twice() -> bytes:
    place = precinct()
    return assemble(replace(draft(place), election=place.election.replace(b'{"version"', b'{"name":"","version"', 1)))


add(3, CANONICAL, "election-with-space", respelled_election(lambda t: t.replace(",", ", ", 1)))
add(3, CANONICAL, "election-with-extra-field", respelled_election(lambda t: t[:-1] + ',"mark":1}'))
add(
    3,
    CANONICAL,
    "election-with-swapped-fields",
    respelled_election(lambda t: dumps(dict(reversed(json.loads(t).items())))),
)
add(3, CANONICAL, "election-with-escaped-letter", respelled_election(lambda t: t.replace("Fict", "\\u0046ict", 1)))
add(3, "payload-size", "election-empty", lambda: assemble(replace(draft(precinct()), election=b"")))


# 4 trustees


def with_trustees(body: bytes, place: Precinct | None = None) -> bytes:
    return assemble(replace(draft(place or precinct()), trustees=body))


def alone(change: Change) -> Callable[[], bytes]:
    """Change the JSON of a single trustee."""
    return lambda: with_trustees(changed(TRUSTEES.write(precinct().holders.trustees), lambda v: change(v[0][1])))


def bent(proof: dict[str, str], name: str = "response") -> None:
    proof[name] = str((int(proof[name]) + 1) % Q)


TRUSTEE = "trustees"
add(4, TRUSTEE, "trustee-alone-with-proof-bent", alone(lambda v: bent(v["pok"])))
add(4, TRUSTEE, "trustee-alone-with-identity", alone(lambda v: v.update(public_key=point_to_hex(IDENTITY))))
add(4, TRUSTEE, "trustee-alone-of-small-order", alone(lambda v: v.update(public_key=point_to_hex(curve.ORDER_TWO))))
add(4, SCALAR, "trustee-alone-with-response-plus-order", alone(lambda v: add_order(v["pok"], "response")))
add(4, PAYLOAD, "trustee-alone-without-proof", alone(lambda v: v.pop("pok")))
add(4, CANONICAL, "trustee-alone-with-extra-field", alone(lambda v: v.update(name="chair")))
add(4, PAYLOAD, "trustees-none", lambda: with_trustees(b"[]"))
add(4, PAYLOAD, "trustees-of-unknown-kind", lambda: with_trustees(b'[["Shamir",{}]]'))
add(4, "payload-size", "trustees-empty", lambda: with_trustees(b""))


@defect(4, "election-key")
def election_key_of_other_trustees() -> bytes:
    """A sound trustee, but not the one whose key the election has."""
    _, key = single_key()
    return with_trustees(TRUSTEES.write((key,)))


@defect(4, "election-key")
def election_key_with_a_trustee_too_few() -> bytes:
    """The election's key is of one trustee, and the list has a second."""
    _, key = single_key()
    return with_trustees(TRUSTEES.write((*precinct().holders.trustees, key)))


def with_key(key: Point) -> bytes:
    """Publish another election key, under which nothing was cast."""
    place = precinct()
    election = ELECTION.write(replace(ELECTION.read(place.election), public_key=key))
    return assemble(replace(draft(place), election=election))


add(4, "election-key", "election-key-is-identity", lambda: with_key(IDENTITY))
add(4, "election-key", "election-key-of-small-order", lambda: with_key(curve.ORDER_EIGHT))
add(4, "election-key", "election-key-with-torsion", lambda: with_key(curve.MIXED_ORDER))


@cache
def joint_draft() -> Draft:
    """A sound count under that joint key."""
    made = members()
    holders = Holders((made.parameters(),), dict(enumerate(made.shares, 1)), {})
    place = precinct(CONTEST_ALONE, JOINT)
    election = replace(ELECTION.read(place.election), public_key=holders.key)
    return draft(with_election(replace(place, holders=holders), ELECTION.write(election)))


def joint(change: Callable[[Members], object]) -> Callable[[], bytes]:
    """Let the members do something wrong and sign it."""

    def make() -> bytes:
        made = members()
        change(made)
        return assemble(replace(joint_draft(), trustees=TRUSTEES.write((made.parameters(),))))

    return make


def published(change: Change) -> Callable[[], bytes]:
    """Change what is published of sound members, as somebody without their keys would."""

    def make() -> bytes:
        body = TRUSTEES.write((members().parameters(),))
        return assemble(replace(joint_draft(), trustees=changed(body, lambda value: change(value[0][1]))))

    return make


def in_context(**other: Any) -> Callable[[Members], None]:
    def change(made: Members) -> None:
        made.contexts[1] = replace(made.contexts[1], **other)

    return change


def set_item(name: str, index: int, value: Any) -> Callable[[Members], None]:
    return lambda made: getattr(made, name).__setitem__(index, value)


def shortened(made: Members) -> None:
    made.coefficients[0].pop()


def lengthened(made: Members) -> None:
    made.coefficients[0].append(GENERATOR)


def other_share(made: Members) -> None:
    made.shares[2] = Secret.random()
    made.keys[2] = base([made.shares[2]])[0]


def swapped_shares(made: Members) -> None:
    made.shares.reverse()
    made.keys.reverse()


for title, wrong in {
    "certificate-of-another-size": in_context(size=4),
    "certificate-of-another-threshold": in_context(threshold=1),
    "certificate-of-another-place": in_context(index=1),
    "certificate-of-another-group": in_context(group="Ed448"),
    "certificate-with-identity-as-encryption-key": set_item("encryption", 0, IDENTITY),
    "certificate-with-encryption-key-of-small-order": set_item("encryption", 0, curve.ORDER_TWO),
    "certificate-with-torsion-in-encryption-key": set_item("encryption", 2, curve.MIXED_ORDER),
    "certificate-with-another-verification-key": set_item("verification", 0, GENERATOR),
    "polynomial-too-short": shortened,
    "polynomial-too-long": lengthened,
    "polynomial-with-torsion": lambda made: made.coefficients[1].__setitem__(1, curve.MIXED_ORDER),
    "polynomial-with-identity": lambda made: made.coefficients[1].__setitem__(1, IDENTITY),
    "polynomial-of-another-secret": lambda made: made.coefficients[1].__setitem__(1, GENERATOR),
    "verification-key-of-another-secret": other_share,
    "verification-keys-swapped": swapped_shares,
    "verification-key-with-possession-not-proved": set_item("shares", 0, Secret(bytes([5]) + bytes(31))),
}.items():
    add(4, TRUSTEE, title, joint(wrong))


def respelled_message(value: dict[str, Any]) -> None:
    """A space in a certificate: the text inside the JSON text has one form too. Its signature no longer holds."""
    value["message"] = value["message"].replace(",", ", ", 1)


for title, unsigned_change in {
    "certificate-with-signature-bent": lambda v: bent(v["certs"][0]["signature"]),
    "certificates-swapped": lambda v: v["certs"].reverse(),
    "certificate-with-space": lambda v: respelled_message(v["certs"][0]),
    "polynomial-with-signature-bent": lambda v: bent(v["coefexps"][2]["signature"]),
    "polynomials-swapped": lambda v: v["coefexps"].reverse(),
    "binding-bent": lambda v: bent(v["signatures"][1]),
    "bindings-swapped": lambda v: v["signatures"].reverse(),
    "verification-key-unsigned": lambda v: v["verification_keys"][0].pop("signature"),
    "verification-key-with-signature-bent": lambda v: bent(v["verification_keys"][0]["signature"]),
    "verification-key-with-proof-bent": lambda v: bent(v["verification_keys"][2]["pok"]),
    "threshold-of-zero": lambda v: v.update(threshold=0),
    "threshold-above-members": lambda v: v.update(threshold=4),
    "threshold-huge": lambda v: v.update(threshold=2**50),
    "threshold-lowered": lambda v: v.update(threshold=1),
    "members-without-a-certificate": lambda v: v["certs"].pop(),
    "members-without-a-key": lambda v: v["verification_keys"].pop(),
    "members-none": lambda v: v.update(certs=[], coefexps=[], signatures=[]),
}.items():
    add(4, TRUSTEE, title, published(unsigned_change))


@defect(4, TRUSTEE)
def certificate_with_space_signed() -> bytes:
    """Spelled otherwise and rightly signed: still not the one form."""
    made = members()
    parameters = made.parameters()
    text = parameters.certs[0].message.replace(",", ", ", 1)
    certs = (SignedMessage(text, sign_message(made.signing[0], text)), *parameters.certs[1:])
    signatures = tuple(
        sign_message(key, certs_text(certs, tuple(points)))
        for key, points in zip(made.signing, made.coefficients, strict=True)
    )
    body = TRUSTEES.write((replace(parameters, certs=certs, signatures=signatures),))
    return assemble(replace(joint_draft(), trustees=body))


@defect(4, TRUSTEE)
def binding_to_other_certificates() -> bytes:
    """A member bound own coefficients to another list: was shown other certificates than the rest."""
    made, other = members(), members()
    parameters = made.parameters()
    text = certs_text(other.certificates(), tuple(made.coefficients[0]))
    signatures = (sign_message(made.signing[0], text), *parameters.signatures[1:])
    body = TRUSTEES.write((replace(parameters, signatures=signatures),))
    return assemble(replace(joint_draft(), trustees=body))


# 5 credentials


def with_credentials(make: Callable[[list[Point]], list[Point]]) -> Callable[[], bytes]:
    def body() -> bytes:
        parts = draft(precinct())
        listed = make(list(CREDENTIALS.read(parts.credentials)))
        return assemble(replace(parts, credentials=CREDENTIALS.write(tuple(listed))))

    return body


def respelled_credentials(change: Callable[[str], str]) -> Callable[[], bytes]:
    def make() -> bytes:
        parts = draft(precinct())
        return assemble(replace(parts, credentials=change(parts.credentials.decode()).encode()))

    return make


MEMBER = "credential-membership"
add(5, "credential-listed-twice", "credential-listed-twice", with_credentials(lambda c: [*c, c[0]]))
add(5, MEMBER, "credential-is-identity", with_credentials(lambda c: [*c, IDENTITY]))
add(5, MEMBER, "credential-of-small-order", with_credentials(lambda c: [*c, curve.ORDER_EIGHT]))
add(5, MEMBER, "credential-with-torsion", with_credentials(lambda c: [*c, curve.MIXED_ORDER]))
add(5, MEMBER, "credential-off-the-curve", with_credentials(lambda c: [*c, curve.OFF_CURVE]))
add(5, MEMBER, "credential-in-second-spelling", with_credentials(lambda c: [*c, curve.SECOND_SPELLING_OF_IDENTITY]))
add(5, PAYLOAD, "credential-with-weight", respelled_credentials(lambda t: t.replace('"]', ',5"]')))
add(5, PAYLOAD, "credential-with-number-of-voter", respelled_credentials(lambda t: t.replace('"]', ',,10"]')))
add(5, PAYLOAD, "credentials-not-a-list", respelled_credentials(lambda _: "{}"))
add(5, CANONICAL, "credentials-with-space", respelled_credentials(lambda t: t.replace(",", ", ", 1)))
add(5, CANONICAL, "credential-in-upper-case", respelled_credentials(lambda t: t.upper()))
add(5, "payload-size", "credentials-empty", respelled_credentials(lambda _: ""))


# 6, as far as it is the Setup's content


def with_setup(make: Callable[[SetupData], SetupData]) -> Callable[[], bytes]:
    def body() -> bytes:
        parts = draft(precinct())
        return assemble(replace(parts, setup=SETUP.write(make(setup_of(parts)))))

    return body


def setup_of(parts: Draft) -> SetupData:
    """The sound setup data of a draft."""
    probe = assemble(parts)
    start = probe.index(b'{"election":"')
    return SETUP.read(probe[start : probe.index(b"}", start) + 1])


HASHES = "setup-hashes"
add(6, HASHES, "setup-of-another-election", with_setup(lambda s: replace(s, election=bytes(32))))
add(6, HASHES, "setup-of-other-trustees", with_setup(lambda s: replace(s, trustees=bytes(32))))
add(6, HASHES, "setup-of-other-credentials", with_setup(lambda s: replace(s, credentials=bytes(32))))
add(6, HASHES, "setup-with-hashes-swapped", with_setup(lambda s: replace(s, election=s.trustees, trustees=s.election)))
add(6, PAYLOAD, "setup-not-json", lambda: assemble(replace(draft(precinct()), setup=b"setup")))


@defect(6, CANONICAL)
def setup_with_extra_field() -> bytes:
    parts = draft(precinct())
    body = changed(SETUP.write(setup_of(parts)), lambda value: value.update(mark=1))
    return assemble(replace(parts, setup=body))
