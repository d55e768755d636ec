"""The registration entries, as the commission registered candidates and lists, against the ballot (C4, M25).

The file (`docs/format/registration.md`) is JSON or TOML of the draft's own shape of names:

    {"format": "sailau-registration/1", "election": "…",
     "contests": [{"id": "…", "candidates": [{"id": "…", "surname": {"kk": "…", "ru": "…"}, …}]}]}

Every difference is named by character, with its code point, as two letters may look alike. Who is registered and not on
the ballot, or on the ballot and not registered, is named too. All of these stop a proof.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import rfc8785

from sailau.election.nouns import Answer, Candidate, ContestId, Definition, Language
from sailau.election.problems import Path, Problem, refuse
from sailau.election.proofreading.finding import Finding, Weight
from sailau.election.reading import walk
from sailau.election.texts import string_faults
from sailau.refusal import Text

FORMAT: Final = "sailau-registration/1"
ARTICLE: Final = "L 37(1)"
_KEYS: Final = {
    "candidates": ("id", "surname", "name", "patronymic"),
    "parties": ("id", "name"),
}

Names = Mapping[str, Mapping[Language, str] | None]
"""Parts of a name (`surname` … or `name`) by language; None where a patronymic is stated to be lacking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """The entries by contest and by the answer's id. `digest`: SHA-256 of the entries in canonical JSON (RFC 8785)."""

    election: str
    digest: str
    entries: Mapping[ContestId, Mapping[str, Names]]


def read_registration(tree: Any, file: str) -> Registration:
    """The registration in a JSON or TOML tree. Raises DefinitionError with every place that has another shape."""
    problems = list(_problems(tree))
    refuse(file, problems)
    return Registration(
        election=tree["election"],
        digest=hashlib.sha256(rfc8785.dumps(tree)).hexdigest(),
        entries={
            ContestId(contest["id"]): {
                entry["id"]: {key: _texts(entry[key]) for key in entry if key != "id"}
                for entry in contest.get("candidates", contest.get("parties"))
            }
            for contest in tree["contests"]
        },
    )


def against_registration(definition: Definition, registration: Registration) -> Iterator[Finding]:
    """Every difference between the ballot and the registration entries."""
    if registration.election != definition.id:
        yield _finding(
            "registration-of-another-election",
            ("id",),
            Text(
                f"Тіркеу жазбалары «{registration.election}» сайлауынан.",
                f"Записи о регистрации относятся к выборам «{registration.election}».",
                f"The registration entries are of the election “{registration.election}”.",
            ),
        )
        return
    for number, contest in enumerate(definition.contests):
        entries = registration.entries.get(contest.id, {})
        path: Path = ("contests", number, contest.kind.value)
        for index, answer in enumerate(contest.answers):
            if answer.id in entries:
                yield from _compared(answer, entries[answer.id], (*path, index))
            else:
                yield _unregistered(answer, (*path, index))
        on_ballot = {answer.id for answer in contest.answers}
        for missing in sorted(set(entries) - on_ballot):
            yield _not_on_ballot(missing, entries[missing], path)


def _problems(tree: Any) -> Iterator[Problem]:
    if not isinstance(tree, dict) or tree.get("format") != FORMAT:
        yield Problem(("format",), f'must be "{FORMAT}"')
        return
    if not isinstance(tree.get("election"), str) or not isinstance(tree.get("contests"), list):
        yield Problem((), "must have election (its id) and contests (a list)")
        return
    for number, contest in enumerate(tree["contests"]):
        kinds = [kind for kind in _KEYS if isinstance(contest, dict) and isinstance(contest.get(kind), list)]
        if len(kinds) != 1 or not isinstance(contest.get("id"), str):
            yield Problem(("contests", number), "must have an id and one list: candidates or parties")
            continue
        for index, entry in enumerate(contest[kinds[0]]):
            yield from _entry_problems(entry, kinds[0], ("contests", number, kinds[0], index))
    for path, value in walk(tree, ()):
        if isinstance(value, str):
            yield from (Problem(path, fault) for fault in string_faults(value))


def _entry_problems(entry: Any, kind: str, path: Path) -> Iterator[Problem]:
    if not isinstance(entry, dict) or set(entry) != set(_KEYS[kind]):
        yield Problem(path, f"must have {', '.join(_KEYS[kind])} and nothing else")
        return
    for key, value in entry.items():
        if key == "id":
            if not isinstance(value, str):
                yield Problem((*path, key), "must be a text")
        elif value is None or value is False:
            if key != "patronymic":
                yield Problem((*path, key), "must have kk and ru")
        elif not _is_texts(value):
            yield Problem((*path, key), "must have kk and ru, may have en, each a text")


