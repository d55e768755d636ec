"""Members with a joint key, made without the ceremony, so that each message can be wrong and rightly signed."""

from dataclasses import dataclass
from functools import cache

from sailau.formats.v1.trustees import (
    CERTIFICATE_KEYS,
    COEFFICIENTS,
    CertificateKeys,
    Coefficients,
    Context,
    SignedMessage,
    ThresholdParameters,
    TrusteeKey,
)
from sailau.group import Point, Secret, base, point_to_hex
from sailau.sealing.proofs import prove_possession, sign_message
from sailau.verifier.trustees import certs_text


@dataclass(slots=True)
class Members:
    """A joint key with every secret, made without the ceremony so that each message can be wrong and signed."""

    signing: list[Secret]
    contexts: list[Context]
    verification: list[Point]
    encryption: list[Point]
    coefficients: list[list[Point]]
    shares: list[Secret]
    keys: list[Point]
    threshold: int = 2

    def parameters(self) -> ThresholdParameters:
        """Sign everything as it stands."""
        certs, coefexps = self.certificates(), self.commitments()
        bindings = tuple(
            sign_message(key, certs_text(certs, tuple(points)))
            for key, points in zip(self.signing, self.coefficients, strict=True)
        )
        keys = tuple(
            TrusteeKey(prove_possession(share), public, sign_message(key, point_to_hex(public)))
            for share, public, key in zip(self.shares, self.keys, self.signing, strict=True)
        )
        return ThresholdParameters(self.threshold, certs, coefexps, bindings, keys)

    def certificates(self) -> tuple[SignedMessage, ...]:
        texts = [
            CERTIFICATE_KEYS.write(CertificateKeys(context, verification, encryption)).decode()
            for context, verification, encryption in zip(self.contexts, self.verification, self.encryption, strict=True)
        ]
        return signed(self.signing, texts)

    def commitments(self) -> tuple[SignedMessage, ...]:
        return signed(
            self.signing, [COEFFICIENTS.write(Coefficients(tuple(points))).decode() for points in self.coefficients]
        )


def signed(keys: list[Secret], texts: list[str]) -> tuple[SignedMessage, ...]:
    return tuple(SignedMessage(text, sign_message(key, text)) for key, text in zip(keys, texts, strict=True))


SIZE, THRESHOLD = 3, 2


@cache
def polynomials() -> list[list[Secret]]:
    """Each member's secret coefficients."""
    return [[Secret.random() for _ in range(THRESHOLD)] for _ in range(SIZE)]


def members() -> Members:
    """Three sound members, two decrypt."""
    signing = [Secret.random() for _ in range(SIZE)]
    shares = [
        Secret.sum(Secret.sum(c.times(number**power) for power, c in enumerate(line)) for line in polynomials())
        for number in range(1, SIZE + 1)
    ]
    return Members(
        signing=signing,
        contexts=[Context("Ed25519", SIZE, THRESHOLD, number) for number in range(1, SIZE + 1)],
        verification=base(signing),
        encryption=base(Secret.random() for _ in range(SIZE)),
        coefficients=[base(line) for line in polynomials()],
        shares=shares,
        keys=base(shares),
    )
