"""Detached signatures: who may sign what, together and in any order; every alteration is refused and named."""

import itertools
import subprocess
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.errors import SignatureError
from sailau.signing.authority import Validity, around, issue, make_root, make_territorial, revocation_list
from sailau.signing.cms import BYTES_MAX, join_signatures, sign_detached, sign_together, verify_detached
from sailau.signing.holder import Holder
from sailau.signing.precinct_pki import PrecinctPki
from sailau.signing.roles import PRECINCT_MEMBERS, SIGNING_RULES, DocumentKind, Role
from sailau.signing.trust import Trust, missing_members
from tests.signing.conftest import EVENING, PLAN

DATA = '{"участок":25,"дауыс":[9,6,6,2,7]}'.encode()
PROTOCOL = DocumentKind.PROTOCOL


@pytest.fixture(scope="module")
def protocol(pki: PrecinctPki) -> bytes:
    return sign_together(DATA, pki.members, EVENING)


@pytest.fixture(scope="module")
def signed(pki: PrecinctPki) -> dict[str, bytes]:
    """The data signed by everyone of the set, one file each."""
    return {label: sign_detached(DATA, signer, EVENING) for label, signer in pki.signers.items()}


def test_chair_and_members_signed_the_protocol(protocol: bytes, trust: Trust) -> None:
    signers = verify_detached(DATA, protocol, trust, PROTOCOL, at_least=7)
    assert [signer.holder.member for signer in signers] == [1, 2, 3, 4, 5, 6, 7]
    assert signers[0].role is Role.CHAIR
    assert {signer.signed_at for signer in signers} == {EVENING}
    assert {signer.territory for signer in signers} == {PLAN.territory}


def test_openssl_accepts_the_signatures_and_refuses_other_data(
    protocol: bytes, pki: PrecinctPki, tmp_path: Path
) -> None:
    files = {"p7s": protocol, "data": DATA, "other": DATA + b" ", "root.pem": _pem(pki)}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    command = f"openssl cms -verify -binary -inform DER -in p7s -CAfile root.pem -purpose any -attime {_epoch()}"
    for data, accepted in (("data", True), ("other", False)):
        done = subprocess.run([*command.split(), "-content", data], cwd=tmp_path, capture_output=True, check=False)
        assert (done.returncode == 0) is accepted, done.stderr


def test_order_of_signing_leaves_no_trace(pki: PrecinctPki) -> None:
    single = [sign_detached(DATA, member, EVENING) for member in pki.members[:4]]
    joined = {join_signatures(order) for order in itertools.permutations(single)}
    assert len(joined) == 1
    assert join_signatures([*joined, single[2]]) in joined


def test_one_verification_is_quick(pki: PrecinctPki, trust: Trust) -> None:
    signature = sign_detached(DATA, pki.signers["central"], EVENING)
    took = []
    for _ in range(7):
        start = time.process_time()
        verify_detached(DATA, signature, trust, DocumentKind.DEFINITION)
        took.append(time.process_time() - start)
    assert sorted(took)[3] < 0.1


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_each_role_signs_what_the_table_says_and_nothing_else(
    kind: DocumentKind, signed: dict[str, bytes], trust: Trust
) -> None:
    rule = SIGNING_RULES[kind]
    for label, signature in signed.items():
        role = _role(label)
        p7s = join_signatures([signature, *_company(kind, label, signed)])
        if role in rule.may:
            verify_detached(DATA, p7s, trust, kind)
        else:
            with pytest.raises(SignatureError, match=f"a {role.value} may not sign a {kind.value}"):
                verify_detached(DATA, p7s, trust, kind)


def _company(kind: DocumentKind, label: str, signed: dict[str, bytes]) -> list[bytes]:
    """Others who sign along, so that nothing but the role can be wrong."""
    if SIGNING_RULES[kind].at_least == 1:
        return []
    if kind is DocumentKind.BALLOT_APPROVAL:
        return [signed["central-2" if label == "central" else "central"]]
    if kind is DocumentKind.LIST_HANDOVER:
        return [signed["member-1" if label == "local-executive" else "local-executive"]]
    if kind is DocumentKind.RECORDER_HANDOVER:
        return [signed["territorial" if label.startswith("member-") else "member-1"]]
    return [signed["member-2" if label == "member-1" else "member-1"]]


