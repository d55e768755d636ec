"""The screens of the table, each answer in each set of languages: the accumulator's, and the public screen's."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sailau.election.examples import president_2005
from sailau.election.order import ballot_order
from sailau.refusal import Text
from sailau.service.accumulator_screen import READING, READY, Telling
from sailau.service.public_screen import OpenedBallot, OpenedContest
from sailau.stations.accumulator import views as accumulator
from sailau.stations.accumulator.page import page_of
from sailau.stations.public import views as public
from sailau.stations.public.page import Finder, Opened, Waiting, finder_page, opened_page, waiting_page
from sailau.words.numbers import Language
from sailau.words.screens import table_words

from .drawing import still

WIDE, NARROW, WALL = (1280, 800), (1024, 768), (1920, 1080)
LANGUAGES: tuple[tuple[Language, ...], ...] = (("kk", "ru"), ("kk", "ru", "en"))
NOT_OPEN = Text(
    "Дауыс беру әлі ашылған жоқ: төраға ашады.",
    "Голосование ещё не открыто: его открывает председатель.",
    "Voting is not open yet: the chair opens it.",
)
SEAL = "7K3QX9M2A4TD"


@dataclass(frozen=True)
class TableScene:
    """A picture: its name, its page as HTML that asks for nothing anew, the screens it is for."""

    name: str
    html: str
    sizes: tuple[tuple[int, int], ...]


def table_scenes() -> tuple[TableScene, ...]:
    """All of them."""
    return (*_answers(), *_public())


def _answers() -> Iterator[TableScene]:
    told = [word.removesuffix("-do") for word in table_words().entries if word.endswith("-do") and word != "failed-do"]
    for languages in LANGUAGES:
        for word in (READY, READING, *told, "voting-not-open"):
            telling = Telling(word=word, text=NOT_OPEN, accepted=None if word == "link-lost" else 1279)
            html = accumulator.render(page_of(telling, languages, training=word in (READY, "shown-failed")))
            yield TableScene(f"accumulator-{word}-{'-'.join(languages)}", still(html), (WIDE, NARROW))


def _public() -> Iterator[TableScene]:
    contest = president_2005(voters=30, terminals=2).contests[0]
    first, second, third, *_ = ballot_order(contest)
    one = OpenedBallot(
        seal=SEAL, device="terminal-3", contests=(OpenedContest(contest, (third,)),), codes=((None, 4711),)
    )
    contests = (OpenedContest(contest, (first,)), OpenedContest(contest, ()))
    two = replace(one, device="portable-1", contests=contests, codes=((contest, 4711), (contest, 12)))
    many = [replace(one, seal=f"7K3QX9M2A{number:03d}") for number in range(30)]
    for languages in LANGUAGES:
        pages: dict[str, Opened | Waiting | Finder] = {
            "opened": opened_page(one, languages),
            "opened-two-contests": opened_page(two, languages),
            "opened-several-seats": opened_page(
                replace(one, contests=(OpenedContest(contest, (first, second)),)), languages
            ),
            "opened-failed": opened_page(replace(one, contests=None, codes=()), languages),
            "none": waiting_page((), 1, languages),
            "list": waiting_page(many, 2, languages),
            "find": finder_page(SEAL[:5], languages, asked=False, answer=None),
            "find-short": finder_page(SEAL[:5], languages, asked=True, answer=None),
            "find-in": finder_page(SEAL, languages, asked=True, answer=True),
            "find-out": finder_page(SEAL, languages, asked=True, answer=False),
            "find-busy": finder_page(SEAL, languages, asked=True, answer=None),
        }
        for name, page in pages.items():
            yield TableScene(f"public-{name}-{'-'.join(languages)}", still(public.render(page)), (WIDE, WALL))
