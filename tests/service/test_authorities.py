"""Authorities at work: founded real or training for good, issuing once for each place, taking back with an act."""

import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from sailau.election.examples import president_2005
from sailau.errors import SignatureError, StoreError
from sailau.refusal import Refusal
from sailau.service.authorities import (
    LIST_FILE,
    REVOKED_FILE,
    TRAINING_MARK,
    Issued,
    TakenBack,
    authority_chain,
    found_root,
    found_territorial,
    issue_certificate,
    issued,
    revoke_certificate,
    write_list,
)
from sailau.service.authority_acts import draw_up
from sailau.signing.authority import Authority, Signer, Validity
from sailau.signing.cms import sign_detached, verify_detached
from sailau.signing.holder import Holder, holder_of
from sailau.signing.pdf_text import read_pdf
from sailau.signing.revocation import read_revocations
from sailau.signing.roles import DocumentKind, Role
from sailau.signing.trust import Trust, fingerprint

NOW = datetime(2005, 11, 1, 9, 0, tzinfo=UTC)
LONG = Validity(start=NOW - timedelta(days=1), end=NOW + timedelta(days=3000))
YEAR = Validity(start=NOW, end=NOW + timedelta(days=365))
DEFINITION = president_2005()
ELECTION = str(DEFINITION.id)
CENTRAL = Holder(name="Орталық комиссия", role=Role.CENTRAL_COMMISSION, commission="central", training=True)
TERRITORY = Holder(name="Алматы", role=Role.TERRITORIAL_COMMISSION, commission="almaty-city", training=True)
CHAIR = Holder(
    name="Қасымова Гүлнар", role=Role.CHAIR, commission="precinct-25", election=ELECTION, member=1, training=True
)
TERMINAL = Holder(
    name="Терминал 1",
    role=Role.TERMINAL,
    commission="precinct-25",
    election=ELECTION,
    device="terminal-1",
    training=True,
)


def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


class Commissions:
    """A root and a territorial authority with their folders."""

    def __init__(self, folder: Path, *, training: bool = True) -> None:
        self.central, self.almaty = folder / "central", folder / "almaty"
        root = found_root(self.central, replace(CENTRAL, training=training), LONG, NOW, key())
        assert isinstance(root, Authority)
        territory = replace(TERRITORY, training=training)
        below = found_territorial(self.almaty, self.central, root, territory, LONG, NOW, key())
        assert isinstance(below, Authority)
        self.root, self.territory = root, below

    def certified(self, holder: Holder) -> Signer:
        """A signer of the territorial authority, entered in its folder."""
        own = key()
        answer = issue_certificate(self.almaty, self.territory, holder, YEAR, own.public_key())
        assert isinstance(answer, Issued), answer
        return Signer(certificate=answer.certificate, chain=answer.chain, key=own)

    def trust(self, at: datetime) -> Trust:
        """What a reader believes who has the root and the newest list."""
        lists = ((self.almaty / LIST_FILE).read_bytes(), (self.central / LIST_FILE).read_bytes())
        return Trust(
            root=self.root.certificate,
            at=at,
            training=True,
            election=ELECTION,
            precinct="precinct-25",
            revocation_lists=lists,
        )


@pytest.fixture
def commissions(tmp_path: Path) -> Commissions:
    return Commissions(tmp_path)


