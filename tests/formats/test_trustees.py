"""The trustees' messages: one spelling, read and written alike."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.errors import FormatError
from sailau.formats.codec import Document
from sailau.formats.v1.ballot import Proof
from sailau.formats.v1.ceremony import (
    COMPLAINT,
    DECRYPTION_KEY,
    ENCRYPTED_MESSAGE,
    POLYNOMIAL,
    RAW_POLYNOMIAL,
    SHARE,
    VINPUT,
    VOUTPUT,
    Complaint,
    EncryptedMessage,
    Polynomial,
    RawPolynomial,
    Vinput,
    Voutput,
)
from sailau.formats.v1.trustees import (
    CERTIFICATE,
    CERTIFICATE_KEYS,
    COEFFICIENTS,
    TRUSTEES,
    CertificateKeys,
    Coefficients,
    Context,
    SignedMessage,
    ThresholdParameters,
    TrusteeKey,
    keys_of,
)
from sailau.group import Q, Secret, base

PRECINCT = Path(__file__).resolve().parents[1] / "vectors" / "precinct-25"
scalars = st.integers(0, Q - 1)
points = st.sampled_from(base([Secret(bytes([number])) for number in range(1, 21)]))
texts = st.text(st.characters(exclude_categories=["Cs"]))
numbers = st.integers(0, 2**53 - 1)
proofs = st.builds(Proof, scalars, scalars)
signed = st.builds(SignedMessage, texts, proofs)
keys = st.builds(TrusteeKey, proofs, points, st.none() | proofs)


def lists(element: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[Any]:
    return st.lists(element, min_size=least, max_size=3).map(tuple)


pedersen = st.builds(ThresholdParameters, numbers, lists(signed), lists(signed), lists(proofs), lists(keys))
MESSAGES: list[tuple[Document[Any], st.SearchStrategy[Any]]] = [
    (TRUSTEES, lists(keys | pedersen, 1).filter(lambda items: bool(keys_of(items)))),
    (CERTIFICATE, signed),
    (
        CERTIFICATE_KEYS,
        st.builds(CertificateKeys, st.builds(Context, texts, numbers, numbers, numbers), points, points),
    ),
    (COEFFICIENTS, st.builds(Coefficients, lists(points))),
    (ENCRYPTED_MESSAGE, st.builds(EncryptedMessage, st.just("AES-GCM"), points, points, st.binary(max_size=40))),
    (POLYNOMIAL, st.builds(Polynomial, texts, lists(texts), signed, proofs)),
    (VINPUT, st.builds(Vinput, texts, lists(texts), lists(signed), lists(proofs))),
    (VOUTPUT, st.builds(Voutput, texts, keys)),
    (COMPLAINT, st.builds(Complaint, numbers, numbers, points, proofs)),
]


@given(st.one_of([st.tuples(st.just(document), values) for document, values in MESSAGES]))
@settings(max_examples=200, deadline=None)
def test_what_is_written_is_read(message: tuple[Document[Any], Any]) -> None:
    document, value = message
    assert document.read(document.write(value)) == value


@given(st.lists(scalars, max_size=4))
@settings(max_examples=40, deadline=None)
def test_secret_scalars_survive_as_decimal_strings(values: list[int]) -> None:
    data = json.dumps({"polynomial": [str(value) for value in values]}, separators=(",", ":")).encode()
    opened = RAW_POLYNOMIAL.read(data)
    assert [secret.reveal() for secret in opened.polynomial] == [value.to_bytes(32, "little") for value in values]
    assert RAW_POLYNOMIAL.write(opened) == data
    assert repr(RawPolynomial(opened.polynomial)).count("Secret(…)") == len(values)


@pytest.mark.parametrize("document", [SHARE, DECRYPTION_KEY])
@pytest.mark.parametrize("text", ["0314159", str(Q), "-314159", "314159.0", "0x314159", " 314159", "٣١٤١٥٩", ""])
def test_secret_of_another_spelling_is_refused_and_not_repeated(document: Document[Any], text: str) -> None:
    name = "secret" if document is SHARE else "decryption_key"
    for value in (text, 314159, None, [text]):
        with pytest.raises(FormatError) as caught:
            document.read(json.dumps({name: value}, ensure_ascii=False, separators=(",", ":")).encode())
        assert "14159" not in str(caught.value)
        assert str(Q) not in str(caught.value)


@pytest.mark.parametrize(
    ("document", "name"),
    [
        (TRUSTEES, "trustees.json"),
        *((CERTIFICATE, f"trustees/{number}.cert") for number in range(1, 8)),
        *((VINPUT, f"trustees/{number}.vinput") for number in range(1, 8)),
        *((VOUTPUT, f"trustees/{number}.voutput") for number in range(1, 8)),
        *((ENCRYPTED_MESSAGE, f"trustees/{number}.dkey") for number in range(1, 8)),
    ],
)
def test_vectors_are_rewritten_byte_for_byte(document: Document[Any], name: str) -> None:
    data = (PRECINCT / name).read_bytes().removesuffix(b"\n")
    assert document.write(document.read(data)) == data


@pytest.mark.parametrize(
    "trustees",
    [[], [["Mandatory", {}]], [["Single"]], ["Single"], {}, [["Pedersen", {"threshold": 1}]], [["Single", {}, 1]]],
)
def test_other_shapes_are_no_trustees(trustees: object) -> None:
    with pytest.raises(FormatError, match="trustees"):
        TRUSTEES.read(json.dumps(trustees, separators=(",", ":")).encode())


def test_more_than_255_trustees_are_refused() -> None:
    (key,) = base([Secret.random()])
    crowd = (TrusteeKey(Proof(1, 2), key),)
    assert len(TRUSTEES.read(TRUSTEES.write(crowd * 255))) == 255
    with pytest.raises(FormatError, match="255"):
        TRUSTEES.read(TRUSTEES.write(crowd * 256))


@pytest.mark.parametrize("data", ["AB", "a", "zz", "0 "])
def test_ciphertext_of_another_spelling_is_refused(data: str) -> None:
    sound = json.loads((PRECINCT / "trustees" / "1.dkey").read_bytes())
    with pytest.raises(FormatError):
        ENCRYPTED_MESSAGE.read(json.dumps({**sound, "data": data}, separators=(",", ":")).encode())
