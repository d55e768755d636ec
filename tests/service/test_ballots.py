"""A ballot's way: proof, two persons, lock, test deck, publication; and everything that must stop it."""

import hashlib
import io
import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from pypdf import PdfReader

from sailau.election.proofreading import read_registration
from sailau.errors import SailauError, SignatureError, StoreError
from sailau.service.ballot_approval import Approved
from sailau.service.ballot_final import Finalised, finalise, fingerprint_file, verify_published
from sailau.service.ballots import Proved, prove
from sailau.service.deck_act import Decked
from sailau.signing.authority import revocation_list
from sailau.signing.cms import sign_detached
from tests.service.ballot_office import FROZEN, NOW, Office, central, code_of, keys


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path / "office")
    made.write()
    return made


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Office:
    made = Office(tmp_path_factory.mktemp("ballots") / "office")
    made.write()
    assert isinstance(made.prove(), Proved)
    return made


@pytest.fixture(scope="module")
def published(proved: Office, tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Path]:
    """An office that went the whole way, and its published folder; tests take copies."""
    made = copied(proved, tmp_path_factory.mktemp("whole"))
    assert isinstance(made.approve("central"), Approved)
    assert isinstance(made.approve("central-2"), Approved)
    assert isinstance(made.deck(), Decked)
    assert isinstance(made.finalise(), Finalised)
    out = made.folder.parent / "published"
    assert isinstance(made.publish(out), Finalised)
    return made, out


def copied(office: Office, to: Path) -> Office:
    shutil.copytree(office.folder, to / "office")
    return Office(to / "office")


def text_of(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages).split())


def test_two_persons_approve_and_nobody_approves_twice(proved: Office, tmp_path: Path) -> None:
    office = copied(proved, tmp_path)
    first = office.approve("central")
    assert isinstance(first, Approved)
    assert not first.complete
    assert code_of(office.approve("central")) == "same-person"
    assert code_of(office.finalise()) == "approvals-missing"
    second = office.approve("central-2")
    assert isinstance(second, Approved)
    assert second.complete
    assert len(set(second.names)) == 2
    assert code_of(office.approve("central-2")) == "same-person"
    act = text_of(office.folder / "approvals" / "act.pdf")
    for words in ("бюллетеньді бекіту туралы", "об утверждении бюллетеня", *second.names):
        assert words in act


def test_a_second_certificate_does_not_make_a_second_person(proved: Office, tmp_path: Path) -> None:
    office = copied(proved, tmp_path)
    assert isinstance(office.approve(central("Ахметова Сәуле Бекқызы")), Approved)
    assert code_of(office.approve(central("Ахметова  сәуле Бекқызы"))) == "same-person"
    third = office.approve(central("Оспанов Тимур Қайратұлы"))
    assert isinstance(third, Approved)
    assert third.complete


@pytest.mark.parametrize("who", ["territorial", "local-executive", "member-1", "precinct-computer", "observer"])
def test_nobody_but_the_central_commission_approves_or_finalises(who: str, proved: Office, tmp_path: Path) -> None:
    office = copied(proved, tmp_path)
    with pytest.raises(SignatureError):
        office.approve(who)
    office.approve("central")
    office.approve("central-2")
    with pytest.raises(SignatureError):
        office.finalise(who)
    assert not (office.folder / "final").exists()


def test_the_central_commission_of_another_election_does_not_approve(proved: Office, tmp_path: Path) -> None:
    office = copied(proved, tmp_path)
    with pytest.raises(SignatureError, match="another-election"):
        office.approve(central("Басқа Адам", "another-election"))


def test_an_approval_is_not_a_signature_of_the_definition(proved: Office, tmp_path: Path) -> None:
    """One approval of a draft that the other person never approved must not pass for the definition's signature."""
    from sailau.election.definition import parse
    from sailau.service.ballots import trust_in
    from sailau.signing.cms import verify_detached
    from sailau.signing.roles import DocumentKind

    office = copied(proved, tmp_path)
    office.approve("central")
    data = (office.folder / "proof" / "definition.json").read_bytes()
    trust = trust_in(parse(data, "definition.json"), office.root, NOW)
    with pytest.raises(SignatureError):
        verify_detached(
            data, (office.folder / "approvals" / "approvals.p7s").read_bytes(), trust, DocumentKind.DEFINITION
        )


