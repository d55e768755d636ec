"""The key ceremony of a precinct commission (specification, "Pedersen protocol"; L 10(3), M5).

The members make the election's key together: nobody ever holds its secret half, and any `threshold` of them
can decrypt. The steps are numbered as in the specification:

    1 each member        Member.certificate     the keys that sign and receive this ceremony's messages
    2 the coordinator    assemble               everybody's certificates, checked
    3 each member        Member.polynomial      a secret polynomial: committed to, and a share of it for everybody
    4 the coordinator    gather, vinputs        the polynomials, checked; for each member the messages meant for it
    5 each member        Member.voutput         the shares, checked and added up: the decryption key and its proof
    6 the coordinator    threshold_parameters   the public outcome, for the election's trustees

A member keeps the seed between the steps, and the polynomial, so that a step that is repeated after a power cut gives
the same polynomial and share (`service.ceremony_steps`); both also travel encrypted to oneself. Whoever
sends something wrong is named by a `CeremonyError`. Two kinds of fault need care. The coordinator's own (a list
that is not complete, another ceremony's message) is number `COORDINATOR`. A share that does not fit is seen
by its recipient alone; `complaint` lets everybody see who is right. After any fault the ceremony is begun
again with new seeds: the envelopes do not name their ceremony, so a seed serves one ceremony only. (A member who
finds commitments bound to other certificates cannot tell whether their sender or the coordinator shows two lists;
the error names the sender, the minutes decide.)
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from sailau.errors import COORDINATOR, CeremonyError, FormatError, GroupError, ProofError, invariant
from sailau.formats.v1 import GROUP
from sailau.formats.v1.ballot import Proof
from sailau.formats.v1.ceremony import (
    DECRYPTION_KEY,
    RAW_POLYNOMIAL,
    SHARE,
    DecryptionKey,
    Polynomial,
    RawPolynomial,
    Share,
    Vinput,
    Voutput,
)
from sailau.formats.v1.trustees import (
    CERTIFICATE_KEYS,
    COEFFICIENTS,
    TRUSTEES_MAX,
    CertificateKeys,
    Coefficients,
    Context,
    SignedMessage,
    ThresholdParameters,
    TrusteeKey,
)
from sailau.group import Point, Secret, base, point_to_hex
from sailau.sealing.channel import ChannelKeys, read_encrypted, receive, send
from sailau.sealing.proofs import prove_possession, sign_message
from sailau.verifier.trustees import (
    at_index,
    certs_text,
    check_binding,
    check_share_key,
    column_products,
    read_certificate,
    read_coefficients,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ceremony:
    """How many members, and how many of them decrypt. `threshold` is from 1 to `size` − 1: one key may be lost.

    An election's definition asks for more (at least two decrypt). Raises CeremonyError when out of range.
    """

    size: int
    threshold: int

    def __post_init__(self) -> None:
        if not 2 <= self.size <= TRUSTEES_MAX:
            raise CeremonyError(COORDINATOR, f"{self.size} members; from 2 to {TRUSTEES_MAX} can make a key")
        if not 1 <= self.threshold <= self.size - 1:
            raise CeremonyError(COORDINATOR, f"threshold {self.threshold} is not from 1 to {self.size - 1}")

    @property
    def numbers(self) -> range:
        """The members' numbers, from 1."""
        return range(1, self.size + 1)


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody's certificates, checked by `read_roster`, in the order of the members' numbers."""

    ceremony: Ceremony
    certificates: tuple[SignedMessage, ...]
    keys: tuple[CertificateKeys, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everybody's polynomials, checked by `gather`, and the coefficients of their sum as exponentials."""

    roster: Roster
    polynomials: tuple[Polynomial, ...]
    joint: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """One member's part. It holds the ceremony's shape, the own number from 1, and the seed; no other state."""

    ceremony: Ceremony
    number: int
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if self.number not in self.ceremony.numbers:
            raise CeremonyError(COORDINATOR, f"no member {self.number} in a ceremony of {self.ceremony.size}")

    def certificate(self) -> SignedMessage:
        """Step 1: sign the public halves of the channel keys. Raises FormatError on a malformed seed."""
        keys = ChannelKeys.from_seed(self.seed)
        context = Context(GROUP, self.ceremony.size, self.ceremony.threshold, self.number)
        content = CertificateKeys(context, keys.verification, keys.encryption)
        text = CERTIFICATE_KEYS.write(content).decode("utf-8")
        return SignedMessage(text, sign_message(keys.signing, text))

    def draw(self) -> tuple[Secret, ...]:
        """Draw a secret polynomial: a coefficient for each of the threshold's number."""
        return tuple(Secret.random() for _ in range(self.ceremony.threshold))

    def polynomial(
        self, certificates: tuple[SignedMessage, ...], coefficients: tuple[Secret, ...] | None = None
    ) -> Polynomial:
        """Step 3: commit to the secret polynomial (`draw`), and send each member its value there.

        Made again with the same coefficients it is other bytes but the same polynomial and shares: that is harmless,
        while two polynomials of one seed are not. Raises CeremonyError naming whose certificate is wrong.
        """
        keys, roster = self._keys_in(certificates)
        coefficients = coefficients or self.draw()
        invariant(
            len(coefficients) == self.ceremony.threshold, "a polynomial has the threshold's number of coefficients"
        )
        commitments = tuple(base(coefficients))
        text = COEFFICIENTS.write(Coefficients(commitments)).decode("utf-8")
        kept = RAW_POLYNOMIAL.write(RawPolynomial(coefficients)).decode("ascii")
        shares = (SHARE.write(Share(_value(coefficients, n))).decode("ascii") for n in self.ceremony.numbers)
        return Polynomial(
            polynomial=send(keys.signing, keys.encryption, kept),
            secrets=tuple(
                send(keys.signing, other.encryption, share) for other, share in zip(roster.keys, shares, strict=True)
            ),
            coefexps=SignedMessage(text, sign_message(keys.signing, text)),
            signature=sign_message(keys.signing, certs_text(certificates, commitments)),
        )

    def voutput(self, certificates: tuple[SignedMessage, ...], vinput: Vinput) -> Voutput:
        """Step 5: check everybody's commitments and shares, add the shares up, and prove the sum.

        Raises CeremonyError naming who sent what does not fit.
        """
        keys, roster = self._keys_in(certificates)
        lists = (vinput.secrets, vinput.coefexps, vinput.signatures)
        if any(len(entries) != self.ceremony.size for entries in lists):
            raise CeremonyError(COORDINATOR, "the messages handed over are not one from each member")
        committed = [
            self._commitments(roster, number, vinput.coefexps[number - 1], vinput.signatures[number - 1])
            for number in self.ceremony.numbers
        ]
        self._check_kept(keys, vinput.polynomial, committed[self.number - 1])
        shares = [
            self._share(keys, roster, sender, text, committed[sender - 1])
            for sender, text in enumerate(vinput.secrets, 1)
        ]
        return _voutput(keys, Secret.sum(shares))

    def _keys_in(self, certificates: tuple[SignedMessage, ...]) -> tuple[ChannelKeys, Roster]:
        """Check the list of certificates, and that it has the own one in its place."""
        keys = ChannelKeys.from_seed(self.seed)
        roster = read_roster(self.ceremony, certificates)
        own = roster.keys[self.number - 1]
        if (own.verification, own.encryption) != (keys.verification, keys.encryption):
            raise CeremonyError(COORDINATOR, f"the certificate in place {self.number} is not that member's")
        return keys, roster

    def _commitments(self, roster: Roster, number: int, message: SignedMessage, proof: Proof) -> tuple[Point, ...]:
        with self._naming_sender(number):
            return _read_commitments(roster, number, message, proof)

    def _check_kept(self, keys: ChannelKeys, text: str, commitments: tuple[Point, ...]) -> None:
        """Check that the own polynomial came back: else an earlier ceremony's messages are being replayed."""
        with _naming(COORDINATOR):
            kept = RAW_POLYNOMIAL.read(receive(keys.decryption, keys.verification, text).encode("utf-8"))
        if tuple(base(kept.polynomial)) != commitments:
            raise CeremonyError(COORDINATOR, f"what member {self.number} kept is of another ceremony")

    def _share(
        self, keys: ChannelKeys, roster: Roster, sender: int, text: str, commitments: tuple[Point, ...]
    ) -> Secret:
        """Open the share that a sender wrote to this member, and check it against the sender's commitments."""
        with self._naming_sender(sender):
            text = receive(keys.decryption, roster.keys[sender - 1].verification, text)
            return read_share(text, commitments, self.number)

    def _naming_sender(self, number: int) -> AbstractContextManager[None]:
        """Name the sender of what is wrong; what oneself sent can only have been changed on the way."""
        return _naming(COORDINATOR if number == self.number else number)


