"""Step 4: the trustees — certificates, polynomials, keys, and the combined key.

The key ceremony uses the same functions on each member's messages as they arrive, so a member who
misbehaves is named there and not only found here.
"""

from collections.abc import Sequence

from sailau.errors import FormatError, ProofError
from sailau.formats.v1 import GROUP, challenges
from sailau.formats.v1.ballot import Proof
from sailau.formats.v1.trustees import (
    CERTIFICATE_KEYS,
    CERTIFICATES_AND_COEFFICIENTS,
    COEFFICIENTS,
    CertificateKeys,
    CertificatesAndCoefficients,
    Context,
    SignedMessage,
    ThresholdParameters,
    TrusteeKey,
    Trustees,
)
from sailau.group import IDENTITY, Point, Q, check, point_to_hex, products, rows
from sailau.verifier.finding import Findings


def check_signature(key: Point, text: str, proof: Proof, what: str) -> None:
    """Check a Schnorr-like signature between trustees. Raises ProofError."""
    (commitment,) = rows(IDENTITY, [(proof.response, 0, ((key, proof.challenge),))])
    if challenges.message(text, commitment) != proof.challenge:
        raise ProofError(f"{what}: the signature does not hold")


def check_points(points: Sequence[Point], what: str) -> None:
    """Demand members of the group other than the identity. Raises ProofError."""
    if IDENTITY in points or not all(check(points)):
        raise ProofError(f"{what}: a point is not a proper member of the group")


def read_certificate(certificate: SignedMessage, size: int, threshold: int, index: int) -> CertificateKeys:
    """Open and check a trustee's certificate (`index` from 1). Raises FormatError or ProofError."""
    keys = CERTIFICATE_KEYS.read(certificate.message.encode("utf-8"))
    what = f"certificate of trustee {index}"
    if keys.context != Context(GROUP, size, threshold, index):
        raise ProofError(f"{what}: made for another ceremony or place")
    check_points((keys.verification, keys.encryption), what)
    check_signature(keys.verification, certificate.message, certificate.signature, what)
    return keys


def read_coefficients(message: SignedMessage, key: Point, threshold: int, index: int) -> tuple[Point, ...]:
    """Open and check a trustee's exponentiated coefficients. Raises FormatError or ProofError."""
    what = f"coefficients of trustee {index}"
    points = COEFFICIENTS.read(message.message.encode("utf-8")).coefexps
    if len(points) != threshold:
        raise ProofError(f"{what}: {len(points)} where {threshold} are due")
    check_points(points, what)
    check_signature(key, message.message, message.signature, what)
    return points


def check_binding(
    certificates: tuple[SignedMessage, ...], coefficients: tuple[Point, ...], key: Point, proof: Proof, index: int
) -> None:
    """Check that a trustee bound own coefficients to everybody's certificates. Raises ProofError."""
    text = certs_text(certificates, coefficients)
    check_signature(key, text, proof, f"binding of trustee {index} to all certificates")


def certs_text(certificates: tuple[SignedMessage, ...], coefficients: tuple[Point, ...]) -> str:
    """Return the text that binds coefficients to certificates (`certs_sig|…`)."""
    content = CERTIFICATES_AND_COEFFICIENTS.write(CertificatesAndCoefficients(certificates, coefficients))
    return f"certs_sig|{content.decode('utf-8')}"


def column_products(polynomials: Sequence[tuple[Point, ...]]) -> list[Point]:
    """Multiply the coefficients of all trustees place by place: the joint polynomial's."""
    return products(list(zip(*polynomials, strict=True)))


def at_index(coefficients: Sequence[Point], index: int) -> Point:
    """Evaluate an exponentiated polynomial at a trustee's number: ∏ A_k^(index^k)."""
    pairs = tuple((point, pow(index, power, Q)) for power, point in enumerate(coefficients))
    return rows(IDENTITY, [(0, 0, pairs)])[0]


def check_key(key: TrusteeKey, what: str) -> None:
    """Check the proof of knowing a trustee's secret key. Raises ProofError."""
    check_points((key.public_key,), what)
    proof = key.pok
    (commitment,) = rows(IDENTITY, [(proof.response, 0, ((key.public_key, proof.challenge),))])
    if challenges.possession(key.public_key, commitment) != proof.challenge:
        raise ProofError(f"{what}: knowledge of the secret key is not proved")


def check_share_key(key: TrusteeKey, expected: Point, verification: Point, index: int) -> None:
    """Check a threshold trustee's verification key against the joint polynomial. Raises ProofError."""
    what = f"verification key of trustee {index}"
    if key.public_key != expected:
        raise ProofError(f"{what}: not the one that the polynomials give")
    check_key(key, what)
    if key.signature is None:
        raise ProofError(f"{what}: not signed")
    check_signature(verification, point_to_hex(key.public_key), key.signature, what)


def check_threshold(parameters: ThresholdParameters, what: str) -> Point:
    """Check one Pedersen item whole; returns its sub-key. Raises FormatError or ProofError."""
    size, threshold = len(parameters.certs), parameters.threshold
    lists = (parameters.coefexps, parameters.signatures, parameters.verification_keys)
    if not 1 <= threshold <= size or any(len(entries) != size for entries in lists):
        raise ProofError(f"{what}: the lists do not have one entry a trustee, or the threshold is out of range")
    keys = [read_certificate(cert, size, threshold, i) for i, cert in enumerate(parameters.certs, 1)]
    polynomials = [
        read_coefficients(message, key.verification, threshold, i)
        for i, (message, key) in enumerate(zip(parameters.coefexps, keys, strict=True), 1)
    ]
    for i, (points, key, proof) in enumerate(zip(polynomials, keys, parameters.signatures, strict=True), 1):
        check_binding(parameters.certs, points, key.verification, proof, i)
    joint = column_products(polynomials)
    for i, (share, key) in enumerate(zip(parameters.verification_keys, keys, strict=True), 1):
        check_share_key(share, at_index(joint, i), key.verification, i)
    return joint[0]


def combined_key(trustees: Trustees) -> Point:
    """Check every item and return the election key that they give. Raises FormatError or ProofError."""
    sub_keys = []
    for number, item in enumerate(trustees):
        what = f"trustee item {number}"
        if isinstance(item, TrusteeKey):
            check_key(item, what)
            sub_keys.append(item.public_key)
        else:
            sub_keys.append(check_threshold(item, what))
    return products([sub_keys])[0]


def check_trustees(trustees: Trustees, election_key: Point, findings: Findings) -> None:
    """Step 4: report whether the trustees' messages are sound and give the election's key."""
    try:
        key = combined_key(trustees)
    except (FormatError, ProofError) as error:
        findings.defect(4, "trustees", "trustees", str(error))
        return
    if key == IDENTITY or key != election_key:
        findings.defect(4, "election-key", "election.public_key", "not the key that the trustees' messages give")
