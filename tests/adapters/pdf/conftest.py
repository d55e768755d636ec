"""One printed protocol, unsigned and signed by all seven, made once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from sailau.adapters.pdf import render_protocol, render_signature
from sailau.signing.authority import Signer
from sailau.signing.pdf import field_name, sign_pdf
from sailau.signing.precinct_pki import PrecinctPki
from sailau.signing.trust import fingerprint
from tests.adapters.pdf.samples import protocol
from tests.signing.conftest import EVENING, later, other_pki, pki, trust

__all__ = ["later", "other_pki", "pki", "trust"]

Sign = Callable[[bytes, Signer, int], bytes]


@pytest.fixture(scope="session")
def printed() -> bytes:
    return render_protocol(protocol())


@pytest.fixture(scope="session")
def sign() -> Sign:
    def sign_as_member(pdf: bytes, signer: Signer, member: int) -> bytes:
        at = EVENING + timedelta(minutes=member)
        seen = render_signature(at, fingerprint(signer.certificate))
        return sign_pdf(pdf, signer, field_name(member), at, appearance=seen)

    return sign_as_member


@pytest.fixture(scope="session")
def signed(printed: bytes, pki: PrecinctPki, sign: Sign) -> bytes:
    pdf = printed
    for number, member in enumerate(pki.members, start=1):
        pdf = sign(pdf, member, number)
    return pdf
