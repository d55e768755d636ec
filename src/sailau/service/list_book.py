"""The book of voter lists: one sealed store with the present list of every precinct and all that happened to them.

Tables, all growing: `lists` (precinct → its list in JSON lines), `before` (what the last load replaced), `events`
(number → event), `handed` (precinct → act and list as handed over), `complaints` (number → complaint), `home` (IIN →
application to vote at home), `state` (the load that may still be undone, the day on which the election was called).
A change of the book is one transaction: it happens whole, or not at all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from sailau.adapters.files import read_file, write_atomically
from sailau.adapters.password import DEFAULT_COST, PasswordCost
from sailau.adapters.sqlite import GrowingTable
from sailau.adapters.sqlite.device_store import DeviceStore, create_device_store, open_device_store
from sailau.checkin.voters import VoterEntry, VoterList, VoterNumber, encode_list, parse_list
from sailau.election.definition import parse
from sailau.election.nouns import Definition
from sailau.errors import StoreError
from sailau.ports import NO_FAULTS, Clock, Faults, Recorder, Transaction
from sailau.register.events import EventKind, ListEvent, Order, decode_event, encode_event
from sailau.register.voter import Listed, Voter

STORE: Final = "lists"
TABLES: Final = tuple(
    GrowingTable(name) for name in ("lists", "before", "events", "handed", "state", "complaints", "home")
)
LAST_LOAD: Final = b"last-load"
DEFINITION_FILE: Final = "definition.json"
_DEFINITION: Final = b"definition"
_CALLED: Final = b"called"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBook:
    """An open book: store, election, clock, recorder."""

    device: DeviceStore
    definition: Definition
    clock: Clock
    recorder: Recorder

    @property
    def voting_day(self) -> date:
        """The voting day."""
        return self.definition.date

    @property
    def precincts(self) -> frozenset[int]:
        """The numbers of the precincts that the definition has."""
        return frozenset(int(precinct.number) for precinct in self.definition.precincts)

    def now(self) -> datetime:
        """Local time of the precincts, to the second."""
        zone = self.definition.zone
        return self.clock.now().astimezone(zone).replace(microsecond=0)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Begin a change, or a reading of what belongs together."""
        with self.device.store.transaction() as tx:
            yield tx

    def close(self) -> None:
        """Close the store."""
        self.device.close()


def create_book(
    folder: Path,
    password: bytes,
    definition: bytes,
    cost: PasswordCost = DEFAULT_COST,
    *,
    called: date | None = None,
) -> None:
    """Make an empty book in `folder` under `password`, for the election of `definition` (its canonical bytes).

    `called` is the day on which the election was called: from then on citizens may ask to be registered (M8). Raises
    StoreError when there is a book, DefinitionError when the definition is refused.
    """
    parse(definition, DEFINITION_FILE)
    device = create_device_store(folder, STORE, password, TABLES, cost=cost)
    try:
        with device.store.transaction() as tx:
            tx.put("state", _DEFINITION, sha256(definition).digest())
            if called is not None:
                tx.put("state", _CALLED, called.isoformat().encode())
        write_atomically(folder / DEFINITION_FILE, definition)
    finally:
        device.close()


def open_book(
    folder: Path, password: bytes, *, clock: Clock, recorder: Recorder, faults: Faults = NO_FAULTS
) -> ListBook:
    """Open the book. Raises WrongPasswordError, or StoreError, also when the definition beside it was exchanged."""
    device = open_device_store(folder, STORE, password, TABLES, faults=faults)
    try:
        definition = read_file(folder / DEFINITION_FILE)
        with device.store.transaction() as tx:
            known = tx.get("state", _DEFINITION)
        if known != sha256(definition).digest():
            raise StoreError(f"{DEFINITION_FILE} is not the definition that the book of lists was made for")
        return ListBook(device=device, definition=parse(definition, DEFINITION_FILE), clock=clock, recorder=recorder)
    except BaseException:
        device.close()
        raise


