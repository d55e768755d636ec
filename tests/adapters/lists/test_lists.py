"""Lists are read as they were written; a broken file is told, never half-read (M8, M10; L 24(5))."""

import json
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.adapters.lists import read_list_bytes
from sailau.register.checks import Checked, check_table, check_unreadable
from sailau.register.finding import FINDINGS_KEPT_MAX, Finding
from sailau.register.voter import Roll
from tests.adapters.lists.broken import (
    BROKEN,
    PEOPLE,
    Broken,
    csv_of,
    json_bytes,
    json_of,
    shared_strings_xlsx,
    sound_rows,
    xlsx_of,
)

ROLL = Roll(voting_day=date(2026, 11, 22), precincts=frozenset({7, 8}))


def report(name: str, data: bytes) -> Checked:
    with read_list_bytes(name, data) as table:
        return check_unreadable(name, table) if isinstance(table, Finding) else check_table(table, ROLL)


def with_dates() -> list[list[object]]:
    rows = sound_rows()
    return [rows[0], *([*row[:4], datetime.fromisoformat(row[4]), *row[5:]] for row in rows[1:])]


SOUND = {
    "semicolons.csv": csv_of(sound_rows()).encode(),
    "mark.csv": b"\xef\xbb\xbf" + csv_of(sound_rows(), end="\r\n").encode(),
    "tabs.csv": csv_of(sound_rows(), "\t").encode(),
    "spreadsheet.csv": b"sep=;\n" + csv_of(sound_rows()).encode(),
    "quoted.csv": csv_of([[f'"{cell}"' for cell in row] for row in sound_rows()], ",").encode(),
    "texts.xlsx": xlsx_of(sound_rows()),
    "shared-strings.xlsx": shared_strings_xlsx(sound_rows()),
    "dates.xlsx": xlsx_of(with_dates()),
    "array.json": json_bytes(json_of(sound_rows())),
    "voters.json": json_bytes({"voters": json_of(sound_rows())}),
    "lines.json": b"\n".join(json_bytes(record) for record in json_of(sound_rows())),
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_list_is_read_whole_in_every_form(name: str) -> None:
    checked = report(name, SOUND[name])
    assert checked.findings.items == []
    assert checked.may_be_loaded()
    assert [(v.surname, v.name, v.patronymic, v.birth_date) for v in checked.voters] == PEOPLE
    assert checked.per_precinct == {7: len(PEOPLE)}


def test_there_are_sixty_broken_files_and_more() -> None:
    assert len({broken.name for broken in BROKEN}) == len(BROKEN) >= 60


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_a_broken_file_is_told_clearly(broken: Broken) -> None:
    checked = report(broken.name, broken.make())
    assert broken.code in checked.findings.counts, checked.findings.counts
    assert not checked.may_be_loaded()
    for finding in checked.findings.items:
        shown = [finding.reason(tongue) + finding.advice(tongue) for tongue in ("kk", "ru", "en")]
        assert len(set(shown)) == 3
        assert finding.file == broken.name


def test_a_report_names_rows_and_no_person() -> None:
    secrets = {cell for row in sound_rows()[1:] for cell in (row[0], row[1], row[5])}
    for broken in BROKEN:
        checked = report(broken.name, broken.make())
        told = json.dumps([finding.as_json("kk") for finding in checked.findings.items], ensure_ascii=False)
        assert not [secret for secret in secrets if secret in told], broken.name
        assert not [row[0] for row in sound_rows()[1:] if row[0] in repr(checked)], broken.name


def test_the_seeming_encoding_is_named() -> None:
    for name, encoding in (("cp1251.csv", "cp1251"), ("koi8-r.csv", "koi8-r"), ("cp866.csv", "cp866")):
        data = next(broken for broken in BROKEN if broken.name == name).make()
        assert report(name, data).findings.items[0].detail == encoding


def test_the_row_and_column_of_a_finding_are_the_files_own() -> None:
    rows = sound_rows()
    rows[5][4] = "2003-05-18"
    for name, data, line in (
        ("list.csv", csv_of(rows).encode(), 6),
        ("list.xlsx", xlsx_of(rows), 6),
        ("list.json", json_bytes(json_of(rows)), 5),
    ):
        (finding,) = report(name, data).findings.items
        assert (finding.code, finding.line) == ("birth-date-differs", line)
        assert finding.column in ("Туған күні", "birth_date")


def test_a_flood_of_findings_is_counted_and_not_kept() -> None:
    rows = [sound_rows()[0], *([["1", "А", "Ә", "", "x", "", "9"]] * (FINDINGS_KEPT_MAX + 10))]
    checked = report("flood.csv", csv_of(rows).encode())
    assert checked.findings.counts["iin-length"] == FINDINGS_KEPT_MAX + 10
    assert len(checked.findings.items) == FINDINGS_KEPT_MAX


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_make_a_reader_fail(data: bytes) -> None:
    assert not report("noise", data).may_be_loaded()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5_000), st.integers(0, 255))
def test_no_altered_workbook_makes_a_reader_fail(place: int, byte: int) -> None:
    data = bytearray(SOUND["texts.xlsx"])
    data[place % len(data)] = byte
    report("altered.xlsx", bytes(data))
