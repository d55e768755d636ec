"""A key in a token (SoftHSM by PKCS#11): signatures as from any key, nothing taken out, every failure said."""

import copy
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sailau.adapters.token import Token, login_error, open_token, tries_left
from sailau.errors import InvariantError, SailauError, SignatureError, StoreError
from sailau.signing.authority import Signer, Validity, issue, make_root, make_territorial
from sailau.signing.cms import sign_detached, sign_together, verify_detached
from sailau.signing.device import device_sign, device_verify
from sailau.signing.holder import Holder, holder_of
from sailau.signing.pdf import field_name, sign_pdf, verify_pdf
from sailau.signing.precinct_pki import PrecinctPki
from sailau.signing.request import make_request, read_request
from sailau.signing.roles import DocumentKind, Role
from sailau.signing.trust import Trust, judge_chain
from tests.adapters.pdf.conftest import printed
from tests.signing.conftest import EVENING, other_pki, pki, trust
from tests.tokens import FreshToken, fresh_token, signer_on_token, softhsm_module

__all__ = ["other_pki", "pki", "printed", "trust"]

DATA = "хаттама".encode()
SHA256 = ec.ECDSA(hashes.SHA256())


@pytest.fixture(scope="module")
def place() -> FreshToken:
    return fresh_token()


@pytest.fixture(scope="module")
def token(place: FreshToken) -> Token:
    return open_token(place.module, place.label, place.pin)


@pytest.fixture(scope="module")
def chair(token: Token, pki: PrecinctPki) -> Signer:
    return signer_on_token(token, "chair", pki, "member-1")


def test_a_member_on_a_token_signs_beside_one_with_a_file(
    chair: Signer, pki: PrecinctPki, trust: Trust, tmp_path: Path
) -> None:
    p7s = sign_together(DATA, [chair, pki.members[1]], EVENING)
    signers = verify_detached(DATA, p7s, trust, DocumentKind.PROTOCOL)
    assert [signer.holder.role for signer in signers] == [Role.CHAIR, Role.DEPUTY]
    root = pki.root.certificate.public_bytes(Encoding.PEM)
    for name, content in (("p7s", p7s), ("data", DATA), ("other", DATA + b" "), ("root.pem", root)):
        (tmp_path / name).write_bytes(content)
    command = "openssl cms -verify -binary -inform DER -in p7s -CAfile root.pem -purpose any"
    for name, accepted in (("data", True), ("other", False)):
        words = [*command.split(), "-attime", str(int(EVENING.timestamp())), "-content", name]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, check=False)
        assert (done.returncode == 0) is accepted, done.stderr


def test_a_paper_is_signed_by_a_token(chair: Signer, printed: bytes, pki: PrecinctPki, trust: Trust) -> None:
    paper = sign_pdf(printed, chair, field_name(1), EVENING)
    paper = sign_pdf(paper, pki.members[1], field_name(2), EVENING)
    assert [field.identity.holder.member for field in verify_pdf(paper, trust)] == [1, 2]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=st.binary(max_size=300))
def test_raw_signatures_of_devices_are_made_in_a_token(chair: Signer, message: bytes) -> None:
    signature = device_sign(chair.key, b"sailau/test/1", message)
    device_verify(chair.certificate, b"sailau/test/1", message, signature)
    with pytest.raises(SignatureError):
        device_verify(chair.certificate, b"sailau/test/1", message + b"!", signature)


def test_a_digest_made_outside_is_signed_as_it_is(chair: Signer) -> None:
    hasher = hashes.Hash(hashes.SHA256())
    hasher.update(DATA)
    signature = chair.key.sign(hasher.finalize(), ec.ECDSA(Prehashed(hashes.SHA256())))
    chair.key.public_key().verify(signature, DATA, SHA256)
    with pytest.raises(InvariantError, match="SHA-256 only"):
        chair.key.sign(DATA, ec.ECDSA(hashes.SHA384()))


