"""Which ballots each piece of an image mentions, and in which order: all that could be the order of their coming.

A ballot is known from the public record by its credential and its tracker; the pool on the computer's disk adds the
sealed credential and its hash. Each may stand raw, in hex or in base64.
"""

import re
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import cbor2

from sailau.adapters.sqlite.cipher import StoreCipher
from tests.attacker import pages
from tests.attacker.images import Cell, Image, StoreImage, recovered

FEW: Final = 6
"""Fewer ballots than these make no order that is worth a guess."""
_TOKEN: Final = re.compile(rb"[A-Za-z0-9+/_-]{20,}")
_OLDER, _LINE = "older entries", "a line of the recorder of"
_TEXTS: Final = frozenset({".jsonl", ".record", ".txt", ".json", ".toml", ".xml", ".log", ""})


@dataclass(frozen=True, slots=True)
class PublicBallot:
    """A ballot as the public record has it."""

    credential: bytes
    tracker: str


@dataclass(frozen=True, slots=True)
class PublicRecord:
    """What everybody may know when the count is over: ballots in the archive's order, codes with choices."""

    ballots: tuple[PublicBallot, ...]
    codes: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Order:
    """Ballots (places in the public record) in an order that something in an image gives them; on whose disk it is."""

    channel: str
    device: str
    ballots: tuple[int, ...]


class Findings:
    """What an image says of ballots."""

    def __init__(self, image: Image, public: PublicRecord) -> None:
        self.image, self._public = image, public

    @cached_property
    def names(self) -> dict[bytes, int]:
        """Everything that a ballot may be called, in every writing → its place in the public record."""
        found: dict[bytes, int] = {}
        for place, ballot in enumerate(self._public.ballots):
            found |= dict.fromkeys(_writings(ballot.credential), place)
            found |= dict.fromkeys(_writings(b64decode(ballot.tracker + "=")), place)
            found[ballot.tracker.encode()] = place
        for cell in self._cells("pool"):
            said = list(_atoms(cell.plain))
            place = next((found[part] for part in said if part in found), -1)
            if place >= 0:
                for part in said:
                    if len(part) >= FEW * 4:
                        found |= dict.fromkeys(_writings(part), place)
        return found

    def orders(self) -> Iterator[Order]:
        """Every order of ballots that can be found, of at least `FEW` of them, the same order once."""
        found = [self._public_order(), *self._of_tables(), *self._of_documents(), *self._of_logs(), *self._of_files()]
        different = {order.ballots: order for order in reversed(found)}
        return (order for order in different.values() if len(order.ballots) >= FEW)

    def by_device(self) -> dict[str, frozenset[int]]:
        """The ballots that a device's own disk mentions, of each device that mentions some and not all."""
        found: dict[str, set[int]] = {}
        for device, _, said in self._documents:
            found.setdefault(device, set()).update(self._mentioned(said))
        every = len(self._public.ballots)
        return {device: frozenset(ballots) for device, ballots in found.items() if 0 < len(ballots) < every}

    def said_beside(self) -> Iterator[tuple[int, frozenset[bytes]]]:
        """For each thing that mentions one ballot alone: the ballot, and what else it says."""
        for _, _, said in self._documents:
            mentioned = set(self._mentioned(said))
            if len(mentioned) == 1:
                yield mentioned.pop(), frozenset(part for part in said if part not in self.names)

    def _public_order(self) -> Order:
        return Order("public record, as it stands", "", tuple(range(len(self._public.ballots))))

    def _mentioned(self, said: Iterable[bytes]) -> list[int]:
        """Ballots in the order of their first mention."""
        return list(dict.fromkeys(self.names[part] for part in said if part in self.names))

    def _cells(self, table: str) -> Iterator[Cell]:
        return (cell for store in self.image.stores for cell in store.cells if cell.table == table)

    def _of_tables(self) -> Iterator[Order]:
        """Tables with one ballot an entry: by place, by where it lies in the file, by nonce, by row number."""
        for store in self.image.stores:
            for table in sorted({cell.table for cell in store.cells}):
                single: list[tuple[Cell, int]] = []
                for cell in store.cells:
                    mentioned = self._mentioned(_atoms(cell.plain)) if cell.table == table else []
                    if len(mentioned) == 1:
                        single.append((cell, mentioned[0]))
                if len(single) >= FEW:
                    yield from _physical(store, table, single)

    def digests(self) -> Iterator[tuple[str, str, list[bytes]]]:
        """(device, where, values of 32 bytes in their order): what could be a running hash or sum over the box."""
        along: dict[tuple[str, str], list[bytes]] = {}
        for device, name, said in self._documents:
            values = [value for part in said if (value := _digest(part)) is not None and part not in self.names]
            along.setdefault((device, name), []).extend(values)
        return ((device, name, values) for (device, name), values in along.items() if len(values) >= FEW)

    @cached_property
    def _documents(self) -> list[tuple[str, str, list[bytes]]]:
        """(device, name, what is said in it, in order): entries of stores, what was there before, lines, files."""
        return [*self._entries(), *self._lines(), *self._texts()]

    def _entries(self) -> Iterator[tuple[str, str, list[bytes]]]:
        for store in self.image.stores:
            for cell in store.cells:
                yield store.device, f"{store.path.name} {cell.table}", list(_atoms(cell.plain))
            cipher = StoreCipher(store.path.stem, self.image.key_of(store.path))
            for plain in recovered(store, cipher):
                yield store.device, f"{store.path.name}, {_OLDER}", list(_atoms(plain))

    def _lines(self) -> Iterator[tuple[str, str, list[bytes]]]:
        for line in self.image.lines:
            yield line.device, f"{_LINE} {line.device}", list(_atoms(dict(line.fields)))

    def _texts(self) -> Iterator[tuple[str, str, list[bytes]]]:
        for path in self.image.files():
            if path.suffix not in (".db", ".record", ".jsonl"):
                device = path.relative_to(self.image.folder).parts[0]
                yield device, path.name, list(_tokens(path.read_bytes()))

    def _of_documents(self) -> Iterator[Order]:
        """Order of mention: in one entry or file, and from line to line of a record."""
        along: dict[tuple[str, str], list[bytes]] = {}
        for device, name, said in self._documents:
            if len(self._mentioned(said)) >= FEW:
                yield Order(f"order within {name}", device, tuple(self._mentioned(said)))
            if name.startswith(_LINE) or name.endswith(_OLDER):
                along.setdefault((device, name), []).extend(said)
        for (device, name), said in along.items():
            yield Order(f"{name} after another", device, tuple(self._mentioned(said)))

    def _of_logs(self) -> Iterator[Order]:
        """Which entry a store's log has first."""
        for store in self.image.stores:
            single = {cell.place: self._mentioned(_atoms(cell.plain)) for cell in store.cells}
            nonces = {cell.place: cell.sealed[:12] for cell in store.cells if len(single[cell.place]) == 1}
            order = pages.log_order(store.log, nonces)
            yield Order(f"log of {store.path.name}", store.device, tuple(single[place][0] for place in order))

    def _of_files(self) -> Iterator[Order]:
        """Files that mention one ballot each (cards, for instance), by the time of their last change."""
        single = []
        for path in self.image.files():
            if path.suffix not in (".db", ".record", ".jsonl"):
                raw = path.read_bytes()
                mentioned = {*self._mentioned(_tokens(raw)), *self._inside(raw, path.suffix)}
                if len(mentioned) == 1:
                    single.append((path.stat().st_mtime_ns, mentioned.pop()))
        yield Order("times of files with one ballot each", "", tuple(ballot for _, ballot in sorted(single)))

    def _inside(self, raw: bytes, suffix: str) -> set[int]:
        """Ballots that stand raw in a file that is no text."""
        return set() if suffix in _TEXTS else {place for name, place in self.names.items() if name in raw}


