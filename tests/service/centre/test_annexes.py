"""A long notice in annexes: every row in one of them, sums that add up, each hashed in the data and signed (L 50-7(1)).

All of this is of papers and their data, so it runs on one store.
"""

import hashlib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sailau.commission.effect import Holdings, picture
from sailau.election.nouns import Definition
from sailau.election.proofreading.order import local
from sailau.errors import FormatError, SignatureError
from sailau.formats.v1.notice import NOTICE_DATA, Annex, NoticeData, Row
from sailau.refusal import Refusal
from sailau.service.centre.annexes import annex_paper, demand_annexes
from sailau.service.centre.fixing import district_standings, fix
from sailau.service.centre.holding import holdings_of
from sailau.service.centre.notice_data import Wanted, notice_of
from sailau.service.centre.notice_sheets import CUT, Cut, is_annex, partition, sheets_of, summed, summed_by_annex
from sailau.service.centre.notices import Drawn, draw_up, notices_of, sign_notice, withdraw_draft
from sailau.service.centre.signed_papers import annexes_beside, judge_paper, read_paper
from sailau.signing.holder import holder_of
from sailau.signing.pdf_text import read_pdf
from sailau.signing.roles import DocumentKind
from tests.commission.country import EVENING, LIST, NORTH, all_accepted, country, everybody
from tests.service.centre.sitting import CENTRAL, NORTHERN, commission, north, people, whole
from tests.service.centre.stores import Store

BY_FOUR = Cut(whole=4, sheet=4)
SMALL = country(precincts=4)


def drawn(found: Drawn | Refusal) -> Drawn:
    assert isinstance(found, Drawn), found
    return found


def table_of(definition: Definition) -> NoticeData:
    """A preliminary table of the northern district, by precincts."""
    holdings = Holdings(definition=definition, bundles=tuple(all_accepted(everybody(definition))), decisions=())
    wanted = Wanted(kind="preliminary_table", unit=north(definition), issuer=CENTRAL, signers=())
    made = notice_of(holdings, picture(holdings), wanted, 1, local(definition, EVENING))
    assert not isinstance(made, Refusal), made
    return made[1]


ROW = table_of(SMALL).total


def many(rows: int) -> tuple[Row, ...]:
    """So many rows, told apart by their number of precincts."""
    return tuple(replace(ROW, precincts=number) for number in range(rows))


@given(st.integers(0, 60), st.integers(1, 20), st.integers(1, 20))
def test_each_row_stands_in_one_sheet_and_short_tables_in_none(rows: int, most: int, sheet: int) -> None:
    data = many(rows)
    found = sheets_of(data, Cut(whole=most, sheet=sheet))
    if rows <= most:
        assert found == ()
        return
    assert [row for one in found for row in one.rows] == list(data)
    assert (found[0].first, found[-1].last) == (1, rows)
    assert all(one.last + 1 == after.first for one, after in pairwise(found))
    assert max(len(one.rows) for one in found) <= sheet


def test_a_district_of_five_hundred_precincts_is_still_one_paper() -> None:
    assert sheets_of(many(500)) == ()
    assert (len(sheets_of(many(501))), CUT.sheet) == (3, 250)


@pytest.mark.parametrize("mixed", [frozenset(), frozenset({1, 5}), frozenset(range(1, 13))], ids=["none", "two", "all"])
def test_sums_of_the_sheets_add_up_to_the_total_electronic_and_paper_apart(mixed: frozenset[int]) -> None:
    data = table_of(country(precincts=12, mixed=mixed))
    sums = [summed(one.rows, data.total.unit) for one in sheets_of(data.rows, BY_FOUR)]
    assert len(sums) == 2
    assert summed(sums, data.total.unit) == summed(data.rows, data.total.unit) == data.total


def test_long_fixing_has_its_rows_in_annexes_that_its_data_and_its_paper_name(tmp_path: Path, sqlite: Store) -> None:
    definition = country(precincts=12, mixed=frozenset())
    with commission(tmp_path / "centre", sqlite, everybody(definition), definition) as centre:
        who = people(definition)
        [(_, made)] = fix(centre, holdings_of(centre), CENTRAL, [who.central], [NORTH], BY_FOUR)
        found, path = drawn(made), drawn(made).paper.path
        annexes = found.data.annexes or ()
        assert [(one.file, one.first, one.last) for one in annexes] == [
            ("001-fixed_totals-annex-01.pdf", 1, 4),
            ("001-fixed_totals-annex-02.pdf", 5, 6),
        ]
        paper = " ".join(read_pdf(found.paper.pdf).text.split())
        for number, one in enumerate(annexes, 1):
            pdf = (path.parent / one.file).read_bytes()
            assert hashlib.sha256(pdf[: one.size]).hexdigest() == one.sha256 and len(pdf) > one.size
            assert f"Приложение {number}: № {one.first}–{one.last}" in paper
            assert one.sha256[:4] in paper and one.file in paper
            text = " ".join(read_pdf(pdf).text.split())
            for place, row in enumerate(found.data.rows, 1):
                own = one.first <= place <= one.last
                assert (f"{place} {row.unit.name.kk} {row.unit.name.ru}" in text) is own
                assert row.unit.name.ru not in paper
            assert "Итого по приложению" in text and f"{number} из 2" in text
        assert summed_by_annex(found.data).rows[1].total.received == sum(
            row.total.received for row in found.data.rows[4:]
        )
        assert found.waits_for == () and [one.data for one in notices_of(centre)] == [found.data]
        judge_paper(found.paper, centre.trust(at=centre.now()), DocumentKind.NOTICE)
        assert [one.current for one in district_standings(centre, holdings_of(centre)) if one.unit.id == NORTH] == [
            True
        ]
        altered_or_exchanged(centre.folder / "notices" / path.name, found.data)