def test_technician_and_observer_sign_nothing() -> None:
    for role in (Role.TECHNICIAN, Role.OBSERVER):
        assert all(role not in rule.may for rule in SIGNING_RULES.values())


def test_protocol_without_chair_or_deputy_is_refused(pki: PrecinctPki, trust: Trust) -> None:
    with pytest.raises(SignatureError, match="chair or deputy is missing"):
        verify_detached(DATA, sign_together(DATA, pki.members[2:], EVENING), trust, PROTOCOL)
    deputy_leads = verify_detached(DATA, sign_together(DATA, pki.members[1:], EVENING), trust, PROTOCOL)
    assert missing_members(deputy_leads, 7) == (1,)


def test_chair_alone_is_refused(pki: PrecinctPki, trust: Trust) -> None:
    with pytest.raises(SignatureError, match="1 signed, at least 2 must"):
        verify_detached(DATA, sign_detached(DATA, pki.members[0], EVENING), trust, PROTOCOL)


def test_missing_members_are_told_by_number(pki: PrecinctPki, trust: Trust) -> None:
    p7s = sign_together(DATA, [pki.members[0], pki.members[3], pki.members[6]], EVENING)
    signers = verify_detached(DATA, p7s, trust, PROTOCOL)
    assert missing_members(signers, 7) == (2, 3, 5, 6)
    with pytest.raises(SignatureError, match="3 signed, at least 7 must"):
        verify_detached(DATA, p7s, trust, PROTOCOL, at_least=7)


def test_same_member_twice_is_refused(pki: PrecinctPki, trust: Trust) -> None:
    twice = [sign_detached(DATA, pki.members[0], EVENING) for _ in range(2)]
    with pytest.raises(SignatureError, match="signed twice"):
        verify_detached(DATA, join_signatures(twice), trust, PROTOCOL)


def test_signature_over_other_data_is_refused(protocol: bytes, trust: Trust) -> None:
    with pytest.raises(SignatureError, match="over other data"):
        verify_detached(DATA + b"\n", protocol, trust, PROTOCOL)


def test_one_signature_over_other_data_spoils_the_file(pki: PrecinctPki, trust: Trust) -> None:
    p7s = join_signatures(
        [sign_together(DATA, pki.members[:3], EVENING), sign_detached(b"{}", pki.members[3], EVENING)]
    )
    with pytest.raises(SignatureError, match="Ахметова Сәуле Бекқызы: the signature is over other data"):
        verify_detached(DATA, p7s, trust, PROTOCOL)


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 1 << 16), mask=st.integers(1, 255))
def test_any_altered_byte_is_refused(place: int, mask: int, pki: PrecinctPki, signed: dict[str, bytes]) -> None:
    trust = Trust(root=pki.root.certificate, at=EVENING, training=True, election=PLAN.election)
    p7s = bytearray(signed["central"])
    p7s[place % len(p7s)] ^= mask
    with pytest.raises(SignatureError):
        verify_detached(DATA, bytes(p7s), trust, DocumentKind.DEFINITION)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_garbage_is_a_signature_error(garbage: bytes) -> None:
    with pytest.raises(SignatureError):
        join_signatures([garbage])


def test_truncated_padded_and_oversized_files_are_refused(protocol: bytes, trust: Trust) -> None:
    for bad in (protocol[:-1], protocol + b"\0", b"", bytes(BYTES_MAX + 1)):
        with pytest.raises(SignatureError):
            verify_detached(DATA, bad, trust, PROTOCOL)


def test_enclosed_data_is_not_the_fixed_form(pki: PrecinctPki, protocol: bytes, trust: Trust) -> None:
    info = cms.ContentInfo.load(protocol)
    info["content"]["encap_content_info"] = {"content_type": "data", "content": DATA}
    with pytest.raises(SignatureError, match="one form"):
        verify_detached(DATA, info.dump(force=True), trust, PROTOCOL)


