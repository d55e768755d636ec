"""Papers that the demo's election does not print: codes by choice, a long list, a tour, envelopes; all invented."""

from datetime import date
from typing import Final

from sailau.adapters.pdf import render_code_list, render_protocol
from sailau.adapters.pdf.envelope import Envelope, render_envelopes
from sailau.adapters.pdf.tour_sheet import SheetDocument, SheetVoter, render_tour_sheet
from sailau.adapters.pdf.voter_list import PrintedVoter, render_voter_list
from sailau.protocol.document import Bilingual, Line, Signatory
from sailau.words.numbers import in_words
from tests.adapters.pdf import samples

DAY: Final = date(2026, 11, 22)
ARTICLES: Final = Bilingual("Сайлау туралы заң", "Закон о выборах")
HANGS: Final = Bilingual("ілінбейді", "не вывешивается")
PEOPLE: Final = (
    ("Әділов Асқар Қанатұлы", "Ақсамал қаласы, Абай көшесі, 12-үй, 7-пәтер"),
    ("Серікбаева Айгүл Маратқызы", "Ақсамал қаласы, Жастар даңғылы, 140-үй, 215-пәтер"),
    ("Ким Виктор", "Ақсамал қаласы, Тәуелсіздік көшесі, 3-үй"),
)
KEEPERS: Final = (
    Bilingual("төраға", "председатель"),
    Bilingual("аумақтық комиссия", "территориальная комиссия"),
)
PASSWORD_WORDS: Final = ("таулы", "көктем", "сағат", "дала", "өзен", "алма", "жұлдыз", "кітап")


def sheets() -> dict[str, bytes]:
    """Each paper by a name."""
    return {
        "protocol-two-contests": render_protocol(samples.protocol(training=False, contests=2)),
        "codes-by-choice": render_code_list(samples.code_list(by_choice=True)),
        "codes-none": render_code_list(samples.code_list(0)),
        "voter-list": render_voter_list(
            samples.head(),
            [_voter(number) for number in range(1, 81)],
            Bilingual("№ 1–80", "№ 1–80"),
            ARTICLES,
            HANGS,
        ),
        "tour-sheet": render_tour_sheet(_tour()),
        "envelopes": render_envelopes(tuple(map(_envelope, KEEPERS))),
    }


def _voter(number: int) -> PrintedVoter:
    name, address = PEOPLE[number % len(PEOPLE)]
    return PrintedVoter(number=str(number), iin="680314 400122", name=name, born="14.03.1968", address=address)


def _tour() -> SheetDocument:
    return SheetDocument(
        head=samples.head(),
        number="1",
        about=Bilingual("portable-1", "portable-1"),
        statements=(Bilingual("Екі мүше сапарға шықты.", "Двое членов комиссии выехали."),),
        lines=(
            Line(
                number="1",
                label=Bilingual("Өтініштер", "Заявлений"),
                value=len(PEOPLE),
                words=Bilingual(in_words(len(PEOPLE), "kk"), in_words(len(PEOPLE), "ru")),
            ),
        ),
        voters=tuple(SheetVoter(str(number), *person) for number, person in enumerate(PEOPLE, start=1)),
        members=tuple(
            Signatory(name=name, office=Bilingual("комиссия мүшесі", "член комиссии")) for name, _ in PEOPLE[:2]
        ),
        articles=ARTICLES,
        hangs=HANGS,
    )


def _envelope(keeper: Bilingual) -> Envelope:
    return Envelope(
        keeper=keeper,
        election=Bilingual("Мәжіліс депутаттарын сайлау", "Выборы депутатов Мажилиса"),
        precinct=Bilingual("№ 25 учаске", "Участок № 25"),
        words=PASSWORD_WORDS,
        setup="7c4f9ae2" * 8,
        short="3F9A 21C7 0B5E 88D1",
        day=DAY,
        training=True,
    )
