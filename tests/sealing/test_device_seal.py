"""A part sealed to one device opens there, for that election, precinct and archive, and nowhere else."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.errors import ProofError
from sailau.sealing.device_seal import (
    SEAL_BYTES,
    PartKind,
    Place,
    open_at_device,
    public_of,
    seal_to_device,
    sealing_key,
)

PRIVATE, PUBLIC = sealing_key()
PLACE = Place(kind=PartKind.BOOTH, election="e-1", precinct=25, uuid="3zfECxeiDEmgXwKx3V", device="terminal-1")


@settings(max_examples=40, deadline=None)
@given(part=st.binary(max_size=4000))
def test_what_was_sealed_comes_back(part: bytes) -> None:
    sealed = seal_to_device(part, PUBLIC, PLACE)
    assert len(sealed) == len(part) + SEAL_BYTES
    assert open_at_device(sealed, PRIVATE, PLACE) == part


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(PLACE, kind=PartKind.COMPUTER),
        replace(PLACE, election="e-2"),
        replace(PLACE, precinct=26),
        replace(PLACE, uuid="4zfECxeiDEmgXwKx3V"),
        replace(PLACE, device="terminal-2"),
    ],
    ids=["kind", "election", "precinct", "archive", "device"],
)
def test_part_for_another_place_does_not_open(elsewhere: Place) -> None:
    sealed = seal_to_device(b"the terminals' key", PUBLIC, PLACE)
    with pytest.raises(ProofError, match=elsewhere.device):
        open_at_device(sealed, PRIVATE, elsewhere)


def test_another_devices_key_does_not_open() -> None:
    with pytest.raises(ProofError):
        open_at_device(seal_to_device(b"x", PUBLIC, PLACE), sealing_key()[0], PLACE)


@settings(max_examples=40, deadline=None)
@given(position=st.integers(min_value=0, max_value=200), bit=st.integers(min_value=0, max_value=7))
def test_one_altered_bit_does_not_open(position: int, bit: int) -> None:
    sealed = bytearray(seal_to_device(b"k" * 100, PUBLIC, PLACE))
    sealed[position % len(sealed)] ^= 1 << bit
    # X25519 does not look at the highest bit of the last byte of a key (RFC 7748), but HPKE hashes it.
    with pytest.raises(ProofError):
        open_at_device(bytes(sealed), PRIVATE, PLACE)


def test_the_format_document_is_enough_to_open_a_part() -> None:
    """HPKE as `docs/format/package.md` words it, with the library alone."""
    sealed = seal_to_device(b"what stands inside", PUBLIC, PLACE)
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    info = b"sailau-package-1|booth|e-1|25|3zfECxeiDEmgXwKx3V|terminal-1"
    key = X25519PrivateKey.from_private_bytes(PRIVATE)
    assert suite.decrypt(sealed, key, info=info) == b"what stands inside"


@pytest.mark.parametrize("key", [b"", b"x" * 31, b"x" * 33])
def test_what_is_no_key_is_refused(key: bytes) -> None:
    with pytest.raises(ProofError):
        seal_to_device(b"x", key, PLACE)
    with pytest.raises(ProofError):
        public_of(key)
    with pytest.raises(ProofError):
        open_at_device(seal_to_device(b"x", PUBLIC, PLACE), key, PLACE)


def test_a_key_of_small_order_is_refused() -> None:
    with pytest.raises(ProofError):
        seal_to_device(b"x", bytes(32), PLACE)
