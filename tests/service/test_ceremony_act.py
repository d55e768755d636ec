"""A ceremony ends with its public keys and an act that each member signs alone (E8, L 10(3))."""

import io
import json
import shutil
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from pypdf import PdfReader

from sailau.election.canonical import fingerprint
from sailau.election.definition import canonical
from sailau.election.examples import president_2005
from sailau.errors import StoreError
from sailau.formats.v1.ceremony_round import Step
from sailau.formats.v1.record import ACT_FILE
from sailau.formats.v1.recorder_key import RECORDER_KEY, TERRITORIAL
from sailau.formats.v1.trustees import TRUSTEES
from sailau.refusal import Refusal
from sailau.sealing.recorder_key import check_key
from sailau.service.ceremony_act import CeremonyOutcome, sign_act
from sailau.service.ceremony_end import finish_round
from sailau.service.ceremony_round import read_standing, take_turn
from sailau.service.ceremony_sitting import Sitting, sit_down, waiting
from sailau.signing.cms import verify_detached
from sailau.signing.roles import DocumentKind
from sailau.verifier.trustees import combined_key
from tests.service.ceremonies import T_3, Commission, all_but, commission

DEFINITION = president_2005(voters=30, terminals=2)
LATER = T_3 + timedelta(hours=2)


def sits(made: Commission, party: str, *, sign: bool = False) -> Sitting:
    return sit_down(made.round(party), made.store(party), made.signer(party), T_3, sign=sign)


@cache
def _rehearsed() -> Commission:
    made = commission(Path(mkdtemp(prefix="sailau-act-")), definition=fingerprint(canonical(DEFINITION)))
    made.begin()
    for _ in range(4):
        for party in made.parties:
            sits(made, party)
    return made


def rehearsed(home: Path) -> Commission:
    """A ceremony of three whose keys are made and rehearsed: a copy of one that is held once in a run."""
    source = _rehearsed()
    shutil.copytree(source.home, home, dirs_exist_ok=True)
    return Commission(home, source.plan, judged=dict(source.judged))


def ended(made: Commission) -> CeremonyOutcome:
    outcome = finish_round(made.round(), read_standing(made.round()), DEFINITION, LATER)
    assert isinstance(outcome, CeremonyOutcome)
    return outcome


def refusal(made: Commission) -> Refusal:
    found = finish_round(made.round(), read_standing(made.round()), DEFINITION, LATER)
    assert isinstance(found, Refusal)
    assert not (made.folder / "act.json").exists() and not (made.folder / "trustees.json").exists()
    return found


def test_outcome_is_two_public_files_and_an_act_that_names_every_key(tmp_path: Path) -> None:
    made = rehearsed(tmp_path)
    outcome = ended(made)
    (parameters,) = TRUSTEES.read((made.folder / "trustees.json").read_bytes())
    key = RECORDER_KEY.read((made.folder / "recorder-key.json").read_bytes())
    check_key(key, made.parties)
    data = ACT_FILE.read((made.folder / "act.json").read_bytes()).data
    assert data == outcome.act.data
    assert set(data["certificates"]) == set(made.parties)
    assert len(set(data["certificates"].values())) == len(made.parties)
    assert len(set(data["keys"].values())) == 3
    assert data["election_key"] == combined_key((parameters,))[::-1].hex()
    assert data["recorder_point"] == key.public[::-1].hex()
    assert outcome.act.at.isoformat(timespec="minutes") == "2005-12-01T12:00+05:00"
    assert outcome.signature is None and outcome.signed_by == ()


def test_members_sign_the_act_each_alone_and_it_is_printed_with_their_signatures(tmp_path: Path) -> None:
    made = rehearsed(tmp_path)
    first = ended(made)
    for party in ("member-1", "member-3"):
        assert sits(made, party, sign=True).signed
    outcome = ended(made)
    assert outcome.data == first.data, "the act stays as it was drawn up"
    assert [identity.holder.member for identity in outcome.signed_by] == [1, 3]
    assert outcome.signature is not None
    signers = verify_detached(outcome.data, outcome.signature, made.round().trust, DocumentKind.ACT)
    assert [identity.holder.member for identity in signers] == [1, 3]
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(outcome.pdf)).pages)
    squeezed = "".join(text.split())
    for shown in ("сайлау кілтін жасау рәсімі туралы", "о церемонии изготовления ключа выборов", "Қасымова Гүлнар"):
        assert "".join(shown.split()) in squeezed
    for value in (*outcome.act.data["certificates"].values(), *outcome.act.data["keys"].values()):
        assert value in squeezed
    assert squeezed.count("✓ЭЦҚ") == 2
    assert not sits(made, "member-1", sign=True).signed, "a second time is no signature"