def _is_texts(value: Any) -> bool:
    known = {language.value for language in Language}
    return isinstance(value, dict) and {"kk", "ru"} <= set(value) <= known and all(map(_is_text, value.values()))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _texts(value: Any) -> Mapping[Language, str] | None:
    return {Language(code): text for code, text in value.items()} if value else None


def _parts_of(answer: Answer) -> dict[str, Any]:
    if isinstance(answer, Candidate):
        return {"surname": answer.surname, "name": answer.name, "patronymic": answer.patronymic}
    return {"name": answer.name}


def _compared(answer: Answer, entry: Names, path: Path) -> Iterator[Finding]:
    for part, words in _parts_of(answer).items():
        registered = entry[part]
        if (words is None) != (registered is None):
            yield _patronymic_differs(answer, is_on_ballot=words is not None, path=(*path, part))
            continue
        for language, text in (registered or {}).items():
            shown = words.en if language is Language.EN else words.in_language(language)
            if shown != text and (shown or language is not Language.EN):
                yield _spelt_otherwise(shown, text, (*path, part, language.value))


def first_difference(shown: str, registered: str) -> tuple[int, str, str]:
    """Place from 1 of the first character that differs, and the two characters ("" = the text has ended)."""
    for place in range(max(len(shown), len(registered))):
        ours, theirs = shown[place : place + 1], registered[place : place + 1]
        if ours != theirs:
            return place + 1, ours, theirs
    return 0, "", ""


def _named(character: str, ended: str) -> str:
    return f"«{character}» (U+{ord(character):04X})" if character else ended


def _spelt_otherwise(shown: str, registered: str, path: Path) -> Finding:
    place, ours, theirs = first_difference(shown, registered)
    return _finding(
        "differs-from-registration",
        path,
        Text(
            f"Тіркеу жазбасында «{registered}», бюллетеньде «{shown}»: {place}-таңба {_named(theirs, 'жоқ')} орнына "
            f"{_named(ours, 'бос')}.",
            f"В записи о регистрации «{registered}», в бюллетене «{shown}»: знак {place}, вместо "
            f"{_named(theirs, 'конца')} стоит {_named(ours, 'конец')}.",
            f"Registered as “{registered}”, on the ballot “{shown}”: character {place} is "
            f"{_named(ours, 'the end')} instead of {_named(theirs, 'the end')}.",
        ),
    )


def _patronymic_differs(answer: Answer, *, is_on_ballot: bool, path: Path) -> Finding:
    kk, ru, en = (answer.text(language) for language in Language)
    if is_on_ballot:
        text = Text(
            f"{kk}: тіркеу жазбасында әкесінің аты жоқ, бюллетеньде бар.",
            f"{ru}: в записи о регистрации отчества нет, в бюллетене есть.",
            f"{en}: registered without a patronymic, the ballot has one.",
        )
    else:
        text = Text(
            f"{kk}: тіркеу жазбасында әкесінің аты бар, бюллетеньде жоқ.",
            f"{ru}: в записи о регистрации отчество есть, в бюллетене нет.",
            f"{en}: registered with a patronymic, the ballot has none.",
        )
    return _finding("patronymic-differs-from-registration", path, text)


def _unregistered(answer: Answer, path: Path) -> Finding:
    kk, ru, en = (answer.text(language) for language in Language)
    return _finding(
        "not-registered",
        path,
        Text(
            f"{kk} ({answer.id}): тіркеу жазбасы жоқ.",
            f"{ru} ({answer.id}): записи о регистрации нет.",
            f"{en} ({answer.id}): there is no registration entry.",
        ),
    )


def _not_on_ballot(id_: str, names: Names, path: Path) -> Finding:
    said = {language: " ".join(texts[language] for texts in names.values() if texts) for language in (_KK, _RU)}
    return _finding(
        "registered-not-on-ballot",
        path,
        Text(
            f"{said[_KK]} ({id_}) тіркелген, бірақ бюллетеньде жоқ.",
            f"{said[_RU]} ({id_}): запись о регистрации есть, в бюллетене нет.",
            f"{said[_KK]} ({id_}) is registered and not on the ballot.",
        ),
    )


_KK: Final = Language.KK
_RU: Final = Language.RU


def _finding(code: str, path: Path, text: Text) -> Finding:
    return Finding(code=code, weight=Weight.STOP, article=ARTICLE, path=path, text=text)