def read_roster(ceremony: Ceremony, certificates: Sequence[SignedMessage]) -> Roster:
    """Check everybody's certificates. Raises CeremonyError naming whose is wrong, missing or a copy."""
    if len(certificates) != ceremony.size:
        raise CeremonyError(COORDINATOR, f"{len(certificates)} certificates where {ceremony.size} are due")
    keys = tuple(check_certificate(ceremony, number, entry) for number, entry in enumerate(certificates, 1))
    seen: dict[Point, int] = {}
    for number, entry in enumerate(keys, 1):
        for point in (entry.verification, entry.encryption):
            if point in seen:
                raise CeremonyError(number, f"a key of this certificate stands already in that of member {seen[point]}")
            seen[point] = number
    return Roster(ceremony, tuple(certificates), keys)


def check_certificate(ceremony: Ceremony, number: int, certificate: SignedMessage) -> CertificateKeys:
    """Check one certificate as it arrives. Raises CeremonyError naming `number`."""
    with _naming(number):
        return read_certificate(certificate, ceremony.size, ceremony.threshold, number)


def assemble(ceremony: Ceremony, certificates: Mapping[int, SignedMessage]) -> Roster:
    """Step 2: put the members' certificates, by number, into the one list. Raises CeremonyError."""
    return read_roster(ceremony, _complete(ceremony, certificates, "certificate"))


