"""The voter list: from a raw file to the list that the commission was handed by act (L 24, 25, 26; M8-M14)."""

import csv
import io
from datetime import timedelta
from pathlib import Path

from sailau.adapters.files import write_atomically
from sailau.adapters.recorder_file import RecorderFile
from sailau.checkin.voters import VoterList
from sailau.refusal import Refusal, Text
from sailau.register.events import Order
from sailau.service.list_act import HandedOver, Parties, hand_over
from sailau.service.list_book import ListBook, create_book, open_book
from sailau.service.lists import Refused, Source, check_file, load_file
from sailau.service.rehearsal.narrator import Narrator
from sailau.service.rehearsal.offices import Offices
from sailau.service.rehearsal.stage import RehearsalError, granted
from sailau.signing.holder import holder_of
from sailau.signing.keystore import new_pin

RAW = "voters.csv"
SPOILT = "voters-spoilt.csv"
HANDED = "list"
HEADINGS = ("Р/с №", "ЖСН", "Тегі", "Аты", "Әкесінің аты", "Туған күні", "Мекенжайы")
CALLED_DAYS_BEFORE = 60
HANDED_DAYS_BEFORE = 21
RECORDER = "register"
ORDER = Order(
    who="Әкім аппараты, тізімдер бөлімі",
    why="Учаске бойынша сайлаушылар тізімі",
    decision="Әкімнің 12 өкімі",
)


def list_voters(offices: Offices, voters: VoterList, narrator: Narrator) -> Path:
    """Write the raw file, load it, hand the list over; the folder of the act."""
    raw = offices.input / RAW
    write_atomically(raw, raw_file(voters))
    book_folder, password = offices.folder / "register", new_pin().encode()
    called = offices.definition.date - timedelta(days=CALLED_DAYS_BEFORE)
    create_book(book_folder, password, offices.canonical, offices.cost, called=called)
    with RecorderFile(book_folder / f"{RECORDER}.jsonl", RECORDER, offices.clock) as recorder:
        book = open_book(book_folder, password, clock=offices.clock, recorder=recorder)
        try:
            _show_a_spoilt_file(offices, book, raw, narrator)
            _load(offices, book, raw, narrator)
            offices.days_before(HANDED_DAYS_BEFORE)
            folder = offices.folder / HANDED
            _hand_over(offices, book, folder, narrator)
        finally:
            book.close()
    offices.keep_papers(folder, "2-list")
    return folder


def raw_file(voters: VoterList) -> bytes:
    """The list as a register office exports it: CSV with Kazakh headings."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADINGS)
    for one in voters:
        born = one.birth_date.strftime("%d.%m.%Y")
        writer.writerow((one.number, one.iin.digits, one.surname, one.name, one.patronymic, born, one.address))
    return text.getvalue().encode()


def _show_a_spoilt_file(offices: Offices, book: ListBook, raw: Path, narrator: Narrator) -> None:
    """A voter who stands twice stops the whole file."""
    lines = raw.read_bytes().splitlines(keepends=True)
    spoilt = offices.folder / SPOILT
    write_atomically(spoilt, b"".join([*lines, lines[1]]))
    answer = load_file(book, Source(path=spoilt, only=offices.precinct), ORDER)
    if not isinstance(answer, Refused):
        raise RehearsalError("a list on which a voter stands twice was loaded")
    narrator.refused(answer.refusal)


def _load(offices: Offices, book: ListBook, raw: Path, narrator: Narrator) -> None:
    source = Source(path=raw, only=offices.precinct)
    checked = check_file(book, source)
    warnings = frozenset(checked.findings.warnings())
    answer = load_file(book, source, ORDER, accept=warnings)
    if isinstance(answer, Refused):
        raise RehearsalError(f"the list was not loaded: {answer.refusal.text.en}")
    granted(answer)
    count = len(checked.voters)
    narrator.step(
        "L 24(5), 25",
        Text(
            f"Сайлаушылар тізімі файлдан тексеріліп жүктелді: {count} адам, бәрі ойдан шығарылған.",
            f"Список избирателей проверен и загружен из файла: {count} человек, все вымышлены.",
            f"The voter list was checked and loaded from a file: {count} people, all of them invented.",
        ),
    )


def _hand_over(offices: Offices, book: ListBook, folder: Path, narrator: Narrator) -> None:
    akim, chair = offices.signer("local-executive"), offices.signer("member-1")
    parties = Parties(given_by=holder_of(akim.certificate).name, taken_by=holder_of(chair.certificate).name)
    answer = hand_over(book, offices.precinct, parties, ORDER, folder, (akim, chair))
    if isinstance(answer, Refusal):
        raise RehearsalError(f"the list was not handed over: {answer.text.en}")
    _tell_handed(answer, narrator)


def _tell_handed(handed: HandedOver, narrator: Narrator) -> None:
    if not handed.in_time:
        raise RehearsalError("the list was handed over late")
    narrator.step(
        "L 24(5)",
        Text(
            "Әкім қол қойған тізім комиссияға дауыс беруден 20 күн бұрын акт бойынша берілді.",
            "Список, подписанный акимом, передан комиссии по акту за 20 дней до голосования.",
            "The list, signed by the akim, was handed to the commission by act, 20 days before the voting.",
        ),
    )
