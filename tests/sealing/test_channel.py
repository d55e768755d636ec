"""Messages between members: only the recipient reads them, and sees who wrote."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.errors import FormatError, ProofError
from sailau.formats.v1.ballot import Proof
from sailau.formats.v1.ceremony import ENCRYPTED_MESSAGE, EncryptedMessage
from sailau.group import IDENTITY, Point
from sailau.sealing import base58
from sailau.sealing.channel import ChannelKeys, new_seed, opening, read_encrypted, receive, receive_opened, send
from sailau.sealing.proofs import sign_message
from sailau.verifier.trustees import check_signature
from tests.sealing.rehearsal import envelope, signed

ALICE, BOB, EVE = (ChannelKeys.from_seed(new_seed()) for _ in range(3))
texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(texts)
@settings(max_examples=40, deadline=None)
def test_whatever_is_sent_is_received(message: str) -> None:
    text = send(ALICE.signing, BOB.encryption, message)
    assert receive(BOB.decryption, ALICE.verification, text) == message
    opened = opening(BOB.decryption, read_encrypted(text))
    assert receive_opened(opened, BOB.encryption, ALICE.verification, text) == message


def test_the_same_message_twice_shares_nothing_on_the_way() -> None:
    first, second = (read_encrypted(send(ALICE.signing, BOB.encryption, "сайлау")) for _ in range(2))
    assert {first.alpha, first.beta}.isdisjoint({second.alpha, second.beta})
    assert first.data != second.data


def test_another_recipient_cannot_open() -> None:
    text = send(ALICE.signing, BOB.encryption, "share")
    with pytest.raises(ProofError, match="not encrypted to this recipient"):
        receive(EVE.decryption, ALICE.verification, text)


def test_another_sender_is_not_believed() -> None:
    text = send(EVE.signing, BOB.encryption, "share")
    with pytest.raises(ProofError, match="signature does not hold"):
        receive(BOB.decryption, ALICE.verification, text)


def test_envelope_built_by_hand_opens() -> None:
    text = envelope(BOB.encryption, signed(ALICE, BOB.encryption, "by hand"))
    assert receive(BOB.decryption, ALICE.verification, text) == "by hand"


def test_message_forwarded_to_another_recipient_is_refused() -> None:
    """Bob opens what Alice wrote to him and encrypts it, signed as it is, to Eve."""
    text = envelope(EVE.encryption, signed(ALICE, BOB.encryption, "for Bob"))
    with pytest.raises(ProofError, match="another recipient"):
        receive(EVE.decryption, ALICE.verification, text)


@pytest.mark.parametrize("content", [b"", b"\xff", b"{}", b"[[[[", b'{"message":"HUSHED"}', b'{"message":"HUSHED'])
def test_malformed_content_is_refused_and_never_repeated(content: bytes) -> None:
    with pytest.raises(ProofError, match="not a signed message") as caught:
        receive(BOB.decryption, ALICE.verification, envelope(BOB.encryption, content))
    assert "HUSHED" not in str(caught.value)


def test_every_damaged_byte_of_an_envelope_is_noticed() -> None:
    text = send(ALICE.signing, BOB.encryption, "share")
    start = text.index('"data":"') + len('"data":"')
    for place in (start, start + 40, len(text) - 3):
        other = text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]
        with pytest.raises(ProofError, match="damaged"):
            receive(BOB.decryption, ALICE.verification, other)


@pytest.mark.parametrize("point", [IDENTITY, bytes(32), b"\xec" + b"\xff" * 30 + b"\x7f"])
def test_improper_points_in_an_envelope_are_refused(point: Point) -> None:
    sound = read_encrypted(send(ALICE.signing, BOB.encryption, "share"))
    for alpha, beta in ((point, sound.beta), (sound.alpha, point)):
        text = ENCRYPTED_MESSAGE.write(EncryptedMessage("AES-GCM", alpha, beta, sound.data)).decode()
        with pytest.raises(ProofError, match="not a proper member"):
            receive(BOB.decryption, ALICE.verification, text)


def test_data_shorter_than_a_tag_is_refused() -> None:
    sound = read_encrypted(send(ALICE.signing, BOB.encryption, "share"))
    for data in (b"", b"\x00", bytes(15)):
        text = ENCRYPTED_MESSAGE.write(EncryptedMessage("AES-GCM", sound.alpha, sound.beta, data)).decode()
        with pytest.raises(ProofError, match="damaged"):
            receive(BOB.decryption, ALICE.verification, text)


@pytest.mark.parametrize("algorithm", ['"algorithm":"AES-CCM",', ""])
def test_another_cipher_is_refused(algorithm: str) -> None:
    text = send(ALICE.signing, BOB.encryption, "share").replace('"algorithm":"AES-GCM",', algorithm)
    with pytest.raises(FormatError, match=r"algorithm"):
        receive(BOB.decryption, ALICE.verification, text)


@given(texts)
@settings(max_examples=20, deadline=None)
def test_signature_holds_for_its_text_and_key_only(text: str) -> None:
    proof = sign_message(ALICE.signing, text)
    check_signature(ALICE.verification, text, proof, "text")
    for key, other, changed in (
        (BOB.verification, text, proof),
        (ALICE.verification, text + " ", proof),
        (ALICE.verification, text, Proof(proof.challenge, proof.response ^ 1)),
    ):
        with pytest.raises(ProofError, match="signature does not hold"):
            check_signature(key, other, changed, "text")


def test_seed_has_22_characters_of_base58() -> None:
    seeds = {new_seed() for _ in range(50)}
    assert len(seeds) == 50
    assert all(len(seed) == 22 and base58.is_base58(seed) for seed in seeds)
    assert {bytes([sign]) for seed in seeds for sign in seed} <= {bytes([sign]) for sign in base58.ALPHABET}
    assert len(set(base58.ALPHABET)) == 58
    assert set(b"0OIl").isdisjoint(base58.ALPHABET)
