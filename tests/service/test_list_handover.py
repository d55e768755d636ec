"""A list is handed over by act: the akim signs list and act, the chair the act, and whoever takes it checks (M10)."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
import rfc8785

from sailau.errors import FormatError, SailauError, SignatureError, StoreError
from sailau.service.list_act import (
    ACT_FILE,
    LIST_FILE,
    LIST_SIGNATURE_FILE,
    PAPER_FILE,
    SIGNATURE_FILE,
    HandedOver,
    hand_over,
    sign_handover,
    verify_handover,
)
from sailau.signing.authority import Signer, around
from sailau.signing.precinct_pki import PrecinctPki, PrecinctPlan, make_training_pki
from sailau.signing.trust import Trust
from tests.service.office import ORDER, PARTIES, SOUND, Office, done, office, two_precincts

__all__ = ["office"]

ELECTION = str(two_precincts().id)
COMMISSION = str(two_precincts().precinct(7).commission)
OTHER = str(two_precincts().precinct(8).commission)
FILES = (ACT_FILE, SIGNATURE_FILE, LIST_FILE, LIST_SIGNATURE_FILE, PAPER_FILE)


@cache
def pki(precinct: str = COMMISSION, election: str = ELECTION) -> PrecinctPki:
    day = datetime(2005, 11, 1, tzinfo=UTC)
    plan = PrecinctPlan(election=election, precinct=precinct, territory="territory", members=3)
    return make_training_pki(plan, around(day, before=timedelta(days=90), after=timedelta(days=90)))


def trust(office: Office, **changed: object) -> Trust:
    expected: dict[str, object] = {
        "root": pki().root.certificate,
        "at": office.book.now() + timedelta(seconds=1),
        "training": True,
        "election": ELECTION,
        "precinct": COMMISSION,
    }
    return Trust(**(expected | changed))  # type: ignore[arg-type]


def akim() -> Signer:
    return pki().signers["local-executive"]


def chair() -> Signer:
    return pki().members[0]


@pytest.fixture
def folder(office: Office, tmp_path: Path) -> Path:
    """A list handed over twenty-one days before and signed by both, each alone."""
    done(office.load(SOUND))
    office.days_before(21)
    assert isinstance(hand_over(office.book, 7, PARTIES, ORDER, tmp_path / "out", [akim()]), HandedOver)
    sign_handover(tmp_path / "out", [chair()], office.book.now())
    return tmp_path / "out"


def test_a_list_signed_by_akim_and_chair_is_taken(office: Office, folder: Path) -> None:
    taken = verify_handover(folder, trust(office))
    assert (taken.precinct, taken.commission, taken.in_time, len(taken.voters)) == (7, COMMISSION, True, 3)
    assert {identity.role.value for identity in taken.signed_by} == {"local_executive", "chair"}
    assert {path.name for path in folder.iterdir()} == set(FILES)


def test_signing_twice_is_signing_once(office: Office, folder: Path) -> None:
    before = (folder / SIGNATURE_FILE).read_bytes()
    sign_handover(folder, [chair(), akim()], office.book.now() + timedelta(hours=1))
    hand_over(office.book, 7, PARTIES, ORDER, folder, [akim()])
    assert (folder / SIGNATURE_FILE).read_bytes() == before
    verify_handover(folder, trust(office))


@pytest.mark.parametrize("name", FILES[:-1])
def test_one_altered_byte_of_any_file_is_refused(office: Office, folder: Path, name: str) -> None:
    data = bytearray((folder / name).read_bytes())
    for place in (len(data) // 3, len(data) // 2):
        data[place] ^= 0x01
    (folder / name).write_bytes(data)
    with pytest.raises(SailauError):
        verify_handover(folder, trust(office))


@pytest.mark.parametrize("name", FILES)
def test_a_half_copied_folder_is_refused_and_names_the_file(office: Office, folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(StoreError, match=name):
        verify_handover(folder, trust(office))


def test_a_paper_of_another_act_is_refused(office: Office, folder: Path, tmp_path: Path) -> None:
    hand_over(office.book, 8, PARTIES, ORDER, tmp_path / "other")
    (folder / PAPER_FILE).write_bytes((tmp_path / "other" / PAPER_FILE).read_bytes())
    with pytest.raises(FormatError, match="not the paper of"):
        verify_handover(folder, trust(office))


def test_without_akim_or_chair_it_is_not_handed_over(office: Office, tmp_path: Path) -> None:
    done(office.load(SOUND))
    members = pki().members
    for number, (signers, said) in enumerate(
        (
            ([akim()], "at least 2"),
            ([chair(), members[1]], LIST_SIGNATURE_FILE),
            ([akim(), members[2]], "chair"),
        )
    ):
        out = tmp_path / f"out-{number}"
        hand_over(office.book, 7, PARTIES, ORDER, out, signers)
        with pytest.raises(SailauError, match=said):
            verify_handover(out, trust(office))


def test_the_list_bears_the_akims_own_signature(office: Office, folder: Path) -> None:
    (folder / LIST_SIGNATURE_FILE).write_bytes((folder / SIGNATURE_FILE).read_bytes())
    with pytest.raises(SignatureError):
        verify_handover(folder, trust(office))


@pytest.mark.parametrize("changed", [{"precinct": OTHER}, {"election": "other-2005"}, {"training": False}])
def test_another_precincts_elections_or_worlds_list_is_refused(
    office: Office, folder: Path, changed: dict[str, object]
) -> None:
    with pytest.raises(SignatureError):
        verify_handover(folder, trust(office, **changed))


def test_a_list_put_in_place_of_the_acts_own_is_refused(office: Office, folder: Path) -> None:
    lines = (folder / LIST_FILE).read_bytes().splitlines(keepends=True)
    (folder / LIST_FILE).write_bytes(b"".join(lines[:-1]))
    with pytest.raises(FormatError, match="not the list that the act names"):
        sign_handover(folder, [chair()], office.book.now())
    with pytest.raises(SignatureError):
        verify_handover(folder, trust(office))


def test_an_act_with_a_field_too_many_is_refused(office: Office, folder: Path) -> None:
    act = json.loads((folder / ACT_FILE).read_bytes())
    (folder / ACT_FILE).write_bytes(rfc8785.dumps(act | {"note": "x"}))
    with pytest.raises(FormatError, match="not the fields"):
        verify_handover(folder, trust(office))


def test_who_may_not_sign_does_not(office: Office, tmp_path: Path) -> None:
    done(office.load(SOUND))
    strangers = (
        pki().signers["observer"],
        pki().signers["territorial"],
        pki(OTHER).members[0],
        pki(COMMISSION, "other-2005").signers["local-executive"],
    )
    for number, stranger in enumerate(strangers):
        with pytest.raises(SignatureError):
            hand_over(office.book, 7, PARTIES, ORDER, tmp_path / f"out-{number}", [stranger])
        assert not (tmp_path / f"out-{number}" / SIGNATURE_FILE).exists()


def test_another_lists_folder_is_not_written_over(office: Office, folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(StoreError, match="another list"):
        hand_over(office.book, 8, PARTIES, ORDER, folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