def test_one_changed_byte_of_the_draft_voids_proof_and_approvals(proved: Office, tmp_path: Path) -> None:
    office = copied(proved, tmp_path)
    office.approve("central")
    office.approve("central-2")
    draft = office.folder / "draft.json"
    draft.write_text(draft.read_text(encoding="utf-8").replace("Бекова", "Бекава", 1), encoding="utf-8")
    assert code_of(office.finalise()) == "proof-stale"
    assert code_of(office.approve(central("Үшінші Адам"))) == "proof-stale"
    again = office.prove()
    assert isinstance(again, Proved)
    assert again.voided
    assert (office.folder / "void" / "1" / "approvals.p7s").exists()
    assert code_of(office.finalise()) == "approvals-missing"
    first = office.approve("central")
    assert isinstance(first, Approved)
    assert not first.complete


def test_white_space_and_order_of_a_draft_are_no_change(proved: Office, tmp_path: Path) -> None:
    office = copied(proved, tmp_path)
    draft = office.folder / "draft.json"
    tree = json.loads(draft.read_text(encoding="utf-8"))
    draft.write_text(json.dumps(dict(reversed(tree.items())), ensure_ascii=False, indent=3), encoding="utf-8")
    assert isinstance(office.approve("central"), Approved)


@pytest.mark.parametrize(
    "name", ["style-1-kk.pdf", "definition.json", "index.json", "screens/README.txt", "surplus.pdf"]
)
def test_a_changed_file_of_the_proof_is_not_approved(name: str, proved: Office, tmp_path: Path) -> None:
    office = copied(proved, tmp_path)
    path = office.folder / "proof" / name
    path.write_bytes((path.read_bytes() if path.exists() else b"") + b" ")
    assert code_of(office.approve("central")) in ("proof-altered", "proof-stale")


def test_a_proof_that_shows_another_ballot_is_not_finalised(proved: Office, tmp_path: Path) -> None:
    """Index and picture agree with each other and were approved; the picture is not of the definition."""
    office = copied(proved, tmp_path)
    folder = office.folder / "proof"
    other = (folder / "style-1-ru.pdf").read_bytes()
    (folder / "style-1-kk.pdf").write_bytes(other)
    index = json.loads((folder / "index.json").read_bytes())
    index["files"]["style-1-kk.pdf"] = hashlib.sha256(other).hexdigest()
    (folder / "index.json").write_bytes(rfc8785.dumps(index))
    assert isinstance(office.approve("central"), Approved)
    assert isinstance(office.approve("central-2"), Approved)
    assert code_of(office.finalise()) == "proof-altered"


def test_without_a_proof_nothing_is_approved(office: Office) -> None:
    assert code_of(office.approve("central")) == "no-proof"


def test_in_the_last_two_days_nothing_is_proved_approved_or_finalised(proved: Office, tmp_path: Path) -> None:
    office = copied(proved, tmp_path)
    assert code_of(office.prove(FROZEN)) == "ballot-frozen"
    assert code_of(office.approve("central", FROZEN)) == "ballot-frozen"
    office.approve("central", FROZEN - timedelta(seconds=1))
    office.approve("central-2", FROZEN - timedelta(seconds=1))
    assert code_of(office.finalise(now=FROZEN)) == "ballot-frozen"
    assert isinstance(office.finalise(now=FROZEN - timedelta(seconds=1)), Finalised)


def test_a_finding_that_stops_leaves_no_proof(office: Office) -> None:
    office.write(title={"kk": "Сaйлау", "ru": "Выборы депутатов", "en": "Election"})  # a Latin a
    assert code_of(office.prove()) == "findings-to-mend"
    assert not (office.folder / "proof").exists()


def test_a_locked_definition_is_changed_only_by_a_higher_revision(
    published: tuple[Office, Path], tmp_path: Path
) -> None:
    office = copied(published[0], tmp_path)
    locked = office.finalise()
    assert isinstance(locked, Finalised)
    office.write(languages=["ru", "kk", "en"])
    for refused in (office.prove(), office.approve("central"), office.finalise(), office.publish(tmp_path / "out")):
        assert code_of(refused) == "definition-locked"
    office.write(languages=["ru", "kk", "en"], revision=2)
    assert code_of(office.publish(tmp_path / "out")) == "not-finalised"
    assert isinstance(office.prove(), Proved)
    office.approve("central")
    office.approve("central-2")
    second = office.finalise()
    assert isinstance(second, Finalised)
    assert second.digest != locked.digest
    assert (office.folder / "earlier" / "revision-1" / "definition.json").read_bytes() == locked.definition
    assert code_of(office.publish(tmp_path / "out")) == "no-test-deck", "the deck was of revision 1"