def test_certificate_that_no_signature_needs_is_refused(pki: PrecinctPki, other_pki: PrecinctPki, trust: Trust) -> None:
    info = cms.ContentInfo.load(sign_detached(DATA, pki.signers["central"], EVENING))
    foreign = cms.ContentInfo.load(sign_detached(DATA, other_pki.signers["central"], EVENING))
    both = {choice.dump() for source in (info, foreign) for choice in source["content"]["certificates"]}
    info["content"]["certificates"] = [cms.CertificateChoices.load(der) for der in sorted(both)]
    with pytest.raises(SignatureError, match="certificates that no signature needs"):
        verify_detached(DATA, info.dump(force=True), trust, DocumentKind.DEFINITION)


def test_same_names_under_another_root_are_refused(other_pki: PrecinctPki, trust: Trust) -> None:
    with pytest.raises(SignatureError, match="does not lead to the trusted root"):
        verify_detached(DATA, sign_together(DATA, other_pki.members, EVENING), trust, PROTOCOL)


def test_expired_and_not_yet_valid_certificates_are_named(protocol: bytes, trust: Trust, later: Trust) -> None:
    with pytest.raises(SignatureError, match="expired at 2007-01-08"):
        verify_detached(DATA, protocol, later, PROTOCOL)
    early = replace(trust, at=EVENING - timedelta(days=61))
    with pytest.raises(SignatureError, match="not valid before 2005-10-05"):
        verify_detached(DATA, protocol, early, PROTOCOL)


def test_expired_signer_under_valid_authorities_is_named(pki: PrecinctPki, trust: Trust) -> None:
    short = around(EVENING, before=timedelta(days=9), after=timedelta(days=-2))
    lapsed = issue(pki.root, _central_signer(training=True), short)
    p7s = sign_detached(DATA, lapsed, EVENING - timedelta(days=5))
    with pytest.raises(SignatureError, match="Орталық: the certificate expired at 2005-12-02"):
        verify_detached(DATA, p7s, trust, DocumentKind.DEFINITION)


def test_claimed_time_outside_the_certificate_is_refused(pki: PrecinctPki, trust: Trust) -> None:
    p7s = sign_detached(DATA, pki.signers["central"], EVENING + timedelta(days=900))
    with pytest.raises(SignatureError, match="claims to have signed"):
        verify_detached(DATA, p7s, trust, DocumentKind.DEFINITION)


def test_training_never_counts_as_real_nor_real_as_training(protocol: bytes, trust: Trust) -> None:
    with pytest.raises(SignatureError, match="a training certificate does not count in a real election"):
        verify_detached(DATA, protocol, replace(trust, training=False), PROTOCOL)
    root = make_root(_central_root(training=False), _around())
    p7s = sign_detached(DATA, issue(root, _central_signer(training=False), _around()), EVENING)
    real = replace(trust, root=root.certificate, training=False)
    assert verify_detached(DATA, p7s, real, DocumentKind.DEFINITION)[0].holder.training is False
    with pytest.raises(SignatureError, match="a real certificate does not count in a training election"):
        verify_detached(DATA, p7s, replace(real, training=True), DocumentKind.DEFINITION)


def test_training_signer_under_a_real_root_is_refused(trust: Trust) -> None:
    root = make_root(_central_root(training=False), _around())
    with pytest.raises(SignatureError, match="a real authority cannot issue a training certificate"):
        issue(root, _central_signer(training=True), _around())
    disguised = make_root(_central_root(training=True), _around(), root.key)  # a thief of the key skips that check
    signer = issue(disguised, _central_signer(training=True), _around())
    p7s = sign_detached(DATA, replace(signer, chain=(root.certificate,)), EVENING)
    for training in (True, False):
        with pytest.raises(SignatureError, match="does not count"):
            verify_detached(
                DATA, p7s, replace(trust, root=root.certificate, training=training), DocumentKind.DEFINITION
            )


