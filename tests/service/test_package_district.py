"""A whole territory's packages: killed anywhere and called again, each precinct has one whole package in the end."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sailau.adapters.files import write_atomically
from sailau.errors import SailauError
from sailau.formats.v1.package import INVENTORY_FILE, names
from sailau.service.package_district import District, Made, make_district
from sailau.service.package_layout import Making, precincts_of
from sailau.service.package_medium import PART_SUFFIX
from tests.service.package_world import MADE, SOFTWARE, decided, enrolled, expectation, order, read, territorial

PRECINCTS = (25, 26)


@pytest.fixture
def district(tmp_path: Path) -> District:
    """The commission's folder, laid out as its document says."""
    territory = tmp_path / "territory"
    data, signature = decided()
    files: dict[str, bytes] = {
        "definition/definition.json": data,
        "definition/definition.json.p7s": signature,
        "definition/proof/style-1-kk.pdf": b"%PDF-1.7 a proof",
        "revoked.crl": order(25).revoked,
    }
    for number in PRECINCTS:
        files[f"precincts/{number}/list/voters.jsonl"] = order(number).voters
        files[f"precincts/{number}/inventory.json"] = INVENTORY_FILE.write(enrolled(number).inventory)
        for place, certificate in enumerate(enrolled(number).officials):
            files[f"precincts/{number}/officials/{place}.pem"] = certificate.public_bytes(Encoding.PEM)
    for name, content in files.items():
        (territory / name).parent.mkdir(parents=True, exist_ok=True)
        (territory / name).write_bytes(content)
    return District(
        territory=territory, out=tmp_path / "packages", making=Making(software=SOFTWARE, training=True, issued=MADE)
    )


def made(district: District) -> dict[int, Made]:
    return {one.precinct: one.made for one in make_district(district, PRECINCTS, territorial)}


def killed(work: Callable[[], object]) -> None:
    """Do the work in a process of its own, which must die by SIGKILL on the way."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(3)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_precincts_are_the_numbered_folders(district: District) -> None:
    assert precincts_of(district.territory) == PRECINCTS
    (district.territory / "precincts" / "027").mkdir()
    with pytest.raises(SailauError, match="027"):
        precincts_of(district.territory)


def test_killed_between_two_packages_the_first_is_kept_and_the_second_made(district: District) -> None:
    killed(lambda: make_district(district, PRECINCTS, territorial, on_done=lambda _: die()))
    assert made(district) == {25: Made.KEPT, 26: Made.MADE}


@pytest.mark.parametrize("writes", [0, 1, 7, 14, 15])
def test_killed_at_any_file_the_half_package_is_made_anew(
    district: District, writes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [writes]

    def dying(path: Path, data: bytes) -> None:
        if not left[0]:
            die()
        left[0] -= 1
        write_atomically(path, data)

    with monkeypatch.context() as patch:
        patch.setattr("sailau.service.package_medium.write_atomically", dying)
        killed(lambda: make_district(district, PRECINCTS, territorial))
    assert not district.folder(25).exists()
    assert made(district) == {25: Made.MADE, 26: Made.MADE}
    for number in PRECINCTS:
        assert read(district.folder(number), expectation(number)).sound
        assert not district.folder(number).with_name(f"{district.folder(number).name}{PART_SUFFIX}").exists()


def test_package_that_was_spoilt_since_is_not_kept_and_not_overwritten(district: District) -> None:
    made(district)
    part = district.folder(25) / names.COMPUTER_PART
    part.write_bytes(part.read_bytes()[:-1])
    outcomes = make_district(district, PRECINCTS, territorial)
    assert [one.made for one in outcomes] == [Made.FAILED, Made.KEPT]
    assert "computer.sealed" in outcomes[0].reason and "--issue" in outcomes[0].reason


def test_changed_input_is_not_passed_over(district: District) -> None:
    made(district)
    (district.territory / "precincts" / "25" / "list" / "voters.jsonl").write_bytes(order(26).voters)
    outcomes = make_district(district, PRECINCTS, territorial)
    assert [one.made for one in outcomes] == [Made.FAILED, Made.KEPT]
    assert "made from other inputs" in outcomes[0].reason
