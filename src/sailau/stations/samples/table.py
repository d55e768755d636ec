"""The screens that several people look at: accumulator and public screen."""

from dataclasses import replace
from typing import Any, Final

from sailau.election.order import ballot_order
from sailau.service.accumulator_screen import READING, READY, Telling
from sailau.service.public_screen import OpenedBallot, OpenedContest
from sailau.stations.accumulator import page as accumulator
from sailau.stations.accumulator import views as accumulator_views
from sailau.stations.public import page as public
from sailau.stations.public import views as public_views
from sailau.stations.samples import kiosk
from sailau.stations.samples.sample import STATION, Sample, languages_of
from sailau.terminal.shown import seal_number
from sailau.words.screens import table_words

SEAL: Final = "".join(seal_number(kiosk.TRACKER))
TELLINGS: Final = (
    READY,
    READING,
    *(word.removesuffix("-do") for word in table_words().entries if word.endswith("-do") and word != "failed-do"),
)


def _telling(word: str) -> Sample:
    telling = Telling(word=word, text=None, accepted=None if word == "link-lost" else 1408)
    return Sample(
        f"accumulator-{word}",
        lambda language: accumulator_views.render(accumulator.page_of(telling, languages_of(language))),
        several=True,
    )


def _opened() -> OpenedBallot:
    contest = kiosk.ground().style.contests[0].contest
    chosen = ballot_order(contest)[kiosk.CHOSEN - 1]
    return OpenedBallot(
        seal=SEAL, device="terminal-3", contests=(OpenedContest(contest, (chosen,)),), codes=((None, kiosk.CODES[0]),)
    )


def _public(name: str, make: Any) -> Sample:
    return Sample(
        f"public-{name}",
        lambda language: public_views.render(make(languages_of(language))),
        size=STATION,
        several=True,
    )


SAMPLES: Final = (
    *(_telling(word) for word in TELLINGS),
    _public("none", lambda languages: public.waiting_page((), 1, languages)),
    _public("list", lambda languages: public.waiting_page((_opened(),), 1, languages)),
    _public("opened", lambda languages: public.opened_page(_opened(), languages)),
    _public(
        "opened-failed", lambda languages: public.opened_page(replace(_opened(), contests=None, codes=()), languages)
    ),
    _public("find", lambda languages: public.finder_page(SEAL[:5], languages, asked=False, answer=None)),
    _public("find-in", lambda languages: public.finder_page(SEAL, languages, asked=True, answer=True)),
    _public("find-out", lambda languages: public.finder_page(SEAL, languages, asked=True, answer=False)),
)
