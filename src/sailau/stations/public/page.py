"""The public screen's pages: view models with all texts resolved (L 50-1(7), 50-5(1); R 12; E22).

Everything stands in Kazakh and Russian, and in English where the election has it: those who look on chose no language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sailau.election.nouns import Answer, Contest
from sailau.election.nouns import Language as BallotLanguage
from sailau.service.public_screen import OpenedBallot
from sailau.stations.said import Line, Said, said
from sailau.terminal.shown import CROCKFORD, SEAL_GROUP, SEAL_SIGNS, code_digits
from sailau.words import grouped
from sailau.words.numbers import Language
from sailau.words.screens import screen_words, table_words

SEALS_A_PAGE: Final = 12


@dataclass(frozen=True, slots=True)
class Contested:
    """A contest of an opened ballot: its title, and each chosen answer; blank votes say so."""

    title: Said
    chosen: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A control code, and of which contest, if it has one of its own."""

    title: Said
    digits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An opened ballot. `failed`: what the terminal gave does not open it."""

    heading: Said
    void: Said
    filled_at: Said
    seal_name: Said
    seal: tuple[str, ...]
    failed: bool
    verdict: Said
    todo: Said
    under_seal: Said
    differs: Said
    contests: tuple[Contested, ...]
    code_name: Said
    code_void: Said
    codes: tuple[Code, ...]
    back: Said


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal number in the list: as it is shown, and as it stands in an address."""

    groups: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What the screen shows between checks: all ballots that were opened, page by page."""

    heading: Said
    none: Said
    note: Said
    count_name: Said
    count: str
    list_name: Said
    seals: tuple[Seal, ...]
    page_of: Said
    earlier: Said
    earlier_page: str
    later: Said
    later_page: str
    find: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """The finder. `typed` is what was typed so far; `answer` is said beneath it, `found` with a tick."""

    heading: Said
    note: Said
    typed: str
    groups: tuple[str, ...]
    keys: tuple[str, ...]
    delete: Said
    anew: Said
    look_up: Said
    back: Said
    answer: Said
    answer_note: Said
    found: bool
    missing: bool


def opened_page(ballot: OpenedBallot, languages: Sequence[Language]) -> Opened:
    """A challenged ballot as all may see it."""
    failed = ballot.contests is None
    kind, _, number = ballot.device.rpartition("-")
    device = {one: screen_words().say(kind, one, number=number) for one in languages}
    return Opened(
        heading=_say("check-heading", languages),
        void=_say("void", languages),
        filled_at=tuple(Line(one, table_words().say("filled-at", one, device=device[one])) for one in languages),
        seal_name=_say("seal", languages),
        seal=groups_of(ballot.seal),
        failed=failed,
        verdict=_say("failed" if failed else "recomputed", languages),
        todo=_say("failed-do" if failed else "compare", languages),
        under_seal=_say("was-sealed", languages),
        differs=_say("differs", languages),
        contests=tuple(
            Contested(_title(one.contest, languages), _chosen(one.chosen, languages)) for one in ballot.contests or ()
        ),
        code_name=_say("code-of", languages),
        code_void=_say("code-void", languages),
        codes=tuple(
            Code(() if contest is None else _title(contest, languages), code_digits(code))
            for contest, code in ballot.codes
        ),
        back=_say("back", languages),
    )


def waiting_page(ballots: Sequence[OpenedBallot], number: int, languages: Sequence[Language]) -> Waiting:
    """The list of all opened ballots, its page `number` (from 1; another one than there is: the nearest)."""
    pages = max(1, -(-len(ballots) // SEALS_A_PAGE))
    number = min(max(number, 1), pages)
    shown = ballots[(number - 1) * SEALS_A_PAGE : number * SEALS_A_PAGE]
    return Waiting(
        heading=_say("check-heading", languages),
        none=() if ballots else _say("none-checked", languages),
        note=_say("none-checked-note", languages),
        count_name=_say("checked-count", languages),
        count=grouped(len(ballots)),
        list_name=_say("checked-list", languages),
        seals=tuple(Seal(groups_of(one.seal), one.seal) for one in shown),
        page_of=_say("page-of", languages, page=number, pages=pages) if pages > 1 else (),
        earlier=_say("earlier", languages),
        earlier_page=str(number - 1) if number > 1 else "",
        later=_say("later", languages),
        later_page=str(number + 1) if number < pages else "",
        find=_say("find", languages),
    )


def finder_page(typed: str, languages: Sequence[Language], *, asked: bool, answer: bool | None) -> Finder:
    """The finder; `asked`: the number was to be looked up, `answer`: it is in the box, is not, or (None) is not known.

    `typed` are signs of a seal number (`service.public_screen.seal_of`).
    """
    missing = SEAL_SIGNS - len(typed)
    told, note = (), ()  # type: tuple[Said, Said]
    if asked and missing:
        told = _say("signs-missing", languages, count=missing)
    elif asked:
        told = _say({True: "in-the-box", False: "not-in-the-box", None: "table-busy"}[answer], languages)
        note = _say("not-in-the-box-note", languages) if answer is False else ()
    return Finder(
        heading=_say("find-heading", languages),
        note=_say("find-note", languages),
        typed=typed,
        groups=groups_of(typed.ljust(SEAL_SIGNS, "·")),
        keys=tuple(CROCKFORD),
        delete=_say("delete", languages),
        anew=_say("anew", languages),
        look_up=_say("look-up", languages),
        back=_say("back", languages),
        answer=told,
        answer_note=note,
        found=asked and answer is True,
        missing=asked and answer is False,
    )


def groups_of(seal: str) -> tuple[str, ...]:
    """A seal number in groups of four."""
    return tuple(seal[start : start + SEAL_GROUP] for start in range(0, len(seal), SEAL_GROUP))


def _say(word: str, languages: Sequence[Language], **filled: object) -> Said:
    return said(table_words(), word, languages, **filled)


def _title(contest: Contest, languages: Sequence[Language]) -> Said:
    return _same_once([Line(one, contest.title.in_language(BallotLanguage(one))) for one in languages])


def _chosen(answers: Sequence[Answer], languages: Sequence[Language]) -> tuple[Said, ...]:
    if not answers:
        return (_say("blank-vote", languages),)
    return tuple(_same_once([Line(one, answer.text(BallotLanguage(one))) for one in languages]) for answer in answers)


def _same_once(lines: Sequence[Line]) -> Said:
    """Names that are written alike in two languages stand there once."""
    seen: list[Line] = []
    for line in lines:
        if line.text not in [one.text for one in seen]:
            seen.append(line)
    return tuple(seen)