def altered_or_exchanged(path: Path, data: NoticeData) -> None:
    """No other bytes pass for an annex: altered, exchanged, one more."""
    demand_annexes(path, data)
    first, second = annexes_beside(path)
    own, other = first.read_bytes(), second.read_bytes()
    for bytes_, place in ((bytes([own[0] ^ 1]) + own[1:], first), (other, first)):
        place.write_bytes(bytes_)
        with pytest.raises(FormatError, match="annex-01"):
            demand_annexes(path, data)
    first.write_bytes(own)
    path.with_name("001-fixed_totals-annex-03.pdf").write_bytes(other)
    with pytest.raises(FormatError, match="annex-03"):
        demand_annexes(path, data)


def test_annexes_are_signed_by_all_who_sign_the_notice_also_after_a_crash(tmp_path: Path, sqlite: Store) -> None:
    definition = country(precincts=6)
    with commission(tmp_path / "centre", sqlite, everybody(definition), definition) as centre:
        who = people(definition)
        asked = Wanted(kind="summary_table", unit=north(definition), issuer=NORTHERN, signers=())
        secretary, cut = holder_of(who.secretary.certificate), Cut(whole=1, sheet=3)
        first = drawn(draw_up(centre, holdings_of(centre), asked, [who.chair], [secretary], cut))
        path, annexes = first.paper.path, first.data.annexes or ()
        assert (first.waits_for, len(annexes)) == (("member-2",), 1)
        # the power went before the annex had the chair's signature
        lost = path.with_name(annexes[0].file)
        lost.write_bytes(lost.read_bytes()[: annexes[0].size])
        last = drawn(sign_notice(centre, 1, who.secretary))
        assert last.waits_for == ("member-1",) and notices_of(centre) == ()
        assert drawn(sign_notice(centre, 1, who.chair)).waits_for == ()
        assert len(notices_of(centre)) == 1
        assert all(is_annex(one, path.with_name(one.file).read_bytes()) for one in annexes)
        # one that somebody else signed, or nobody, is not the notice's
        lost.write_bytes(lost.read_bytes()[: annexes[0].size])
        with pytest.raises(SignatureError):
            judge_paper(read_paper(path), centre.trust(at=centre.now()), DocumentKind.NOTICE)


def test_withdrawn_draft_takes_its_annexes_along(tmp_path: Path, sqlite: Store) -> None:
    definition = country(precincts=6)
    with commission(tmp_path / "centre", sqlite, everybody(definition), definition) as centre:
        asked = Wanted(kind="preliminary_table", unit=north(definition), issuer=CENTRAL, signers=())
        central = holder_of(people(definition).central.certificate)
        draft = drawn(draw_up(centre, holdings_of(centre), asked, [], [central], Cut(whole=2, sheet=3)))
        assert len(annexes_beside(draft.paper.path)) == 1
        assert withdraw_draft(centre) is None
        assert list(draft.paper.path.parent.iterdir()) == []


def test_short_notice_says_nothing_of_annexes() -> None:
    assert "annexes" not in NOTICE_DATA.encode(table_of(SMALL))


def test_annex_has_no_table_of_a_contest_in_which_none_of_its_units_votes() -> None:
    """A table of the country by districts: each annex has one of them, and of the seats that district's alone."""
    definition = country(precincts=6, mixed=frozenset())
    holdings = Holdings(definition=definition, bundles=tuple(all_accepted(everybody(definition))), decisions=())
    wanted = Wanted(kind="preliminary_table", unit=whole(definition), issuer=CENTRAL, signers=())
    made = notice_of(holdings, picture(holdings), wanted, 1, local(definition, EVENING))
    assert not isinstance(made, Refusal), made
    for number, sheet in enumerate(sheets_of(made[1].rows, Cut(whole=1, sheet=1)), 1):
        tables = annex_paper(*made, definition, sheet, (number, 2)).tables
        assert all(len(table.rows) == 2 and table.rows[0].number == str(number) for table in tables)
        seats = {table.heading.ru for table in tables} & {one.title.ru for one in definition.contests if one.id != LIST}
        assert len(seats) == 1


def test_annexes_that_lack_a_row_or_have_it_twice_are_no_partition() -> None:
    ranges = ((1, 4), (5, 6))
    found = [Annex(file="a", first=first, last=last, size=1, sha256="0" * 64) for first, last in ranges]
    assert partition(found, 6)
    assert not partition(found, 7)
    assert not partition(found[1:], 6)
    assert not partition([found[0], replace(found[1], first=4)], 6)
    assert not partition([found[1], found[0]], 4)
