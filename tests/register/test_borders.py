"""An address votes where the borders say, or nowhere (M7, M14; L 23, 25(1))."""

from datetime import date
from typing import Any

import pytest

from sailau.adapters.lists import read_list_bytes
from sailau.errors import FormatError
from sailau.register.borders import read_borders
from sailau.register.checks import Checked, check_table
from sailau.register.finding import Finding
from sailau.register.voter import Roll
from tests.adapters.lists.broken import csv_of, sound_rows

DECIDED = {
    "borders": [
        {"precinct": 7, "street": ["Абай көшесі", "ул. Абая"], "houses": "1-21", "side": "odd"},
        {"precinct": 8, "street": ["Абай көшесі", "ул. Абая"], "houses": "2-20", "side": "even"},
        {"precinct": 9, "street": ["Жамбыл көшесі"], "houses": "*", "side": "all"},
        {"precinct": 7, "street": ["Жамбыл Жабаев көшесі"], "houses": "5", "side": "all"},
    ]
}


@pytest.mark.parametrize(
    ("address", "precinct"),
    [
        ("Абай көшесі, 1 үй", 7),
        ("ул. Абая, д. 21, кв. 4", 7),
        ("Қарағанды қаласы, Абай көшесі, 2 үй, 3 пәтер", 8),
        ("Abai kóshesi 12а", 8),
        ("Абай көшесі, 22 үй", None),
        ("Абай көшесі", None),
        ("Жамбыл көшесі 400", 9),
        ("Жамбыл Жабаев көшесі, 5", 7),
        ("Жамбыл Жабаев көшесі, 6", None),
        ("Достық көшесі, 1", None),
        ("", None),
    ],
)
def test_street_and_house_say_the_precinct(address: str, precinct: int | None) -> None:
    assert read_borders(DECIDED, "borders").precinct_of(address) == precinct


def test_a_house_of_two_precincts_is_of_none() -> None:
    twice = {"borders": [*DECIDED["borders"], {**DECIDED["borders"][0], "precinct": 8}]}
    assert read_borders(twice, "borders").precinct_of("Абай көшесі, 1") is None


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"precinct": "7", "street": ["Абай"], "houses": "1", "side": "all"},
        {"precinct": 7, "street": "Абай", "houses": "1", "side": "all"},
        {"precinct": 7, "street": ["көшесі"], "houses": "1", "side": "all"},
        {"precinct": 7, "street": ["Абай"], "houses": "1..5", "side": "all"},
        {"precinct": 7, "street": ["Абай"], "houses": "1", "side": "left"},
    ],
)
def test_borders_of_another_form_are_refused_by_number(entry: dict[str, Any]) -> None:
    with pytest.raises(FormatError, match="border 5"):
        read_borders({"borders": [*DECIDED["borders"], entry]}, "borders")


def check(rows: list[list[Any]], only: int | None = None) -> Checked:
    borders = read_borders(DECIDED, "borders")
    roll = Roll(voting_day=date(2026, 11, 22), precincts=frozenset({7, 8, 9}), only=only, borders=borders)
    with read_list_bytes("list.csv", csv_of(rows).encode()) as table:
        assert not isinstance(table, Finding)
        return check_table(table, roll)


def test_a_territorys_list_without_precincts_is_divided_by_the_borders() -> None:
    checked = check([row[:6] for row in sound_rows()])
    assert checked.findings.items == []
    assert checked.per_precinct == {7: 6, 8: 6}


def test_an_address_of_another_precinct_and_one_of_none_are_told_apart() -> None:
    rows = sound_rows()[:3]
    rows[1][6], rows[2][5], rows[2][6] = "8", "Достық көшесі, 1 үй", ""
    assert {(f.line, f.code) for f in check(rows).findings.items} == {
        (2, "precinct-other"),
        (3, "address-without-precinct"),
    }
    assert [f.code for f in check(sound_rows()[:2], only=8).findings.items] == ["precinct-other"]
