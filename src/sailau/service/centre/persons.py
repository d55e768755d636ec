"""Who is elected, as a notice of the results describes them (L 44(5), 97-1(5); M56, M57, M66).

The definition has names alone. Year of birth, post and residence come from the candidates' registration; party and
nationality are told only where the person wishes it. The file is TOML or JSON, by the ending of its name:

    [[candidates]]                          [[lists]]
    contest = "president"                   contest = "mazhilis-list"
    answer = "adilova"                      answer = "otan"
    birth_year = 1961                       [[lists.persons]]              # in the list's order
    post = { kk = "…", ru = "…" }           name = { kk = "…", ru = "…" }  # birth_year, post, residence … as beside
    residence = { kk = "…", ru = "…" }      dropped_out = true             # passed over (M66)
    party = { kk = "…", ru = "…" }

`party`, `nationality` and `dropped_out` may be left out.
"""

import json
import tomllib
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sailau.commission.seats import RegisteredList
from sailau.commission.winning import name_of
from sailau.election.nouns import Answer, AnswerId, ContestId, Definition
from sailau.errors import FormatError
from sailau.formats import strict_json
from sailau.formats.v1.notice import BORN_FROM, BORN_UNTIL, Elected
from sailau.refusal import Text

ContestAnswer = tuple[ContestId, AnswerId]
_MAY: Final = ("party", "nationality")
_MUST: Final = ("birth_year", "post", "residence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Persons:
    """The candidates described; the registered lists of each contest by party, and who stands on each, by name."""

    candidates: Mapping[ContestAnswer, Elected] = field(default_factory=dict)
    lists: Mapping[ContestId, Mapping[AnswerId, RegisteredList]] = field(default_factory=dict)
    on_lists: Mapping[ContestAnswer, Mapping[Text, Elected]] = field(default_factory=dict)


NOBODY: Final = Persons()


def read_persons(data: bytes, file: str, definition: Definition) -> Persons:
    """Read the file. Raises FormatError naming place and reason, also for an answer that the definition has not."""
    tree = read_tree(data, file)
    _demand_keys(tree, file, (), ("candidates", "lists"))
    known = {(contest.id, answer.id): answer for contest in definition.contests for answer in contest.answers}
    candidates: dict[ContestAnswer, Elected] = {}
    lists: dict[ContestId, dict[AnswerId, RegisteredList]] = {}
    on_lists: dict[ContestAnswer, Mapping[Text, Elected]] = {}
    for place, entry in _entries(tree, "candidates", file):
        _demand_keys(entry, place, ("contest", "answer", *_MUST), _MAY)
        key = _key(entry, place, known, candidates)
        candidates[key] = _person(entry, place, key[1], name_of(known[key]))
    for place, entry in _entries(tree, "lists", file):
        _demand_keys(entry, place, ("contest", "answer", "persons"), ())
        key = _key(entry, place, known, on_lists)
        registered, on_lists[key] = _list(key[1], entry, place)
        lists.setdefault(key[0], {})[key[1]] = registered
    return Persons(candidates=candidates, lists=lists, on_lists=on_lists)


def _list(party: AnswerId, entry: Mapping[str, Any], place: str) -> tuple[RegisteredList, Mapping[Text, Elected]]:
    persons: dict[Text, Elected] = {}
    dropped: set[Text] = set()
    for where, one in _entries(entry, "persons", place):
        _demand_keys(one, where, ("name", *_MUST), (*_MAY, "dropped_out"))
        name = _text(one["name"], f"{where}.name")
        if name in persons:
            raise FormatError(where, f"{name.kk!a} stands twice on the list: tell the two apart by name")
        persons[name] = _person(one, where, party, name)
        if one.get("dropped_out", False) is True:
            dropped.add(name)
    return RegisteredList(party=party, names=tuple(persons), dropped_out=frozenset(dropped)), persons


def read_tree(data: bytes, file: str) -> Any:
    """A file that a clerk wrote, TOML or JSON by its ending. Raises FormatError."""
    if not file.endswith(".toml"):
        return strict_json.read(data, file)
    try:
        # what TOML has beyond JSON, dates and fractions, is refused where it stands
        return json.loads(json.dumps(tomllib.loads(data.decode("utf-8"))))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
        raise FormatError(file, f"not TOML with texts and whole numbers: {error}") from None


def _entries(tree: Any, name: str, place: str) -> list[tuple[str, Any]]:
    found = tree.get(name, [])
    if not isinstance(found, list):
        raise FormatError(f"{place}: {name}", "not a list")
    return [(f"{place}: {name}[{number}]", entry) for number, entry in enumerate(found)]


def _demand_keys(entry: Any, place: str, must: Sequence[str], may: Sequence[str]) -> None:
    if not isinstance(entry, dict):
        raise FormatError(place, "not an object")
    lacking = [name for name in must if name not in entry]
    surplus = sorted(set(entry) - {*must, *may})
    if lacking:
        raise FormatError(place, f"{', '.join(lacking)} missing (L 44(5))")
    if surplus:
        raise FormatError(place, f"unknown: {', '.join(map(ascii, surplus))}")


def _key(
    entry: Mapping[str, Any], place: str, known: Mapping[ContestAnswer, Answer], there: Container[ContestAnswer]
) -> ContestAnswer:
    key = (ContestId(str(entry["contest"])), AnswerId(str(entry["answer"])))
    if key not in known:
        raise FormatError(place, f"the definition has no answer {key[1]!a} in a contest {key[0]!a}")
    if key in there:
        raise FormatError(place, f"{key[1]!a} stands twice")
    return key


def _person(entry: Mapping[str, Any], place: str, answer: str, name: Text) -> Elected:
    year = entry["birth_year"]
    if not isinstance(year, int) or isinstance(year, bool) or not BORN_FROM <= year <= BORN_UNTIL:
        raise FormatError(f"{place}.birth_year", "not a year of birth, as 1961")
    post, residence = (_text(entry[part], f"{place}.{part}") for part in ("post", "residence"))
    party, nationality = (_text(entry[part], f"{place}.{part}") if part in entry else None for part in _MAY)
    return Elected(
        answer=str(answer),
        name=name,
        birth_year=year,
        post=post,
        residence=residence,
        party=party,
        nationality=nationality,
    )


def _text(value: Any, place: str) -> Text:
    """A text in Kazakh and Russian; in English too, or as in Kazakh."""
    if not isinstance(value, dict) or not {"kk", "ru"} <= set(value) <= {"kk", "ru", "en"}:
        raise FormatError(place, "give it in kk and ru, and in en where you like")
    if any(not isinstance(text, str) or not text.strip() for text in value.values()):
        raise FormatError(place, "an empty text")
    return Text(value["kk"], value["ru"], value["en"] if "en" in value else value["kk"])