def test_act_with_one_signature_is_not_signed_yet(tmp_path: Path) -> None:
    made = rehearsed(tmp_path)
    ended(made)
    sits(made, "member-2", sign=True)
    outcome = ended(made)
    assert outcome.signature is None and not (made.folder / "act.json.p7s").exists()
    assert [identity.holder.member for identity in outcome.signed_by] == [2]


def test_member_does_not_sign_what_the_own_tool_does_not_draw(tmp_path: Path) -> None:
    made = rehearsed(tmp_path)
    act = ended(made).act
    path = made.folder / "act.json"
    forged = {**act.data, "keys": {**act.data["keys"], "member-2": "00" * 32}}
    passed = {**act.data, "rehearsed_by": ["member-9"]}
    for changed in (
        replace(act, data=forged),
        replace(act, data=passed),
        replace(act, text=replace(act.text, ru="Другое.")),
        replace(act, members=("member-1",)),
    ):
        path.write_bytes(ACT_FILE.write(changed))
        with pytest.raises(StoreError, match="do not sign it"):
            sits(made, "member-1", sign=True)
    assert not list(made.folder.glob("act-member-*"))


def test_anothers_signature_under_ones_name_does_not_count(tmp_path: Path) -> None:
    made = rehearsed(tmp_path)
    ended(made)
    sits(made, "member-1", sign=True)
    shutil.copy(made.folder / "act-member-1.p7s", made.folder / "act-member-2.p7s")
    (made.folder / "act-member-3.p7s").write_bytes(b"nothing")
    assert [identity.holder.member for identity in ended(made).signed_by] == [1]
    assert sits(made, "member-2", sign=True).signed, "the right one is written over it"


def test_ceremony_without_its_rehearsal_does_not_end(tmp_path: Path) -> None:
    made = rehearsed(tmp_path)
    for path in made.folder.glob("rehearsal-member-3*"):
        path.unlink()
    found = refusal(made)
    assert found.code == "ceremony-unrehearsed" and "2" in found.text.kk and "3" in found.text.ru
    (made.folder / "rehearsal.json").unlink()
    assert refusal(made).code == "ceremony-unrehearsed"


def test_missing_member_is_told_in_three_languages(tmp_path: Path) -> None:
    made = commission(tmp_path, definition=fingerprint(canonical(DEFINITION)))
    made.begin()
    for party in all_but("member-3"):
        take_turn(made.round(party), made.store(party), made.signer(party), T_3)
    found = refusal(made)
    assert found.code == "ceremony-incomplete"
    for text in (found.text.kk, found.text.ru, found.text.en):
        assert "certificate: member-3" in text and "recorder: member-3" in text


def test_definition_of_another_election_does_not_end_it(tmp_path: Path) -> None:
    made = rehearsed(tmp_path)
    other = president_2005(voters=31, terminals=2)
    with pytest.raises(StoreError, match="definition"):
        finish_round(made.round(), read_standing(made.round()), other, LATER)


def test_act_of_another_outcome_in_the_folder_is_not_written_over(tmp_path: Path) -> None:
    made = rehearsed(tmp_path)
    act = ended(made).act
    (made.folder / "act.json").write_bytes(ACT_FILE.write(replace(act, data={**act.data, "trustees": "0" * 64})))
    with pytest.raises(StoreError, match="another outcome"):
        finish_round(made.round(), read_standing(made.round()), DEFINITION, LATER)


def test_nothing_is_signed_before_there_is_an_act(tmp_path: Path) -> None:
    made = rehearsed(tmp_path)
    assert not sits(made, "member-1", sign=True).signed
    with pytest.raises(StoreError):
        sign_act(made.round(), read_standing(made.round()), made.signer("member-1"), T_3)


def test_sitting_tells_who_is_to_come(tmp_path: Path) -> None:
    made = rehearsed(tmp_path)
    assert waiting(made.round(), read_standing(made.round())) == {}
    for path in made.folder.glob("rehearsal-member-2*"):
        path.unlink()
    assert waiting(made.round(), read_standing(made.round())) == {"member-2": (Step.REHEARSAL,)}
    assert sits(made, TERRITORIAL).made == ()
    assert sits(made, "member-2").made == (Step.REHEARSAL,)


def test_rehearsal_that_is_no_test_is_refused_at_the_turn(tmp_path: Path) -> None:
    made = rehearsed(tmp_path)
    for path in made.folder.glob("rehearsal-member-2*"):
        path.unlink()
    path = made.folder / "rehearsal.json"
    content = json.loads(path.read_bytes())
    content["ballots"].pop()
    path.write_text(json.dumps(content, separators=(",", ":"), sort_keys=True, ensure_ascii=False))
    sitting = sits(made, "member-2")
    assert sitting.refusal is not None and sitting.refusal.code == "rehearsal-unsound"
    assert (Step.REHEARSAL, "member-2") not in sitting.standing.bodies
