"""Keys under a PIN, and holders written into certificates and read back."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given
from hypothesis import strategies as st

from sailau.errors import InvariantError, SignatureError, StoreError
from sailau.signing.authority import DOCUMENT_SIGNING, Validity, around, issue, make_root
from sailau.signing.holder import Holder, holder_of, names_of
from sailau.signing.keystore import new_pin, open_authority, open_signer, seal_signer
from sailau.signing.precinct_pki import PrecinctPki
from sailau.signing.roles import MACHINES, OFFICES, SIGNING_RULES, DocumentKind, Role
from sailau.signing.trust import fingerprint, read_certificate
from tests.signing.conftest import EVENING

IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True)


def test_sealed_signer_and_authority_come_back_whole(pki: PrecinctPki) -> None:
    chair, pin = pki.members[0], new_pin()
    sealed = seal_signer(chair, pin, "member-1")
    opened = open_signer(sealed, pin)
    assert opened == chair
    assert opened.chain == (pki.territorial.certificate, pki.root.certificate)
    assert opened.key.private_numbers() == chair.key.private_numbers()
    assert open_authority(seal_signer(pki.root, pin, "root"), pin) == pki.root


def test_wrong_pin_and_damaged_file_are_store_errors(pki: PrecinctPki) -> None:
    sealed = seal_signer(pki.members[0], "RIGHT", "member-1")
    for data, pin in ((sealed, "WRONG"), (sealed[:-9], "RIGHT"), (b"", "RIGHT"), (b"junk", "RIGHT")):
        with pytest.raises(StoreError, match="wrong PIN, or the file is damaged"):
            open_signer(data, pin)


def test_key_is_not_in_the_clear_in_file_or_repr(pki: PrecinctPki) -> None:
    chair = pki.members[0]
    secret = chair.key.private_numbers().private_value
    assert secret.to_bytes(32, "big") not in seal_signer(chair, new_pin(), "x")
    assert "key" not in repr(chair) and str(secret) not in repr(chair)


def test_pins_are_fresh_and_readable() -> None:
    pins = {new_pin() for _ in range(100)}
    assert len(pins) == 100
    assert all(len(pin) == 12 and not set(pin) & set("ILOU") for pin in pins)


@given(
    name=st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=64),
    commission=IDS,
    election=st.none() | IDS,
    device=st.none() | IDS,
    member=st.none() | st.integers(1, 99),
    training=st.booleans(),
    role=st.sampled_from(Role),
)
def test_holder_written_into_a_certificate_reads_back(
    name: str, commission: str, election: str | None, device: str | None, member: int | None, training: bool, role: Role
) -> None:
    holder = Holder(
        name=name, role=role, commission=commission, election=election, device=device, member=member, training=training
    )
    assert holder_of(_self_signed(name, names_of(holder))) == holder


def test_a_long_kazakh_name_of_more_than_64_bytes_stands_in_a_certificate() -> None:
    name = "Әбдірахманов-Қожахметов Нұрмұхаммед Өтегенұлы"
    day = datetime(2005, 12, 4, tzinfo=UTC)
    validity = around(day, before=timedelta(days=1), after=timedelta(days=1))
    holder = Holder(name=name, role=Role.CENTRAL_COMMISSION, commission="central", training=True)
    assert holder_of(make_root(holder, validity).certificate).name == name


@pytest.mark.parametrize(
    "names",
    [
        (),
        ("urn:sailau:role:chair",),
        ("urn:sailau:commission:p",),
        ("urn:sailau:role:king", "urn:sailau:commission:p"),
        ("urn:sailau:role:chair", "urn:sailau:role:member", "urn:sailau:commission:p"),
        ("urn:sailau:role:chair", "urn:sailau:commission:p", "urn:sailau:colour:red"),
        ("urn:sailau:role:chair", "urn:sailau:commission:p", "urn:sailau:training", "urn:sailau:training"),
        ("urn:sailau:role:chair", "urn:sailau:commission:p", "urn:sailau:member:0"),
        ("urn:sailau:role:chair", "urn:sailau:commission:p q"),
    ],
)
def test_certificate_with_unknown_missing_or_repeated_names_is_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(SignatureError, match="certificate of N"):
        holder_of(_self_signed("N", names))


def test_values_that_could_forge_a_name_are_not_written() -> None:
    for bad in ("p:training", "", "a" * 65, "p/q", "ю"):
        with pytest.raises(SignatureError):
            names_of(Holder(name="N", role=Role.CHAIR, commission=bad, training=False))
    with pytest.raises(SignatureError):
        names_of(Holder(name="N" * 65, role=Role.CHAIR, commission="p", training=False))


def test_certificates_say_what_their_keys_are_for(pki: PrecinctPki) -> None:
    for label, signer in pki.signers.items():
        usage = signer.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        assert usage.digital_signature and usage.content_commitment and not usage.key_cert_sign, label
        purposes = _purposes(signer.certificate)
        is_device = holder_of(signer.certificate).role in MACHINES
        assert (DOCUMENT_SIGNING in purposes) is is_device
        assert (ExtendedKeyUsageOID.SERVER_AUTH in purposes) is (label in ("precinct-computer", "intake"))
    lengths = [
        authority.certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length
        for authority in (pki.root, pki.territorial)
    ]
    assert lengths == [1, 0]


def test_root_issues_to_the_central_commission_to_districts_and_to_intakes_only(pki: PrecinctPki) -> None:
    chair = holder_of(pki.members[0].certificate)
    validity = _validity_of(pki)
    district = holder_of(pki.signers["district"].certificate)
    assert [len(issue(above, district, validity).chain) for above in (pki.root, pki.territorial)] == [1, 2]
    with pytest.raises(InvariantError):
        issue(pki.root, chair, validity)
    with pytest.raises(InvariantError):
        issue(pki.territorial, holder_of(pki.signers["central"].certificate), validity)


def test_certificate_reads_as_pem_and_der_and_junk_is_refused(pki: PrecinctPki) -> None:
    root = pki.root.certificate
    for encoding in (Encoding.PEM, Encoding.DER):
        assert fingerprint(read_certificate(root.public_bytes(encoding))) == fingerprint(root)
    for junk in (b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", b"\x30\x03\x02\x01\x01"):
        with pytest.raises(SignatureError):
            read_certificate(junk)


def test_every_kind_has_a_rule_and_every_role_an_office() -> None:
    assert set(SIGNING_RULES) == set(DocumentKind)
    assert set(OFFICES) == set(Role)


def _validity_of(pki: PrecinctPki) -> Validity:
    root = pki.root.certificate
    return Validity(start=root.not_valid_before_utc, end=root.not_valid_after_utc)


def _purposes(certificate: x509.Certificate) -> list[x509.ObjectIdentifier]:
    try:
        return list(certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        return []


def _self_signed(name: str, names: tuple[str, ...]) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name, _validate=False)])
    uris = [x509.UniformResourceIdentifier(value) for value in names]
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(EVENING)
        .not_valid_after(EVENING.replace(year=2006))
    )
    if uris:
        builder = builder.add_extension(x509.SubjectAlternativeName(uris), critical=False)
    return builder.sign(key, hashes.SHA256())
