"""A key ceremony among honest members, kept step by step so that a test can change one message."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sailau.errors import CeremonyError
from sailau.formats.v1.ceremony import ENCRYPTED_MESSAGE, EncryptedMessage, Polynomial, Vinput, Voutput
from sailau.formats.v1.trustees import SignedMessage, ThresholdParameters
from sailau.group import Point, Q, Secret, base, mask, point_to_hex
from sailau.sealing.ceremony import (
    Ceremony,
    Gathered,
    Member,
    Roster,
    assemble,
    gather,
    threshold_parameters,
    vinputs,
)
from sailau.sealing.channel import ChannelKeys, new_seed
from sailau.sealing.proofs import sign_message

PRECINCT = Path(__file__).resolve().parents[1] / "vectors" / "precinct-25"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Every message of one ceremony, by the member's number."""

    members: dict[int, Member]
    certificates: dict[int, SignedMessage]
    roster: Roster
    polynomials: dict[int, Polynomial]
    gathered: Gathered
    vinputs: dict[int, Vinput]
    voutputs: dict[int, Voutput]
    parameters: ThresholdParameters

    @property
    def ceremony(self) -> Ceremony:
        return self.roster.ceremony


def rehearse(size: int, threshold: int, seeds: list[bytes] | None = None) -> Rehearsal:
    ceremony = Ceremony(size, threshold)
    chosen = seeds or [new_seed() for _ in ceremony.numbers]
    members = {number: Member(ceremony, number, chosen[number - 1]) for number in ceremony.numbers}
    certificates = {number: member.certificate() for number, member in members.items()}
    roster = assemble(ceremony, certificates)
    polynomials = {number: member.polynomial(roster.certificates) for number, member in members.items()}
    gathered = gather(roster, polynomials)
    given = vinputs(gathered)
    voutputs = {number: member.voutput(roster.certificates, given[number]) for number, member in members.items()}
    parameters = threshold_parameters(gathered, voutputs)
    return Rehearsal(members, certificates, roster, polynomials, gathered, given, voutputs, parameters)


def lagrange(numbers: list[int], number: int) -> int:
    """The coefficient of one member's share when these members decrypt together."""
    result = 1
    for other in numbers:
        if other != number:
            result = result * other * pow(other - number, -1, Q) % Q
    return result


def joined(shares: dict[int, Secret]) -> Secret:
    """The election's secret key from a quorum's shares: what nobody ever computes outside a test."""
    numbers = list(shares)
    return Secret.sum(shares[number].times(lagrange(numbers, number)) for number in numbers)


def envelope(recipient: Point, content: bytes) -> str:
    """Encrypt any bytes: the keys and the nonce are hashes of hexadecimal text, the nonce whole."""
    randomness, session = Secret.random(), Secret.random()
    alpha, shared = base([randomness, session])
    key = hashlib.sha256(b"key|" + point_to_hex(shared).encode()).digest()
    nonce = hashlib.sha256(b"iv|" + point_to_hex(alpha).encode()).digest()
    (beta,) = mask(recipient, [randomness], [shared])
    data = AESGCM(key).encrypt(nonce, content, None)
    return ENCRYPTED_MESSAGE.write(EncryptedMessage("AES-GCM", alpha, beta, data)).decode()


def signed(keys: ChannelKeys, recipient: Point, message: str) -> bytes:
    inner = json.dumps({"recipient": point_to_hex(recipient), "message": message}, separators=(",", ":"))
    proof = sign_message(keys.signing, inner)
    signature = {"challenge": str(proof.challenge), "response": str(proof.response)}
    return json.dumps({"message": inner, "signature": signature}, separators=(",", ":")).encode()


@cache
def small() -> Rehearsal:
    """Three members of whom two decrypt, made once in a run."""
    return rehearse(3, 2)


@contextmanager
def named(member: int, reason: str) -> Iterator[None]:
    """Expect an error that names this member."""
    with pytest.raises(CeremonyError, match=reason) as caught:
        yield
    assert caught.value.member == member


def keys_of(day: Rehearsal, number: int) -> ChannelKeys:
    return ChannelKeys.from_seed(day.members[number].seed)