def refused(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    assert answer.text.kk and answer.text.ru and answer.text.en
    return answer.code


def test_who_was_certified_signs_until_the_certificate_is_taken_back(commissions: Commissions) -> None:
    chair = commissions.certified(CHAIR)
    p7s = sign_detached(b"message", chair, NOW + timedelta(hours=1))
    kind, then = DocumentKind.CEREMONY_MESSAGE, NOW + timedelta(days=2)
    assert verify_detached(b"message", p7s, commissions.trust(then), kind)[0].holder == CHAIR
    serial, day = chair.certificate.serial_number, NOW + timedelta(days=1)
    back = revoke_certificate(commissions.almaty, commissions.territory, serial, "decision 12", day)
    assert back == TakenBack(serial=serial, since=day, reason="decision 12")
    with pytest.raises(SignatureError, match="Қасымова Гүлнар: the certificate was revoked at 2005-11-02"):
        verify_detached(b"message", p7s, commissions.trust(then), kind)
    before = commissions.trust(day - timedelta(seconds=1))
    assert verify_detached(b"message", p7s, before, kind)[0].holder == CHAIR


def test_revoking_again_changes_nothing_and_every_list_names_all(commissions: Commissions) -> None:
    signers = [commissions.certified(CHAIR), commissions.certified(TERMINAL)]
    for number, signer in enumerate(signers, start=1):
        serial = signer.certificate.serial_number
        for again in (0, 5):
            at = NOW + timedelta(days=number + again)
            answer = revoke_certificate(commissions.almaty, commissions.territory, serial, "lost", at)
            assert isinstance(answer, TakenBack) and answer.since == NOW + timedelta(days=number)
    crl = read_revocations((commissions.almaty / LIST_FILE).read_bytes())
    assert {entry.serial_number for entry in crl} == {signer.certificate.serial_number for signer in signers}
    assert [one.taken_back is not None for one in issued(commissions.almaty)] == [True, True]


def test_openssl_reads_the_list(commissions: Commissions) -> None:
    chair = commissions.certified(CHAIR)
    revoke_certificate(commissions.almaty, commissions.territory, chair.certificate.serial_number, "lost", NOW)
    words = ["openssl", "crl", "-inform", "DER", "-in", str(commissions.almaty / LIST_FILE), "-noout", "-text"]
    told = subprocess.run(
        [*words, "-CAfile", str(commissions.almaty / "authority.pem")], capture_output=True, check=True
    )
    assert b"verify OK" in told.stderr
    assert f"{chair.certificate.serial_number:X}".encode() in told.stdout


def test_a_place_is_certified_once_until_it_is_taken_back(commissions: Commissions) -> None:
    chair = commissions.certified(CHAIR)
    for holder in (CHAIR, replace(CHAIR, name="Басқа Адам")):
        answer = issue_certificate(commissions.almaty, commissions.territory, holder, YEAR, key().public_key())
        assert refused(answer) == "certified-already"
    commissions.certified(replace(CHAIR, commission="precinct-26"))
    revoke_certificate(commissions.almaty, commissions.territory, chair.certificate.serial_number, "replaced", NOW)
    commissions.certified(replace(CHAIR, name="Басқа Адам"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"training": False}, "real-by-training"),
        ({"role": Role.CENTRAL_COMMISSION, "member": None, "commission": "central"}, "other-authority"),
        ({"election": None}, "holder-without-election"),
        ({"member": None}, "holder-without-member"),
        ({"device": "terminal-1"}, "holder-without-device"),
        ({"role": Role.DESK, "member": None}, "holder-without-device"),
        ({"role": Role.LOCAL_EXECUTIVE, "member": None, "commission": "astana-city"}, "other-commission"),
        ({"role": Role.TERRITORIAL_COMMISSION, "member": None, "commission": "astana-city"}, "other-commission"),
    ],
)
def test_what_must_not_be_certified_is_refused_and_not_entered(
    commissions: Commissions, change: dict[str, object], code: str
) -> None:
    holder = replace(CHAIR, **change)  # type: ignore[arg-type]
    answer = issue_certificate(commissions.almaty, commissions.territory, holder, YEAR, key().public_key())
    assert refused(answer) == code
    assert issued(commissions.almaty) == ()


def test_the_root_issues_to_the_central_commission_only(commissions: Commissions) -> None:
    own = issue_certificate(
        commissions.central, commissions.root, replace(CENTRAL, election=ELECTION), YEAR, key().public_key()
    )
    assert isinstance(own, Issued)
    answer = issue_certificate(commissions.central, commissions.root, CHAIR, YEAR, key().public_key())
    assert refused(answer) == "other-authority"


def test_no_certificate_outlives_its_authority(commissions: Commissions) -> None:
    for validity in (replace(YEAR, end=LONG.end + timedelta(days=1)), replace(YEAR, start=NOW - timedelta(days=9))):
        answer = issue_certificate(commissions.almaty, commissions.territory, CHAIR, validity, key().public_key())
        assert refused(answer) == "validity-beyond-authority"


def test_training_and_real_authorities_never_meet(tmp_path: Path) -> None:
    training, real = Commissions(tmp_path / "t"), Commissions(tmp_path / "r", training=False)
    names = {holder_of(chain[0]).name for chain in map(authority_chain, (training.central, real.central))}
    assert names == {"Орталық комиссия", f"Орталық комиссия {TRAINING_MARK}"}
    answer = issue_certificate(real.almaty, real.territory, CHAIR, YEAR, key().public_key())
    assert refused(answer) == "training-by-real"
    folder = tmp_path / "mixed"
    made = found_territorial(folder, real.central, real.root, TERRITORY, LONG, NOW, key())
    assert refused(made) == "training-by-real" and not folder.exists()
    marked = replace(CENTRAL, name=f"Орталық {TRAINING_MARK}", training=False)
    assert refused(found_root(folder, marked, LONG, NOW, key())) == "real-named-as-training"
    chair = real.certified(replace(CHAIR, training=False))
    p7s = sign_detached(b"x", chair, NOW + timedelta(hours=1))
    for trust in (training.trust(NOW + timedelta(hours=1)), replace(training.trust(NOW), training=False)):
        with pytest.raises(SignatureError, match="does not lead to the trusted root"):
            verify_detached(b"x", p7s, trust, DocumentKind.CEREMONY_MESSAGE)