def check_polynomial(roster: Roster, number: int, polynomial: Polynomial) -> tuple[Point, ...]:
    """Check what is public of a member's polynomial as it arrives; returns the commitments g^(a_k).

    The shares are sealed to their recipients; only `Member.voutput` sees whether they fit.
    Raises CeremonyError naming `number`.
    """
    if len(polynomial.secrets) != roster.ceremony.size:
        raise CeremonyError(number, f"{len(polynomial.secrets)} shares where {roster.ceremony.size} are due")
    with _naming(number):
        for text in (polynomial.polynomial, *polynomial.secrets):
            read_encrypted(text)
        return _read_commitments(roster, number, polynomial.coefexps, polynomial.signature)


def gather(roster: Roster, polynomials: Mapping[int, Polynomial]) -> Gathered:
    """Step 4: check everybody's polynomials, by number. Raises CeremonyError naming who is wrong or missing."""
    ordered = _complete(roster.ceremony, polynomials, "polynomial")
    committed = [check_polynomial(roster, number, entry) for number, entry in enumerate(ordered, 1)]
    seen: dict[Point, int] = {}
    for number, points in enumerate(committed, 1):
        if points[0] in seen:
            raise CeremonyError(number, f"this polynomial is a copy of that of member {seen[points[0]]}")
        seen[points[0]] = number
    return Gathered(roster, tuple(ordered), tuple(column_products(committed)))


def vinputs(gathered: Gathered) -> dict[int, Vinput]:
    """Step 4, continued: put together for each member, by number, the messages meant for that member."""
    polynomials = gathered.polynomials
    coefexps = tuple(entry.coefexps for entry in polynomials)
    signatures = tuple(entry.signature for entry in polynomials)
    return {
        number: Vinput(
            polynomials[number - 1].polynomial,
            tuple(entry.secrets[number - 1] for entry in polynomials),
            coefexps,
            signatures,
        )
        for number in gathered.roster.ceremony.numbers
    }


def check_voutput(gathered: Gathered, number: int, voutput: Voutput) -> None:
    """Check a member's verification key, its proof and signature. Raises CeremonyError naming `number`."""
    with _naming(number):
        read_encrypted(voutput.private_key)
        expected = at_index(gathered.joint, number)
        check_share_key(voutput.public_key, expected, gathered.roster.keys[number - 1].verification, number)