def test_territorial_authority_cannot_speak_for_the_central_commission(pki: PrecinctPki, trust: Trust) -> None:
    pretender = replace(pki.territorial, chain=())  # the program's own check is for honest callers; a thief skips it
    signer = issue(pretender, _central_signer(training=True), _around())
    p7s = sign_detached(DATA, replace(signer, chain=(pki.territorial.certificate, pki.root.certificate)), EVENING)
    with pytest.raises(SignatureError, match="a central_commission cannot be certified by territorial_commission"):
        verify_detached(DATA, p7s, trust, DocumentKind.DEFINITION)


def test_territorial_authority_cannot_make_authorities(pki: PrecinctPki, trust: Trust) -> None:
    holder = Holder(name="Жалған", role=Role.TERRITORIAL_COMMISSION, commission=PLAN.territory, training=True)
    below = make_territorial(replace(pki.territorial, chain=()), holder, _around())
    below = replace(below, chain=(pki.territorial.certificate, pki.root.certificate))
    chair = replace(_member(Role.CHAIR), member=1)
    p7s = sign_together(DATA, [issue(below, chair, _around()), pki.members[3]], EVENING)
    with pytest.raises(SignatureError, match=r"broken|not lead|not made"):
        verify_detached(DATA, p7s, trust, PROTOCOL)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"election": "senate-2005"}, "is for election president-2005"),
        ({"precinct": "precinct-26"}, "belongs to precinct-25, not to precinct-26"),
        ({"territory": "astana"}, "certified by almaty-city, not by astana"),
    ],
)
def test_signers_of_another_place_are_refused(
    change: dict[str, str], message: str, protocol: bytes, trust: Trust
) -> None:
    with pytest.raises(SignatureError, match=message):
        verify_detached(DATA, protocol, replace(trust, **change), PROTOCOL)  # type: ignore[arg-type]


def test_revoked_member_is_named_and_a_later_revocation_does_not_reach_back(
    pki: PrecinctPki, protocol: bytes, trust: Trust
) -> None:
    secretary = pki.members[2].certificate
    for days, refused in ((-1, True), (1, False)):
        at = EVENING + timedelta(days=days)
        listed = revocation_list(pki.territorial, [secretary], at, at + timedelta(days=30))
        judged = replace(trust, revocation_lists=(listed,))
        if refused:
            with pytest.raises(SignatureError, match="Ли Виктория Андреевна: the certificate was revoked"):
                verify_detached(DATA, protocol, judged, PROTOCOL)
        else:
            verify_detached(DATA, protocol, judged, PROTOCOL)


def test_forged_revocation_list_is_refused(
    pki: PrecinctPki, other_pki: PrecinctPki, protocol: bytes, trust: Trust
) -> None:
    forged = revocation_list(other_pki.territorial, [], EVENING, EVENING + timedelta(days=1))
    with pytest.raises(SignatureError, match="is not signed by it"):
        verify_detached(DATA, protocol, replace(trust, revocation_lists=(forged,)), PROTOCOL)


def _around() -> Validity:
    return around(EVENING, before=timedelta(days=30), after=timedelta(days=30))


def _central_root(*, training: bool) -> Holder:
    return Holder(name="Түбір", role=Role.CENTRAL_COMMISSION, commission="central", training=training)


def _central_signer(*, training: bool) -> Holder:
    return replace(_central_root(training=training), name="Орталық", election=PLAN.election)


def _member(role: Role) -> Holder:
    assert role in PRECINCT_MEMBERS
    return Holder(name="Біреу", role=role, commission=PLAN.precinct, election=PLAN.election, training=True)


def _role(label: str) -> Role:
    numbered = {1: Role.CHAIR, 2: Role.DEPUTY, 3: Role.SECRETARY}
    if label.startswith("member-"):
        return numbered.get(int(label[7:]), Role.MEMBER)
    named = {
        "central": Role.CENTRAL_COMMISSION,
        "territorial": Role.TERRITORIAL_COMMISSION,
        "district": Role.DISTRICT_COMMISSION,
    }
    return named.get(label.removesuffix("-2")) or Role(label.rstrip("-0123456789").replace("-", "_"))


def _pem(pki: PrecinctPki) -> bytes:
    return pki.root.certificate.public_bytes(Encoding.PEM)


def _epoch() -> int:
    return int(EVENING.timestamp())