def test_nothing_takes_the_key_out_of_the_token(chair: Signer, token: Token) -> None:
    attempts = (
        lambda: chair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        lambda: chair.key.private_numbers(),
        lambda: chair.key.exchange(ec.ECDH(), chair.key.public_key()),
        lambda: pickle.dumps(chair.key),
    )
    for attempt in attempts:
        with pytest.raises(StoreError, match="cannot be taken out"):
            attempt()
    assert copy.deepcopy(chair.key) is copy.copy(chair.key) is chair.key
    private = token._session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label="chair")
    with pytest.raises(pkcs11.AttributeSensitive):
        private[pkcs11.Attribute.VALUE]


def test_a_signer_is_read_back_with_its_chain_after_reopening(pki: PrecinctPki, trust: Trust) -> None:
    place = fresh_token()
    with open_token(place.module, place.label, place.pin) as token:
        made = signer_on_token(token, "mine", pki, "member-3")
        signer_on_token(token, "another", pki, "member-4")
    with pytest.raises(StoreError, match="taken out or closed"):
        sign_detached(DATA, made, EVENING)
    with open_token(place.module, place.label, place.pin) as token:
        again = token.signer("mine")
        assert (again.certificate, again.chain) == (made.certificate, made.chain)
        assert again.chain[-1] == pki.root.certificate
        chain = (again.certificate, *again.chain)
        assert judge_chain(chain, DocumentKind.ACT, trust, None).holder.member == 3
        assert token.signer("mine", chain=[pki.territorial.certificate]).chain == (pki.territorial.certificate,)


def test_an_authority_on_a_token_issues_certificates(trust: Trust) -> None:
    place = fresh_token()
    validity = Validity(start=trust.at.replace(month=1), end=trust.at.replace(year=2006))
    commission = Holder(name="ОСК (үлгі)", role=Role.CENTRAL_COMMISSION, commission="central", training=True)
    territory = replace(commission, name="АСК", role=Role.TERRITORIAL_COMMISSION, commission="almaty-city")
    member = Holder(
        name="Мүше", role=Role.MEMBER, commission="precinct-25", election=trust.election, member=4, training=True
    )
    with open_token(place.module, place.label, place.pin) as token:
        root = make_root(commission, validity, token.make_key("root"))
        token.write_certificates("root", root.certificate, ())
        signer = issue(make_territorial(token.authority("root"), territory, validity), member, validity)
    p7s = sign_detached(DATA, signer, trust.at)
    there = replace(trust, root=root.certificate)
    assert verify_detached(DATA, p7s, there, DocumentKind.CEREMONY_MESSAGE)[0].holder == member
    with pytest.raises(SignatureError, match="does not lead to the trusted root"):
        verify_detached(DATA, p7s, trust, DocumentKind.CEREMONY_MESSAGE)


def test_a_key_is_never_overwritten(token: Token, chair: Signer) -> None:
    with pytest.raises(StoreError, match="never overwritten"):
        token.make_key("chair")


def test_a_certificate_of_another_key_is_not_written(token: Token, chair: Signer, pki: PrecinctPki) -> None:
    with pytest.raises(StoreError, match="not of the key 'chair'"):
        token.write_certificates("chair", pki.members[1].certificate, ())
    assert token.signer("chair").certificate == chair.certificate


def test_a_key_without_certificate_or_no_key_is_said(token: Token) -> None:
    token.make_key("bare")
    with pytest.raises(StoreError, match="no certificate 'bare'"):
        token.signer("bare")
    with pytest.raises(StoreError, match="the key 'nobody' is not on it"):
        token.signer("nobody")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(min_size=1, max_size=2000))
def test_a_private_object_is_written_replaced_and_read(token: Token, data: bytes) -> None:
    token.write_object("share", data)
    assert token.read_object("share") == data


