"""Files of others are unchanged, accounted for and licensed."""

import hashlib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from sailau.vendored import FOLDER, FONTS, HTMX

ROOT = Path(__file__).resolve().parents[2]
PLACES = [FOLDER, ROOT / "vendor"]
KAZAKH = "АаӘәБбВвГгҒғДдЕеЁёЖжЗзИиЙйКкҚқЛлМмНнҢңОоӨөПпРрСсТтУуҰұҮүФфХхҺһЦцЧчШшЩщЪъЫыІіЬьЭэЮюЯя"
SIGNS = "ABCXYZabcxyz0123456789№₸«»—–·,.:;()%\u00a0"


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_every_file_is_listed_with_its_hash(place: Path) -> None:
    lines = (place / "VERSIONS").read_text(encoding="utf-8").splitlines()
    listed = {line[66:]: line[:64] for line in lines if not line.startswith("#")}
    files = [path for path in place.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}]
    found = {str(path.relative_to(place)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    found.pop("VERSIONS")
    assert listed == found


def test_licences_stand_beside_the_files() -> None:
    assert "SIL Open Font License" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "Zero-Clause BSD" in HTMX.with_name("LICENSE").read_text(encoding="utf-8")
    assert "Mozilla Public License" in (ROOT / "vendor" / "axe-core" / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("weight", ["Regular", "SemiBold", "Bold"])
def test_paper_fonts_hold_all_letters_of_the_three_languages(weight: str) -> None:
    letters = TTFont(FONTS / f"Inter-{weight}.ttf").getBestCmap()
    assert [sign for sign in KAZAKH + SIGNS if ord(sign) not in letters] == []


def test_screen_fonts_hold_all_letters_of_the_three_languages() -> None:
    letters: set[int] = set()
    for subset in sorted(FONTS.glob("inter-*-wght-normal.woff2")):
        letters |= set(TTFont(subset).getBestCmap())
    assert [sign for sign in KAZAKH + SIGNS if ord(sign) not in letters] == []