def test_an_authority_is_not_founded_below_another_than_the_root(commissions: Commissions, tmp_path: Path) -> None:
    answer = found_territorial(
        tmp_path / "below",
        commissions.almaty,
        commissions.territory,
        replace(TERRITORY, commission="bostandyq"),
        LONG,
        NOW,
        key(),
    )
    assert refused(answer) == "other-authority"


def test_nothing_is_revoked_without_reason_or_that_another_issued(commissions: Commissions) -> None:
    chair = commissions.certified(CHAIR)
    serial = chair.certificate.serial_number
    assert refused(revoke_certificate(commissions.almaty, commissions.territory, serial, " ", NOW)) == (
        "revocation-without-reason"
    )
    other = revoke_certificate(commissions.central, commissions.root, serial, "lost", NOW)
    assert refused(other) == "not-issued-here"


def test_a_folder_that_is_taken_or_damaged_is_said(commissions: Commissions, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not empty"):
        found_root(commissions.central, CENTRAL, LONG, NOW, key())
    with pytest.raises(StoreError, match="no authority's folder"):
        issued(tmp_path)
    (commissions.almaty / REVOKED_FILE).write_text('{"format":"sailau-revoked/1","revoked":[{}]}')
    with pytest.raises(StoreError, match="restore it from a copy"):
        write_list(commissions.almaty, commissions.territory, NOW)


# Acts.


def commission_signer(commissions: Commissions) -> Signer:
    return commissions.certified(replace(TERRITORY, name="Сатпаев Ержан", election=ELECTION))


def test_one_act_covers_all_that_was_issued_and_another_what_was_taken_back(commissions: Commissions) -> None:
    signer = commission_signer(commissions)
    chair, terminal = commissions.certified(CHAIR), commissions.certified(TERMINAL)
    revoke_certificate(commissions.almaty, commissions.territory, terminal.certificate.serial_number, "broken", NOW)
    later = NOW + timedelta(hours=2)
    acts = draw_up(commissions.almaty, DEFINITION, [signer], later)
    assert [(act.name, act.certificates) for act in acts] == [
        ("001-certificates_issued", 3),
        ("002-certificates_revoked", 1),
    ]
    assert draw_up(commissions.almaty, DEFINITION, [signer], later) == ()
    rows = {row["name"]: row for row in json.loads(acts[0].data)["certificates"]}
    assert rows[CHAIR.name]["sha256"] == fingerprint(chair.certificate)
    revoked = json.loads(acts[1].data)["certificates"]
    assert [(row["device"], row["reason"]) for row in revoked] == [("terminal-1", "broken")]
    for act in acts:
        found = {path.name for path in (commissions.almaty / "acts").glob(f"{act.name}.*")}
        assert found == {f"{act.name}.json", f"{act.name}.json.p7s", f"{act.name}.pdf"}
        signers = verify_detached(act.data, act.signature, commissions.trust(later), DocumentKind.HIGHER_ACT)
        assert [one.holder.name for one in signers] == ["Сатпаев Ержан"]
        paper = read_pdf(act.pdf)
        assert paper.attachments[f"{act.name}.json"] == act.data
    text = " ".join(read_pdf(acts[0].pdf).text.split())
    assert CHAIR.name in text and "төраға" in text and "председатель" in text and "сертификаттар беру" in text


def test_an_act_is_signed_by_the_own_commission_and_by_nobody_revoked(commissions: Commissions) -> None:
    signer = commission_signer(commissions)
    chair = commissions.certified(CHAIR)
    central = key()
    own = issue_certificate(
        commissions.central, commissions.root, replace(CENTRAL, election=ELECTION), YEAR, central.public_key()
    )
    assert isinstance(own, Issued)
    foreign = Signer(certificate=own.certificate, chain=own.chain, key=central)
    later = NOW + timedelta(hours=2)
    for wrong, words in ((chair, "may not sign"), (foreign, "whose authority this is")):
        with pytest.raises(SignatureError, match=words):
            draw_up(commissions.almaty, DEFINITION, [wrong], later)
    revoke_certificate(commissions.almaty, commissions.territory, signer.certificate.serial_number, "left", NOW)
    with pytest.raises(SignatureError, match="revoked"):
        draw_up(commissions.almaty, DEFINITION, [signer], later)
    assert not list((commissions.almaty).glob("acts/*"))
