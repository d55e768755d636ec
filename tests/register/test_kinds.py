"""Every finding says what is wrong and what to do, in three languages (M8, M10); no kind is left unused."""

import re
from pathlib import Path

import pytest

from sailau.refusal import Refusal
from sailau.register import refusals
from sailau.register.finding import KINDS_BY_CODE, Finding, Kind
from sailau.register.kinds_of_file import FILE_EMPTY
from sailau.register.kinds_of_row import IIN_LENGTH, IIN_TWICE

SOURCE = Path(__file__).resolve().parents[2] / "src" / "sailau"
KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)


@pytest.mark.parametrize("kind", KINDS_BY_CODE.values(), ids=lambda kind: kind.code)
def test_a_kind_speaks_three_languages(kind: Kind) -> None:
    for text in (kind.reason, kind.advice):
        assert len({text.kk, text.ru, text.en}) == 3
        assert all(part.endswith(".") for part in (text.kk, text.ru, text.en))
        assert re.search("[а-я]", text.kk)
        assert not KAZAKH.search(text.ru)
        assert text.en.isascii() or "“" in text.en
    assert re.fullmatch(r"L [0-9]+\([0-9]+\)", kind.article)


def test_the_other_row_of_a_pair_is_named_in_the_readers_language() -> None:
    finding = Finding(kind=IIN_TWICE, file="list.csv", line=9, other="precinct 7, number 12")
    assert "учаске 7, нөмір 12" in finding.reason("kk")
    assert "участок 7, номер 12" in finding.reason("ru")
    assert "precinct 7, number 12" in finding.reason("en")


def test_every_kind_is_used() -> None:
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("register", "adapters/lists")
        for path in (SOURCE / folder).glob("*.py")
        if not path.name.startswith("kinds_of")
    )
    names = set()
    for module in ("kinds_of_file.py", "kinds_of_row.py"):
        text = (SOURCE / "register" / module).read_text(encoding="utf-8")
        names |= set(re.findall(r"^([A-Z][A-Z0-9_]+): Final = (?:_error|_warning|kind)\(", text, flags=re.M))
    assert len(names) == len(KINDS_BY_CODE)
    assert {FILE_EMPTY, IIN_LENGTH} <= set(KINDS_BY_CODE.values())
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", code)] == []


def test_every_refusal_of_the_register_speaks_three_languages() -> None:
    found = [value for value in vars(refusals).values() if isinstance(value, Refusal)]
    assert len({refusal.code for refusal in found}) == len(found) >= 12
    for refusal in found:
        assert len({refusal.text.kk, refusal.text.ru, refusal.text.en}) == 3
