"""Sums above the precincts: whichever way units are added up, they agree; electronic and paper stand apart."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.commission.returns import PrecinctReturn, ProtocolFigures
from sailau.commission.totals import UnitTotals, added, totals
from sailau.commission.units import UnitKind, units
from sailau.election.nouns import Definition
from tests.commission.country import LIST, NORTH, SOUTH, both, country, everybody, invented

REPUBLIC = country().districts[0].id


@st.composite
def day(draw: st.DrawFn) -> tuple[Definition, list[PrecinctReturn]]:
    """A country of some precincts, some of them mixed, and the returns of those that have come."""
    count = draw(st.integers(2, 9))
    definition = country(count, frozenset(draw(st.sets(st.integers(1, count)))))
    random = Random(draw(st.integers(0, 2**32)))
    came = draw(st.permutations(sorted(draw(st.sets(st.integers(1, count), min_size=1)))))
    return definition, [invented(definition, number, random) for number in came]


def by_unit(definition: Definition, returns: list[PrecinctReturn]) -> dict[tuple[UnitKind, str], UnitTotals]:
    return {(one.unit.kind, one.unit.id): one for one in totals(definition, returns)}


def of_kind(found: dict[tuple[UnitKind, str], UnitTotals], kind: UnitKind) -> list[UnitTotals]:
    return [one for (own, _), one in found.items() if own is kind]


def again(parts: list[UnitTotals], column: str) -> ProtocolFigures | None:
    """The sum of the parts' sums, in one column."""
    return added(own for one in parts if (own := getattr(one, column)) is not None)


@settings(max_examples=40)
@given(day())
def test_oblasts_and_precincts_add_up_to_the_country_and_to_the_nation_wide_district(
    found: tuple[Definition, list[PrecinctReturn]],
) -> None:
    units_found = by_unit(*found)
    whole = units_found[UnitKind.COUNTRY, ""]
    oblasts, precincts = of_kind(units_found, UnitKind.OBLAST), of_kind(units_found, UnitKind.PRECINCT)
    for column in ("electronic", "paper"):
        assert again(oblasts, column) == again(precincts, column) == getattr(whole, column)
    assert again(oblasts, "result") == again(precincts, "result") == whole.result
    assert whole.result == units_found[UnitKind.DISTRICT, REPUBLIC].result
    assert sum(one.counted for one in oblasts) == whole.counted == len(found[1])


@settings(max_examples=40)
@given(day())
def test_a_district_has_the_votes_of_its_precincts_and_the_seats_districts_add_up_to_the_list(
    found: tuple[Definition, list[PrecinctReturn]],
) -> None:
    definition, returns = found
    units_found = by_unit(definition, returns)
    for unit in units(definition):
        if unit.kind is UnitKind.DISTRICT:
            own = [units_found[UnitKind.PRECINCT, str(number)] for number in unit.precincts]
            assert again(own, "result") == units_found[unit.kind, unit.id].result
    seats = [units_found[UnitKind.DISTRICT, district] for district in (NORTH, SOUTH)]
    counted = [one.result.contests[LIST] for one in seats if one.result is not None]
    whole = units_found[UnitKind.DISTRICT, REPUBLIC].result
    assert whole is not None
    assert whole.contests[LIST] == (both(*counted) if len(counted) == 2 else counted[0])


@settings(max_examples=40)
@given(day())
def test_electronic_and_paper_make_the_result_vote_by_vote(found: tuple[Definition, list[PrecinctReturn]]) -> None:
    for one in totals(*found):
        if one.electronic is None or one.result is None:
            assert one.counted == 0
            continue
        for contest, result in one.result.contests.items():
            paper = None if one.paper is None else one.paper.contests.get(contest)
            electronic = one.electronic.contests[contest]
            assert result == (electronic if paper is None else both(electronic, paper))
        assert one.result.lines["voters_on_list"] == one.electronic.lines["voters_on_list"]


@settings(max_examples=30)
@given(day(), st.randoms(use_true_random=False))
def test_the_order_in_which_returns_come_changes_no_sum(
    found: tuple[Definition, list[PrecinctReturn]], random: Random
) -> None:
    definition, returns = found
    shuffled = list(returns)
    random.shuffle(shuffled)
    assert totals(definition, shuffled) == totals(definition, returns)


def test_before_the_first_protocol_every_unit_stands_without_figures() -> None:
    for one in totals(country(), []):
        assert (one.electronic, one.paper, one.summary, one.result) == (None, None, None, None)
        assert one.counted == 0 < one.due


def test_paper_and_summary_stand_only_where_a_mixed_precinct_counts() -> None:
    definition = country()
    found = by_unit(definition, everybody(definition))
    for unit in units(definition):
        has_mixed = 2 in unit.precincts
        own = found[unit.kind, unit.id]
        assert (own.paper is not None) == (own.summary is not None) == has_mixed


def test_turnout_by_hour_is_added_hour_by_hour() -> None:
    definition = country()
    returns = everybody(definition)
    whole = by_unit(definition, returns)[UnitKind.COUNTRY, ""]
    assert list(whole.admitted_by_hour) == [f"{hour:02d}" for hour in range(7, 20)]
    for hour, admitted in whole.admitted_by_hour.items():
        assert admitted == sum(one.admitted_by_hour[hour] for one in returns)


def test_every_precinct_lies_in_the_country_one_oblast_and_its_districts() -> None:
    definition = country()
    for precinct in definition.precincts:
        within = [unit for unit in units(definition) if precinct.number in unit.precincts]
        assert [unit.kind for unit in within] == [
            UnitKind.COUNTRY,
            UnitKind.OBLAST,
            UnitKind.DISTRICT,
            UnitKind.DISTRICT,
            UnitKind.PRECINCT,
        ]
        assert within[1].id == precinct.oblast.kk
        assert {unit.id for unit in within[2:4]} == set(precinct.districts)
