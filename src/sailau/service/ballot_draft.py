"""`election new`: a working folder with a commented draft, made for the kind of election that is asked for."""

from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from string import Template
from typing import Final

from sailau.adapters.files import write_atomically
from sailau.election.nouns import ElectionType
from sailau.errors import StoreError

DRAFT_FILE: Final = "draft.toml"
REGISTRATION_FILE: Final = "registration.toml"
STEPS_FILE: Final = "README.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the draft is for."""

    id: str
    type: ElectionType
    date: date
    english: bool = False
    fictitious: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """What is usual for a type of election; the official confirms or changes it."""

    words: tuple[str, str, str]
    rule: str
    article: str
    seats: int
    threshold: int
    parties: bool = False


_KINDS: Final = {
    ElectionType.PRESIDENT: _Kind(
        words=("Президент сайлауы", "Выборы Президента", "Election of the President"),
        rule="majority_runoff",
        article="L 9(1)",
        seats=1,
        threshold=50,
    ),
    ElectionType.MAZHILIS_LIST: _Kind(
        words=("Мәжіліс сайлауы, партиялық тізімдер", "Выборы Мажилиса по партийным спискам", "Mazhilis, party lists"),
        rule="party_list",
        article="L 97-1",
        seats=10,
        threshold=7,
        parties=True,
    ),
    ElectionType.MAZHILIS_SEAT: _Kind(
        words=("Мәжіліс сайлауы, бір мандатты округ", "Выборы Мажилиса, одномандатный округ", "Mazhilis, single seat"),
        rule="majority_runoff",
        article="L 9(1)",
        seats=1,
        threshold=50,
    ),
    ElectionType.SENATE: _Kind(
        words=("Сенат сайлауы", "Выборы Сената", "Election of the Senate"),
        rule="majority_runoff",
        article="L 9(1)",
        seats=1,
        threshold=50,
    ),
    ElectionType.MASLIKHAT: _Kind(
        words=("Мәслихат сайлауы", "Выборы маслихата", "Election of a maslikhat"),
        rule="plurality",
        article="L 9(2)",
        seats=1,
        threshold=0,
    ),
    ElectionType.SELF_GOVERNMENT: _Kind(
        words=(
            "Жергілікті өзін-өзі басқару органын сайлау",
            "Выборы органа местного самоуправления",
            "Local self-government",
        ),
        rule="several_seats",
        article="L 9(3)",
        seats=1,
        threshold=0,
    ),
}


def new_folder(folder: Path, wanted: Wanted) -> tuple[Path, ...]:
    """Make the working folder of an election; returns its files. Raises StoreError when it holds anything."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        taken = any(folder.iterdir())
    except OSError as error:
        raise StoreError(f"cannot use {folder.name} as a folder: {error.strerror}") from error
    if taken:
        raise StoreError(f"{folder.name} is not empty; give a new folder for the election")
    texts = {
        DRAFT_FILE: draft_text(wanted),
        REGISTRATION_FILE: registration_text(wanted),
        STEPS_FILE: _filled("steps.txt", id=wanted.id, date=wanted.date.isoformat(), folder=folder.name),
    }
    for name, text in texts.items():
        write_atomically(folder / name, text.encode())
    return tuple(folder / name for name in texts)


def draft_text(wanted: Wanted) -> str:
    """The commented draft: everything that is usual filled in, everything that only people know left empty."""
    kind = _KINDS[wanted.type]
    kk, ru, en = kind.words
    return _filled(
        "draft.toml",
        title_kk=kk,
        title_ru=ru,
        title_en=en,
        id=wanted.id,
        fictitious="true" if wanted.fictitious else "false",
        date=wanted.date.isoformat(),
        languages='"kk", "ru", "en"' if wanted.english else '"kk", "ru"',
        en=_english(wanted),
        en_body=', en = "Central Election Commission"' if wanted.english else "",
        decision="lot" if kind.parties else "decision-1",
        type=wanted.type.value,
        kind="parties" if kind.parties else "candidates",
        rule=kind.rule,
        article=kind.article,
        seats=str(kind.seats),
        threshold=str(kind.threshold),
        lot_decision='lot_decision = "lot"   # жеребе актісі · акт жеребьёвки · the lot is recorded there\n'
        if kind.parties
        else "",
        answers=_answers(wanted, kind),
    )


def registration_text(wanted: Wanted) -> str:
    """The empty file of registration entries."""
    kind = _KINDS[wanted.type]
    entries = _answers(wanted, kind).replace("lot = 1\n", "").replace("lot = 2\n", "")
    return _filled("registration.toml", id=wanted.id, entries=entries)


def _answers(wanted: Wanted, kind: _Kind) -> str:
    en = _english(wanted)
    words = f'{{ kk = "", ru = ""{en} }}'
    if kind.parties:
        return "".join(
            f'[[contests.parties]]\nid = "party-{number}"\nlot = {number}\nname = {words}\n\n' for number in (1, 2)
        )
    return "".join(
        f'[[contests.candidates]]\nid = "candidate-{number}"\nsurname = {words}\nname = {words}\n'
        f"patronymic = {words}   # жоқ болса · если нет · if none: false\n\n"
        for number in (1, 2)
    )


def _english(wanted: Wanted) -> str:
    return ', en = ""' if wanted.english else ""


def _filled(name: str, **values: str) -> str:
    text = (resources.files("sailau") / "data" / name).read_text(encoding="utf-8")
    return Template(text).substitute(values)
