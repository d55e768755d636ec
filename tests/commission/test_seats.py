"""Persons of party lists on their mandates, and seats that fall vacant (M66, M68)."""

from datetime import date

import pytest

from sailau.commission.outcome import ContestOutcome, OutcomeState
from sailau.commission.seats import (
    RegisteredList,
    by_election_refusal,
    list_refusal,
    next_on_list,
    reordered,
    seats,
)
from sailau.errors import InvariantError
from sailau.refusal import Refusal, Text
from tests.commission.country import LIST, answer

DAY = date(2004, 9, 19)


def person(name: str) -> Text:
    return Text(f"{name} (kk)", f"{name} (ru)", name)


def listed(count: int, *dropped_out: int) -> RegisteredList:
    """A list of persons P1, P2, … of which those of these numbers dropped out."""
    names = tuple(person(f"P{number}") for number in range(1, count + 1))
    return RegisteredList(
        party=answer("dala"), names=names, dropped_out=frozenset(names[number - 1] for number in dropped_out)
    )


def outcome(**mandates: int) -> ContestOutcome:
    return ContestOutcome(
        contest=LIST,
        state=OutcomeState.DECIDED,
        steps=(),
        elected={answer(party): count for party, count in mandates.items()},
    )


def english(names: tuple[Text, ...]) -> list[str]:
    return [name.en for name in names]


def refused(found: object) -> str:
    assert isinstance(found, Refusal)
    assert all((found.text.kk, found.text.ru, found.text.en))
    return found.code


def test_mandates_go_to_persons_in_the_lists_order_past_who_dropped_out() -> None:
    [found] = seats(outcome(dala=3), {answer("dala"): listed(6, 2)})
    assert (english(found.names), found.vacant) == (["P1", "P3", "P4"], 0)
    assert [step.kind for step in found.steps] == ["passed_over", "takes_mandate", "takes_mandate", "takes_mandate"]


def test_a_list_with_too_few_persons_leaves_mandates_vacant_and_says_so() -> None:
    [found] = seats(outcome(dala=3), {answer("dala"): listed(2)})
    assert (english(found.names), found.vacant) == (["P1", "P2"], 1)
    assert found.steps[-1].kind == "vacant"


def test_parties_stand_with_most_mandates_first_and_each_needs_its_list() -> None:
    both = {answer("dala"): listed(4), answer("samal"): listed(4)}
    found = seats(outcome(dala=1, samal=2), both)
    assert [len(one.names) for one in found] == [2, 1]
    with pytest.raises(InvariantError):
        seats(outcome(dala=1, samal=2), {answer("dala"): listed(4)})


def test_a_list_is_void_when_more_than_a_quarter_dropped_out() -> None:
    assert list_refusal(listed(12, 1, 2, 3), 10, DAY) is None
    assert refused(list_refusal(listed(12, 1, 2, 3, 4), 10, DAY)) == "list-void"


def test_a_list_has_at_most_thirty_per_cent_more_names_than_mandates() -> None:
    assert list_refusal(listed(13), 10, DAY) is None
    assert refused(list_refusal(listed(14), 10, DAY)) == "list-too-long"


def test_a_person_twice_or_a_stranger_who_dropped_out_is_refused() -> None:
    plain = listed(4)
    twice = RegisteredList(party=plain.party, names=(*plain.names, plain.names[0]))
    stranger = RegisteredList(party=plain.party, names=plain.names, dropped_out=frozenset({person("X")}))
    assert refused(list_refusal(twice, 10, DAY)) == refused(list_refusal(stranger, 10, DAY)) == "list-persons-unclear"


def test_the_party_may_change_the_order_with_its_papers_but_not_the_persons() -> None:
    plain = listed(3)
    wanted = tuple(reversed(plain.names))
    turned = reordered(plain, wanted, application=True, extract=True)
    assert isinstance(turned, RegisteredList)
    assert english(turned.names) == ["P3", "P2", "P1"]
    others = (*wanted[:2], person("X"))
    assert refused(reordered(plain, others, application=True, extract=True)) == "list-reordered-with-other-names"
    for application, extract in ((True, False), (False, True)):
        found = reordered(plain, wanted, application=application, extract=extract)
        assert refused(found) == "list-reordered-without-papers"


def test_a_vacant_mandate_goes_to_the_next_on_the_list() -> None:
    plain = listed(4, 3)
    assert next_on_list(plain, frozenset(plain.names[:2])) == person("P4")
    assert next_on_list(plain, frozenset(plain.names)) is None


def test_no_by_election_in_the_last_year_of_the_term() -> None:
    ends = date(2009, 9, 19)
    assert by_election_refusal(date(2008, 9, 18), ends) is None
    assert refused(by_election_refusal(date(2008, 9, 19), ends)) == "no-by-election-in-the-last-year"
