"""Who is registered on which papers, and who is turned away with which article (M18, M19, M21, M22, M38)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sailau.law.presence import RIGHTS
from sailau.precinct.present import (
    DEMANDS,
    KINDS,
    PAPERS,
    Authority,
    Kind,
    Paper,
    Person,
    Place,
    Whereabouts,
    come,
    leave,
    register,
    remove,
)
from sailau.refusal import Refusal

DAY = date(2005, 12, 4)
PLACE = Place(precinct=25, day=DAY, answers=frozenset({"a-1", "a-2"}))


def authority(
    kind: Kind = Kind.OBSERVER, surname: str = "Қалиева", sender: str = "«Әділ» қоғамдық бірлестігі"
) -> Authority:
    return Authority(
        kind=kind,
        surname=surname,
        name="Дана",
        patronymic="Ерланқызы",
        sender="a-1" if kind is Kind.PROXY and sender.startswith("«") else sender,
        paper="17",
        shown=frozenset(DEMANDS[kind].papers),
        precinct=25,
        day=DAY,
        accredited=date(2005, 11, 29),
    )


def registered(people: Sequence[Person], shown: Authority) -> list[Person]:
    person = register(people, shown, PLACE)
    assert isinstance(person, Person), person
    return [*(one for one in people if one.number != person.number), person]


def code(answer: object) -> str:
    assert isinstance(answer, Refusal), answer
    return answer.code


@pytest.mark.parametrize("kind", list(Kind))
def test_whoever_shows_all_papers_is_registered_and_in_the_room(kind: Kind) -> None:
    (person,) = registered([], authority(kind))
    assert (person.number, person.kind, person.whereabouts) == (1, kind, Whereabouts.IN_ROOM)
    assert person.full_name == "Қалиева Дана Ерланқызы"


@pytest.mark.parametrize(("kind", "paper"), [(kind, paper) for kind in Kind for paper in DEMANDS[kind].papers])
def test_a_paper_that_is_not_shown_is_named_with_its_article(kind: Kind, paper: Paper) -> None:
    shown = authority(kind)
    refusal = register([], replace(shown, shown=shown.shown - {paper}), PLACE)
    assert isinstance(refusal, Refusal)
    assert refusal.article == DEMANDS[kind].article
    for language in ("kk", "ru", "en"):
        text = getattr(refusal.text, language)
        assert getattr(PAPERS[paper], language) in text
        assert getattr(KINDS[kind], language) in text


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"precinct": 26}, "authority-elsewhere"),
        ({"day": date(2005, 12, 11)}, "authority-other-day"),
        ({"day": None}, "authority-other-day"),
        ({"surname": " "}, "present-name-missing"),
        ({"sender": ""}, "present-name-missing"),
        ({"name": "Д" * 201}, "present-name-missing"),
    ],
)
def test_an_authority_for_elsewhere_another_day_or_nobody_is_refused(wrong: dict[str, object], expected: str) -> None:
    assert code(register([], replace(authority(), **wrong), PLACE)) == expected  # type: ignore[arg-type]


def test_a_proxy_is_of_a_candidate_on_this_ballot() -> None:
    assert code(register([], authority(Kind.PROXY, sender="a-9"), PLACE)) == "proxy-of-nobody"


def test_accreditation_after_the_fifth_day_before_is_refused() -> None:
    for kind in (Kind.FOREIGN_OBSERVER, Kind.FOREIGN_MEDIA):
        for late in (date(2005, 11, 30), None):
            assert code(register([], replace(authority(kind), accredited=late), PLACE)) == "accredited-late"


@pytest.mark.parametrize("kind", [kind for kind in Kind if DEMANDS[kind].one_a_sender])
def test_a_second_of_one_sender_waits_until_the_first_has_left(kind: Kind) -> None:
    people = registered([], authority(kind))
    second = authority(kind, surname="Төлегенов")
    assert code(register(people, second, PLACE)) == "sender-has-one"
    gone = leave(people, 1)
    assert isinstance(gone, Person)
    people = registered([gone], second)
    assert [one.number for one in people] == [1, 2]
    assert code(come(people, 1)) == "sender-has-one"


def test_quotes_and_case_make_no_second_sender() -> None:
    people = registered([], authority())
    assert (
        code(register(people, authority(surname="Ли", sender="Әділ  қоғамдық БІРЛЕСТІГІ"), PLACE)) == "sender-has-one"
    )


def test_several_observers_of_one_foreign_organisation_may_be_there() -> None:
    people = registered([], authority(Kind.FOREIGN_OBSERVER))
    people = registered(people, authority(Kind.FOREIGN_OBSERVER, surname="Смит"))
    assert len(people) == 2


def test_the_same_papers_twice_are_one_person() -> None:
    people = registered([], authority())
    assert registered(people, authority()) == people


def test_who_was_removed_does_not_come_back_by_any_way() -> None:
    people = registered([], authority())
    removed = remove(people, 1)
    assert isinstance(removed, Person)
    again = [authority(), authority(sender="«Басқа» бірлестігі"), authority(Kind.MEDIA)]
    answers = [register([removed], one, PLACE) for one in again] + [come([removed], 1), leave([removed], 1)]
    assert {code(answer) for answer in answers} == {"was-removed"}


def test_nobody_comes_leaves_or_is_removed_under_a_number_that_was_not_given() -> None:
    assert {code(deed([], 1)) for deed in (come, leave, remove)} == {"present-unknown"}


def _done(step: str, known: Sequence[Person], which: int, shown: Authority) -> Person | Refusal:
    if step == "register":
        return register(known, shown, PLACE)
    return {"come": come, "leave": leave, "remove": remove}[step](known, which)


@given(st.lists(st.tuples(st.sampled_from(["register", "come", "leave", "remove"]), st.integers(0, 5)), max_size=30))
def test_at_no_time_are_two_of_one_sender_in_the_room(steps: list[tuple[str, int]]) -> None:
    people: dict[int, Person] = {}
    for step, which in steps:
        known = list(people.values())
        shown = authority(surname=f"Адам{which}", sender=f"Ұйым {which % 2}")
        answer = _done(step, known, which, shown)
        if isinstance(answer, Person):
            people[answer.number] = answer
        there = [one.sender for one in people.values() if one.whereabouts is Whereabouts.IN_ROOM]
        assert len(there) == len(set(there))
        assert sorted(people) == list(range(1, len(people) + 1))


def test_all_eleven_rights_of_the_law_stand_in_their_order() -> None:
    assert [right.point for right in RIGHTS] == list(range(1, 12))
    for right in RIGHTS:
        assert all((right.text.kk, right.text.ru, right.text.en, right.here.kk, right.here.ru, right.here.en))
