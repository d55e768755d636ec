"""A draft in TOML or JSON: the same definition, and problems with line, field, reason and what to do."""

import json
from datetime import date

import pytest

from sailau.election.canonical import tree_of
from sailau.election.draft import line_of, read_draft
from sailau.election.examples import party_and_district, president_2005
from sailau.election.lines import json_lines, toml_lines
from sailau.election.nouns import Definition, ElectionType, Language
from sailau.errors import DefinitionError
from sailau.service.ballot_draft import Wanted, draft_text, registration_text

FILLED = """
format = "sailau-definition/1"
id = "district-1-seat"
date = 2027-03-14
title = { kk = "Сайлау", ru = "Выборы" }

[rules]
edition = 2004-04-14

[[decisions]]
id = "decision-1"
body = { kk = "Комиссия", ru = "Комиссия района" }
date = "2027-01-10"
what = { kk = "Шешім", ru = "Решение" }

[[districts]]
id = "district-1"
title = { kk = "Округ", ru = "Округ города" }

[[contests]]
id = "seat"
type = "maslikhat"
kind = "candidates"
title = { kk = "Депутат", ru = "Депутат маслихата" }
district = "district-1"

[contests.rule]
id = "plurality"
edition = 2004-04-14
article = "L 9(2)"

[[contests.candidates]]
id = "one"
surname = { kk = "Әділов", ru = "Адилов" }
name = { kk = "Асқар", ru = "Аскар" }
patronymic = { kk = "Маратұлы", ru = "Маратович" }

[[contests.candidates]]
id = "two"
surname = { kk = "Ким", ru = "Ким" }
name = { kk = "Виктор", ru = "Виктор" }
patronymic = false

[[precincts]]
number = 7
name = { kk = "Учаске", ru = "Участок" }
address = { kk = "Мекенжай", ru = "Адрес" }
oblast = { kk = "Облыс", ru = "Область" }
districts = ["district-1"]
commission = "precinct-7"
expected_voters = 900
terminals = 2
"""


def problems(text: str, file: str = "draft.toml") -> dict[str, str]:
    with pytest.raises(DefinitionError) as refused:
        read_draft(text.encode(), file)
    return dict(refused.value.problems)


def line_with(text: str, part: str, count: int = 1) -> int:
    numbers = [number for number, line in enumerate(text.splitlines(), start=1) if part in line]
    return numbers[count - 1]


def test_a_filled_in_draft_is_a_definition() -> None:
    definition = read_draft(FILLED.encode(), "draft.toml")
    assert definition.date == date(2027, 3, 14)
    assert [answer.text(Language.KK) for answer in definition.contests[0].answers] == [
        "Әділов Асқар Маратұлы",
        "Ким Виктор",
    ]


@pytest.mark.parametrize("definition", [president_2005(), party_and_district()])
def test_a_json_draft_is_the_same_definition(definition: Definition) -> None:
    text = json.dumps(tree_of(definition), ensure_ascii=False, indent=1)
    assert read_draft(text.encode(), "draft.json") == definition


def test_a_problem_names_line_field_reason_and_what_to_do() -> None:
    text = FILLED.replace('surname = { kk = "Ким", ru = "Ким" }', 'surname = { kk = "Ким" }')
    line = line_with(text, 'surname = { kk = "Ким" }')
    place = f"draft.toml, line {line}: contests[0].candidates[1].surname.ru"
    assert problems(text)[place].startswith("missing translation: Russian. Ballots are in the state language")


def test_a_missing_patronymic_must_be_stated() -> None:
    text = FILLED.replace("patronymic = false\n", "")
    (found,) = [place for place in problems(text) if "patronymic" in place]
    assert (
        found
        == f"draft.toml, line {line_with(text, '[[contests.candidates]]', 2)}: contests[0].candidates[1].patronymic"
    )
    assert "false in TOML" in problems(text)[found]


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("terminals = 2", "terminals = 2.5", "precincts[0].terminals", "must be integer"),
        ("terminals = 2", 'terminal = "2"', "precincts[0].terminal", "unknown key"),
        ('district = "district-1"', 'district = "district-2"', "contests[0].district", "unknown district"),
        ("edition = 2004-04-14", "edition = 2028-04-14", "rules.edition", "later than the voting day"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, place: str, words: str) -> None:
    text = FILLED.replace(old, new, 1)
    found = {where: reason for where, reason in problems(text).items() if where.endswith(f": {place}")}
    assert [where for where in found if where.startswith(f"draft.toml, line {line_with(text, new)}:")]
    assert any(words in reason for reason in found.values())


def test_what_is_no_toml_is_told_by_line_and_column() -> None:
    (reason,) = problems("id = [\n1,,\n").values()
    assert "line 2" in reason
    (reason,) = problems("\ud800".encode("utf-8", "surrogatepass").decode("latin-1") + " = 1").values()
    assert "not TOML" in reason


def test_lines_of_json_reach_into_lists() -> None:
    text = '{\n "a": [\n  {"b": 1},\n  {\n   "b": "x, y"\n  }\n ],\n "c": [1,\n 2]\n}'
    lines = json_lines(text)
    assert (lines.line_of("a[0].b"), lines.line_of("a[1].b"), lines.line_of("c[1]")) == (3, 5, 9)
    assert lines.line_of("a[1].missing") == 4
    assert lines.line_of("nothing") is None


def test_lines_of_toml_reach_into_nested_lists() -> None:
    lines = toml_lines("[[a]]\n[[a.b]]\nc = 1\n[[a.b]]\nc = 2\n[[a]]\n[[a.b]]\nc = 3\n[x.y]\nz.w = 4\n")
    places = ("a[0].b[0].c", "a[0].b[1].c", "a[1].b[0].c", "x.y.z.w", "a[1].b[0].d")
    assert [lines.line_of(path) for path in places] == [3, 5, 8, 10, 7]


def test_the_line_of_a_finding_is_found() -> None:
    path = ("contests", 0, "candidates", 1, "surname", "kk")
    assert line_of(FILLED.encode(), "draft.toml", path) == line_with(FILLED, 'surname = { kk = "Ким"')


@pytest.mark.parametrize("kind", list(ElectionType))
@pytest.mark.parametrize("english", [False, True])
def test_a_new_draft_lacks_only_what_people_know(kind: ElectionType, english: bool) -> None:
    wanted = Wanted(id="e-1", type=kind, date=date(2027, 3, 14), english=english)
    reasons = set(problems(draft_text(wanted)).values())
    assert reasons
    assert all(reason.startswith(("empty text", '"" is not of the form wanted: date')) for reason in reasons)
    assert ("[[contests.parties]]" in registration_text(wanted)) == (kind is ElectionType.MAZHILIS_LIST)


@pytest.mark.parametrize("kind", list(ElectionType))
def test_a_new_draft_filled_in_is_sound(kind: ElectionType) -> None:
    text = draft_text(Wanted(id="e-1", type=kind, date=date(2027, 3, 14)))
    text = text.replace('edition = ""', "edition = 2004-04-14").replace('date = ""', "date = 2027-01-01")
    filled, number = "", 0
    for piece in text.split('""'):
        filled += piece + f'"М{number}"'
        number += 1
    sound = filled.removesuffix(f'"М{number - 1}"')
    assert read_draft(sound.encode(), "draft.toml").types == (kind,)
