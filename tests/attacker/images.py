"""Disk images of every device, and what opens in them with the sealed password.

`seize` copies what stands on the disks while the devices run, as if the power went: files with their times, logs,
locks, free pages, media of the recorders, cards. `Image` opens each store with the keys that lie beside it.
"""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import cbor2

from sailau.adapters.password import open_under
from sailau.adapters.sqlite.cipher import StoreCipher
from sailau.adapters.sqlite.keys import open_keys
from sailau.adapters.sqlite.tables import FixedTable, unpack
from sailau.errors import StoreError
from sailau.recorder.session import INTERVAL
from tests.attacker import pages
from tests.attacker.devices import OPENING, PASSWORD

SEIZED: Final = ("computer", "terminal-*", "portable-*", "tray", "board.txt")
_CONTEXT: Final = "sailau/device-store/1"
_MEDIUM: Final = "medium-1"
_FIXED: Final = FixedTable("any", 1, 1)


@dataclass(frozen=True, slots=True)
class Cell:
    """An entry of a store. `plain` is its key and value, None for an empty place; `rank` the row number, if any."""

    store: str
    table: str
    place: bytes
    sealed: bytes
    plain: tuple[bytes, bytes] | None
    rank: int = 0


@dataclass(frozen=True)
class StoreImage:
    """A store's file with the log beside it, opened."""

    path: Path
    device: str
    raw: bytes
    log: bytes
    cells: tuple[Cell, ...]

    @cached_property
    def occurrences(self) -> dict[bytes, tuple[pages.Standing, list[int]]]:
        """Where each entry stands in the file, by place, and where else its place stands."""
        return pages.occurrences(self.raw, {cell.place: cell.sealed for cell in self.cells})


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of a recorder: device, seconds from the opening of the polls, event, fields, length in bytes.

    Sealed intervals stand on a grid of 200 ms and hold nothing but ciphertext: of them the length alone.
    """

    device: str
    at: float
    event: str
    fields: Mapping[str, Any]
    length: int


def seize(world: Path, target: Path) -> "Image":
    """Copy every device's disk as it stands."""
    for pattern in SEIZED:
        for source in sorted(world.glob(pattern)):
            if source.is_dir():
                shutil.copytree(source, target / source.name, copy_function=shutil.copy2)
            else:
                target.mkdir(exist_ok=True)
                shutil.copy2(source, target / source.name)
    return Image(target)


class Image:
    """What was seized."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def copy(self, target: Path) -> "Image":
        """Another copy, in which something can be planted."""
        shutil.copytree(self.folder, target, copy_function=shutil.copy2)
        return Image(target)

    @cached_property
    def stores(self) -> tuple[StoreImage, ...]:
        """Every store of every device."""
        return tuple(self._store(path) for path in sorted(self.folder.rglob("*.db")))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every entry of every recorder that is not a sealed interval, device by device."""
        return tuple(line for line in self.every_line if line.event != INTERVAL)

    @cached_property
    def every_line(self) -> tuple[Line, ...]:
        """Every entry of every recorder."""
        paths = sorted(self.folder.rglob("*.jsonl")) + sorted(self.folder.rglob(f"{_MEDIUM}/*.record"))
        return tuple(line for path in paths for line in _lines(path))

    def cards(self) -> dict[Path, bytes]:
        """The images of the cards, by their files."""
        return {path: path.read_bytes() for path in sorted((self.folder / "tray").glob("*.card"))}

    def files(self) -> Iterator[Path]:
        """Every file."""
        return (path for path in sorted(self.folder.rglob("*")) if path.is_file())

    def key_of(self, path: Path) -> bytes:
        """The key of a store, by the sealed password."""
        if (path.parent / "keys.json").exists():
            key: bytes = getattr(open_keys(path.parent / "keys.json", PASSWORD), path.stem)
            return key
        return open_under(PASSWORD, json.loads((path.parent / "key.json").read_bytes()), _CONTEXT)

    def _store(self, path: Path) -> StoreImage:
        log = path.with_name(path.name + "-wal")
        cells = tuple(_cells(path, StoreCipher(path.stem, self.key_of(path))))
        device = path.relative_to(self.folder).parts[0]
        return StoreImage(path, device, path.read_bytes(), log.read_bytes() if log.exists() else b"", cells)


def _cells(path: Path, cipher: StoreCipher) -> Iterator[Cell]:
    """Every entry. A copy of the file is opened, so that reading it changes nothing."""
    with tempfile.TemporaryDirectory(prefix="sailau-attacker-") as scratch:
        for part in path.parent.glob(path.name + "*"):
            shutil.copy2(part, Path(scratch) / part.name)
        database = sqlite3.connect(Path(scratch) / path.name)
        try:
            for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                ranks = _ranks(database, table)
                for place, sealed in database.execute(f"SELECT place, sealed FROM {table} ORDER BY place"):
                    plain = _opened(cipher, table, place, sealed)
                    yield Cell(path.stem, table, place, sealed, plain, ranks.get(place, 0))
        finally:
            database.close()


def _ranks(database: sqlite3.Connection, table: str) -> dict[bytes, int]:
    """Row numbers, where a table has any."""
    try:
        return dict(database.execute(f"SELECT place, rowid FROM {table}").fetchall())
    except sqlite3.OperationalError:
        return {}


def _opened(cipher: StoreCipher, table: str, place: bytes, sealed: bytes) -> tuple[bytes, bytes] | None:
    plain = cipher.open(table, place, sealed)
    if not plain.strip(b"\0"):
        return None
    try:
        key, value = cbor2.loads(plain)
        return key, value
    except (ValueError, TypeError):
        return unpack(_FIXED, plain)


def recovered(store: StoreImage, cipher: StoreCipher) -> Iterator[tuple[bytes, bytes]]:
    """What older entries, still somewhere in the file, say: those that open."""
    known = {cell.place: cell for cell in store.cells}
    for place, (_, others) in store.occurrences.items():
        cell = known[place]
        for offset in others:
            start = offset + len(place)
            try:
                opened = _opened(cipher, cell.table, place, store.raw[start : start + len(cell.sealed)])
            except StoreError:
                continue
            if opened is not None:
                yield opened


def _lines(path: Path) -> Iterator[Line]:
    """The entries of a record, of either version: what stands before the entry itself is salt and uptime."""
    for raw in path.read_bytes().splitlines():
        if b'"event":"interval-sealed"' in raw:
            yield Line(path.stem, 0.0, INTERVAL, {}, len(raw))
            continue
        entry = json.loads(raw[raw.index(b"{") :])
        fields = entry.get("fields", {})
        at = (datetime.fromisoformat(entry["time"]) - OPENING).total_seconds()
        yield Line(entry["device"], at, entry["event"], fields, len(raw))