def _physical(store: StoreImage, table: str, single: list[tuple[Cell, int]]) -> Iterator[Order]:
    nowhere = pages.Standing(0, 0), list[int]()
    stands = {cell.place: store.occurrences.get(cell.place, nowhere)[0] for cell, _ in single}
    keys: dict[str, Callable[[Cell], Any]] = {
        "place": lambda cell: cell.place,
        "offset in the file": lambda cell: stands[cell.place].offset,
        "page of the rest": lambda cell: stands[cell.place].overflow,
        "nonce": lambda cell: cell.sealed[:12],
        "row number": lambda cell: cell.rank,
    }
    for name, key in keys.items():
        values = {key(cell) for cell, _ in single}
        if len(values) > 1:
            ordered = sorted(single, key=lambda pair: key(pair[0]))
            ballots = tuple(dict.fromkeys(ballot for _, ballot in ordered))
            yield Order(f"{store.path.name}, {table} by {name}", store.device, ballots)


def _atoms(value: Any) -> Iterator[bytes]:
    """Everything that a value is made of, in order, as bytes; what is CBOR inside is taken apart."""
    match value:
        case None:
            return
        case bytes():
            yield value
            inner = _decoded(value)
            if inner is not None:
                yield from _atoms(inner)
        case str():
            yield value.encode()
        case bool() | int():
            yield b"%d" % value
        case list() | tuple():
            for part in value:
                yield from _atoms(part)
        case dict():
            for key, part in value.items():
                yield from _atoms(key)
                yield from _atoms(part)


def _decoded(value: bytes) -> Any:
    """What CBOR arrays and maps hold; None for other bytes."""
    if not value or not 0x80 <= value[0] <= 0xBF:
        return None
    try:
        inner = cbor2.loads(value)
        return inner if cbor2.dumps(inner) == value else None
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError):
        return None


def _digest(part: bytes) -> bytes | None:
    """32 bytes, raw, in hex or in base64; None for anything else."""
    try:
        match len(part):
            case 32:
                return part
            case 64:
                return bytes.fromhex(part.decode())
            case 43:
                return b64decode(part + b"=", validate=True)
    except ValueError:
        return None
    return None


def _tokens(raw: bytes) -> Iterator[bytes]:
    return (found.group().rstrip(b"=") for found in _TOKEN.finditer(raw))


def _writings(value: bytes) -> tuple[bytes, ...]:
    return value, value.hex().encode(), b64encode(value).rstrip(b"="), urlsafe_b64encode(value).rstrip(b"=")
