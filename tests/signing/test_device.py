"""Raw device signatures and the QR's summary: bound to key, tag and message."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.errors import FormatError, InvariantError, SignatureError
from sailau.signing.device import device_sign, device_verify, judge_certificate
from sailau.signing.precinct_pki import PrecinctPki
from sailau.signing.roles import DocumentKind, Role
from sailau.signing.summary import PaperSummary, read_summary, sign_summary
from sailau.signing.trust import Trust

TAG = b"sailau/sealed-card/1"


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=200), st.binary(min_size=1, max_size=255))
def test_signature_of_any_message_verifies_in_64_bytes(pki: PrecinctPki, message: bytes, tag: bytes) -> None:
    terminal = pki.signers["terminal-1"]
    signature = device_sign(terminal.key, tag, message)
    assert len(signature) == 64
    device_verify(terminal.certificate, tag, message, signature)


def test_other_message_tag_terminal_or_signature_is_refused(pki: PrecinctPki) -> None:
    one, two = pki.signers["terminal-1"], pki.signers["terminal-2"]
    signature = device_sign(one.key, TAG, b"card 7")
    altered = signature[:40] + bytes([signature[40] ^ 1]) + signature[41:]
    attacks = [
        (one, TAG, b"card 8", signature),
        (one, TAG + b"0", b"card 7", signature),
        (one, TAG[:-1], TAG[-1:] + b"card 7", signature),
        (two, TAG, b"card 7", signature),
        (one, TAG, b"card 7", altered),
        (one, TAG, b"card 7", bytes(64)),
        (one, TAG, b"card 7", b"\xff" * 64),
        (one, TAG, b"card 7", signature[:-1]),
    ]
    for signer, tag, message, given_signature in attacks:
        with pytest.raises(SignatureError):
            device_verify(signer.certificate, tag, message, given_signature)


def test_empty_and_long_tags_are_our_own_mistake(pki: PrecinctPki) -> None:
    for tag in (b"", bytes(256)):
        with pytest.raises(InvariantError):
            device_sign(pki.signers["terminal-1"].key, tag, b"")


def test_device_certificate_is_judged_by_chain_and_role(
    pki: PrecinctPki, other_pki: PrecinctPki, trust: Trust, later: Trust
) -> None:
    terminal = pki.signers["terminal-1"]
    judged = judge_certificate(terminal.certificate, terminal.chain, DocumentKind.SEALED_CARD, trust)
    assert (judged.role, judged.holder.device) == (Role.TERMINAL, "terminal-1")
    with pytest.raises(SignatureError, match="a terminal may not sign a activation_mark"):
        judge_certificate(terminal.certificate, terminal.chain, DocumentKind.ACTIVATION_MARK, trust)
    with pytest.raises(SignatureError, match="expired"):
        judge_certificate(terminal.certificate, terminal.chain, DocumentKind.SEALED_CARD, later)
    foreign = other_pki.signers["terminal-1"]
    with pytest.raises(SignatureError):
        judge_certificate(foreign.certificate, foreign.chain, DocumentKind.SEALED_CARD, trust)
    with pytest.raises(SignatureError, match="not to precinct-9"):
        judge_certificate(
            terminal.certificate, terminal.chain, DocumentKind.SEALED_CARD, replace(trust, precinct="precinct-9")
        )


def test_paper_summary_comes_back_and_an_altered_vote_is_refused(pki: PrecinctPki) -> None:
    computer = pki.signers["precinct-computer"]
    summary = PaperSummary(
        election="president-2005", precinct="precinct-25", data_sha256="5f" * 32, votes=(9, 6, 6, 2, 7)
    )
    text = sign_summary(summary, computer)
    assert read_summary(text, computer.certificate) == summary
    with pytest.raises(SignatureError):
        read_summary(text.replace("9,6,6", "9,7,5"), computer.certificate)
    for garbled in (text[:-1], text[1:], text.replace("|", "/"), "", "SAILAU1||||||"):
        with pytest.raises((FormatError, SignatureError)):
            read_summary(garbled, computer.certificate)
