"""The drill over certificates: every field altered, one at a time; refused, with the key in a file as in a token."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from asn1crypto import core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sailau.adapters.token import open_token
from sailau.errors import SignatureError
from sailau.signing.authority import Signer, Validity, issue, make_root, make_territorial
from sailau.signing.cms import sign_detached, sign_together, verify_detached
from sailau.signing.device import judge_certificate
from sailau.signing.holder import Holder, holder_of
from sailau.signing.keystore import open_signer, seal_signer
from sailau.signing.precinct_pki import PrecinctPki
from sailau.signing.roles import DocumentKind, Role
from sailau.signing.trust import Trust
from tests.signing.conftest import EVENING, PLAN
from tests.tokens import fresh_token, signer_on_token

DATA = b"what is signed"
Alter = Callable[[Any], None]
"""Changes the parts that an authority signs, as asn1crypto reads them."""


def _uri(old: str, new: str | None) -> Alter:
    """Exchange one `urn:sailau:` name (or take it out, or, with an empty `old`, put one in)."""

    def alter(parts: Any) -> None:
        for extension in parts["extensions"]:
            if extension["extn_id"].native != "subject_alt_name":
                continue
            names = [name.native for name in extension["extn_value"].parsed]
            assert not old or old in names, names
            kept = [new if name == old else name for name in names] + ([new] if not old else [])
            made = [asn1_x509.GeneralName("uniform_resource_identifier", name) for name in kept if name is not None]
            extension["extn_value"] = core.ParsableOctetString(asn1_x509.GeneralNames(made).dump())

    return alter


def _name(parts: Any) -> None:
    parts["subject"] = asn1_x509.Name.build({"country_name": "KZ", "common_name": "Бөтен Адам"})


def _issuer(parts: Any) -> None:
    parts["issuer"] = asn1_x509.Name.build({"country_name": "KZ", "common_name": "Басқа орган"})


def _serial(parts: Any) -> None:
    parts["serial_number"] = parts["serial_number"].native + 1


def _moment(which: str, days: int) -> Alter:
    def alter(parts: Any) -> None:
        old = parts["validity"][which].native
        parts["validity"][which] = asn1_x509.Time("utc_time", old + timedelta(days=days))

    return alter


def _key(parts: Any) -> None:
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    der = other.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    parts["subject_public_key_info"] = asn1_x509.PublicKeyInfo.load(der)


def _purpose(parts: Any) -> None:
    for extension in parts["extensions"]:
        if extension["extn_id"].native == "basic_constraints":
            value = asn1_x509.BasicConstraints({"ca": True})
            extension["extn_value"] = core.ParsableOctetString(value.dump())


ALTERATIONS: dict[str, Alter] = {
    "name": _name,
    "role": _uri("urn:sailau:role:member", "urn:sailau:role:chair"),
    "commission": _uri("urn:sailau:commission:precinct-25", "urn:sailau:commission:precinct-26"),
    "election": _uri("urn:sailau:election:president-2005", "urn:sailau:election:president-2011"),
    "election taken out": _uri("urn:sailau:election:president-2005", None),
    "device put in": _uri("", "urn:sailau:device:terminal-1"),
    "member": _uri("urn:sailau:member:5", "urn:sailau:member:6"),
    "training taken out": _uri("urn:sailau:training", None),
    "unknown name put in": _uri("", "urn:sailau:power:all"),
    "beginning": _moment("not_before", -1),
    "end": _moment("not_after", 1),
    "key": _key,
    "issuer": _issuer,
    "serial number": _serial,
    "made an authority": _purpose,
}


def altered(certificate: x509.Certificate, alter: Alter) -> x509.Certificate:
    """The certificate with one field exchanged, under the old signature."""
    read = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    alter(read["tbs_certificate"])
    return x509.load_der_x509_certificate(read.dump(force=True))


def with_broken_signature(certificate: x509.Certificate) -> x509.Certificate:
    der = bytearray(certificate.public_bytes(Encoding.DER))
    der[-1] ^= 1
    return x509.load_der_x509_certificate(bytes(der))


@dataclass(frozen=True)
class Kept:
    """Member 5 with the key kept one way or the other."""

    signer: Signer


@pytest.fixture(scope="module", params=["file", "token"])
def kept(request: pytest.FixtureRequest, pki: PrecinctPki) -> Iterator[Kept]:
    if request.param == "file":
        yield Kept(open_signer(seal_signer(pki.members[4], "1234-5678", "member-5"), "1234-5678"))
        return
    place = fresh_token()
    with open_token(place.module, place.label, place.pin) as token:
        yield Kept(signer_on_token(token, "member-5", pki, "member-5"))


def test_the_unaltered_signer_is_good(kept: Kept, trust: Trust) -> None:
    p7s = sign_detached(DATA, kept.signer, EVENING)
    (signer,) = verify_detached(DATA, p7s, trust, DocumentKind.CEREMONY_MESSAGE)
    assert (signer.role, signer.holder.member) == (Role.MEMBER, 5)


@pytest.mark.parametrize("field", ALTERATIONS)
def test_a_certificate_with_one_field_altered_is_refused(field: str, kept: Kept, trust: Trust) -> None:
    _demand_refused(replace(kept.signer, certificate=altered(kept.signer.certificate, ALTERATIONS[field])), trust)


def test_a_certificate_with_a_broken_signature_is_refused(kept: Kept, trust: Trust) -> None:
    _demand_refused(replace(kept.signer, certificate=with_broken_signature(kept.signer.certificate)), trust)


@pytest.mark.parametrize("field", ["name", "commission", "training taken out", "beginning", "end", "serial number"])
@pytest.mark.parametrize("level", [0, 1])
def test_an_authority_with_one_field_altered_is_refused(level: int, field: str, pki: PrecinctPki, trust: Trust) -> None:
    signer = pki.members[4]
    chain = list(signer.chain)
    alter = ALTERATIONS[field]
    if field == "commission":
        said = f"urn:sailau:commission:{holder_of(chain[level]).commission}"
        alter = _uri(said, "urn:sailau:commission:elsewhere")
    chain[level] = altered(chain[level], alter)
    root = chain[1] if level == 1 else trust.root
    _demand_refused(replace(signer, chain=tuple(chain)), replace(trust, root=root))


def _demand_refused(signer: Signer, trust: Trust) -> None:
    with pytest.raises(SignatureError):
        verify_detached(DATA, sign_detached(DATA, signer, EVENING), trust, DocumentKind.CEREMONY_MESSAGE)
    with pytest.raises(SignatureError):
        judge_certificate(signer.certificate, signer.chain, None, trust)


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "role": ({"role": Role.TECHNICIAN, "member": None}, "technician may not sign"),
    "commission": ({"commission": "precinct-26"}, "belongs to precinct-26"),
    "election": ({"election": "president-2011"}, "for election president-2011"),
    "device": ({"role": Role.TERMINAL, "member": None, "device": "terminal-1"}, "terminal may not sign"),
}


@pytest.mark.parametrize("field", WRONG)
def test_a_certificate_soundly_issued_for_something_else_is_refused_by_name(
    field: str, pki: PrecinctPki, trust: Trust
) -> None:
    change, words = WRONG[field]
    model = pki.members[4].certificate
    validity = Validity(start=model.not_valid_before_utc, end=model.not_valid_after_utc)
    signer = issue(pki.territorial, replace(holder_of(model), **change), validity)  # type: ignore[arg-type]
    with pytest.raises(SignatureError, match=words):
        verify_detached(DATA, sign_together(DATA, [pki.members[0], signer], EVENING), trust, DocumentKind.ACT)


@pytest.mark.parametrize("training", [True, False])
def test_a_training_chain_never_leads_to_a_real_root_nor_the_other_way_round(
    training: bool, pki: PrecinctPki, trust: Trust
) -> None:
    """Even when all names and ids are the same, and whatever the reader expects."""
    model = pki.members[4].certificate
    validity = Validity(start=model.not_valid_before_utc, end=model.not_valid_after_utc)

    def world(*, training: bool) -> tuple[Signer, x509.Certificate]:
        def like(certificate: x509.Certificate) -> Holder:
            return replace(holder_of(certificate), training=training)

        root = make_root(like(pki.root.certificate), validity)
        territorial = make_territorial(root, like(pki.territorial.certificate), validity)
        return issue(territorial, like(model), validity), root.certificate

    signer, _ = world(training=training)
    _, other_root = world(training=not training)
    p7s = sign_detached(DATA, signer, EVENING)
    for expected in (True, False):
        elsewhere = replace(trust, root=other_root, training=expected)
        with pytest.raises(SignatureError, match="does not lead to the trusted root"):
            verify_detached(DATA, p7s, elsewhere, DocumentKind.CEREMONY_MESSAGE)
    own = replace(trust, root=signer.chain[-1], training=not training)
    with pytest.raises(SignatureError, match="does not count"):
        verify_detached(DATA, p7s, own, DocumentKind.CEREMONY_MESSAGE)
    assert PLAN.precinct == holder_of(signer.certificate).commission
