"""Proofreading a ballot: each planted error is found under its own code and place, and a sound ballot has none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from sailau.election.canonical import tree_of
from sailau.election.definition import parse_tree
from sailau.election.examples import party_and_district, president_2005
from sailau.election.nouns import Candidate, Definition, Party, Words
from sailau.election.proofreading import (
    Finding,
    Weight,
    against_registration,
    differences,
    frozen,
    odd_letters,
    order_questions,
    read_registration,
)
from sailau.election.proofreading.languages import consonants
from sailau.election.proofreading.order import order_table
from sailau.errors import DefinitionError

CANDIDATE = ("contests", 0, "candidates", 0)
PARTY = ("contests", 0, "parties", 0)


def findings(definition: Definition) -> list[Finding]:
    return [*odd_letters(definition), *differences(definition), *order_questions(definition)]


def with_text(definition: Definition, path: tuple[str | int, ...], text: str | None) -> Definition:
    tree: Any = tree_of(definition)
    holder = tree
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = text
    return parse_tree(tree, "draft.json")


def found_after(definition: Definition, path: tuple[str | int, ...], text: str) -> set[tuple[str, str]]:
    before = {(finding.code, finding.place) for finding in findings(definition)}
    after = {(finding.code, finding.place) for finding in findings(with_text(definition, path, text))}
    return after - before


def test_the_published_ballot_of_2005_has_no_findings() -> None:
    assert findings(president_2005()) == []


def test_the_invented_ballot_is_asked_only_about_the_candidate_without_patronymic() -> None:
    assert [finding.code for finding in findings(party_and_district())] == ["no-patronymic"]


@pytest.mark.parametrize(
    ("part", "language", "text", "code"),
    [
        ("surname", "kk", "Әбілқaсымов", "mixed-alphabets"),  # a Latin a
        ("surname", "kk", "Әбiлқасымов", "mixed-alphabets"),  # a Latin i
        ("name", "ru", "Epaсыл", "mixed-alphabets"),
        ("surname", "en", "Abylkаsymov", "mixed-alphabets"),  # a Cyrillic а
        ("surname", "ru", "Абылкасымов1", "digit-in-name"),
        ("surname", "ru", "АБЫЛКАСЫМОВ", "unusual-capitals"),
        ("name", "kk", "ерасыл", "unusual-capitals"),
        ("surname", "ru", "Әбілқасымов", "kazakh-letter-in-russian"),
        ("patronymic", "kk", "Абилкасымулы", "kazakh-letter-missing"),
        ("surname", "ru", "Назарбаев", "names-differ"),
        ("name", "ru", "Ерасыл Али", "parts-of-name-differ"),
    ],
)
def test_an_error_planted_in_a_name_is_found_in_its_place(part: str, language: str, text: str, code: str) -> None:
    found = found_after(president_2005(), (*CANDIDATE, part, language), text)
    places = {place for name, place in found if name == code}
    whole = f"contests[0].candidates[0].{part}"
    assert places & {whole, f"{whole}.{language}"}


def test_a_kazakh_name_typed_without_its_letters_is_asked_about() -> None:
    definition = president_2005()
    for part, text in (("surname", "Абылкасымов"), ("patronymic", "Абылкасымович")):
        definition = with_text(definition, (*CANDIDATE, part, "kk"), text)
    assert "kazakh-letter-missing" not in {finding.code for finding in odd_letters(definition)}, "a Russian name"
    definition = with_text(definition, (*CANDIDATE, "patronymic", "kk"), "Әбілқасымұлы")
    assert "contests[0].candidates[0].surname.kk" in {
        finding.place for finding in odd_letters(definition) if finding.code == "kazakh-letter-missing"
    }


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        (("precincts", 0, "address", "ru"), "город Аксамал, улица Жасыл, 9, школа № 3", "numbers-differ"),
        ((*PARTY, "name", "ru"), "Партия «Степь»", "quoted-names-differ"),
        ((*PARTY, "name", "ru"), "«Дала» партиясы", "not-translated"),
        ((*PARTY, "name", "kk"), "«PAHA» партиясы", "other-alphabet"),
        ((*PARTY, "name", "ru"), "Против всех", "against-all"),
    ],
)
def test_an_error_planted_in_a_text_is_found(path: tuple[str | int, ...], text: str, code: str) -> None:
    assert code in {name for name, _ in found_after(party_and_district(), path, text)}


def test_names_are_the_same_by_their_consonants_in_all_three_spellings() -> None:
    for names in (("Әділов", "Адилов", "Adilov"), ("Жүсіпова", "Джусупова", "Zhusipova"), ("Ғалым", "Галым", "Ghalym")):
        assert len({consonants(name) for name in names}) == 1, names
    assert consonants("Әділов") != consonants("Бекова")


def test_a_missing_number_of_the_lot_is_asked_about() -> None:
    definition = party_and_district()
    contest = definition.contests[0]
    others = tuple(answer for answer in contest.answers if not (isinstance(answer, Party) and answer.lot == 3))
    changed = replace(definition, contests=(replace(contest, answers=others), *definition.contests[1:]))
    (finding,) = [found for found in order_questions(changed) if found.code == "lot-number-missing"]
    assert "3" in finding.text.kk
    assert finding.weight is Weight.LOOK


def test_namesakes_are_pointed_out() -> None:
    definition = president_2005()
    contest = definition.contests[0]
    first, second = contest.answers[0], contest.answers[1]
    assert isinstance(first, Candidate)
    assert isinstance(second, Candidate)
    twin = replace(second, surname=first.surname, name=first.name)
    changed = replace(definition, contests=(replace(contest, answers=(first, twin)),))
    assert [found.code for found in order_questions(changed)] == ["namesakes"]


def test_the_order_table_is_by_alphabet_and_by_lot() -> None:
    parties, seat = order_table(party_and_district())
    assert (parties["rule"], seat["rule"]) == ("lot", "alphabet")
    assert [answer["id"] for answer in parties["answers"]] == ["samal", "otau", "shyraq", "dala", "bulaq", "qiran"]
    assert [answer["id"] for answer in seat["answers"]] == ["adilov-askar", "adilov", "bekova", "kim"]


def registration(definition: Definition) -> dict[str, Any]:
    tree = tree_of(definition)
    return {
        "format": "sailau-registration/1",
        "election": tree["id"],
        "contests": [
            {
                "id": contest["id"],
                contest["kind"]: [
                    {key: value for key, value in entry.items() if key != "lot"} for entry in contest[contest["kind"]]
                ],
            }
            for contest in tree["contests"]
        ],
    }


def differing(definition: Definition, change: Callable[[dict[str, Any]], object]) -> list[Finding]:
    tree = registration(definition)
    change(tree)
    return list(against_registration(definition, read_registration(tree, "registration.json")))


@pytest.mark.parametrize("definition", [president_2005(), party_and_district()])
def test_a_ballot_as_registered_has_no_difference(definition: Definition) -> None:
    assert differing(definition, lambda tree: None) == []


def test_a_difference_from_the_registration_is_named_by_character() -> None:
    def one_letter(tree: dict[str, Any]) -> None:
        tree["contests"][0]["candidates"][0]["surname"]["kk"] = "Абілқасымов"

    (finding,) = differing(president_2005(), one_letter)
    assert (finding.code, finding.weight) == ("differs-from-registration", Weight.STOP)
    assert finding.place == "contests[0].candidates[0].surname.kk"
    assert "character 1 is «Ә» (U+04D8) instead of «А» (U+0410)" in finding.text.en


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda tree: tree["contests"][0]["candidates"].pop(), "not-registered"),
        (lambda tree: tree["contests"][0]["candidates"][0].update(id="other"), "registered-not-on-ballot"),
        (
            lambda tree: tree["contests"][0]["candidates"][0].update(patronymic=None),
            "patronymic-differs-from-registration",
        ),
        (lambda tree: tree.update(election="another"), "registration-of-another-election"),
    ],
)
def test_who_is_on_the_ballot_is_who_was_registered(change: Callable[[dict[str, Any]], object], code: str) -> None:
    assert code in {finding.code for finding in differing(president_2005(), change)}


@pytest.mark.parametrize(
    "change",
    [
        lambda tree: tree.update(format="other"),
        lambda tree: tree.update(contests={}),
        lambda tree: tree["contests"][0].pop("candidates"),
        lambda tree: tree["contests"][0]["candidates"][0].pop("patronymic"),
        lambda tree: tree["contests"][0]["candidates"][0].update(lot=1),
        lambda tree: tree["contests"][0]["candidates"][0]["surname"].pop("kk"),
        lambda tree: tree["contests"][0]["candidates"][0].update(surname=None),
        lambda tree: tree["contests"][0]["candidates"][0]["name"].update(ru="Ерасыл "),
    ],
)
def test_a_registration_of_another_shape_is_refused_with_its_place(change: Callable[[dict[str, Any]], object]) -> None:
    tree = registration(president_2005())
    change(tree)
    with pytest.raises(DefinitionError) as refused:
        read_registration(tree, "registration.json")
    assert all(place.startswith("registration.json: ") for place, _ in refused.value.problems)


def test_the_ballot_is_frozen_two_days_before_at_local_midnight() -> None:
    definition = party_and_district()
    local = timezone(timedelta(hours=5))
    freeze = datetime(2026, 11, 20, tzinfo=local)
    assert frozen(definition, freeze - timedelta(seconds=1)) is None
    refusal = frozen(definition, freeze)
    assert refusal is not None
    assert "20.11.2026 00:00" in refusal.text.kk
    assert frozen(definition, freeze.astimezone(UTC) - timedelta(seconds=1)) is None


def test_every_finding_speaks_three_languages() -> None:
    definition = with_text(president_2005(), (*CANDIDATE, "surname", "kk"), "Әбілқaсымов7")
    named = replace(definition, title=Words("Сайлау 2005", "Сайлау 2005", "Election"))
    found = findings(named)
    assert {"mixed-alphabets", "digit-in-name", "not-translated", "numbers-differ"} <= {one.code for one in found}
    for finding in found:
        assert len({finding.text.kk, finding.text.ru, finding.text.en}) == 3
