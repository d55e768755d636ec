"""A register office with its book of lists, for the tests of lists: two precincts, a sound list, orders, a clock."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sailau.adapters.password import PasswordCost
from sailau.adapters.recorder_file import RecorderFile
from sailau.election.definition import canonical, parse
from sailau.election.examples import president_2005
from sailau.election.nouns import CommissionId, Definition, PrecinctNumber
from sailau.ports.faults import NO_FAULTS, Faults
from sailau.refusal import Refusal
from sailau.register.events import Decider, ListEvent, Order, Request
from sailau.register.iin import Sex, compose
from sailau.service import lists
from sailau.service.list_act import Parties
from sailau.service.list_book import ListBook, create_book, events, open_book
from sailau.service.list_changes import Details
from tests.adapters.lists.broken import csv_of, sound_rows

PASSWORD = b"a password of tests"
CHEAP = PasswordCost(passes=1, memory_kib=64, lanes=1)
ORDER = Order(who="А. Сейітов, әкімдік", why="тізім жасалды", decision="әкімнің 12.10.2026 № 7 өкімі")
COURT = replace(ORDER, by=Decider.COURT, decision="сот шешімі 21.11.2026")
COMMISSION = replace(ORDER, by=Decider.PRECINCT, decision="комиссия шешімі № 3")
CALLED = date(2005, 9, 20)
PARTIES = Parties(given_by="Ә. Қасымов, әкім", taken_by="Б. Омарова, төраға")


class SetClock:
    """Tells the time it was set to, local time of UTC+5."""

    def __init__(self, day: datetime) -> None:
        self.at = day

    def now(self) -> datetime:
        return self.at


class Armed:
    """Faults that are chosen after the store was opened."""

    def __init__(self) -> None:
        self.inner: Faults = NO_FAULTS

    def point(self, name: str) -> None:
        self.inner.point(name)


def two_precincts() -> Definition:
    one = president_2005()
    first = one.precincts[0]
    other = CommissionId(f"{first.commission}-8")
    both = (replace(first, number=PrecinctNumber(7)), replace(first, number=PrecinctNumber(8), commission=other))
    return parse(canonical(replace(one, precincts=both)), "definition")


@dataclass
class Office:
    """A register office with its folder, clock and recorder."""

    folder: Path
    clock: SetClock
    book: ListBook
    recorder: RecorderFile

    def file(self, data: bytes, name: str = "list.csv") -> lists.Source:
        path = self.folder / name
        path.write_bytes(data)
        return lists.Source(path=path)

    def load(self, data: bytes, name: str = "list.csv") -> ListEvent | lists.Refused | Refusal:
        return lists.load_file(self.book, self.file(data, name), ORDER)

    def reopen(self, faults: Faults = NO_FAULTS) -> ListBook:
        self.book.close()
        self.book = open_book(self.folder / "book", PASSWORD, clock=self.clock, recorder=self.recorder, faults=faults)
        return self.book

    def state(self) -> object:
        return lists.summary(self.book), [event.as_json(with_voter=True) for event in events(self.book)]

    def days_before(self, days: int, hour: int = 12, minute: int = 0) -> None:
        day = self.book.voting_day - timedelta(days=days)
        local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)
        self.clock.at = local - timedelta(minutes=self.book.definition.rules.hours.utc_offset_minutes)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    definition = two_precincts()
    clock = SetClock(datetime(2005, 1, 1, tzinfo=UTC))
    recorder = RecorderFile(tmp_path / "register.jsonl", "register", clock)
    create_book(tmp_path / "book", PASSWORD, canonical(definition), CHEAP, called=CALLED)
    book = open_book(tmp_path / "book", PASSWORD, clock=clock, recorder=recorder)
    made = Office(tmp_path, clock, book, recorder)
    made.days_before(40)
    yield made
    made.book.close()
    recorder.close()


def rows() -> list[list[str]]:
    """The sound list, its first half in precinct 7 and the rest in 8; the youngest are of age in 2005 too."""
    found = [[str(cell) for cell in row] for row in sound_rows() if row[4] < "1987" or row[0] == "ЖСН"]
    for row in found[4:]:
        row[6] = "8"
    return found


SOUND = csv_of(rows()).encode()


def details(**changed: str) -> Details:
    row = {"surname": "Тасболатов", "name": "Ерлан", "patronymic": "", "address": "Абай көшесі, 99 үй"}
    made = compose(date(1970, 5, 5), Sex.MALE, 77)
    assert made is not None
    return Details(**(row | {"iin": made.digits, "birth_date": "1970-05-05"} | changed))


def asked(office: Office, days_ago: int = 0) -> Request:
    return Request(reference="өтініш № 12", received=office.book.now().date() - timedelta(days=days_ago))


def done(found: object) -> ListEvent:
    assert isinstance(found, ListEvent), found
    return found


def refused(found: object) -> str:
    match found:
        case Refusal():
            return found.code
        case lists.Refused():
            return ", ".join(sorted(found.checked.findings.counts))
    pytest.fail(f"was not refused: {found}")


def other_number() -> str:
    made = compose(date(1970, 5, 5), Sex.MALE, 1234)
    assert made is not None
    return made.digits
