"""The protocol's lines and control relations (M26, M40-M46, M49)."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sailau.law import protocol_form
from sailau.law.protocol_form import (
    FIGURES,
    RELATIONS,
    ContestFigures,
    MissingFigureError,
    ballots_to_make,
    check,
    check_contest,
    check_members,
)


def worked_day() -> dict[str, int]:
    """The figures of the module's own worked day, read from its docstring."""
    doc = protocol_form.__doc__ or ""
    rows = re.findall(r"\| *(\w+) +\| (\d+) ", doc)
    return {figure: int(n) for figure, n in rows}


@st.composite
def sound_days(draw: st.DrawFn) -> dict[str, int]:
    """A day told from its events; the figures are counted, not fitted."""

    def some(most: int = 9) -> int:
        return draw(st.integers(0, most))

    at_desk, home, tests, replaced_after_challenge = some(400), some(20), some(6), some()
    unreadable, abandoned, missing, undone_with_card, undone_without, failed_loads = (some() for _ in range(6))
    expired = some()
    voided = some(10)
    # Everybody admitted at the desk voted, but for those whose card stayed away, expired or was left behind.
    voters = at_desk + abandoned + missing + expired
    challenged = replaced_after_challenge + tests
    replacements = replaced_after_challenge + unreadable
    issued = voters + replacements + tests + undone_with_card
    received = voters + home
    on_list = received + undone_with_card + undone_without + voided + some(50)
    box = at_desk + home
    cancelled_credentials = unreadable + abandoned + missing + failed_loads
    unused = undone_with_card + expired + some(100)
    return {
        "voters_on_list": on_list,
        "admitted": voters + undone_with_card + undone_without,
        "undone": undone_with_card + undone_without,
        "voters_received_ballots": received,
        "issued": issued,
        "replacements": replacements,
        "test_cards": tests,
        "undo_returned": undone_with_card,
        "accepted": at_desk,
        "challenged": challenged,
        "cancelled": unreadable,
        "returned": undone_with_card + expired,
        "abandoned": abandoned,
        "missing": missing,
        "home_applications": home + some(),
        "home_ballots": home,
        "home_unused": min(unused, 3),
        "voided": voided,
        "credentials_made": box + challenged + cancelled_credentials + voided + unused,
        "credentials_cancelled": cancelled_credentials,
        "box_ballots": box,
        "destroyed_unused": unused,
        "ballots_received": -(-on_list * 1001 // 1000),
        "ballots_destroyed": -(-on_list * 1001 // 1000) - received,
        "participants": box + voided,
        "invalid": voided,
        "valid": box,
        "closing_sealed": box + challenged + voided + unreadable,
        "closing_left_out": unreadable,
    }


def test_the_worked_day_of_the_documentation_holds_in_every_relation() -> None:
    figures = worked_day()
    assert set(figures) == {f.id for f in FIGURES}
    assert check(figures) == ()


@given(figures=sound_days())
def test_a_day_without_a_fault_shows_no_difference(figures: dict[str, int]) -> None:
    assert check(figures) == ()


@pytest.mark.parametrize(
    ("figure", "by", "found"),
    [
        ("accepted", -1, {"cards_issued", "box"}),
        ("issued", 1, {"cards_issued", "admissions"}),
        ("admitted", 2, {"admissions", "voters_at_least"}),
        ("box_ballots", 1, {"box", "credentials", "closing", "valid"}),
        ("missing", 1, {"cards_issued", "cancelled_credentials"}),
        ("credentials_cancelled", -1, {"credentials", "cancelled_credentials"}),
        ("closing_sealed", 1, {"closing"}),
        ("home_applications", -1, {"home_within_applications", "voters_at_most"}),
        ("ballots_received", 1, {"received_with_reserve", "ballots_destroyed"}),
        ("ballots_destroyed", -1, {"ballots_destroyed"}),
        ("participants", 1, {"participants"}),
        ("invalid", 1, {"participants", "invalid"}),
        ("home_unused", 500, {"home_unused"}),
        ("undo_returned", 1, {"admissions", "undone_cards"}),
    ],
)
def test_one_wrong_figure_shows_in_its_relations(figure: str, by: int, found: set[str]) -> None:
    figures = worked_day()
    figures[figure] += by
    assert {d.relation.id for d in check(figures)} == found


def test_an_admission_is_undone_against_an_abandoned_card_too() -> None:
    figures = worked_day()
    for figure in ("abandoned", "issued", "undo_returned", "undone", "admitted", "credentials_cancelled"):
        figures[figure] += 1
    figures["destroyed_unused"] -= 1
    assert check(figures) == ()
    figures["abandoned"] -= 1
    assert "undone_cards" in {d.relation.id for d in check(figures)}


# Applications may exceed what was voted: people change their minds.
UNBOUNDED = {"home_applications"}


@given(figures=sound_days(), figure=st.sampled_from([f.id for f in FIGURES if f.id not in UNBOUNDED]))
def test_a_much_inflated_figure_never_goes_unseen(figures: dict[str, int], figure: str) -> None:
    figures[figure] += 2_000
    assert check(figures)


def test_more_ballots_in_the_boxes_than_issued_by_lists_and_applications_are_seen() -> None:
    figures = worked_day() | {"box_ballots": 400}
    assert "box_within_issued" in {d.relation.id for d in check(figures)}
    difference = next(d for d in check(figures) if d.relation.id == "box_within_issued")
    assert (difference.left, difference.right) == (400, 307)


@pytest.mark.parametrize("figure", [f.id for f in FIGURES])
def test_a_missing_figure_is_an_error_and_never_a_skipped_relation(figure: str) -> None:
    figures = worked_day()
    del figures[figure]
    with pytest.raises(MissingFigureError, match=figure):
        check(figures)


@pytest.mark.parametrize("value", [-1, True])
def test_a_figure_that_is_no_count_is_an_error(value: int) -> None:
    with pytest.raises(MissingFigureError):
        check(worked_day() | {"missing": value})


@pytest.mark.parametrize(("voters", "ballots"), [(0, 0), (1, 2), (999, 1000), (1000, 1001), (1001, 1003), (1200, 1202)])
def test_the_reserve_of_ballots_is_rounded_up(voters: int, ballots: int) -> None:
    assert ballots_to_make(voters) == ballots


def test_another_reserve_may_be_given_where_a_later_text_has_it() -> None:
    assert ballots_to_make(400, Fraction(1, 100)) == 404
    figures = worked_day() | {"ballots_received": 404, "ballots_destroyed": 103}
    assert check(figures, reserve=Fraction(1, 100)) == ()


def test_the_cards_of_the_members_add_up() -> None:
    figures = worked_day()
    assert check_members({"Ахметова": 200, "Оспанов": 105}, figures) == ()
    (difference,) = check_members({"Ахметова": 200, "Оспанов": 104}, figures)
    assert (difference.left, difference.right) == (305, 304)


def contest(minimum: int = 1, maximum: int = 1, blank: int = 0, *votes: int) -> ContestFigures:
    return ContestFigures(contest="president", minimum=minimum, maximum=maximum, votes=votes, blank=blank)


def test_votes_and_blank_ballots_of_a_single_choice_are_the_valid_ballots() -> None:
    assert check_contest(contest(1, 1, 2, 60, 38), valid=100) == ()
    (difference,) = check_contest(contest(1, 1, 0, 60, 38), valid=100)
    assert (difference.relation.id, difference.left, difference.right) == ("contest_single", 98, 100)


def test_votes_of_several_choices_lie_between_least_and_most() -> None:
    assert check_contest(contest(1, 2, 0, 90, 60), valid=100) == ()
    assert {d.relation.id for d in check_contest(contest(1, 2, 0, 50, 49), valid=100)} == {"contest_too_few"}
    assert {d.relation.id for d in check_contest(contest(1, 2, 0, 90, 60, 60), valid=100)} == {"contest_too_many"}
    assert {d.relation.id for d in check_contest(contest(0, 2, 0, 101, 0), valid=100)} == {"contest_one_answer"}


def test_form_and_relations_fit_together() -> None:
    ids = [f.id for f in FIGURES]
    assert len(set(ids)) == len(ids)
    assert len({f.line for f in FIGURES}) == len(FIGURES)
    assert len({r.id for r in RELATIONS}) == len(RELATIONS)
    used = {figure for r in RELATIONS for _, figure in (*r.left, *r.right)}
    assert used == set(ids)
    for text in [f.text for f in FIGURES] + [f.source for f in FIGURES] + [r.text for r in RELATIONS]:
        assert re.search("[а-яәғқңөұүһі]", text.kk)
        assert re.search("[а-я]", text.ru)
        assert not re.search("[әғқңөұүһі]", text.ru)
        assert text.en.isascii() or re.search("[−≤×]", text.en)