def threshold_parameters(gathered: Gathered, voutputs: Mapping[int, Voutput]) -> ThresholdParameters:
    """Step 6: check everybody's output and publish the outcome; its sub-key is `gathered.joint[0]`.

    Raises CeremonyError naming whose output is wrong or missing.
    """
    ordered = _complete(gathered.roster.ceremony, voutputs, "output of step 5")
    for number, entry in enumerate(ordered, 1):
        check_voutput(gathered, number, entry)
    return ThresholdParameters(
        threshold=gathered.roster.ceremony.threshold,
        certs=gathered.roster.certificates,
        coefexps=tuple(entry.coefexps for entry in gathered.polynomials),
        signatures=tuple(entry.signature for entry in gathered.polynomials),
        verification_keys=tuple(entry.public_key for entry in ordered),
    )


def decryption_share(seed: bytes, private_key: str, parameters: ThresholdParameters) -> tuple[int, Secret]:
    """Open a member's decryption key (`voutput.private_key`); returns the member's number with it.

    The number counts from 1 within this Pedersen item, which the verifier has judged. Raises FormatError when the
    text is malformed; ProofError when the seed is of nobody here, or the key is not the one published for that member.
    """
    number, share = _number_of(ChannelKeys.from_seed(seed), parameters), opened_share(seed, private_key)
    if base([share]) != [parameters.verification_keys[number - 1].public_key]:
        raise ProofError(f"decryption key of member {number}: not the one whose public half is published")
    return number, share


def opened_share(seed: bytes, private_key: str) -> Secret:
    """Open a decryption key by the seed alone, whatever ceremony it is of. Raises FormatError or ProofError."""
    keys = ChannelKeys.from_seed(seed)
    text = receive(keys.decryption, keys.verification, private_key)
    return DECRYPTION_KEY.read(text.encode("utf-8")).decryption_key


def single_key() -> tuple[Secret, TrusteeKey]:
    """Make the key of a trustee without whom nothing is decrypted ("Single"); our precincts have none."""
    secret = Secret.random()
    (public,) = base([secret])
    return secret, TrusteeKey(prove_possession(secret), public)


def read_share(text: str, commitments: tuple[Point, ...], recipient: int) -> Secret:
    """Read an opened share and check g^s = ∏ A_k^(j^k). Raises FormatError or ProofError, without the share."""
    share = SHARE.read(text.encode("utf-8")).secret
    if base([share]) != [at_index(commitments, recipient)]:
        raise ProofError(f"the share for member {recipient} does not fit the sender's own commitments")
    return share


def _value(coefficients: tuple[Secret, ...], number: int) -> Secret:
    """Evaluate the secret polynomial at a member's number (Horner)."""
    value = Secret(bytes(32))
    for coefficient in reversed(coefficients):
        value = value.times(number) + coefficient
    return value


def _voutput(keys: ChannelKeys, share: Secret) -> Voutput:
    (public,) = base([share])
    text = DECRYPTION_KEY.write(DecryptionKey(share)).decode("ascii")
    signature = sign_message(keys.signing, point_to_hex(public))
    return Voutput(
        private_key=send(keys.signing, keys.encryption, text),
        public_key=TrusteeKey(prove_possession(share), public, signature),
    )


def _read_commitments(roster: Roster, number: int, message: SignedMessage, proof: Proof) -> tuple[Point, ...]:
    key = roster.keys[number - 1].verification
    points = read_coefficients(message, key, roster.ceremony.threshold, number)
    check_binding(roster.certificates, points, key, proof, number)
    return points


def _number_of(keys: ChannelKeys, parameters: ThresholdParameters) -> int:
    for number, certificate in enumerate(parameters.certs, 1):
        if CERTIFICATE_KEYS.read(certificate.message.encode("utf-8")).verification == keys.verification:
            return number
    raise ProofError("the seed is of no member of this ceremony")


def _complete(ceremony: Ceremony, messages: Mapping[int, T], what: str) -> list[T]:
    """Demand one message from every member and from nobody else. Raises CeremonyError."""
    for number in ceremony.numbers:
        if number not in messages:
            raise CeremonyError(number, f"the {what} is missing")
    for number in messages:
        if number not in ceremony.numbers:
            raise CeremonyError(number, f"no member of a ceremony of {ceremony.size}")
    return [messages[number] for number in ceremony.numbers]


@contextmanager
def _naming(member: int) -> Iterator[None]:
    """Turn what is wrong with a message into an error that names who sent it."""
    try:
        yield
    except (FormatError, GroupError, ProofError) as error:
        raise CeremonyError(member, str(error)) from None