def called_on(tx: Transaction) -> date | None:
    """The day on which the election was called, where the book was told."""
    day = tx.get("state", _CALLED)
    return None if day is None else date.fromisoformat(day.decode())


def list_bytes(tx: Transaction, precinct: int) -> bytes | None:
    """The present list of a precinct as JSON lines, or None."""
    return tx.get("lists", precinct_key(precinct))


def put_list(tx: Transaction, precinct: int, voters: VoterList) -> None:
    """Set the present list of a precinct."""
    tx.put("lists", precinct_key(precinct), encode_list(voters))


def lists(tx: Transaction) -> dict[int, bytes]:
    """All present lists by precinct."""
    return {int(key): data for key, data in tx.items("lists")}


def precinct_key(precinct: int) -> bytes:
    """The key of a precinct in the tables of the book."""
    return b"%05d" % precinct


def is_handed_over(tx: Transaction, precinct: int) -> bool:
    """Whether the list was handed to the precinct's commission."""
    return tx.get("handed", precinct_key(precinct)) is not None


def enter_event(
    tx: Transaction,
    at: datetime,
    kind: EventKind,
    order: Order,
    precincts: tuple[int, ...],
    facts: dict[str, str | int] | None = None,
    *,
    before: VoterEntry | None = None,
    after: VoterEntry | None = None,
) -> ListEvent:
    """Write the next event."""
    event = ListEvent(
        number=len(tx.items("events")) + 1,
        kind=kind,
        at=at,
        order=order,
        precincts=precincts,
        facts=tuple(sorted((facts or {}).items())),
        before=None if before is None else _line(before),
        after=None if after is None else _line(after),
    )
    tx.put("events", b"%08d" % event.number, encode_event(event))
    return event


def event_of(tx: Transaction, number: int) -> ListEvent | None:
    """The event of that number, or None."""
    kept = tx.get("events", b"%08d" % number)
    return None if kept is None else decode_event(kept)


def events(book: ListBook, precinct: int | None = None) -> list[ListEvent]:
    """All events in order, or those of one precinct."""
    with book.transaction() as tx:
        found = [decode_event(value) for _, value in tx.items("events")]
    return [event for event in found if precinct is None or precinct in event.precincts]


def listed_voters(tx: Transaction, *, without: frozenset[int] = frozenset()) -> list[Listed]:
    """All voters of the present lists as the register's checks know them, some precincts left out."""
    return [
        listed(precinct, entry)
        for precinct, data in sorted(lists(tx).items())
        if precinct not in without
        for entry in parse_list(data)
    ]


def lines_with(tx: Transaction, needle: bytes) -> Iterator[tuple[int, VoterEntry]]:
    """Voters of all lists whose line holds `needle`, with their precincts; the other lines are not parsed."""
    for precinct, data in sorted(lists(tx).items()):
        place = data.find(needle)
        while place >= 0:
            start, end = data.rfind(b"\n", 0, place) + 1, data.index(b"\n", place) + 1
            for entry in parse_list(data[start:end]):
                yield precinct, entry
            place = data.find(needle, end)


def entry_of(voter: Voter, number: int) -> VoterEntry:
    """A checked row as an entry of the precinct's list."""
    return VoterEntry(
        number=VoterNumber(number),
        iin=voter.iin,
        surname=voter.surname,
        name=voter.name,
        patronymic=voter.patronymic,
        birth_date=voter.birth_date,
        address=voter.address,
    )


def listed(precinct: int, entry: VoterEntry) -> Listed:
    """An entry as the register's checks know it."""
    return Listed(voter=_voter(precinct, entry), place=f"precinct {precinct}, number {entry.number}")


def _voter(precinct: int, entry: VoterEntry) -> Voter:
    return Voter(
        precinct=precinct,
        line=int(entry.number),
        number=int(entry.number),
        iin=entry.iin,
        surname=entry.surname,
        name=entry.name,
        patronymic=entry.patronymic,
        address=entry.address,
    )


def _line(entry: VoterEntry) -> str:
    return encode_list(VoterList([entry])).decode().rstrip("\n")
