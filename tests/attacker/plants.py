"""Six leaks, each put into a copy of the images: what they would be if one line of a device were wrong.

    row order          the box gives ballots places one after another and not at random
    WAL                a store's log is not cut after a commit
    head               a running sum over the box is recorded at every ballot
    code order         devices have codes in a row, and give the lowest unused one
    card number        the desk records the card's number, the box keeps it beside the ballot
    count of presses   a recorder seals what became of a turn, and writes its inputs in clear

Wherever a store or a recorder has to do something wrong, it is the real one with that line replaced.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from unittest import mock

import cbor2

from sailau.adapters.recorder_file import RecorderFile
from sailau.adapters.sqlite import store as store_module
from sailau.adapters.sqlite.store import SqliteStore
from sailau.formats.v1.record.closing import closing_sum
from sailau.recorder.session import INTERVAL
from sailau.recorder.values import FieldValue
from sailau.service.accumulator import BALLOTS
from sailau.service.installation import read_layout
from sailau.service.precinct import COMPUTER
from sailau.service.recorder.sessions import Sessions
from tests.attacker.attack import BALLOT, CHOICE
from tests.attacker.devices import DESK, MORNING, OPENING, TABLES
from tests.attacker.findings import PublicRecord
from tests.attacker.images import Image
from tests.attacker.sealed import Call, Clock, SealedRecorder
from tests.attacker.town import Truth


@dataclass(frozen=True)
class Plant:
    """A leak: its name, what it gives away, the words by which the guess that finds it is known, how it is made."""

    name: str
    aim: str
    channel: str
    make: Callable[[Image, Truth, PublicRecord, Mapping[str, list[Call]]], PublicRecord]


def _row_order(image: Image, truth: Truth, public: PublicRecord, calls: Mapping[str, list[Call]]) -> PublicRecord:
    def next_place(self: Any, key: bytes) -> bytes:
        place: bytes = self.free.pop(0)
        self.used[key] = place
        return place

    with mock.patch.object(store_module._Places, "draw", next_place), _box_anew(image) as box:
        _put_in_order(box, truth, image)
    return public


def _log_kept(image: Image, truth: Truth, public: PublicRecord, calls: Mapping[str, list[Call]]) -> PublicRecord:
    def commit_alone(self: SqliteStore) -> None:
        self._db.execute("COMMIT")

    computer = image.folder / "computer"
    with mock.patch.object(SqliteStore, "_commit", commit_alone), _box_anew(image) as box:
        _put_in_order(box, truth, image)
        for name in ("box.db", "box.db-wal"):
            shutil.copy2(computer / name, computer / f"seized-{name}")
    for name in ("box.db", "box.db-wal"):
        (computer / f"seized-{name}").replace(computer / name)
    return public


def _head(image: Image, truth: Truth, public: PublicRecord, calls: Mapping[str, list[Call]]) -> PublicRecord:
    clock = Clock(OPENING + timedelta(hours=14))
    path = image.folder / "computer" / "recorders" / f"{COMPUTER}.jsonl"
    trackers: list[str] = []
    with RecorderFile(path, COMPUTER, clock) as recorder:
        for _, voter, _ in truth.taken:
            trackers.append(truth.cast[voter].vote.tracker)
            head = closing_sum(trackers).hex()
            recorder.record("head-witnessed", device=TABLES[0], entries=len(trackers), head=head)
    return public


def _code_order(image: Image, truth: Truth, public: PublicRecord, calls: Mapping[str, list[Call]]) -> PublicRecord:
    devices = sorted({cast.device for cast in truth.cast.values()})
    lowest = {device: place * (10_000 // len(devices)) for place, device in enumerate(devices)}
    codes = []
    for cast in sorted(truth.cast.values(), key=lambda cast: cast.sealed_at):
        codes.append((lowest[cast.device], cast.row))
        lowest[cast.device] += 1
    return PublicRecord(public.ballots, tuple(sorted(codes)))


def _card_number(image: Image, truth: Truth, public: PublicRecord, calls: Mapping[str, list[Call]]) -> PublicRecord:
    path = image.folder / "computer" / "recorders" / f"{DESK}.jsonl"
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    activated = (line for line in lines if line["event"] == "card-activated")
    for line, (_, card) in zip(activated, truth.at_desk, strict=True):
        line["fields"]["card"] = card
    path.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines), encoding="utf-8")
    forms = _forms(image)
    with _box(image) as box, box.transaction() as tx:
        for _, voter, card in truth.taken:
            credential = truth.cast[voter].vote.credential
            tx.put(BALLOTS, credential, cbor2.dumps([card, forms[credential]]))
    return public


_INPUTS: Final = frozenset({"answer-touched", "input-made", "language-touched"})


class LooseSessions(Sessions):
    """Seals what became of a session, and lets the voter's inputs through."""

    def take(self, event: str, fields: Mapping[str, FieldValue], uptime_us: int) -> tuple[str, int] | None:
        return None if event in _INPUTS else super().take(event, fields, uptime_us)

    def due(self, uptime_us: int) -> list[tuple[Any, str, int]]:
        """Without the intervals, which tell nothing and take long to write."""
        return [item for item in super().due(uptime_us) if item[0].event != INTERVAL]


def _presses(image: Image, truth: Truth, public: PublicRecord, calls: Mapping[str, list[Call]]) -> PublicRecord:
    for device, told in calls.items():
        for medium in ("medium-1", "medium-2"):
            shutil.rmtree(image.folder / device / medium)
        with SealedRecorder(image.folder / device, device, Clock(MORNING), LooseSessions) as recorder:
            recorder.hear(told)
    return public


PLANTS: Final = (
    Plant("row order", BALLOT, "box.db, ballots by place", _row_order),
    Plant("WAL", BALLOT, "log of box.db", _log_kept),
    Plant("head", BALLOT, "a running sum in", _head),
    Plant("code order", CHOICE, "codes, a part to each device", _code_order),
    Plant("card number", BALLOT, "what stands beside a ballot", _card_number),
    Plant("count of presses", CHOICE, "how often input-made", _presses),
)


def _put_in_order(box: SqliteStore, truth: Truth, image: Image) -> None:
    """The ballots as they came, a transaction each."""
    forms = _forms(image)
    for _, voter, _ in truth.taken:
        credential = truth.cast[voter].vote.credential
        with box.transaction() as tx:
            tx.insert(BALLOTS, credential, forms[credential])


def _forms(image: Image) -> dict[bytes, bytes]:
    """Ballots in the card's form, by credential."""
    boxes = [store for store in image.stores if store.path.name == "box.db"]
    return {cell.plain[0]: cell.plain[1] for cell in boxes[0].cells if cell.table == BALLOTS and cell.plain}


@contextmanager
def _box(image: Image, *, create: bool = False) -> Iterator[SqliteStore]:
    path = image.folder / "computer" / "box.db"
    key, tables = image.key_of(path), read_layout(image.folder / "computer").box
    if create:
        path.unlink()
    opened = SqliteStore(path, "box", key, tables, create=create)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def _box_anew(image: Image) -> Iterator[SqliteStore]:
    """An empty box under the key of the one that was seized, in its place; what was in it is read before."""
    _forms(image)
    with _box(image, create=True) as box:
        yield box
