"""The recorder key: every member of the precinct commission and the territorial commission, all together (L 50-2(4)).

The recorder wraps each session's key to this key, and a court's order is carried out for one session: all parties are
needed, so nobody opens a session in silence. It is not the key of the count. Their secrets are drawn apart, so that no
quorum of the count opens the recorder, and no order for a session opens a ballot.

    make_share       each party     a secret, and its public half with a proof of knowing the secret
    combine          anybody        the proofs checked, the public halves added up: the recorder key
    wrap             the recorder   a fresh session key, and the bytes from which only all parties get it again
    partial_unwrap   each party     its part for one session, with a proof
    unwrap           anybody        the parts checked, the session key; whose part is bad or missing is named

The scheme is TDH2 of Shoup and Gennaro ("Securing threshold cryptosystems against chosen ciphertext attack") as a key
encapsulation, with n of n additive shares. A party opens nothing that is not whole: the wrapped bytes prove that their
maker knew the exponent, bound to the session's name, so a wrapped key cannot be passed off as another session's and a
party is no oracle. The proof of a share (Schnorr) keeps a party from choosing its half so that the others' cancel out.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sailau.errors import FormatError, PartyError, ProofError, invariant
from sailau.formats.v1 import challenges
from sailau.formats.v1.ballot import Proof
from sailau.formats.v1.recorder_key import (
    PARTY,
    RecorderContext,
    RecorderKey,
    RecorderPart,
    RecorderShare,
    session_name,
)
from sailau.group import IDENTITY, Point, Q, Secret, base, check, hash_point, point_to_hex, powers, products, rows

SESSION_KEY_BYTES: Final = 32
WRAPPED_BYTES: Final = 1 + 4 * 32
_VERSION: Final = b"\x01"
_SHARE: Final = "sailau-recorder-share-1"
_WRAP: Final = "sailau-recorder-wrap-1"
_PART: Final = "sailau-recorder-part-1"
_KEY: Final = "sailau-recorder-session-1"
_BESIDE: Final = hash_point(_WRAP)
"""A second generator of which nobody knows the logarithm."""


def make_share(context: RecorderContext, party: str) -> tuple[Secret, RecorderShare]:
    """Draw a party's secret and prove it; the secret belongs into that party's own key store."""
    secret = Secret.random()
    return secret, share_of(secret, context, party)


def share_of(secret: Secret, context: RecorderContext, party: str) -> RecorderShare:
    """Make the public half of a secret that was drawn before (after a restart), with a fresh proof."""
    PARTY.decode(party, "party")
    nonce = Secret.random()
    point, commitment = base([secret, nonce])
    challenge = _of_share(context, party, point, commitment)
    proof = Proof(challenge, (nonce - secret.times(challenge)).public())
    return RecorderShare(context=context, party=party, point=point, proof=proof)


def check_share(share: RecorderShare, context: RecorderContext) -> None:
    """Check one share as it arrives. Raises PartyError naming the party."""
    if share.context != context:
        raise PartyError(share.party, "the share was made for another election, precinct or archive")
    if share.point == IDENTITY or not all(check([share.point])):
        raise PartyError(share.party, "the share's point is not a proper member of the group")
    (commitment,) = rows(IDENTITY, [(share.proof.response, 0, ((share.point, share.proof.challenge),))])
    if _of_share(context, share.party, share.point, commitment) != share.proof.challenge:
        raise PartyError(share.party, "knowledge of the share's secret half is not proved")


def combine(context: RecorderContext, shares: Sequence[RecorderShare], expected: Sequence[str]) -> RecorderKey:
    """Check all shares and add them up; `expected` lists the parties, and it is each of them once.

    Raises PartyError naming whose share is wrong, missing, given twice, a copy, or of nobody expected.
    """
    by_party: dict[str, RecorderShare] = {}
    for share in shares:
        if share.party not in expected:
            raise PartyError(share.party, "is no party to this recorder key")
        if share.party in by_party:
            raise PartyError(share.party, "gave two shares")
        by_party[share.party] = share
    seen: dict[Point, str] = {}
    for party in expected:
        if party not in by_party:
            raise PartyError(party, "the share of the recorder key is missing")
        check_share(by_party[party], context)
        if by_party[party].point in seen:
            raise PartyError(party, f"the share is a copy of that of {seen[by_party[party].point]}")
        seen[by_party[party].point] = party
    ordered = tuple(by_party[party] for party in expected)
    (public,) = products([[share.point for share in ordered]])
    if public == IDENTITY:
        raise ProofError("recorder key: the shares cancel each other out")
    return RecorderKey(context=context, public=public, shares=ordered)


def check_key(key: RecorderKey, expected: Sequence[str]) -> None:
    """Check a recorder key that was read from a file. Raises PartyError, or ProofError when the sum is another."""
    if combine(key.context, key.shares, expected).public != key.public:
        raise ProofError("recorder key: the public half is not the sum of the shares")


def wrap(public: Point, context: RecorderContext, session: str) -> tuple[bytes, bytes]:
    """Make a fresh session key; returns the wrapped bytes, to be recorded, and the key, to be forgotten after use.

    `public` must be of a key that `combine` or `check_key` accepted. Raises FormatError on a malformed session name.
    """
    session_name(session)
    exponent, nonce = Secret.random(), Secret.random()
    first, commitment = base([exponent, nonce])
    shared, second, beside = powers([public, _BESIDE, _BESIDE], [exponent, exponent, nonce])
    challenge = _of_wrap(public, context, session, (first, second, commitment, beside))
    response = (nonce - exponent.times(challenge)).public()
    wrapped = _VERSION + first + second + challenge.to_bytes(32, "little") + response.to_bytes(32, "little")
    return wrapped, _session_key(shared, public, context, session, first)


def partial_unwrap(secret: Secret, key: RecorderKey, party: str, session: str, wrapped: bytes) -> RecorderPart:
    """Give one party's part for one session.

    Raises FormatError or ProofError when the wrapped bytes are not whole or of another session, PartyError when
    `secret` is not the one behind that party's share.
    """
    first = _first_of(wrapped, key, session)
    (own,) = base([secret])
    if own != key.share(party).point:
        raise PartyError(party, "the secret is not the one behind the published share")
    nonce = Secret.random()
    point, on_first = powers([first, first], [secret, nonce])
    (on_base,) = base([nonce])
    challenge = _of_part(key, party, session, (own, first, point, on_base, on_first))
    proof = Proof(challenge, (nonce - secret.times(challenge)).public())
    return RecorderPart(party=party, session=session, point=point, proof=proof)


def unwrap(key: RecorderKey, session: str, wrapped: bytes, parts: Iterable[RecorderPart]) -> bytes:
    """Put the parts of all parties together; returns the session key (32 bytes).

    `key` must have been accepted by `check_key`. Raises FormatError or ProofError when the wrapped bytes are not whole,
    PartyError naming whose part is bad, missing, given twice or of nobody.
    """
    first = _first_of(wrapped, key, session)
    given: dict[str, Point] = {}
    for part in parts:
        if part.party not in {share.party for share in key.shares}:
            raise PartyError(part.party, "is no party to this recorder key")
        if part.party in given:
            raise PartyError(part.party, "gave two parts")
        _check_part(key, session, first, part)
        given[part.party] = part.point
    for share in key.shares:
        if share.party not in given:
            raise PartyError(share.party, "the part is missing; the recorder key opens to all parties together")
    (shared,) = products([list(given.values())])
    return _session_key(shared, key.public, key.context, session, first)


def _check_part(key: RecorderKey, session: str, first: Point, part: RecorderPart) -> None:
    if part.session != session:
        raise PartyError(part.party, "the part is of another session")
    if part.point == IDENTITY or not all(check([part.point])):
        raise PartyError(part.party, "the part's point is not a proper member of the group")
    own, (challenge, response) = key.share(part.party).point, (part.proof.challenge, part.proof.response)
    on_base, on_first = rows(
        IDENTITY,
        [
            (response, 0, ((own, challenge),)),
            (0, 0, ((first, response), (part.point, challenge))),
        ],
    )
    if _of_part(key, part.party, session, (own, first, part.point, on_base, on_first)) != challenge:
        raise PartyError(part.party, "the proof of the part does not hold")


def _first_of(wrapped: bytes, key: RecorderKey, session: str) -> Point:
    """Check the wrapped bytes and return the point that the parties raise to their secrets."""
    session_name(session)
    if len(wrapped) != WRAPPED_BYTES or wrapped[:1] != _VERSION:
        raise FormatError("wrapped", f"not {WRAPPED_BYTES} bytes of version 1")
    first, second = wrapped[1:33], wrapped[33:65]
    challenge, response = (int.from_bytes(wrapped[at : at + 32], "little") for at in (65, 97))
    if challenge >= Q or response >= Q:
        raise FormatError("wrapped", "a scalar is not below the group's order")
    if IDENTITY in (first, second) or not all(check([first, second])):
        raise ProofError("wrapped: a point is not a proper member of the group")
    commitment, beside = rows(
        IDENTITY,
        [
            (response, 0, ((first, challenge),)),
            (0, 0, ((_BESIDE, response), (second, challenge))),
        ],
    )
    if _of_wrap(key.public, key.context, session, (first, second, commitment, beside)) != challenge:
        raise ProofError("wrapped: not wrapped to this key for this session, or altered")
    return first


def _session_key(shared: Point, public: Point, context: RecorderContext, session: str, first: Point) -> bytes:
    invariant(shared != IDENTITY, "a shared point of a checked key is never the identity")
    info = f"{_KEY}|{context.text}|{session}|{point_to_hex(public)},{point_to_hex(first)}"
    return HKDF(algorithm=SHA256(), length=SESSION_KEY_BYTES, salt=None, info=info.encode("ascii")).derive(shared)


def _of_share(context: RecorderContext, party: str, point: Point, commitment: Point) -> int:
    return challenges.of_text(f"{_SHARE}|{context.text}|{party}|{point_to_hex(point)},{point_to_hex(commitment)}")


def _of_wrap(public: Point, context: RecorderContext, session: str, points: Sequence[Point]) -> int:
    return challenges.of_text(f"{_WRAP}|{context.text}|{session}|{','.join(map(point_to_hex, (public, *points)))}")


def _of_part(key: RecorderKey, party: str, session: str, points: Sequence[Point]) -> int:
    statement = ",".join(map(point_to_hex, points))
    return challenges.of_text(f"{_PART}|{key.context.text}|{party}|{session}|{statement}")
