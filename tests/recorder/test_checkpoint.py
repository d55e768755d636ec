"""A checkpoint is a note that anyone's tool can judge, and only the device can sign (E18, E49)."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sailau.errors import FormatError, InvariantError, ProofError
from sailau.recorder.checkpoint import (
    Checkpoint,
    NoteVerifier,
    check_growth,
    open_checkpoint,
    parse_vkey,
    sign_checkpoint,
    verifier_of,
)
from sailau.recorder.merkle import consistency_proof, leaf_hash, root_of
from tests.recorder import outsider

NAME = "sailau.example/precinct/750015/terminal-1"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LEAVES = [leaf_hash(b"%d" % number) for number in range(1000)]


def checkpoint(size: int = 1000) -> Checkpoint:
    return Checkpoint(origin=NAME, size=size, root=root_of(LEAVES[:size]))


def test_a_strangers_verifier_accepts_note_key_and_root() -> None:
    note, vkey = sign_checkpoint(checkpoint(), KEY), verifier_of(NAME, KEY).vkey()
    assert outsider.note_is_good(note, vkey)
    assert outsider.size_and_root(note) == (NAME, 1000, outsider.tree_hash([b"%d" % n for n in range(1000)]))
    assert open_checkpoint(note, parse_vkey(vkey)) == checkpoint()


def test_the_published_example_of_a_note_is_judged_alike() -> None:
    """The example of Go's golang.org/x/mod/sumdb/note, whose format C2SP took over."""
    vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    example = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n\n"
        "\u2014 PeterNeumann "
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )
    verifier = parse_vkey(vkey)
    assert verifier.key_hash.hex() == "c74f20a3"
    assert outsider.note_is_good(example.encode(), vkey)
    with pytest.raises(FormatError, match="origin, size and root"):
        open_checkpoint(example.encode(), verifier)


@pytest.mark.parametrize("at", range(0, 190, 3))
def test_no_byte_of_a_note_can_be_changed(at: int) -> None:
    note = sign_checkpoint(checkpoint(), KEY)
    changed = note[:at] + bytes([note[at] ^ 1]) + note[at + 1 :]
    with pytest.raises((FormatError, ProofError)):
        open_checkpoint(changed, verifier_of(NAME, KEY))


def test_a_witness_may_sign_beside() -> None:
    note = sign_checkpoint(checkpoint(), KEY)
    witness = base64.b64encode(b"abcd" + bytes(64)).decode()
    assert open_checkpoint(note + f"\u2014 witness {witness}\n".encode(), verifier_of(NAME, KEY)) == checkpoint()


def test_the_key_of_another_device_and_a_second_signature_are_refused() -> None:
    note = sign_checkpoint(checkpoint(), KEY)
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    with pytest.raises(ProofError, match="not one signature"):
        open_checkpoint(note, verifier_of(NAME, other))
    with pytest.raises(ProofError, match="not of"):
        open_checkpoint(note, verifier_of(NAME + "2", KEY))
    with pytest.raises(ProofError, match="not one signature"):
        open_checkpoint(note + note.splitlines(keepends=True)[-1], verifier_of(NAME, KEY))


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"\n\n",
        b"\xff\n\n\xff",
        b"a\n1\n\n- a b\n",
        checkpoint().text().encode(),
        checkpoint().text().encode() + b"\n\xe2\x80\x94 x " + base64.b64encode(b"abc") + b"\n",
        b"a b\n1\nAAAA\n\n\xe2\x80\x94 x " + base64.b64encode(bytes(68)) + b"\n",
        b"a\n01\n" + base64.b64encode(bytes(32)) + b"\n\n\xe2\x80\x94 a " + base64.b64encode(bytes(68)) + b"\n",
        b"a\n1\n" + base64.b64encode(bytes(31)) + b"\n\n\xe2\x80\x94 a " + base64.b64encode(bytes(68)) + b"\n",
    ],
)
def test_what_is_no_checkpoint_is_a_format_error(note: bytes) -> None:
    with pytest.raises(FormatError):
        open_checkpoint(note, verifier_of("a", KEY))


@pytest.mark.parametrize("vkey", ["", "a", "a+b", "a+00000000+AAAA", "a b+c74f20a3+ARpc", "x+é+é"])
def test_what_is_no_verifier_key_is_a_format_error(vkey: str) -> None:
    with pytest.raises(FormatError):
        parse_vkey(vkey)
    altered = NoteVerifier(NAME, bytes(32)).vkey().replace("/1", "/2", 1).replace("terminal", "portable")
    with pytest.raises(FormatError, match="hash"):
        parse_vkey(altered)


def test_growth_between_two_checkpoints_is_proved() -> None:
    path = consistency_proof(LEAVES[:900], 300)
    check_growth(checkpoint(300), checkpoint(900), path)
    with pytest.raises(ProofError):
        check_growth(checkpoint(301), checkpoint(900), path)
    with pytest.raises(ProofError, match="two different"):
        check_growth(Checkpoint(origin="b", size=300, root=root_of(LEAVES[:300])), checkpoint(900), path)


def test_a_name_with_a_space_or_a_plus_stops_the_program() -> None:
    for name in ("two words", "a+b", ""):
        with pytest.raises(InvariantError):
            verifier_of(name, KEY)
