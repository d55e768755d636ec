"""Each problem of a definition has a broken one here: the place and the reason that are reported, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import rfc8785

from sailau.election.canonical import tree_of
from sailau.election.definition import check, parse, parse_draft
from sailau.election.examples import party_and_district, president_2005
from sailau.election.nouns import ContestKind, Definition
from sailau.errors import DefinitionError

FILE = "definition.json"
Tree = dict[str, Any]
Breaking = Callable[[Tree], object]


def problems_after(breaking: Breaking, definition: Definition) -> list[tuple[str, str]]:
    tree = tree_of(definition)
    breaking(tree)
    with pytest.raises(DefinitionError) as refused:
        parse(rfc8785.dumps(tree), FILE)
    return list(refused.value.problems)


def setting(*path: str | int, to: object) -> Breaking:
    def breaking(tree: Tree) -> None:
        holder: Any = tree
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = to

    return breaking


def removing(*path: str | int) -> Breaking:
    def breaking(tree: Tree) -> None:
        holder: Any = tree
        for step in path[:-1]:
            holder = holder[step]
        del holder[path[-1]]

    return breaking


def copying(collection: str, index: int, **changes: object) -> Breaking:
    """Add a copy of an entry, with changes, at the end of its list; a dotted path of lists is walked."""

    def breaking(tree: Tree) -> None:
        holder: Any = tree
        for step in collection.split("."):
            holder = holder[int(step) if step.isdigit() else step]
        holder.append({**holder[index], **changes})

    return breaking


def candidates(count: int) -> list[Tree]:
    def name(index: int) -> Tree:
        return {"kk": f"Н{index}", "ru": f"Н{index}", "en": f"N{index}"}

    return [{"id": f"c{n}", "surname": name(n), "name": name(n), "patronymic": None} for n in range(count)]


SEAT = ("contests", 1)
LIST = ("contests", 0)
NAME = ("contests", 1, "candidates", 0, "name")

# What is broken, in party_and_district; the path in the file; words of the reason.
BROKEN: dict[str, tuple[Breaking, str, str]] = {
    "missing translation: Kazakh": (
        removing(*NAME, "kk"),
        "contests[1].candidates[0].name.kk",
        "missing translation: Kazakh",
    ),
    "missing translation: Russian": (removing("title", "ru"), "title.ru", "missing translation: Russian"),
    "missing translation: English, which the languages ask for": (
        removing("precincts", 0, "address", "en"),
        "precincts[0].address.en",
        "missing translation: English",
    ),
    "translation into another language": (setting("title", "fr", to="Élection"), "title.fr", "unknown key"),
    "empty name": (setting(*NAME, "ru", to=""), "contests[1].candidates[0].name.ru", "empty text"),
    "patronymic neither given nor stated absent": (
        removing(*SEAT, "candidates", 0, "patronymic"),
        "contests[1].candidates[0].patronymic",
        "missing",
    ),
    "name too long": (setting(*NAME, "ru", to="Н" * 101), "contests[1].candidates[0].name.ru", "longer than 100"),
    "control character": (setting(*NAME, "kk", to="Сәу\u0007ле"), "contests[1].candidates[0].name.kk", "U+0007"),
    "new line in a name": (setting(*NAME, "kk", to="Сәу\nле"), "contests[1].candidates[0].name.kk", "U+000A"),
    "DEL": (setting(*NAME, "kk", to="Сәуле\u007f"), "contests[1].candidates[0].name.kk", "U+007F"),
    "text turned right to left": (
        setting(*NAME, "kk", to="Сәу\u202eле"),
        "contests[1].candidates[0].name.kk",
        "an invisible formatting character, U+202E",
    ),
    "invisible letter that makes a second name": (
        setting(*NAME, "kk", to="Сәу\u200bле"),
        "contests[1].candidates[0].name.kk",
        "an invisible formatting character, U+200B",
    ),
    "private-use character": (setting(*NAME, "kk", to="\ue000"), "contests[1].candidates[0].name.kk", "private-use"),
    "not NFC": (setting(*NAME, "ru", to="Саи\u0306да"), "contests[1].candidates[0].name.ru", "NFC"),
    "space at the end": (setting(*NAME, "ru", to="Сауле "), "contests[1].candidates[0].name.ru", "spaces at an end"),
    "two spaces": (setting(*NAME, "ru", to="Са  уле"), "contests[1].candidates[0].name.ru", "side by side"),
    "bad character in a key": (setting("no\u0000te", to=1), '["no\\u0000te"]', "in the key: a control character"),
    "unknown key": (setting("rules", "note", to="x"), "rules.note", "unknown key"),
    "missing key": (removing("date"), "date", "missing"),
    "number where text belongs": (setting("id", to=7), "id", "must be string"),
    "text where a number belongs": (setting("precincts", 0, "number", to="25"), "precincts[0].number", "integer"),
    "true where a number belongs": (setting("precincts", 0, "number", to=True), "precincts[0].number", "integer"),
    "id with capitals": (setting("id", to="President"), "id", "is not of the form wanted"),
    "id with a new line": (setting("id", to="x\n"), "id", "U+000A"),
    "day that does not exist": (setting("date", to="2026-02-30"), "date", "not of the form wanted: date"),
    "date in another form": (setting("date", to="20261122"), "date", "not of the form wanted"),
    "hour that does not exist": (setting("rules", "hours", "opens", to="24:00"), "rules.hours.opens", "form wanted"),
    "voting that ends before it begins": (
        setting("rules", "hours", "closes", to="07:00"),
        "rules.hours.closes",
        "ends before it begins",
    ),
    "precinct's hours by no decision": (
        setting("precincts", 0, "hours", to={"opens": "06:00", "closes": "22:00", "decision": "nobody"}),
        "precincts[0].hours.decision",
        'unknown decision "nobody"',
    ),
    "precinct's voting that ends before it begins": (
        setting("precincts", 0, "hours", to={"opens": "08:00", "closes": "08:00", "decision": "challenge"}),
        "precincts[0].hours.closes",
        "ends before it begins",
    ),
    "Russian left out of the languages": (setting("languages", to=["kk", "en"]), "languages", "ru is missing"),
    "language twice": (setting("languages", to=["kk", "ru", "en", "kk"]), "languages", "stands twice"),
    "unknown language": (setting("languages", 2, to="de"), "languages[2]", "unknown value"),
    "unknown rule": (setting(*SEAT, "rule", "id", to="borda"), "contests[1].rule.id", 'unknown value "borda"'),
    "party rule for candidates": (
        setting(*SEAT, "rule", "id", to="party_list"),
        "contests[1].rule.id",
        "party_list is a rule for parties",
    ),
    "rule of another type of election": (
        setting(*SEAT, "type", to="maslikhat"),
        "contests[1].rule.id",
        "majority_runoff is no rule for the type maslikhat",
    ),
    "two seats by a rule for one": (setting(*SEAT, "rule", "seats", to=2), "contests[1].rule.seats", "fills 1, not 2"),
    "repeat vote of four": (
        setting(*SEAT, "rule", "id", to="repeat_vote"),
        "contests[1].rule.id",
        "is between 2, not 4",
    ),
    "law of a later day than the vote": (
        setting("rules", "edition", to="2027-01-01"),
        "rules.edition",
        "later than the voting day",
    ),
    "contest's law of a later day": (
        setting(*SEAT, "rule", "edition", to="2027-01-01"),
        "contests[1].rule.edition",
        "later than the voting day",
    ),
    "unknown type": (setting(*SEAT, "type", to="akim"), "contests[1].type", "unknown value"),
    "unknown base": (setting(*SEAT, "rule", "base", to="all"), "contests[1].rule.base", "unknown value"),
    "threshold over a hundred": (
        setting(*LIST, "rule", "threshold_percent", to=101),
        "contests[0].rule.threshold_percent",
        "101 is more than 100",
    ),
    "unknown district of a contest": (
        setting(*SEAT, "district", to="district-4"),
        "contests[1].district",
        'unknown district "district-4"',
    ),
    "unknown district of a precinct": (
        setting("precincts", 0, "districts", 1, to="district-4"),
        "precincts[0].districts[1]",
        'unknown district "district-4"',
    ),
    "district of a precinct twice": (
        setting("precincts", 0, "districts", to=["republic", "republic"]),
        "precincts[0].districts",
        "stands twice",
    ),
    "precinct that votes on nothing": (
        copying("precincts", 0, number=26, commission="other", districts=["nowhere"]),
        "precincts[1].districts",
        "no contest",
    ),
    "duplicate contest": (copying("contests", 1), "contests[2].id", 'duplicate id "district-seat"'),
    "duplicate district": (copying("districts", 0), "districts[2].id", "the same as [0]"),
    "duplicate precinct number": (copying("precincts", 0), "precincts[1].number", "duplicate number 25"),
    "duplicate commission": (copying("precincts", 0, number=26), "precincts[1].commission", "duplicate commission"),
    "duplicate decision": (copying("decisions", 0), "decisions[3].id", 'duplicate id "challenge"'),
    "duplicate candidate's id": (copying("contests.1.candidates", 0), "contests[1].candidates[4].id", "duplicate id"),
    "duplicate candidate": (
        copying("contests.1.candidates", 0, id="other"),
        "contests[1].candidates[4]",
        'duplicate answer "Бекова Сәуле Ерболқызы", the same as candidates[0]',
    ),
    "same name in Russian alone": (
        copying("contests.1.candidates", 2, id="other", surname={"kk": "Кім", "ru": "КИМ", "en": "Kym"}),
        "contests[1].candidates[4]",
        'duplicate answer "КИМ Виктор"',
    ),
    "duplicate party": (
        copying("contests.0.parties", 1, id="other", lot=7),
        "contests[0].parties[6]",
        "duplicate answer",
    ),
    "duplicate lot": (
        setting(*LIST, "parties", 0, "lot", to=1),
        "contests[0].parties[1].lot",
        "the same as parties[0]",
    ),
    "party without a lot": (removing(*LIST, "parties", 3, "lot"), "contests[0].parties[3].lot", "missing"),
    "lot without a decision": (removing(*LIST, "lot_decision"), "contests[0].lot_decision", "missing"),
    "lot for candidates": (
        setting(*SEAT, "lot_decision", to="party-lot"),
        "contests[1].lot_decision",
        "must not stand here",
    ),
    "lot by an unknown decision": (
        setting(*LIST, "lot_decision", to="x"),
        "contests[0].lot_decision",
        'unknown decision "x"',
    ),
    "one candidate": (
        setting(*SEAT, "candidates", to=candidates(1)),
        "contests[1].candidates",
        "fewer than two answers",
    ),
    "minimum over maximum": (
        setting(*SEAT, "choices", "minimum", to=2),
        "contests[1].choices.minimum",
        "minimum 2 is more than maximum 1",
    ),
    "more choices than seats": (
        setting(*SEAT, "choices", "maximum", to=2),
        "contests[1].choices.maximum",
        "more than the 1 seats",
    ),
    "several party lists chosen": (
        setting(*LIST, "choices", "maximum", to=2),
        "contests[0].choices.maximum",
        "one party list is chosen",
    ),
    "no choice at all": (setting(*SEAT, "choices", "minimum", to=0), "contests[1].choices.minimum", "less than 1"),
    "threshold of all members": (
        setting("rules", "quorum", "threshold", to=7),
        "rules.quorum.threshold",
        "threshold 7 of 7 members; 6 is the most",
    ),
    "one member who opens alone": (
        setting("rules", "quorum", "threshold", to=1),
        "rules.quorum.threshold",
        "2 is the least",
    ),
    "print-out by choice without a decision": (
        removing("rules", "code_printout", "decision"),
        "rules.code_printout.decision",
        "missing",
    ),
    "print-out by choice without its risk": (
        removing("rules", "code_printout", "risk"),
        "rules.code_printout.risk",
        "missing",
    ),
    "print-out by an unknown decision": (
        setting("rules", "code_printout", "decision", to="x"),
        "rules.code_printout.decision",
        'unknown decision "x"',
    ),
    "unknown print-out": (
        setting("rules", "code_printout", "mode", to="names"),
        "rules.code_printout.mode",
        "known are numbers, by_choice",
    ),
    "challenge without a decision": (
        removing("rules", "challenge", "decision"),
        "rules.challenge.decision",
        "missing",
    ),
    "challenge by an unknown decision": (
        setting("rules", "challenge", "decision", to="x"),
        "rules.challenge.decision",
        'unknown decision "x"',
    ),
    "decision after the vote": (
        setting("decisions", 0, "date", to="2026-11-23"),
        "decisions[0].date",
        "later than the voting day",
    ),
    "codes that run out": (
        setting("precincts", 0, "expected_voters", to=4_600),
        "precincts[0].expected_voters",
        "10150 are needed, four digits give 10000",
    ),
    "ballot larger than the card": (
        setting(*SEAT, "candidates", to=candidates(30)),
        "precincts[0]",
        "the ballot needs 8260 bytes of the card; it holds 6656",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_definition_is_refused_for_its_own_defect(name: str) -> None:
    breaking, path, words = BROKEN[name]
    problems = problems_after(breaking, party_and_district())
    own = [reason for place, reason in problems if place == f"{FILE}: {path}"]
    assert any(words in reason for reason in own), problems


# Breaks that lawfully show in a second place as well: the rest are reported once and once only.
TWICE = {
    "precinct that votes on nothing",  # its district is unknown too
}


@pytest.mark.parametrize("name", sorted(set(BROKEN) - TWICE))
def test_a_defect_is_reported_at_one_place(name: str) -> None:
    breaking, _, _ = BROKEN[name]
    places = {place for place, _ in problems_after(breaking, party_and_district())}
    assert len(places) == 1, places


def test_too_many_answers_are_refused_whatever_the_card_holds() -> None:
    problems = problems_after(setting("contests", 0, "candidates", to=candidates(256)), president_2005())
    assert (f"{FILE}: precincts[0]", "256 answers; 255 are the most") in problems


def test_print_out_by_numbers_takes_no_decision_and_no_risk() -> None:
    def breaking(tree: Tree) -> None:
        tree["rules"]["code_printout"]["decision"] = "challenge"

    assert problems_after(breaking, president_2005()) == [
        (f"{FILE}: rules.code_printout.decision", "must not stand here")
    ]


def test_all_problems_of_shape_and_text_are_reported_together() -> None:
    def breaking(tree: Tree) -> None:
        del tree["title"]["ru"]
        tree["precincts"][0]["terminals"] = 0
        tree["contests"][1]["rule"]["id"] = "borda"
        tree["contests"][1]["candidates"][1]["id"] = "bekova"

    places = [place.removeprefix(f"{FILE}: ") for place, _ in problems_after(breaking, party_and_district())]
    assert sorted(places) == [
        "contests[1].candidates[1].id",
        "contests[1].rule.id",
        "precincts[0].terminals",
        "title.ru",
    ]


def test_all_problems_of_meaning_are_reported_together() -> None:
    def breaking(tree: Tree) -> None:
        tree["rules"]["quorum"]["threshold"] = 7
        tree["contests"][0]["lot_decision"] = "x"
        tree["contests"][1]["choices"]["minimum"] = 2
        tree["precincts"][0]["districts"].append("y")

    places = [place.removeprefix(f"{FILE}: ") for place, _ in problems_after(breaking, party_and_district())]
    assert places == [
        "rules.quorum.threshold",
        "contests[0].lot_decision",
        "contests[1].choices.minimum",
        "precincts[0].districts[2]",
    ]


def test_english_may_be_left_out_where_the_languages_do_not_have_it() -> None:
    tree = tree_of(president_2005())
    tree["languages"] = ["kk", "ru"]
    del tree["title"]["en"]
    del tree["contests"][0]["candidates"][0]["surname"]["en"]
    assert parse(rfc8785.dumps(tree), FILE).title.en == ""


def test_a_draft_is_held_to_the_same_checks() -> None:
    tree = tree_of(president_2005())
    tree["rules"]["quorum"]["threshold"] = 7
    with pytest.raises(DefinitionError, match=r"rules\.quorum\.threshold"):
        parse_draft(rfc8785.dumps(tree), FILE)


def test_a_definition_built_by_a_program_is_held_to_the_same_checks() -> None:
    definition = president_2005()
    nameless = replace(definition, title=replace(definition.title, ru=""))
    with pytest.raises(DefinitionError, match=r"title\.ru: empty text"):
        check(nameless, FILE)
    mixed = replace(definition.contests[0], kind=ContestKind.PARTIES)
    with pytest.raises(DefinitionError, match=r"contests\[0\]\.parties\[0\]"):
        check(replace(definition, contests=(mixed,)), FILE)


def test_the_definitions_own_example_is_sound() -> None:
    for definition in (party_and_district(), president_2005(), president_2005(voters=30, threshold=5)):
        check(definition, FILE)


def test_a_ballot_of_more_codes_than_the_screen_shows_together_is_refused() -> None:
    def six(tree: Tree) -> None:
        tree["contests"] += [{**tree["contests"][1], "id": f"seat-{place}"} for place in range(4)]

    problems = problems_after(six, party_and_district())
    said = "6 control codes on a ballot: at most 5 are shown together"
    assert (f"{FILE}: precincts[0].districts", said) in problems