def test_the_published_folder_is_whole_and_says_its_short_fingerprint(published: tuple[Office, Path]) -> None:
    office, out = published
    sound = verify_published(out, office.root, NOW)
    assert (out / "fingerprint.txt").read_bytes() == fingerprint_file(sound.digest)
    assert sound.short.replace(" ", "").lower() == sound.digest[:16]
    for paper in ("approval.pdf", "final.pdf", "deck/act.pdf", "proof/style-1-kk.pdf", "proof/style-1-ru.pdf"):
        assert sound.short in text_of(out / paper), paper
    act = text_of(out / "final.pdf")
    for words in ("2026-11-20 00:00", "2026-11-21 00:00", "2026-11-17 00:00", "Агитация заканчивается"):
        assert words in act


def test_what_is_published_once_is_not_overwritten(published: tuple[Office, Path]) -> None:
    office, out = published
    with pytest.raises(StoreError, match="is not empty"):
        office.publish(out)


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def test_one_byte_of_any_judged_file_of_the_published_folder_is_noticed(
    published: tuple[Office, Path], tmp_path: Path
) -> None:
    office, out = published
    unsigned = {"approval.pdf", "final.pdf", "final.json", "final.json.p7s", "deck/act.pdf", "deck/script.json"}
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    assert set(names) > unsigned
    for name in names:
        if name in unsigned:
            continue
        copy = tmp_path / hashlib.sha256(name.encode()).hexdigest()[:8]
        shutil.copytree(out, copy)
        flip(copy / name)
        with pytest.raises(SailauError):
            verify_published(copy, office.root, NOW)


@pytest.mark.parametrize(
    "change",
    [
        lambda out: (out / "approvals.p7s").unlink(),
        lambda out: (out / "deck" / "act.json").unlink(),
        lambda out: (out / "proof" / "style-1-kk.pdf").unlink(),
        lambda out: (out / "proof" / "more.pdf").write_bytes(b"x"),
        lambda out: shutil.copy(out / "definition.json.p7s", out / "approvals.p7s"),
        lambda out: (out / "approvals.p7s").write_bytes(
            sign_detached((out / "approval.json").read_bytes(), keys().signers["central"], NOW)
        ),
    ],
)
def test_a_published_folder_that_lacks_or_exchanges_a_part_is_refused(
    change: Callable[[Path], object], published: tuple[Office, Path], tmp_path: Path
) -> None:
    office, out = published
    copy = tmp_path / "copy"
    shutil.copytree(out, copy)
    change(copy)
    with pytest.raises(SailauError):
        verify_published(copy, office.root, NOW)


def test_an_approval_of_a_person_whose_certificate_was_taken_back_does_not_count(
    proved: Office, tmp_path: Path
) -> None:
    office = copied(proved, tmp_path)
    office.approve("central")
    office.approve("central-2")
    until = NOW + timedelta(days=10)
    taken = revocation_list(keys().root, [keys().signers["central-2"].certificate], NOW - timedelta(hours=1), until)
    with pytest.raises(SignatureError, match="revoked"):
        finalise(office.folder, keys().signers["central"], office.root, NOW, revoked=[taken])
    assert isinstance(office.finalise(), Finalised)


def test_the_index_tells_approvers_which_registration_entries_were_compared(office: Office) -> None:
    entries: dict[str, Any] = {
        "format": "sailau-registration/1",
        "election": "mazhilis-example",
        "contests": [
            {"id": contest["id"], kind: [{key: one[key] for key in one if key != "lot"} for one in contest[kind]]}
            for contest in json.loads((office.folder / "draft.json").read_bytes())["contests"]
            for kind in (contest["kind"],)
        ],
    }
    registration = read_registration(entries, "registration.json")
    assert isinstance(prove(office.folder, registration=registration, now=NOW), Proved)
    index = json.loads((office.folder / "proof" / "index.json").read_bytes())
    assert index["registration_sha256"] == hashlib.sha256(rfc8785.dumps(entries)).hexdigest()
    office.approve("central")
    office.approve("central-2")
    assert isinstance(office.finalise(), Finalised)


def test_a_training_definition_is_nothing_under_another_root(published: tuple[Office, Path]) -> None:
    from sailau.signing.authority import make_root
    from sailau.signing.holder import holder_of
    from tests.service.ballot_office import validity

    office, out = published
    stranger = make_root(holder_of(office.root), validity())
    with pytest.raises(SignatureError):
        verify_published(out, stranger.certificate, NOW)