def test_an_erased_object_is_gone_and_others_stay(place: FreshToken, token: Token) -> None:
    token.write_object("seed", b"\x07" * 32)
    token.write_object("kept", b"kept")
    token.erase_object("seed")
    token.erase_object("seed")
    assert token.read_object("seed") is None
    assert token.read_object("kept") == b"kept"


def test_of_two_versions_left_by_a_pulled_token_the_newer_counts(token: Token) -> None:
    attribute = pkcs11.Attribute
    token.write_object("torn", b"old")
    newer = {attribute.CLASS: pkcs11.ObjectClass.DATA, attribute.TOKEN: True, attribute.PRIVATE: True}
    token._session.create_object(
        newer | {attribute.LABEL: "torn", attribute.APPLICATION: "sailau 2", attribute.VALUE: b"new"}
    )
    assert token.read_object("torn") == b"new"
    token.write_object("torn", b"newest")
    assert token.read_object("torn") == b"newest"
    assert len(token._versions("torn")) == 1


def test_private_objects_are_unseen_without_the_pin() -> None:
    place = fresh_token()
    with open_token(place.module, place.label, place.pin) as token:
        token.write_object("share", b"secret")
        assert token.read_object("share") == b"secret"
    found = pkcs11.lib(str(place.module)).get_token(token_label=place.label).open()
    assert list(found.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.DATA})) == []
    found.close()


def test_wrong_pin_is_refused_without_repeating_it() -> None:
    place = fresh_token()
    with pytest.raises(StoreError, match="the PIN is wrong; ") as caught:
        open_token(place.module, place.label, b"9876-not-this")
    assert "9876" not in f"{caught.value!r} {caught.value.__cause__!r}"
    open_token(place.module, place.label, place.pin).close()


def test_a_token_that_is_open_is_not_opened_with_any_pin(place: FreshToken, token: Token) -> None:
    for pin in (b"any other", place.pin):
        with pytest.raises(StoreError, match="open in this program already"):
            open_token(place.module, place.label, pin)
    assert token.read_object("nothing") is None


def test_an_absent_token_is_named_with_those_that_are_there(place: FreshToken) -> None:
    with pytest.raises(StoreError, match=rf"'chair-token' is not there: put it in .*'{place.label}'"):
        open_token(place.module, "chair-token", b"1234")


def test_a_missing_module_and_a_file_that_is_none_are_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"none\.so is not there: install the driver"):
        open_token(tmp_path / "none.so", "x", b"1234")
    (tmp_path / "text.so").write_text("no library")
    with pytest.raises(StoreError, match="does not load as a PKCS#11 module"):
        open_token(tmp_path / "text.so", "x", b"1234")


def test_a_locked_token_says_who_unlocks_it() -> None:
    """SoftHSM never locks: the words are held against the standard's errors and flags themselves."""
    assert "locked after too many wrong PINs" in str(login_error("t", pkcs11.PinLocked.__name__, ""))
    flags = pkcs11.TokenFlag
    assert "one try is left" in tries_left(pkcs11, flags.USER_PIN_FINAL_TRY | flags.USER_PIN_COUNT_LOW)
    assert "few tries" in tries_left(pkcs11, flags.USER_PIN_COUNT_LOW)
    assert "locked now" in tries_left(pkcs11, flags.USER_PIN_LOCKED)


def test_without_the_extra_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(StoreError, match=r'pip install "sailau\[pkcs11\]"'):
        open_token(softhsm_module(), "x", b"1234")


def test_a_request_altered_on_the_way_is_refused(chair: Signer) -> None:
    request = make_request(holder_of(chair.certificate), chair.key)
    der = x509.load_pem_x509_csr(request).public_bytes(Encoding.DER)
    place = der.index(b"precinct-25")
    altered = der[: place + 10] + b"6" + der[place + 11 :]
    for data, words in (
        (altered, "not signed by its own key"),
        (der[:-9], "no readable request"),
        (b"", "no readable"),
    ):
        with pytest.raises(SailauError, match=words):
            read_request(data)
