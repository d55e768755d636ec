"""Annexes of a long notice in a publication: one that is missing, altered or another's is found (L 50-7(1); M53)."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from sailau.adapters.runners import RunHere
from sailau.commission.units import country as whole_country
from sailau.commission.units import districts
from sailau.formats.v1.notice import PRELIMINARY_TABLE
from sailau.formats.v1.publication import names
from sailau.service.centre.holding import holdings_of
from sailau.service.centre.notice_data import Wanted
from sailau.service.centre.notice_sheets import Cut
from sailau.service.centre.notices import Drawn, draw_up
from sailau.service.centre.publication import publish
from sailau.service.country.report import CountryReport
from sailau.service.country.verify import verify_country
from sailau.service.country.words import CODES
from sailau.signing.cms import sign_detached
from sailau.verifier.finding import Weight
from tests.country.altered import signed_anew
from tests.country.made import NIGHT, Country, at_the_centre
from tests.service.centre.sitting import CENTRAL

FIRST, SECOND = (f"{names.NOTICES}/001-preliminary_table-annex-0{number}.pdf" for number in (1, 2))
BY_THREE = Cut(whole=3, sheet=3)


@dataclass(frozen=True)
class Announced:
    """A country whose commission published a table in two annexes; `journal` knows its records already."""

    country: Country
    journal: Path
    sizes: tuple[int, ...]

    def copy(self, target: Path) -> Path:
        shutil.copytree(self.country.publication, target)
        return target

    def report(self, folder: Path, tmp_path: Path) -> CountryReport:
        shutil.copy(self.journal, tmp_path / "journal")
        return verify_country(folder, RunHere(), journal=tmp_path / "journal", root=self.country.root)


@pytest.fixture(scope="module")
def announced(
    country: Country, first_run: tuple[CountryReport, Path], tmp_path_factory: pytest.TempPathFactory
) -> Announced:
    folder = tmp_path_factory.mktemp("announced")
    shutil.copytree(country.centre, folder / "centre")
    shutil.copytree(country.publication, folder / "publication")
    own = replace(country, centre=folder / "centre", publication=folder / "publication")
    signer = own.pki.signers["central"]
    with at_the_centre(own) as centre:
        [unit, *_] = [*districts(own.definition), whole_country(own.definition)]
        wanted = Wanted(kind=PRELIMINARY_TABLE, unit=unit, issuer=CENTRAL, signers=())
        made = draw_up(centre, holdings_of(centre), wanted, [signer], cut=BY_THREE)
        assert isinstance(made, Drawn), made
        publish(centre, own.publication, signer)
    return Announced(own, first_run[1], tuple(one.size for one in made.data.annexes or ()))


def test_publication_with_annexes_is_sound(announced: Announced, tmp_path: Path) -> None:
    assert len(announced.sizes) == 2
    assert (announced.country.publication / SECOND).is_file()
    report = announced.report(announced.country.publication, tmp_path)
    assert report.sound, report.findings
    assert report.notices == 1


def _other_bytes(folder: Path, _: Announced) -> None:
    data = bytearray((folder / SECOND).read_bytes())
    data[len(data) // 3] ^= 1
    (folder / SECOND).write_bytes(data)


def _unsigned(folder: Path, announced: Announced) -> None:
    (folder / SECOND).write_bytes((folder / SECOND).read_bytes()[: announced.sizes[1]])


def _more(folder: Path, _: Announced) -> None:
    shutil.copy(folder / SECOND, folder / SECOND.replace("-02", "-03"))


ATTACKS: dict[str, tuple[Callable[[Path, Announced], None], str, str]] = {
    "taken away": (lambda folder, _: (folder / SECOND).unlink(), "annex-missing", SECOND),
    "altered": (_other_bytes, "annex-altered", SECOND),
    "exchanged": (lambda folder, _: shutil.copy(folder / FIRST, folder / SECOND), "annex-altered", SECOND),
    "without its signature": (_unsigned, "annex-signature", SECOND),
    "one more": (_more, "annex-unnamed", SECOND.replace("-02", "-03")),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_commission_that_publishes_another_annex_than_it_signed_is_found(
    announced: Announced, tmp_path: Path, attack: str
) -> None:
    change, code, place = ATTACKS[attack]
    folder = announced.copy(tmp_path / "mirror")
    change(folder, announced)
    signed_anew(announced.country, folder)
    found = announced.report(folder, tmp_path).of_weight(Weight.DEFECT)
    assert [(one.step, one.code, one.place) for one in found] == [(6, code, place)]
    assert all(len(text) > 10 for text in (CODES[code].kk, CODES[code].ru, CODES[code].en))


def test_mirror_that_alters_an_annex_is_found_by_the_list_and_by_the_notice(
    announced: Announced, tmp_path: Path
) -> None:
    folder = announced.copy(tmp_path / "mirror")
    _other_bytes(folder, announced)
    found = announced.report(folder, tmp_path).of_weight(Weight.DEFECT)
    assert {(one.step, one.code, one.place) for one in found} == {
        (1, "file-altered", SECOND),
        (6, "annex-altered", SECOND),
    }


def test_annex_signed_by_another_than_the_notice_is_found(announced: Announced, tmp_path: Path) -> None:
    """The territorial commission signs the notice, the central one's signature stands in the annex."""
    folder = announced.copy(tmp_path / "mirror")
    path = folder / names.notice_file(1, PRELIMINARY_TABLE)
    signature = sign_detached(path.read_bytes(), announced.country.pki.signers["territorial"], NIGHT)
    path.with_name(f"{path.name}.p7s").write_bytes(signature)
    signed_anew(announced.country, folder)
    found = announced.report(folder, tmp_path).of_weight(Weight.DEFECT)
    assert {(one.step, one.code, one.place) for one in found} == {
        (6, "annex-signature", FIRST),
        (6, "annex-signature", SECOND),
    }
